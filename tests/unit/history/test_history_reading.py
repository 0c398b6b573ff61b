"""Files of old orders: every line is either read or refused with its reason."""

from datetime import datetime
from zoneinfo import ZoneInfo

import history
import pytest
from history import BY_KEY, COLUMNS, FileProblem, Settings, example, table
from hypothesis import given
from hypothesis import strategies as st

from intake.rows import rows

HEADING = "order,product,quantity,ordered at,promised at,shipped at,delivered at,unit price"
NEW_YORK = ZoneInfo("America/New_York")


def read(text, settings):
    return history.read(rows(text, table.MAX_LINES), settings)


def one(cells, heading=HEADING, **settings):
    """What becomes of a file with this line: its row, or [(column, problem)]."""
    found = read(f"{heading}\n{cells}\n", Settings(**settings))
    assert len(found.rows) + len({r.line for r in found.refusals}) == found.lines == 1
    return found.rows[0] if found.rows else [(r.column, r.problem) for r in found.refusals]


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        (",Chair,1,2026-03-01", [("order", "missing")]),
        ("1,,1,2026-03-01", [("product", "missing")]),
        ("1,Chair,0,2026-03-01", [("quantity", "not_above_zero")]),
        ("1,Chair,-2,2026-03-01", [("quantity", "not_above_zero")]),
        ("1,Chair,two,2026-03-01", [("quantity", "not_number")]),
        ("1,Chair,nan,2026-03-01", [("quantity", "not_number")]),
        ("1,Chair,1e400,2026-03-01", [("quantity", "not_number")]),
        ("1,Chair,6900000000000,2026-03-01", [("quantity", "not_number")]),  # a barcode
        ('1,Chair,"1,234",2026-03-01', [("quantity", "not_number")]),
        ("1,Chair,1,2026-02-30", [("ordered", "not_date")]),
        ("1,Chair,1,01/02/2026x", [("ordered", "not_date")]),
        ("1,Chair,1,2026-03-01T25:00", [("ordered", "not_date")]),
        ("1,Chair,1,2026-03-02,2026-03-01", [("promised", "too_early")]),
        ("1,Chair,1,2026-03-02,,2026-03-01", [("shipped", "too_early")]),
        ("1,Chair,1,2026-03-02 10:00,,2026-03-02 09:59", [("shipped", "too_early")]),
        ("1,Chair,1,2026-03-01,,2026-03-03,2026-03-02", [("delivered", "too_early")]),
        ("1,Chair,1,2026-03-01,,,,-1", [("price", "below_zero")]),
        ("1,Chair,1,2026-03-01,,,,,more", [("", "cell_without_heading")]),
        (f"{'9' * 65},Chair,1,2026-03-01", [("order", "too_long")]),
        ("1,Ch\x00air,1,2026-03-01", [("product", "not_text")]),
        ("1,,x,", [("product", "missing"), ("quantity", "not_number"), ("ordered", "missing")]),
    ],
)
def test_what_is_refused(cells, wrong):
    assert one(cells) == wrong


def test_what_has_not_happened_is_refused():
    settings = {"now": datetime(2026, 3, 1, 12)}
    assert one("1,Chair,1,2026-03-01 13:00", **settings) == [("ordered", "in_future")]
    assert one("1,Chair,1,2026-03-01,2027-01-01", **settings).promised


def test_a_date_alone():
    row = one("1,Chair,1,2026-03-02,2026-03-04,2026-03-03,2026-03-04", zone=NEW_YORK)
    assert row.ordered == datetime(2026, 3, 2, 5)  # the day begins
    assert row.promised == datetime(2026, 3, 5, 4, 59, 59)  # the day ends
    assert row.shipped == datetime(2026, 3, 3, 17)  # noon
    assert row.delivered <= row.promised  # on the promised day is in time


def test_shipped_on_the_day_it_was_ordered_in_the_afternoon():
    row = one("1,Chair,1,2026-03-02 14:07,,2026-03-02")
    assert row.shipped == row.ordered == datetime(2026, 3, 2, 14, 7)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-08 01:59", datetime(2026, 3, 8, 6, 59)),
        ("2026-03-08 02:30", datetime(2026, 3, 8, 7, 30)),  # there is no such time: clocks jump
        ("2026-03-08 03:00", datetime(2026, 3, 8, 7)),
        ("2026-11-01 01:30", datetime(2026, 11, 1, 5, 30)),  # of two the first
        ("2026-11-01T01:30:00-05:00", datetime(2026, 11, 1, 6, 30)),
        ("2026-03-01T10:00:00.123456Z", datetime(2026, 3, 1, 10)),
        ("2026/3/1 9:05", datetime(2026, 3, 1, 14, 5)),
        ("2026年3月1日", datetime(2026, 3, 1, 5)),
    ],
)
def test_time_zones(text, utc):
    assert one(f"1,Chair,1,{text}", zone=NEW_YORK).ordered == utc


