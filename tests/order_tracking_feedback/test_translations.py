"""Every text about acceptance, complaints, returns and feedback is there in Simplified Chinese."""

from ..order_tracking.translation_common import CompleteTranslation
from .common import FeedbackCase


class TestFeedbackTranslations(CompleteTranslation, FeedbackCase):
    module = "order_tracking_feedback"
    least = 600
    names = frozenset(
        ("10", "1234,5", "1234.5", "31/12/2026", "12/31/2026", "2026-12-31", "Excel", "verdict")
        + ("outcomes", "reviews")  # keys of health's lines, no texts
    )

    def test_loaded_where_people_read_it(self):
        """Views, selections and data."""
        chinese = self.load_chinese()
        state = self.env["order.complaint"]._fields["state"]
        self.assertIn("已解决", dict(state._description_selection(chinese)).values())
        category = self.env["order.complaint.category"].search([], limit=1)
        self.assertNotEqual(category.with_env(chinese).name, category.name)

    def test_pages_speak_the_reader_s_language_alone(self):
        """Their templates, too: whatever language the request has."""
        self.load_chinese()
        order = self.arrived()
        token = order._portal_ensure_token()
        public = self.env["sale.order"].with_user(self.env.ref("base.public_user"))
        pages = ("acceptance", "complaint", "return", "feedback", "receipt", "tracking")
        for name in pages:
            page = getattr(public.with_context(lang="en_US"), f"_{name}_page")
            html = page(order.id, token, "zh_CN")
            self.assertIn('lang="zh-CN"', html, name)
            self.assertNotRegex(html, r">\s*(Order|Send|Questions\? Ask|← Back)\b", name)
