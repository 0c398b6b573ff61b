"""What Odoo's documents prove and the journal does not know yet."""

import json
from collections import Counter
from dataclasses import replace

import pytest
from builders import (
    Odoo,
    at,
    backfilled,
    by_trigger,
    delivered,
    moved,
    run,
    shown,
    told,
    void,
    warehouse_flow,
)
from hypothesis import given
from hypothesis import strategies as st

from timeline import Documents, Event, Group, derive, facts, project
from timeline.derivation import proved

MOVES = ("picked", "packed", "left_warehouse", "goods_returned")


def kinds(events):
    return [event.kind for event in events]


def flow_of(odoo):
    return warehouse_flow(odoo.kind, "invoiced", "paid")


def states(odoo):
    return shown(flow_of(odoo), odoo.journal, odoo.now)


def ship(odoo, share=1.0, **more):
    odoo.do(odoo.open("left_warehouse")[0], share, **more)


# ---------------------------------------------------------------------------- random walks

ACTIONS = (
    "confirm", "reserve", "release", "do", "backorder", "refuse_backorder", "send_again",
    "give_back", "correct", "extend", "bill", "post", "reset", "pay", "scrap_bill", "cancel",
    "sign", "deliver",
)  # fmt: skip
_WALKS = st.lists(
    st.tuples(
        st.sampled_from(ACTIONS),
        st.sampled_from([0, 1, 30, -0.01]),  # in the same second; on a host whose clock is slow
        st.integers(0, 9),
        st.sampled_from([0.3, 0.5, 1]),
    ),
    min_size=1,
    max_size=14,
)
_ORDERS = st.builds(
    Odoo,
    kind=st.sampled_from(["ship", "pick_ship", "pick_pack_ship"]),
    ordered=st.sampled_from([{"1": 10.0}, {"1": 7.0, "2": 3.0}]),
)


def step(odoo, name, choice, share):
    """One thing that somebody does, if it can be done now."""
    if odoo.state != "sale" and name not in ("give_back", "reset", "confirm"):
        return
    _DO[name](odoo, choice, share)


def _confirm(odoo, choice, share):
    if odoo.state != "sale":
        odoo.confirm()


def _transfer(odoo, choice, share, backorder=True):
    transfers = odoo.open()
    if transfers:
        odoo.do(transfers[choice % len(transfers)], share, backorder)


def _correct(odoo, choice, share):
    """Quantities of the last step are changed after the transfer was done."""
    done = [t for t in odoo.transfers if t.done_at and t.kind == "left_warehouse" and t.lines]
    if done:
        transfer = done[choice % len(done)]
        transfer.lines = {line: q + (2 if share == 1 else -1) for line, q in transfer.lines.items()}
        transfer.lines = {line: q for line, q in transfer.lines.items() if q > 0}


def _extend(odoo, choice, share):
    odoo.ordered = odoo.ordered | {"1": odoo.ordered["1"] + 5}
    odoo.send({"1": 5.0})


def _bills(odoo, choice, change, posted):
    found = [bill for bill in odoo.bills if bool(bill.posted_at) == posted]
    if found:
        change(found[choice % len(found)])


def _sign(odoo, choice, share):
    done = [t for t in odoo.transfers if t.done_at and t.kind == "left_warehouse"]
    if done:
        done[choice % len(done)].signed = True


def _deliver(odoo, choice, share):
    """Staff say that all that has left has arrived."""
    arrived = told(odoo.journal, "delivered")
    lines = {k: q - arrived.get(k, 0) for k, q in told(odoo.journal, "left_warehouse").items()}
    if any(quantity > 0 for quantity in lines.values()):
        key = f"staff:{len(odoo.journal)}"
        odoo.journal.append(
            facts.delivered(at=odoo.now, key=key, lines=lines, evidence="staff", source="staff")
        )


