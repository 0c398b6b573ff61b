"""Pages and other addresses of the addons' controllers, requested as a browser does.

The request is answered in this process by Odoo's own WSGI application.
"""

from __future__ import annotations

import threading

from werkzeug.test import Client

import odoo.http
from odoo.service import security

from .item import Item

_GOOD = (200, 204, 303)
_REFUSED = (400, 401, 403, 404, 422)  # of a form that is not complete: measured as far as it comes


def items(env, modules, ids) -> list[Item]:
    """An item for each endpoint and method in the routing map that one of the addons serves."""
    threading.current_thread().dbname = env.cr.dbname
    rules = env["ir.http"].routing_map().iter_rules()
    own = tuple(f"odoo.addons.{module}." for module in modules)
    found: dict = {}
    for rule in rules:
        code = rule.endpoint.func
        if getattr(code, "__module__", "").startswith(own):
            for method in sorted((rule.methods or {"GET"}) - {"HEAD", "OPTIONS"}):
                found.setdefault((rule.rule, method), _route(env, rule, method, ids))
    return list(found.values())


def _route(env, rule, method: str, ids) -> Item:
    name = f"{method} {rule.rule}"
    known = {key[6:]: value for key, value in ids.items() if key.startswith("route_")}
    if "/push/" in rule.rule:
        known["token"] = known["push_token"]
    arguments = {key: known[key] for key in rule.arguments if known.get(key)}
    if rule.rule.endswith("/health"):
        return Item("route", name, missing="a person makes its token; its page is a window")
    if rest := sorted(rule.arguments - set(arguments)):
        return Item("route", name, missing=f"nobody chose {', '.join(rest)}")
    _domain, path = rule.build(arguments)
    token = known["access_token"] if "/my/orders/" in path else known["stop_token"]
    token = known["link_token"] if path.endswith("/notices") else token
    fields = {**known["fields"], "access_token": token, "token": token}
    signed_in = rule.endpoint.routing["auth"] == "user"

    def prepare(env):
        headers = {"X-Odoo-Database": env.cr.dbname}
        client = Client(odoo.http.root)
        if signed_in:
            client.set_cookie("session_id", _session(env))
            headers = {}
        query = {"access_token": token, "token": token} if method == "GET" else {}

        def request():
            answer = client.open(
                path, method=method, headers=headers, query_string=query,
                data=fields if method == "POST" else None,
            )  # fmt: skip
            answer.get_data()
            if answer.status_code not in (_GOOD + _REFUSED if method == "POST" else _GOOD):
                raise UserWarning(f"answers {answer.status_code}")

        return request

    return Item("route", name, prepare)


def _session(env) -> str:
    """Id of a session of the person."""
    store = odoo.http.root.session_store
    session = store.new()
    session.update(odoo.http.get_default_session(), db=env.cr.dbname)
    session.uid, session.login = env.uid, env.user.login
    session.context = dict(env["res.users"].context_get())
    session.session_token = security.compute_session_token(session, env)
    store.save(session)
    return session.sid
