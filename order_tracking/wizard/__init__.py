from . import (
    order_audit_decide,
    order_exception_decide,
    order_file_import,
    order_intake_import,
    order_notice_preview,
    order_receipt_dashboard,
    order_tracking_mark,
    order_tracking_repromise,
    order_tracking_void,
    order_verification_offer,
    order_verification_override,
    order_verification_report,
)
