"""Every channel leads into one list, each thing once: calls, ratings, surveys; and its figures."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .test_feedback import VoiceCase


@tagged("post_install", "-at_install")
class TestCalls(VoiceCase):
    def call(self, user, order, **told):
        return (
            self.env["order.feedback.call"].with_user(user).create({"order_id": order.id, **told})
        )

    def test_a_call_is_logged_by_who_took_it(self):
        order = self.accepted()
        clerk = new_test_user(self.env, "clerk", groups="order_tracking.group_user")
        self.call(clerk, order, product_score="4", nps="0", text="  Fine ").action_save()
        told = order.feedback_ids
        self.assertEqual((told.channel, told.user_id, told.text), ("phone", clerk, "Fine"))
        self.assertEqual((told.product_score, told.nps, told.nps_told), (4, 0, True))
        self.assertEqual(self.request(order).reason, "told")

    def test_nothing_said_is_not_saved(self):
        order = self.accepted()
        clerk = new_test_user(self.env, "clerk", groups="order_tracking.group_user")
        with self.assertRaisesRegex(UserError, "at least one"):
            self.call(clerk, order).action_save()
        with self.assertRaisesRegex(UserError, "4000"):
            self.call(clerk, order, text="x" * 4001).action_save()

    def test_only_about_orders_that_one_may_read(self):
        order = self.accepted()
        order.user_id = new_test_user(self.env, "one", groups="sales_team.group_sale_salesman")
        other = new_test_user(self.env, "two", groups="sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.call(other, order, product_score="4").action_save()
        self.assertFalse(order.feedback_ids)

    def test_orders_are_found_by_number_name_and_phone(self):
        order = self.accepted()
        order.partner_id.write({"phone": "+86 21 5550-0142", "name": "Chenlu Office"})
        find = self.env["sale.order"].with_context(order_of_caller=True).name_search
        for typed in (order.name, "Chenlu Off", "021 55500142", "55500142", "(21)5550-0142"):
            self.assertIn(order.id, [found for found, _name in find(typed)], typed)
        self.assertNotIn(order.id, [found for found, _name in find("55500143")])


@tagged("post_install", "-at_install")
class TestRatings(VoiceCase):
    def rated(self, record, value, text=""):
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id(record._name),
                "res_id": record.id,
                "partner_id": self.customer.id,
            }
        )
        rating.write({"rating": value, "feedback": text, "consumed": True})
        return rating

    def test_a_rated_transfer_is_about_the_delivery(self):
        order = self.accepted()
        rating = self.rated(order.picking_ids[-1], 3, "Late")
        told = order.feedback_ids
        self.assertEqual((told.channel, told.delivery_score, told.text), ("rating", 3, "Late"))
        rating.write({"consumed": True})
        self.assertEqual(len(order.feedback_ids), 1)

    def test_other_ratings_are_none_of_ours(self):
        before = self.env["order.feedback"].search_count([])
        self.rated(self.customer, 5)
        self.rated(self.accepted(), 0)
        self.assertEqual(self.env["order.feedback"].search_count([]), before)


@tagged("post_install", "-at_install")
class TestSurveys(VoiceCase):
    def sample(self, **changed):
        today = fields.Date.today()
        period = {"date_from": today - timedelta(days=1), "date_to": today, "number": 5}
        survey = self.env.ref("order_tracking_feedback.survey_satisfaction")
        values = {"survey_id": survey.id, **period, **changed}
        return self.env["order.feedback.sample"].create(values)

    def invited(self):
        found = self.env["order.feedback.request"].search(
            [("kind", "=", "survey"), ("partner_id", "=", self.customer.id)]
        )
        return found

    def test_answers_become_feedback_once(self):
        order = self.accepted()
        self.request(order)._suppress("off")
        self.sample(number=5000).action_draw()
        request = self.invited()
        self.assertEqual((len(request), request.order_id), (1, order))
        request.company_id.write({"order_notice_quiet_from": 0, "order_notice_quiet_until": 0})
        request._attempt()
        answer = request.answer_id
        self.assertIn(answer.access_token, request.mail_id.body_html)
        questions = {q.order_feedback_about: q for q in request.survey_id.question_ids}
        answer._save_lines(questions["delivery"], "4")
        answer._save_lines(questions["nps"], "0")
        answer._save_lines(questions["text"], "Late <b>once</b>")
        answer._mark_done()
        answer._mark_done()
        told = order.feedback_ids
        self.assertEqual((told.channel, told.delivery_score, told.nps), ("survey", 4, 0))
        self.assertEqual((told.text, told.nps_told), ("Late <b>once</b>", True))
        self.assertEqual(request.state, "answered")

    def test_the_unwilling_and_the_recently_asked_are_not_drawn(self):
        order = self.accepted()  # waits to be asked about this order
        order.date_order = "2001-03-10 12:00:00"  # a day without any other order
        day = {"date_from": "2001-03-10", "date_to": "2001-03-10"}
        with self.assertRaises(UserError):
            self.sample(**day).action_draw()
        self.request(order)._suppress("off")
        self.customer.order_feedback_stopped_at = fields.Datetime.now()
        with self.assertRaises(UserError):
            self.sample(**day).action_draw()
        self.assertFalse(self.invited())
        self.customer.order_feedback_stopped_at = False
        self.sample(**day).action_draw()
        self.assertEqual(self.invited().order_id, order)

    def test_bad_input(self):
        for changed in ({"number": 0}, {"number": 5001}, {"date_to": "2020-01-01"}):
            with self.assertRaises(UserError):
                self.sample(**changed).action_draw()


@tagged("post_install", "-at_install")
class TestFigures(VoiceCase):
    def test_figures_of_what_one_may_see(self):
        clerk = new_test_user(self.env, "clerk", groups="order_tracking.group_user")
        day = fields.Datetime.to_datetime("2001-03-10 12:00:00")
        said = [(5, 10), (4, 9), (2, 6), (None, 8), (None, 7)]
        for score, nps in said:
            scores = {"product_score": score} if score else {}
            points = 100 * ((nps >= 9) - (nps <= 6))
            self.env["order.feedback"].create(
                {
                    "company_id": self.env.company.id,
                    "channel": "phone",
                    "told_at": day,
                    **scores,
                    **{"nps": nps, "nps_points": points, "nps_told": True},
                }
            )
        period = {"date_from": "2001-03-10", "date_to": "2001-03-10", "by": "channel"}
        figures = self.env["order.feedback.figures"].with_user(clerk).new(period)
        found = {line.figure: line for line in figures.line_ids}
        self.assertEqual(set(found), {"product", "nps"})
        self.assertEqual((found["product"].n, round(found["product"].value, 1)), (3, 66.7))
        self.assertEqual((found["nps"].n, found["nps"].value), (5, 20))
        self.assertEqual(found["nps"].group, "Phone")
        self.assertLess(found["product"].low, 66)
        salesman = new_test_user(self.env, "one", groups="sales_team.group_sale_salesman")
        theirs = self.env["order.feedback.figures"].with_user(salesman).new(period)
        self.assertFalse(theirs._counts(), "they see their own orders' only")
        together = self.env["order.feedback.figures"].with_user(clerk).new({**period, "by": "all"})
        self.assertEqual(len(together._counts()), 1)
