"""Projections can be thrown away: rebuilt from the journal they equal what was stored."""

import random

from odoo.addons.order_tracking.models.order_tracking_milestone import _PROJECTED
from odoo.addons.order_tracking.touched import Touched

from .common import TrackingCase

_ORDER = ("tracking_stage_id", "tracking_state", "tracking_due_at", "promise_last_at")


class TestRebuild(TrackingCase):
    def snapshot(self, order):
        self.env.invalidate_all()
        milestones = [[m[name] for name in ("stage_id", *_PROJECTED)] for m in order.milestone_ids]
        return milestones, [order[name] for name in _ORDER]

    def spoil(self, order):
        """Stored projections that follow from nothing."""
        self.env.cr.execute(
            "UPDATE order_tracking_milestone SET state = 'failed', reached_at = NULL,"
            " done_qty = -1, late = NOT late, sequence = 99 WHERE order_id = %s",
            [order.id],
        )
        self.env.cr.execute(
            "UPDATE sale_order SET tracking_state = 'done', tracking_stage_id = NULL WHERE id = %s",
            [order.id],
        )

    def check(self, order):
        stored = self.snapshot(order)
        events = len(self.events(order))
        self.spoil(order)
        order._tracking_rebuild()
        self.assertEqual(self.snapshot(order), stored)
        touched = Touched(self.env.uid, orders=set(order.ids))
        order._tracking_sync(order._tracking_headers(touched))
        self.assertEqual(len(self.events(order)), events, "nothing new to tell")

    def test_random_walks(self):
        """Whatever people do in whatever order (fixed seeds), three kinds of warehouse."""
        for seed, steps in enumerate(("ship_only", "pick_ship", "pick_pack_ship")):
            self.warehouse.delivery_steps = steps
            order = self.order((self.chair, 10), (self.desk, 3))
            chance = random.Random(seed)
            for _ in range(12):
                chance.choice(self.MOVES)(self, order, chance)
                self.sync()
                self.check(order)

    def _receive(self, order, chance):
        self.stock(chance.choice((self.chair, self.desk)), chance.randint(1, 6))
        waiting = order.picking_ids.filtered(lambda p: p.state in ("confirmed", "waiting"))
        if waiting.move_ids:
            waiting.action_assign()

    def _ship_some(self, order, chance):
        for picking in self.ready(order)[:1]:
            self.validate(picking, backorder=chance.random() > 0.2)

    def _unreserve(self, order, chance):
        self.ready(order)[:1].do_unreserve()

    def _return(self, order, chance):
        done = order.picking_ids.filtered(
            lambda p: p.state == "done" and p.picking_type_code == "outgoing" and not p.return_ids
        )
        if done:
            self.give_back(done[0], **{done[0].move_ids[0].product_id.name: 1})

    def _order_more(self, order, chance):
        if order.state == "sale":
            order.order_line[0].product_uom_qty += 1

    def _deliver(self, order, chance):
        milestone = self.milestone(order, "delivered")
        if milestone.state in ("pending", "current") and order.state == "sale":
            order._tracking_mark(milestone.stage_id)

    def _cancel_or_confirm(self, order, chance):
        if order.state == "sale" and chance.random() < 0.3:
            order.action_cancel()
        elif order.state == "cancel":
            order.action_draft()
            order.action_confirm()

    MOVES = (
        _receive,
        _receive,
        _ship_some,
        _ship_some,
        _unreserve,
        _return,
        _order_more,
        _deliver,
        _cancel_or_confirm,
    )
