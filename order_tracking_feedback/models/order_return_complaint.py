from odoo import models
from odoo.exceptions import UserError


class OrderReturn(models.Model):
    """The complaint that a return belongs to."""

    _inherit = "order.return"

    def _find_complaint(self):
        """The open complaint about the same goods (superuser); maybe none."""
        known = [
            ("order_id", "=", self.order_id.id),
            ("state", "!=", "resolved"),
            ("line_ids.sale_line_id", "in", self.line_ids.sale_line_id.ids),
        ]
        return self.env["order.complaint"].search(known, limit=1)

    def _take_over(self, complaint):
        """Belongs to ``complaint``, and has its photos (superuser): those of the customer's count
        with the goods that they show, all others with the first line."""
        self.complaint_id = complaint
        by_item = self.line_ids.grouped("sale_line_id")
        shown = {
            photo: by_item.get(line.sale_line_id)
            for line in complaint.acceptance_id.line_ids
            for photo in line.photo_ids
        }
        for photo in complaint.photo_ids:
            line = (shown.get(photo) or self.line_ids)[:1]
            photo.copy({"res_model": line._name, "res_id": line.id})

    def action_complaint(self):
        """Opens the complaint that this return belongs to; a new one where there is none."""
        self.ensure_one()
        self.check_access("write")
        self._check_deciding()
        if not self.complaint_id:
            if self.state == "cancelled":
                raise UserError(self.env._("This return is cancelled: nothing is to be resolved."))
            found = self.sudo()  # sudo: checked; complaints are opened by nobody directly
            found.complaint_id = found._find_complaint() or found._open_complaint()
        return {
            "type": "ir.actions.act_window",
            "res_model": "order.complaint",
            "res_id": self.complaint_id.id,
            "view_mode": "form",
        }

    def _open_complaint(self):
        """A complaint in the words of this return (superuser)."""
        order = self.order_id
        told = [
            (line.sale_line_id, line.quantity, line.reason_id._problem(), line.note)
            for line in self.line_ids
        ]
        rows = order._complaint_lines(told)
        Category = self.env["order.complaint.category"]
        category = Category._for_problems([row["problem"] for row in rows], self.company_id)
        values = {"author_name": self.author_name, "via": self.via}
        return self.env["order.complaint"]._open(order, category, values, rows)
