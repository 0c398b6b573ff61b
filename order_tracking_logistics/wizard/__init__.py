from . import (
    order_carrier_choice,
    order_shipment_handover,
    order_shipment_import,
    order_shipment_scan,
    order_shipment_tell,
    tracking_message_match,
)
