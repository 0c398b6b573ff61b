from odoo import api, fields, models

STEP = "order_tracking.onboarding_step_"


class OnboardingOnboardingStep(models.Model):
    """What each of the first steps opens, and what proves that it is done. Addons above add steps
    by a record, an opening method, and by what they add to ``_order_tracking_proven``."""

    _inherit = "onboarding.onboarding.step"

    order_group_id = fields.Many2one(
        "res.groups", "Only For", help="Others do not see this step: it opens what they may not."
    )

    @api.model
    def _order_tracking_proven(self):
        """External ids of the steps that this company's own data prove to be done."""
        company, proven = self.env.company.id, set()
        here = [("company_id", "in", (False, company))]
        # sudo: whether there is one at all, for a manager who may not see each of them
        if (
            self.env["order.tracking.team"]
            .sudo()
            .search_count([*here, ("member_ids", "!=", False)], limit=1)
        ):
            proven.add(f"{STEP}teams")
        if (
            self.env["sale.order"]
            .sudo()
            .search_count([("company_id", "=", company), ("tracking_state", "!=", False)], limit=1)
        ):
            proven.add(f"{STEP}order")
        return proven

    @api.model
    def _order_tracking_open(self, action, step=None):
        """The action of this name; the step of this external id is done by having been opened."""
        self.env["onboarding.onboarding"]._order_tracking_allowed()
        if step:
            # sudo: records of onboarding are the administrator's, steps are taken by managers
            self.sudo().action_validate_step(step)
        return self.env["ir.actions.act_window"]._for_xml_id(action)

    @api.model
    def action_open_order_settings(self):
        return self._order_tracking_open(
            "order_tracking.res_config_settings_action", f"{STEP}settings"
        )

    @api.model
    def action_open_order_teams(self):
        return self._order_tracking_open("order_tracking.order_tracking_team_action")

    @api.model
    def action_open_order_notices(self):
        return self._order_tracking_open(
            "order_tracking.order_tracking_flow_action", f"{STEP}notices"
        )

    @api.model
    def action_open_order_receipt(self):
        return self._order_tracking_open(
            "web.action_base_document_layout_configurator", f"{STEP}receipt"
        )

    @api.model
    def action_open_order_first(self):
        return self._order_tracking_open("sale.action_quotations_with_onboarding")
