import json

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, split_every

from ..presentation import findings
from .order_verification_rule import SEVERITIES

_COLUMNS = (
    "order_id",
    "rule",
    "problem",
    "field_name",
    "line_key",
    "line_id",
    "company_id",
    "rule_id",
    "severity",
    "values",
    "fix",
    "state",
    "found_at",
    "overridden",
    "missed",
)
_KEY = _COLUMNS[:5]
_FIX = ("model", "record", "field", "old", "value")
_CHANGING = ("line_id", "rule_id", "severity", "values", "fix", "state")
_UPSERT = """
INSERT INTO order_verification_issue ({columns}) VALUES %s
ON CONFLICT ({key}) DO UPDATE SET ({changing}) = ROW ({new})
RETURNING id, order_id
""".format(
    columns=", ".join(f'"{name}"' for name in _COLUMNS),
    key=", ".join(_KEY),
    changing=", ".join(f'"{name}"' for name in _CHANGING),
    new=", ".join(f'EXCLUDED."{name}"' for name in _CHANGING),
)
# What a fix may touch, and from which record of the order it is reached.
_FIXABLE = {
    "sale.order": lambda order: order,
    "sale.order.line": lambda order: order.order_line,
    "res.partner": lambda order: (
        order.partner_id | order.partner_invoice_id | order.partner_shipping_id
    ),
}
MISSED = "missed"  # the problem of an issue that the rule should have made
OVERRIDERS = ("order_tracking.group_manager", "sales_team.group_sale_manager")


