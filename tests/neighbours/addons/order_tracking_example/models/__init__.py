from . import order_tracking_event, order_tracking_stage, sale_order, tracking_connector
