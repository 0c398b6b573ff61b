from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare
from odoo.tools.misc import format_date

from ..presentation.shared import say_number
from ..receipt.diff import line_name
from .order_receipt_answer import VIA

PROBLEMS = [
    ("quantity", "Quantity"),
    ("price", "Price"),
    ("product", "Product or specification"),
    ("date", "Delivery date"),
    ("address", "Delivery address"),
    ("total", "Total"),
    ("other", "Something else"),
]
ACTIVITY = "order_tracking.mail_activity_correction"
_DECIDABLE = {"user_id", "decision_note"}
# Kept by Odoo's own mixins, with the rights of whoever writes a message or plans an activity.
_MIXIN = ("message_", "activity_", "website_message_")


class OrderReceiptDispute(models.Model):
    """One thing that the customer says is wrong with a receipt: a correction to decide about."""

    _name = "order.receipt.dispute"
    _description = "Correction"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    receipt_id = fields.Many2one(
        "order.receipt", required=True, readonly=True, index=True, ondelete="cascade"
    )
    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one(related="order_id.partner_id", string="Customer")
    team_id = fields.Many2one(related="order_id.team_id", string="Sales Team")
    line_id = fields.Many2one("sale.order.line", "Order Line", readonly=True, ondelete="set null")
    place = fields.Char(required=True, readonly=True, help="Where in the form it was told.")
    form_key = fields.Char(
        required=True, readonly=True, copy=False, help="The same for all of one message."
    )
    subject = fields.Char("About", readonly=True, help="The line's name on the receipt.")
    problem = fields.Selection(PROBLEMS, required=True, readonly=True)
    stated = fields.Char("Receipt Says", readonly=True)
    stated_number = fields.Float(readonly=True, digits=False)
    proposed = fields.Char("Customer Proposes", readonly=True)
    proposed_number = fields.Float(readonly=True, digits=False)
    proposed_day = fields.Date(readonly=True)
    note = fields.Text("Customer's Note", readonly=True)
    photo_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        "Photos",
        domain=[("res_model", "=", "order.receipt.dispute"), ("res_field", "=", False)],
        readonly=True,
    )
    photo_count = fields.Integer("Number of Photos", readonly=True)
    author_name = fields.Char("Told By", readonly=True)
    via = fields.Selection(VIA, "Told Through", readonly=True)

    user_id = fields.Many2one(
        "res.users", "Owner", tracking=True, index=True, domain=[("share", "=", False)]
    )
    state = fields.Selection(
        [("open", "Open"), ("accepted", "Accepted"), ("refused", "Refused")],
        required=True,
        readonly=True,
        default="open",
        tracking=True,
        group_expand=True,
    )
    decision_note = fields.Text(
        "Answer to the Customer", help="The customer reads it on the page of the receipt."
    )
    decided_at = fields.Datetime("Decided", readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    resolved_by_id = fields.Many2one(
        "order.receipt",
        "Made True By",
        readonly=True,
        ondelete="set null",
        help="The revision that carries this correction.",
    )
    present = fields.Char("Order Says Now", compute="_compute_present")
    obstacle = fields.Char(compute="_compute_present", string="Why Not by One Click")

    # A message that is sent twice is one; of one message each place is told once.
    _form_uniq = models.UniqueIndex("(receipt_id, form_key, place)")
    _open_idx = models.Index("(company_id, user_id) WHERE state = 'open'")

    @api.depends("order_id.name", "subject", "problem")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["problem"]._description_selection(self.env))
        for dispute in self:
            parts = (dispute.order_id.name, dispute.subject, labels.get(dispute.problem))
            dispute.display_name = " · ".join(part for part in parts if part)

    @api.depends(
        "problem",
        "order_id.state",
        "order_id.locked",
        "order_id.commitment_date",
        "line_id.product_uom_qty",
        "line_id.price_unit",
        "line_id.qty_delivered",
        "line_id.qty_invoiced",
    )
    @api.depends_context("lang", "tz")
    def _compute_present(self):
        for dispute in self:
            dispute.present = dispute._say_present()
            dispute.obstacle = dispute._find_obstacle()

    # ------------------------------------------------------------------ what may be changed

    def write(self, vals):
        """The customer's words stay as they were told; decisions have their own buttons."""
        own = {name for name in vals if not name.startswith(_MIXIN)}
        if not self.env.su and own - _DECIDABLE:
            raise UserError(
                self.env._("What the customer told is not changed. Accept or refuse it instead.")
            )
        if "decision_note" in vals and not self.env.su and self.filtered("decided_at"):
            raise UserError(self.env._("The customer has read this answer: it is not changed."))
        done = super().write(vals)
        if "user_id" in vals:
            self._hand_over()
        return done

    def _hand_over(self):
        """The activity goes where the correction goes."""
        for dispute in self.filtered(lambda d: d.state == "open"):
            # sudo: whoever may give the correction away need not own its activity
            dispute.sudo().activity_reschedule([ACTIVITY], new_user_id=dispute.user_id.id)

    # ------------------------------------------------------------------ told by the customer

    @api.model
    def _tell(self, receipt, proposals, key, teller):
        """Records corrections (superuser), each with its photos and an activity of its owner.

        :param proposals: ``receipt.dispute_form.Proposal``.
        :param key: the form's own key.
        :param teller: ``models.order_receipt_answer.Teller``.
        """
        order = receipt.order_id
        common = {
            "receipt_id": receipt.id,
            "order_id": order.id,
            "company_id": order.company_id.id,
            "form_key": key,
            "author_name": teller.name,
            "via": teller.via,
            "user_id": self._choose_owner(order).id,
        }
        content = receipt._content()
        quiet = self.with_context(mail_create_nosubscribe=True, tracking_disable=True)
        disputes = quiet.create(
            [{**common, **self._values(content, proposal)} for proposal in proposals]
        )
        for dispute, proposal in zip(disputes, proposals, strict=True):
            self.env["ir.attachment"]._keep_photos(dispute, proposal.photos)
            dispute._plan_activity()
        return disputes

    @api.model
    def _values(self, content, proposal):
        place, problem = proposal.place, proposal.problem
        line = next((x for x in content["agreement"]["lines"] if str(x["id"]) == place.line), None)
        stated = place.present.get(problem)
        return {
            "place": place.key,
            "line_id": line and self.env["sale.order.line"].browse(line["id"]).exists().id,
            "subject": line and line_name(line),
            "problem": problem,
            "stated": self._say_stated(content, line, problem),
            "stated_number": stated if isinstance(stated, float) else 0,
            "proposed": proposal.value,
            "proposed_number": proposal.number or 0,
            "proposed_day": proposal.day,
            "note": proposal.note,
            "photo_count": len(proposal.photos),
        }

    @api.model
    def _say_stated(self, content, line, problem):
        """What the receipt says, without the language's own signs: for comparing by eye."""
        agreement = content["agreement"]
        if line and problem in ("quantity", "price"):
            unit = (line["unit"] or {}).get("text") if problem == "quantity" else None
            return " ".join(filter(None, (line[problem], unit)))
        if line:
            return line_name(line) if problem == "product" else ""
        if problem == "address":
            return ", ".join(agreement["delivery"]["address"]["text"])
        if problem == "total":
            return f"{agreement['totals']['total']} {agreement['totals']['currency']}"
        return (agreement["promise"]["promised"] or "")[:10] if problem == "date" else ""

    def _plan_activity(self):
        lang = self.user_id.lang or self.env.lang
        activity = self.with_context(lang=lang, mail_activity_quick_update=True)
        activity.activity_schedule(ACTIVITY, user_id=self.user_id.id)

    @api.model
    def _choose_owner(self, order):
        """Who decides about corrections of ``order``: its salesperson, else somebody of its
        team with the fewest open ones, else of the tracking team for sales; maybe nobody."""
        if order.user_id.active:
            return order.user_id
        team = order.team_id.user_id | order.team_id.member_ids
        sales = self.env.ref("order_tracking.team_sales", raise_if_not_found=False)
        people = team or (sales and (sales.member_ids | sales.leader_id)) or self.env["res.users"]
        people = people.filtered(
            lambda user: not user.share and order.company_id in user.company_ids
        )
        count = self._read_group(
            [("state", "=", "open"), ("user_id", "in", people.ids)], ["user_id"], ["__count"]
        )
        load = dict(count)
        return min(people, key=lambda user: (load.get(user, 0), user.id), default=people)

    # ------------------------------------------------------------------ decided by staff

    def action_apply(self):
        """Does what the customer proposes to the order, and accepts."""
        self.ensure_one()
        self._check_open()
        if self.obstacle:
            raise UserError(self.obstacle)
        getattr(self, f"_apply_{self.problem}")()
        self._accept()

    def action_accept(self):
        """Accepts what staff have made true in the order."""
        self.ensure_one()
        self._check_open()
        if self._is_unchanged():
            raise UserError(
                self.env._(
                    "The order still says %(value)s. Change it first, then accept; or refuse and "
                    "say why.",
                    value=self.stated,
                )
            )
        self._accept()

    def action_refuse(self):
        self.ensure_one()
        self._check_open()
        if not (self.decision_note or "").strip():
            raise UserError(
                self.env._(
                    "Write in “Answer to the Customer” why the correction is refused: the "
                    "customer reads it on the receipt."
                )
            )
        self._decide("refused")
        self.order_id._receipt_tell_refused(self)

    def _accept(self):
        self._decide("accepted")
        self.order_id._receipt_corrected(self)

    def _check_open(self):
        self.check_access("write")
        if self.state != "open":
            raise UserError(self.env._("This correction is decided already. Reload to see how."))

    def _decide(self, state):
        # sudo: the state is closed to writing; access was checked with the buttons
        decided = self.sudo()
        decided.lock_for_update()
        decided.write(
            {
                "state": state,
                "decided_at": fields.Datetime.now(),
                "decided_by_id": self.env.uid,
                "user_id": self.user_id.id or self.env.uid,
            }
        )
        decided.activity_feedback([ACTIVITY])

    def _to_change(self):
        """How the next receipt names this correction; see ``receipt.diff``."""
        self.ensure_one()
        return {
            "what": "correction",
            "name": self.subject or None,
            "problem": self.problem,
            "new": self.proposed or None,
        }

    # ------------------------------------------------------------------ what the order says

    def _say_present(self):
        line, env = self.line_id.sudo(), self.env
        if self.problem == "quantity" and line:
            return f"{say_number(env, line.product_uom_qty)} {line.product_uom_id.name}"
        if self.problem == "price" and line:
            return say_number(env, line.price_unit)
        if self.problem == "date" and not self.line_id:
            return format_date(env, self.order_id.sudo().promise_last_at)
        if self.problem == "total":
            return say_number(env, self.order_id.sudo().amount_total)
        if self.problem == "product" and line:
            return line.product_id.display_name
        return ""

    def _find_obstacle(self):
        """Why the proposal cannot be made true by one click; empty when it can."""
        order, line, env = self.order_id.sudo(), self.line_id.sudo(), self.env
        if self.problem not in ("quantity", "price", "date") or (
            self.problem == "date" and (self.line_id or self.place != "date")
        ):
            return env._("Change the order yourself, then accept.")
        if order.state != "sale":
            return env._("The order is not confirmed (any more).")
        if order.locked:
            return env._("The order is locked. Unlock it first.")
        if self.problem != "date" and not line:
            return env._("The line is no longer on the order. Change the order, then accept.")
        if self.problem == "quantity" and self.proposed_number < line.qty_delivered:
            return env._("More than that has been delivered already. Arrange a return first.")
        if self.problem == "price" and line.qty_invoiced:
            return env._("The line is invoiced already. Make a credit note, then accept.")
        return ""

    def _is_unchanged(self):
        line = self.line_id.sudo()
        present = {"quantity": line.product_uom_qty, "price": line.price_unit}.get(self.problem)
        if not line or present is None:
            return False
        return float_compare(present, self.stated_number, precision_digits=6) == 0

    def _apply_quantity(self):
        # the agreed price stays, whatever a price list says about the other quantity
        line = self.line_id
        line.write({"product_uom_qty": self.proposed_number, "price_unit": line.price_unit})

    def _apply_price(self):
        self.line_id.price_unit = self.proposed_number

    def _apply_date(self):
        order = self.order_id
        noon = datetime.combine(self.proposed_day, time(12), ZoneInfo(order._receipt_zone()))
        reason = self.env._("The customer corrected the receipt.")
        order._tracking_repromise(noon.astimezone(UTC).replace(tzinfo=None), reason)

    # ------------------------------------------------------------------ buttons

    def action_open_order(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "view_mode": "form",
        }

    def action_open_page(self):
        """Opens the customer's page of the receipt."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "target": "new",
            "url": f"/my/orders/{self.order_id.id}/receipt",
        }
