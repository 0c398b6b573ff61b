"""Every text about acceptance, complaints, returns and feedback is there in Simplified Chinese."""

from ..order_tracking.translation_common import CompleteTranslation
from .common import FeedbackCase


class TestFeedbackTranslations(CompleteTranslation, FeedbackCase):
    module = "order_tracking_feedback"
    least = 600
    names = frozenset({"10"})

    def test_loaded_where_people_read_it(self):
        """Views, selections and data."""
        chinese = self.load_chinese()
        state = self.env["order.complaint"]._fields["state"]
        self.assertIn("已解决", dict(state._description_selection(chinese)).values())
        category = self.env["order.complaint.category"].search([], limit=1)
        self.assertNotEqual(category.with_env(chinese).name, category.name)
