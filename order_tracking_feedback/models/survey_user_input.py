from odoo import fields, models

from .. import voice


class SurveyUserInput(models.Model):
    """Finished answers of customers who were invited because of an order are feedback, once."""

    _inherit = "survey.user_input"

    order_request_ids = fields.One2many("order.feedback.request", "answer_id", readonly=True)

    def _mark_done(self):
        result = super()._mark_done()
        # sudo: whoever answers a survey writes no feedback; what they answered is one
        requests = self.env["order.feedback.request"].sudo()
        for request in requests.search([("answer_id", "in", self.ids)]):
            request.answer_id._tell_order(request)
        return result

    def _tell_order(self, request):
        """The answers as feedback of the order of a request (superuser)."""
        self.ensure_one()
        told = self._order_feedback_told()
        request._answered()
        if self.test_entry or not told:
            return
        reading = voice.read_form(told)
        if not reading.errors:
            self.env["order.feedback"].sudo()._record(
                reading.said,
                "survey",
                f"survey:{self.id}",
                order=request.order_id,
                partner_id=request.partner_id.id,
                author_name=request.partner_id.name,
                request_id=request.id,
                lang=request.lang,
            )

    def _order_feedback_told(self):
        """Text by field of ``voice.read_form``, of the questions that are about one."""
        told = {}
        for line in self.user_input_line_ids.filtered(lambda line: not line.skipped):
            about = line.question_id.order_feedback_about
            if about == "text":
                told[about] = (line.value_text_box or line.value_char_box or "")[: voice.TEXT]
            elif about and line.answer_type == "scale":
                told[about] = str(line.value_scale)
        return told
