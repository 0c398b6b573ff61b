from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL, float_round

from ..dispatch import Cutoff

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_OWN = SQL(", ").join(SQL.identifier(day) for day in DAYS)


class OrderDispatchCutoff(models.Model):
    """Until when goods must stand ready for a carrier, by the clock of the warehouse."""

    _name = "order.dispatch.cutoff"
    _description = "Carrier Cut-off"
    _inherit = ["order.made"]
    _order = "warehouse_id, carrier_id, hour, id"
    _check_company_auto = True

    warehouse_id = fields.Many2one(
        "stock.warehouse",
        required=True,
        index=True,
        check_company=True,
        ondelete="cascade",
        default=lambda self: self.env.user._get_default_warehouse_id(),
    )
    company_id = fields.Many2one(related="warehouse_id.company_id", store=True, index=True)
    carrier_id = fields.Many2one(
        "delivery.carrier",
        "Delivery Method",
        check_company=True,
        ondelete="cascade",
        help="Empty: every delivery method without a cut-off of its own at this warehouse.",
    )
    hour = fields.Float("Cut-off", required=True, default=16.0, help="Time of the warehouse.")
    tz = fields.Char("Time Zone", compute="_compute_tz")
    monday = fields.Boolean(default=True)
    tuesday = fields.Boolean(default=True)
    wednesday = fields.Boolean(default=True)
    thursday = fields.Boolean(default=True)
    friday = fields.Boolean(default=True)
    saturday = fields.Boolean(default=False)
    sunday = fields.Boolean(default=False)
    active = fields.Boolean(default=True)

    _hour_of_day = models.Constraint(
        "CHECK (hour >= 0 AND hour < 24)", "A cut-off is a time of the day: 0:00 to 23:59."
    )
    _some_day = models.Constraint(
        "CHECK (monday OR tuesday OR wednesday OR thursday OR friday OR saturday OR sunday)",
        "Choose at least one weekday.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        cutoffs = super().create(vals_list)
        cutoffs._watch()
        return cutoffs

    def write(self, vals):
        before = self.warehouse_id
        done = super().write(vals)
        self._watch(before)
        return done

    def unlink(self):
        before = self.warehouse_id
        done = super().unlink()
        self.browse()._watch(before)
        return done

    def _watch(self, also=None):
        """Other times: whether deliveries miss their truck is looked at again."""
        # sudo: whoever may set the times need not see the orders
        (self.warehouse_id | (also or self.warehouse_id)).sudo()._dispatch_watch()

    @api.depends("warehouse_id")
    def _compute_tz(self):
        for cutoff in self:
            cutoff.tz = cutoff.warehouse_id._dispatch_tz()

    @api.depends("warehouse_id.code", "carrier_id.name", "hour")
    def _compute_display_name(self):
        for cutoff in self:
            minute = cutoff._minute(cutoff.hour)
            parts = (cutoff.warehouse_id.code, cutoff.carrier_id.name)
            clock = f"{minute // 60:02d}:{minute % 60:02d}"
            cutoff.display_name = " ".join(filter(None, [*parts, clock]))

    @staticmethod
    def _minute(hour):
        return min(int(float_round(hour * 60, precision_digits=0)), 1439)

    @api.model
    def _of(self, warehouses):
        """Cut-offs by id of the delivery method; a method without own ones has the general ones.

        :param warehouses: one warehouse, maybe none.
        :return: mapping that knows every method, and None.
        """
        return self._of_all(warehouses)[warehouses.id]

    @api.model
    def _of_all(self, warehouses):
        """``{warehouse id: {method id: [dispatch.Cutoff]}}``, see :meth:`_of`; one query."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT warehouse_id, carrier_id, hour, %s FROM order_dispatch_cutoff"
                " WHERE active AND warehouse_id = ANY (%s) ORDER BY hour, id",
                _OWN,
                warehouses.ids,
            )
        )
        found = defaultdict(lambda: defaultdict(list))
        for warehouse, carrier, hour, *days in rows:
            weekdays = frozenset(number for number, on in enumerate(days) if on)
            found[warehouse][carrier].append(Cutoff(weekdays, self._minute(hour)))
        return defaultdict(
            _Table, {warehouse: _Table(by_method) for warehouse, by_method in found.items()}
        )


class _Table(dict):
    """Cut-offs by method; a method without own ones has those of None."""

    def __missing__(self, _method):
        return self.get(None, [])

    def get(self, method, default=()):
        return self[method] if method is not None else super().get(None, default)
