from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import notices, presentation
from ..models.order_tracking_link import ROLES


class OrderNoticePreview(models.TransientModel):
    """What a reader would get now, in any role and language, and a test to oneself."""

    _name = "order.notice.preview"
    _description = "Preview of a Notice"

    order_id = fields.Many2one(
        "sale.order", required=True, domain=[("tracking_version_id", "!=", False)]
    )
    stage_ids = fields.Many2many("order.tracking.stage", compute="_compute_stage_ids")
    stage_id = fields.Many2one(
        "order.tracking.stage", "Stage Reached", domain="[('id', 'in', stage_ids)]"
    )
    topic = fields.Selection("_select_topics", "Other News", help="Instead of a stage.")
    role = fields.Selection(ROLES, required=True, default="buyer")
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "Language",
        required=True,
        default=lambda self: self.env.lang,
    )
    subject = fields.Char(compute="_compute_message")
    body = fields.Html(compute="_compute_message", sanitize=False)

    @api.model
    def _open(self, values):
        """Opens the dialog; ``values``: ``default_order_id`` or ``default_stage_id``."""
        stage = self.env["order.tracking.stage"].browse(values.get("default_stage_id"))
        if stage:
            values = {**values, "default_order_id": self._example_of(stage).id}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview of a message"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": values,
        }

    @api.model
    def _example_of(self, stage):
        running = [("tracking_flow_id", "=", stage.flow_id.id), ("tracking_state", "!=", False)]
        order = self.env["sale.order"].search(running, order="id desc", limit=1)
        if not order:
            raise UserError(
                self.env._("No order has this flow yet. Confirm one, then preview its messages.")
            )
        return order

    @api.model
    def _select_topics(self):
        known = [c for c, topic in notices.TOPICS.items() if topic.setting in self.env.company]
        return [(code, presentation.topic_name(self.env, code)) for code in known]

    @api.depends("order_id")
    def _compute_stage_ids(self):
        milestones = self.env["order.tracking.milestone"]
        for preview in self:
            known = milestones.search([("order_id", "=", preview.order_id.id)])
            preview.stage_ids = known.stage_id

    @api.depends("order_id", "stage_id", "topic", "role", "lang")
    def _compute_message(self):
        for preview in self:
            told = preview.order_id and (preview.topic or preview._stage())
            page = told and preview._page()
            preview.subject = page and page["subject"]
            preview.body = page and self.env["order.notice"]._mail_body(page)

    def _page(self):
        self.order_id.check_access("read")
        order = self.order_id.sudo()  # after the check: readers see what the message shows
        link = self.env["order.tracking.link"].sudo()
        link = link.new({"order_id": order.id, "role": self.role, "lang": self.lang, "token": "-"})
        link.partner_id = order.partner_id
        order = order.with_company(order.company_id)._tracking_read_as(link, self.lang)
        page = order._notice_values(link, [self._news()])
        path = f"{order.get_base_url()}/my/orders/{order.id}/tracking"
        return {**page, "url": path, "choose_url": path}

    def _stage(self):
        """The stage to show: the chosen one, else the last one of the order."""
        return (self.stage_id or self.stage_ids[-1:])._origin

    def _news(self):
        now = fields.Datetime.now()
        if self.topic and not self.stage_id:
            return notices.News("preview", self.topic, now, self.topic)
        stage = self._stage()
        return notices.News("preview", f"stage:{stage.id}", now, stage.trigger)

    def action_send_to_me(self):
        """Sends the message to whoever looks at it, marked as a test."""
        self.ensure_one()
        me = self.env.user
        if not me.email:
            raise UserError(self.env._("Enter your own e-mail address in your preferences first."))
        mail = {
            "subject": self.env._("Test: %(subject)s", subject=self.subject),
            "body_html": self.body,
            "email_to": me.email_formatted,
            "email_from": self.order_id.company_id.email_formatted or me.email_formatted,
            "auto_delete": True,
        }
        # sudo: staff may not write mails of their own; this one goes to nobody but themselves
        self.env["mail.mail"].sudo().create(mail).send()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The test is on its way to %(address)s.", address=me.email),
            },
        }
