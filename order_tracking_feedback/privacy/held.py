"""What is held about a customer, model by model, over all three addons."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Held:
    """``orders``, ``person``: fields that lead from a record to its orders, to a contact; empty:
    none. ``words``: columns that are emptied when a customer's data is erased."""

    model: str
    orders: str
    person: str = ""
    words: tuple[str, ...] = ()


# What customers told us: models of the kind "order.personal", which know themselves what to erase,
# now and after the time for which a company keeps it.
PERSONAL = (
    "order.acceptance",
    "order.complaint",
    "order.return",
    "order.feedback",
    "order.receipt.dispute",
)
HELD = (
    Held("order.receipt", "order_id", words=("answered_by",)),
    Held("order.receipt.dispute", "order_id", "partner_id"),
    Held("order.choice", "order_id", words=("answer_text",)),
    Held("order.intake.message", "order_id", "partner_id", ("raw", "content", "sender")),
    Held("order.verification.issue", "order_id", words=("values", "fix")),
    Held("order.exception", "order_id"),
    Held("order.tracking.promise", "order_id"),
    Held("order.tracking.milestone", "order_id"),
    Held("order.tracking.event", "order_id"),
    Held("order.tracking.link", "order_id", "partner_id"),
    Held("order.notice", "order_id", "partner_id", ("address", "error")),
    Held("order.shipment", "order_ids", words=("text", "location", "signed_by")),
    Held("order.shipment.event", "shipment_id.order_ids"),
    Held("tracking.message", "event_ids.shipment_id.order_ids", words=("body", "headers")),
    Held("order.acceptance", "order_id", "partner_id"),
    Held("order.acceptance.line", "acceptance_id.order_id"),
    Held("order.complaint", "order_id", "partner_id"),
    Held("order.complaint.line", "complaint_id.order_id"),
    Held("order.return", "order_id", "partner_id"),
    Held("order.return.line", "return_id.order_id"),
    Held("order.feedback", "order_id", "partner_id"),
    Held("order.feedback.request", "order_id", "partner_id", ("address", "error", "message_ref")),
    Held("survey.user_input", "order_request_ids.order_id", words=("email", "nickname")),
    Held(
        "survey.user_input.line",
        "user_input_id.order_request_ids.order_id",
        words=("value_char_box", "value_text_box"),
    ),
)
# Fields that say nothing about the customer: keys of links and forms, seals, bookkeeping.
TECHNICAL = frozenset(
    {
        *("form_key", "token", "secret", "key", "dedup_key", "source", "message_ref", "sms_uuid"),
        *("content", "content_hash", "agreement_hash", "pdf_hash", "raw_hash", "seal", "changes"),
        *("untold", "digest", "place", "create_uid", "write_uid", "write_date", "mail_id"),
        *("access_token", "invite_token", "delivery_key", "headers"),
        *("next_poll_at", "last_poll_at", "subscribed_at", "quiet", "attempts", "send_at"),
    }
)
