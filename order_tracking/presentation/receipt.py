"""What a receipt says, as texts: for the PDF, the customer's page and the staff alike."""

from __future__ import annotations

from decimal import Decimal

from odoo.tools.misc import format_amount, get_lang
from odoo.tools.translate import LazyTranslate

from ..receipt import line_name, utc_value
from .receipt_words import PROBLEMS
from .shared import say_day, say_moment, say_number, say_percent

_lt = LazyTranslate(__name__)
POLICIES = {
    "direct": _lt("As soon as possible, in parts if need be"),
    "one": _lt("All goods at once"),
}
FIELDS = {
    "product": _lt("product"),
    "quantity": _lt("quantity"),
    "unit": _lt("unit"),
    "price": _lt("unit price"),
    "discount": _lt("discount"),
    "taxes": _lt("taxes"),
    "description": _lt("description"),
    "untaxed": _lt("amount"),
    "total": _lt("amount with taxes"),
    "type": _lt("kind of line"),
}
WHATS = {
    "promised": _lt("Promised delivery"),
    "requested": _lt("Requested delivery"),
    "address": _lt("Delivery address"),
    "method": _lt("Delivery method"),
    "policy": _lt("Delivery"),
    "terms": _lt("Payment terms"),
    "reference": _lt("Your reference"),
    "requests": _lt("Special requests"),
    "order": _lt("Order number"),
    "confirmed": _lt("Confirmed"),
    "currency": _lt("Currency"),
    "taxes": _lt("Taxes"),
    "total": _lt("Total"),
    "untaxed": _lt("Untaxed amount"),
}
_DAYS = ("promised", "requested", "confirmed")


def receipt_document(env, content: dict, changes: list[dict] | None) -> dict:
    """Everything a receipt shows, texts ready, in the language of ``env``.

    :param content: of ``receipt.content``.
    :param changes: of ``receipt.differences``; None for a first revision.
    """
    agreement, told = content["agreement"], content["receipt"]
    env = env(context={**env.context, "tz": agreement["promise"]["zone"]})
    say = _Speaker(env, agreement["totals"]["currency"])
    lang = get_lang(env)
    return {
        "lang": lang.code.replace("_", "-"),
        "dir": lang.direction,
        "number": told["number"],
        "revision": told["revision"],
        "previous": told["previous"],
        "issued": say.moment(told["issued"]),
        "seller": content["seller"],
        "customer": content["customer"],
        **_agreed(env, say, agreement),
        **_guidance(content["guidance"]),
        "changes": [say_change(env, say, change) for change in changes or ()],
    }


def _agreed(env, say, agreement) -> dict:
    delivery, promise = agreement["delivery"], agreement["promise"]
    lines = [_line(say, line) for line in agreement["lines"]]
    return {
        "order": agreement["order"],
        "reference": agreement["reference"],
        "cancelled": agreement["status"] == "cancelled",
        "confirmed": say.moment(agreement["confirmed"]),
        "promised": say.day(promise["promised"]),
        "requested": say.day(promise["requested"]),
        "zone": promise["zone"],
        "delivery": {
            "name": delivery["address"]["name"],
            "lines": delivery["address"]["text"],
            "phone": delivery["address"]["phone"],
            "method": (delivery["method"] or {}).get("text"),
            "policy": _word(env, POLICIES, delivery["policy"]),
        },
        "terms": (agreement["terms"] or {}).get("text"),
        "requests": agreement["requests"],
        "lines": lines,
        "discounted": any(line["discount"] for line in lines),
        "taxed": any(line["taxes"] for line in lines),
        "totals": _totals(env, say, agreement["totals"]),
    }


def _guidance(guidance) -> dict:
    return {
        "next": guidance["next"],
        "stages": guidance["stages"],
        "contact": guidance["contact"],
    }


def _line(say, line) -> dict:
    product = line["product"] or {}
    return {
        "id": line["id"],
        "type": line["type"],
        "name": line_name(line),
        "code": product.get("code"),
        "attributes": product.get("attributes") or [],
        "description": _more(line, product),
        "quantity": say.quantity(line["quantity"]),
        "unit": (line["unit"] or {}).get("text"),
        "price": say.price(line["price"]),
        "discount": say.percent(line["discount"]),
        "taxes": ", ".join(tax["text"] for tax in line["taxes"]),
        "amount": say.amount(line["untaxed"]),
    }


