from odoo import api, models
from odoo.exceptions import AccessError

PANEL = "order_tracking.onboarding_first_steps"
OVER = ("done", "just_done")


class OnboardingOnboarding(models.Model):
    """The first steps of a company, above its orders. Who may read Odoo's own records of them is
    the administrator alone: managers of order tracking are let in here, by these methods."""

    _inherit = "onboarding.onboarding"

    @api.model
    def order_tracking_panel(self):
        """What a manager is to do first in this company, for the panel above the orders.

        :return: ``{"steps": [...], "done": how many}``; False for others, when the panel was
            closed, and when all is done.
        """
        panel = self._order_tracking_own()
        if not panel or panel._order_tracking_progress().is_onboarding_closed:
            return False
        panel._order_tracking_settle()
        steps = [self._order_tracking_step(step) for step in panel._order_tracking_steps()]
        done = sum(step["done"] for step in steps)
        return {"steps": steps, "done": done} if done < len(steps) else False

    @api.model
    def order_tracking_close(self):
        """The panel is not shown in this company any more."""
        self._order_tracking_allowed()._order_tracking_progress().action_close()

    @api.model
    def order_tracking_reopen(self):
        """The panel is shown again, with every step as it was left."""
        self._order_tracking_allowed()._order_tracking_progress().is_onboarding_closed = False

    @api.model
    def _order_tracking_own(self):
        """The panel, for a manager; empty for anybody else."""
        panel = self.env.ref(PANEL, raise_if_not_found=False) or self.env["onboarding.onboarding"]
        manager = self.env.user.has_group("order_tracking.group_manager")
        # sudo: records of onboarding are the administrator's; see above
        return panel.sudo() if manager else panel.browse()

    @api.model
    def _order_tracking_allowed(self):
        panel = self._order_tracking_own()
        if not panel:
            raise AccessError(
                self.env._("Only managers of order tracking may do this. Ask one of them.")
            )
        return panel

    def _order_tracking_progress(self):
        if not self.current_progress_id:
            self._order_tracking_turn()
        return self._search_or_create_progress()

    def _order_tracking_settle(self):
        """Steps that the company's data prove are done, and stay so."""
        proven = self.env["onboarding.onboarding.step"]
        for name in sorted(proven._order_tracking_proven()):
            proven |= self.env.ref(name, raise_if_not_found=False) or proven
        new = (self.step_ids & proven).filtered(lambda s: s.current_step_state == "not_done")
        if new:
            self._order_tracking_turn()
            new.action_set_just_done()

    def _order_tracking_turn(self):
        """Before something is written: of two pages that open at once the later one fails to
        serialise here, and Odoo runs its request again; otherwise both would make the same row."""
        self.env.cr.execute(
            "UPDATE onboarding_onboarding SET sequence = sequence WHERE id = %s", [self.id]
        )

    def _order_tracking_steps(self):
        """Steps that this user may take."""
        groups = self.env.user.all_group_ids
        return self.step_ids.filtered(lambda s: not s.order_group_id or s.order_group_id in groups)

    @api.model
    def _order_tracking_step(self, step):
        return {
            "id": step.id,
            "title": step.title,
            "text": step.description,
            "button": step.button_text,
            "action": step.panel_step_open_action_name,
            "done": step.current_step_state in OVER,
        }
