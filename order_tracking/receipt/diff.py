"""What differs between two revisions, as data: sentences are made where somebody reads them."""

from __future__ import annotations

from typing import Any

from .content import without_names

Agreement = dict[str, Any]
Change = dict[str, Any]
_LINE_FIELDS = ("product", "quantity", "unit", "price", "discount", "taxes", "description")
_LINE_AMOUNTS = ("untaxed", "total", "type")
_PLAIN = ("order", "reference", "confirmed", "requests")
_ADDRESS = ("name", "phone", "street", "street2", "zip", "city", "state", "country")


def differences(old: Agreement, new: Agreement) -> list[Change]:
    """Changes from ``old`` to ``new``, in the order in which they matter to a customer.

    Each has ``what`` (status, line_added, line_removed, line, promised, requested, address,
    method, policy, terms, reference, requests, order, confirmed, total, untaxed, currency, taxes)
    with ``old`` and ``new`` as the contents say them; a ``line`` has ``field``, ``name``, ``id``.

    Empty exactly when nothing binding differs (``content.comparable``).
    """
    found = [*_plain(old, new, ("status",)), *_lines(old["lines"], new["lines"])]
    found += _plain(old["promise"], new["promise"], ("promised", "requested"))
    found += _delivery(old["delivery"], new["delivery"])
    found += _named(old, new, "terms", "terms")
    found += _plain(old, new, _PLAIN)
    found += _totals(old["totals"], new["totals"])
    return found


def _change(what: str, old: Any, new: Any, **more: Any) -> Change:
    return {"what": what, "old": old, "new": new, **more}


def _plain(old: dict, new: dict, names: tuple[str, ...]) -> list[Change]:
    return [_change(name, old[name], new[name]) for name in names if old[name] != new[name]]


def _named(old: dict, new: dict, key: str, what: str) -> list[Change]:
    """Records of the catalogue: compared by id, told by name."""
    before, after = old[key], new[key]
    if _id(before) == _id(after):
        return []
    return [_change(what, _text(before), _text(after))]


def _lines(old: list[dict], new: list[dict]) -> list[Change]:
    before = {line["id"]: line for line in old}
    after = {line["id"]: line for line in new}
    added = [_whole("line_added", line) for key, line in after.items() if key not in before]
    removed = [_whole("line_removed", line) for key, line in before.items() if key not in after]
    changed = [
        change for key in after if key in before for change in _line(before[key], after[key])
    ]
    return changed + added + removed


def _whole(what: str, line: dict) -> Change:
    told = {key: line[key] for key in ("quantity", "price", "total")}
    unit = _text(line["unit"])
    return {"what": what, "id": line["id"], "name": line_name(line), "unit": unit, **told}


def _line(old: dict, new: dict) -> list[Change]:
    about = {"id": new["id"], "name": line_name(old), "unit": _text(new["unit"])}
    found = []
    for field in _LINE_FIELDS + _LINE_AMOUNTS:
        if without_names(old[field]) == without_names(new[field]):
            continue
        if field in _LINE_AMOUNTS and found:
            continue  # follows from what was told already
        found.append(_change("line", _shown(old[field]), _shown(new[field]), field=field, **about))
    return found


def line_name(line: dict) -> str:
    """How people call a line: its product, else the first line of its text."""
    product = line["product"]
    return (product or {}).get("text") or (line["description"] or "").partition("\n")[0]


def _delivery(old: dict, new: dict) -> list[Change]:
    found = _named(old, new, "method", "method") + _plain(old, new, ("policy",))
    before, after = old["address"], new["address"]
    parts = [name for name in _ADDRESS if before[name] != after[name]]
    if parts:
        told = _unequal(_lines_of(before), _lines_of(after)) or (
            [before[name] for name in parts if before[name]],
            [after[name] for name in parts if after[name]],
        )
        found.insert(0, _change("address", *told))
    return found


def _lines_of(address: dict) -> list[str]:
    return [line for line in (address["name"], *address["text"], address["phone"]) if line]


def _unequal(old: list[str], new: list[str]) -> tuple[list[str], list[str]] | None:
    """The lines that only one of them has; None when the lines tell no difference."""
    only_old = [line for line in old if line not in new]
    only_new = [line for line in new if line not in old]
    return (only_old, only_new) if only_old or only_new else None


def _totals(old: dict, new: dict) -> list[Change]:
    found = _plain(old, new, ("currency",))
    currencies = {"currency": new["currency"], "old_currency": old["currency"]}
    amounts = [name for name in ("total", "untaxed") if old[name] != new[name]]
    if amounts:
        name = amounts[0]  # the other one follows from it
        found.append(_change(name, old[name], new[name], **currencies))
    elif without_names(old["taxes"]) != without_names(new["taxes"]):
        found.append(_change("taxes", _shown(old["taxes"]), _shown(new["taxes"])))
    return found


def _shown(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(_text(part) for part in value)
    return _text(value) if isinstance(value, dict) else value


def _id(record: dict | None) -> int | None:
    return record["id"] if record else None


def _text(record: dict | None) -> str:
    return record["text"] if record else ""
