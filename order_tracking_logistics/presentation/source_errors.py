"""Why a source gave no update, in the reader's language."""

from __future__ import annotations

import json

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
# As ``connectors.errors.SENTENCES``.
SENTENCES = {
    "not_ours": _lt("%(what)s: this is not what this source sends."),
    "nameless": _lt("The message does not say which parcel it is about."),
    "too_long": _lt("%(what)s: longer than %(size)s bytes."),
    "compressed": _lt("The message is compressed and broken."),
    "not_json": _lt("%(what)s: not JSON (%(found)s)."),
    "not_xml": _lt("%(what)s: not XML (%(found)s)."),
    "doctype": _lt("%(what)s: this XML declares a document type, which is refused."),
    "not_object": _lt("%(what)s: a JSON object is expected, not %(found)s."),
    "no_token": _lt("%(what)s: the answer holds no access token."),
    "no_answer": _lt("No answer (%(found)s)."),
    "too_often": _lt("Asked too often (%(status)s)."),
    "credentials": _lt("The credentials are not accepted (%(status)s)."),
    "forbidden": _lt("The account may not ask this (%(status)s)."),
    "broken": _lt("The source has a problem (%(status)s)."),
    "elsewhere": _lt("The source sends us elsewhere (%(status)s)."),
    "not_understood": _lt("Not understood (%(found)s)."),
}


def sentence(env, kept: str | None) -> str:
    """What ``ConnectorError.packed`` kept, for the user of ``env``; a text that is none of our
    sentences as it is."""
    text = kept or ""
    if not text.startswith("{"):
        return text
    try:
        told = json.loads(text)
        return str(env._(SENTENCES[told["kind"]])) % told["values"]
    except (ValueError, KeyError, TypeError):
        return text
