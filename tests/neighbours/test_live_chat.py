"""A conversation that was rated is feedback, where live chat is installed."""

from ..order_tracking_feedback.common import FeedbackCase


class TestLiveChat(FeedbackCase):
    def test_a_rated_conversation(self):
        visitor = self.env["res.partner"].create({"name": "Visitor"})
        channel = self.env["discuss.channel"].create(
            {
                "name": "Where is my order?",
                "channel_type": "livechat",
                "livechat_operator_id": self.env.user.partner_id.id,
            }
        )
        token = channel._rating_get_access_token(visitor)
        channel.rating_apply(2, token=token, feedback="Nobody knew where it is.")
        found = self.env["order.feedback"].search([("partner_id", "=", visitor.id)])
        self.assertEqual((found.channel, found.service_score), ("chat", 2))
        self.assertEqual(found.text, "Nobody knew where it is.")
        self.assertFalse(found.order_id)
        channel.rating_apply(3, token=token, feedback="Better now.")
        self.assertEqual(self.env["order.feedback"].search_count([("id", ">=", found.id)]), 1)
