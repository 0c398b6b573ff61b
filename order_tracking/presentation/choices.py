"""The ways out of a shortage in words, for staff and for the customer's page."""

from __future__ import annotations

from odoo import fields
from odoo.tools import format_amount
from odoo.tools.translate import LazyTranslate

from .frame import page_frame
from .shared import name_in_greeting, say_day, say_moment, say_number

_lt = LazyTranslate(__name__)
# What the customer reads when there is nothing (more) to choose: headline and sentence.
CHOICE_STATES = {
    "answered": (_lt("Thank you, we have noted your choice"), _lt("We go on with your order.")),
    "withdrawn": (
        _lt("This question is no longer open"),
        _lt("We have asked you again or solved it otherwise. Please look for our latest mail."),
    ),
    "decided": (
        _lt("Nothing left to choose"),
        _lt("Your order has been decided meanwhile. If you did not expect this, please ask us."),
    ),
    "expired": (
        _lt("The time for this choice is over"),
        _lt("Please ask us: we will tell you what is possible now."),
    ),
    "changed": (
        _lt("The order has been changed"),
        _lt("This choice no longer fits it. Please ask us: we will tell you what is possible."),
    ),
    "impossible": (
        _lt("This is no longer possible"),
        _lt("Our stock has changed meanwhile. Nothing was done: please ask us or choose again."),
    ),
    "busy": (_lt("Your answer is being noted"), _lt("Please open this page again in a moment.")),
    "unknown": (_lt("Please choose one of the answers"), _lt("Nothing was done.")),
}


def way_title(order, way: dict) -> str:
    """One line: what would be done."""
    env = order.env
    if way["kind"] == "later":
        return env._("Deliver everything on %(date)s", date=_day(order, way["date"]))
    if way["kind"] == "split":
        return env._("Deliver what is there now, the rest later")
    if way["kind"] == "warehouse":
        # sudo: the name of the warehouse, for whoever may decide about the order
        warehouse = env["stock.warehouse"].sudo().browse(way["warehouse"])
        return env._("Deliver from %(warehouse)s", warehouse=warehouse.name)
    line = order.order_line.browse(way["line"])
    return env._(
        "%(product)s instead of %(missing)s",
        product=_product(order, way),
        missing=_name(line.product_id),
    )


def way_detail(order, way: dict) -> list[str]:
    """What it would mean, in one or more short lines."""
    env = order.env
    if way["kind"] == "later":
        return [env._("The whole order comes in one delivery.")]
    if way["kind"] == "warehouse":
        return [env._("Everything is there. Nothing else changes.")]
    if way["kind"] == "split":
        return _split_detail(order, way)
    line = order.order_line.browse(way["line"])
    return [
        env._(
            "%(quantity)s × %(price)s each, instead of %(old)s",
            quantity=say_number(env, line.product_uom_qty),
            price=format_amount(env, way["price"], order.currency_id),
            old=format_amount(env, line.price_unit, order.currency_id),
        )
    ]


def _split_detail(order, way):
    env, texts = order.env, []
    for line, keep in way["keep"].items():
        record = order.order_line.browse(int(line))
        texts.append(
            env._(
                "%(product)s: %(now)s now, %(rest)s later",
                product=_name(record.product_id),
                now=say_number(env, keep),
                rest=say_number(env, record.product_uom_qty - keep),
            )
        )
    if way["date"]:
        texts.append(env._("The rest is planned for %(date)s.", date=_day(order, way["date"])))
    return texts


def _day(order, date) -> str:
    moment = fields.Datetime.context_timestamp(order, fields.Datetime.to_datetime(date))
    return say_day(order.env, moment.date())


def _product(order, way) -> str:
    return _name(order.env["product.product"].browse(way["product"]))


def _name(product) -> str:
    """A product's name with its variant; our code for it means nothing to a customer."""
    # sudo: the name of what is ordered or offered, for whoever may decide about the order
    return product.sudo().with_context(display_default_code=False).display_name


def missing_lines(short) -> list[str]:
    """What is missing: “Desk: 3 of 10 are there”."""
    return [
        one.line.env._(
            "%(product)s: %(available)s of %(ordered)s are there in time",
            product=_name(one.line.product_id),
            available=say_number(one.line.env, one.available),
            ordered=say_number(one.line.env, one.line.product_uom_qty),
        )
        for one in short
    ]


def choice_mail(order, choice) -> dict:
    """Values of the mail that asks the customer."""
    env = order.env
    return {
        "hello": env._("Hello %s,", name_in_greeting(order.partner_id)),
        "number": order.name,
        "ways": [way_title(order, way) for way in choice.ways],
        "until": env._("You can choose until %s.", say_moment(env, choice.expires_at)),
    }


def choice_page(choice, token, problem) -> dict:
    """Values of the customer's page; ``problem``: a word of :data:`CHOICE_STATES` or empty."""
    order = choice.order_id
    env = order.env
    page = page_frame(order, token, full=False)
    page["title"] = env._("Order %(name)s: please choose", name=order.name)
    page["token"], page["languages"] = token, []
    page["answer"] = choice.answer_text if choice.state == "answered" else ""
    page["ways"], page["until"] = [], say_moment(env, choice.expires_at)
    if problem:
        page["headline"], page["text"] = (env._(part) for part in CHOICE_STATES[problem])
        return page
    page["headline"] = env._("Part of your order is not there in time. What shall we do?")
    page["text"] = env._("Choose one of these. We do nothing before you have answered.")
    page["ways"] = [
        {"number": i, "title": way_title(order, way), "detail": way_detail(order, way)}
        for i, way in enumerate(choice.ways)
    ]
    return page
