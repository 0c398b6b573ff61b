from . import order_return_demo, order_review_demo, order_tracking_feedback_demo
