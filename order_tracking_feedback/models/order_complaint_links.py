from odoo import fields, models

from .. import complaints, returns
from ..presentation.returns import say_return_settled


class OrderComplaint(models.Model):
    """What belongs to a complaint: what the customer said, and the goods that they give back."""

    _inherit = "order.complaint"

    feedback_ids = fields.One2many("order.feedback", "complaint_id", "Feedback", readonly=True)
    feedback_count = fields.Integer(compute="_compute_feedback_count")
    return_ids = fields.One2many("order.return", "complaint_id", "Returns", readonly=True)
    return_count = fields.Integer(compute="_compute_return_count")

    def _compute_feedback_count(self):
        Feedback = self.env["order.feedback"]
        groups = Feedback._read_group(
            [("complaint_id", "in", self.ids)], ["complaint_id"], ["__count"]
        )
        counts = {complaint.id: count for complaint, count in groups}
        for complaint in self:
            complaint.feedback_count = counts.get(complaint.id, 0)

    def action_feedback(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "order_tracking_feedback.order_feedback_action"
        )
        return {**action, "domain": [("complaint_id", "=", self.id)], "context": {}}

    # ------------------------------------------------------------------ returns

    def _compute_return_count(self):
        Return = self.env["order.return"].sudo()  # sudo: only how many there are
        groups = Return._read_group(
            [("complaint_id", "in", self.ids)], ["complaint_id"], ["__count"]
        )
        counts = {complaint.id: count for complaint, count in groups}
        for complaint in self:
            complaint.return_count = counts.get(complaint.id, 0)

    def action_returns(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "order_tracking_feedback.order_return_action"
        )
        return {**action, "domain": [("complaint_id", "=", self.id)], "context": {}}

    def action_return_goods(self):
        """The return that this complaint asks for, filled in."""
        action = self._dialog(self.env._("Return Goods"), "order.return.new")
        about = {"default_order_id": self.order_id.id}
        return {**action, "context": {**action["context"], **about}}

    def _return_wishes(self, goods):
        """What a new return about this complaint says of each of these goods (superuser):
        ``{key: values of its line}``.

        :param goods: ``Goods`` of the order, oldest first. Goods that are missing cannot go back.
        """
        found = {}
        for line in self.line_ids.filtered(lambda one: one.problem != "missing"):
            open_, wanted = [g for g in goods if g.sale_line == line.sale_line_id], line.quantity
            # of a lot that the complaint names first, then what came last
            open_.sort(key=lambda g: (g.lot in line.lot_ids, g.move.id), reverse=True)
            for one in open_:
                taken = min(one.left, wanted)
                wanted -= taken
                if taken > 0:
                    found[one.key] = self._return_wish(line, taken)
        return found

    def _return_wish(self, line, quantity):
        reason = self.env["order.return.reason"]._for_problem(line.problem)
        note = line.note or self.description or ""
        return {
            "quantity": quantity,
            "reason_id": reason.id,
            "note": note[: returns.NOTE],
        }

    def _resolve_by_return(self, settled):
        """Resolved, when its goods have come back and nothing else of it is open (superuser); the
        customer reads of both in one mail.

        :param settled: order.return that is settled now.
        """
        open_ = self.return_ids.filtered(lambda one: one.state not in returns.ENDED)
        outcomes = set(settled.line_ids.filtered("received_quantity").mapped("outcome"))
        if not self or self.state == "resolved" or open_ or outcomes <= {"refusal"}:
            return
        first = self.line_ids[:1]
        told = "\n".join(say_return_settled(settled.with_context(self._as_read().env.context)))
        self._resolve(
            self.reason or complaints.reason_of(first.problem),
            self.fault or first.fault or "unknown",
            f"{settled.name}: {told}",
            tell=False,
        )
