import logging

from odoo import api, fields, models
from odoo.tools import SQL, config

from ..allocation import allocate
from ..allocation_reading import fingerprint, read_book
from ..allocation_writing import write_plan

_logger = logging.getLogger(__name__)
AT_ONCE = 200  # open orders that somebody can wait for
WAITING = 20.0  # seconds for deciding while somebody waits
LEAST, EACH = 60.0, 0.06  # seconds for deciding in the job: at least, and for each open order
SHARE = 0.5  # of the time that Odoo gives a job; reading and writing come on top
CRON = "order_tracking_logistics.ir_cron_allocate"


class OrderAllocation(models.Model):
    """When proposals are made: somebody asks, or the open book is no longer what it was.

    Nothing is noted when stock or promises change: the job reads the open book and compares it
    with what it decided about last, which costs users nothing.
    """

    _inherit = "order.allocation"

    @api.model
    def action_propose(self):
        """Proposals for the user's companies: at once, or for large books within a minute."""
        self.check_access("write")
        # sudo: the whole open book is decided about, whoever asks
        allocations = self.sudo()
        later = [one for one in self.env.companies if not allocations._propose(one, AT_ONCE)]
        if not later:
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        allocations._forget(later)
        self.env.ref(CRON).sudo()._trigger()  # sudo: a job that anybody above may ask for
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("Being worked out. Come back in a few minutes."),
                "type": "info",
            },
        }

    @api.model
    def _propose(self, company, most=None):
        """Makes the proposals of ``company``; False, and nothing done, for more than ``most``
        orders."""
        now = fields.Datetime.now()
        self.env.flush_all()
        reading = read_book(company, now)
        if most and reading and len(reading.book.orders) > most:
            return False
        seconds = min(WAITING, self._seconds(reading)) if most else self._seconds(reading)
        write_plan(company, reading, reading and allocate(reading.book, seconds=seconds), now)
        return True

    @api.model
    def _seconds(self, reading):
        """How long the job may decide about what was read, so that Odoo does not stop it."""
        wanted = max(LEAST, EACH * len(reading.book.orders)) if reading else LEAST
        real = config["limit_time_real_cron"]
        limits = [config["limit_time_real"] if real == -1 else real]
        # workers are stopped by the processor time of a job, too
        limits += [config["limit_time_cpu"]] if config["workers"] else []
        return min([wanted, *(SHARE * limit for limit in limits if limit > 0)])

    @api.model
    def _forget(self, companies):
        """The next job decides anew, whether anything changed or not."""
        for company in companies:
            self._remember(company, None)

    @api.model
    def _remember(self, company, seen):
        # by SQL: writing to a company empties caches of all workers
        query = SQL(
            "UPDATE res_company SET order_allocation_seen = %s WHERE id = %s RETURNING id",
            seen,
            company.id,
        )
        self.env.execute_query(query)
        company.invalidate_recordset(["order_allocation_seen"], flush=False)

    @api.model
    def _cron_allocate(self):
        """Decides anew for companies whose open book has changed, and applies where that is the
        company's policy."""
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search([("order_allocation_mode", "!=", "off")])
        cron._commit_progress(remaining=len(companies))
        for company in companies:
            now = fields.Datetime.now()
            reading = read_book(company, now)
            seen = fingerprint(reading)
            if seen != company.order_allocation_seen:
                seconds = self._seconds(reading)
                plan = reading and allocate(reading.book, seconds=seconds)
                write_plan(company, reading, plan, now)
                self._remember(company, seen)
            cron._commit_progress(1)
            if company.order_allocation_mode == "apply":
                self._apply_all(company)

    @api.model
    def _apply_all(self, company):
        """Applies what changes something, the most urgent first, each on its own."""
        cron = self.env["ir.cron"]
        domain = [("company_id", "=", company.id), ("state", "=", "proposed")]
        todo = self.search([*domain, ("changes", "=", True)], order="due, id")
        for allocation in todo:
            if error := allocation._try_to_apply():
                _logger.info("Not applied: %s", error)
            if not cron._commit_progress():
                return
