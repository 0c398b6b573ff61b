"""The cost of confirming and validating does not grow with the number of orders."""

from unittest.mock import patch

from .common import TrackingCase


class TestQueryCounts(TrackingCase):
    def sync_queries(self, orders):
        """Queries of the addon's own work at the end of a transaction that confirms ``orders``."""
        Order, counted = type(self.env["sale.order"]), []
        sync = Order._tracking_sync_touched

        def counting(model, touched):
            before = model.env.cr.sql_log_count
            sync(model, touched)
            counted.append(model.env.cr.sql_log_count - before)

        with patch.object(Order, "_tracking_sync_touched", counting):
            self.confirm(orders)
        return sum(counted)

    def test_confirm(self):
        self.stock(self.chair, 1000)
        self.order()  # the first order makes the version of the flow
        one = self.sync_queries(self.order(confirm=False))
        many = self.env["sale.order"].concat(*[self.order(confirm=False) for _ in range(20)])
        self.assertLessEqual(one, 12)
        self.assertLessEqual(self.sync_queries(many), one + 1)
