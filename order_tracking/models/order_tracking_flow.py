import hashlib
import json

from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from ..timeline.flow import Flow


class OrderTrackingFlow(models.Model):
    _name = "order.tracking.flow"
    _inherit = "order.tracking.cached"
    _description = "Order Tracking Flow"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
    team_ids = fields.Many2many(
        "crm.team", string="Sales Teams", help="Only orders of these sales teams. Empty: all."
    )
    warehouse_ids = fields.Many2many(
        "stock.warehouse",
        string="Warehouses",
        check_company=True,
        help="Only orders from these warehouses. Empty: all.",
    )
    automatic = fields.Boolean(
        default=True,
        help="Give this flow to matching new orders. Otherwise staff choose it on the order.",
    )
    pickup = fields.Boolean(
        "Store Pickup",
        help="The customer collects the goods: the order needs no delivery address.",
    )
    stage_ids = fields.One2many("order.tracking.stage", "flow_id", "Stages", copy=True)
    note = fields.Text(translate=True)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.filtered(lambda flow: flow._is_used())
        if used:
            raise UserError(
                self.env._(
                    "Flow “%s” belongs to existing orders. Archive it instead: running orders "
                    "keep it and new orders no longer get it.",
                    used[0].name,
                )
            )

    def _is_used(self):
        """Whether an order has this flow: not how many, which takes longer the more there are."""
        orders = self.env["sale.order"].search([("tracking_flow_id", "=", self.id)], limit=1)
        return bool(orders)

    @api.model
    def _match(self, company, team, warehouse):
        """The flow for a new order: the first automatic one whose conditions hold.

        :param company, team, warehouse: ids of the order's own; team and warehouse may be None.
        :return: ``order.tracking.flow`` record, maybe empty.
        """
        for flow, companies, teams, warehouses in self._automatic():
            if (
                (not companies or company in companies)
                and (not teams or team in teams)
                and (not warehouses or warehouse in warehouses)
            ):
                return self.browse(flow)
        return self.browse()

    @api.model
    def _is_pickup(self, flow, company, team, warehouse):
        """Whether the customer of an order collects the goods.

        :param flow: id of the order's flow; None: the one that it would be given.
        :param company, team, warehouse: as of :meth:`_match`.
        """
        return (flow or self._match(company, team, warehouse).id) in self._pickups()

    @tools.ormcache()
    def _pickups(self):
        """Ids of the flows of goods that are collected; running orders keep an archived one."""
        # sudo: what an order needs does not depend on who looks at it
        flows = self.sudo().with_context(active_test=False)
        return frozenset(flows.search([("pickup", "=", True)]).ids)

    @tools.ormcache()
    def _automatic(self):
        """Conditions of the automatic flows as plain values, the company's own ones first."""
        flows = self.sudo().search([("automatic", "=", True), ("stage_ids", "!=", False)])
        return tuple(
            (
                flow.id,
                frozenset(flow.company_id.ids),
                frozenset(flow.team_ids.ids),
                frozenset(flow.warehouse_ids.ids),
            )
            for flow in flows.sorted(lambda flow: not flow.company_id)
        )

    def _current_version(self):
        """The version that new orders get: made when the flow has changed since."""
        self.ensure_one()
        content, digest = self._content()
        return self.env["order.tracking.flow.version"].sudo()._for_content(self, content, digest)

    @tools.ormcache("self.id")
    def _content(self):
        """(JSON content, its SHA-256) of the flow as it stands, texts in every language.

        Only the content is cached, not the version's id: the transaction that makes a
        version may still be rolled back.
        """
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        stages = tuple(stage._to_value(languages) for stage in self.sudo().stage_ids)
        content = Flow(stages).to_content()
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return content, hashlib.sha256(canonical.encode()).hexdigest()

    def action_open_orders(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.action_orders")
        return {**action, "domain": [("tracking_flow_id", "=", self.id)], "context": {}}
