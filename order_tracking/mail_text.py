"""The plain text beside an HTML mail, as its readers expect it: short lines, addresses in place."""

from __future__ import annotations

import re

from lxml import html as lxml_html

_BLOCKS = frozenset(
    {"p", "div", "h1", "h2", "h3", "ul", "ol", "li", "table", "tr", "hr", "dl", "dt", "dd", "br"}
)
_SPACED = frozenset({"p", "h1", "h2", "h3", "ul", "ol", "table"})  # an empty line around them
_LINE, _SPACE = "\x01", "\x02"  # a line break, an empty line; many in a row are one
_UNSEEN = frozenset({"head", "style", "script", "img", "title"})


def readable_text(html: str) -> str:
    """What a person reads in ``html``, in the same order.

    >>> readable_text('<h1>Late</h1><ul><li>a</li><li>b</li></ul><a href="http://x/">See</a>')
    'Late\\n\\n- a\\n- b\\n\\nSee: http://x/'
    """
    if not html or not html.strip():
        return ""
    parts: list[str] = []
    _collect(lxml_html.fromstring(f"<div>{html}</div>"), parts)
    text = re.sub(rf"[ {_LINE}]*{_SPACE}[ {_LINE}{_SPACE}]*", "\n\n", "".join(parts))
    text = re.sub(rf" *{_LINE}[ {_LINE}]*", "\n", text)
    return re.sub(r"[ \xa0]+", " ", text).strip()


def _collect(node, parts: list[str]) -> None:
    if isinstance(node.tag, str) and _seen(node):
        edge = _SPACE if node.tag in _SPACED else _LINE if node.tag in _BLOCKS else ""
        parts.append(f"{edge}- " if node.tag == "li" else edge)
        parts.append(_flat(node.text))
        for child in node:
            _collect(child, parts)
        parts.append(_address(node) + edge)
    parts.append(_flat(node.tail))


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _seen(node) -> bool:
    hidden = "display:none" in (node.get("style") or "").replace(" ", "")
    return node.tag not in _UNSEEN and not hidden


def _address(node) -> str:
    """The address of a link, unless it is what stands there anyway."""
    address = node.get("href") or "" if node.tag == "a" else ""
    shown = address.partition(":")[2].partition("?")[0]
    if not address or address.startswith("#") or "".join(node.itertext()).strip() == shown:
        return ""
    return "" if address.startswith("tel:") else f": {address}"
