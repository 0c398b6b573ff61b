from . import order_tracking_feedback_demo
