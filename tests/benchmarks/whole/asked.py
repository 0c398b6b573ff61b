"""What the addons' own JavaScript asks the server for, and reports."""

from __future__ import annotations

import re
from pathlib import Path

from odoo.modules.module import get_module_path

from .item import Item

_CALL = re.compile(r"""[.]call\(\s*"([\w.]+)",\s*"(\w+)\"""")
# Arguments of what JavaScript calls, made from the ids that are looked at.
_ARGUMENTS = {
    "dispatch_board": lambda ids: [ids["warehouse1"]],
    "dispatch_make_waves": lambda ids: [[ids["warehouse1"]]],
    "scan_station_stages": lambda ids: [],
    "scan_station_load": lambda ids: [[ids["look_picking"]]],
    "scan_station_open": lambda ids: [f"OUT/{ids['look_picking']}"],
    "scan_station_mark": lambda ids: [ids["stage"], [{"id": "bench", "code": ids["number"]}]],
    "scan_station_take": lambda ids: [[ids["look_picking"]], [], "bench"],
}


def called(modules, ids) -> list[Item]:
    """An item for each method that JavaScript of the addons names in a call."""
    found = set()
    for module in modules:
        for path in Path(get_module_path(module), "static", "src").rglob("*.js"):
            text = path.read_text()
            found |= set(_CALL.findall(text))
            found |= {("stock.picking", n) for n in re.findall(r'"(scan_station_\w+)"', text)}
    found = {(model, name) for model, name in found}
    named = {name for model, name in found if model != "stock.picking"}
    kept = [(m, n) for m, n in sorted(found) if m != "stock.picking" or n not in named]
    return [_call(model, name, ids) for model, name in kept]


def _call(model: str, name: str, ids) -> Item:
    arguments = _ARGUMENTS.get(name, lambda ids: None)(ids)
    title = f"{model}.{name}"
    counted = _COUNTED.get(name, {})
    if arguments is None:
        return Item("call", title, missing="nobody wrote which arguments it is called with")

    def prepare(env):
        records, rest = env[model], list(arguments)
        if rest and isinstance(rest[0], list):
            records = records.browse(rest.pop(0))
        return lambda: getattr(records, name)(*rest)

    return Item("call", title, prepare, **counted)


def _put_in_waves(env, _answer) -> int:
    """How many transfers the click has put into waves."""
    made = env["stock.picking.batch"].search([("create_date", ">=", env.cr.now())])
    return len(made.picking_ids)


def _planned(_env, board) -> int:
    """Of how many open deliveries the board tells: rows, and how many more there are."""
    return len(board["rows"]) + board["more"]


_COUNTED = {
    "dispatch_board": {"count": _planned, "unit": "open delivery"},
    "dispatch_make_waves": {"count": _put_in_waves, "unit": "transfer"},
}


def reports(actions, ids) -> list[Item]:
    return [_report(action, ids) for action in actions]


def _report(action, ids) -> Item:
    record = ids.get(f"look_{action.model}")
    if not record:
        return Item("report", action.name, missing=f"no record of {action.model} is chosen for it")

    def prepare(env, report=action.id, name=action.report_name):
        printing = env["ir.actions.report"]
        return lambda: printing._render_qweb_html(name, [record])

    return Item("report", action.name, prepare)
