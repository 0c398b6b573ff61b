from odoo import api, models

STEP = "order_tracking_feedback.onboarding_step_history"


class OnboardingOnboardingStep(models.Model):
    _inherit = "onboarding.onboarding.step"

    @api.model
    def action_open_order_history(self):
        """Not every company has old orders: the step is done by having been looked at."""
        return self._order_tracking_open(
            "order_tracking_feedback.order_history_import_action", STEP
        )
