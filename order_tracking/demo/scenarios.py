"""The orders of the demo company: who ordered what, when, and what has happened since.

Times are hours of working time (eight a day): ``age`` before now, ``after`` since the step
before, so that whatever the day of installation everything happened in business hours.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Step:
    """``do``: function of ``steps``; ``detail``: its arguments."""

    do: str
    after: float
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    """``wanted`` / ``promised``: when, after ordering, the customer wants the goods and we
    commit to them. ``house``: bayside (three steps), main (one) or pudong (two). ``shows``: the
    rule of verification that has something to say about it."""

    key: str
    customer: str
    house: str
    age: float
    lines: tuple[tuple[str, float], ...]
    steps: tuple[Step, ...] = ()
    by: str = "demo"
    receiver: str | None = None
    reference: str | None = None
    flow: str | None = None
    wanted: float | None = None
    promised: float | None = None
    shows: str | None = None


def _step(do):
    return lambda after=0.0, **detail: Step(do, after, detail)


send, confirm, receive, pick, pack, ship, deliver, mark, repromise = map(
    _step, "send confirm receive pick pack ship deliver mark repromise".split()
)
invoice, pay, cancel, confirm_again, give_back, join = map(
    _step, "invoice pay cancel confirm_again give_back join".split()
)

# ---------------------------------------------------------------- San Francisco, three steps

_BAYSIDE = (
    Scenario(
        "hotel_showcase",
        "hotel",
        "bayside",
        66,
        (("desk", 12), ("chair", 24), ("frame", 4)),
        (
            confirm(),
            receive(3, product="frame", quantity=4),
            pick(5),
            pack(4),
            ship(4, share=0.6),
            deliver(8, note="Taken in by the receiving desk, gate B"),
            repromise(2, hours=20, reason="The lorry was full; the rest comes with the next one"),
            ship(9, signed=True),
            invoice(4),
        ),
        receiver="hotel_dock",
        reference="PO-4471",
        wanted=30,
    ),
    Scenario(
        "school_short",
        "school",
        "bayside",
        12,
        (("frame", 6), ("chair", 6)),
        (confirm(), receive(1, product="frame", quantity=2)),
        reference="REQ-118",
    ),
    Scenario("clinic_short_new", "clinic", "bayside", 2, (("frame", 3),), (confirm(),)),
    Scenario(
        "coworking_reserved",
        "coworking",
        "bayside",
        3.2,
        (("desk", 6), ("chair", 6)),
        (confirm(),),
        by="admin",
        wanted=60,
    ),
    Scenario("clinic_picked", "clinic", "bayside", 9, (("cabinet", 5),), (confirm(), pick(5.5))),
    Scenario(
        "architects_packed",
        "architects",
        "bayside",
        15,
        (("desk", 2), ("lamp", 2)),
        (confirm(), pick(6), pack(4.5)),
        reference="Studio refit",
    ),
    Scenario(
        "coworking_partial",
        "coworking",
        "bayside",
        23,
        (("chair", 30), ("lamp", 30)),
        (confirm(), pick(6), pack(5), ship(5, share=0.5)),
        by="admin",
    ),
    Scenario(
        "hotel_late_days",
        "hotel",
        "bayside",
        92,
        (("cabinet", 8),),
        (confirm(), pick(7)),
        receiver="hotel_dock",
        reference="PO-4460",
    ),
    Scenario(
        "school_late_short",
        "school",
        "bayside",
        64,
        (("frame", 10), ("desk", 10)),
        (confirm(), repromise(30, hours=24, reason="Our supplier delivers later than agreed")),
        reference="REQ-109",
        wanted=40,
    ),
    Scenario(
        "architects_repromised",
        "architects",
        "bayside",
        52,
        (("frame", 2), ("desk", 2)),
        (
            confirm(),
            repromise(20, hours=48, reason="The frames arrive a week later from our supplier"),
            receive(14, product="frame", quantity=2),
            pick(4),
            pack(3),
            ship(4),
        ),
        wanted=32,
    ),
    Scenario(
        "clinic_paid",
        "clinic",
        "bayside",
        206,
        (("desk", 4), ("chair", 4)),
        (
            confirm(),
            pick(6),
            pack(4),
            ship(3),
            deliver(10, note="Confirmed by phone"),
            invoice(6),
            pay(70),
        ),
    ),
    Scenario(
        "coworking_paid",
        "coworking",
        "bayside",
        230,
        (("desk", 20), ("chair", 20)),
        (confirm(), pick(8), pack(6), ship(4, signed=True), invoice(8), pay(110)),
        by="admin",
    ),
    Scenario(
        "hotel_unpaid",
        "hotel",
        "bayside",
        238,
        (("lamp", 60), ("chair", 10)),
        (
            confirm(),
            pick(5),
            pack(4),
            ship(4),
            deliver(9, note="Stamped delivery note"),
            invoice(5),
        ),
        receiver="hotel_dock",
        reference="PO-4402",
    ),
    Scenario(
        "school_arrived_late",
        "school",
        "bayside",
        120,
        (("chair", 28),),
        (confirm(), pick(12), pack(10), ship(12), deliver(20, note="Caretaker"), invoice(5)),
        reference="REQ-101",
    ),
    Scenario(
        "architects_again",
        "architects",
        "bayside",
        84,
        (("desk", 3),),
        (confirm(), cancel(6), confirm_again(10), pick(8), pack(5), ship(4), deliver(12)),
    ),
)

# ---------------------------------------------------------------- San Francisco, one step

_MAIN = (
    Scenario("architects_draft", "architects", "main", 2.6, (("desk", 1), ("chair", 2))),
    Scenario("school_sent", "school", "main", 18, (("chair", 40),), (send(2),), wanted=120),
    Scenario("ella_sent", "ella", "main", 80, (("lamp", 1),), (send(1),)),
    Scenario("clinic_fresh", "clinic", "main", 0.4, (("chair", 5),), (confirm(reserve=False),)),
    Scenario(
        "coworking_call_off",
        "coworking",
        "main",
        1.2,
        (("desk", 15),),
        (confirm(),),
        by="admin",
        promised=88,
        wanted=88,
        reference="Opening of floor 3",
    ),
    Scenario("tomas_left", "tomas", "main", 13, (("chair", 1), ("lamp", 1)), (confirm(), ship(6))),
    Scenario(
        "ella_signed",
        "ella",
        "main",
        31,
        (("desk", 1),),
        (confirm(), ship(15, signed=True)),
    ),
    Scenario(
        "hotel_late_hours",
        "hotel",
        "main",
        27,
        (("lamp", 12),),
        (confirm(), ship(7)),
        receiver="hotel_dock",
        reference="PO-4489",
    ),
    Scenario("tomas_late_days", "tomas", "main", 71, (("cabinet", 1),), (confirm(), ship(8))),
    Scenario(
        "clinic_invoiced",
        "clinic",
        "main",
        98,
        (("cabinet", 2),),
        (confirm(), ship(5), deliver(12, note="Reception"), invoice(6)),
    ),
    Scenario(
        "school_paid",
        "school",
        "main",
        170,
        (("chair", 12),),
        (confirm(), ship(6), deliver(11, note="Caretaker"), invoice(5), pay(60)),
        reference="REQ-097",
    ),
    Scenario(
        "ella_prepaid",
        "ella",
        "main",
        7.5,
        (("lamp", 2),),
        (confirm(), invoice(0.5), pay(1)),
    ),
    Scenario(
        "tomas_prepaid_done",
        "tomas",
        "main",
        140,
        (("lamp", 3),),
        (confirm(), invoice(0.3), pay(2), ship(4), deliver(14, note="Left with the neighbour")),
    ),
    Scenario(
        "coworking_cancelled", "coworking", "main", 44, (("lamp", 8),), (confirm(), cancel(5))
    ),
    Scenario(
        "tomas_refused",
        "tomas",
        "main",
        58,
        (("desk", 1),),
        (confirm(), ship(7), give_back(14)),
    ),
    Scenario(
        "architects_returned",
        "architects",
        "main",
        110,
        (("chair", 6),),
        (confirm(), ship(6), deliver(9, note="Front office"), give_back(20, share=0.5)),
    ),
    Scenario("clinic_joined_first", "clinic", "main", 20.5, (("chair", 2),), (confirm(),)),
    Scenario(
        "clinic_joined_second",
        "clinic",
        "main",
        19,
        (("lamp", 4),),
        (confirm(), join(1, other="clinic_joined_first"), ship(6)),
    ),
    Scenario(
        "ella_pickup_waiting",
        "ella",
        "main",
        1.8,
        (("lamp", 1), ("chair", 1)),
        (confirm(),),
        flow="flow_pickup",
    ),
    Scenario(
        "tomas_pickup_collected",
        "tomas",
        "main",
        150,
        (("chair", 2),),
        (
            confirm(),
            mark(3, stage="stage_pickup_ready", note="Shelf 4"),
            ship(10),
            deliver(note="Order number shown"),
            invoice(1),
            pay(2),
        ),
        flow="flow_pickup",
    ),
    Scenario(
        "architects_assembly",
        "architects",
        "main",
        34,
        (("desk", 4), ("assembly", 4)),
        (confirm(), ship(8), deliver(10, note="Second floor")),
        flow="demo_flow_assembly",
    ),
    Scenario(
        "school_assembly_done",
        "school",
        "main",
        130,
        (("cabinet", 6), ("assembly", 2)),
        (
            confirm(),
            ship(8),
            deliver(12, note="Caretaker"),
            mark(12, stage="demo_stage_assembly_assembled", note="Handed over in room 12"),
            invoice(6),
        ),
        flow="demo_flow_assembly",
    ),
    Scenario("coworking_service", "coworking", "main", 28, (("assembly", 3),), (confirm(),)),
)

# ---------------------------------------------------------------- the portal login's orders

_PORTAL = (
    Scenario("portal_fresh", "portal", "main", 1.4, (("lamp", 2), ("chair", 1)), (confirm(),)),
    Scenario(
        "portal_packed",
        "portal",
        "bayside",
        14,
        (("desk", 2),),
        (confirm(), pick(5), pack(5)),
    ),
    Scenario(
        "portal_partial",
        "portal",
        "bayside",
        30,
        (("chair", 8),),
        (confirm(), pick(6), pack(4), ship(4, share=0.5), deliver(10, note="Front desk")),
        wanted=32,
        reference="Home office",
    ),
    Scenario("portal_left", "portal", "main", 11, (("cabinet", 1),), (confirm(), ship(5))),
    Scenario("portal_late", "portal", "bayside", 60, (("cabinet", 2),), (confirm(), pick(8))),
    Scenario(
        "portal_repromised",
        "portal",
        "main",
        40,
        (("frame", 1),),
        (
            confirm(),
            repromise(12, hours=44, reason="The frame is made to order and takes a week longer"),
            receive(16, product="frame", quantity=1),
            ship(5),
        ),
    ),
    Scenario(
        "portal_pickup",
        "portal",
        "main",
        6,
        (("lamp", 1),),
        (confirm(), mark(3, stage="stage_pickup_ready", note="Counter 2")),
        flow="flow_pickup",
    ),
    Scenario(
        "portal_done",
        "portal",
        "main",
        160,
        (("desk", 1), ("lamp", 1)),
        (confirm(), ship(6, signed=True), invoice(6), pay(30)),
    ),
    Scenario("portal_sent", "portal", "main", 5, (("chair", 2),), (send(1),)),
)

# ---------------------------------------------------------------- Shanghai, two steps

_PUDONG = (
    Scenario(
        "zh_showcase",
        "zh_design",
        "pudong",
        72,
        (("desk", 16), ("chair", 32), ("lamp", 16)),
        (
            confirm(),
            pick(9),
            ship(5, share=0.5),
            deliver(8, note="现场仓管员签收"),
            repromise(2, hours=20, reason="首批车辆已满，余货下一班送达"),
            ship(12, signed=True),
            invoice(5),
        ),
        by="admin",
        receiver="zh_design_site",
        reference="QH-2207",
        wanted=40,
    ),
    Scenario("zh_draft", "zh_lin", "pudong", 3, (("lamp", 1),), by="admin"),
    Scenario("zh_sent", "zh_school", "pudong", 26, (("chair", 60),), (send(2),), by="admin"),
    Scenario(
        "zh_fresh",
        "zh_books",
        "pudong",
        0.8,
        (("lamp", 10),),
        (confirm(reserve=False),),
        by="admin",
    ),
    Scenario(
        "zh_short",
        "zh_design",
        "pudong",
        10,
        (("frame", 5),),
        (confirm(), receive(2, product="frame", quantity=1)),
        by="admin",
        receiver="zh_design_site",
        reference="QH-2231",
    ),
    Scenario("zh_reserved", "zh_lin", "pudong", 4, (("desk", 1),), (confirm(),)),
    Scenario(
        "zh_picked",
        "zh_school",
        "pudong",
        12,
        (("chair", 20),),
        (confirm(), pick(7)),
        by="admin",
        wanted=48,
    ),
    Scenario("zh_left", "zh_books", "pudong", 19, (("cabinet", 3),), (confirm(), pick(6), ship(4))),
    Scenario(
        "zh_late",
        "zh_school",
        "pudong",
        56,
        (("desk", 8),),
        (confirm(), pick(8), ship(6)),
        by="admin",
        reference="春季采购-14",
    ),
    Scenario(
        "zh_repromised",
        "zh_books",
        "pudong",
        46,
        (("frame", 2),),
        (
            confirm(),
            repromise(16, hours=48, reason="供应商延期到货，交期顺延"),
            receive(12, product="frame", quantity=2),
            pick(5),
            ship(4),
        ),
    ),
    Scenario(
        "zh_delivered",
        "zh_lin",
        "pudong",
        36,
        (("chair", 1),),
        (confirm(), pick(6), ship(4), deliver(12, note="本人签收")),
    ),
    Scenario(
        "zh_paid",
        "zh_books",
        "pudong",
        190,
        (("lamp", 20), ("chair", 4)),
        (confirm(), pick(7), ship(5), deliver(11, note="店长签收"), invoice(6), pay(50)),
        by="admin",
    ),
    Scenario(
        "zh_prepaid",
        "zh_lin",
        "pudong",
        22,
        (("lamp", 2),),
        (confirm(), invoice(0.5), pay(0.5), pick(8), ship(4)),
    ),
    Scenario("zh_cancelled", "zh_school", "pudong", 50, (("cabinet", 4),), (confirm(), cancel(7))),
    Scenario(
        "zh_returned",
        "zh_books",
        "pudong",
        100,
        (("cabinet", 1),),
        (confirm(), pick(6), ship(5), give_back(18)),
        by="admin",
    ),
)

# ---------------------------------------------------------------- quotations that are not right

_CHECKED = (
    Scenario(
        "check_postcode",
        "rowan",
        "main",
        1.1,
        (("lamp", 2), ("chair", 1)),
        shows="address_postcode_format",
    ),
    Scenario(
        "check_other_state",
        "bakery",
        "main",
        0.6,
        (("chair", 6),),
        shows="address_postcode",
    ),
    Scenario(
        "check_archived",
        "clinic",
        "main",
        1.7,
        (("stool", 4), ("lamp", 4)),
        shows="product_archived",
    ),
    # 24 were meant
    Scenario("check_quantity", "hotel", "main", 2.1, (("lamp", 240),), shows="quantity_high"),
    Scenario(
        "check_duplicate",
        "hotel",
        "main",
        0.3,
        (("lamp", 12),),
        receiver="hotel_dock",
        reference="PO-4489",  # of hotel_late_hours
        shows="duplicate_reference",
    ),
    Scenario(
        "check_shortage",
        "school",
        "bayside",
        2.4,
        (("frame", 5), ("chair", 5)),
        reference="REQ-124",
        promised=32,
        shows="stock_promised",
    ),
    Scenario(
        "check_audit",
        "library",
        "main",
        3.4,
        (("desk", 16), ("chair", 24)),
        reference="ML-2",
        shows="risk_first_order",
    ),
    Scenario(
        "zh_check_postcode",
        "zh_tea",
        "pudong",
        1.5,
        (("chair", 4), ("lamp", 4)),
        by="admin",
        shows="address_postcode",
    ),
)

SCENARIOS = _BAYSIDE + _MAIN + _PORTAL + _PUDONG + _CHECKED
# The receiver's personal link to one order: XML id, order, person, language.
LINKS = (
    ("demo_link_en", "hotel_showcase", "hotel_dock", "en_US"),
    ("demo_link_zh", "zh_showcase", "zh_design_site", "zh_CN"),
)
