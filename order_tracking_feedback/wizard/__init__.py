from . import (
    order_complaint_learn,
    order_complaint_resolve,
    order_customer_data,
    order_restock_refuse,
    order_review_print,
    order_review_send,
)