_DO = {
    "confirm": _confirm,
    "reserve": lambda o, c, s: o.reserve(s),
    "release": lambda o, c, s: o.reserved.clear(),
    "do": lambda o, c, s: _transfer(o, c, 1),
    "backorder": _transfer,
    "refuse_backorder": lambda o, c, s: _transfer(o, c, s, backorder=False),
    "send_again": lambda o, c, s: o.send(dict.fromkeys(o.total("goods_returned"), 2.0)),
    "give_back": lambda o, c, s: o.give_back(s),
    "correct": _correct,
    "extend": _extend,
    "bill": lambda o, c, s: o.bill(),
    "post": lambda o, c, s: _bills(o, c, lambda b: setattr(b, "posted_at", o.now), posted=False),
    "reset": lambda o, c, s: _bills(o, c, lambda b: setattr(b, "posted_at", None), posted=True),
    "pay": lambda o, c, s: _bills(o, c, lambda b: setattr(b, "paid", True), posted=True),
    "scrap_bill": lambda o, c, s: _bills(o, c, o.bills.remove, posted=True),
    "cancel": lambda o, c, s: o.cancel(),
    "sign": _sign,
    "deliver": _deliver,
}


def walk(odoo, steps, after=lambda odoo: None):
    for name, hours, choice, share in [("confirm", 1, 0, 1), *steps]:
        odoo.wait(hours)
        step(odoo, name, choice, share)
        odoo.sync()
        after(odoo)
    return odoo


@given(_ORDERS, _WALKS)
def test_telling_again_finds_nothing_new(odoo, steps):
    def told_again(odoo):
        assert derive(odoo.documents(), odoo.journal) == []
        odoo.wait(5)
        assert derive(odoo.documents(), list(reversed(odoo.journal))) == []
        odoo.wait(-5)

    walk(odoo, steps, told_again)


@given(_ORDERS, _WALKS)
def test_every_fact_has_an_identity_of_its_own(odoo, steps):
    walk(odoo, steps)
    assert Counter(e.identity for e in odoo.journal).most_common(1)[0][1] == 1


@given(_ORDERS, _WALKS)
def test_the_journal_adds_up_to_the_documents(odoo, steps):
    def adds_up(odoo):
        assert told(odoo.journal, "goods_expected") == odoo.expected
        for kind in MOVES:
            assert told(odoo.journal, kind) == odoo.total(kind), kind

    walk(odoo, steps, adds_up)


@given(_ORDERS, _WALKS)
def test_nothing_is_delivered_twice(odoo, steps):
    def once(odoo):
        arrived, left = told(odoo.journal, "delivered"), odoo.total("left_warehouse")
        changed = [e for e in odoo.journal if e.kind == "left_warehouse" and e.key[-1] != "0"]
        assert changed or all(q <= left.get(line, 0) for line, q in arrived.items())

    walk(odoo, steps, once)


@given(_ORDERS, _WALKS)
def test_the_milestones_say_what_the_documents_say(odoo, steps):
    def agrees(odoo):
        shown_now = states(odoo)
        if odoo.state != "sale":
            assert not {"current", "pending"} & set(shown_now.values())
            return
        assert shown_now["order_confirmed"] == "reached"
        assert (shown_now["invoiced"] == "reached") == odoo.fully_billed
        assert (shown_now["paid"] == "reached") == odoo.fully_paid
        if odoo.expected:
            gone, secured = odoo.total("left_warehouse"), odoo.secured
            assert (shown_now["left_warehouse"] == "reached") == _covers(gone, odoo.expected)
            if shown_now["stock_reserved"] != "skipped":
                assert (shown_now["stock_reserved"] == "reached") == _covers(secured, odoo.expected)

    walk(odoo, steps, agrees)


@given(_ORDERS, _WALKS, st.randoms(use_true_random=False))
def test_the_journal_alone_gives_the_milestones_of_every_moment(odoo, steps, random):
    """Also when it went through the database and comes back in another order."""
    moments = []
    walk(odoo, steps, lambda o: moments.append((len(o.journal), o.now, _milestones(o, o.journal))))
    for length, now, milestones in moments:
        stored = [_stored(event) for event in odoo.journal[:length]]
        random.shuffle(stored)
        assert project(flow_of(odoo), stored, now) == milestones


