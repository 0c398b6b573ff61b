from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import hmac

from .. import lookup

_TAKE = """
WITH tried AS (
    SELECT v.key, v.most > COUNT(t.id) AS free
      FROM (VALUES (%(address)s, %(per_address)s), (%(number)s, %(per_number)s)) AS v (key, most)
      LEFT JOIN order_tracking_lookup t ON t.key = v.key AND t.tried_at > %(since)s
     GROUP BY v.key, v.most)
INSERT INTO order_tracking_lookup (key, tried_at)
SELECT key, %(now)s FROM tried WHERE (SELECT BOOL_AND(free) FROM tried)
RETURNING id"""


class OrderTrackingLookup(models.Model):
    """Attempts to look orders up, in the database because all workers share the limit. Rows are
    only added, so that nobody waits; attempts of the same instant do not see each other, which
    lets through as many more as there are workers, once."""

    _name = "order.tracking.lookup"
    _description = "Attempt to Look an Order Up"
    _log_access = False

    key = fields.Char(required=True, readonly=True)
    tried_at = fields.Datetime(required=True, readonly=True, index=True)

    _key_idx = models.Index("(key, tried_at)")

    @api.model
    def _attempt(self, address, number):
        """Counts an attempt; whether it may be made. One query, whatever was tried before.

        :param address: of the reader's network. :param number: that was typed; neither is kept
            in the clear.
        """
        now = fields.Datetime.now()
        values = {
            "address": self._key_of("address", lookup.network(address)),
            "number": self._key_of("number", lookup.clean(number).lstrip("#").strip().upper()),
            "per_address": lookup.PER_ADDRESS,
            "per_number": lookup.PER_NUMBER,
            "since": now - lookup.WINDOW,
            "now": now,
        }
        return bool(self.env.execute_query(SQL(_TAKE, **values)))

    @api.model
    def _key_of(self, kind, text):
        # sudo: the database's secret; addresses of the internet are few enough to be tried out
        return hmac(self.env(su=True), f"order_tracking.lookup.{kind}", text)

    @api.autovacuum
    def _gc_attempts(self, limit=10_000):
        old = self.search(
            [("tried_at", "<", fields.Datetime.now() - lookup.WINDOW)], limit=limit, order="id"
        )
        old.unlink()
        return len(old), len(old) == limit
