from odoo import api, fields, models
from odoo.exceptions import UserError

from ..presentation import restock

OPEN = ("todo", "none", "proposed")  # said by the job, not yet by anybody
WHY_NOT = [
    ("short", "History too short"),
    ("unsold", "Not sold for a year"),
    ("failed", "No pattern found"),
    ("naive", "Last year foretells as well"),
    ("long", "Lead time too long"),
    ("same", "Rule is right"),
    ("refused", "Refused before"),
]


class OrderRestockProposal(models.Model):
    """How much of a product to keep in a warehouse, from a forecast that was right on months it
    had not seen; or why nothing is advised. A person turns it into Odoo's own reordering rule.

    Made by the job in `order_restock_making`, once a month. Quantities: the product's own unit.
    """

    _name = "order.restock.proposal"
    _description = "Restocking Proposal"
    _order = "month desc, id"
    _rec_name = "product_id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade"
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse", required=True, readonly=True, ondelete="cascade"
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    month = fields.Date("From", required=True, readonly=True, help="The first month foretold.")
    state = fields.Selection(
        [
            ("todo", "Not Counted Yet"),
            ("none", "No Advice"),
            ("proposed", "Proposed"),
            ("accepted", "Taken Over"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
        default="todo",
    )
    why_not = fields.Selection(WHY_NOT, "Why No Advice", readonly=True)
    sold = fields.Json(readonly=True, help="Ordered quantity by the first day of each month.")
    told = fields.Json(readonly=True, help="Foretold quantities of the coming months.")
    engine = fields.Char("Forecast", readonly=True, help="The kind of exponential smoothing.")
    lead_days = fields.Float("Lead Time (days)", readonly=True, aggregator="avg")
    lead_known = fields.Boolean(readonly=True, help="No: the company's own assumption.")
    cycle_days = fields.Integer("An Order Lasts (days)", readonly=True, aggregator="avg")
    service = fields.Float("Service Level (%)", readonly=True, aggregator="avg")
    demand = fields.Float(
        "Expected",
        readonly=True,
        digits="Product Unit",
        help="Demand of the lead time and of the days that an order lasts.",
    )
    safety = fields.Float("Safety Stock", readonly=True, digits="Product Unit")
    sigma = fields.Float("Error of a Month", readonly=True, digits="Product Unit")
    suggested_min = fields.Float("Suggested Min", readonly=True, digits="Product Unit")
    suggested_max = fields.Float("Suggested Max", readonly=True, digits="Product Unit")
    has_wape = fields.Boolean(readonly=True, help="Something was ordered in these months.")
    wape = fields.Float("Forecast Was Off By (%)", readonly=True, aggregator=None, digits=(12, 0))
    naive_wape = fields.Float(
        "Same Month Last Year Was Off By (%)", readonly=True, aggregator=None, digits=(12, 0)
    )
    mase = fields.Float("Forecast's MASE", readonly=True, aggregator=None, digits=(12, 2))
    naive_mase = fields.Float("Last Year's MASE", readonly=True, aggregator=None, digits=(12, 2))

    orderpoint_id = fields.Many2one(
        "stock.warehouse.orderpoint", "Reordering Rule", compute="_compute_present"
    )
    present_min = fields.Float("Present Min", compute="_compute_present", digits="Product Unit")
    present_max = fields.Float("Present Max", compute="_compute_present", digits="Product Unit")
    on_hand = fields.Float("On Hand", compute="_compute_on_hand", digits="Product Unit")
    text = fields.Text("Why", compute="_compute_text")
    chart = fields.Html(compute="_compute_chart", sanitize=False)

    decided_by_id = fields.Many2one(
        "res.users", "Decided By", readonly=True, ondelete="set null", index="btree_not_null"
    )
    decided_at = fields.Datetime("Decided On", readonly=True)
    reason = fields.Text("Reason for Refusing", readonly=True)
    was_rule = fields.Boolean(readonly=True, help="There was a reordering rule when accepted.")
    was_min = fields.Float("Min Before", readonly=True, digits="Product Unit")
    was_max = fields.Float("Max Before", readonly=True, digits="Product Unit")

    _open_uniq = models.UniqueIndex(
        "(product_id, warehouse_id) WHERE state IN ('todo', 'none', 'proposed')"
    )
    _decided_idx = models.Index("(product_id, warehouse_id, month DESC)")
    _list_idx = models.Index("(company_id, state, month DESC)")
    _todo_idx = models.Index("(id) WHERE state = 'todo'")

    @api.depends("product_id", "warehouse_id")
    def _compute_display_name(self):
        for proposal in self:
            names = (proposal.product_id.display_name, proposal.warehouse_id.name)
            proposal.display_name = " – ".join(name for name in names if name)

    def _compute_present(self):
        # sudo: two figures of a rule, for whoever may read what is proposed about it
        points = self.sudo()._points()
        for proposal in self:
            point = points.get((proposal.product_id.id, proposal.warehouse_id.id))
            proposal.orderpoint_id = point and point.id
            proposal.present_min = point.product_min_qty if point else 0.0
            proposal.present_max = point.product_max_qty if point else 0.0

    def _points(self, archived=False):
        """``{(product, warehouse): reordering rule}`` of the warehouses' stock, by ids."""
        found = (
            self.env["stock.warehouse.orderpoint"]
            .with_context(active_test=not archived)
            .search(
                [
                    ("product_id", "in", self.product_id.ids),
                    ("location_id", "in", self.warehouse_id.lot_stock_id.ids),
                    ("company_id", "in", self.company_id.ids),
                ]
            )
        )
        places = {w.lot_stock_id: w for w in self.warehouse_id}
        return {(p.product_id.id, places[p.location_id].id): p for p in found}

    @api.depends("product_id", "warehouse_id")
    def _compute_on_hand(self):
        # sudo: one figure of the stock, for whoever may read what is proposed about it
        for warehouse, some in self.sudo().grouped("warehouse_id").items():
            for proposal in some:
                product = proposal.product_id.with_context(warehouse_id=warehouse.id)
                proposal.on_hand = product.with_prefetch(some.product_id.ids).qty_available

    @api.depends("state", "why_not", "suggested_min", "suggested_max")
    @api.depends_context("lang")
    def _compute_text(self):
        for proposal in self:
            proposal.text = restock.sentence(proposal)

    @api.depends("sold", "told")
    @api.depends_context("lang")
    def _compute_chart(self):
        for proposal in self:
            proposal.chart = restock.picture(proposal) if proposal.sold else False

    # ------------------------------------------------------------------ people

    def action_accept(self):
        """Writes Odoo's reordering rules of these products and warehouses, with the reader's own
        rights to them."""
        self._take()
        points = self._points(archived=True)
        for proposal in self:
            point = points.get((proposal.product_id.id, proposal.warehouse_id.id))
            proposal._accept(point or self.env["stock.warehouse.orderpoint"])
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _accept(self, point):
        before = {
            "was_rule": bool(point and point.active),
            "was_min": point.product_min_qty,
            "was_max": point.product_max_qty,
        }
        values = {"product_min_qty": self.suggested_min, "product_max_qty": self.suggested_max}
        if point:
            point.write({**values, "active": True})
        else:
            point.create(
                {
                    **values,
                    "product_id": self.product_id.id,
                    "warehouse_id": self.warehouse_id.id,
                    "location_id": self.warehouse_id.lot_stock_id.id,
                    "company_id": self.company_id.id,
                }
            )
        self._decide("accepted", **before)

    def action_refuse(self):
        """Asks why."""
        self._take()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse"),
            "res_model": "order.restock.refuse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_proposal_ids": self.ids},
        }

    def _refuse(self, reason):
        """These are refused; the rules stay as they are."""
        self._take()
        self._decide("refused", reason=reason)

    def _take(self):
        """Locked for somebody who may change reordering rules; refused if not to be decided."""
        self.check_access("read")
        self.env["stock.warehouse.orderpoint"].check_access("write")
        # sudo: the right is the one to the rules, checked above
        self.sudo().lock_for_update()
        self.invalidate_recordset(["state"])
        done = self.filtered(lambda proposal: proposal.state != "proposed")
        if done:
            names = ", ".join(done[:3].mapped("display_name"))
            raise UserError(
                self.env._(
                    "Nothing is proposed, or it was decided already: %(names)s. Reload the list "
                    "and choose among what is proposed.",
                    names=names,
                )
            )

    def _decide(self, state, **values):
        # sudo: written by decisions alone; who may decide was checked in _take
        self.sudo().write(
            {
                **values,
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )

    @api.model
    def _list_action(self):
        """The list, which says what is missing where it is empty."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "order_tracking_feedback.order_restock_proposal_action"
        )
        return {**action, "help": restock.nothing(self.env)}

    def action_open_rule(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("stock.action_orderpoint")
        return {**action, "domain": [("id", "=", self.orderpoint_id.id)], "context": {}}
