"""Why a source gave no update. The text is for staff; it never holds credentials."""

from __future__ import annotations

import json
from typing import Self

# What we say ourselves; everything else are the source's own words.
SENTENCES = {
    "not_ours": "%(what)s: this is not what this source sends.",
    "nameless": "The message does not say which parcel it is about.",
    "too_long": "%(what)s: longer than %(size)s bytes.",
    "compressed": "The message is compressed and broken.",
    "not_json": "%(what)s: not JSON (%(found)s).",
    "not_xml": "%(what)s: not XML (%(found)s).",
    "doctype": "%(what)s: this XML declares a document type, which is refused.",
    "not_object": "%(what)s: a JSON object is expected, not %(found)s.",
    "no_token": "%(what)s: the answer holds no access token.",
    "no_answer": "No answer (%(found)s).",
    "too_often": "Asked too often (%(status)s).",
    "credentials": "The credentials are not accepted (%(status)s).",
    "forbidden": "The account may not ask this (%(status)s).",
    "broken": "The source has a problem (%(status)s).",
    "elsewhere": "The source sends us elsewhere (%(status)s).",
    "not_understood": "Not understood (%(found)s).",
}


class ConnectorError(Exception):
    """``code``: the source's own. ``kind`` and ``values``: of a sentence of :data:`SENTENCES`,
    which whoever shows it says in the reader's language; empty for the source's own words."""

    def __init__(self, message: str, code: str = ""):
        super().__init__(message)
        self.code = code
        self.kind, self.values = "", {}

    @classmethod
    def ours(cls, kind: str, code: str = "", **values: object) -> Self:
        """An error that we tell in our own words."""
        error = cls(SENTENCES[kind] % values, code)
        error.kind, error.values = kind, values
        return error

    @classmethod
    def like(cls, other: ConnectorError) -> Self:
        """What ``other`` says, as an error of this class."""
        error = cls(str(other), other.code)
        error.kind, error.values = other.kind, other.values
        return error

    def packed(self) -> str:
        """To be kept: the sentence with its values, or the source's own words."""
        if not self.kind:
            return str(self)
        return json.dumps({"kind": self.kind, "values": self.values}, default=str)


class BadMessage(ConnectorError):
    """The bytes are not what this source sends: keep them for a person, change nothing."""


class AccountError(ConnectorError):
    """Key, signature, quota or contract: stop asking, tell a person; no parcel is at fault."""


class NothingLeft(AccountError):
    """What registering parcels costs is used up: no more are registered; what is followed already
    is told as ever."""


class Throttled(ConnectorError):
    """Asked too often. ``retry_after``: seconds, None when the source does not say."""

    def __init__(self, message: str, code: str = "", retry_after: float | None = None):
        super().__init__(message, code)
        self.retry_after = retry_after


class Unavailable(ConnectorError):
    """The source is down or busy: ask again later."""


class TokenExpired(ConnectorError):
    """The access token is no longer valid: get another one and ask again."""
