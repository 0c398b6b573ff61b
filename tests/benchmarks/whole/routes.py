"""Pages and other addresses of the addons' controllers, requested as a browser does.

The request is answered in this process by Odoo's own WSGI application.
"""

from __future__ import annotations

import threading

from werkzeug.test import Client

import odoo.http
from odoo.service import security

from . import made
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
    if rest := sorted(rule.arguments - set(arguments)):
        return Item("route", name, missing=f"nobody chose {', '.join(rest)}")
    _domain, path = rule.build(arguments)
    token = known["access_token"] if "/my/orders/" in path else known["stop_token"]
    token = known["link_token"] if path.endswith("/notices") else token
    fields = {**known["fields"], "access_token": token, "token": token}
    signed_in = rule.endpoint.routing["auth"] == "user" or "/proof/" in rule.rule

    def prepare(env):
        headers = {"X-Odoo-Database": env.cr.dbname, "Authorization": f"Bearer {made.HEALTH_KEY}"}
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
            good = (*_GOOD, 503) if path.endswith("/health") else _GOOD
            if answer.status_code not in (good + _REFUSED if method == "POST" else good):
                raise UserWarning(f"answers {answer.status_code}")

        return request

    return Item("route", name, prepare)


def customers(ids) -> list[Item]:
    """Odoo's own pages of a customer who is signed in, to which the addons add."""
    order = ids["look_order"]
    paths = ("/my/home", "/my/orders", f"/my/orders/{order}")
    return [_customer(path, str(order), ids["portal"]) for path in paths]


def _customer(path: str, order: str, user: int) -> Item:
    def prepare(env):
        client = Client(odoo.http.root)
        client.set_cookie("session_id", _session(env(user=user)))

        def request():
            answer = client.open(path)
            answer.get_data()
            if answer.status_code != 200:
                raise UserWarning(f"answers {answer.status_code}")

        return request

    return Item("customer's page", path.replace(order, "<order>"), prepare)


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
