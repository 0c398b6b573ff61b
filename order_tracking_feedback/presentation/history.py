"""Sentences about a file of old orders."""

from __future__ import annotations

from markupsafe import Markup

from odoo.tools.translate import LazyTranslate

from ..history import BY_KEY, fold, heading_of

_lt = LazyTranslate(__name__)
_ROW = Markup("<tr>%s</tr>")
_TABLE = Markup('<table class="table table-sm"><thead>%s</thead><tbody>%s</tbody></table>')
COLUMN_NAMES = {
    "order": _lt("Order"),
    "customer": _lt("Customer"),
    "country": _lt("Country"),
    "product": _lt("Product"),
    "category": _lt("Category"),
    "quantity": _lt("Quantity"),
    "price": _lt("Unit price"),
    "currency": _lt("Currency"),
    "ordered": _lt("Ordered at"),
    "promised": _lt("Promised at"),
    "shipped": _lt("Shipped at"),
    "delivered": _lt("Delivered at"),
    "carrier": _lt("Carrier"),
    "warehouse": _lt("Warehouse"),
}
_MEANINGS = {
    "order": _lt("Number of the order; lines with the same number make one order."),
    "customer": _lt("Name. Found among your contacts by name and country, else made."),
    "country": _lt("Name or two-letter code."),
    "product": _lt("Name or internal reference. Found among your products, else made."),
    "category": _lt("Name of the product's category, for products that are made."),
    "quantity": _lt("In the product's unit, more than 0."),
    "price": _lt("Without taxes, for one unit. Empty: 0."),
    "currency": _lt("Three letters, as EUR. Empty: the company's."),
    "ordered": _lt("Of several in one order the first counts. A date alone is its beginning."),
    "promised": _lt("Of several in one order the last counts. A date alone is its end."),
    "shipped": _lt("When this line left. A date alone is noon. Empty: it did not leave."),
    "delivered": _lt("When this line arrived. A date alone is noon. Empty: it did not arrive."),
    "carrier": _lt("Or the mode of shipment. Kept with each parcel."),
    "warehouse": _lt("Name or short name. Unknown ones are replaced by the company's first."),
}
_SENTENCES = {
    "missing": _lt("It is empty. Enter a value, or leave the line out."),
    "too_long": _lt("It is too long. At most %(longest)s characters."),
    "not_text": _lt("It holds characters that are no text. Choose the file's encoding."),
    "not_number": _lt("It is not a number. Write it as %(example)s, without blanks or units."),
    "not_above_zero": _lt("It must be more than 0. Returned goods do not belong in this file."),
    "below_zero": _lt("It must not be below 0."),
    "not_date": _lt("It is not a date. Write 2026-12-31 or 2026-12-31 14:00, or choose “Dates”."),
    "in_future": _lt("It is in the future. Correct the date, or the time zone of the import."),
    "too_early": _lt("It is before %(other)s (%(before)s). Correct one of the two."),
    "differs": _lt("Line %(line)s of the same order says %(known)s. Write the same in both."),
    "cell_without_heading": _lt("There is more in this line than there are headings."),
    "currency_unknown": _lt("There is no such active currency. Activate it under Accounting."),
    "country_unknown": _lt("There is no such country. The order is loaded without one."),
    "warehouse_unknown": _lt("There is no such warehouse. The company's first one is used."),
    "order_imported": _lt("This order was loaded with the import “%(name)s”."),
    "order_exists": _lt("There is a sales order of this number, which was not imported."),
    "left_out": _lt("Another line of this order is refused; the order is left out whole."),
    "failed": _lt("The order cannot be made: %(reason)s"),
}
_FILE = {
    "too_large": _lt("The file is larger than %(megabytes)s MB. Split it."),
    "too_many": _lt("The file has more than %(lines)s lines. Split it."),
    "encoding": _lt("The file is not in %(encoding)s. Leave the encoding empty to find it out."),
    "not_csv": _lt("The file is no CSV table; see line %(line)s: %(reason)s"),
    "empty": _lt("The file is empty, or its first line holds no headings."),
    "column_twice": _lt(
        "“%(first)s” and “%(second)s” are the same column. Remove one, or rename it."
    ),
    "column_missing": _lt("There is no column “%(column)s”. Add it, or rename the one that is it."),
}


def column_name(env, key, headings):
    """Name of a column in the reader's language, with what the file calls it where that is
    something else; empty for a line as a whole. ``headings``: of the file, by key."""
    if key not in COLUMN_NAMES:
        return ""
    name, said = env._(COLUMN_NAMES[key]), headings.get(key, "")
    return f"{name} ({said})" if said and fold(said) != fold(name) else name


def sentence(env, problem, detail, headings):
    """What is wrong with a line, and what to do; ``headings``: see :func:`column_name`."""
    if "before" in detail:
        detail = {**detail, "before": column_name(env, detail["before"], headings)}
    return _say(env, _SENTENCES[problem], detail)


def file_sentence(env, problem):
    """What is wrong with the file as a whole; ``problem``: with a ``code`` and ``detail``."""
    detail = dict(problem.detail)
    if "column" in detail:
        chinese = (env.lang or "").startswith("zh")
        detail["column"] = heading_of(BY_KEY[detail["column"]], chinese)
    return _say(env, _FILE[problem.code], detail)


def columns_table(env):
    """What each column means, as a table."""
    rows = Markup()
    for key, column in BY_KEY.items():
        needed = env._("yes") if column.required else ""
        cells = (column.heading, column.chinese, needed, env._(_MEANINGS[key]))
        rows += _ROW % Markup().join(Markup("<td>%s</td>") % cell for cell in cells)
    names = (env._("Column"), env._("In Chinese"), env._("Required"), env._("What it means"))
    head = _ROW % Markup().join(Markup("<th>%s</th>") % name for name in names)
    return _TABLE % (head, rows)


def _say(env, text, detail):
    words = env._(text)
    return words % detail if detail else words
