{
    "name": "Order Tracking: Worked Example",
    "summary": "A stage trigger, a check, a source of tracking data and a figure of one's own",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Order Tracking contributors",
    "license": "LGPL-3",
    "depends": ["order_tracking_feedback"],
    "data": ["data/order_verification_rule.xml"],
}
