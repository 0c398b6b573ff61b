from odoo import models

from ..touched import touch


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def write(self, vals):
        if "signature" in vals or "date_done" in vals:
            touch(self.move_ids, "moves")
        return super().write(vals)

    def message_post_with_source(self, source_ref, **kwargs):
        """A notice takes the place of Odoo's own mail about a delivery: one mail, not two.

        Here, because other addons do more than mailing in the method that sends it.
        """
        own = self.company_id.stock_mail_confirmation_template_id
        if self.env.context.get("force_send") and source_ref == own and self._told_by_notice():
            return self.env["mail.message"]
        return super().message_post_with_source(source_ref, **kwargs)

    def _told_by_notice(self):
        """Whether a notice tells the receiver of this delivery that it has left."""
        self.ensure_one()
        # sudo: what is told does not depend on what the warehouse may read
        order = self.sudo().sale_id
        version = order.tracking_version_id
        if not version or not order.company_id.order_notice_enabled:
            return False
        stages = version._value().stages
        links = order.tracking_link_ids.filtered(lambda link: not link.revoked_at)
        people = order.partner_id | links.partner_id
        return any(s.notify and s.trigger == "left_warehouse" for s in stages) and (
            self.partner_id.email_normalized in people.mapped("email_normalized")
        )
