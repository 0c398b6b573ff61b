from . import page  # routes of its type are below
from . import (
    list_export,
    order_choice,
    order_health,
    order_lookup,
    order_notice,
    order_receipt,
    order_receipt_page,
    portal,
)
