from dataclasses import replace

import pytest
from orders import LINE, VISIT, found, order, problems, with_line, with_product

from verification.finding import Fix
from verification.rules import product as module
from verification.rules.product import likely_code


def test_a_line_needs_a_product():
    (finding,) = found("product_unknown", with_line(product=None))
    assert (finding.problem, finding.line, finding.fix) == ("product_missing", 31, None)


def test_a_free_line_needs_none():
    assert problems("product_unknown", with_line(product=None, free=True)) == []


def test_a_code_with_a_slip_can_be_corrected():
    unknown = order(lines=(replace(LINE, product=None, code="ch-1O00"),), codes={"CH-1000": 5})
    (finding,) = found("product_unknown", unknown)
    assert (finding.problem, finding.found) == ("product_code_unknown", "ch-1O00")
    assert finding.expected == "CH-1000"
    assert finding.fix == Fix("sale.order.line", 31, "product_id", None, 5)


@pytest.mark.parametrize(
    ("code", "codes", "meant"),
    [
        ("desk-0042", ["DESK-0042", "DESK-0043"], "DESK-0042"),  # only case differs
        ("DESK0042", ["DESK-0042", "DESK-0043"], "DESK-0042"),  # only punctuation differs
        ("FURN-8879", ["FURN-8897", "CHAIR-11"], "FURN-8897"),  # two swapped
        ("FURN-888", ["FURN-8888", "CHAIR-11"], "FURN-8888"),  # one left out
        ("DESK-0044", ["DESK-0042", "DESK-0043"], ""),  # neighbours in a series
        ("DESK-0042", ["DESK-0043"], "DESK-0043"),
        ("AB1", ["AB2"], ""),  # too short to tell
        ("X-9999", ["A-1111"], ""),
        ("A-1 1", ["A-11", "A-1.1"], ""),  # the same but for punctuation, twice
        ("CODE", [], ""),
    ],
)
def test_the_code_that_was_meant(code, codes, meant):
    assert likely_code(code, codes) == meant


def test_without_the_library_nobody_guesses(monkeypatch):
    monkeypatch.setattr(module, "OSA", None)
    assert likely_code("FURN-8879", ["FURN-8897"]) == ""
    assert likely_code("furn8897", ["FURN-8897"]) == "FURN-8897"


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("product_archived", {"active": False}),
        ("product_not_saleable", {"saleable": False}),
        ("product_company", {"company_id": 2}),
    ],
)
def test_products_that_cannot_be_sold(rule, changes):
    (finding,) = found(rule, with_product(**changes))
    assert (finding.line, finding.field, finding.found) == (31, "product_id", "Chair")
    assert problems(rule, order()) == []


def test_products_of_the_own_company_and_those_above_it():
    assert problems("product_company", with_product(company_id=1)) == []
    branch = replace(with_product(company_id=1), company_id=3, companies=(1, 3))
    assert problems("product_company", branch) == []


def test_units_have_to_convert():
    assert problems("product_unit", with_line(uom_id=9, uom_root=4)) == ["unit_of_other_kind"]
    assert problems("product_unit", with_line(uom_id=12, uom_root=1)) == []
    assert problems("product_unit", with_line(product=VISIT)) == ["unit_of_other_kind"]
    assert problems("product_unit", with_line(uom_root=None)) == []
