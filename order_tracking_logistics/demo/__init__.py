from . import order_tracking_logistics_demo
