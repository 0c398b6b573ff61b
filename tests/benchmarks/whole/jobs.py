"""Jobs: scheduled actions, and actions that run code on chosen records."""

from __future__ import annotations

from dataclasses import replace

from .item import Item

# Jobs that end with a rollback of a cursor of their own would find the same work again and again.
_BATCHES = {"model._cron_process()": lambda env: env["tracking.message"]._next_batch()._process}
_CANNOT = {
    "action = records.action_verify_chain()": "receipts of the fill are copies: no chain holds",
}
# What the work of jobs is about, where they count something larger.
_FROZEN = """
SELECT count(*) FROM order_review r JOIN order_outcome o ON o.company_id = r.company_id
   AND o.ordered_on BETWEEN r.date_from AND r.date_to AND o.known_until IS NULL
 WHERE r.create_date >= (now() AT TIME ZONE 'UTC') - interval '1 second'"""
_OPEN = "SELECT count(*) FROM sale_order WHERE tracking_state = 'running'"
_ALL = "SELECT count(*) FROM sale_order"
_EACH = {
    "model._cron_freeze()": ("order of the period", _FROZEN),
    "model._cron_allocate()": ("open order", _OPEN),
}
# Changed orders in proportion to all: those of the last days, as in companies.
_SHARES = (0.001, 0.01)
_CHANGED = """
WITH latest AS (
     SELECT order_id FROM order_outcome WHERE known_until IS NULL
      ORDER BY ordered_at DESC, id DESC
      LIMIT (SELECT round(count(*) * %(share)s) FROM order_outcome WHERE known_until IS NULL)),
     differing AS (
     UPDATE order_outcome o SET digest = '' FROM latest l
      WHERE o.order_id = l.order_id AND o.known_until IS NULL)
INSERT INTO order_outcome_due (order_id, due_at)
SELECT order_id, now() AT TIME ZONE 'UTC' - interval '1 minute' FROM latest"""


def crons(crons) -> list[Item]:
    found = [_cron(cron) for cron in crons]
    outcomes = crons.filtered(lambda cron: (cron.code or "").strip() == "model._cron_refresh()")
    found += [_changed(cron, share) for cron in outcomes for share in _SHARES]
    return [*found, _compared()] if outcomes else found


def _cron(cron) -> Item:
    code = (cron.code or "").strip()
    item = Item("cron", cron.cron_name, _BATCHES.get(code) or _run(_action(cron)), job=True)
    if code not in _EACH:
        return item
    unit, query = _EACH[code]
    return replace(item, unit=unit, count=lambda env, _answer: _number(env, query))


def _action(cron) -> int:
    return cron.ir_actions_server_id.id


def _number(env, query) -> int:
    env.cr.execute(query)
    return env.cr.fetchone()[0]


def _compared() -> Item:
    """Once a day all orders are compared with their outcomes."""

    def prepare(env):
        env.cr.execute("UPDATE order_outcome_mark SET compared_on = NULL")
        return env["order.outcome.mark"]._notice

    told = {"job": True, "unit": "order", "count": lambda env, _answer: _number(env, _ALL)}
    return Item("cron", "the daily comparison of all orders with their outcomes", prepare, **told)


def _changed(cron, share: float) -> Item:
    """The job of outcomes after so many of all orders have changed, each."""
    run, changed = _run(_action(cron)), {}

    def prepare(env):
        env.cr.execute("DELETE FROM order_outcome_due")
        env.cr.execute(_CHANGED, {"share": share})
        changed["orders"] = env.cr.rowcount
        return run(env)

    def count(_env, _answer):
        return changed["orders"]

    name = f"{cron.cron_name}, {share:.1%} of all orders changed"
    told = {"job": True, "count": count, "unit": "changed order", "endless": True}
    return Item("cron", name, prepare, **told)


def _run(action: int):
    return lambda env: env["ir.actions.server"].browse(action).run


def server_actions(actions, ids) -> list[Item]:
    """Those of no scheduled action: they run on a record, where they are bound to a model."""
    return [_server_action(action, ids) for action in actions]


def _server_action(action, ids) -> Item:
    model = action.binding_model_id.model or action.model_id.model
    record = ids.get(f"look_{model}")
    if action.code and (reason := _CANNOT.get(action.code.strip())):
        return Item("action", action.name, missing=reason)
    if action.binding_model_id and not record:
        return Item("action", action.name, missing=f"no record of {model} is chosen for it")
    bound = bool(action.binding_model_id)
    context = {"active_model": model, "active_id": record, "active_ids": [record]} if bound else {}

    def prepare(env, action=action.id):
        return env["ir.actions.server"].browse(action).with_context(**context).run

    return Item("action", action.name, prepare)
