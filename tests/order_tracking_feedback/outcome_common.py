"""Builders for tests of outcomes: real orders, counted."""

from datetime import timedelta

from .common import FeedbackCase


class OutcomeCase(FeedbackCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.partner_id.tz = "Europe/Berlin"

    def refresh(self, *orders, now=None):
        self.sync()
        ids = [number for order in orders for number in order.ids]
        return self.env["order.outcome"]._refresh(ids, now)

    def outcome(self, order):
        """What is known of the order now, counted."""
        self.refresh(order)
        return self.known(order)

    def known(self, order):
        known = [("order_id", "=", order.id), ("known_until", "=", False)]
        return self.env["order.outcome"].search(known)

    def parts(self, order, kind):
        return self.known(order).part_ids.filtered(lambda part: part.kind == kind)

    def rows(self, orders):
        """Everything that is stored of these orders, but for what tells versions apart."""
        outcomes = self.env["order.outcome"].search([("order_id", "in", orders.ids)])
        own = {"id", "known_from", "known_until", "part_ids"}
        found = [(o.order_id.id, *_values(o, own), _cases(o.part_ids)) for o in outcomes]
        return sorted(found, key=str)

    def backdate(self, order, **shifts):
        """Stages of the order are reached so many hours after it was placed: as the journal and
        the plan would say had it happened then."""
        start = order.date_order
        for trigger, (since, until) in shifts.items():
            milestone = self.milestone(order, trigger)
            self.env.cr.execute(
                "UPDATE order_tracking_milestone SET state = 'reached', started_at = %s,"
                " reached_at = %s WHERE id = %s",
                [start + timedelta(hours=since), start + timedelta(hours=until), milestone.id],
            )
        self.env.invalidate_all()


def _values(record, but):
    names = sorted(set(record._fields) - but)
    return [record[name] for name in names if record._fields[name].store]


def _cases(parts):
    return sorted((_values(part, {"id", "outcome_id"}) for part in parts), key=str)
