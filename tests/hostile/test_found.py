"""What fuzzing found, each in its smallest form: a fault of the server before it was mended."""

import pytest

from ..faults import harness
from .site import GIVEAWAYS

pytestmark = pytest.mark.thorough

FILE = [("number", "x.png", b"x"), ("company", "y", b"y"), ("lang", "z", b"z")]


def token_of(site, code):
    return next(token for its_code, token, _secret in site.known["connectors"] if its_code == code)


def sound(answer):
    assert answer.status < 500, answer.body[:2000]
    assert not GIVEAWAYS.search(answer.body)
    return answer


def test_files_where_texts_are_expected(site):
    own = site.known["own"]
    sound(site.post_form("/track", {}, FILE))
    token = [("access_token", "x", b"x")]
    for page in ("notices", f"choice/{own['choice_id']}", "handover", "feedback", "receipt/accept"):
        assert sound(site.post_form(f"/my/orders/{own['order']}/{page}", {}, token)).status < 405


@pytest.mark.parametrize(
    "path",
    [
        "/receipt/abc%00def",
        "/track?self=1",
        "/track?lang=%00&company=%00",
        "/my/orders/{order}/tracking?access_token={token}%00&self=1",
        "/my/orders/{order}/receipt?access_token={token}&line=%00&start=%D9%A3",
        "/my/orders/{order}/receipt?access_token={token}&revision=",
        "/my/orders/{order}/receipt?access_token={token}&revision=1",
        "/feedback/unsubscribe?token=%C3%A9",
        "/feedback/unsubscribe?token=voice.%00",
    ],
)
def test_odd_texts_in_addresses(site, path):
    own = site.known["own"]
    sound(site.ask("GET", path.format(order=own["order"], token=own["access_token"])))


def test_a_push_to_an_address_with_other_letters(site):
    assert sound(site.ask("POST", "/logistics/push/easypost/%C3%A9", b"{}")).status == 404
    assert sound(site.ask("POST", "/logistics/push/easypost/%C3%A9/token", b"{}")).status == 404


def test_a_push_to_somebody_who_tells_by_hand(site):
    """Connectors without a source have an address, too, to which nobody can push."""
    path = f"/logistics/push/manual/{token_of(site, 'manual')}"
    assert sound(site.ask("POST", path, b"{}")).status == 404
    assert sound(site.ask("POST", f"{path}/token", b"{}")).status == 404


def test_a_push_that_begins_like_gzip_is_kept(site):
    """It raised while it was acknowledged: nothing was kept, and it came again and again."""
    before = harness.query(site.database, "SELECT count(*) FROM tracking_message")[0][0]
    for code in ("sf_express", "dhl_unified"):
        path = f"/logistics/push/{code}/{token_of(site, code)}"
        assert sound(site.ask("POST", path, b"\x1f\x8bparam")).status == 200
    after = harness.query(site.database, "SELECT count(*) FROM tracking_message")[0][0]
    assert after == before + 2
    assert (
        site.ask(
            "POST", f"/logistics/push/kuaidi100/{token_of(site, 'kuaidi100')}", b"\x1f\x8b"
        ).status
        == 401
    )


def test_a_picture_that_is_not_there_tells_nobody_the_address(site):
    """Odoo's own page for what is missing has links to other hosts and no policy for them."""
    own = site.known["own"]
    proof = f"/my/orders/{own['order']}/parcels/{own['shipment_id']}/proof/999999"
    for path in (proof, f"/my/orders/{own['order']}/receipt/1/opened"):
        answer = site.ask("GET", f"{path}?access_token=wrong")
        assert answer.status == 404
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert b"odoo.com" not in answer.body
