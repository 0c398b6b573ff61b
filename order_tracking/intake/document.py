"""Order documents in XML (UBL): whose number they bear, and what they hold."""

from __future__ import annotations

import json
from typing import Any

from .limits import TEXTS

_BUYER = "./{*}BuyerCustomerParty/{*}Party"
_SENDERS = ("{*}EndpointID", "{*}PartyIdentification/{*}ID", ".//{*}CompanyID", ".//{*}Name")


def document_key(tree) -> tuple[str, str] | None:
    """(the buyer's order number, sender) of an element tree; None when it names none."""
    reference = (tree.findtext("./{*}ID") or "").strip()
    party = tree.find(_BUYER)
    if not reference or party is None or len(reference) > TEXTS["reference"]:
        return None
    named = (party.findtext(path) for path in _SENDERS)
    sender = next((name.strip() for name in named if name and name.strip()), "")
    return (reference, f"buyer:{sender.casefold()}"[:80]) if sender else None


def document_content(tree) -> str:
    """Everything in an element tree as canonical JSON, without namespaces, comments and layout."""
    return json.dumps(_value(tree), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _value(element) -> Any:
    children: dict[str, list[Any]] = {}
    for child in element:
        if isinstance(child.tag, str):
            children.setdefault(child.tag.rpartition("}")[2], []).append(_value(child))
    if not children:
        return (element.text or "").strip()
    return {name: items if len(items) > 1 else items[0] for name, items in children.items()}
