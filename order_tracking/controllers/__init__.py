from . import order_choice, order_receipt, portal