@given(_ORDERS, _WALKS)
def test_an_old_order_met_at_the_end_tells_what_a_running_one_told(odoo, steps):
    """Back-fill: what the documents still say, in one step; what they forgot is not invented."""
    walk(odoo, [s for s in steps if s[0] != "deliver"])
    old = backfilled(odoo)
    found = old.sync()
    assert derive(old.documents(), old.journal) == []
    if odoo.state != "sale":
        assert found == []
        return
    for kind in ("goods_expected", *MOVES):
        assert told(found, kind) == told(odoo.journal, kind)
    for trigger in ("left_warehouse", "invoiced", "paid"):
        assert (states(old)[trigger] == "reached") == (states(odoo)[trigger] == "reached")


def _milestones(odoo, journal):
    return project(flow_of(odoo), journal, odoo.now)


def _stored(event: Event) -> Event:
    return replace(event, data=json.loads(json.dumps(event.data, sort_keys=True)))


def _covers(have, wanted):
    return all(have.get(line, 0) >= quantity for line, quantity in wanted.items())


# ---------------------------------------------------------------------------- one by one


def test_a_quotation_has_no_journal():
    assert Odoo().sync() == []


def test_a_confirmed_order_expects_its_goods_and_lacks_stock():
    odoo = Odoo()
    odoo.confirm()
    found = odoo.sync()
    assert kinds(found) == ["order_confirmed", "goods_expected", "stock_short"]
    assert found[1].lines == {"1": 10}
    assert found[2].data["short"] == {"1": 10}


def test_reserving_is_told_once_per_change():
    odoo = Odoo()
    run(odoo, odoo.confirm, lambda: odoo.reserve(0.4))
    assert odoo.journal[-1].kind == "stock_short"
    assert (odoo.journal[-1].lines, odoo.journal[-1].data["short"]) == ({"1": 4}, {"1": 6})
    run(odoo, odoo.reserve)
    assert (odoo.journal[-1].kind, odoo.journal[-1].lines) == ("stock_reserved", {"1": 10})
    assert odoo.sync() == []


def test_goods_that_have_left_stay_secured():
    odoo = Odoo("pick_pack_ship")
    run(odoo, odoo.confirm, odoo.reserve)
    for kind in ("picked", "packed", "left_warehouse"):
        run(odoo, lambda kind=kind: odoo.do(odoo.open(kind)[0]))
        assert kinds(odoo.journal[-1:]) == [kind]
        assert states(odoo)["stock_reserved"] == "reached"


def test_a_partial_delivery_with_backorder():
    odoo = Odoo()
    run(odoo, odoo.confirm, odoo.reserve, lambda: ship(odoo, 0.6))
    assert kinds(odoo.journal[-2:]) == ["left_warehouse", "backorder_created"]
    assert (odoo.journal[-2].lines, odoo.journal[-1].lines) == ({"1": 6}, {"1": 4})
    assert states(odoo)["left_warehouse"] == "current"
    run(odoo, lambda: ship(odoo))
    assert states(odoo)["left_warehouse"] == "reached"


def test_a_refused_backorder_is_expected_no_more():
    odoo = Odoo()
    run(odoo, odoo.confirm, odoo.reserve, lambda: ship(odoo, 0.6, backorder=False))
    assert told(odoo.journal, "goods_expected") == {"1": 6}
    assert states(odoo)["left_warehouse"] == "reached"


def test_a_transfer_changed_after_it_was_done_is_corrected():
    odoo = Odoo()
    run(odoo, odoo.confirm, lambda: ship(odoo))
    odoo.transfers[0].lines = {"1": 7.0}
    found = {e.kind: e for e in odoo.sync()}
    assert found["left_warehouse"].lines == {"1": -3}
    assert found["left_warehouse"].occurred_at == odoo.transfers[0].done_at
    assert found["goods_expected"].lines == {"1": -3}
    assert states(odoo)["left_warehouse"] == "reached"


def test_validating_a_delivery_order_tells_no_delivery():
    odoo = Odoo()
    run(odoo, odoo.confirm, lambda: ship(odoo))
    assert "delivered" not in kinds(odoo.journal)
    assert states(odoo)["delivered"] == "current"


