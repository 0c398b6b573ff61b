"""Which of our products, units and customers a message speaks of.

The model layer fetches what could be meant (:class:`Catalogue`, :class:`Known`); here it is
decided. What is not certain is a problem, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .message import Line, Message, Party
from .problem import Problem


@dataclass(frozen=True, slots=True)
class Product:
    """``uom``: its unit; ``root``: units of the same root convert into each other;
    ``barcodes``: with the unit that each stands for, the product's own or a packaging.
    """

    id: int
    code: str = ""
    barcodes: Mapping[str, int] = field(default_factory=dict)
    names: tuple[str, ...] = ()  # folded, in every language
    active: bool = True
    saleable: bool = True
    uom: int = 0
    root: int = 0


@dataclass(frozen=True, slots=True)
class Uom:
    id: int
    root: int
    names: tuple[str, ...] = ()  # folded, in every language


@dataclass(frozen=True, slots=True)
class Catalogue:
    """``chosen``: products that people chose for lines, by the line's index;
    ``suggest``: the one likely code for an unknown one, or empty.
    """

    products: Sequence[Product] = ()
    uoms: Sequence[Uom] = ()
    chosen: Mapping[int, Product] = field(default_factory=dict)
    suggest: Callable[[str], str] = lambda code: ""


@dataclass(frozen=True, slots=True)
class Known:
    """A contact that could be the customer."""

    id: int
    company: int  # the contact that stands for its whole company
    ref: str = ""
    vat: str = ""
    email: str = ""  # normalized
    name: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Match:
    """Product and unit of a line."""

    product: int
    uom: int


def fold(text: str) -> str:
    """A name as people compare it: without case and with single blanks."""
    return " ".join(text.split()).casefold()


def fold_vat(text: str) -> str:
    """A tax number without the blanks, dots and dashes that people put into it."""
    return re.sub(r"[\W_]", "", text).casefold()


def match_lines(message: Message, catalogue: Catalogue) -> tuple[list[Match], list[Problem]]:
    """Product and unit of every line, or what is wrong with each of them."""
    matches, problems = [], []
    for index, line in enumerate(message.lines):
        found = _match_line(index, line, catalogue)
        (problems if isinstance(found, Problem) else matches).append(found)
    return matches, problems


def _match_line(index: int, line: Line, catalogue: Catalogue) -> Match | Problem:
    product = catalogue.chosen.get(index) or _product(index, line, catalogue)
    if isinstance(product, Problem):
        return product
    if not line.uom:
        return Match(product.id, product.barcodes.get(line.barcode, product.uom))
    named = [uom for uom in catalogue.uoms if fold(line.uom) in uom.names]
    fitting = [uom for uom in named if uom.root == product.root]
    if len(fitting) == 1:
        return Match(product.id, fitting[0].id)
    units = {uom.id: uom.names[0] for uom in catalogue.uoms if uom.root == product.root}
    code = "uom_other" if named else "uom_unknown"
    expected = "one of: " + ", ".join(sorted(units.values())[:20])
    return _problem(index, "uom", code, line.uom, expected)


def _product(index: int, line: Line, catalogue: Catalogue) -> Product | Problem:
    """The product that all of code and barcode name; by its name only without both."""
    sets = []
    for name, fits in _ways(line):
        found = [product for product in catalogue.products if fits(product)]
        if not found:
            return _unknown(index, name, getattr(line, name), catalogue)
        sets.append((name, found))
    name, common = sets[0][0], [p for p in sets[0][1] if all(p in found for _, found in sets)]
    if not common:
        return _problem(index, "barcode", "product_conflict", line.barcode, f"that of {line.code}")
    return _only(index, name, getattr(line, name), common)


def _ways(line: Line) -> Iterable[tuple[str, Callable[[Product], bool]]]:
    if line.code:
        yield "code", lambda product: product.code == line.code
    if line.barcode:
        yield "barcode", lambda product: line.barcode in product.barcodes
    if not line.code and not line.barcode:
        yield "name", lambda product: fold(line.name) in product.names


def _only(index: int, name: str, value: str, found: list[Product]) -> Product | Problem:
    usable = [product for product in found if product.active and product.saleable]
    if len(usable) == 1:
        return usable[0]
    if usable:
        return _problem(index, name, "product_ambiguous", value, "what only one product has")
    code = "product_not_saleable" if any(p.active for p in found) else "product_archived"
    return _problem(index, name, code, value, "a product that is sold")


def _unknown(index: int, name: str, value: str, catalogue: Catalogue) -> Problem:
    likely = catalogue.suggest(value) if name == "code" else ""
    expected = f"the {name} of a product" + (f", likely “{likely}”" if likely else "")
    detail = {"suggestion": likely} if likely else {}
    return _problem(index, name, "product_unknown", value, expected, detail)


def _problem(index, name, code, found, expected, detail=None) -> Problem:
    return Problem(f"lines[{index}].{name}", code, found, expected, index + 1, detail or {})


def match_customer(party: Party, candidates: Sequence[Known]) -> int | None | Problem:
    """The contact that ``party`` names, None when it is a new one.

    The surest of ref, tax number, e-mail and name that was sent decides. A reference or a tax
    number that nobody has is a mistake; with an e-mail or a name that nobody has a new
    customer comes.
    """
    for name, fits in _signs(party):
        found = [known for known in candidates if fits(known)]
        if found:
            return _one(name, party, found)
        if name in ("ref", "vat"):
            expected = "an existing customer's"
            return Problem(f"customer.{name}", "customer_unknown", getattr(party, name), expected)
    if party.name and (party.email or party.phone):
        return None
    missing = "email" if party.name else "name"
    return Problem(f"customer.{missing}", "customer_incomplete", None, "name and email or phone")


def _signs(party: Party) -> Iterable[tuple[str, Callable[[Known], bool]]]:
    if party.ref:
        yield "ref", lambda known: known.ref == party.ref
    elif party.vat:
        yield "vat", lambda known: fold_vat(known.vat) == fold_vat(party.vat)
    else:
        if party.email:
            yield "email", lambda known: known.email == party.email.lower()
        elif not party.phone:  # a name alone can only mean somebody we know
            yield "name", lambda known: fold(known.name) == fold(party.name)


def _one(name: str, party: Party, found: list[Known]) -> int | Problem:
    value = getattr(party, name)
    active = [known for known in found if known.active]
    if not active:
        return Problem(f"customer.{name}", "customer_archived", value, "an active customer")
    if len({known.company for known in active}) > 1:
        active = [known for known in active if party.name and fold(known.name) == fold(party.name)]
        if len(active) != 1:
            return Problem(f"customer.{name}", "customer_ambiguous", value, "one customer's ref")
    named = [known for known in active if fold(known.name) == fold(party.name)]
    heads = [known for known in active if known.id == known.company]
    return (named or heads or active)[0].id
