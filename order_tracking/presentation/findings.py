"""What people read about findings of verification, in the language of the environment."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup, escape

from odoo import fields
from odoo.tools import float_repr, format_amount

from .finding_words import (
    CONSEQUENCES,
    ERASED,
    EXPLANATIONS,
    FAILED,
    HOLDS,
    KINDS,
    SENTENCES,
    SHORTAGES,
    TITLES,
    UNKNOWN,
    UNTOLD,
    WHOSE,
)
from .shared import label_of, say_day, say_moment, say_number

label = label_of


def title(env, code: str) -> str:
    """The name of a rule."""
    return env._(TITLES[code]) if code in TITLES else code


def is_shortage(code: str) -> bool:
    return code in SHORTAGES


def explanation(env, code: str, parameters) -> str:
    """What a rule does with these numbers."""
    if code not in EXPLANATIONS:
        return ""
    numbers = {name: say_number(env, value) for name, value in parameters.items()}
    what = env._(EXPLANATIONS[code])
    return what % numbers


def consequence(env, severity: str) -> str:
    """What happens when a rule of this severity finds something."""
    return env._(CONSEQUENCES[severity]) if severity else ""


def sentence(issue) -> str:
    """What is wrong and what is expected."""
    env = issue.env
    if issue.missed:
        told, values = env._(UNTOLD), {"note": issue.note or ""}
    elif not issue.values:
        return env._(ERASED)
    elif issue.problem == "rule_failed":
        told, values = env._(FAILED), _spoken(issue)
    else:
        told = env._(SENTENCES.get((issue.rule, issue.problem), UNKNOWN))
        values = _spoken(issue)
    return told % values


def _spoken(issue) -> dict[str, str]:
    values = dict(issue.values or {})
    detail = values.pop("detail", None) or {}
    found = {"found": values.get("found"), "expected": values.get("expected"), **detail}
    return {
        name: _say(issue, value, KINDS.get((issue.rule, name), "")) for name, value in found.items()
    }


def _say(issue, value, kind) -> str:
    """A value of a finding as people say it; ``kind`` as in :data:`KINDS`."""
    env = issue.env
    if value is None or value is False:
        return "–"
    if isinstance(value, list | tuple):
        return ", ".join(_say(issue, part, kind) for part in value)
    if kind:
        return _say_kind(issue, value, kind)
    if isinstance(value, int | float):
        return say_number(env, value)
    return _say_date(env, value) or str(value)


def _say_kind(issue, value, kind) -> str:
    env = issue.env
    if kind == "amount":
        return format_amount(env, value, issue.company_id.sudo().currency_id)
    if kind == "own amount":
        return format_amount(env, value, issue.order_id.currency_id)
    if kind == "whose":
        return env._(WHOSE[value])
    # sudo: the name of what the finding speaks of
    if kind == "country":
        country = env["res.country"].sudo().search([("code", "=", value)], limit=1)
        return country.name or value
    return env[kind].sudo().browse(value).exists().display_name or "?"


def _say_date(env, value) -> str:
    """A text that is an ISO date or instant, in the reader's words; else nothing."""
    if not isinstance(value, str) or value[4:5] != "-" or value[7:8] != "-":
        return ""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return ""
    return say_moment(env, moment) if len(value) > 10 else say_day(env, moment.date())


# ---------------------------------------------------------------------- where


def place(issue) -> str:
    """“Line 2, Chair: Quantity” or “Delivery Address: Zip”."""
    env, line = issue.env, issue.line_id
    record = line or issue.order_id
    field = _path_label(record if line or not issue.line_key else line, issue.field_name)
    if not issue.line_key:
        return field
    if not line:
        return env._("Line that is gone: %(field)s", field=field)
    lines = [one for one in line.order_id.order_line if not one.display_type]
    return env._(
        "Line %(number)s, %(product)s: %(field)s",
        number=lines.index(line) + 1 if line in lines else "?",
        product=line.product_id.display_name or (line.name or "").split("\n")[0],
        field=field,
    )


def _path_label(record, path: str) -> str:
    """Labels of the fields of a dotted path."""
    labels = []
    for name in (path or "").split("."):
        if name not in record._fields:
            break
        labels.append(field_label(record, name))
        record = record[name] if record._fields[name].relational else record
    return ": ".join(labels)


def field_label(record, name: str) -> str:
    return record._fields[name]._description_string(record.env)


# ---------------------------------------------------------------------- fixes


