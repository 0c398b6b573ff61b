from odoo import api, models

STAFF = frozenset(
    {
        "audit_id",
        "exception_count",
        "intake_key",
        "intake_sender",
        "notice_due_at",
        "order_channel",
        "receipt_attempts",
        "receipt_due_at",
        "receipt_error",
        "receipt_retry_at",
        "tracking_archived_at",
        "tracking_event_count",
        "tracking_team_id",
        "tracking_timeline",
        "tracking_unarchived_at",
        "tracking_user_id",
        "verification_at",
        "verification_hold",
        "verification_panel",
        "verification_state",
    }
)


class SaleOrder(models.Model):
    """Odoo lets customers read their orders over RPC, with every field. What is ours alone of an
    order (who works on it, what was found wrong with it, what failed) is not among them.

    Not ``groups`` on the fields: in views these must then be repeated at whatever depends on them.
    """

    _inherit = "sale.order"

    @api.model
    def _tracking_staff_fields(self):
        """Names of fields that only staff read. Addons add theirs."""
        return STAFF

    @api.model
    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        if not allowed or self.env.su or self.env.user._is_internal():
            return allowed
        return field.name not in self._tracking_staff_fields()
