from lxml import etree

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.http import request
from odoo.tools import SQL

from ..intake import limits
from ..intake.channel import CHANNELS, channel_of
from ..intake.content import differences
from ..intake.document import document_content, document_key
from ..presentation.intake import intake_problem
from .order_intake_message import CHANNEL_NAMES

_API_PATHS = ("/json/2/", "/xmlrpc/", "/jsonrpc")


class SaleOrder(models.Model):
    """How orders come in: through which channel, and each message once."""

    _inherit = "sale.order"

    order_channel = fields.Selection(
        CHANNEL_NAMES,
        "Channel",
        required=True,
        readonly=True,
        copy=False,
        default=CHANNELS[0],
        help="How the order came in.",
    )
    intake_key = fields.Char(
        "Message Reference",
        copy=False,
        readonly=True,
        help="The sender's own number of the order: the same message again is the same order.",
    )
    intake_sender = fields.Char("Message Sender", copy=False, readonly=True)
    intake_message_ids = fields.One2many("order.intake.message", "order_id", "Order Messages")
    special_requests = fields.Text(
        help="What the customer asks for besides the goods. It is on the order's receipt."
    )

    _intake_key_uniq = models.UniqueIndex(
        "(company_id, order_channel, intake_sender, intake_key) WHERE intake_key IS NOT NULL",
        "The sender's reference belongs to another order already.",
    )

    def _init_column(self, column_name):
        """Old orders get the channel that can still be told."""
        if column_name != "order_channel":
            return super()._init_column(column_name)
        shop = "WHEN website_id IS NOT NULL THEN 'website'" if "website_id" in self._fields else ""
        return self.env.cr.execute(
            SQL(
                "UPDATE sale_order SET order_channel ="
                " CASE %s WHEN signed_on IS NOT NULL THEN 'portal' ELSE 'staff' END"
                " WHERE order_channel IS NULL",
                SQL(shop),
            )
        )

    # ------------------------------------------------------------------ the channel

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [
                vals if "order_channel" in vals else {**vals, "order_channel": self._channel(vals)}
                for vals in vals_list
            ]
        )

    def write(self, vals):
        signed = self.browse()
        if vals.get("signature"):  # a quotation of the staff that the customer orders in the portal
            signed = self.filtered(lambda order: order.order_channel == "staff")
        done = super().write(vals)
        if signed:
            super(SaleOrder, signed).write({"order_channel": "portal"})
        return done

    @api.model
    def _channel(self, vals):
        """Channel of an order that is about to be made of ``vals``."""
        path = request.httprequest.path if request else ""
        return channel_of(
            website=bool(vals.get("website_id")),
            mailed=bool(vals.get("opportunity_id")) and self._is_mailed(vals["opportunity_id"]),
            imported=bool(self.env.context.get("import_file")),
            remote=path.startswith(_API_PATHS),
            portal=self.env.user.share and not self.env.user._is_public(),
        )

    @api.model
    def _is_mailed(self, lead):
        """Whether an opportunity began with an incoming mail."""
        # sudo: only whether there was a mail; the lead itself is not shown to anybody
        messages = self.env["mail.message"].sudo()
        first = [
            ("model", "=", "crm.lead"),
            ("res_id", "=", lead),
            ("message_type", "in", ("email", "comment")),
        ]
        return messages.search(first, order="id", limit=1).message_type == "email"

    # ------------------------------------------------------------------ messages

    @api.model
    def tracking_intake(self, messages):
        """Takes orders in from another system: ``POST /json/2/sale.order/tracking_intake``.

        Every message becomes a quotation of the user's company, or is refused whole; a bad one
        does not harm the others. A message with a reference that its sender used before is
        answered with the order it made then. Needs the right to create sales orders.

        :param list messages: up to 200 objects, described in ``intake/message.py``.
        :return: an answer for each, in the same order. Taken: ``{"state": "created" or "known",
            "reference", "order_id", "name", "order_state", "findings": [{"rule", "severity",
            "text", "line", "field", "found", "expected"}]}``. Refused: ``{"state": "refused",
            "reference", "message_id", "errors": [{"path", "line", "problem", "text", "found",
            "expected"}]}``; ``line`` counts from 1, ``path`` from 0 as JSON does.
        """
        self.check_access("create")
        if not isinstance(messages, list):
            raise ValidationError(self.env._("“messages” must be a list of order messages."))
        if len(messages) > limits.MAX_MESSAGES:
            raise ValidationError(
                self.env._(
                    "%(count)s messages are too many: send up to %(most)s at once.",
                    count=len(messages),
                    most=limits.MAX_MESSAGES,
                )
            )
        return self.env["order.intake.message"]._take_in(messages)

    @api.model
    def _find_by_key(self, channel, sender, reference):
        """The order of the present company that a message made before, with its own rights."""
        # sudo: the key is unique among all orders, also those that the sender may not see;
        # the caller checks access before it tells anything of the order
        return (
            self.sudo()
            .search(
                [
                    ("company_id", "=", self.env.company.id),
                    ("order_channel", "=", channel),
                    ("intake_sender", "=", sender),
                    ("intake_key", "=", reference),
                ]
            )
            .with_env(self.env)
        )

    def _intake_confirm(self):
        """Confirms the order; one that may not be confirmed stays a quotation with its findings."""
        try:
            with self.env.cr.savepoint():
                self.action_confirm()
        except UserError as error:
            self.message_post(body=str(error), subtype_xmlid="mail.mt_note")

    def _intake_findings(self):
        """The order's open findings as plain values for the sender."""
        return [
            {
                "rule": issue.rule,
                "severity": issue.severity,
                "text": issue.text,
                "line": self._line_number(issue.line_id),
                "field": issue.field_name,
                "found": (issue.values or {}).get("found"),
                "expected": (issue.values or {}).get("expected"),
            }
            for issue in self.verification_issue_ids
            if issue.state == "open"
        ]

    def _line_number(self, line):
        """Counted from 1 among the lines with a product; None for the order as a whole."""
        lines = self.order_line.filtered("product_id")
        return lines.ids.index(line.id) + 1 if line in lines else None

    # ------------------------------------------------------------------ EDI documents (UBL)

    @api.model
    def _create_records_from_attachments(self, attachments, grouping_method=None):
        """An order document that was imported before gives its order again, not another one."""
        known = self.browse()
        for file_data in self._order_files(attachments):
            if order := self._known_document(file_data):
                known |= order
                attachments -= file_data["origin_attachment"]
        if not attachments:
            return known
        return known | super()._create_records_from_attachments(attachments, grouping_method)

    @api.model
    def _order_files(self, attachments):
        files = self._to_files_data(attachments)
        return [*files, *self._unwrap_attachments(files)]

    @api.model
    def _known_document(self, file_data):
        """The order that was made of this document before; UserError when it differs."""
        tree = file_data["xml_tree"]
        key = document_key(tree) if tree is not None else None
        order = self._find_by_key("edi", key[1], key[0]) if key else self.browse()
        if order:
            self._refuse_other_document(order, document_content(tree))
        return order

    def _refuse_other_document(self, order, content):
        # sudo: what the same sender sent before, to compare; shown only to those who may see it
        before = order.sudo().intake_message_ids.filtered("content")[:1].content
        if not before or before == content:
            return
        if not order.has_access("read"):
            raise UserError(self.env._("This document's number belongs to an order of others."))
        problems = [
            {**problem.as_dict(), "order": order.name} for problem in differences(before, content)
        ]
        texts = [f"{p['path']}: {intake_problem(self.env, p)}" for p in problems[:20]]
        raise UserError("\n".join(texts))

    def _extend_with_attachments(self, files_data, new=False):
        done = super()._extend_with_attachments(files_data, new)
        if done and new:
            self._remember_document(files_data)
        return done

    def _remember_document(self, files_data):
        # sudo: how it came in is not entered by hand; the user has just made the order of it
        came = self.sudo()
        came.order_channel = "edi"
        trees = [file["xml_tree"] for file in files_data if file["xml_tree"] is not None]
        for tree in trees:
            if key := document_key(tree):
                came.write({"intake_key": key[0], "intake_sender": key[1]})
                self.env["order.intake.message"]._keep_document(
                    self, etree.tostring(tree, encoding="unicode"), document_content(tree)
                )
                break
