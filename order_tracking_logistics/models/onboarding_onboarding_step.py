from odoo import api, models

STEP = "order_tracking_logistics.onboarding_step_connector"


class OnboardingOnboardingStep(models.Model):
    _inherit = "onboarding.onboarding.step"

    @api.model
    def _order_tracking_proven(self):
        proven = super()._order_tracking_proven()
        # sudo: whether there is one at all
        if (
            self.env["tracking.connector"]
            .sudo()
            .search_count([("company_id", "in", (False, self.env.company.id))], limit=1)
        ):
            proven.add(STEP)
        return proven

    @api.model
    def action_open_order_connectors(self):
        return self._order_tracking_open("order_tracking_logistics.tracking_connector_action")
