from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.order_tracking.models.order_receipt_answer import VIA, Teller

from ..acceptance import Place, all_good

STATES = [("open", "Waiting"), ("accepted", "Accepted"), ("differs", "Something is wrong")]
BY = [("customer", "Customer"), ("staff", "Staff"), ("silence", "Silence")]
_OURS = {"user_id"}


class OrderAcceptance(models.Model):
    """The customer's count and condition of what arrived: asked once for goods that arrived
    together, answered by the customer, by staff for them, or by silence."""

    _name = "order.acceptance"
    _description = "Acceptance"
    _inherit = ["mail.thread", "order.personal"]
    _personal_words = ("author_name", "form_key")
    _personal_lines = (("order.acceptance.line", "acceptance_id", ("note",)),)
    _personal_since = "answered_at"
    _order = "id desc"
    _rec_name = "order_id"

    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one(
        related="order_id.partner_id", string="Customer", store=True, index="btree_not_null"
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, default="open", tracking=True, group_expand=True
    )
    answered_by = fields.Selection(BY, "Answered By", readonly=True)
    arrived_at = fields.Datetime("Arrived", required=True, readonly=True)
    due_at = fields.Datetime("Silence Accepts", readonly=True, help="Empty: silence never accepts.")
    answered_at = fields.Datetime("Answered", readonly=True)
    author_name = fields.Char("Told By", readonly=True)
    via = fields.Selection(VIA, "Told Through", readonly=True)
    form_key = fields.Char(readonly=True, copy=False, groups="order_tracking.group_user")
    line_ids = fields.One2many("order.acceptance.line", "acceptance_id", readonly=True)

    # an order waits for one answer at a time: what arrives meanwhile is added
    _open_uniq = models.UniqueIndex("(order_id) WHERE state = 'open'")
    _words_idx = models.Index("(company_id, answered_at) WHERE words_erased_at IS NULL")
    _photos_idx = models.Index("(company_id, answered_at) WHERE photos_erased_at IS NULL")
    _list_idx = models.Index("(company_id, state, id DESC)")

    def write(self, vals):
        """What was answered stays as it was told."""
        own = {name for name in vals if not name.startswith(("message_", "website_message_"))}
        if own and not self.env.su:
            raise UserError(
                self.env._("Acceptances are answered, not changed. Use “Accept for the Customer”.")
            )
        return super().write(vals)

    # ------------------------------------------------------------------ asking

    @api.model
    def _ask(self, order, lines, arrived_at):
        """Opens or brings up to date the open acceptance of an order (superuser).

        :param lines: quantity by order line id, in the product's unit; empty: nothing waits.
        :param arrived_at: naive UTC.
        :return: the acceptance that is open now; may be empty.
        """
        found = self.search([("order_id", "=", order.id), ("state", "=", "open")])
        if not lines:
            found.unlink()  # what was to be counted came back, or never came
            return self.browse()
        acceptance = found or self.create(
            {
                "order_id": order.id,
                "company_id": order.company_id.id,
                "arrived_at": arrived_at,
            }
        )
        days = order.company_id.order_acceptance_days
        due_at = arrived_at + timedelta(days=days) if days else False
        if (acceptance.arrived_at, acceptance.due_at) != (arrived_at, due_at):
            acceptance.write({"arrived_at": arrived_at, "due_at": due_at})
        acceptance._expect(lines)
        return acceptance

    def _expect(self, lines):
        """These quantities wait for an answer, and no others."""
        known = {line.sale_line_id.id: line for line in self.line_ids}
        for number, line in known.items():
            if number not in lines:
                line.unlink()
            elif line.quantity != lines[number]:
                line.quantity = lines[number]
        self.env["order.acceptance.line"].create(
            [
                {"acceptance_id": self.id, "sale_line_id": number, "quantity": quantity}
                for number, quantity in lines.items()
                if number not in known
            ]
        )

    # ------------------------------------------------------------------ answering

    def _take_turn(self):
        """Of two answers at once (a double tap) the second waits here, fails when the first is
        through, is run again by Odoo, and then sees what the first has recorded."""
        self.flush_recordset()
        query = SQL("UPDATE order_acceptance SET id = id WHERE id = %s", self.id)
        self.env.cr.execute(query, log_exceptions=False)
        self.invalidate_recordset(flush=False)

    def action_accept(self):
        """The customer has told us, e.g. on the phone, that everything is fine; the journal says
        who of us recorded it."""
        teller = Teller(self.env.user.name, False, self.env.user.partner_id)
        for found in self:
            found.check_access("read")
            told = found.sudo()  # sudo: whoever sees it may speak for its customer, but not write
            told._answer(all_good(told._places()).answers, "staff", teller)

    def _places(self):
        """Where in a form something can be said, in the order of the sales order."""
        lines = self.line_ids.sorted(lambda line: (line.sale_line_id.sequence, line.id))
        return [Place(f"line{line.id}", str(line.sale_line_id.id), line.quantity) for line in lines]

    def _answer(self, answers, by, teller=None, key=None):
        """Records what was found; an answer that comes twice counts once.

        :param answers: ``acceptance.Answer`` of every line.
        :param by: customer, staff or silence. :param teller: who told it
            (``order_receipt_answer.Teller``). :param key: the form's own key.
        """
        self.ensure_one()
        self._take_turn()
        if self.state != "open":
            return
        lines = {str(line.sale_line_id.id): line for line in self.line_ids}
        for answer in answers:
            lines[answer.place.line]._keep(answer)
        differs = any(answer.differs for answer in answers)
        self.write(
            {
                "state": "differs" if differs else "accepted",
                "answered_by": by,
                "answered_at": fields.Datetime.now(),
                "author_name": teller.name if teller else False,
                "via": teller.via if teller else False,
                "form_key": key,
            }
        )
        self.order_id._acceptance_record(self, answers)
        if differs:
            self.order_id._complaint_from_count(self)
