from . import order_choice, order_lookup, order_notice, order_receipt, order_receipt_page, portal
