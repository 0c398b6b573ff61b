"""Orders in a CSV file."""

import csv
import io

import pytest

from intake import table
from intake.problem import Problem

LABELS = {"reference": "订单编号", "product_code": "产品编码", "quantity": "数量"}


def read(text):
    return table.read_table(text, LABELS)


def test_rows_of_one_reference_are_one_order():
    drafts, problems = read(
        "reference,customer_ref,delivery_city,product_code,quantity,price\n"
        "A,C1,Rome,CHAIR,2,\n"
        "B,C2,,CHAIR,1,9.5\n"
        "\n"
        "A,,,DESK,3,\n"
    )
    assert not problems
    first, second = drafts
    assert first.raw == {
        "reference": "A",
        "customer": {"ref": "C1"},
        "delivery": {"city": "Rome"},
        "lines": [{"code": "CHAIR", "quantity": 2.0}, {"code": "DESK", "quantity": 3.0}],
    }
    assert second.raw["lines"] == [{"code": "CHAIR", "quantity": 1.0, "price": 9.5}]
    assert first.rows == [2, 5]


def test_headings_of_people_and_other_separators():
    drafts, _ = read("订单编号;产品编码;数量\nA;CHAIR;2\n")
    assert drafts[0].raw["lines"] == [{"code": "CHAIR", "quantity": 2.0}]
    drafts, _ = read("Reference\tproduct_code\tQUANTITY\nA\tCHAIR\t2\n")
    assert drafts[0].raw["reference"] == "A"


def test_cells_with_line_breaks_keep_the_count():
    drafts, _ = read('reference,product_code,quantity,note\nA,X,1,"two\nlines"\nB,X,1,\n')
    assert [draft.rows for draft in drafts] == [[2], [4]]


def test_places_of_problems():
    draft = read("reference,product_code,quantity\nA,X,1\nA,Y,bad\n")[0][0]
    quantity = Problem("lines[1].quantity", "not_number", line=2).as_dict()
    assert draft.place(quantity) == (3, "quantity")
    assert draft.place(Problem("customer", "missing").as_dict()) == (2, "")
    assert draft.place(Problem("customer.email", "not_email").as_dict()) == (2, "customer_email")
    assert draft.place(Problem("lines[0]", "product_missing").as_dict()) == (2, "")


def test_rows_of_one_order_must_agree():
    drafts, _ = read("reference,currency,product_code,quantity\nA,EUR,X,1\nA,USD,X,1\n")
    (problem,) = drafts[0].problems
    assert (problem.path, problem.problem, problem.found) == ("currency", "rows_differ", "USD")
    assert drafts[0].place(problem.as_dict()) == (3, "currency")


@pytest.mark.parametrize(
    ("number", "value"),
    [("2", 2.0), ("2.50", 2.5), ("-3", -3.0), (".5", 0.5)]
    + [(t, t) for t in ("1,234", "1.234.5", "two", "１", "1e5", "=2", "nan")],
)
def test_numbers(number, value):
    drafts, _ = read(f'reference,product_code,quantity\nA,X,"{number}"\n')
    assert drafts[0].raw["lines"][0]["quantity"] == value


def test_rows_without_reference_are_orders_of_their_own():
    drafts, _ = read("reference,product_code,quantity\n,X,1\n,Y,1\n")
    assert len(drafts) == 2 and all("reference" not in draft.raw for draft in drafts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["column_missing", "column_missing"]),
        ("reference,quantity,color\nA,1,red\n", ["column_unknown"]),
        ("reference,quantity,quantity\nA,1,1\n", ["column_twice"]),
        ("product_code,quantity\nX,1\n", ["column_missing"]),
        ('reference,quantity\nA,"1\n', ["not_csv"]),
        ("reference,quantity\n" + "A,1\n" * 10_001, ["too_many_rows"]),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_files(text, expected):
    drafts, problems = read(text)
    assert (drafts, [p.problem for p in problems]) == ([], expected)


@pytest.mark.parametrize(
    ("heading", "quoted"),
    [
        ("product_code,quantity", "订单编号"),  # as the reader's template calls it
        ("reference,quantity,数量", "数量"),  # as the file calls it
        ("数量 ,reference,quantity", "quantity"),
    ],
)
def test_columns_are_quoted_as_people_find_them(heading, quoted):
    (problem,) = read(f"{heading}\nA,1,1\n")[1]
    assert problem.found == quoted


def test_cells_without_heading():
    drafts, _ = read("reference,quantity,\nA,1,x\nB,1,,y\nC,1,,\n")
    assert [[p.problem for p in draft.problems] for draft in drafts] == [
        ["cell_without_heading"],
        ["cell_without_heading"],
        [],
    ]


def test_written_cells_are_no_formulas():
    cells = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "plain", 5, None, 'quote " and , comma']
    data = table.write_table([cells])
    assert data.startswith(b"\xef\xbb\xbf")
    (row,) = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert row == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "plain", "5", "", cells[-1]]


@pytest.mark.parametrize("heading", ["price", "nonsense", ""])
def test_a_heading_of_very_many_columns(heading):
    """Each column counted anew for every other one would take hours."""
    drafts, problems = read(",".join([heading] * 300_000))
    assert not drafts
    assert 0 < len(problems) <= table.MOST_UNKNOWN + 2
