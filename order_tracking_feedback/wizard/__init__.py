from . import (
    order_complaint_learn,
    order_complaint_resolve,
    order_customer_data,
    order_restock_refuse,
)
