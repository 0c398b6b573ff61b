"""What is ordered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..finding import Finding, Fix
from ..rule import Rule
from ..settings import Settings
from ..texts import folded
from ..values import Line, Order, Product

try:
    from rapidfuzz.distance import OSA
except ImportError:  # then nobody guesses what was meant
    OSA = None


def with_product(order: Order) -> Iterator[tuple[Line, Product]]:
    for line in order.lines:
        if line.product is not None:
            yield line, line.product


class ProductUnknown(Rule):
    """A line without a product. ``found``: the code that the sender used; ``expected``: the only
    code that it can be a slip of.
    """

    code = "product_unknown"
    subject = "product"
    problems = ("product_missing", "product_code_unknown")

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        for line in order.lines:
            if line.product is None and not line.free:
                yield self._missing(order, line, settings)

    def _missing(self, order: Order, line: Line, settings: Settings) -> Finding:
        if not line.code:
            return self.finding(settings, "product_missing", "product_id", line=line.id)
        meant = likely_code(line.code, order.codes)
        fix = None
        if meant:
            fix = Fix("sale.order.line", line.id, "product_id", None, order.codes[meant])
        return self.finding(
            settings,
            "product_code_unknown",
            "product_id",
            line=line.id,
            found=line.code,
            expected=meant or None,
            fix=fix,
        )


class ProductArchived(Rule):
    """A product that is not dealt in any more. ``found``: its name."""

    code = "product_archived"
    subject = "product"
    problems = ("product_archived",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        for line, product in with_product(order):
            if not product.active and not line.free:
                yield self.finding(
                    settings, "product_archived", "product_id", line=line.id, found=product.name
                )


class ProductNotSaleable(Rule):
    """A product that is bought or made, but not sold. ``found``: its name."""

    code = "product_not_saleable"
    subject = "product"
    problems = ("product_not_saleable",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        for line, product in with_product(order):
            if not product.saleable and not line.free:
                yield self.finding(
                    settings, "product_not_saleable", "product_id", line=line.id, found=product.name
                )


class ProductCompany(Rule):
    """A product of another company. ``found``: its name."""

    code = "product_company"
    subject = "product"
    problems = ("product_of_other_company",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        for line, product in with_product(order):
            if product.company_id not in (None, *(order.companies or (order.company_id,))):
                yield self.finding(
                    settings,
                    "product_of_other_company",
                    "product_id",
                    line=line.id,
                    found=product.name,
                )


class ProductUnit(Rule):
    """A unit that does not convert into the product's: kilograms of chairs. ``found`` and
    ``expected``: the units' ids.
    """

    code = "product_unit"
    subject = "product"
    problems = ("unit_of_other_kind",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        for line, product in with_product(order):
            known = line.uom_root is not None and product.uom_root is not None
            if known and line.uom_root != product.uom_root:
                yield self.finding(
                    settings,
                    "unit_of_other_kind",
                    "product_uom_id",
                    line=line.id,
                    found=line.uom_id,
                    expected=product.uom_id,
                )


def likely_code(code: str, codes: Iterable[str]) -> str:
    """The one code that ``code`` can be a slip of, else nothing.

    Case and punctuation do not count. Otherwise the closest one has to be one slip away, two in
    long codes (a letter left out, added, changed, or two swapped), and every other at least two
    further: of neighbours in a series nobody can tell which was meant.
    """
    wanted = folded(code)
    same = [known for known in codes if folded(known) == wanted]
    if same or OSA is None or len(wanted) < 4:
        return same[0] if len(same) == 1 else ""
    slips = 2 if len(wanted) >= 8 else 1
    near = sorted(
        (OSA.distance(wanted, folded(known), score_cutoff=slips + 2), known) for known in codes
    )
    if not near or near[0][0] > slips:
        return ""
    alone = len(near) == 1 or near[1][0] >= near[0][0] + 2
    return near[0][1] if alone else ""


RULES = (ProductUnknown, ProductArchived, ProductNotSaleable, ProductCompany, ProductUnit)
