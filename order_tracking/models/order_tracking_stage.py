from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import work_reading
from ..timeline.flow import Stage


class OrderTrackingStage(models.Model):
    _name = "order.tracking.stage"
    _inherit = "order.tracking.cached"
    _description = "Order Tracking Stage"
    _order = "flow_id, sequence, id"

    flow_id = fields.Many2one("order.tracking.flow", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="flow_id.company_id")
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    trigger = fields.Selection(
        [
            ("order_confirmed", "Order confirmed"),
            ("purchase_ordered", "Purchase ordered (with the Purchase app)"),
            ("purchase_received", "Purchase received (with the Purchase app)"),
            ("production_confirmed", "Production confirmed (with the Manufacturing app)"),
            ("production_started", "Production started (with the Manufacturing app)"),
            ("production_done", "Production done (with the Manufacturing app)"),
            ("stock_reserved", "Stock reserved in full"),
            ("picked", "Picked"),
            ("packed", "Packed"),
            ("ready_for_pickup", "Ready for pickup (picked, or marked by staff or a scan)"),
            ("left_warehouse", "Left the warehouse"),
            ("delivered", "Delivered (carrier, customer, signature or staff)"),
            ("invoiced", "Invoiced in full"),
            ("paid", "Paid in full"),
            ("manual", "Marked by staff or a scan"),
        ],
        required=True,
        default="manual",
        help="The fact that makes this stage reached.",
    )
    app_missing = fields.Boolean(compute="_compute_app_missing")
    lead_hours = fields.Float(
        "Planned Hours",
        help="Planned working hours of the owning team after the stage before this one.",
    )
    team_id = fields.Many2one("order.tracking.team", "Owner Team", check_company=True)
    needs_acceptance = fields.Boolean(
        "Team Accepts",
        help="The team says that it takes the order over. Its own time counts from then on.",
    )
    visible = fields.Boolean("Customer Sees It", default=True)
    notify = fields.Boolean(
        "Notify the Customer",
        help="Whoever follows the order gets a message when this stage is reached.",
    )
    customer_name = fields.Char(translate=True, help="What the customer reads instead of the name.")
    customer_text = fields.Text(
        translate=True, help="One sentence for the customer while this stage is the current one."
    )

    _check_company_auto = True
    _lead_not_negative = models.Constraint(
        "CHECK (lead_hours >= 0)", "Planned hours cannot be negative."
    )

    @api.depends("trigger")
    def _compute_app_missing(self):
        """The app whose documents reach the stage is not installed: orders go past it."""
        for stage in self:
            family = Stage(0, stage.trigger or "manual").family
            stage.app_missing = bool(family) and not work_reading.installed(self.env, family)

    @api.constrains("flow_id", "trigger", "active")
    def _check_trigger_once(self):
        for flow in self.flow_id:
            triggers = [s.trigger for s in flow.stage_ids if s.trigger != "manual"]
            doubles = {t for t in triggers if triggers.count(t) > 1}
            if doubles:
                labels = dict(self._fields["trigger"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "Flow “%(flow)s” has more than one stage for “%(trigger)s”. Keep one of "
                        "them, or mark the other by hand.",
                        flow=flow.name,
                        trigger=labels[min(doubles)],
                    )
                )

    @api.depends("name", "flow_id.name")
    @api.depends_context("lang", "tracking_show_flow")
    def _compute_display_name(self):
        """Where stages of several flows stand side by side (``tracking_show_flow`` in the
        context), those of all flows but the first one say which flow they belong to."""
        show = self.env.context.get("tracking_show_flow")
        main = show and self.env["order.tracking.flow"].search([], limit=1)
        for stage in self:
            other = show and stage.flow_id != main
            stage.display_name = f"{stage.name} ({stage.flow_id.name})" if other else stage.name

    def _names_apart(self):
        """``{id: name}`` for one list or chart: where two have the same name, each says which
        flow it belongs to."""
        names = self.mapped("name")
        return {
            stage.id: f"{stage.name} ({stage.flow_id.name})"
            if names.count(stage.name) > 1
            else stage.name
            for stage in self
        }

    def unlink(self):
        """Stages that orders already went through are archived: their history stays."""
        used = (
            self.env["order.tracking.milestone"]
            .sudo()
            ._read_group([("stage_id", "in", self.ids)], ["stage_id"])
        )
        kept = self.browse(stage.id for (stage,) in used)
        kept.action_archive()
        return super(OrderTrackingStage, self - kept).unlink()

    def action_notice_preview(self):
        """Shows what readers get when this stage is reached."""
        self.ensure_one()
        return self.env["order.notice.preview"]._open({"default_stage_id": self.id})

    def _to_value(self, languages):
        """The stage as a plain value (``timeline.Stage``), texts in all ``languages``."""
        self.ensure_one()
        spoken = {lang: self.with_context(lang=lang) for lang in languages}
        return Stage(
            key=self.id,
            trigger=self.trigger,
            lead_hours=self.lead_hours,
            team=self.team_id.id or None,
            accept=self.needs_acceptance,
            visible=self.visible,
            notify=self.notify,
            names={lang: stage.name for lang, stage in spoken.items()},
            customer_names={
                lang: stage.customer_name for lang, stage in spoken.items() if stage.customer_name
            },
            texts={
                lang: stage.customer_text for lang, stage in spoken.items() if stage.customer_text
            },
        )
