"""Access tokens of sources that speak OAuth 2 client credentials (RFC 6749 §4.4, §5.1)."""

from __future__ import annotations

from . import reading
from .errors import AccountError, BadMessage

LIFETIME = 3000  # seconds, where an answer states none: under the hour that is usual


class OAuth:
    """Part of a connector: ``requests_for(..., purpose="token")`` gets what this reads."""

    wants_token = True
    name: str

    def read_token(self, body: bytes) -> tuple[str, float]:
        """(token, seconds that it is valid) of the answer to a request for a token.

        :raise errors.AccountError: refused.
        :raise errors.BadMessage: no answer to such a request.
        """
        answer = reading.as_object(body, what=f"{self.name} token")
        token = reading.text(answer.get("access_token"))
        if token:
            return token, _seconds(answer.get("expires_in"))
        self._told_why(answer)
        told = reading.text(answer.get("error_description")) or reading.text(answer.get("error"))
        if told:
            raise AccountError(f"{self.name}: {told}", code=reading.text(answer.get("error")))
        raise BadMessage.ours("no_token", what=self.name)

    def _told_why(self, answer: dict) -> None:
        """A refusal of a token that is not known for something else is about the account."""
        try:
            self._refused(answer)
        except BadMessage as error:
            if error.code:
                raise AccountError.like(error) from None

    def _refused(self, answer: dict) -> None:
        """Raise what the source's own kind of error means, if there is one."""


def _seconds(value: object) -> float:
    """UPS writes the number as a text."""
    told = reading.text(value)
    seconds = float(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 0.0
    return seconds or float(LIFETIME)
