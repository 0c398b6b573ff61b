"""The public history with the columns of *Import History*: ``convert.py [FILE]``."""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections.abc import Container, Iterator
from datetime import date, timedelta
from pathlib import Path

SOURCE = Path(__file__).with_name("orders_and_shipments.csv.gz")
HEADING = (
    *("order", "customer", "country", "product", "category", "quantity", "unit price"),
    *("ordered at", "promised at", "shipped at", "delivered at", "carrier", "warehouse"),
)
# names that are misspelt or lost a letter on their way into the data set
COUNTRIES = {
    "Algeria\ufffd": "Algeria",
    "Ben\ufffdn": "Benin",
    "Cote d\ufffdIvoire": "Côte d'Ivoire",
    "Czech Republic (Czechia)": "Czech Republic",
    "Dominican\ufffdRepublic": "Dominican Republic",
    "Guadalupe": "Guadeloupe",
    "Israel\ufffd": "Israel",
    "Jordania": "Jordan",
    "Liban": "Lebanon",
    "Per\ufffd": "Peru",
    "Sierra Leona": "Sierra Leone",
}


def lines() -> Iterator[dict[str, str]]:
    """Lines of the public file, headings without the blanks around them."""
    with gzip.open(SOURCE, "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        heading = [name.strip() for name in next(rows)]
        for row in rows:
            yield dict(zip(heading, row, strict=True))


def convert(months: Container[str] | None = None) -> bytes:
    """A CSV file of the lines ordered in these months (as ``201703``), or of all."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(HEADING)
    for line in lines():
        if months is None or line["Order YearMonth"] in months:
            writer.writerow(_row(line))
    return target.getvalue().encode()


def _row(line: dict[str, str]) -> tuple:
    ordered = date(*(int(line[f"Order {part}"]) for part in ("Year", "Month", "Day")))
    shipped = date(*(int(line[f"Shipment {part}"]) for part in ("Year", "Month", "Day")))
    promised = ordered + timedelta(days=int(line["Shipment Days - Scheduled"]))
    country = line["Customer Country"]
    quantity = int(line["Order Quantity"])
    return (
        line["Order ID"],
        f"Customer {line['Customer ID']}",
        COUNTRIES.get(country, country),
        *(line["Product Name"], line["Product Category"], quantity),
        int(line["Gross Sales"]) // quantity,
        *(f"{ordered} {line['Order Time']}", promised, shipped, ""),
        *(line["Shipment Mode"], line["Warehouse Country"]),
    )


if __name__ == "__main__":
    content = convert()
    if sys.argv[1:]:
        Path(sys.argv[1]).write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
