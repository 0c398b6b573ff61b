"""Picks with mistakes mixed in: does the scan station catch each, and nothing else?

Made for a test (small) and for a benchmark (1,000 picks). A pick is one line of a transfer; a
mistake is made first, then put right, as a person would who was stopped.
"""

import random
import uuid
from collections import Counter
from dataclasses import dataclass, field

from odoo import Command

KINDS = ("item", "more", "fewer", "lot", "parcel")
GOOD = ("ok", "lot_missing", "closed")


@dataclass
class Figures:
    """``made`` and ``caught``: mistakes by kind; ``false_alarms``: right scans that were stopped;
    ``wrong``: transfers that did not end with what they should hold."""

    picks: int = 0
    scans: int = 0
    made: Counter = field(default_factory=Counter)
    caught: Counter = field(default_factory=Counter)
    false_alarms: list = field(default_factory=list)
    wrong: list = field(default_factory=list)


class World:
    """Goods with and without lots in one warehouse, and transfers of four lines each."""

    def __init__(self, env, seed=7):
        self.env, self.chance = env, random.Random(seed)
        self.type = env["stock.picking.type"].search(
            [("code", "=", "outgoing"), ("company_id", "=", env.company.id)], limit=1
        )
        self.place = self.type.default_location_src_id
        self.goods = env["product.product"].create(
            [
                {
                    "name": f"Goods {number}",
                    "is_storable": True,
                    "barcode": f"PICK{number:04}",
                    "tracking": "lot" if number % 3 == 0 else "none",
                }
                for number in range(12)
            ]
        )
        for product in self.goods:
            self._fill(product)
        self.stranger = env["stock.package"].create({"name": "STRANGER"})
        env["stock.quant"]._update_available_quantity(
            self.goods[1], self.place, 1, package_id=self.stranger
        )

    def _fill(self, product):
        names = ["A", "B"] if product.tracking == "lot" else [None]
        for name in names:
            values = {"name": f"{product.barcode}-{name}", "product_id": product.id}
            lot = self.env["stock.lot"].create(values) if name else None
            self.env["stock.quant"]._update_available_quantity(
                product, self.place, 100000, lot_id=lot
            )

    def transfer(self):
        lines = self.chance.sample(list(self.goods), 4)
        customers = self.env.ref("stock.stock_location_customers")
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.type.id,
                "location_id": self.place.id,
                "location_dest_id": customers.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": self.chance.randint(1, 4),
                            "location_id": self.place.id,
                            "location_dest_id": customers.id,
                        }
                    )
                    for product in lines
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking


class Picker:
    """One person who picks one transfer, and errs now and then."""

    def __init__(self, world, picking, figures, share):
        self.world, self.picking, self.figures, self.share = world, picking, figures, share
        self.number = 0

    def run(self):
        session = self.picking.scan_station_load()
        expected = {line["product"]: line["expected"] for line in session["lines"]}
        short = [line for line in session["lines"] if self._pick(line)]
        for line in short:
            self._err("fewer", kind="close")
            self._right(self._code(line))
        self._right(kind="close")
        moved = {m.product_id.id: m.quantity for m in self.picking.move_ids}
        if self.picking.state != "done" or moved != expected:
            self.figures.wrong.append(self.picking.name)

    def _pick(self, line):
        """Picks one line; whether one piece of it was forgotten."""
        self.figures.picks += 1
        errs = self.world.chance.random() < self.share
        kind = self._kind(line) if errs else None
        code, quantity = self._code(line), line["expected"]
        if kind == "item":
            self._err(kind, self._other())
        elif kind == "more":
            self._err(kind, code, quantity=quantity + self.world.chance.randint(1, 3))
        elif kind == "lot":
            self._err(kind, code.replace("-A", "-B"))
        self._right(code, quantity=quantity - (kind == "fewer"))
        if kind == "parcel":
            self._err(kind, self.world.stranger.name)
        return kind == "fewer"

    def _kind(self, line):
        """A mistake that can be made with this line, of the kind that was made least so far."""
        possible = [
            kind
            for kind in KINDS
            if (kind != "lot" or line["lot"]) and (kind != "fewer" or line["expected"] > 1)
        ]
        return min(possible, key=lambda kind: self.figures.made[kind])

    def _code(self, line):
        return line["lot"] or self.world.env["product.product"].browse(line["product"]).barcode

    def _other(self):
        absent = self.world.goods - self.picking.move_ids.product_id
        return self.world.chance.choice(absent.mapped("barcode"))

    def _err(self, mistake, code="", **values):
        self.figures.made[mistake] += 1
        if self._scan(code, **values) not in GOOD:
            self.figures.caught[mistake] += 1

    def _right(self, code="", **values):
        outcome = self._scan(code, **values)
        if outcome not in GOOD:
            self.figures.false_alarms.append((self.picking.name, code, outcome))

    def _scan(self, code, **values):
        self.number += 1
        self.figures.scans += 1
        read = {"id": str(uuid.uuid4()), "device": "bench", "number": self.number, "code": code}
        answer = self.picking.scan_station_take([{**read, "kind": "code", **values}], "Benchmark")
        return answer["answers"][read["id"]]["code"]


def run(env, picks, share=0.05, seed=7):
    """Figures of at least ``picks`` picks, a share of them with a mistake."""
    world, figures = World(env, seed), Figures()
    while figures.picks < picks:
        Picker(world, world.transfer(), figures, share).run()
    return figures
