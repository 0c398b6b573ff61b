"""The parcels of an order in a notice."""

from __future__ import annotations

from . import notice_words  # noqa: F401  # words by registration

PARCELS = 5


def parcel_details(env, parcels) -> list[dict]:
    """The first parcels of the customer's page, as details of a notice.

    :param parcels: as the page has them (``parcels_of_page``).
    """
    return [
        {
            "title": row["status"],
            "lines": [
                line
                for line in (
                    " · ".join(filter(None, [row["number"], row["carrier"]])),
                    " · ".join(filter(None, [row["where"], row["as_of"]])),
                )
                if line
            ],
            "url": row["url"],
            "link": env._("The carrier's page"),
        }
        for row in parcels["rows"][:PARCELS]
    ]
