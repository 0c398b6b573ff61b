from odoo.exceptions import UserError


class OrderStopped(UserError):
    """Verification stopped an order. The web client shows the findings on the order afterwards."""
