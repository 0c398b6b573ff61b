"""The band with findings on the quotation, as JSON values with ISO instants in UTC."""

from __future__ import annotations

from .findings import by_line
from .shared import iso_utc, label_of

_WEIGHT = ("block", "audit", "warning", "note")


def staff_verification(order) -> dict | bool:
    """The band; False where there is nothing to tell: not a quotation, or nothing found.

    ``{"state", "state_label", "checked", "hold", "counts": {severity: number}, "audit": {...},
    "findings": [{"id", "severity", "severity_label", "state", "place", "text", "rule", "fix",
    "reason", "by", "at", "can": {"fix", "undo", "override", "offer"}}]}``
    """
    if order.state not in ("draft", "sent") or order.verification_state == "unchecked":
        return False
    issues = order.verification_open_ids.sorted(_rank)
    if not issues and not order.verification_hold:
        return False
    standing = [issue for issue in issues if issue.state == "open"]
    return {
        "state": order.verification_state,
        "state_label": label_of(order, "verification_state"),
        "checked": iso_utc(order.verification_at),
        "hold": label_of(order, "verification_hold") if order.verification_hold else None,
        "counts": {
            weight: sum(issue.severity == weight for issue in standing) for weight in _WEIGHT
        },
        "audit": _audit(order.audit_id),
        "findings": [_finding(issue) for issue in issues],
    }


def _rank(issue):
    return issue.state != "open", _WEIGHT.index(issue.severity), by_line(issue)


def _finding(issue) -> dict:
    settled = issue.state != "open"
    return {
        "id": issue.id,
        "severity": issue.severity,
        "severity_label": label_of(issue, "severity"),
        "state": issue.state,
        "state_label": label_of(issue, "state"),
        "place": issue.place,
        "text": issue.text,
        "rule": issue.title,
        "fix": issue.fix_text,
        "reason": issue.override_reason or None,
        # sudo: the name of the colleague who decided
        "by": issue.sudo().decided_by.name if settled else None,
        "at": iso_utc(issue.decided_at) if settled else None,
        "can": {name: issue[f"can_{name}"] for name in ("fix", "undo", "override", "offer")},
    }


def _audit(audit) -> dict | None:
    """Who decides about the order, or how it was decided."""
    if not audit:
        return None
    # sudo: the names of colleagues
    names = audit.sudo()
    return {
        "id": audit.id,
        "state": audit.state,
        "state_label": label_of(audit, "state"),
        "owner": names.user_id.name or None,
        "deadline": iso_utc(audit.deadline),
        "overdue": audit.overdue,
        "first": names.first_user_id.name or None,
        "by": names.decided_by.name or None,
        "reason": label_of(audit, "refusal") or label_of(audit, "approval") or None,
        "note": audit.note or None,
        "can": audit.may_decide,
    }
