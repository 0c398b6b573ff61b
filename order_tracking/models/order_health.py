import hashlib
import logging
import secrets

from odoo import api, fields, models
from odoo.tools import consteq

from .. import health, health_reading, presentation

_logger = logging.getLogger(__name__)
KEY = "order_tracking.health_key"  # system parameter: SHA-256 of the key that monitoring sends
PATIENCE = "5s"  # for one query: a page that tells of trouble must not add to it


class OrderHealth(models.TransientModel):
    """How well everything runs, for a manager's page and for monitoring.

    Counts of all companies: nothing in it tells of an order, a customer or an account. An addon
    adds its lines in :meth:`_readers` and their words in :meth:`_words`.
    """

    _name = "order.health"
    _description = "Health"

    checked_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    level = fields.Selection(selection="_levels", readonly=True)
    line_ids = fields.One2many("order.health.line", "health_id", readonly=True)

    @api.model
    def _levels(self):
        return [
            (health.OK, self.env._("Good")),
            (health.WARN, self.env._("Look After It")),
            (health.FAIL, self.env._("Does Not Work")),
        ]

    def _compute_display_name(self):
        self.display_name = self.env._("Health")

    # ------------------------------------------------------------------ hooks

    @api.model
    def _addons(self):
        """Names of the addons whose scheduled actions and tables are looked after."""
        return ["order_tracking"]

    @api.model
    def _readers(self):
        """``{code: function that reads its line}``, in the order of the page."""
        return {
            "jobs": lambda: health_reading.read_jobs(self.env, self._addons()),
            "receipts": lambda: health_reading.read_receipts(self.env),
            "mails": lambda: health_reading.read_mails(self.env),
            "looking": lambda: health_reading.read_looking(self.env),
            "replica": lambda: health_reading.read_replica(self.env),
            "growth": lambda: health_reading.read_journal(self.env, self._tables()),
        }

    @api.model
    def _words(self):
        """Names by code, sentences by code and reason: as ``presentation.health_words``."""
        return presentation.HEALTH_NAMES, presentation.HEALTH_SENTENCES

    # ------------------------------------------------------------------ reading

    @api.model
    def _tables(self):
        addons = set(self._addons())
        models_ = (self.env[name] for name in self.env)
        return [m._table for m in models_ if m._original_module in addons and m._auto]

    @api.model
    def _lines(self):
        """All lines (superuser). One that cannot be read says so, and hides no other."""
        self.env.flush_all()
        return [self._line(code, read) for code, read in self._readers().items()]

    @api.model
    def _line(self, code, read):
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute("SELECT set_config('statement_timeout', %s, true)", [PATIENCE])
                line = read()
                self.env.cr.execute("SET LOCAL statement_timeout TO DEFAULT")
                return line
        except Exception:  # pylint: disable=broad-except
            _logger.exception("The health of %s cannot be read", code)
            return health.unreadable(code)

    # ------------------------------------------------------------------ for monitoring

    @api.model
    def _may_read(self, key):
        """Whether whoever asks may know: a manager, or who sends the key.

        :param key: as it was sent, or None.
        """
        if self.env.user.has_group("order_tracking.group_manager"):
            return True
        # sudo: compared with what nobody who asks may read
        known = self.env["ir.config_parameter"].sudo().get_param(KEY) or ""
        return bool(known) and consteq(_hashed(key or ""), known)

    @api.model
    def _report(self):
        """What monitoring reads, in the language of the context.

        :return: ``{"status", "checked_at" (ISO, UTC), "lines": [{"code", "name", "status",
            "reason", "text", "todo", "figures"}]}``
        """
        lines = self.sudo()._lines()  # sudo: after the check of who asks; only counts are told
        return {
            "status": health.worst(line.level for line in lines),
            "checked_at": fields.Datetime.now().isoformat() + "Z",
            "lines": [self._told(line) for line in lines],
        }

    @api.model
    def _told(self, line):
        name, text, todo = presentation.say_health(self.env, line, *self._words())
        told = {"code": line.code, "name": name, "status": line.level, "reason": line.reason}
        return {**told, "text": text, "todo": todo, "figures": dict(line.figures)}

    # ------------------------------------------------------------------ the page

    @api.model
    def action_open(self):
        """The page, as of now."""
        self.check_access("create")
        report = self._report()
        lines = [
            fields.Command.create(
                {name: told[name] for name in ("code", "name", "text", "todo")}
                | {"level": told["status"]}
            )
            for told in report["lines"]
        ]
        page = self.create({"level": report["status"], "line_ids": lines})
        return page._shown()

    def action_new_key(self):
        """Makes the key that monitoring sends; it is shown now and never again, and the one
        before stops working."""
        self.check_access("write")
        key = secrets.token_urlsafe(32)
        # sudo: managers of orders may not see system parameters; this one is theirs
        self.env["ir.config_parameter"].sudo().set_param(KEY, _hashed(key))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Copy this key now: it is not shown again"),
                "message": key,
                "type": "warning",
                "sticky": True,
            },
        }

    def _shown(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Health"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
        }


def _hashed(key):
    return hashlib.sha256(key.encode()).hexdigest()