def test_a_signature_tells_delivery_on_the_word_of_the_customer_once():
    odoo = Odoo()
    run(odoo, odoo.confirm, lambda: ship(odoo))
    odoo.transfers[0].signed = True
    [event] = odoo.sync()
    assert (event.kind, event.evidence, event.lines) == ("delivered", "customer", {"1": 10})
    assert event.document == ("stock.picking", odoo.transfers[0].id)
    assert odoo.sync() == []


def test_a_signature_on_a_voided_delivery_is_not_told_again():
    odoo = Odoo()
    run(odoo, odoo.confirm, lambda: ship(odoo))
    odoo.transfers[0].signed = True
    odoo.journal.append(void(odoo.sync()[0]))
    assert odoo.sync() == []


def test_a_signature_for_what_was_told_as_delivered_adds_no_goods():
    """6 of 10 left; staff say they arrived, then the driver's signature comes in."""
    odoo = Odoo()
    run(odoo, odoo.confirm, lambda: ship(odoo, 0.6), lambda: _deliver(odoo, 0, 1))
    odoo.transfers[0].signed = True
    odoo.sync()
    assert told(odoo.journal, "delivered") == {"1": 6}
    run(odoo, lambda: ship(odoo))
    assert states(odoo)["delivered"] == "current"


def test_two_signatures_at_once_share_what_is_not_delivered_yet():
    odoo = Odoo()
    run(odoo, odoo.confirm, lambda: ship(odoo, 0.6), lambda: ship(odoo))
    odoo.journal.append(delivered(3, 7))
    for transfer in odoo.transfers:
        transfer.signed = True
    assert [e.lines for e in odoo.sync()] == [{"1": 3}, {}]


def test_a_return_is_told_as_such():
    odoo = Odoo()
    run(odoo, odoo.confirm, lambda: ship(odoo), odoo.give_back)
    assert (odoo.journal[-1].kind, odoo.journal[-1].lines) == ("goods_returned", {"1": 10})
    assert states(odoo)["delivered"] == "failed"


def test_a_return_after_the_order_was_cancelled_is_told_too():
    odoo = Odoo()
    run(odoo, odoo.confirm, lambda: ship(odoo, 0.6), odoo.cancel, odoo.give_back)
    assert odoo.journal[-1].kind == "goods_returned"
    assert told(odoo.journal, "goods_returned") == {"1": 6}


def test_cancelling_tells_that_nothing_is_expected_any_more():
    odoo = Odoo()
    run(odoo, odoo.confirm, odoo.cancel)
    assert kinds(odoo.journal[-2:]) == ["order_cancelled", "goods_expected"]
    assert told(odoo.journal, "goods_expected") == {}
    assert states(odoo)["stock_reserved"] == "failed"


def test_cancelled_and_reset_to_quotation_in_one_transaction_is_cancelled():
    odoo = Odoo()
    run(odoo, odoo.confirm)
    odoo.cancel()
    odoo.state = "draft"
    assert "order_cancelled" in kinds(odoo.sync())
    assert "current" not in states(odoo).values()


@pytest.mark.parametrize("hours", [0, 1, -1])
def test_cancelled_in_the_second_of_the_confirmation_or_on_a_slow_clock(hours):
    odoo = Odoo()
    run(odoo, odoo.confirm)
    run(odoo, odoo.cancel, hours=hours)
    assert odoo.sync() == []
    assert "current" not in states(odoo).values()
    run(odoo, odoo.confirm, odoo.reserve, hours=max(hours, 0))
    assert odoo.sync() == []
    assert states(odoo)["order_confirmed"] == "reached"


def test_confirmed_again_with_the_date_of_the_first_time_is_confirmed_now():
    """Odoo may keep an order's date; the new life cannot begin before the old one ended."""
    odoo = Odoo()
    run(odoo, odoo.confirm, odoo.cancel)
    first = odoo.confirmed_at
    odoo.wait(5)
    odoo.confirm()
    odoo.confirmed_at = first
    assert odoo.sync()[0].occurred_at == odoo.now


