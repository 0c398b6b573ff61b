"""What is wrong with an order message, in the words that people read."""

from __future__ import annotations

import re

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
PROBLEMS = {
    # the message as a whole
    "too_large": _lt("The message has %(found)s bytes; it may have 1,000,000."),
    "not_object": _lt("There must be an object here, not “%(found)s”."),
    "internal": _lt("We could not read the message because of a fault of ours. Try it again."),
    "refused": _lt("The order was refused: %(text)s"),
    "reference_taken": _lt("This reference belongs to an order that you may not see."),
    "differs": _lt(
        "This reference was used before for the order %(order)s, with another value: "
        "“%(known)s” before, “%(found)s” now. Send a change under a reference of its own, "
        "or ask us to change the order."
    ),
    # single fields
    "unknown_field": _lt("There is no field of this name. Did you mean %(expected)s?"),
    "missing": _lt("This is needed and is missing."),
    "not_text": _lt("There must be a text here, not “%(found)s”."),
    "too_long": _lt("The text has %(found)s characters; allowed: %(expected)s."),
    "control_character": _lt("The text has an invisible character (%(found)s). Remove it."),
    "not_email": _lt("“%(found)s” is no e-mail address."),
    "not_number": _lt("“%(found)s” is no number. Write it as 1234.5, without separators."),
    "out_of_range": _lt("%(found)s is not possible here. It must be %(expected)s."),
    "too_precise": _lt("%(found)s has too many decimals. Give %(expected)s."),
    "not_boolean": _lt("“%(found)s” is neither true nor false."),
    "not_choice": _lt("“%(found)s” is not possible here. It must be %(expected)s."),
    "not_date": _lt("“%(found)s” is no date. Write it as 2026-12-31 or 2026-12-31T14:00:00+08:00."),
    "not_list": _lt("There must be a list of lines here, not “%(found)s”."),
    "line_count": _lt("The order has %(found)s lines. It must have %(expected)s."),
    # what the message speaks of
    "product_missing": _lt("The line names no product. Give its code, barcode or name."),
    "product_unknown": _lt("We know no product “%(found)s”."),
    "product_ambiguous": _lt("Several products are “%(found)s”. Give the code or the barcode."),
    "product_conflict": _lt(
        "The barcode “%(found)s” and the code belong to different products. Correct one of them."
    ),
    "product_archived": _lt("The product “%(found)s” is no longer in our range."),
    "product_not_saleable": _lt("The product “%(found)s” is not for sale."),
    "uom_unknown": _lt("We know no unit “%(found)s”. It must be %(expected)s."),
    "uom_other": _lt("This product is not sold by “%(found)s”. It must be %(expected)s."),
    "customer_missing": _lt("The order names no customer. Give a number, e-mail or name."),
    "customer_unknown": _lt("No customer of ours is “%(found)s”."),
    "customer_incomplete": _lt("A new customer needs a name, and an e-mail address or a phone."),
    "customer_ambiguous": _lt("Several customers are “%(found)s”. Give the customer's number."),
    "customer_archived": _lt("The customer “%(found)s” is no longer active."),
    "delivery_unknown": _lt("The customer has no delivery address “%(found)s”."),
    "country_unknown": _lt("“%(found)s” is no country code. Give two letters, such as CN."),
    "state_unknown": _lt("“%(found)s” is no state or province of this country."),
    "currency_unknown": _lt("“%(found)s” is no currency that we use. Give its code, such as EUR."),
    "currency_not_offered": _lt("We sell to this customer in %(expected)s, not in %(found)s."),
    # files
    "not_csv": _lt("The file cannot be read as a table: %(found)s."),
    "column_unknown": _lt("The column “%(found)s” is not known. Rename or remove it."),
    "column_twice": _lt("The column “%(found)s” is there twice. Remove one."),
    "column_missing": _lt("The column “%(found)s” is missing. Download the template to see it."),
    "too_many_rows": _lt("The file has too many rows: %(expected)s are possible. Split it."),
    "cell_without_heading": _lt("“%(found)s” stands below no heading. Is a separator too many?"),
    "rows_differ": _lt(
        "“%(found)s” here, but “%(known)s” in an earlier row of the same order. Make them equal."
    ),
}
LIKELY = _lt("Did you mean “%(suggestion)s”?")
# What programs are told is expected, for people: the message of a problem has it in English.
_EXPECTED = (
    (
        re.compile(r"a number above (?P<low>\S+) and up to (?P<high>\S+)"),
        _lt("above %(low)s and at most %(high)s"),
    ),
    (
        re.compile(r"a number from (?P<low>\S+) and up to (?P<high>\S+)"),
        _lt("from %(low)s to %(high)s"),
    ),
    (re.compile(r"up to (?P<digits>\d+) decimals"), _lt("at most %(digits)s decimals")),
    (re.compile(r"one of: (?P<known>.+)", re.DOTALL), _lt("one of these: %(known)s")),
)
_OTHER = _lt("Something is wrong here (%(problem)s).")


def intake_problem(env, problem: dict) -> str:
    """The sentence for a problem, as ``intake.problem.Problem.as_dict`` gives it."""
    values = {"known": "", "order": "", "text": "", **problem, **problem.get("detail", {})}
    values["found"] = "" if problem["found"] is None else problem["found"]
    values["expected"] = _say_expected(env, problem.get("expected") or "")
    sentence = env._(PROBLEMS.get(problem["problem"], _OTHER))
    likely = env._(LIKELY) if "suggestion" in values else ""
    return f"{sentence} {likely}".strip() % values


def _say_expected(env, text: str) -> str:
    """What would be right, in the reader's language where it is more than a value."""
    for pattern, words in _EXPECTED:
        if match := pattern.fullmatch(text):
            return str(env._(words)) % match.groupdict()
    return text
