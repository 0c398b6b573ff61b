"""An approval stands for what was ordered, and for nothing that changes by itself."""

from dataclasses import replace
from datetime import timedelta

from orders import BERLIN, DAY, LINE, NOW, order, with_contact, with_line

from verification.fingerprint import fingerprint
from verification.values import Credit, History

AGREED = fingerprint(order())


def test_what_was_agreed_counts():
    changed = [
        with_line(quantity=5.0),
        with_line(price=9.99),
        with_line(discount=1.0),
        with_line(product=replace(LINE.product, id=9)),
        with_contact(street="Elsewhere 1"),
        with_contact(phone="+493087654321"),
        order(delivery=replace(BERLIN, id=2)),
        order(lines=(LINE, replace(LINE, id=32))),
        order(reference="PO 1"),
        order(currency=2),
        order(amount=40.01),
        order(commitment_at=NOW + DAY),
    ]
    digests = {fingerprint(one) for one in changed}
    assert len(digests) == len(changed)
    assert AGREED not in digests


def test_what_changes_by_itself_does_not():
    for same in (
        order(now=NOW + timedelta(days=3)),
        order(history=History(orders=9)),
        order(credit=Credit(limit=1.0, used=100.0)),
        with_line(available=0.0, available_at=None, lead_days=9.0),
        with_line(product=replace(LINE.product, cost=99.0)),
        with_line(listed_price=12.0),
    ):
        assert fingerprint(same) == AGREED


def test_the_order_of_lines_does_not():
    other = replace(LINE, id=32, quantity=9.0)
    assert fingerprint(order(lines=(LINE, other))) == fingerprint(order(lines=(other, LINE)))


def test_noise_of_floating_point_does_not():
    assert fingerprint(with_line(price=10.0 + 1e-12)) == AGREED


def test_any_text_can_be_digested():
    assert fingerprint(order(reference="\ud800 \x00 中文 “”"))