def test_stock_reserved_again_in_a_new_life_is_told_again():
    odoo = Odoo()
    run(odoo, odoo.confirm, odoo.reserve, odoo.cancel)
    odoo.wait(1)
    odoo.confirm()
    odoo.reserve()
    assert "stock_reserved" in kinds(odoo.sync())
    assert states(odoo)["stock_reserved"] == "reached"


def test_an_invoice_that_stands_outlives_a_cancellation():
    odoo = _billed()
    run(odoo, odoo.cancel, odoo.confirm)
    assert states(odoo)["invoiced"] == "reached"
    odoo.bills[0].posted_at = None
    odoo.sync()
    assert states(odoo)["invoiced"] == "pending"


def _billed(paid=False):
    odoo = Odoo()
    run(odoo, odoo.confirm, odoo.bill)
    odoo.bills[0].posted_at, odoo.bills[0].paid = odoo.now, paid
    odoo.sync()
    return odoo


def test_an_invoice_is_told_with_its_amount_and_its_state():
    odoo = _billed(paid=True)
    posted, invoiced, paid = odoo.journal[-3:]
    assert (posted.kind, posted.data) == ("invoice_posted", {"amount": 10, "currency": "EUR"})
    assert posted.document == ("account.move", 1)
    assert (invoiced.kind, paid.kind) == ("invoiced", "paid")


@pytest.mark.parametrize("change", ["reset", "scrap_bill"])
def test_an_invoice_that_stands_no_more_is_voided_with_what_followed(change):
    odoo = _billed(paid=True)
    _DO[change](odoo, 0, 1)
    assert kinds(odoo.sync()) == ["voided"] * 3
    assert odoo.sync() == []
    assert states(odoo)["invoiced"] == states(odoo)["paid"] == "pending"


def test_an_invoice_posted_again_is_told_again():
    odoo = _billed()
    odoo.bills[0].posted_at = None
    odoo.sync()
    odoo.bills[0].posted_at = odoo.now
    assert kinds(odoo.sync()) == ["invoice_posted", "invoiced"]


def test_one_draft_invoice_left_is_not_invoiced_in_full():
    odoo = _billed(paid=True)
    odoo.bill()
    odoo.sync()
    assert states(odoo)["invoiced"] == states(odoo)["paid"] == "pending"


def test_invoices_that_were_not_read_change_nothing():
    odoo = _billed(paid=True)
    assert derive(replace(odoo.documents(), invoices=None), odoo.journal) == []


def test_a_fact_that_was_voided_though_the_document_stands_is_told_anew():
    odoo = Odoo()
    run(odoo, odoo.confirm, lambda: ship(odoo))
    [event] = [e for e in odoo.journal if e.kind == "left_warehouse"]
    odoo.journal.append(void(event))
    [again] = odoo.sync()
    assert (again.kind, again.lines) == ("left_warehouse", event.lines)
    assert again.identity != event.identity


def test_a_transfer_of_two_orders_is_told_by_each_with_its_own_lines():
    def documents(line):
        group = Group("left_warehouse", ("stock.picking", 7), {line: 2.0}, at(5))
        return Documents("sale", at(0), at(6), {line: 2.0}, {line: 2.0}, (group,))

    first, second = (derive(documents(line), []) for line in "12")
    assert [e.identity for e in first] == [e.identity for e in second]
    assert [told(journal, "left_warehouse") for journal in (first, second)] == [{"1": 2}, {"2": 2}]


def test_an_old_order_tells_when_things_happened():
    odoo = Odoo("pick_ship")
    run(odoo, odoo.confirm, odoo.reserve)
    run(odoo, lambda: odoo.do(odoo.open("picked")[0]), lambda: ship(odoo))
    old = backfilled(odoo)
    old.wait(2000)
    found = {e.kind: e.occurred_at for e in old.sync()}
    assert found == {
        "order_confirmed": at(1), "goods_expected": at(1), "picked": at(3), "left_warehouse": at(4)
    }  # fmt: skip
    stages = by_trigger(flow_of(old), old.journal)
    assert stages["stock_reserved"].state == "skipped"  # nobody knows when


