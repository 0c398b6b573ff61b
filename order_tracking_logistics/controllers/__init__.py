from . import handover, push, tracking_page
