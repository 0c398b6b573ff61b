import json
import logging
from datetime import timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup
from psycopg2 import IntegrityError, OperationalError

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .. import intake_writing
from ..intake import limits
from ..intake.content import content, differences, digest
from ..intake.message import raw_text, read_message
from ..intake.problem import Problem, Refused, further
from ..presentation.intake import intake_problem

_logger = logging.getLogger(__name__)
CHANNEL_NAMES = [
    ("staff", "Staff"),
    ("portal", "Customer Portal"),
    ("website", "Website"),
    ("api", "API"),
    ("edi", "EDI"),
    ("email", "E-Mail"),
    ("csv", "CSV File"),
]
_KEY_INDEX = "intake_key_uniq"
_OPEN = ("received", "refused")
_BY_PEOPLE = {"partner_id", "match_ids"}
_UNKNOWN_PRODUCT = ("product_unknown", "product_ambiguous", "product_archived")
KEPT_DAYS = 180  # messages that made no order
_FORGET = """
UPDATE order_intake_message SET raw = NULL, content = NULL, sender = NULL
 WHERE id IN (SELECT m.id FROM order_intake_message m LEFT JOIN sale_order o ON o.id = m.order_id
               WHERE m.company_id = %s AND m.state = 'done' AND m.raw IS NOT NULL
                 AND m.write_date < %s
                 AND o.tracking_state IS DISTINCT FROM 'running'
               ORDER BY m.write_date LIMIT %s FOR UPDATE OF m SKIP LOCKED)
RETURNING id"""


