"""Why a source gave no update. The text is for staff; it never holds credentials."""


class ConnectorError(Exception):
    """``code``: the source's own."""

    def __init__(self, message: str, code: str = ""):
        super().__init__(message)
        self.code = code


class BadMessage(ConnectorError):
    """The bytes are not what this source sends: keep them for a person, change nothing."""


class AccountError(ConnectorError):
    """Key, signature, quota or contract: stop asking, tell a person; no parcel is at fault."""


class Throttled(ConnectorError):
    """Asked too often. ``retry_after``: seconds, None when the source does not say."""

    def __init__(self, message: str, code: str = "", retry_after: float | None = None):
        super().__init__(message, code)
        self.retry_after = retry_after


class Unavailable(ConnectorError):
    """The source is down or busy: ask again later."""


class TokenExpired(ConnectorError):
    """The access token is no longer valid: get another one and ask again."""
