"""What an order message could mean, read from the database for ``intake.matching``.

Everything is read with the rights of the user who takes the message in.
"""

from __future__ import annotations

import re
from functools import cache

from odoo.fields import Domain
from odoo.tools import SQL

from .intake import matching, suggestion
from .intake.message import Line, Message, Party

_MOST_CODES = 100_000  # among which a likely one is looked for
_MOST_SUGGESTIONS = 50  # of one message: who gets more codes wrong has another list
_MOST_PEOPLE = 100


def catalogue(env, message: Message, chosen: dict[int, int]) -> matching.Catalogue:
    """Products and units that the lines of ``message`` may speak of.

    :param chosen: product ids that people chose, by the index of the line.
    """
    lines = [line for i, line in enumerate(message.lines) if i not in chosen]
    products = _products(env, lines)
    values = _product_values(env, products | products.browse(chosen.values()))
    return matching.Catalogue(
        products=[values[product.id] for product in products],
        uoms=_uoms(env) if any(line.uom for line in message.lines) else (),
        chosen={index: values[product] for index, product in chosen.items()},
        suggest=_suggest(env),
    )


def _products(env, lines: list[Line]):
    domain = Domain.FALSE
    if codes := {line.code for line in lines if line.code}:
        domain |= Domain("default_code", "in", list(codes))
    if barcodes := {line.barcode for line in lines if line.barcode}:
        domain |= Domain("barcode", "in", list(barcodes))
        domain |= Domain("product_uom_ids.barcode", "in", list(barcodes))
    for name in {line.name for line in lines if not line.code and not line.barcode}:
        domain |= Domain("name", "=ilike", _literal(name))
    found = env["product.product"]
    for lang in _languages(env) if any(line.name for line in lines) else [env.lang]:
        Product = found.with_context(active_test=False, lang=lang)
        found |= Product.search(domain & _of_company(env)).with_env(env)
    return found


def _product_values(env, products) -> dict[int, matching.Product]:
    names: dict[int, set[str]] = {product.id: set() for product in products}
    for lang in _languages(env):
        for product in products.with_context(lang=lang):
            names[product.id].add(matching.fold(product.name or ""))
    return {
        product.id: matching.Product(
            id=product.id,
            code=product.default_code or "",
            barcodes=_barcodes(product),
            names=tuple(names[product.id]),
            active=product.active,
            saleable=product.sale_ok,
            uom=product.uom_id.id,
            root=_root(product.uom_id),
        )
        for product in products
    }


def _barcodes(product) -> dict[str, int]:
    barcodes = {pack.barcode: pack.uom_id.id for pack in product.product_uom_ids}
    return {**barcodes, product.barcode: product.uom_id.id} if product.barcode else barcodes


def _uoms(env) -> list[matching.Uom]:
    uoms = env["uom.uom"].search([])
    names = {lang: dict(_names(uoms.with_context(lang=lang))) for lang in _languages(env)}
    return [
        matching.Uom(uom.id, _root(uom), tuple(dict.fromkeys(n[uom.id] for n in names.values())))
        for uom in uoms
    ]


def _names(records):
    return [(record.id, matching.fold(record.name)) for record in records]


def _root(uom) -> int:
    return int((uom.parent_path or f"{uom.id}/").split("/")[0])


def _literal(text: str) -> str:
    """``text`` as a pattern that means itself."""
    return re.sub(r"([\\%_])", r"\\\1", text)


def _languages(env) -> list[str]:
    """Installed languages, the user's own first: what it shows is what people are told."""
    codes = [code for code, _name in env["res.lang"].get_installed()]
    own = env.lang or env.user.lang
    return sorted(codes, key=lambda code: code != own)


def _of_company(env) -> Domain:
    return Domain("company_id", "in", [False, env.company.id])


def _suggest(env):
    """Function from an unknown code to the likely one; codes are read when it is first asked."""
    known = cache(lambda: suggestion.Codes(_codes(env)))
    asked: list[str] = []

    def suggest(code: str) -> str:
        asked.append(code)
        return known().suggest(code) if len(asked) <= _MOST_SUGGESTIONS else ""

    return suggest


def _codes(env) -> list[str]:
    """Codes of products that can be sold, of the user's company."""
    query = env["product.product"]._search(
        Domain("default_code", "!=", False) & Domain("sale_ok", "=", True) & _of_company(env),
        limit=_MOST_CODES,
    )
    return [
        code
        for (code,) in env.execute_query(
            query.select(SQL.identifier("product_product", "default_code"))
        )
    ]


def customers(env, party: Party) -> list[matching.Known]:
    """Contacts that ``party`` may be, archived ones, too."""
    domain = _customer_domain(party) & _of_company(env) & Domain("type", "=", "contact")
    found = env["res.partner"].with_context(active_test=False).search(domain, limit=_MOST_PEOPLE)
    return [
        matching.Known(
            id=partner.id,
            company=partner.commercial_partner_id.id,
            ref=partner.ref or "",
            vat=partner.vat or "",
            email=partner.email_normalized or "",
            name=partner.name or "",
            active=partner.active,
        )
        for partner in found
    ]


def _customer_domain(party: Party) -> Domain:
    if party.ref:
        return Domain("ref", "=", party.ref)
    if party.vat:
        plain = matching.fold_vat(party.vat)
        return Domain("vat", "in", [party.vat, plain, plain.upper()])
    if party.email:
        return Domain("email_normalized", "=", party.email.lower())
    return Domain("name", "=ilike", _literal(party.name))
