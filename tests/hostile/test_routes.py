"""Whatever is sent to our pages and webhooks: an answer, no fault, no secret, nothing changed.

The routes come from the routing map and the fields from the forms of their own pages, so that a new
route is here without a word. There is no OpenAPI description to generate from: our routes answer
forms with pages, and one written only for the test would say what somebody believes they take.

ORDER_TRACKING_FUZZ=300 sends so many requests to each route with new ones in each run.
"""

import inspect
import os
import re
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .requests import requests
from .site import GIVEAWAYS

pytestmark = pytest.mark.thorough

LONG = int(os.environ.get("ORDER_TRACKING_FUZZ", "0"))
EXAMPLES = LONG or 8  # of each route, with and without the right
GROWTH = 300_000_000  # bytes that a server may hold more after all of this
FIELD = re.compile(r'<(?:input|select|textarea|button)[^>]*\bname="([^"]+)"')
once = settings(
    max_examples=EXAMPLES,
    derandomize=not LONG,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def names_of(site, rule):
    """What a controller takes by name, and what the forms of its page send."""
    endpoint = rule.endpoint.original_endpoint
    names = {name for name in inspect.signature(endpoint).parameters if name != "self"}
    own = site.known["own"]
    if "order_id" in rule.arguments and "GET" in (rule.methods or ()):
        page = site.ask(
            "GET", f"{site.path(rule)}?{urlencode({'access_token': own['access_token']})}"
        )
        names |= set(FIELD.findall(page.body.decode("utf-8", "replace")))
    return names | {"lang", "name", "files", "file", "photos"}


@pytest.fixture(scope="module")
def begun(site):
    """Where the log stood before."""
    return len(site.log())


@pytest.fixture(scope="module")
def routes(site, begun):
    """(rule, names of fields); posts have those of all pages of the same address."""
    by_path = {}
    for rule in site.rules:
        by_path.setdefault(rule.rule, set()).update(names_of(site, rule))
    every = set().union(*by_path.values())
    own = [by_path[rule.rule] for rule in site.rules]
    return [(rule, names if "GET" in rule.methods else every) for rule, names in
            zip(site.rules, own, strict=True)]  # fmt: skip


def known(site, whose):
    return {**site.known[whose], "pairs": [(c, t) for c, t, _s in site.known["connectors"]]}


def check(site, sent, told=()):
    answer = site.ask(sent.method, sent.path, sent.body, sent.headers)
    assert answer.status < 500, (answer.status, sent)
    found = GIVEAWAYS.search(answer.body)
    assert not found, (found.group(), sent)
    for secret in told:
        assert secret not in answer.body, sent


def fuzz(site, rule, names, *, right):
    """Send many requests to a route."""
    whose = known(site, "own")
    others = [str(site.known["other"][name]).encode() for name in ("access_token", "link", "stop")]

    @once
    @given(st.data())
    def ask(data):
        check(site, data.draw(requests(rule, names, whose, right=right)), others)

    ask()


def test_every_route_is_found(site):
    """What is fuzzed is what there is: each add-on's own, and the webhook among them."""
    found = {rule.rule for rule in site.rules}
    assert len(found) >= 25
    for path in ("/track", "/receipt/<string:token>", "/feedback/unsubscribe"):
        assert path in found
    assert "/logistics/push/<string:code>/<string:token>" in found


def test_strangers_change_nothing(site, routes):
    """Requests without a token, to every route; not a row of the database is another one."""
    before = site.state()
    for rule, names in routes:
        fuzz(site, rule, names, right=False)
    after = site.state()
    assert {name: after[name] for name in after if before[name] != after[name]} == {}


def test_whoever_has_a_token_breaks_nothing(site, routes):
    """Requests with a token: a refusal or an answer, about their own order alone."""
    held = site.memory()
    rows = of_order(site, "other")
    for rule, names in routes:
        fuzz(site, rule, names, right=True)
    assert of_order(site, "other") == rows
    assert site.memory() - held < GROWTH


def of_order(site, whose):
    """All rows that belong to an order, by table."""
    return site.rows_of_order(site.known[whose]["order"])


def test_no_fault_stands_in_the_log(site, begun):
    log = site.log()[begun:]
    faults = [line for line in log.splitlines() if " ERROR " in line or "Traceback" in line]
    assert not faults, log[log.find(faults[0]) :][:4000]
