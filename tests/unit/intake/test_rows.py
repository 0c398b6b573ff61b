"""Text tables in every encoding, line by line as editors count them."""

import pytest

from intake import rows

CHINESE = "订单号;产品;数量\n1;办公椅和升降桌;2\n"


def read(text, most=100, **options):
    return list(rows.rows(text, most, **options))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_chinese(encoding):
    assert rows.decode(CHINESE.encode(encoding)) == CHINESE


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "latin-1"])
@pytest.mark.parametrize("name", ["Bénin", "Perú", "Stühle für Gäste", "Façade", "Señor Ñandú"])
def test_western(encoding, name):
    assert rows.decode(f"order,{name}".encode(encoding)) == f"order,{name}"


def test_what_somebody_chose_counts():
    assert rows.decode("é".encode("cp1252"), "cp1252") == "é"
    assert (
        rows.decode("数量".encode("utf-8-sig"), "cp1252") == "数量"
    )  # its first bytes know better


@pytest.mark.parametrize(
    ("data", "encoding"),
    [(b"PK\x03\x04\x00\xff", ""), (b"\xef\xbb\xbforder\xff", ""), ("数".encode("gbk"), "utf-8")],
)
def test_no_text(data, encoding):
    with pytest.raises(rows.Unreadable) as caught:
        rows.decode(data, encoding)
    assert caught.value.code == "encoding"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators(separator):
    text = f"a{separator}b\n1,5{separator}x" if separator != "," else 'a,b\n"1,5",x'
    assert read(text) == [(1, ["a", "b"]), (2, ["1,5", "x"])]


def test_lines_are_counted_as_editors_count_them():
    found = read('a,b\n1,"two\nlines"\n\n , \n2,x\n')
    assert found == [(1, ["a", "b"]), (2, ["1", "two\nlines"]), (6, ["2", "x"])]


def test_an_empty_file_has_an_empty_heading():
    assert read("") == [(1, [])]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a,b\n1,2\n\n3,4\n5,6\n", "too_many", 5),
        ('a,b\n1,2\n3,"4\n5\n', "not_csv", 3),
        (f"a,b\n1,{'x' * 140_000}", "not_csv", 2),
        (f"{'x' * 140_000},b\n", "not_csv", 1),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_cannot_be_read_has_its_line(text, code, line):
    with pytest.raises(rows.Unreadable) as caught:
        read(text, most=2, strict=True)
    assert (caught.value.code, caught.value.line) == (code, line)
    assert caught.value.detail["line"] == str(line)
