"""(l) Feedback: its lists, its figures and the customer's pages as what was said grows.

So many feedbacks in one database, four to an order, with their acceptances and requests: what is
in hand stays the same at each size, as an older company has more history and not more time.
Everything is filled in by SQL. Each thing is done a few times and rolled back; elapsed time (the
median), CPU time with PostgreSQL's, each with its ratio to the smallest size, and queries. The
ratio of CPU time is what holds on a busy machine.
Usage: ``python bench_feedback.py CONFIG [sizes]``.
"""

from __future__ import annotations

import sys
import time

from common import ADDON, Figure, database, measured  # isort: skip  (first: it starts Odoo)
import populate
from screens import specification

SIZES = (10_000, 1_000_000)
RUNS = 5
GOAL = 1.2
_OF_ORDER = "%(far)s + n - (n - 1) %% 4"
_AGO = "now() AT TIME ZONE 'UTC' - interval '1 hour' - n * interval '1 year' / 1100000"
_FEEDBACK = f"""
INSERT INTO order_feedback (order_id, partner_id, company_id, channel, product_score,
    delivery_score, service_score, nps, nps_points, nps_told, mood, text, lang, told_at, active,
    key)
SELECT {_OF_ORDER}, %(partner)s, 1, (ARRAY['page', 'mail', 'phone', 'survey'])[1 + n %% 4],
       CASE WHEN n %% 5 > 0 THEN 1 + (n * 7) %% 5 END,
       CASE WHEN n %% 3 > 0 THEN 1 + (n * 11) %% 5 END,
       CASE WHEN n %% 4 > 0 THEN 1 + (n * 13) %% 5 END,
       CASE WHEN n %% 2 > 0 THEN n %% 11 END,
       CASE WHEN n %% 2 > 0 THEN 100 * ((n %% 11 >= 9)::int - (n %% 11 <= 6)::int) END,
       n %% 2 > 0, (ARRAY['happy', 'mixed', 'unhappy'])[1 + n %% 3],
       'The chairs are good, the driver was late. ' || n, 'en_US', {_AGO}, TRUE, 'h' || n
  FROM generate_series(%(start)s, %(end)s) n"""
_ACCEPTANCES = f"""
INSERT INTO order_acceptance (order_id, company_id, state, answered_by, arrived_at, due_at,
    answered_at)
SELECT %(far)s + n, 1, CASE WHEN n <= 400 THEN 'open' ELSE 'accepted' END,
       CASE WHEN n > 400 THEN 'customer' END, {_AGO}, {_AGO}, CASE WHEN n > 400 THEN {_AGO} END
  FROM generate_series(%(start)s, %(end)s, 4) n"""
_REQUESTS = f"""
INSERT INTO order_feedback_request (order_id, company_id, partner_id, kind, state, due_at, send_at,
    asked_at, secret, attempts)
SELECT %(far)s + n, 1, %(partner)s, 'order', CASE WHEN n <= 400 THEN 'waiting' ELSE 'answered' END,
       {_AGO}, CASE WHEN n <= 400 THEN {_AGO} END, CASE WHEN n > 400 THEN {_AGO} END, 's' || n, 0
  FROM generate_series(%(start)s, %(end)s, 4) n"""
# One order in a hundred is the salesperson's.
_SELLERS = """
UPDATE sale_order SET user_id = CASE WHEN (id - %(far)s) %% 400 = 1 THEN %(seller)s ELSE 2 END
 WHERE id BETWEEN %(far)s + %(start)s AND %(far)s + %(end)s"""

_SOLD = """
UPDATE order_feedback f SET salesperson_id = o.user_id FROM sale_order o
 WHERE o.id = f.order_id AND o.id BETWEEN %(far)s + %(start)s AND %(far)s + %(end)s"""


def prepare() -> dict[str, int]:
    """Ids of two real orders of which one waits for an answer, of two people, of a partner."""
    with database(ADDON, commit=True) as env:
        env["res.company"].search([]).order_feedback_delay = 3
        waiting, told = delivered(env), delivered(env)
        waiting._portal_ensure_token()
        everything = {"acceptance": str(told.acceptance_ids.id), "everything": "1"}
        answer(env, "_acceptance_answer", told, everything, {})
        answer(env, "_feedback_answer", told, {"product": "4", "text": "Fine"})
        everybody = "order_tracking.group_manager", "sales_team.group_sale_salesman_all_leads"
        return {
            "waiting": waiting.id,
            "told": told.id,
            "manager": person(env, "manager", *everybody).id,
            "seller": person(env, "seller", "sales_team.group_sale_salesman").id,
            "partner": told.partner_id.id,
        }


def person(env, login, *groups):
    ids = [env.ref(name).id for name in groups]
    return env["res.users"].create({"name": login, "login": f"b_{login}", "group_ids": ids})


def delivered(env):
    """A real order whose goods have arrived."""
    order = populate.real_order(env)
    for picking in order.picking_ids:
        picking.move_ids.write({"quantity": 10, "picked": True})
        picking.button_validate()
    env.cr.flush()
    stage = order.milestone_ids.stage_id.filtered(lambda one: one.trigger == "delivered")
    order._tracking_mark(stage)
    env.cr.flush()
    env["order.tracking.watch"]._look(order.ids)
    env.cr.flush()
    env.invalidate_all()
    return order


