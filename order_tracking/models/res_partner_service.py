from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..presentation import service

# Of the customers that are asked for: what is promised and not there yet, with how much of it
# should be there; and through which channels they ordered of late.
_STANDING = """
SELECT 'open', p.commercial_partner_id, COUNT(*),
       COUNT(*) FILTER (WHERE o.promise_last_at < %(now)s),
       MIN(o.promise_last_at) FILTER (WHERE o.promise_last_at >= %(now)s), NULL
  FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
 WHERE o.id IN %(promised)s GROUP BY 2
 UNION ALL
SELECT 'channel', p.commercial_partner_id, COUNT(*), NULL, NULL, o.order_channel
  FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
 WHERE o.id IN %(recent)s GROUP BY 2, 6"""
RECENT = timedelta(days=365)  # what a customer does of late


class ResPartner(models.Model):
    """What somebody who has a customer on the phone has to know, as the customer's form shows it.

    Company and contacts count as one customer, whichever of them is opened; only orders that the
    reader may read count. Addons above add what they know: each in one query for all customers,
    and what a customer is used to in :meth:`_service_habits`.
    """

    _inherit = "res.partner"

    service_known = fields.Boolean(compute="_compute_service_orders", groups="base.group_user")
    service_open_count = fields.Integer(
        "Open Promises", compute="_compute_service_orders", groups="base.group_user"
    )
    service_late_count = fields.Integer(
        "Late", compute="_compute_service_orders", groups="base.group_user"
    )
    service_next_at = fields.Datetime(
        "Next Promise", compute="_compute_service_orders", groups="base.group_user"
    )
    service_channel = fields.Json(compute="_compute_service_orders", groups="base.group_user")
    service_habits = fields.Char(compute="_compute_service_habits", groups="base.group_user")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_service_orders(self):
        standing = self._service_standing()
        for partner in self:
            found = standing.get(partner.commercial_partner_id._origin.id, {})
            count, late, due = found.get("open", (0, 0, None))
            partner.service_known = bool(found)
            partner.service_open_count = count
            partner.service_late_count = late
            partner.service_next_at = due
            partner.service_channel = found.get("channel")

    @api.depends("service_channel", "lang", "order_notices")
    @api.depends_context("lang")
    def _compute_service_habits(self):
        for partner in self:
            partner.service_habits = " · ".join(partner._service_habits())

    def _service_habits(self):
        """Short texts: language, channel, and what the customer does not want."""
        self.ensure_one()
        return service.habits(self)

    def _service_standing(self):
        """``{customer: {"open": (orders, late ones, next promise), "channel": {code: orders}}}``
        in one query; nothing of customers without orders of late."""
        Order, customers = self.env["sale.order"], self.commercial_partner_id._origin.ids
        if not customers or not Order.has_access("read"):
            return {}
        now = fields.Datetime.now()
        recent = [*self._service_of(customers), ("state", "=", "sale")]
        query = SQL(
            _STANDING,
            now=now,
            promised=Order._search(self._service_promised(customers)).subselect(),
            recent=Order._search([*recent, ("date_order", ">=", now - RECENT)]).subselect(),
        )
        found = {}
        for what, customer, count, late, due, channel in self.env.execute_query(query):
            told = found.setdefault(customer, {})
            if what == "open":
                told["open"] = count, late, due
            else:
                told.setdefault("channel", {})[channel] = count
        return found

    # ------------------------------------------------------------------ what is behind it

    @api.model
    def _service_of(self, customers, path="partner_id"):
        """Domain: of these customers, companies with their contacts."""
        return [(f"{path}.commercial_partner_id", "in", customers)]

    @api.model
    def _service_promised(self, customers):
        """Domain of the orders that are promised to these customers and not there yet."""
        return [
            *self._service_of(customers),
            ("tracking_state", "=", "running"),
            ("promise_last_at", "!=", False),
        ]

    def action_service_open(self):
        return self._service_orders(self.env._("Open Promises"))

    def action_service_late(self):
        late = ("promise_last_at", "<", fields.Datetime.now())
        return self._service_orders(self.env._("Late"), late)

    def _service_orders(self, name, *conditions):
        domain = [*self._service_promised(self.commercial_partner_id.ids), *conditions]
        return self._service_action("order_tracking.sale_order_action_tracked", name, domain)

    def _service_action(self, xmlid, name, domain):
        """The action with what is behind one of these figures."""
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {
            **action,
            "name": f"{self.commercial_partner_id.display_name}: {name}",
            "domain": domain,
            "context": {"create": False},
        }
