"""Every text about parcels is there in Simplified Chinese, and arrives where people read it."""

from odoo.addons.order_tracking.presentation.exceptions import say_next_step, say_text

from ..order_tracking.translation_common import CompleteTranslation
from .common import ShipmentCase


class TestLogisticsTranslations(CompleteTranslation, ShipmentCase):
    module = "order_tracking_logistics"
    least = 500
    names = frozenset(
        {"17TRACK", "AfterShip", "DHL Unified", "EasyPost", "FedEx"}
        | {"asking", "inbox", "queue", "sources"}  # keys of health's lines, no texts
    )

    def test_loaded_where_people_read_it(self):
        """Views and selections, and words in code that the core looks up."""
        chinese = self.load_chinese()
        arch = chinese["tracking.connector"].get_view(view_type="form")["arch"]
        self.assertIn("测试连接", arch)
        status = self.env["order.shipment"]._fields["status"]
        self.assertIn(("out_for_delivery", "派送中"), status._description_selection(chinese))
        exception = self.env["order.exception"].new(
            {"kind": "attempt_failed", "state": "open", "data": {"number": "EZ1", "said": "No."}}
        )
        exception = exception.with_env(chinese)
        self.assertEqual(say_text(exception), "包裹 EZ1 派送失败。承运商说明：No.")
        self.assertIn("请与客户核对地址和电话", say_next_step(exception))