def answer(env, method, order, sent, *more):
    public = env["sale.order"].with_user(env.ref("base.public_user"))
    sent = {"access_token": order._portal_ensure_token(), **sent}
    if getattr(public, method)(order.id, sent, *more, trusted=False) is not None:
        raise ValueError(f"{method} was refused.")


def fill(size: int, ids: dict[str, int]) -> None:
    """Fills up to ``size`` feedbacks."""
    with database(ADDON, commit=True) as env:
        env.cr.execute("SELECT count(*) FROM order_feedback WHERE key LIKE 'h%'")
        start = env.cr.fetchone()[0] + 1
        populate.over(env, start, size)
        env.cr.execute("SET LOCAL session_replication_role = replica")
        values = {"far": populate.FAR, "start": start, "end": size, **ids}
        for query in (_FEEDBACK, _ACCEPTANCES, _REQUESTS, _SELLERS, _SOLD):
            env.cr.execute(query, values)
    with database(ADDON) as env:
        env.cr.execute("ANALYZE")
        env.cr.commit()


def screens(env) -> dict:
    """What staff open, as the web client asks for it."""
    feedback, figures = env["order.feedback"], env["order.feedback.figures"]
    rows = specification(feedback, "list")
    recent = [("told_at", ">=", "-90d")]
    form, one = specification(feedback, "form"), feedback.search([], limit=1)
    quarter = figures.new({"by": "channel"})
    ever = figures.new({"date_from": "2000-01-01", "date_to": "2100-01-01", "by": "month"})
    found = {"list, page 10": lambda: listed(feedback, rows, offset=720)}
    for name, domain in (
        ("list", []),
        ("list, last 90 days", recent),
        ("list, unhappy", [("mood", "=", "unhappy")]),
        ("list, without an order", [("order_id", "=", False)]),
    ):
        found[name] = lambda domain=domain: listed(feedback, rows, domain)
    return {
        **found,
        "form": lambda: one.web_read(form),
        "acceptances waiting": lambda: listed(
            env["order.acceptance"],
            specification(env["order.acceptance"], "list"),
            [("state", "=", "open")],
        ),
        "satisfaction, 90 days": quarter._counts,
        "satisfaction, ever": ever._counts,
    }


def sellers(env) -> dict:
    """The list of somebody who may see one order in a hundred."""
    feedback = env["order.feedback"]
    rows = specification(feedback, "list")
    return {"list of a salesperson": lambda: listed(feedback, rows)}


def listed(records, rows, domain=(), offset=0):
    return records.web_search_read(list(domain), rows, offset=offset, limit=80, count_limit=10001)


def pages(env, ids) -> dict:
    """What customers open, and the requests that the job finds."""
    public = env["sale.order"].with_user(env.ref("base.public_user"))
    keys = {name: env["sale.order"].browse(ids[name]).access_token for name in ("waiting", "told")}
    due = [("send_at", "<=", "now")]
    return {
        "page: acceptance": lambda: public._acceptance_page(ids["waiting"], keys["waiting"]),
        "page: feedback": lambda: public._feedback_page(ids["told"], keys["told"]),
        "page: complaints": lambda: public._complaint_page(ids["told"], keys["told"], new=True),
        "page: returns": lambda: public._return_page(ids["told"], keys["told"]),
        "page: the order": lambda: public._tracking_page(ids["told"], keys["told"]),
        "requests due": lambda: env["order.feedback.request"].search(due, order="send_at, id"),
    }


def look(ids: dict[str, int]) -> dict[str, tuple[list, Figure]]:
    """Seconds, and figure of CPU time and queries, of each thing."""
    found: dict[str, tuple[list, Figure]] = {}
    for run in range(-1, RUNS):  # the first warms up
        for make in (
            lambda env: screens(env(user=ids["manager"], su=False)),
            lambda env: sellers(env(user=ids["seller"], su=False)),
            lambda env: pages(env, ids),
        ):
            with database(ADDON) as env:
                for name, action in make(env).items():
                    elapsed, figure = found.setdefault(name, ([], Figure(name)))
                    _once(env, action, elapsed, figure)
        if run < 0:
            found.clear()
    return found


def _once(env, action, elapsed, figure) -> None:
    env.invalidate_all()
    started = time.perf_counter()
    with measured(figure, env.cr, database=True):
        action()
    elapsed.append(time.perf_counter() - started)


def main() -> None:
    sizes = [int(size) for size in sys.argv[2:]] or list(SIZES)
    ids, first = prepare(), {}
    for size in sizes:
        started = time.perf_counter()
        fill(size, ids)
        print(f"== {size} feedbacks (filled in {time.perf_counter() - started:.0f} s)", flush=True)
        for name, (elapsed, figure) in look(ids).items():
            seconds, cpu = sorted(elapsed)[RUNS // 2], figure.median
            before = first.setdefault(name, (seconds, cpu))
            growth = cpu / before[1]
            mark = "" if growth <= GOAL else "  more than 1.2"
            print(
                f"{name:24} {seconds * 1000:8.1f} ms {seconds / before[0]:6.2f}"
                f"{cpu * 1000:9.1f} ms CPU {growth:6.2f} {figure.queries[-1]:4} queries{mark}",
                flush=True,
            )


if __name__ == "__main__":
    main()
