from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import voice

CHANNELS = [
    ("page", "Order page"),
    ("mail", "Mail"),
    ("phone", "Phone"),
    ("chat", "Live chat"),
    ("survey", "Survey"),
    ("rating", "Rating"),
]
MOODS = [
    ("unhappy", "Unhappy"),
    ("mixed", "Mixed"),
    ("happy", "Happy"),
    ("unscored", "No scores"),
]
# What may change afterwards: to which order it belongs while nobody knows, whether it counts.
_MUTABLE = {"order_id", "partner_id", "company_id", "active", "complaint_id"}
_PROMOTER, _DETRACTOR = 9, 6
_SCORE = "{0} IS NULL OR {0} BETWEEN 1 AND 5"


class OrderFeedback(models.Model):
    """What a customer said about an order, by any channel. It stays as it was said; a correction
    is another row, and the one that it replaces is archived."""

    _name = "order.feedback"
    _description = "Feedback"
    _inherit = ["mail.thread", "order.personal"]
    _personal_words = ("text", "author_name", "email_from", "subject", "key")
    _personal_since = "told_at"
    _order = "told_at desc, id desc"
    _mail_post_access = "read"  # who may read it may talk about it

    order_id = fields.Many2one("sale.order", ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Customer", index="btree_not_null")
    # stored: a salesperson sees a list of their own, which must not depend on all orders
    salesperson_id = fields.Many2one(related="order_id.user_id", string="Salesperson", store=True)
    company_id = fields.Many2one("res.company", required=True)
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    product_score = fields.Integer("Product", readonly=True, aggregator="avg")
    delivery_score = fields.Integer("Delivery", readonly=True, aggregator="avg")
    service_score = fields.Integer("Service", readonly=True, aggregator="avg")
    nps = fields.Integer("Would Recommend", readonly=True, aggregator=None, help="0 to 10.")
    nps_points = fields.Integer(
        "NPS",
        readonly=True,
        aggregator="avg",
        help="100 for a promoter (9 or 10), -100 for a detractor (0 to 6): the average is the Net "
        "Promoter Score.",
    )
    nps_told = fields.Boolean(readonly=True)
    mood = fields.Selection(MOODS, readonly=True, group_expand=True, help="By the worst answer.")
    text = fields.Text("In Their Words", readonly=True)
    lang = fields.Char("Language", readonly=True)
    told_at = fields.Datetime("Told", required=True, readonly=True, default=fields.Datetime.now)
    author_name = fields.Char("Told By", readonly=True)
    user_id = fields.Many2one("res.users", "Logged By", readonly=True)
    request_id = fields.Many2one(
        "order.feedback.request", "Request", readonly=True, ondelete="set null"
    )
    corrects_id = fields.Many2one("order.feedback", "Corrects", readonly=True, ondelete="set null")
    key = fields.Char(
        readonly=True, copy=False, help="Of its source: what is told twice counts once."
    )
    email_from = fields.Char("From", readonly=True)
    subject = fields.Char(readonly=True)
    active = fields.Boolean(default=True)

    _key_uniq = models.UniqueIndex("(key) WHERE key IS NOT NULL")
    _changed_idx = models.Index("(company_id, write_date)")
    _words_idx = models.Index("(company_id, told_at) WHERE words_erased_at IS NULL")
    _photos_idx = models.Index("(company_id, told_at) WHERE photos_erased_at IS NULL")
    # As Odoo asks: PostgreSQL does not see that “active IS TRUE” is “active”.
    _list_idx = models.Index("(told_at DESC, id DESC) WHERE active IS TRUE")
    # figures of a period, read from the index alone: satisfaction, graph and pivot
    _company_idx = models.Index(
        "(company_id, told_at DESC, id DESC) INCLUDE (channel, lang, product_score, delivery_score,"
        " service_score, nps, nps_points) WHERE active IS TRUE"
    )
    _mood_idx = models.Index("(mood, told_at DESC, id DESC) WHERE active IS TRUE")
    _channel_idx = models.Index("(channel, told_at DESC, id DESC) WHERE active IS TRUE")
    _order_idx = models.Index("(order_id, told_at DESC)")
    _salesperson_idx = models.Index("(salesperson_id, told_at DESC, id DESC) WHERE active IS TRUE")
    _unmatched_idx = models.Index(
        "(told_at DESC, id DESC) WHERE order_id IS NULL AND active IS TRUE"
    )
    _corrected_idx = models.Index("(told_at DESC, id DESC) WHERE active IS NOT TRUE")
    _request_idx = models.Index("(request_id) WHERE request_id IS NOT NULL")
    _corrects_idx = models.Index("(corrects_id) WHERE corrects_id IS NOT NULL")
    _user_idx = models.Index("(user_id) WHERE user_id IS NOT NULL")
    _product_range = models.Constraint(f"CHECK ({_SCORE.format('product_score')})", "1 to 5.")
    _delivery_range = models.Constraint(f"CHECK ({_SCORE.format('delivery_score')})", "1 to 5.")
    _service_range = models.Constraint(f"CHECK ({_SCORE.format('service_score')})", "1 to 5.")
    _nps_range = models.Constraint("CHECK (nps IS NULL OR nps BETWEEN 0 AND 10)", "0 to 10.")

    @api.depends("order_id", "channel")
    def _compute_display_name(self):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for feedback in self:
            about = feedback.order_id.name or feedback.subject or feedback.partner_id.name
            channel = channels.get(feedback.channel, "")
            feedback.display_name = f"{about} – {channel}" if about else channel

    # ------------------------------------------------------------------ keeping

    @api.model
    def _record(self, said, channel, key, **about):
        """Records what somebody said; what was told before under the same key is returned as it
        is (superuser).

        :param said: ``voice.Said``. :param channel: of :data:`CHANNELS`.
        :param about: values of other fields; company and customer come from the order.
        """
        found = self.with_context(active_test=False).search([("key", "=", key)])
        if found:
            return found
        order = about.pop("order", None) or self.env["sale.order"]
        values = {
            "order_id": order.id,
            "partner_id": order.partner_id.id,
            "company_id": (order.company_id or self.env.company).id,
            "channel": channel,
            "key": key,
            **_columns(said),
            **about,
        }
        feedback = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        told = feedback.create(values).with_env(self.env)
        told._complain_by_rule()
        return told

    def _says(self, said):
        """Whether this is what is said again."""
        columns = _columns(said)
        names = ("nps", "nps_told", "text", *(f"{name}_score" for name in voice.DIMENSIONS))
        return all((self[name] or False) == (columns.get(name) or False) for name in names)

    def write(self, vals):
        """What was said stays as it was said; staff say to which order it belongs."""
        own = {name for name in vals if not name.startswith(("message_", "website_message_"))}
        if own - _MUTABLE or (own and not self.env.su and (own != {"order_id"} or self.order_id)):
            raise UserError(
                self.env._("What a customer said is not changed. Log another feedback instead.")
            )
        result = super().write(vals)
        if vals.get("order_id"):
            self._of_order()
        return result

    def _of_order(self):
        """Company and customer are those of the order that was found for it."""
        for feedback in self:
            order = feedback.order_id
            # sudo: follows from the order, which the user may write
            feedback.sudo().write(
                {"company_id": order.company_id.id, "partner_id": order.partner_id.id}
            )
            feedback.sudo()._complain_by_rule()  # sudo: as above

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.su:
            raise UserError(self.env._("What a customer said is not deleted."))

    def _mail_get_partner_fields(self, introspect_fields=False):
        return ["partner_id"]


def _columns(said):
    """Values of the columns for what was said: no column for what was not (NULL: no score)."""
    values = {f"{name}_score": score for name, score in said.scores.items()}
    if said.nps is not None:
        points = 100 * ((said.nps >= _PROMOTER) - (said.nps <= _DETRACTOR))
        values |= {"nps": said.nps, "nps_points": points, "nps_told": True}
    return {**values, "mood": voice.mood(said), "text": said.text or False}