def _more(line, product) -> list[str]:
    """The lines of the description that do not repeat the product's name."""
    name, code = line_name(line), product.get("code")
    known = {name, f"[{code}] {name}"}
    values = [value["value"] for value in product.get("attributes") or ()]
    for prefix in tuple(known):
        known.add(f"{prefix} ({', '.join(values)})")
    lines = [part.strip() for part in (line["description"] or "").split("\n")]
    return [part for part in lines if part and part not in known]


def _totals(env, say, totals) -> list[dict]:
    rows = [(env._("Untaxed amount"), totals["untaxed"], False)]
    rows += [(tax["text"], tax["amount"], False) for tax in totals["taxes"]]
    rows = rows if totals["taxes"] else []
    rows.append((env._("Total"), totals["total"], True))
    return [
        {"label": label, "amount": say.amount(amount), "strong": strong}
        for label, amount, strong in rows
    ]


def say_change(env, say, change) -> str:
    """One change as a sentence."""
    what = change["what"]
    if what == "correction":
        return _say_correction(env, change)
    if what == "status":
        if change["new"] == "cancelled":
            return env._("The order was cancelled.")
        return env._("The order was confirmed again.")
    if what == "line_added":
        return env._("Added: %(line)s", line=_whole_line(say, change))
    if what == "line_removed":
        return env._("Removed: %(line)s", line=_whole_line(say, change))
    about = _word(env, WHATS, what)
    if what == "line":
        field = _word(env, FIELDS, change["field"])
        about = env._("%(line)s, %(field)s", line=change["name"], field=field)
    old, new = (_value(env, say, change, side) for side in ("old", "new"))
    return env._("%(what)s: %(new)s (was: %(old)s)", what=about, old=old, new=new)


def _say_correction(env, change) -> str:
    """What the customer asked for and we accepted, in their own words."""
    about = [change["name"], env._(PROBLEMS[change["problem"]])]
    text = ", ".join(part for part in about if part)
    if not change["new"]:
        return env._("Corrected as you asked: %s", text)
    return env._("Corrected as you asked: %(what)s: %(new)s", what=text, new=change["new"])


def _whole_line(say, change) -> str:
    quantity = say.quantity(change["quantity"])
    count = f"{quantity} {change['unit']} " if quantity else ""
    price = say.price(change["price"])
    return f"{count}{change['name']}" + (f" · {price}" if price else "")


def _value(env, say, change, side) -> str:
    value, what, field = change[side], change["what"], change.get("field")
    if value in (None, "", []):
        return env._("none")
    if what in _DAYS:
        same = say.day(change["old"]) == say.day(change["new"])
        return say.moment(value) if same else say.day(value)
    if what == "policy":
        return _word(env, POLICIES, value)
    if what == "address":
        return ", ".join(value)
    if what in ("total", "untaxed"):
        code = change["currency"] if side == "new" else change["old_currency"]
        return _Speaker(env, code).amount(value)
    spoken = {
        "quantity": say.quantity,
        "price": say.price,
        "discount": say.percent,
        "untaxed": say.amount,
        "total": say.amount,
    }.get(field)
    return (spoken(value) if spoken else str(value)) or env._("none")


def _word(env, words, key) -> str:
    return env._(words[key]) if key in words else key or ""


class _Speaker:
    """Says the plain strings of a content in a language; unknown values are empty texts."""

    def __init__(self, env, currency):
        self.env = env
        currencies = env["res.currency"].sudo().with_context(active_test=False)
        self.currency = currencies.search([("name", "=", currency)], limit=1)

    def quantity(self, text) -> str:
        return say_number(self.env, float(text)) if text is not None else ""

    def amount(self, text) -> str:
        return format_amount(self.env, float(text), self.currency) if text is not None else ""

    def price(self, text) -> str:
        """A unit price may have more digits than its currency has coins."""
        if text is None:
            return ""
        digits = len(text.partition(".")[2])
        if digits <= self.currency.decimal_places:
            return self.amount(text)
        lang = self.env["res.lang"].browse(get_lang(self.env).id)
        number = lang.format(f"%.{digits}f", float(text), grouping=True)
        return f"{number} {self.currency.name}"

    def percent(self, text) -> str:
        return say_percent(self.env, Decimal(text)) if text not in (None, "0") else ""

    def day(self, text) -> str:
        return say_day(self.env, utc_value(text)) if text else ""

    def moment(self, text) -> str:
        return say_moment(self.env, utc_value(text)) if text else ""
