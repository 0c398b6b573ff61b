import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

COUNTED = 200  # orders of which records are counted: it takes longer the more there are


class OrderCustomerData(models.TransientModel):
    """What is held about a customer's orders: handed out, or erased."""

    _name = "order.customer.data"
    _description = "A Customer's Data"

    partner_id = fields.Many2one("res.partner", "Customer", required=True, ondelete="cascade")
    order_count = fields.Integer("Orders", compute="_compute_counts")
    record_count = fields.Integer("Records", compute="_compute_counts")
    many = fields.Boolean(compute="_compute_counts")
    file = fields.Binary(readonly=True, attachment=True)
    file_name = fields.Char(readonly=True)

    @api.model
    def default_get(self, names):
        """About the contact that is open; opened by its address alone it has none."""
        values = super().default_get(names)
        context = self.env.context
        if "partner_id" in names and context.get("active_model") == "res.partner":
            values.setdefault("partner_id", context.get("active_id"))
        return values

    @api.depends("partner_id")
    def _compute_counts(self):
        for wizard in self:
            partner = wizard._checked()
            wizard.order_count = partner._order_data_count()
            wizard.many = wizard.order_count > COUNTED
            held = {} if wizard.many else partner._order_data()[1]
            wizard.record_count = sum(map(len, held.values()))

    def _checked(self):
        """The contact with superuser rights, after the check."""
        if not self.env.user.has_group("order_tracking.group_manager"):
            raise AccessError(self.env._("Only managers of order tracking can do this."))
        if not self.partner_id:
            raise UserError(
                self.env._(
                    "Nobody is chosen. Open a contact, press the gear at the top and choose "
                    "“Data About Orders”."
                )
            )
        self.partner_id.check_access("read")
        # sudo: a manager's task; what is held is spread over models of several departments
        return self.partner_id.sudo()

    def action_export(self):
        self.ensure_one()
        self.file = base64.b64encode(self._checked()._order_export())
        self.file_name = f"customer-{self.partner_id.id}.zip"
        return self._again()

    def action_erase(self):
        self.ensure_one()
        self.partner_id.check_access("write")
        erased = self._checked()._order_erase()
        self.file = False  # what was handed out before holds what is erased now
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "order_tracking_feedback.order_erasure_action"
        )
        return {**action, "res_id": erased[:1].id, "view_mode": "form", "views": [(False, "form")]}

    def _again(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
