"""The page on which customers find their order."""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

from .frame import accent, customer_frame, languages

_lt = LazyTranslate(__name__)
PROBLEMS = {
    "empty": _lt("Enter both."),
    "unknown": _lt(
        "We found no order with these details. Compare the number with your order confirmation, "
        "and use the e-mail address or phone number that you gave when you ordered."
    ),
    "limit": _lt("Too many attempts. Wait an hour, or use the link in one of our messages to you."),
}


def lookup_page(env, company, lang, problem, number) -> dict:
    """
    :param company: whose page it is (superuser rights); empty: nobody's in particular.
    :param lang: code of the chosen language, if any.
    :param problem: of :data:`PROBLEMS`, or empty.
    :param number: as it was typed.
    """
    carried = {"company": company.id} if company else {}
    own_logo = company and not company.uses_default_logo
    return {
        **customer_frame(env),
        "accent": accent(company.primary_color),
        "title": env._("Find your order"),
        "company": company.name or "",
        "company_id": company.id or "",
        "logo": f"/logo.png?company={company.id}" if own_logo else None,
        "languages": languages(env, carried),
        "chosen_lang": lang or "",
        "problem": env._(PROBLEMS[problem]) if problem else "",
        "number": number,
    }
