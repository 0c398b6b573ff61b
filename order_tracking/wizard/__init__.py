from . import order_tracking_mark, order_tracking_repromise, order_tracking_void
