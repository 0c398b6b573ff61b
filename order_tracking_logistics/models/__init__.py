from . import (
    delivery_carrier,
    order_shipment,
    order_shipment_event,
    order_shipment_line,
    order_tracking_event,
    sale_order,
    sale_order_page,
    stock_picking,
    tracking_connector,
    tracking_connector_polling,
    tracking_message,
)
