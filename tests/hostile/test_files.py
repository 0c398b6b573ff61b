"""What files do to us, and what ours do to those who open them: bombs, and formulas."""

import base64
import io
import json
import zipfile

import pytest

from odoo.exceptions import UserError

from ..faults import harness
from ..fuzz.reader_targets import bomb

GROWTH = 200_000_000  # bytes
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
LAUGHS = (
    f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{ENTITIES}]><Order><ID>&e11;</ID></Order>'
)
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://%s">]><Order><ID>&e;</ID></Order>'
)
NAMES = ("\u202egnp.exe", "a\nb", "<script>alert(1)</script>", "=1+1", "Ann\u2066\u202e")


@pytest.fixture
def env(site):
    """An environment whose changes are gone afterwards."""
    with harness.environment(site.database) as env:
        yield env
        env.cr.rollback()


# ------------------------------------------------------------------ what comes in


def packed(size=50_000_000):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * size)
    return written.getvalue()


def numbers(size):
    return b"reference,quantity\n" + b"1,1\n" * size


@pytest.mark.parametrize(
    "data",
    [
        packed(),
        b"\0" * 1000,
        b"\xff\xfe" + b"\0" * 999,
        numbers(20_000),
        b'"' * 100_000,
        b"," * 10**6,
    ],
    ids=["zip", "nul", "half utf-16", "rows", "quotes", "columns"],
)
@pytest.mark.parametrize("model", ["order.intake.import", "order.shipment.import"])
def test_a_file_is_taken_or_told_what_is_wrong(env, model, data):
    before = env["sale.order"].search_count([])
    wizard = env[model].create({"file": base64.b64encode(data)})
    try:
        wizard.action_import()
    except UserError as error:
        assert str(error)
    else:
        assert wizard.errors
    assert env["sale.order"].search_count([]) == before


@pytest.mark.parametrize(
    "data",
    [packed(), b"\0" * 1000, b'"' * 100_000, b"," * 10**6],
    ids=["zip", "nul", "quotes", "columns"],
)
def test_a_file_of_earlier_orders_is_told_what_is_wrong(env, data):
    found = env["order.history.import"].create({"file": base64.b64encode(data)})
    found.action_check()
    assert found.problem


@pytest.mark.parametrize("document", ["laughs", "external", "deep"])
def test_an_order_document_that_is_a_bomb_makes_nothing_of_it(site, env, tmp_path, document):
    secret = tmp_path / "secret"
    secret.write_text("contents-of-a-file-of-the-server")
    raw = {
        "laughs": LAUGHS,
        "external": EXTERNAL % secret,
        "deep": "<Order>" + "<a>" * 5000 + "</a>" * 5000 + "</Order>",
    }[document]
    values = {"name": "order.xml", "raw": raw.encode(), "mimetype": "application/xml"}
    attachment = env["ir.attachment"].create(values)
    try:
        action = env["sale.order"].create_document_from_attachment(attachment.ids)
    except UserError:
        return
    order = env["sale.order"].browse(action["res_id"])
    assert not order.intake_key and not order.order_line
    assert "contents-of-a-file" not in json.dumps(order.intake_message_ids.mapped("raw"))


def test_pictures_that_would_be_huge_are_not_opened(site):
    """As photos of a complaint, where one posts them."""
    held, own = site.memory(), site.known["own"]
    for photo in (
        bomb(),
        bomb(20_000),
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a\xff\xff\xff\xff" + b"\0" * 99,
    ):
        sent = site.post_form(
            f"/my/orders/{own['order']}/complaints",
            {"access_token": own["access_token"], "text": "x", "category": "1"},
            [("photos", "x.png", photo)],
        )
        assert sent.status in (422, 429)
    assert site.memory() - held < GROWTH


def test_deep_and_odd_json_of_other_systems(env):
    orders = env["sale.order"]
    deep = []
    for _level in range(500):
        deep = [deep]
    for told in ([deep], [{"reference": deep}], [{"reference": "\ud800\0"}], [None, 1, "x"], [{}]):
        answers = orders.tracking_intake(told)
        assert all(answer["state"] == "refused" for answer in answers)
        json.dumps(answers)
    env.cr.flush()


@pytest.mark.parametrize("name", NAMES)
def test_a_name_cannot_turn_the_text_around_it(site, name):
    """Who tells us something may call themselves anything; it is shown as text, left to right."""
    own = site.known["other"]
    sent = {"access_token": own["access_token"], "product": "3", "text": name, "name": name}
    got = site.post_form(f"/my/orders/{own['order']}/feedback", sent)
    assert got.status in (303, 422, 429)
    with harness.environment(site.database) as env:
        for told in env["order.feedback"].search([("order_id", "=", own["order"])]):
            text = f"{told.text} {told.author_name}"
            assert not set(text) & set("\u202e\u2066\0") and "<script" not in text