def fix_sentence(issue) -> str:
    """“Zip: 2000000 → 200000”; empty when there is nothing to fix."""
    fix = issue.fix
    if not fix or fix["model"] not in issue.env:
        return ""
    record = issue.env[fix["model"]].browse(fix["record"])
    if fix["field"] not in record._fields:
        return ""
    old, new = (_fix_value(record, fix["field"], fix[key]) for key in ("old", "value"))
    return f"{field_label(record, fix['field'])}: {old} → {new}"


def _fix_value(record, name: str, value) -> str:
    field = record._fields[name]
    if value in (None, False, ""):
        return record.env._("(empty)")
    if field.type == "many2one":
        # sudo: the name of what the finding speaks of
        return record.env[field.comodel_name].sudo().browse(value).exists().display_name or "?"
    return f"“{value}”" if isinstance(value, str) else str(value)


def plain(record, name: str):
    """A field's value as fixes keep it: ids of records, ISO texts of dates, False for nothing."""
    field, value = record._fields[name], record[name]
    if field.type == "many2one":
        return value.id
    if field.type in ("date", "datetime"):
        return fields.Datetime.to_string(value) or False
    if field.type in ("float", "monetary"):
        return float(float_repr(value, 9)) or False
    return value or False


# ---------------------------------------------------------------------- messages


def stop_message(order) -> str:
    """Everything that stops an order, and what to do; empty when nothing does."""
    parts = stop_reasons(order)
    if _blocking(order):
        parts = [
            order.env._("Order %(name)s is not confirmed. To correct:", name=order.name),
            *parts,
            order.env._("Correct this and confirm again, or let a sales manager override it."),
        ]
    elif parts and order.sudo().audit_id.state != "refused":
        parts = [
            order.env._(
                "Order %(name)s has to be audited before it is confirmed:", name=order.name
            ),
            *parts,
        ]
    return "\n".join(parts)


def stop_reasons(order) -> list[str]:
    """The findings that stop an order, one each, or how its audit stands."""
    if blocking := _blocking(order):
        return told(blocking)
    return _audit_reasons(order) if order.verification_state in ("audit", "blocked") else []


def _blocking(order):
    return order.sudo().verification_issue_ids.filtered(
        lambda issue: issue.state == "open" and issue.severity == "block"
    )


def told(issues) -> list[str]:
    """Each finding with its place, those of the order first, then line by line."""
    return [
        f"• {issue.place} – {issue.text}" if issue.place else f"• {issue.text}"
        for issue in issues.sorted(by_line)
    ]


def by_line(issue):
    """Sorting key: the order, then its lines as people see them."""
    lines = issue.order_id.order_line.ids
    return lines.index(issue.line_id.id) + 1 if issue.line_id.id in lines else 0, issue.id


def _audit_reasons(order) -> list[str]:
    env, audit = order.env, order.sudo().audit_id
    if audit.state == "refused":
        reason = label_of(audit, "refusal")
        text = env._(
            "The audit of order %(name)s refused it: %(reason)s.", name=order.name, reason=reason
        )
        return [f"{text} {audit.note or ''}".strip()]
    parts = told(audit.issue_ids.with_env(env).sudo())
    if audit.user_id:
        parts.append(
            env._(
                "%(owner)s decides about it until %(deadline)s.",
                owner=audit.user_id.name,
                deadline=say_moment(env, audit.deadline),
            )
        )
    else:
        parts.append(env._("Nobody can audit it yet: add people to the audit team."))
    return parts


def hold_summary(order) -> str:
    """What an activity about an order that waits for us is called."""
    return order.env._(HOLDS[order.verification_hold])


def decision_summary(audit) -> str:
    if audit.state == "approved":
        return audit.env._("Audit approved: confirm the order")
    return audit.env._("Audit refused: tell the customer")


def check_summary(orders) -> str:
    """The notification after a check on demand."""
    env = orders.env
    if len(orders) > 1:
        passed = len(orders.filtered(lambda order: order.verification_state == "passed"))
        return env._("%(passed)s of %(all)s orders passed.", passed=passed, all=len(orders))
    count = len(orders.verification_open_ids.filtered(lambda issue: issue.state == "open"))
    if not count:
        return env._("Everything checked, nothing found.")
    return env._("%(count)s findings: see above the order lines.", count=count)


def paragraphs(text: str) -> Markup:
    """Plain text as HTML, line by line, escaped."""
    return Markup("<br/>").join(escape(line) for line in (text or "").split("\n"))