class OrderVerificationIssue(models.Model):
    """What a rule found on an order; the same finding again is the same issue."""

    _name = "order.verification.issue"
    _description = "Verification Issue"
    _order = "order_id desc, id"
    _log_access = False

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    line_id = fields.Many2one(
        "sale.order.line",
        "Order Line",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    line_key = fields.Integer(readonly=True, help="Id of the line, also when it is gone.")
    rule = fields.Char("Rule Code", required=True, readonly=True)
    rule_id = fields.Many2one(
        "order.verification.rule", readonly=True, ondelete="set null", index="btree_not_null"
    )
    problem = fields.Char(required=True, readonly=True)
    field_name = fields.Char(required=True, readonly=True)
    severity = fields.Selection(SEVERITIES[1:], required=True, readonly=True)
    values = fields.Json(readonly=True)
    fix = fields.Json(readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("fixed", "Fixed"), ("overridden", "Overridden"), ("gone", "Gone")],
        required=True,
        readonly=True,
        default="open",
    )
    found_at = fields.Datetime("Found", readonly=True)
    overridden = fields.Boolean("Was Overridden", readonly=True)
    override_reason = fields.Char(readonly=True)
    decided_by = fields.Many2one("res.users", "By", readonly=True)
    decided_at = fields.Datetime("On", readonly=True)
    missed = fields.Boolean(
        readonly=True, help="A later complaint or correction showed what the rule did not find."
    )
    note = fields.Char(readonly=True)
    title = fields.Char("Check", compute="_compute_text")
    place = fields.Char("Where", compute="_compute_text")
    text = fields.Char("What Is Wrong", compute="_compute_text")
    fix_text = fields.Char("Correction", compute="_compute_text")
    can_fix = fields.Boolean(compute="_compute_rights")
    can_undo = fields.Boolean(compute="_compute_rights")
    can_override = fields.Boolean(compute="_compute_rights")
    can_offer = fields.Boolean(compute="_compute_rights")
    partner_id = fields.Many2one(related="order_id.partner_id")
    salesperson_id = fields.Many2one(related="order_id.user_id", string="Salesperson")

    _same_uniq = models.UniqueIndex("(order_id, rule, problem, field_name, line_key)")
    _open_idx = models.Index("(id) WHERE state = 'open'")

    @api.depends("problem", "values", "fix", "line_id", "note")
    @api.depends_context("lang", "tz")
    def _compute_text(self):
        for issue in self:
            issue.title = findings.title(self.env, issue.rule)
            issue.place = findings.place(issue)
            issue.text = findings.sentence(issue)
            issue.fix_text = findings.fix_sentence(issue)

    @api.depends("state", "severity", "fix", "order_id.state")
    @api.depends_context("uid")
    def _compute_rights(self):
        override = self._may_override()
        for issue in self:
            quotation = issue.order_id.state in ("draft", "sent")
            writable = quotation and issue.order_id.has_access("write")
            standing = quotation and issue.state == "open"
            fixable = writable and issue.fix and issue._may_fix()
            issue.can_fix = bool(fixable and standing)
            issue.can_undo = bool(fixable and issue.state == "fixed")
            issue.can_override = override and standing and issue.severity == "block"
            issue.can_offer = bool(writable and standing and findings.is_shortage(issue.rule))

    @api.depends("order_id.name", "rule")
    def _compute_display_name(self):
        for issue in self:
            title = findings.title(self.env, issue.rule)
            issue.display_name = f"{issue.order_id.name} – {title}"

    # ------------------------------------------------------------------ what was found

    @api.model
    def _record(self, found, companies, rules):
        """Keeps what was found: one issue per finding, however often it is found.

        A finding that is gone closes its issue. A fixed one that is found again is open again,
        an overridden one only when the value that was found is another. Two or three queries
        for any number of orders.

        :param found: ``{order id: [Finding]}``, with an empty list where nothing was found.
        :param companies: company id by order id.
        :param rules: ``{order id: {rule code: id of the deciding record}}``.
        :return: ``{order id: [(issue id, severity)]}`` of the issues that are open now.
        """
        known = self._known(found)
        now, rows, standing = fields.Datetime.now(), [], {order: [] for order in found}
        for order, findings_ in found.items():
            for finding in {f.key: f for f in findings_}.values():
                old = known.get(order, {}).pop(_key(finding), None)
                row = _row(order, companies[order], rules[order], finding, old, now)
                if old and _unchanged(old, row):
                    if old["state"] == "open":
                        standing[order].append((old["id"], finding.severity))
                else:
                    rows.append(row)
        self._close([old for rest in known.values() for old in rest.values()])
        for issue, order, severity, state in self._upsert(rows):
            if state == "open":
                standing[order].append((issue, severity))
        return standing

    @api.model
    def _known(self, orders):
        """Issues of orders as dictionaries, by order id and key."""
        self.flush_model()
        known = {}
        query = SQL(
            "SELECT id, order_id, rule, problem, field_name, line_key, rule_id, severity,"
            ' "values", fix, state FROM order_verification_issue'
            " WHERE order_id IN %s AND NOT missed",
            tuple(orders),
        )
        for row in self.env.execute_query_dict(query):
            key = (row["rule"], row["problem"], row["field_name"], row["line_key"])
            known.setdefault(row["order_id"], {})[key] = row
        return known

    @api.model
    def _close(self, rows):
        """Open issues whose finding is gone; what was fixed or overridden is remembered."""
        ids = [row["id"] for row in rows if row["state"] == "open"]
        if ids:
            self.env.execute_query(
                SQL(
                    "UPDATE order_verification_issue SET state = 'gone'"
                    " WHERE id IN %s RETURNING id",
                    tuple(ids),
                )
            )
            self.invalidate_model(flush=False)

    @api.model
    def _upsert(self, rows):
        """Writes rows in the order of ``_COLUMNS``; ``(id, order id, severity, state)`` each."""
        if not rows:
            return []
        done = []
        for part in split_every(1000, rows):
            ids = self.env.cr.execute_values(_UPSERT, part, page_size=1000, fetch=True)
            done += [
                (issue, order, row[_COLUMNS.index("severity")], row[_COLUMNS.index("state")])
                for (issue, order), row in zip(ids, part, strict=True)
            ]
        self.invalidate_model(flush=False)
        return done

    @api.model
    def _record_miss(self, order, rule, note):
        """The issue that a rule should have made; see ``sale.order._verification_missed``."""
        known = self.search([("order_id", "=", order.id), ("rule", "=", rule)])
        if found := known.filtered(lambda issue: not issue.missed):
            found.note = note  # the rule did find it; people decided otherwise
            return found
        if known:
            known.note = note
            return known
        deciding = self.env["order.verification.rule"]._settings(
            order.company_id.id, order.team_id.id, order._verification_channel()
        )[1]
        return self.create(
            {
                "order_id": order.id,
                "company_id": order.company_id.id,
                "rule": rule,
                "rule_id": deciding.get(rule),
                "problem": MISSED,
                "field_name": "",
                "severity": "note",
                "state": "gone",
                "found_at": fields.Datetime.now(),
                "missed": True,
                "note": note,
            }
        )

    # ------------------------------------------------------------------ what staff do about it

    def _may_override(self):
        return self.env.su or any(self.env.user.has_group(group) for group in OVERRIDERS)

    def action_override(self):
        """Opens the dialog that asks for the reason."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Override"),
            "res_model": "order.verification.override",
            "view_mode": "form",
            "target": "new",
            "context": {"default_issue_id": self.id},
        }

    def _override(self, reason):
        """Lets the order pass in spite of this finding, as long as what was found stays.

        :raise UserError: no reason, or not something that may be overridden.
        """
        self.ensure_one()
        self.check_access("read")
        if not self._may_override():
            raise AccessError(
                self.env._(
                    "Only sales managers and managers of order tracking may override what stops "
                    "an order. Ask one of them, or correct the order."
                )
            )
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give a reason: it is kept with the order."))
        if self.state != "open" or self.severity != "block":
            raise UserError(
                self.env._("Only an open finding that stops the order can be overridden.")
            )
        self._decide("overridden", override_reason=reason, overridden=True)
        self._log(self.env._("Overridden: %(finding)s", finding=self.text), reason)
        self.order_id._verify()

    def action_fix(self):
        """Makes the correction that the finding offers."""
        for issue in self:
            if issue.state != "open" or not issue.fix:
                raise UserError(issue.env._("There is nothing to fix here any more. Check again."))
            issue._write_fix(issue.fix["old"], issue.fix["value"])
            issue._decide("fixed")
            issue._log(issue.env._("Fixed: %(fix)s", fix=issue.fix_text))
        self.order_id._verify()
        return True

    def action_undo(self):
        """Takes the correction back."""
        for issue in self:
            if issue.state != "fixed":
                raise UserError(issue.env._("There is no fix to undo here."))
            issue._write_fix(issue.fix["value"], issue.fix["old"])
            issue._decide("gone")
            issue._log(issue.env._("Undone: %(fix)s", fix=issue.fix_text))
        self.order_id._verify()
        return True

    def _write_fix(self, old, value):
        """Writes ``value`` with the rights of the reader, if the record still says ``old``."""
        record, field = self._fix_target(), self.fix["field"]
        record.lock_for_update()
        record.invalidate_recordset([field])
        present = findings.plain(record, field)
        if present != (old or False):
            raise UserError(
                self.env._(
                    "“%(field)s” has been changed meanwhile and is now “%(present)s”. "
                    "Nothing was written: check the order again.",
                    field=findings.field_label(record, field),
                    present=present or "",
                )
            )
        record[field] = value

    def _may_fix(self):
        """Whether the reader may write what the fix corrects: not each salesperson may contacts."""
        reach = _FIXABLE.get(self.fix["model"])
        return bool(reach) and reach(self.order_id).has_access("write")

    def _fix_target(self):
        """The record to correct: the order itself or one that belongs to it."""
        order = self.order_id
        order.check_access("write")
        reach = _FIXABLE.get(self.fix["model"])
        record = reach(order).filtered(lambda r: r.id == self.fix["record"]) if reach else None
        if not record or order.state not in ("draft", "sent"):
            raise UserError(self.env._("This can no longer be changed here. Check again."))
        return record

    def _decide(self, state, **values):
        # sudo: users only read issues; the rights to decide are checked by the callers
        self.sudo().write(
            {
                "state": state,
                "decided_by": self.env.uid,
                "decided_at": fields.Datetime.now(),
                **values,
            }
        )

    def _log(self, text, reason=""):
        # sudo: whoever may decide may also say so on the order
        body = f"{text} ({reason})" if reason else text
        self.order_id.sudo().message_post(body=body, author_id=self.env.user.partner_id.id)

    def action_offer(self):
        """Opens what can be done about goods that are not there in time."""
        self.ensure_one()
        return self.order_id.action_verification_offer()

    def action_open_order(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "view_mode": "form",
        }


def _key(finding):
    return finding.rule, finding.problem, finding.field, finding.line or 0


def _row(order, company, rules, finding, old, now):
    """A row in the order of ``_COLUMNS``."""
    values = _json(
        {"found": finding.found, "expected": finding.expected, "detail": dict(finding.detail)}
    )
    fix = finding.fix and _json({name: getattr(finding.fix, name) for name in _FIX})
    before = old and old["values"] or {}  # erased with the customer's data: judged anew
    held = before and old["state"] == "overridden" and before["found"] == values["found"]
    return (
        *(order, *_key(finding), finding.line, company, rules.get(finding.rule)),
        *(finding.severity, Json(values), Json(fix) if fix else None),
        *("overridden" if held else "open", now, False, False),
    )


def _json(value):
    """As the database gives it back."""
    return json.loads(json.dumps(value, default=str))


def _unchanged(old, row):
    new = dict(zip(_COLUMNS, row, strict=True))
    return all(old[name] == _plain(new[name]) for name in _CHANGING if name != "line_id")


def _plain(value):
    return value.adapted if isinstance(value, Json) else value
