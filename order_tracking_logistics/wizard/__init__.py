from . import order_shipment_tell, tracking_message_match
