from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import hmac

from .. import lookup

# The oldest attempt that fills a limit: when it is out of the window, another one may be made.
_TAKE = """
WITH limits (key, most) AS (VALUES (%(address)s, %(per_address)s), (%(order)s, %(per_order)s)),
reached AS (
    SELECT t.tried_at FROM limits l CROSS JOIN LATERAL (
        SELECT tried_at FROM order_tracking_lookup
         WHERE key = l.key AND tried_at > %(since)s
         ORDER BY tried_at DESC OFFSET l.most - 1 LIMIT 1) t),
kept AS (
    INSERT INTO order_tracking_lookup (key, tried_at)
    SELECT key, %(now)s FROM limits WHERE NOT EXISTS (SELECT FROM reached))
SELECT MAX(tried_at) FROM reached"""


class OrderTrackingLookup(models.Model):
    """Attempts to look orders up, and what else readers without an account may do only so often;
    in the database because all workers share the limit. Rows are only added, so that nobody
    waits; attempts of the same instant do not see each other, which lets through as many more as
    there are workers, once."""

    _name = "order.tracking.lookup"
    _description = "Attempt to Look an Order Up"
    _log_access = False

    key = fields.Char(required=True, readonly=True)
    tried_at = fields.Datetime(required=True, readonly=True, index=True)

    _key_idx = models.Index("(key, tried_at)")

    @api.model
    def _blocked_until(self, address, number, limit=lookup.LOOKUP, kind=""):
        """Counts an attempt. One query, whatever was tried before.

        :param address: of the reader's network. :param number: of the order; neither is kept in
            the clear.
        :param limit: ``lookup.Limit``. :param kind: of attempts that are counted by themselves.
        :return: None when it may be made; else it is not counted, and this is when the next one
            may be made (naive UTC).
        """
        now, number = fields.Datetime.now(), lookup.clean(number).lstrip("#").strip().upper()
        values = {
            "address": self._key_of(f"{kind}address", lookup.network(address)),
            "order": self._key_of(f"{kind}number", number),
            **limit._asdict(),
            "since": now - lookup.WINDOW,
            "now": now,
        }
        [[reached]] = self.env.execute_query(SQL(_TAKE, **values))
        return reached and reached + lookup.WINDOW

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
