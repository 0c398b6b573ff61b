"""The board of a warehouse: what leaves today, what is late, what misses its truck."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC
from zoneinfo import ZoneInfo

from odoo.tools.misc import format_time
from odoo.tools.translate import LazyTranslate

from odoo.addons.order_tracking.presentation.shared import join_moment, say_moment, say_weekday

from ..dispatch import warnings

_lt = LazyTranslate(__name__)
URGENCY = {"late": _lt("Late"), "must": _lt("Must leave"), "can": _lt("Can wait")}
STATE = {
    "picked": _lt("Picked"),
    "fits": _lt("To pick"),
    "over": _lt("Too much for today"),
    "later": _lt("Another day"),
    "waiting": _lt("Waiting for goods"),
}
TODAY = ("picked", "fits", "over")


def board(warehouse, day, proposals, shown, now) -> dict:
    """Everything the board shows, texts in the reader's language, times of the warehouse.

    :param day: ``dispatching.Day``; :param proposals: ``dispatch.Wave``.
    :param shown: stock.picking records (superuser) of the first ones with work left.
    """
    env = warehouse.env
    names = _carriers(env, day)
    local = env(context={**env.context, "tz": day.tz})
    states = Counter(item.state for item in day.planned)
    hot = [item for item in day.planned if item.state != "waiting"]
    return {
        "warehouse": {"id": warehouse.id, "name": warehouse.name, "tz": day.tz},
        "as_of": say_moment(local, now),
        "counts": {
            "today": sum(states[state] for state in TODAY),
            **{state: states[state] for state in STATE},
            "late": sum(item.urgency == "late" for item in hot),
            "must": sum(item.urgency == "must" for item in hot),
        },
        "capacity": _capacity(day, states),
        "warnings": [_say_warning(local, w, names) for w in warnings(day.planned, now)],
        "departures": _departures(local, day, names),
        "waves": [_wave(local, wave, names) for wave in proposals],
        "rows": _rows(local, day, shown, names),
        "more": len(day.planned) - states["picked"] - len(shown),
    }


def wave_name(env, wave, tz) -> str:
    """What a batch is called: “SF Express · 4:00 PM”."""
    local = env(context={**env.context, "tz": tz})
    carrier = env["delivery.carrier"].sudo().browse(wave.carrier or ())
    at = _clock(local, wave.departure)
    return " · ".join(filter(None, [carrier.name or local._("No carrier"), at]))


def departure_key(item) -> str:
    """How the board names a departure; empty where there is no cut-off."""
    return item.departure.isoformat() if item.departure else ""


def _carriers(env, day) -> dict:
    """Names of the delivery methods, and of none."""
    ids = {item.work.carrier for item in day.planned if item.work.carrier}
    # sudo: who fetches goods is no secret in the warehouse
    found = env["delivery.carrier"].sudo().browse(ids)
    return {None: env._("No carrier"), **{carrier.id: carrier.name for carrier in found}}


def _capacity(day, states) -> dict:
    """Deliveries a day: done, picked and still to do, against what the warehouse can."""
    used = day.done + states["picked"]
    planned = used + states["fits"] + states["over"]
    percent = round(100 * planned / day.capacity) if day.capacity else None
    return {
        "done": day.done,
        "used": used,
        "planned": planned,
        "total": day.capacity,
        "percent": percent,
    }


def _say_warning(env, warning, names) -> dict:
    """“14 orders for SF leave by 16:00; 5 not picked.”"""
    values = {
        "count": warning.total,
        "carrier": names[warning.carrier],
        "at": _clock(env, warning.at),
        "open": warning.open_,
        "over": warning.over,
    }
    if warning.over:
        text = env._(
            "%(count)s orders for %(carrier)s leave by %(at)s; %(open)s not picked, %(over)s of "
            "them are more than the warehouse can do today.",
            **values,
        )
    else:
        text = env._(
            "%(count)s orders for %(carrier)s leave by %(at)s; %(open)s not picked.", **values
        )
    return {"text": text, "soon": warning.soon}


def _departures(env, day, names) -> list[dict]:
    """Carriers of today by departure, the next one first."""
    groups = defaultdict(list)
    for item in day.planned:
        if item.state in TODAY:
            groups[item.work.carrier, item.departure].append(item)
    found = []
    for (carrier, departure), items in groups.items():
        states = Counter(item.state for item in items)
        found.append(
            {
                "key": f"{carrier or 0}|{departure_key(items[0])}",
                "carrier_id": carrier or False,
                "departure": departure_key(items[0]),
                "carrier": names[carrier],
                "at": _clock(env, departure),
                "total": len(items),
                "picked": states["picked"],
                "open": states["fits"] + states["over"],
                "over": states["over"],
                "late": sum(item.urgency == "late" for item in items),
                "must": sum(item.urgency == "must" for item in items),
                "ids": [item.work.id for item in items],
            }
        )
    return sorted(found, key=lambda row: (row["departure"] or "9", row["carrier"]))


def _wave(env, wave, names) -> dict:
    return {
        "carrier_id": wave.carrier or False,
        "departure": departure_key(wave),
        "carrier": names[wave.carrier],
        "at": _clock(env, wave.departure),
        "count": len(wave.ids),
        "ids": list(wave.ids),
    }


def _rows(env, day, shown, names) -> list[dict]:
    wanted = set(shown.ids)
    by_id = {item.work.id: item for item in day.planned if item.work.id in wanted}
    return [_row(env, by_id[p.id], p, names, day.tz) for p in shown]


def _row(env, item, picking, names, tz) -> dict:
    leave_by = item.work.leave_by
    return {
        "id": picking.id,
        "name": picking.name,
        "order": picking.sale_id.name or picking.origin or "",
        "customer": picking.partner_id.display_name or "",
        "zone": item.work.zone.replace("/-", ""),
        "carrier": names[item.work.carrier],
        "at": _clock(env, item.departure) if item.state in TODAY else "",
        "leave_by": _moment(env, leave_by) if leave_by else "",
        "urgency": item.urgency,
        "urgency_text": env._(URGENCY[item.urgency]),
        "state": item.state,
        "state_text": _say_state(env, item),
        "priority": bool(item.work.priority),
        "wave": picking.batch_id.name or "",
    }


def _say_state(env, item) -> str:
    if item.state == "later" and item.departure:
        return _day(env, item.departure)
    return env._(STATE[item.state])


def _day(env, instant) -> str:
    """Day in the warehouse, without the year."""
    zone = ZoneInfo(env.context.get("tz") or "UTC")
    return say_weekday(env, instant.replace(tzinfo=UTC).astimezone(zone).date())


def _moment(env, instant) -> str:
    return join_moment(env, _day(env, instant), _clock(env, instant))


def _clock(env, instant) -> str:
    """Time of the day in the warehouse; empty without a cut-off."""
    if not instant:
        return ""
    return format_time(env, instant, tz=env.context.get("tz"), time_format="short")
