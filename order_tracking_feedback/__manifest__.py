{
    "name": "Order Tracking: Acceptance and Feedback",
    "summary": "Customers count what arrived; what differs becomes the right next step",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "license": "LGPL-3",
    "author": "Order Tracking contributors",
    "depends": ["order_tracking_logistics", "rating", "survey"],
    "data": [
        "security/order_acceptance_rules.xml",
        "security/ir.model.access.csv",
        "data/order_tracking_flow.xml",
        "views/order_acceptance_views.xml",
        "views/order_acceptance_portal_templates.xml",
        "views/res_config_settings_views.xml",
        "views/order_tracking_feedback_menus.xml",
    ],
}
