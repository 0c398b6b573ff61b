"""Secrets, tokens and personal data stay where they belong, whatever happens around them.

The server of these tests writes its log at DEBUG, which holds all that INFO does.
"""

import io
import json
import re
import zipfile
from urllib.parse import urlencode, urlsplit

import pytest

from ..faults import harness
from . import world
from .site import GIVEAWAYS
from .world import SECRETS, picture

WORDS = "Quillfeather says the chair wobbles"
PERSONAL = ("name", "phone", "street", "email")
# Things that make a browser ask another host, or tell it where the reader was.
LOADED = re.compile(r"""(?:src|srcset|poster|data|action|formaction)\s*=\s*["']?(?:https?:)?//""")
STYLED = re.compile(r"url\(\s*['\"]?(?:https?:)?//|@import|<(?:iframe|object|embed|base)\b", re.I)
LINKED = re.compile(r"<link\b[^>]*>")
LEADS_OUT = re.compile(r"""<a\b[^>]*href=["'](?:https?:)?//[^>]*>""")
BROKEN = "ALTER TABLE order_tracking_milestone RENAME TO order_tracking_milestone_gone"
MENDED = "ALTER TABLE order_tracking_milestone_gone RENAME TO order_tracking_milestone"
# Where a secret may lie: its own column, and what was sent to those whom it is for.
HOMES = {
    ("sale_order", "access_token"),
    ("order_tracking_link", "token"),
    ("order_receipt", "token"),
    ("tracking_connector", "push_token"),
    ("tracking_connector", "push_secret"),
}
SENT = {"mail_mail", "mail_message", "order_notice", "ir_attachment"}
TEXTS = """
SELECT c.table_name, c.column_name FROM information_schema.columns c
  JOIN information_schema.tables t USING (table_schema, table_name)
 WHERE table_schema = 'public' AND t.table_type = 'BASE TABLE'
   AND c.data_type IN ('text', 'character varying', 'jsonb', 'json')
"""


@pytest.fixture(scope="module")
def visited(site):
    """Every page, form and webhook used as it should be, and as it should not."""
    pages = {}
    for path in pages_of(site):
        for name in ("access_token", "link"):
            token = site.known["own"][name]
            pages[path, name] = site.ask("GET", f"{path}?{urlencode({'access_token': token})}")
    look_up(site)
    tell(site)
    push(site)
    return pages


def pages_of(site):
    """The addresses of all pages that are read with a token."""
    return sorted(
        {
            site.path(rule)
            for rule in site.rules
            if "GET" in rule.methods and "order_id" in rule.arguments
        }
    )


def look_up(site):
    own = site.known["own"]
    form = {"number": own["number"], "secret": own["secret"]}
    headers = [("Content-Type", "application/x-www-form-urlencoded")]
    found = site.ask("POST", "/track", urlencode(form).encode(), headers)
    assert found.status == 303
    to = urlsplit(found.headers["location"])
    assert site.ask("GET", f"{to.path}?{to.query}").status == 200
    wrong = urlencode({**form, "secret": SECRETS["phone"] + "1"}).encode()
    assert site.ask("POST", "/track", wrong, headers).status == 422
    assert site.ask("GET", f"/receipt/{own['receipt']}").status == 200
    assert site.ask("GET", f"/feedback/unsubscribe?token={own['stop']}").status == 200


def tell(site):
    """A complaint with a photo and a name, and the same with a wrong token."""
    own = site.known["own"]
    for token, status in ((own["access_token"], (303, 422)), ("x" * 40, (404,))):
        fields = {"access_token": token, "name": SECRETS["name"], "text": WORDS, "product": "2"}
        for page in ("feedback", "complaints"):
            address = f"/my/orders/{own['order']}/{page}"
            got = site.post_form(address, fields, [("photos", "x.png", picture())])
            assert got.status in status, page


def push(site):
    for code, token, _secret in site.known["connectors"]:
        for path in (token, f"{token}/token", token[:-1]):
            form = urlencode({"client_secret": SECRETS["push"], "grant_type": "x"}).encode()
            site.ask("POST", f"/logistics/push/{code}/{path}", form)


def secrets_of(site):
    """All that opens something, by what it is."""
    found = {"push_secret": SECRETS["push"]}
    for whose in ("own", "other"):
        for name in ("access_token", "link", "receipt", "stop"):
            found[f"{whose} {name}"] = site.known[whose][name]
    return found | {f"push of {code}": token for code, token, _s in site.known["connectors"]}


