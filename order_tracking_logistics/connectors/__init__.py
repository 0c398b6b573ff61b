"""Where tracking data comes from. Pure Python: importable without Odoo, also as ``connectors``.

``get("ups").parse(body, kind="query", headers={})``
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from .base import Connector
from .values import Account, Event, Limits, Parcel, ParcelUpdate, Reply, Request

_MODULES = {  # by the name of a source: the module that has its ``connector``
    "kuaidi100": ".kuaidi100",
    "kdniao": ".kdniao",
    "sf_express": ".sf_express",
    "17track": ".seventeen_track",
    "aftership": ".aftership",
    "easypost": ".easypost",
    "dhl_unified": ".dhl_unified",
    "ups": ".ups",
    "fedex": ".fedex",
    "usps": ".usps",
}


def codes() -> tuple[str, ...]:
    """Names of all sources."""
    return tuple(_MODULES)


def register(code: str, module: str) -> None:
    """Adds a source that another addon brings.

    :param module: full name of the module that has its ``connector``.
    :raise ValueError: ``code`` is taken; it stands for one source for good.
    """
    if code in _MODULES:
        raise ValueError(f"There is a connector {code!r} already.")
    _MODULES[code] = module


@cache
def get(code: str) -> Connector:
    """The connector of a source.

    :raise LookupError: for a name that is not in :func:`codes`.
    """
    if code not in _MODULES:
        raise LookupError(f"There is no connector {code!r}: one of {', '.join(_MODULES)}.")
    return import_module(_MODULES[code], __name__).connector
