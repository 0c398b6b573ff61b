from . import (
    order_acceptance,
    order_acceptance_line,
    order_tracking_event,
    order_tracking_stage,
    order_tracking_watch,
    res_company,
    res_config_settings,
    sale_order,
    sale_order_page,
)
