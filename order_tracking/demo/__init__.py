from . import order_tracking_demo