class OrderIntakeMessage(models.Model):
    """One order message as it came, and what became of it. Written by the intake alone; people
    choose products and customers for what could not be found, try again, or close it."""

    _name = "order.intake.message"
    _description = "Order Message"
    _order = "id desc"
    _rec_name = "reference"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    channel = fields.Selection(CHANNEL_NAMES, readonly=True)
    reference = fields.Char(readonly=True)
    sender = fields.Char(readonly=True)
    state = fields.Selection(
        [
            ("received", "Received"),
            ("refused", "Refused"),
            ("done", "Order Made"),
            ("closed", "Closed"),
        ],
        required=True,
        readonly=True,
        default="received",
        help="Closed: a later message with the same reference made the order, or somebody "
        "decided that this one needs none.",
    )
    order_id = fields.Many2one("sale.order", "Order", readonly=True, index=True, ondelete="cascade")
    raw = fields.Text("Message", readonly=True)
    raw_hash = fields.Char(readonly=True, index=True)
    size = fields.Integer("Size (bytes)", readonly=True)
    content = fields.Text(readonly=True, help="What was ordered, to compare a repeated message.")
    errors = fields.Json("Problems", readonly=True)
    error_count = fields.Integer("Errors", readonly=True)
    error_text = fields.Text("What Is Wrong", compute="_compute_error_text")
    error_table = fields.Html("What Is Wrong, by Field", compute="_compute_error_table")
    attempts = fields.Integer("Tried", readonly=True)
    user_id = fields.Many2one("res.users", "Sent By", readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        index="btree_not_null",
        domain="[('company_id', 'in', [False, company_id])]",
        help="Choose the customer when the message does not say it clearly. Empty: as sent.",
    )
    match_ids = fields.One2many("order.intake.match", "message_id", "Products")
    suggestion_count = fields.Integer(compute="_compute_suggestion_count")

    _open_idx = models.Index("(company_id, state) WHERE state IN ('received', 'refused')")
    _kept_idx = models.Index("(company_id, write_date) WHERE state = 'done' AND raw IS NOT NULL")

    # ------------------------------------------------------------------ what people see

    @api.depends("errors")
    @api.depends_context("lang")
    def _compute_error_text(self):
        for message in self:
            message.error_text = "\n".join(
                f"{error['path'] or self.env._('Message')}: {intake_problem(self.env, error)}"
                for error in message.errors or ()
            )

    @api.depends("errors")
    @api.depends_context("lang")
    def _compute_error_table(self):
        row = Markup("<tr><td>%s</td><td><code>%s</code></td><td>%s</td></tr>")
        table = Markup(
            '<table class="table table-sm"><thead><tr><th>%s</th><th>%s</th><th>%s</th></tr>'
            "</thead><tbody>%s</tbody></table>"
        )
        for message in self:
            rows = Markup().join(
                row % (error["line"] or "", error["path"], intake_problem(self.env, error))
                for error in message.errors or ()
            )
            headings = (self.env._("Line"), self.env._("Field"), self.env._("What is wrong"))
            message.error_table = table % (*headings, rows) if rows else False

    @api.depends("match_ids.suggested_id", "match_ids.product_id")
    def _compute_suggestion_count(self):
        for message in self:
            open_matches = message.match_ids.filtered(lambda match: not match.product_id)
            message.suggestion_count = len(open_matches.suggested_id)

    def write(self, vals):
        if not self.env.su and set(vals) - _BY_PEOPLE:
            raise AccessError(self.env._("An order message is kept as it came."))
        return super().write(vals)

    def action_retry(self):
        """Tries to make the order again, with what people chose."""
        for message in self:
            message._check_open()
            message.with_company(message.company_id)._retry()
        return True

    def action_accept_all(self):
        """Takes every suggestion and tries again."""
        for match in self.match_ids:
            match.product_id = match.product_id or match.suggested_id
        return self.action_retry()

    def action_close(self):
        """Nothing more is to be done about these messages."""
        self.check_access("write")
        for message in self:
            message._check_open()
        # sudo: see the class; whoever may choose products for a message may close it
        self.sudo().state = "closed"

    def action_open_order(self):
        self.ensure_one()
        return self.order_id._get_records_action(name=self.env._("Order"))

    def _check_open(self):
        if self.state not in _OPEN:
            raise UserError(self.env._("This message has been settled. There is nothing to do."))

    def _retry(self):
        self.check_access("write")
        self.env["sale.order"].check_access("create")
        if self.size > limits.MAX_BYTES:
            raise UserError(self.env._("The message is too large. Ask the sender to split it."))
        reading = self._read(json.loads(self.raw), self.size)
        answer = self._settle(reading)
        answer["order"]._verify()

    # ------------------------------------------------------------------ taking in

    @api.model
    def _take_in(self, raws, channel="api", confirm=False, problems=None):
        """Makes an order of each message, or keeps it with what is wrong.

        The caller has checked that the user may create orders; everything an order is made of
        is read and written with the user's rights.

        :param raws: the messages as plain values.
        :param channel: of messages that name none.
        :param confirm: confirm orders without findings whatever the messages say.
        :param problems: what is known to be wrong beforehand, one list for each message.
        :return: answers as :meth:`SaleOrder.tracking_intake` gives them.
        """
        problems = problems or [()] * len(raws)
        taken = [self._take(raw, channel, found) for raw, found in zip(raws, problems, strict=True)]
        orders = self.env["sale.order"]
        created = orders.union(*[answer["order"] for answer in taken if answer["created"]])
        created._verify()
        for answer in taken:
            if answer["created"] and (confirm or answer["confirm"]):
                answer["order"]._intake_confirm()
        return [self._answer(answer) for answer in taken]

    def _take(self, raw, channel, problems):
        text = raw_text(raw)
        size = len(text.encode())
        reading = self._read(raw, size, channel)
        known = reading.message and not problems and self._known(reading.message)
        if known:
            return self._outcome(known, reading)
        return self._receive(text, size, reading)._settle(reading, problems)

    def _read(self, raw, size, channel="api"):
        return read_message(
            raw,
            zone=ZoneInfo(self.env.company._tracking_zone()),
            digits=self.env["decimal.precision"].precision_get("Product Unit"),
            channel=channel,
            size=size,
        )

    def _known(self, message):
        """The order that the same message made before; empty when it is a new one or differs."""
        order = self._earlier(message)
        same = order and self._content_before(order) in ("", content(message))
        return order if same and order.has_access("read") else order.browse()

    def _earlier(self, message):
        return self.env["sale.order"]._find_by_key(
            message.channel, message.sender, message.reference
        )

    def _content_before(self, order):
        # sudo: to compare what the same sender sent before
        return order.sudo().intake_message_ids.filtered("content")[:1].content or ""

    def _receive(self, text, size, reading):
        """The row of a message: the one of the same message refused before, or a new one."""
        # sudo: see the class; what is kept is what the user sent
        messages = self.sudo()
        raw_hash = digest(text)
        domain = [
            ("company_id", "=", self.env.company.id),
            ("raw_hash", "=", raw_hash),
            ("state", "in", _OPEN),
            ("user_id", "=", self.env.uid),
        ]
        message = messages.search(domain, limit=1) or messages.create(
            {
                "company_id": self.env.company.id,
                "channel": reading.channel,
                "reference": reading.reference,
                "sender": reading.sender,
                "raw": text if size <= limits.MAX_BYTES else text[: limits.KEPT_OF_TOO_LARGE],
                "raw_hash": raw_hash,
                "size": size,
                "user_id": self.env.uid,
            }
        )
        return message.with_env(self.env)

    def _settle(self, reading, problems=()):
        """Makes the order or notes why there is none."""
        order, problems = self.env["sale.order"], [*problems, *reading.problems]
        if not problems:
            order, problems = self._try_order(reading.message)
        elif rest := reading.message or reading.rest:
            found = intake_writing.find_problems(self.env, rest, **self._choices())
            problems += further(problems, found)
        internal = any(problem.problem == "internal" for problem in problems)
        # sudo: see the class
        self.sudo().write(
            {
                "state": "done" if order else "received" if internal else "refused",
                "order_id": order.id,
                "content": content(reading.message) if order else False,
                "errors": [problem.as_dict() for problem in problems] or False,
                "error_count": len(problems),
                "attempts": self.attempts + 1,
            }
        )
        self._note_matches(problems)
        if order:
            self._close_earlier()
        return self._outcome(order, reading, self)

    def _try_order(self, message):
        """(order, problems), one of them empty. Nothing is left of an order that fails."""
        none = self.env["sale.order"]
        if earlier := self._earlier(message):
            return none, self._differences(earlier, message)
        try:
            with self.env.cr.savepoint():
                return intake_writing.make_order(self.env, message, **self._choices()), []
        except Refused as refused:
            return none, refused.problems
        except UserError as error:
            return none, [Problem("", "refused", detail={"text": str(error)})]
        except IntegrityError as error:
            if _KEY_INDEX in str(error):
                # The same message is being taken in by somebody else. Odoo begins again, and
                # then finds the other's order.
                raise ConcurrencyError(str(error)) from error
            return none, [Problem("", "refused", detail={"text": self._say(error)})]
        except (OperationalError, ConcurrencyError):
            raise
        except Exception:
            _logger.exception("order message %s could not be taken in", self.id)
            return none, [Problem("", "internal")]

    def _choices(self):
        """What people chose for this message."""
        return {
            "chosen": {
                match.index: match.product_id.id for match in self.match_ids if match.product_id
            },
            "customer": self.partner_id.id or 0,
        }

    def _say(self, error):
        return self.env["sale.order"]._sql_error_to_message(error)

    def _differences(self, order, message):
        if not order.has_access("read"):
            return [Problem("reference", "reference_taken", message.reference)]
        return [
            Problem(
                p.path, p.problem, p.found, p.expected, p.line, {**p.detail, "order": order.name}
            )
            for p in differences(self._content_before(order), content(message))
        ]

    def _note_matches(self, problems):
        """Rows for people to choose a product for each line whose product is not clear."""
        matches = self.sudo().match_ids  # sudo: see the class
        kept = {match.index for match in matches}
        matches.create(
            [
                {
                    "message_id": self.id,
                    "index": problem.line - 1,
                    "said": problem.found,
                    "suggested_id": self._suggested(problem).id,
                }
                for problem in problems
                if problem.problem in _UNKNOWN_PRODUCT and problem.line - 1 not in kept
            ]
        )

    def _suggested(self, problem):
        products = self.env["product.product"]
        if not (code := problem.detail.get("suggestion")):
            return products
        company = Domain("company_id", "in", [False, self.company_id.id])
        return products.search(company & Domain("default_code", "=", code), limit=1)

    def _close_earlier(self):
        """Refused messages with the same reference need nobody any more."""
        # sudo: see the class; the order of this reference has just been made
        self.sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("channel", "=", self.channel),
                ("sender", "=", self.sender),
                ("reference", "=", self.reference),
                ("state", "in", _OPEN),
            ]
        ).write({"state": "closed", "order_id": self.order_id.id})

    def _outcome(self, order, reading, message=None):
        return {
            "order": order,
            "created": bool(order and message),
            "confirm": bool(reading.message and reading.message.confirm),
            "reference": reading.reference,
            "message": message,
        }

    def _answer(self, outcome):
        """An outcome as plain values for the sender."""
        order, message = outcome["order"], outcome["message"]
        if not order:
            return {
                "state": "refused",
                "reference": outcome["reference"],
                "message_id": message.id,
                "errors": [
                    {**error, "text": intake_problem(self.env, error)} for error in message.errors
                ],
            }
        return {
            "state": "created" if outcome["created"] else "known",
            "reference": outcome["reference"],
            "order_id": order.id,
            "name": order.name,
            "order_state": order.state,
            "findings": order._intake_findings(),
        }

    @api.model
    def _keep_document(self, order, raw, ordered):
        """Keeps an order document (XML) that ``order`` was made of."""
        # sudo: see the class; the user has just made the order
        self.sudo().create(
            {
                "company_id": order.company_id.id,
                "channel": order.order_channel,
                "reference": order.intake_key,
                "sender": order.intake_sender,
                "state": "done",
                "order_id": order.id,
                "raw": raw[: limits.MAX_BYTES],
                "raw_hash": digest(raw),
                "size": len(raw.encode()),
                "content": ordered,
                "user_id": self.env.uid,
            }
        )

    @api.model
    def _forget(self, company, before, limit):
        """See ``order.retention``: what was written, once its order is not under way."""
        self.flush_model()
        rows = self.env.execute_query(SQL(_FORGET, company.id, before, limit))
        self.invalidate_model(flush=False)
        return len(rows)

    @api.autovacuum
    def _gc_messages(self):
        """Deletes messages without an order once nobody will ask for them."""
        old = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        domain = [("state", "!=", "done"), ("write_date", "<", old)]
        messages = self.search(domain, limit=1000)
        messages.unlink()
        return len(messages), self.search_count(domain, limit=1)