def test_nothing_secret_or_personal_is_logged(site, visited):
    log = site.log()
    assert "/tracking" in log and "/logistics/push/easypost/" in log
    told = {**secrets_of(site), **{name: SECRETS[name] for name in PERSONAL}, "words": WORDS}
    lines = {
        what: line[:300]
        for what, secret in told.items()
        for line in log.splitlines()
        if secret in line
    }
    assert lines == {}


def test_a_fault_tells_nothing(site, visited):
    """The page of an error that nobody foresaw, and of those that are foreseen."""
    own = site.known["own"]
    address = f"/my/orders/{own['order']}/tracking?access_token={own['access_token']}"
    harness.query(site.database, BROKEN)
    try:
        broken = site.ask("GET", address)
    finally:
        harness.query(site.database, MENDED)
    assert broken.status == 500
    log = site.log()
    assert "order_tracking_milestone" in log, "the fault itself must be there for a person"
    gone = site.ask("GET", address.replace(own["access_token"], "x" * 36))
    refused = site.ask("POST", f"/logistics/push/easypost/{'x' * 43}", b"{}")
    forbidden = site.ask("GET", f"/order_review/{own['review_id']}/figures.csv")
    assert (gone.status, refused.status) == (404, 404)
    assert forbidden.status in (303, 403)
    for page in (broken, gone, refused, forbidden):
        assert not GIVEAWAYS.search(page.body)
        for secret in (*secrets_of(site).values(), *(SECRETS[name] for name in PERSONAL)):
            assert secret.encode() not in page.body
            assert secret not in log[log.rfind("order_tracking_milestone") :]
    assert site.ask("GET", address).status == 200


@pytest.mark.thorough
def test_no_page_asks_another_host_or_tells_it_where_it_was(visited):
    shown = 0
    for (path, _name), page in visited.items():
        if not page.headers.get("content-type", "").startswith("text/html"):
            continue
        html, shown = page.body.decode(), shown + (page.status == 200)
        assert page.headers["referrer-policy"] == "no-referrer", path
        assert "no-store" in page.headers["cache-control"], path
        assert "default-src 'none'" in page.headers["content-security-policy"], path
        assert "set-cookie" not in page.headers, path
        assert not LOADED.search(html) and not STYLED.search(html), path
        for link in LINKED.findall(html):
            assert "//" not in link, (path, link)
        for link in LEADS_OUT.findall(html):
            assert "noreferrer" in link, (path, link)
    assert shown >= 15


def test_a_reader_with_a_link_sees_masked_people(site, visited):
    for (path, name), page in visited.items():
        for hidden in ("phone", "street"):
            assert SECRETS[hidden].encode() not in page.body, (path, name, hidden)
        assert b"other." + SECRETS["name"].encode() not in page.body


@pytest.mark.thorough
def test_a_secret_lies_in_its_own_column_alone(site, visited):
    """All texts of the database: no message, tracked value, log or parameter repeats it."""
    secrets = list(secrets_of(site).values())
    found = set()
    for table, column in harness.query(site.database, TEXTS):
        if site.holds(table, column, secrets):
            found.add((table, column))
    assert {place for place in found - HOMES if place[0] not in SENT} == set()


def test_secret_fields_are_not_tracked_or_shown_to_everybody(site):
    """Of all models of ours, by the names of their fields."""
    names = re.compile(r"token|secret|password|account_key|api_key")
    with harness.environment(site.database) as env:
        for model in env.registry.models.values():
            for name, field in model._fields.items():
                if "order_tracking" in (field._module or "") and names.search(name) and field.store:
                    assert not getattr(field, "tracking", None), field
                    if field.type == "char" and not name.endswith(("_until", "_hash")):
                        assert field.groups or model._name in ("order.receipt",), field


@pytest.mark.thorough
def test_what_is_handed_out_holds_no_key(site, visited):
    """The file with a customer's data: theirs, without what opens anything; no name of a file
    leads out of the folder it is unpacked in."""
    with harness.environment(site.database) as env:
        order = env["sale.order"].browse(site.known["own"]["order"])
        evil = {"name": "../../../tmp/evil.html", "raw": b"x", "mimetype": "text/plain"}
        complaint = world.complaint(env, order, "=HYPERLINK(1)")
        env["ir.attachment"].create({**evil, "res_model": complaint._name, "res_id": complaint.id})
        archive = zipfile.ZipFile(io.BytesIO(order.partner_id._order_export()))
        env.cr.rollback()
    text = " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert SECRETS["name"] in text and json.loads(archive.read("data.json"))
    for what, secret in secrets_of(site).items():
        assert secret not in text, what
    for name in archive.namelist():
        assert not name.startswith("/") and ".." not in name.split("/") and "\0" not in name