def test_an_open_old_order_tells_the_stock_it_has_now():
    odoo = Odoo()
    run(odoo, odoo.confirm, odoo.reserve)
    old = backfilled(odoo)
    assert kinds(old.sync()) == ["order_confirmed", "goods_expected", "stock_reserved"]


def test_a_service_is_confirmed_and_invoiced():
    odoo = Odoo(ordered={})
    run(odoo, odoo.confirm, odoo.bill)
    odoo.bills[0].posted_at = odoo.now
    odoo.sync()
    assert kinds(odoo.journal) == ["order_confirmed", "invoice_posted", "invoiced"]


def test_the_oldest_cause_comes_first():
    odoo = Odoo()
    run(odoo, odoo.confirm, odoo.reserve, lambda: ship(odoo, 0.6), odoo.bill)
    odoo.bills[0].posted_at = odoo.now
    found = kinds(backfilled(odoo).sync())
    assert found[0] == "order_confirmed"
    assert found.index("goods_expected") < found.index("left_warehouse") < found.index("invoiced")


def test_a_moved_quantity_below_rounding_is_no_change():
    odoo = Odoo()
    run(odoo, odoo.confirm, lambda: ship(odoo))
    odoo.transfers[0].lines = {"1": 10.0 + 1e-9}
    assert odoo.sync() == []


def test_the_number_of_a_voided_fact_is_not_given_again():
    odoo = Odoo()
    run(odoo, odoo.confirm, lambda: ship(odoo))
    document = odoo.transfers[0].id
    wrong = moved("left_warehouse", 5, 3, document=document, number=1)
    odoo.journal += [wrong, void(wrong)]
    odoo.transfers[0].lines = {"1": 9.0}
    odoo.sync()
    assert told(odoo.journal, "left_warehouse") == {"1": 9}


def test_an_extended_order_lacks_more_stock():
    odoo = Odoo()
    run(odoo, odoo.confirm, lambda: odoo.reserve(0.4), lambda: _extend(odoo, 0, 1))
    assert odoo.journal[-1].kind == "stock_short"
    assert odoo.journal[-1].data["short"] == {"1": 11}


def test_a_cancelled_order_tells_no_stock():
    odoo = Odoo()
    run(odoo, odoo.confirm, odoo.reserve, lambda: ship(odoo, 0.6), odoo.cancel)
    assert kinds(odoo.journal[-2:]) == ["order_cancelled", "goods_expected"]
    assert odoo.sync() == []


def test_stock_told_on_a_slow_clock_is_told_once():
    odoo = Odoo()
    run(odoo, odoo.confirm, lambda: odoo.reserve(0.4))
    run(odoo, odoo.reserve, hours=-0.5)
    assert odoo.sync() == []
    assert states(odoo)["stock_reserved"] == "reached"


@pytest.mark.parametrize("change", [{"fully_invoiced": False}, {"invoices": "one more, a draft"}])
def test_invoiced_is_told_only_in_full(change):
    odoo = Odoo()
    run(odoo, odoo.confirm, odoo.bill)
    odoo.bills[0].posted_at, odoo.bills[0].paid = odoo.now, True
    documents = odoo.documents()
    if "invoices" in change:
        draft = replace(documents.invoices[0], id=2, posted_at=None)
        change = {"invoices": (*documents.invoices, draft)}
    assert kinds(derive(replace(documents, **change), odoo.journal)) == ["invoice_posted"]


def test_goods_that_were_scanned_rest_on_the_scan():
    document = ("stock.picking", 7)
    moved_ = facts.goods_moved("picked", at=at(1), document=document, number=0, lines={"1": 2.0})
    other = facts.goods_moved(
        "picked", at=at(1), document=("stock.picking", 8), number=0, lines={"1": 1.0}
    )
    rest = facts.backorder_created(at=at(1), document=document, lines={"1": 3.0})
    found = proved([moved_, other, rest], {document: ("scan", {"device": "Handheld 3"})})
    assert [event.evidence for event in found] == ["scan", "system", "system"]
    assert found[0].data == {"lines": {"1": 2.0}, "device": "Handheld 3"}
    assert [event.identity for event in found] == [e.identity for e in (moved_, other, rest)]
