"""The small protocol that every source speaks: bytes in, plain values out, requests described.

A connector has no state, opens no connection and reads no clock: transport, credentials,
quota and time belong to the caller.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from .values import Account, Limits, Parcel, ParcelUpdate, Reply, Request


class Connector(ABC):
    """``code``: the source's name; ``base_url``: its public address; ``zone``: of times
    without one; ``wants_token``: requests need an access token (:mod:`.oauth`); ``signed``:
    pushes carry a signature over the body (else the secret is in the address); ``logs_in``: it
    gets an access token from us before it pushes (:mod:`.handshake`);
    ``subscribes``: it pushes what it was asked to follow; ``registers``: it answers only about
    parcels that it was asked to follow; ``again``: the purpose of the request that takes up
    what it stopped following; ``ends``: of the request that ends following, ``stop`` (``again``
    takes it up) or ``delete`` (it is registered anew); ``detects``: it must be told the carrier,
    and finds it when asked;
    ``tells_quota``: it says how many subscriptions are left; ``spent``: codes by which it refuses
    a parcel because none is.
    """

    code: str
    name: str
    base_url: str
    zone: str | None = None
    wants_token: bool = False
    signed: bool = False
    logs_in: bool = False
    pushes: bool = False
    subscribes: bool = False
    registers: bool = False
    again: str = ""
    ends: str = ""
    detects: bool = False
    tells_quota: bool = False
    spent: frozenset[str] = frozenset()
    limits: Limits = Limits()

    @abstractmethod
    def parse(
        self, body: bytes, *, kind: str = "query", headers: Mapping[str, str] | None = None
    ) -> list[ParcelUpdate]:
        """What ``body`` says, by parcel.

        :param kind: ``query`` (answer to a request) or ``push``.
        :raise errors.BadMessage: not what this source sends.
        :raise errors.AccountError, errors.Throttled, errors.Unavailable, errors.TokenExpired:
            the source refused to answer at all. A single unknown parcel raises nothing: it is
            an update with status ``pending``, without a number where the answer does not name
            it (it is then the only parcel that was asked for).
        """

    def verify(self, body: bytes, headers: Mapping[str, str], secret: str) -> bool:
        """Is this push from the source? Compared in constant time over the raw bytes.

        Sources that sign nothing are known by the secret in their address: False here, always.
        """
        return False

    def acknowledge(self, body: bytes = b"", *, ok: bool = True) -> Reply:
        """What the source takes for "received" (or, not ``ok``, for "send it again")."""
        return Reply() if ok else Reply(status=500)

    @abstractmethod
    def requests_for(
        self, parcels: Sequence[Parcel], account: Account, *, purpose: str = "query", now=None
    ) -> list[Request]:
        """Requests that ask about (``query``), subscribe to (``subscribe``), end (``stop``,
        ``delete``) or resume (``retrack``) the following of ``parcels``, ask which carrier has them
        (``detect``), what is left to be spent (``quota``), or fetch an access token
        (``token``), in batches within the limits. ``now``: aware UTC, for sources that sign
        the time.

        :raise ValueError: a purpose that this source does not have.
        """

    def delivery_id(self, body: bytes, headers: Mapping[str, str]) -> str | None:
        """The source's own id of this push, by which a repeat is known; None: it has none."""
        return None

    def detected(self, body: bytes) -> tuple[str, ...]:
        """Carriers that the answer to ``detect`` names, likeliest first."""
        return ()

    def quota(self, body: bytes) -> dict[str, int]:
        """What the answer to ``quota`` says: ``total``, ``used``, ``left``; empty: nothing."""
        return {}
