from odoo import fields, models, tools
from odoo.exceptions import UserError

from ..timeline.flow import Flow


class OrderTrackingFlowVersion(models.Model):
    """What a flow was when an order started: kept unchanged for as long as orders refer to it."""

    _name = "order.tracking.flow.version"
    _description = "Order Tracking Flow Version"
    _order = "id desc"

    flow_id = fields.Many2one("order.tracking.flow", required=True, ondelete="cascade")
    digest = fields.Char(required=True, readonly=True)
    content = fields.Json(required=True, readonly=True)

    _content_uniq = models.UniqueIndex("(flow_id, digest)")

    def write(self, vals):
        raise UserError(
            self.env._("A version of a flow cannot be changed: running orders rest on it.")
        )

    def _for_content(self, flow, content, digest):
        """The version of ``flow`` with this content, made if it is new."""
        found = self.search([("flow_id", "=", flow.id), ("digest", "=", digest)], limit=1)
        return found or self.create({"flow_id": flow.id, "digest": digest, "content": content})

    @tools.ormcache("self.id")
    def _value(self):
        """The version as a plain value (``timeline.Flow``), in every installed language.

        A version made before a translation was loaded, as while the addon is installed,
        speaks that language, too.
        """
        self.ensure_one()
        flow = Flow.from_content(self.sudo().content)
        stages = self.env["order.tracking.stage"].sudo().browse(s.key for s in flow.stages)
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        live = {stage.id: stage._to_value(languages) for stage in stages.exists()}
        return Flow(tuple(s.translated(live[s.key]) if s.key in live else s for s in flow.stages))
