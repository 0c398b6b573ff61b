"""From parcels that arrived to what is said about those under way."""

from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.order_tracking_logistics import forecasting
from odoo.addons.order_tracking_logistics.forecast import DayClock, shown

from .common import ShipmentCase

NOW = datetime(2026, 11, 20, 9)
DAY = timedelta(days=1)


class HistoryCase(ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute("DELETE FROM order_lane")
        cls.lanes = cls.env["order.lane"]
        cls.germany, cls.france = cls.env.ref("base.de"), cls.env.ref("base.fr")
        cls.warehouse.partner_id.write({"country_id": cls.germany.id, "zip": "80331"})
        cls.customer.write({"country_id": cls.france.id, "zip": "75 001"})
        cls.env.company.partner_id.tz = "Europe/Berlin"

    def arrived(self, *hours, zones=("DE/-/80", "FR/-/75"), ended=NOW - DAY, **values):
        """Parcels that took so many hours, each on its way for the last of them."""
        number = self.env["order.shipment"].search_count([])
        shipments = self.env["order.shipment"].create(
            [
                {"number": f"OLD{number + n}", "carrier_id": self.carrier.id, **values}
                for n in range(len(hours))
            ]
        )
        self.env.flush_all()
        for shipment, took in zip(shipments, hours, strict=True):
            self.env.cr.execute(
                "UPDATE order_shipment SET status = 'delivered', delivered_at = %s,"
                " shipped_at = %s, create_date = %s, origin_zone = %s, destination_zone = %s"
                " WHERE id = %s",
                [ended, ended - timedelta(hours=took), ended - timedelta(hours=took + 3)]
                + [*zones, shipment.id],
            )
            self.scans(
                shipment, ("in_transit", ended - timedelta(hours=took)), ("delivered", ended)
            )
        self.env.invalidate_all()
        return shipments

    def scans(self, shipment, *told):
        self.env.cr.execute_values(
            "INSERT INTO order_shipment_event (shipment_id, company_id, key, occurred_at,"
            " recorded_at, sequence, summary, direct, code, evidence) VALUES %s",
            [
                (shipment.id, shipment.company_id.id, f"{code}{at}", at, at)
                + (0, False, True, code, "carrier")
                for code, at in told
            ],
        )

    def learn(self, now=NOW):
        forecasting.learn(self.env, ("out_for_delivery", "customs"), now)

    def lane(self, kind="transit", stage="shipped", origin="DE/-/80", **more):
        domain = [("kind", "=", kind), ("stage", "=", stage), ("origin", "=", origin)]
        domain += [(name, "=", value) for name, value in more.items()]
        return self.lanes.search([*domain, ("carrier_id", "=", self.carrier.id)])

    def under_way(self, number="PN0001", since=NOW - DAY, status="in_transit"):
        """An order whose parcel the carrier has, and the parcel."""
        order = self.shipped(number)
        self.receive(self.tracker(number, (status, f"{since.isoformat()}Z", "Scan")))
        return order, self.shipment(number)

    def estimate(self, shipment, now=NOW):
        forecasting.estimate(self.env, shipment.ids, now)


@tagged("-at_install", "post_install")
class TestLearning(HistoryCase):
    def test_circles_around_the_route(self):
        self.arrived(*range(40, 52))
        self.arrived(*range(90, 99), zones=("DE/-/80", "FR/-/69"))
        self.learn()
        self.assertEqual(self.lane().count, 12)
        self.assertEqual(self.lane().values, list(range(40, 52)))
        self.assertFalse(self.lane(destination="FR/-/69"))
        self.assertEqual(self.lane(origin="DE/-").count, 21)
        self.assertEqual(self.lane(origin="DE").count, 21)
        self.assertEqual(self.lane(origin="").count, 21)

    def test_too_few_are_counted_and_give_no_figure(self):
        self.arrived(*range(9))
        self.learn()
        whole = self.lane(origin="")
        self.assertEqual((whole.count, whole.usual_until), (8, 0))  # one took no time at all
        self.assertFalse(self.lane())

    def test_a_large_sample_is_kept_as_the_pure_package_keeps_it(self):
        hours = [20 + (n * 37 % 400) / 10 for n in range(400)]
        self.arrived(*hours)
        self.learn()
        lane, pure = self.lane(), shown(hours)
        self.assertEqual((lane.count, len(lane.values)), (400, len(pure.values)))
        for ours, theirs in zip(lane.values, pure.values, strict=True):
            self.assertAlmostEqual(ours, theirs, delta=0.11)

    def test_the_clock_of_the_database_is_the_pure_one(self):
        """Deliveries a working day later, whatever lies between: Fridays come on Mondays."""
        for day in range(2, 30):
            start = datetime(2026, 10, 1, 9) + timedelta(days=day)
            if start.weekday() < 5:
                end = DayClock(5, "Europe/Berlin").add(start, 24.0 + day / 10)
                self.arrived((end - start).total_seconds() / 3600, ended=end)
        for more in range(3):
            self.arrived(*range(26, 34), ended=datetime(2026, 11, 4 + more, 20))
        self.learn()
        lane = self.lane()
        self.assertEqual((lane.days, lane.count), (5, 44))
        self.assertAlmostEqual(lane.values[0], 24.4, places=2)

    def test_what_is_no_transit_time_does_not_count(self):
        self.arrived(-5, 0, 24 * 61)
        self.arrived(20, ended=NOW - timedelta(days=400))
        self.learn()
        self.assertFalse(self.lane(origin=""))

    def test_statistics_of_yesterday_make_room(self):
        self.arrived(*range(40, 52))
        self.learn(NOW)
        first = self.lane().id
        self.learn(NOW + DAY)
        self.assertEqual((self.lane().id, self.lane().made_at), (first, NOW + DAY))
        self.learn(NOW + timedelta(days=500))
        self.assertFalse(self.lane())

    def test_only_where_parcels_arrived_it_is_learned_again(self):
        self.arrived(*range(40, 52), ended=NOW - 9 * DAY)
        self.arrived(*range(60, 72), ended=NOW - 9 * DAY, zones=("DE/-/80", "FR/-/69"))
        self.learn()
        self.arrived(100, ended=NOW + DAY / 2)
        self.learn(NOW + DAY)
        here, there = self.lane(destination="FR/-/75"), self.lane(destination="FR/-/69")
        self.assertEqual((here.count, here.values[-1], here.made_at), (13, 100, NOW + DAY))
        self.assertEqual((there.count, there.made_at), (12, NOW))
        self.assertEqual(self.lane(origin="").count, 25)
        for days, made in ((2, NOW), (8, NOW + 8 * DAY)):
            self.learn(NOW + days * DAY)
            self.assertEqual(there.made_at, made, "once a week all are")

    def test_what_was_told_late_is_learned(self):
        self.arrived(*range(40, 52), ended=NOW - 9 * DAY)
        self.learn()
        self.arrived(100, ended=NOW - 2 * DAY)
        self.learn(NOW + DAY)
        self.assertEqual(self.lane().count, 13)

    def test_stages_and_gaps(self):
        parcels = self.arrived(*range(40, 52))
        for shipment in parcels:
            self.scans(shipment, ("out_for_delivery", NOW - DAY - timedelta(hours=4)))
        self.learn()
        self.assertEqual(set(self.lane(stage="out_for_delivery").values), {4})
        gaps = self.lane("gap", "in_transit", "DE")
        self.assertEqual((gaps.count, gaps.values[0]), (12, 36))
        self.assertEqual(set(self.lane("gap", "pending", "DE").values), {3})
        self.assertEqual(gaps.rare_hours, 47)

    def test_the_carriers_own_estimates_are_measured(self):
        for n, shipment in enumerate(self.arrived(*range(40, 52))):
            self.scans(shipment, ("customs", NOW - DAY - timedelta(hours=30)))
            self.env.cr.execute("SET session_replication_role = replica")  # past the guard
            self.env.cr.execute(
                "UPDATE order_shipment_event SET eta = %s WHERE shipment_id = %s"
                " AND code = 'customs'",
                [NOW - DAY - timedelta(hours=n), shipment.id],
            )
            self.env.cr.execute("SET session_replication_role = origin")
        self.learn()
        self.assertEqual(self.lane("eta", "shipped", "DE").values, list(range(12)))

    def test_nobody_writes_them(self):
        with self.assertRaises(UserError):
            self.lanes.create({"key": "x"})
        self.arrived(*range(40, 52))
        self.learn()
        with self.assertRaises(UserError):
            self.lane().count = 5
        user = new_test_user(self.env, "lane_reader", groups="order_tracking.group_user")
        self.assertEqual(self.lane().with_user(user).count, 12)
        nobody = new_test_user(self.env, "lane_nobody", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.lanes.with_user(nobody).search([])
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        other = new_test_user(
            self.env,
            "lane_other",
            groups="order_tracking.group_user",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )
        self.assertFalse(self.lanes.with_user(other).search([]))


@tagged("-at_install", "post_install")
class TestEstimates(HistoryCase):
    def test_a_parcel_under_way(self):
        self.arrived(*range(40, 60))
        self.learn()
        _order, shipment = self.under_way()
        self.estimate(shipment)
        self.assertEqual(shipment.origin_zone, "DE/-/80")
        self.assertEqual(shipment.destination_zone, "FR/-/75")
        self.assertEqual((shipment.forecast_basis, shipment.forecast_count), ("lane", 20))
        shipped = NOW - DAY
        self.assertLess(shipped + timedelta(hours=40), shipment.forecast_from)
        self.assertGreater(shipped + timedelta(hours=59), shipment.forecast_until)
        self.assertIn("80% of 20 like it", shipment.forecast_text)
        self.assertEqual(shipment.expected_until, shipment.forecast_until)

    def test_it_moves_on_with_time_and_gives_up_openly(self):
        self.arrived(*range(40, 60))
        self.learn()
        _order, shipment = self.under_way()
        self.estimate(shipment)
        first = shipment.forecast_until
        self.estimate(shipment, NOW + timedelta(hours=24))
        self.assertGreater(shipment.forecast_until, first)
        self.assertEqual(shipment.expected_until, first)
        self.estimate(shipment, NOW + timedelta(hours=34))
        self.assertFalse(shipment.forecast_until)
        self.assertIn("takes longer than nearly all of 20", shipment.forecast_text)

    def test_below_ten_there_is_no_figure(self):
        self.arrived(*range(40, 49))
        self.learn()
        _order, shipment = self.under_way()
        self.assertFalse(shipment.forecast_until or shipment.forecast_basis)
        self.assertEqual(
            shipment.forecast_text,
            "No estimate: 9 like it have arrived so far, 10 are needed.",
        )

    def test_news_bring_it_up_to_date(self):
        self.arrived(*range(40, 60))
        self.learn()
        _order, shipment = self.under_way(since=self.env.cr.now().replace(microsecond=0))
        self.assertTrue(shipment.forecast_until)
        at = self.env.cr.now().replace(microsecond=0)
        self.receive(self.tracker("PN0001", ("delivered", f"{at.isoformat()}Z", "Done")))
        self.assertFalse(shipment.forecast_until or shipment.silent_after)
        self.assertTrue(shipment.expected_until)

    def test_silence(self):
        order = self.shipped("PN0002")
        fresh = self.shipment("PN0002")
        self.assertEqual(fresh.silence_text, "Default in working days: fewer than 10 cases so far.")
        self.assertGreater(fresh.silent_after, fresh.create_date + 2 * DAY)
        self.arrived(*range(40, 60))
        self.learn()
        self.receive(self.tracker("PN0002", ("in_transit", f"{NOW.isoformat()}Z", "Scan")))
        self.assertTrue(order.shipment_ids.silent_after)
        self.estimate(fresh)
        self.assertEqual(fresh.silent_after, fresh.last_event_at + timedelta(hours=59))
        self.assertEqual(fresh.silent_count, 20)

    def test_queries_do_not_grow_with_the_parcels(self):
        self.arrived(*range(40, 60))
        self.learn()
        orders = [self.under_way(f"PN{n:04}")[1] for n in range(4)]
        counts = []
        for some in (orders[:1], orders):
            before = self.env.cr.sql_log_count
            forecasting.estimate(self.env, [s.id for s in some], NOW)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_how_forecasts_fared_is_measured(self):
        parcels = self.arrived(*range(40, 60))
        self.env.cr.execute(
            "UPDATE order_shipment SET expected_from = delivered_at - interval '1 hour',"
            " expected_until = delivered_at + (row - 5) * interval '1 hour'"
            " FROM unnest(%s) WITH ORDINALITY AS t (id, row) WHERE order_shipment.id = t.id",
            [parcels.ids],
        )
        self.learn()
        kept = self.lanes.search([("kind", "=", "kept")])
        self.assertEqual((kept.values, kept.count, kept.share), ([16], 20, 0.8))


@tagged("-at_install", "post_install")
class TestJob(HistoryCase):
    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("order_tracking_logistics.ir_cron_forecast").method_direct_trigger()
        self.env.invalidate_all()

    def test_the_first_run_learns_the_next_ones_move_on(self):
        now = self.env.cr.now().replace(microsecond=0)
        self.arrived(*range(40, 60), ended=now - DAY)
        _order, shipment = self.under_way(since=now - timedelta(hours=10))
        self.assertFalse(shipment.forecast_until)
        self.run_job()
        self.assertTrue(shipment.forecast_until)
        made = self.lane().made_at
        self.env.cr.execute(
            "UPDATE order_shipment SET forecast_until = %s WHERE id = %s", [now - DAY, shipment.id]
        )
        self.run_job()
        self.assertGreater(shipment.forecast_until, now)
        self.assertEqual(self.lane().made_at, made)
