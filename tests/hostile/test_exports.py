"""What our files do to those who open them: no list and no report holds a formula."""

import base64
import csv
import io
import json
import random
from urllib.parse import urlencode

import openpyxl
import pytest

from ..faults import harness
from . import world
from .site import GIVEAWAYS
from .world import STAFF

pytestmark = pytest.mark.thorough

FORMULAS = ("=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "{=1+1}", "=1+1\n=2")


@pytest.fixture(scope="module")
def session(site):
    """The cookie of a manager who exports lists, some of which hold formulas."""
    with harness.environment(site.database) as env:
        order = env["sale.order"].browse(site.known["own"]["order"])
        partners = env["res.partner"].create([{"name": text} for text in FORMULAS])
        for text, partner in zip(FORMULAS, partners, strict=True):
            order.copy({"client_order_ref": text, "partner_id": partner.id})
            world.complaint(env, order, text)
    told = {"params": {"db": site.database, **STAFF}}
    kind = [("Content-Type", "application/json")]
    got = site.ask("POST", "/web/session/authenticate", json.dumps(told).encode(), kind)
    return [("Cookie", got.headers["set-cookie"].partition(";")[0])]


LISTS = {
    "sale.order": ("name", "client_order_ref", "partner_id"),
    "order.complaint": ("name", "description"),
    "res.partner": ("name", "email"),
}


def exported(site, session, kind, model, groupby=()):
    wish = {
        "model": model,
        "fields": [{"name": name, "label": name, "type": "char"} for name in LISTS[model]],
        "ids": False,
        "domain": [],
        "groupby": list(groupby),
        "import_compat": False,
        "context": {},
    }
    got = site.ask(
        "GET", f"/web/export/{kind}?{urlencode({'data': json.dumps(wish)})}", None, session
    )
    assert got.status == 200, got.body[:500]
    assert not GIVEAWAYS.search(got.body)
    return got.body


@pytest.mark.parametrize("model", LISTS)
def test_a_list_in_excel_holds_no_formula(site, session, model):
    groups = [(), ("partner_id",)] if model == "sale.order" else [()]
    for groupby in groups:
        book = openpyxl.load_workbook(io.BytesIO(exported(site, session, "xlsx", model, groupby)))
        cells = [cell for row in book.active.iter_rows() for cell in row]
        assert {cell.coordinate: cell.value for cell in cells if cell.data_type == "f"} == {}
        assert any("HYPERLINK" in str(cell.value) for cell in cells)


@pytest.mark.parametrize("model", LISTS)
def test_a_list_in_csv_holds_no_formula(site, session, model):
    rows = list(csv.reader(io.StringIO(exported(site, session, "csv", model).decode())))
    wrong = [
        cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    ]
    assert wrong == []
    assert any("HYPERLINK" in cell for row in rows for cell in row)


def test_what_is_told_of_a_refused_file_holds_no_formula(site):
    cells = [f"{text}{random.random()}" for text in FORMULAS]  # noqa: S311
    lines = ["reference,quantity,product_code", *(f'"{cell}",x,"{cell}"' for cell in cells)]
    data = base64.b64encode("\n".join(lines).encode())
    with harness.environment(site.database) as env:
        wizard = env["order.intake.import"].create({"file": data})
        wizard.action_import()
        text = base64.b64decode(wizard.error_file).decode("utf-8-sig")
        env.cr.rollback()
    for row in csv.reader(io.StringIO(text)):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
