"""Jobs: scheduled actions, and actions that run code on chosen records."""

from __future__ import annotations

from .item import Item

# Jobs that end with a rollback of a cursor of their own would find the same work again and again.
_BATCHES = {"model._cron_process()": lambda env: env["tracking.message"]._next_batch()._process}
_CANNOT = {
    "action = records.action_verify_chain()": "receipts of the fill are copies: no chain holds",
}


def crons(crons) -> list[Item]:
    return [_cron(cron) for cron in crons]


def _cron(cron) -> Item:
    batch = _BATCHES.get((cron.code or "").strip())
    prepare = batch or _run(cron.ir_actions_server_id.id)
    return Item("cron", cron.cron_name, prepare, job=True)


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
