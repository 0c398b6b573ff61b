from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.order_tracking.models.order_receipt_answer import VIA

from ..returns import may, next_state

STATES = [
    ("requested", "Requested"),
    ("approved", "Approved"),
    ("shipped", "On the Way"),
    ("received", "Received"),
    ("inspected", "Inspected"),
    ("done", "Done"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
]
# What staff may change themselves; the rest is done by steps.
EDITABLE = {"refusal", "label_ids", "line_ids", "parcel_number", "rma"}
DECIDING = "sales_team.group_sale_salesman", "order_tracking.group_user"


class OrderReturn(models.Model):
    """Goods that a customer wants to give back, from the question to the documents that settle
    it. Odoo's own documents do the work: transfers, credit notes, deliveries, repair orders."""

    _name = "order.return"
    _description = "Return"
    _inherit = ["mail.thread", "mail.activity.mixin", "order.personal"]
    _personal_words = ("author_name", "form_key", "refusal")
    _personal_lines = (("order.return.line", "return_id", ("note", "inspection_note")),)
    _personal_since = "requested_at"
    _personal_over = "state IN ('done', 'refused', 'cancelled')"
    _order = "id desc"
    _check_company_auto = True

    complaint_id = fields.Many2one(
        "order.complaint", "Complaint", readonly=True, index="btree_not_null", ondelete="set null"
    )
    name = fields.Char("Number", required=True, readonly=True, copy=False)
    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one(
        related="order_id.partner_id", string="Customer", store=True, index="btree_not_null"
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, default="requested", tracking=True, group_expand=True
    )
    line_ids = fields.One2many("order.return.line", "return_id")
    requested_at = fields.Datetime("Requested", readonly=True, default=fields.Datetime.now)
    author_name = fields.Char("Asked By", readonly=True)
    via = fields.Selection(VIA, "Asked Through", readonly=True, help="Empty: our own staff.")
    form_key = fields.Char(readonly=True, copy=False, groups="order_tracking.group_user")
    user_id = fields.Many2one("res.users", "Decided By", readonly=True)
    decided_at = fields.Datetime("Decided", readonly=True)
    refusal = fields.Char("Reason for Refusing", help="The customer reads it.", tracking=True)
    send_by = fields.Date("To Be Sent By", readonly=True, help="The customer was asked to.")
    received_at = fields.Datetime("Received", readonly=True)
    settled_at = fields.Datetime("Settled", readonly=True)
    # bypass: rights are checked of the files found, not of all files in the database beforehand
    label_ids = fields.Many2many(
        "ir.attachment",
        string="Return Label",
        help="The customer can download these files.",
        bypass_search_access=True,
    )
    shipment_ids = fields.One2many("order.shipment", "order_return_id", "Return Parcels")
    rma = fields.Reference(selection="_rma_models", string="RMA", copy=False)
    has_rma = fields.Boolean(compute="_compute_has_rma")

    # sudo: only which documents there are; the warehouse reads no credit notes, others no transfers
    transfer_ids = fields.Many2many(
        "stock.picking", compute="_compute_documents", compute_sudo=True
    )
    credit_note_ids = fields.Many2many(
        "account.move", compute="_compute_documents", compute_sudo=True
    )
    transfer_count = fields.Integer(compute="_compute_documents", compute_sudo=True)
    credit_note_count = fields.Integer(compute="_compute_documents", compute_sudo=True)
    repair_count = fields.Integer(compute="_compute_documents", compute_sudo=True)

    _name_uniq = models.UniqueIndex("(company_id, name)")
    _form_uniq = models.UniqueIndex("(order_id, form_key) WHERE form_key IS NOT NULL")
    _words_idx = models.Index("(company_id, requested_at) WHERE words_erased_at IS NULL")
    _photos_idx = models.Index("(company_id, requested_at) WHERE photos_erased_at IS NULL")
    _changed_idx = models.Index("(company_id, write_date)")
    _list_idx = models.Index("(company_id, state, id DESC)")

    @api.model
    def _rma_models(self):
        return [("rma", "RMA")] if "rma" in self.env else []

    def _compute_has_rma(self):
        """Whether there is anything to link: OCA's addon is installed."""
        self.has_rma = bool(self._rma_models())

    def _compute_documents(self):
        for found in self:
            lines = found.line_ids
            found.transfer_ids = lines.transfer_move_ids.picking_id
            found.credit_note_ids = lines.credit_line_ids.move_id
            found.transfer_count = len(found.transfer_ids)
            found.credit_note_count = len(found.credit_note_ids)
            found.repair_count = len([line for line in lines if line.repair])

    @api.model_create_multi
    def create(self, vals_list):
        Sequence = self.env["ir.sequence"]
        for vals in vals_list:
            company = self.env["res.company"].browse(vals["company_id"])
            vals["name"] = Sequence.with_company(company).next_by_code("order.return")
        return super().create(vals_list)

    def write(self, vals):
        """States and dates follow from steps, never from a form."""
        own = {n for n in vals if not n.startswith(("message_", "activity_", "website_message_"))}
        if own - EDITABLE and not self.env.su:
            raise UserError(self.env._("Returns are moved on by their buttons, not by hand."))
        awaited = self.filtered(lambda r: r.state == "approved" and not r.label_ids)
        result = super().write(vals)
        for found in awaited.filtered("label_ids"):
            # sudo: the fact that whoever may change the return has just made
            found.sudo()._record(
                "return_label", fields.Datetime.now(), "staff", "approved_quantity"
            )
        return result

    # ------------------------------------------------------------------ steps

    def _check_step(self, step):
        """
        :raise UserError: it cannot be taken now. :raise AccessError: not by this user.
        """
        self.ensure_one()
        self.check_access("write")
        if not may(self.state, step):
            raise UserError(
                self.env._(
                    "Return %(name)s is %(state)s: this cannot be done any more, or not yet.",
                    name=self.name,
                    state=dict(self._fields["state"]._description_selection(self.env))[self.state],
                )
            )

    def _check_deciding(self):
        """The warehouse receives and inspects; what the customer gets others decide."""
        if not self.env.su and not any(self.env.user.has_group(group) for group in DECIDING):
            raise AccessError(
                self.env._("Ask the salesperson of this order: the warehouse cannot decide this.")
            )

    def _take_turn(self):
        """Of two at once (a double click) the second waits here, fails when the first is through,
        is run again by Odoo, and then sees what the first has done."""
        self.flush_recordset()
        query = SQL("UPDATE order_return SET id = id WHERE id = %s", self.id)
        self.env.cr.execute(query, log_exceptions=False)
        self.invalidate_recordset(flush=False)

    def _step(self, step, **values):
        """Takes a step (superuser); ``values``: written with it."""
        self.write({"state": next_state(self.state, step), **values})

    def _begin_step(self, step, deciding=True):
        """This return with superuser rights, after the checks, alone at it."""
        self._check_step(step)
        if deciding:
            self._check_deciding()
        self._take_turn()
        self._check_step(step)
        # sudo: checked; its documents belong to other departments
        return self.sudo().with_company(self.company_id)

    def action_approve(self):
        for found in self:
            found._begin_step("approve")._approve(self.env.user)

    def _approve(self, user=None):
        """Approves what is entered as approved, and plans its transfer (superuser)."""
        self.ensure_one()
        if not any(line.approved_quantity > 0 for line in self.line_ids):
            raise UserError(
                self.env._("Approve at least one item, or refuse the return with a reason.")
            )
        now, send_by = fields.Datetime.now(), self._send_by()
        self._step("approve", user_id=user.id if user else False, decided_at=now, send_by=send_by)
        self._make_transfers()
        self._record("return_approved", now, "staff" if user else "system", "approved_quantity")

    def _policies(self):
        """The policies of its goods."""
        Policy = self.env["order.return.policy"]
        found = Policy._for_products(self.company_id, self.line_ids.product_id)
        return Policy.union(*found.values())

    def _send_by(self):
        """The day by which an approved return is to be sent; False where none is named."""
        days = max(self._policies().mapped("send_days"), default=0)
        today = self.order_id._return_day(fields.Datetime.now())
        return today + timedelta(days=days) if days else False

    def action_refuse(self):
        for found in self:
            if not found.refusal:
                raise UserError(self.env._("Enter the reason for refusing: the customer reads it."))
            refused, now = found._begin_step("refuse"), fields.Datetime.now()
            refused._step("refuse", user_id=self.env.user.id, decided_at=now)
            refused._record("return_settled", now, "staff", outcome="refused")

    def action_cancel(self):
        for found in self:
            found._begin_step("cancel")._cancel("staff")

    def _cancel(self, evidence):
        """Nothing comes back (superuser); goods that are here already must be dealt with."""
        self.ensure_one()
        if any(line.received_quantity > 0 for line in self.line_ids):
            raise UserError(
                self.env._(
                    "Goods of return %s have arrived: cancel the transfer that still waits, or "
                    "receive the rest, and settle it.",
                    self.name,
                )
            )
        self.line_ids.transfer_move_ids.picking_id.filtered(
            lambda p: p.state not in ("done", "cancel")
        ).action_cancel()
        self._step("cancel")
        self._record("return_settled", fields.Datetime.now(), evidence, outcome="cancelled")

    def _note_received(self, moves):
        """Goods came back (superuser).

        :param moves: done moves from the customer.
        """
        for move in moves:
            unit = move.product_id.uom_id
            line = move.order_return_line_id
            line.received_quantity += move.product_uom._compute_quantity(move.quantity, unit)
        for found, came in moves.grouped(lambda m: m.order_return_line_id.return_id).items():
            found._prove_arrival(came)
        for found in self:
            waiting = found.line_ids.transfer_move_ids.filtered(
                lambda m: m._is_incoming() and m.state not in ("done", "cancel")
            )
            if not waiting and may(found.state, "receive"):
                found._receive()

    def _receive(self):
        now = fields.Datetime.now()
        self._step("receive", received_at=now)
        for line in self.line_ids:
            line.write({"graded_quantity": line.received_quantity, "outcome": line.wish})
        self._record("return_received", now, "system", "received_quantity")

    def action_inspect(self):
        for found in self:
            found._check_step("inspect")
            for line in found.line_ids:
                line._check_graded()
            found._begin_step("inspect", deciding=False)._step("inspect")

    def action_settle(self):
        """The documents of every line's outcome, at one click."""
        for found in self:
            settled = found._begin_step("settle")
            lines = settled.line_ids.filtered(lambda line: line.received_quantity > 0)
            settled._make_documents(lines)
            now, totals = fields.Datetime.now(), {}
            for line in lines:
                totals[line.outcome] = totals.get(line.outcome, 0.0) + line.received_quantity
            settled._step("settle", settled_at=now)
            settled.complaint_id._resolve_by_return(settled)
            settled._record("return_settled", now, "staff", "received_quantity", outcomes=totals)

    # ------------------------------------------------------------------ journal

    def _record(self, kind, at, evidence, quantity="quantity", **data):
        """A row of the order's journal (superuser).

        :param at: naive UTC. :param quantity: field of the lines that is told.
        """
        self.ensure_one()
        quantities = {}
        for line in self.line_ids:
            key = str(line.sale_line_id.id)
            quantities[key] = quantities.get(key, 0.0) + line[quantity]
        lines = {key: value for key, value in quantities.items() if value}
        told = {"return": self.name, "lines": lines, **data}
        self.order_id._return_record(self, kind, at, evidence, told)