def test_order_of_the_parts_of_a_date():
    assert one("1,Chair,1,04/05/2026", order="dmy").ordered == datetime(2026, 5, 4)
    assert one("1,Chair,1,04/05/2026", order="mdy").ordered == datetime(2026, 4, 5)
    assert one("1,Chair,1,04/05/2026") == [("ordered", "not_date")]
    assert one("1,Chair,1,2026-05-04", order="dmy").ordered == datetime(2026, 5, 4)


def test_headings():
    text = " Order ID ,PRODUCT_NAME,Qty,Order-Date,Colour\n1,Chair,1,2026-03-01,red\n"
    found = read(text, Settings())
    assert found.headings == {
        "order": "Order ID",
        "product": "PRODUCT_NAME",
        "quantity": "Qty",
        "ordered": "Order-Date",
    }
    assert found.unused == ["Colour"]
    assert len(found.rows) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" , \n1,Chair,1\n", "empty"),
        ("order,product,quantity\n1,Chair,1\n", "column_missing"),
        ("order,order id,product,quantity,ordered at\n", "column_twice"),
    ],
)
def test_files_that_cannot_be_loaded(text, code):
    with pytest.raises(FileProblem) as caught:
        read(text, Settings())
    assert caught.value.code == code


def test_two_columns_that_are_the_same_are_named_as_the_file_names_them():
    with pytest.raises(FileProblem) as caught:
        read("order,product, Qty ,数量,ordered at\n", Settings())
    assert caught.value.detail == {"first": "Qty", "second": "数量"}


def test_lines_are_counted_as_editors_count_them():
    text = f'{HEADING}\n1,"Chair\nwith arms",1,2026-03-01\n\n2,Desk,x,2026-03-01\n'
    found = read(text, Settings())
    assert [row.line for row in found.rows] == [2]
    assert [refusal.line for refusal in found.refusals] == [5]


@pytest.mark.parametrize("chinese", [False, True])
def test_the_example_is_good(chinese):
    text = "\n".join(",".join(row) for row in example(chinese))
    found = read(text, Settings())
    assert set(found.headings) == set(BY_KEY)
    assert len(found.rows) == found.lines == 3


def test_every_name_of_a_column_names_one():
    names = [n for c in COLUMNS for n in {c.key, c.heading, c.chinese, *c.others}]
    assert len({table.fold(name) for name in names}) == len(set(names))


CELL = st.text(st.characters(codec="utf-8", exclude_characters='",\r\n'), max_size=12)


@given(st.lists(st.lists(CELL, max_size=9), max_size=8))
def test_no_line_is_lost(lines):
    text = "\n".join([HEADING, *(",".join(cells) for cells in lines)])
    found = read(text, Settings())
    bad = {refusal.line for refusal in found.refusals}
    assert found.lines == len(found.rows) + len(bad)
    assert not bad & {row.line for row in found.rows}


INSTANTS = st.datetimes(datetime(1995, 1, 1), datetime(2090, 1, 1)).map(
    lambda at: at.replace(microsecond=0)
)


@given(INSTANTS, st.sampled_from(["UTC", "Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo"]))
def test_an_instant_with_its_offset_is_read_back(at, name):
    local = at.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(name))
    offset = local.utcoffset().total_seconds()
    if offset % 60:
        return  # before time zones an offset could have seconds, which ISO 8601 cannot say
    row = one(f"1,Chair,1,{local.isoformat()}", zone=NEW_YORK)
    assert row.ordered == at


@given(st.lists(INSTANTS, min_size=3, max_size=3))
def test_nothing_happens_before_what_it_follows(instants):
    row = one("1,Chair,1,{},,{},{}".format(*(at.isoformat() for at in instants)))
    assert isinstance(row, list) == (instants != sorted(instants))


def test_very_many_columns_that_are_not_used():
    heading = ",".join(["order", "product", "quantity", "ordered", *["nonsense"] * 100_000])
    assert len(read(heading, Settings()).unused) == table.MOST_UNUSED
