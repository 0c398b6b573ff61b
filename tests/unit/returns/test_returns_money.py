"""Nothing is paid back twice, nothing goes back that did not come, and the books stay right."""

from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns import Claim, claimed, fee, left, open_invoiced, refundable, share, spread, unproven

ORDERED = 10


def test_claims():
    assert claimed(Claim("requested", 3)) == 3
    assert claimed(Claim("approved", 3, 2)) == 2
    assert claimed(Claim("shipped", 3, 2, 3)) == 3  # more came back than was agreed
    assert claimed(Claim("received", 3, 2, 1)) == 1
    assert claimed(Claim("refused", 3)) == claimed(Claim("cancelled", 3, 2)) == 0
    assert left(10, 1, [Claim("requested", 3), Claim("done", 2, 2, 2)]) == 4
    assert left(2, 2, [Claim("requested", 1)]) == 0


@dataclass(frozen=True)
class Fact:
    kind: str
    lines: dict


def test_what_came_back_proves_the_arrival_of_what_nobody_had_told_of():
    facts = [
        Fact("left_warehouse", {"1": 10, "2": 5}),
        Fact("delivered", {"1": 8}),
        Fact("goods_returned", {"1": 1}),
    ]
    assert unproven(facts, {"1": 3, "2": 1, "3": 4}) == {"1": 2, "2": 1}
    assert unproven([*facts, Fact("delivered", {"1": 2, "2": 5})], {"1": 3, "2": 1}) == {}


@pytest.mark.parametrize(
    ("policy", "facts", "expected"),
    [
        ("delivery", {"delivered": 7, "returned": 3, "invoiced": 10}, 3),
        ("delivery", {"delivered": 7, "returned": 3, "invoiced": 0}, 0),
        ("delivery", {"delivered": 7, "returned": 3, "invoiced": 8}, 1),
        ("delivery", {"delivered": 7, "returned": 3, "invoiced": 7}, 0),
        ("order", {"delivered": 7, "returned": 3, "invoiced": 10}, 3),
        ("order", {"delivered": 5, "returned": 5, "invoiced": 7}, 2),
        ("order", {"delivered": 7, "returned": 3, "invoiced": 4}, 0),
        ("order", {"delivered": 3, "returned": 3, "invoiced": 10}, 3),
        # part of the order is still to come, and what is kept of it to be paid
        ("order", {"delivered": 3, "returned": 2, "invoiced": 8}, 0),
        # a credit note was made by hand already
        ("delivery", {"delivered": 7, "returned": 3, "invoiced": -1}, 0),
    ],
)
def test_what_is_credited(policy, facts, expected):
    back = min(3, facts["returned"])
    assert refundable(policy, back, ordered=ORDERED, **facts) == expected


def test_the_newest_invoice_first():
    open_ = open_invoiced([(1, 4), (2, 6)], [(2, 5), (None, 2)])
    assert open_ == [(1, 3), (2, 0)]
    assert spread(2, open_) == [(1, 2)]
    assert spread(5, [(1, 4), (2, 3)]) == [(2, 3), (1, 2)]
    assert spread(9, [(1, 4)]) == [(1, 4)]


def test_fees_and_discounts():
    cent = Decimal("0.01")
    assert fee(Decimal("10.05"), Decimal(50), cent) == Decimal("5.03")
    assert fee(Decimal("333"), Decimal(10), Decimal(1)) == 33
    assert share(Decimal(30), Decimal(120)) == Decimal("0.25")
    assert share(Decimal(30), Decimal(0)) == 0
    assert share(Decimal(150), Decimal(120)) == 1


@dataclass
class Shop:
    """An order line as Odoo keeps it, and the returns about it, all in one unit."""

    policy: str
    out: float = 0  # deliveries
    back: float = 0  # returns
    waiting: float = 0  # replacements on their way
    charged: list = field(default_factory=list)
    credited: list = field(default_factory=list)
    money_back: float = 0
    claims: list = field(default_factory=list)

    @property
    def delivered(self):
        return self.out - self.back

    @property
    def invoiced(self):
        return sum(q for _i, q in self.charged) - sum(q for _i, q in self.credited)

    def deliver(self, quantity):
        self.out += min(quantity, ORDERED - self.delivered - self.waiting)

    def replace(self):
        self.out, self.waiting = self.out + self.waiting, 0

    def invoice(self):
        target = ORDERED if self.policy == "order" else self.delivered
        target -= self.money_back if self.policy == "order" else 0
        if target > self.invoiced:
            self.charged.append((len(self.charged), target - self.invoiced))

    def give_back(self, quantity, outcome):
        quantity = min(quantity, left(self.out, 0, self.claims))
        if not quantity:
            return
        self.claims.append(Claim("done", quantity, quantity, quantity))
        self.back += quantity
        if outcome == "replacement":
            self.waiting += quantity
            return
        self.money_back += quantity
        due = refundable(
            self.policy,
            quantity,
            ordered=ORDERED,
            delivered=self.delivered,
            returned=self.money_back,
            invoiced=self.invoiced,
        )
        parts = spread(due, open_invoiced(self.charged, self.credited))
        assert sum(q for _i, q in parts) == due
        self.credited += parts


STEPS = st.one_of(
    st.tuples(st.just("deliver"), st.integers(1, 6)),
    st.tuples(st.just("invoice")),
    st.tuples(st.just("replace")),
    st.tuples(st.just("give_back"), st.integers(1, 6), st.sampled_from(["refund", "replacement"])),
)


@given(st.sampled_from(["order", "delivery"]), st.lists(STEPS, max_size=14))
def test_whatever_happens_the_books_are_right(policy, steps):
    shop = Shop(policy)
    for name, *arguments in steps:
        getattr(shop, name)(*arguments)
        assert shop.back <= shop.out
        assert all(quantity >= 0 for _i, quantity in open_invoiced(shop.charged, shop.credited))
        assert sum(q for _i, q in shop.credited) <= min(
            shop.money_back, sum(q for _i, q in shop.charged)
        )
        for invoice, quantity in shop.charged:
            assert sum(q for i, q in shop.credited if i == invoice) <= quantity
    shop.replace()
    shop.invoice()
    kept = shop.delivered if policy == "delivery" else ORDERED - shop.money_back
    if policy == "delivery" or shop.money_back <= ORDERED:
        assert shop.invoiced == max(kept, 0), "the customer pays for what they keep"
