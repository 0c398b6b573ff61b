"""The chain of seals: altering any receipt of a company breaks its own seal or the next one.

``seal = SHA-256({"content":…,"number":…,"pdf":…,"previous":…})``, the canonical JSON of

``content``   SHA-256 of the receipt's canonical text,
``number``    its position in the company's chain: 1, 2, 3 … without gaps,
``pdf``       SHA-256 of the PDF file as it was sent,
``previous``  seal of the receipt before; empty for the first one.
"""

from __future__ import annotations

from dataclasses import dataclass

from .content import canonical, digest, parse

# What can be wrong with a stored receipt, the gravest first.
PROBLEMS = ("content", "label", "pdf_missing", "pdf", "seal", "chain")
_SHOWN = 16  # hexadecimal digits of the content's hash in the QR code: 64 bits


@dataclass(frozen=True, slots=True)
class Stored:
    """A receipt as it is found in the database.

    ``pdf_found``: SHA-256 of the file as it is now, None when it is gone.
    ``previous``: (number, seal) of the receipt that it says it follows, None for the first.
    """

    name: str
    number: int
    revision: int
    order: str | None
    content: str
    content_hash: str
    pdf_hash: str
    pdf_found: str | None
    seal: str
    previous: tuple[int, str] | None


def make_seal(number: int, content_hash: str, pdf_hash: str, previous: str) -> str:
    """The seal of a receipt; ``previous``: the seal before it, empty for the first."""
    link = {"content": content_hash, "number": number, "pdf": pdf_hash, "previous": previous}
    return digest(canonical(link))


def fingerprint(content_hash: str) -> str:
    """The part of a content's hash that is printed: enough to tell a changed content.

    >>> fingerprint("0123456789abcdef" * 4)
    '0123456789abcdef'
    """
    return content_hash[:_SHOWN]


def problems(stored: Stored) -> list[str]:
    """Codes of :data:`PROBLEMS` that apply; empty: unaltered since it was issued."""
    number, last = stored.previous or (0, "")
    expected = make_seal(stored.number, stored.content_hash, stored.pdf_hash, last)
    found = {
        "content": digest(stored.content) != stored.content_hash,
        "label": not _label_agrees(stored),
        "pdf_missing": stored.pdf_found is None,
        "pdf": stored.pdf_found is not None and stored.pdf_found != stored.pdf_hash,
        "seal": expected != stored.seal,
        "chain": stored.number != number + 1,
    }
    return [code for code in PROBLEMS if found[code]]


def _label_agrees(stored: Stored) -> bool:
    """Whether the columns beside the content name the same receipt as the content itself."""
    try:
        content = parse(stored.content)
        told = content["receipt"]
        order = content["agreement"]["order"]
    except (ValueError, KeyError, TypeError):
        return False
    own = (told.get("number"), told.get("revision"))
    return own == (stored.name, stored.revision) and stored.order in (None, order)
