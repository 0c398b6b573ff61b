import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq

ROLES = [
    ("buyer", "Buyer"),
    ("receiver", "Receiver"),
    ("site_contact", "Site contact"),
    ("salesperson", "Salesperson"),
]


class OrderTrackingLink(models.Model):
    """One person's key to one order's page: it can be taken back without touching the others."""

    _name = "order.tracking.link"
    _description = "Tracking Link"
    _inherit = ["order.made"]
    _order = "order_id desc, id"

    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    partner_id = fields.Many2one("res.partner", "Person", index="btree_not_null")
    role = fields.Selection(
        ROLES,
        required=True,
        default="receiver",
    )
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "Language",
        help="Language of the page. Empty: the person's own.",
    )
    token = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(24),
        groups="order_tracking.group_user,sales_team.group_sale_salesman",
    )
    revoked_at = fields.Datetime(readonly=True, copy=False)
    url = fields.Char(compute="_compute_url", string="Link")

    _token_uniq = models.UniqueIndex("(token)")

    @api.depends("token", "order_id", "revoked_at")
    def _compute_url(self):
        for link in self:
            base = link.order_id.get_base_url() if link.order_id else ""
            path = f"/my/orders/{link.order_id.id}/tracking?access_token={link.token}"
            link.url = False if link.revoked_at or not link.order_id else f"{base}{path}"

    @api.depends("order_id.name", "role")
    def _compute_display_name(self):
        roles = dict(self._fields["role"]._description_selection(self.env))
        for link in self:
            link.display_name = f"{link.order_id.name} – {roles.get(link.role, '')}"

    def write(self, vals):
        if {"order_id", "token"} & set(vals):
            raise UserError(
                self.env._("A link belongs to one order. Revoke it and make another one.")
            )
        return super().write(vals)

    def action_revoke(self):
        """The links end at once, and for ever."""
        self.check_access("write")
        valid = self.sudo().filtered(lambda link: not link.revoked_at)  # sudo: after the check
        valid.revoked_at = fields.Datetime.now()

    @api.model
    def _find(self, order, token):
        """The valid link of ``order`` with this ``token``; empty when there is none.

        Every valid token of the order is compared, each in constant time.
        """
        # sudo: the caller is the public user; the token is the permission that is checked here
        valid = [("order_id", "=", order.id), ("revoked_at", "=", False)]
        names = ["token", "partner_id", "lang", "role", "order_id"]  # all that the page needs
        links = self.sudo().search_fetch(valid, names, order="id")
        return links.filtered(lambda link: consteq(link.token, token or ""))[:1]
