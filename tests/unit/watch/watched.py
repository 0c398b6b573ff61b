"""Orders as short as can be. Instants are hours after a Monday morning."""

from datetime import datetime, timedelta

from watch import Order, Stage

START = datetime(2026, 11, 2, 8)
ORDER = 7


class AllHours:
    """Working time in which every hour counts."""

    def add(self, start, hours):
        return start + timedelta(hours=hours)


class Weekdays:
    """Monday to Friday, all day: what is left over on Friday night goes on on Monday."""

    def add(self, start, hours):
        at, left = start, timedelta(hours=hours)
        while left > timedelta(0):
            midnight = at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
            if at.weekday() < 5:
                step = min(midnight - at, left)
                at, left = at + step, left - step
            else:
                at = midnight
        return at


def at(hours):
    return START + timedelta(hours=hours)


def stages(current="left_warehouse", promised=30, **changes):
    """Reserved 4, left 8, delivered 24, invoiced 48 hours after the start; ``current`` is open."""
    rows = []
    state = "reached"
    for key, (trigger, lead, planned) in enumerate(
        (
            ("order_confirmed", 0, 0),
            ("stock_reserved", 4, 4),
            ("left_warehouse", 4, 8),
            ("delivered", 16, 24),
            ("invoiced", 24, 48),
        )
    ):
        if trigger == current:
            state = "current"
        values = {
            "key": key,
            "trigger": trigger,
            "state": state,
            "planned_at": at(planned),
            "promised_at": at(promised) if trigger == "delivered" and promised else None,
            "started_at": at(planned - lead) if state == "current" else None,
            "lead_hours": lead,
        }
        rows.append(Stage(**values | (changes if trigger == current else {})))
        state = "pending" if state == "current" else state
    return tuple(rows)


def order(
    current="left_warehouse",
    state="running",
    promised=30,
    followed=True,
    expected_at=None,
    **changes,
):
    return Order(ORDER, state, stages(current, promised, **changes), followed, expected_at)


def clock_of(_team):
    return AllHours()


def patient(_kind):
    return 2.0


def strict(_kind):
    return 0.0
