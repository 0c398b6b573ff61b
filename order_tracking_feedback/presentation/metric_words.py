"""What the figures of a review are called and how each is defined, where they are shown."""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
# of each metric of the catalogue: its name, and in one sentence what is counted
METRICS = {
    "orders": (
        _lt("Orders"),
        _lt("Orders placed in the period, cancelled ones included."),
    ),
    "order_amount": (
        _lt("Order amount"),
        _lt(
            "Of the orders placed in the period and not cancelled: their amount without taxes, in "
            "the company's currency at the rate of the order."
        ),
    ),
    "cancelled": (
        _lt("Cancelled orders"),
        _lt("Of the orders placed in the period: how many were cancelled since."),
    ),
    "perfect_order": (
        _lt("Perfect orders"),
        _lt(
            "Of the orders first promised for the period: delivered by that date, in full, "
            "without a correction of receipt or order, with nothing damaged or wrong (SCOR "
            "RL.1.1)."
        ),
    ),
    "in_full": (
        _lt("Delivered in full"),
        _lt(
            "Of the orders first promised for the period: everything that was ordered has arrived "
            "(SCOR RL.2.1)."
        ),
    ),
    "kept_first": (
        _lt("Delivered by the first promise"),
        _lt(
            "Of the orders first promised for the period: delivered by that date. Early is not "
            "late; what is due and not delivered is late (SCOR RL.2.2)."
        ),
    ),
    "documents_right": (
        _lt("Documents right"),
        _lt(
            "Of the delivered orders first promised for the period: nobody had to correct the "
            "receipt or the order (SCOR RL.2.3)."
        ),
    ),
    "condition_good": (
        _lt("Arrived in good condition"),
        _lt(
            "Of the delivered orders first promised for the period: nothing arrived damaged, "
            "broken or wrong (SCOR RL.2.4)."
        ),
    ),
    "kept_requested": (
        _lt("Delivered by the requested date"),
        _lt(
            "Of the orders whose customer asked for a date in the period: delivered by then. "
            "Early is not late; what is due and not delivered is late."
        ),
    ),
    "kept_last": (
        _lt("Delivered by the last promise"),
        _lt(
            "Of the orders last promised for the period: delivered by that date. Early is not "
            "late; what is due and not delivered is late."
        ),
    ),
    "shipped_in_time": (
        _lt("Shipped in time"),
        _lt(
            "Of the orders last promised for the period: the last goods left by that date. Counts "
            "also where nobody recorded when orders arrived."
        ),
    ),
    "lines_shipped_in_time": (
        _lt("Order lines shipped in time"),
        _lt(
            "Of the order lines last promised for the period: the last goods of their order left "
            "by that date. By category it tells whether stock was there."
        ),
    ),
    "cycle_hours": (
        _lt("Time from order to delivery"),
        _lt(
            "Of the orders delivered in the period: elapsed time from confirmation to delivery "
            "(SCOR RS.1.1)."
        ),
    ),
    "cycle_working_hours": (
        _lt("Working time from order to delivery"),
        _lt(
            "Of the orders delivered in the period: time from confirmation to delivery in the "
            "working hours of those who had the order."
        ),
    ),
    "stage_hours": (
        _lt("Time per stage"),
        _lt(
            "Of the stages reached in the period: elapsed time that an order spent in the stage, "
            "without the hand-over before it."
        ),
    ),
    "stage_working_hours": (
        _lt("Working time per stage"),
        _lt(
            "Of the stages reached in the period: time that an order spent in the stage, in the "
            "working hours of its team, without the hand-over before it."
        ),
    ),
    "held_hours": (
        _lt("Time held, all orders"),
        _lt(
            "Of the stages reached in the period: elapsed hours of all orders added up, to see "
            "who or what held them longest."
        ),
    ),
    "held_working_hours": (
        _lt("Working time held, all orders"),
        _lt(
            "Of the stages reached in the period: working hours of all orders added up, to see "
            "who or what held them longest."
        ),
    ),
    "stage_in_time": (
        _lt("Stages in time"),
        _lt("Of the stages reached in the period that had a planned time: reached by then."),
    ),
    "supplier_in_time": (
        _lt("Purchases for orders in time"),
        _lt(
            "Of the purchased lines that orders waited for, planned to arrive in the period: "
            "everything arrived by the end of the planned day."
        ),
    ),
    "supplier_delay_hours": (
        _lt("Supplier's delay behind late orders"),
        _lt(
            "Of the purchased lines planned to arrive in the period that came, or are, later than "
            "planned, and whose order missed its first promise: elapsed time since the end of the "
            "planned day."
        ),
    ),
    "receipt_in_time": (
        _lt("Receipts in time"),
        _lt("Of the order receipts due in the period: sent to the customer by then."),
    ),
    "verification_caught": (
        _lt("Errors found before confirmation"),
        _lt(
            "Of the errors in orders that came to light in the period: those that verification "
            "found before the order was confirmed; the others were missed."
        ),
    ),
    "corrected": (
        _lt("Orders that had to be corrected"),
        _lt(
            "Of the orders placed in the period and not cancelled: receipt or order had to be "
            "corrected after confirmation."
        ),
    ),
    "receipt_quantity": (
        _lt("Receipts corrected: quantity"),
        _lt("Of the order receipts due in the period: the customer asked to correct the quantity."),
    ),
    "receipt_price": (
        _lt("Receipts corrected: price"),
        _lt("Of the order receipts due in the period: the customer asked to correct the price."),
    ),
    "receipt_product": (
        _lt("Receipts corrected: product or specification"),
        _lt(
            "Of the order receipts due in the period: the customer asked to correct the "
            "product or specification."
        ),
    ),
    "receipt_date": (
        _lt("Receipts corrected: delivery date"),
        _lt(
            "Of the order receipts due in the period: the customer asked to correct the "
            "delivery date."
        ),
    ),
    "receipt_address": (
        _lt("Receipts corrected: delivery address"),
        _lt(
            "Of the order receipts due in the period: the customer asked to correct the "
            "delivery address."
        ),
    ),
    "receipt_total": (
        _lt("Receipts corrected: total"),
        _lt("Of the order receipts due in the period: the customer asked to correct the total."),
    ),
    "receipt_other": (
        _lt("Receipts corrected: something else"),
        _lt(
            "Of the order receipts due in the period: the customer asked to correct something else."
        ),
    ),
    "exceptions": (
        _lt("Exceptions"),
        _lt("Exceptions that began in the period."),
    ),
    "exception_hours": (
        _lt("Time until exceptions are over"),
        _lt(
            "Of the exceptions that began in the period and are over: elapsed time they were open."
        ),
    ),
    "parcel_in_time": (
        _lt("Parcels in time"),
        _lt(
            "Of the parcels that were delivered in the period, or due in it: delivered by the "
            "promised day."
        ),
    ),
    "transit_hours": (
        _lt("Time under way"),
        _lt(
            "Of the parcels that were delivered in the period: elapsed time from the carrier's "
            "first scan to delivery."
        ),
    ),
    "parcel_damaged": (
        _lt("Parcels with damaged goods"),
        _lt(
            "Of the parcels that were delivered in the period: the customer complained that goods "
            "in it were damaged. By packaging: parcels whose packages are all of one type."
        ),
    ),
    "carrier_exceptions": (
        _lt("Exceptions with carriers"),
        _lt("Exceptions with a carrier's parcels that began in the period."),
    ),
    "complaint_rate": (
        _lt("Order lines complained about"),
        _lt(
            "Of the order lines of the period, without cancelled orders: customers complained "
            "about some of the goods."
        ),
    ),
    "complaints": (
        _lt("Complaints"),
        _lt("Complaints opened in the period."),
    ),
    "complaint_answer_hours": (
        _lt("Time to the first answer"),
        _lt(
            "Of the complaints opened in the period and answered: elapsed time until the first "
            "answer."
        ),
    ),
    "complaint_resolve_hours": (
        _lt("Time to the solution"),
        _lt("Of the complaints opened in the period and resolved: elapsed time until they were."),
    ),
    "return_rate": (
        _lt("Order lines returned"),
        _lt(
            "Of the order lines of the period, without cancelled orders: some of the goods came "
            "back."
        ),
    ),
    "returned_value": (
        _lt("Value returned"),
        _lt(
            "Of the amount of the order lines of the period, without cancelled orders: the part "
            "whose goods came back."
        ),
    ),
    "returns": (
        _lt("Returns"),
        _lt("Returns opened in the period."),
    ),
    "csat_product": (
        _lt("Satisfied with the product"),
        _lt("Of the answers told in the period: 4 or 5 of 5 for the product."),
    ),
    "csat_delivery": (
        _lt("Satisfied with the delivery"),
        _lt("Of the answers told in the period: 4 or 5 of 5 for the delivery."),
    ),
    "csat_service": (
        _lt("Satisfied with the service"),
        _lt("Of the answers told in the period: 4 or 5 of 5 for the service."),
    ),
    "nps": (
        _lt("Would recommend us (Net Promoter Score)"),
        _lt(
            "Of the answers told in the period: percentage who gave 9 or 10 of 10, less "
            "percentage who gave 0 to 6. From -100 to 100."
        ),
    ),
}
STATISTICS = {
    "p50": _lt("%(metric)s, half of them within"),
    "p90": _lt("%(metric)s, 9 of 10 within"),
    "p99": _lt("%(metric)s, 99 of 100 within"),
}


def metric_name(env, key: str, statistic: str = "") -> str:
    """What a figure is called in the reader's language; one without a name by its key."""
    words = METRICS.get(key)
    name = env._(words[0]) if words else key.replace("_", " ")
    if statistic in STATISTICS:
        return str(env._(STATISTICS[statistic])) % {"metric": name}
    return name


def metric_definition(env, key: str) -> str:
    """How it is defined, in the reader's language."""
    words = METRICS.get(key)
    return env._(words[1]) if words else ""
