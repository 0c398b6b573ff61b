"""What the web client asks for when it shows a view."""

from __future__ import annotations

from lxml import etree


def specification(records, kind: str, view: int | None = None) -> dict:
    """Fields of a view (the default one if None) as ``web_read`` wants them."""
    arch = records.get_view(view, kind)["arch"]
    return _of(records, etree.fromstring(arch))


def _of(records, node) -> dict:
    wanted: dict = {}
    for child in node:
        if child.tag != "field":
            wanted |= _of(records, child)
        elif child.get("name") in records._fields:
            wanted[child.get("name")] = _one(records, child)
    return wanted


def _one(records, node) -> dict:
    field = records._fields[node.get("name")]
    if not field.relational:
        return {}
    inner = node.find("list")
    shown = {"display_name": {}}
    if inner is not None:
        shown = _of(records.env[field.comodel_name], inner)
    return {"fields": shown, **({"limit": 40} if field.type.endswith("many") else {})}
