"""Makes an order of a message that has been read. All of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from odoo import Command
from odoo.fields import Domain

from . import intake_reading, made
from .intake import matching
from .intake.message import ADDRESS, Message, Party
from .intake.problem import Problem, Refused

_PLACES = ("customer", "delivery")


@dataclass
class Resolved:
    """What a message speaks of, as records; ``customer`` and ``address`` are empty when they
    are to be made, ``pricelist`` when the customer's own is right.
    """

    matches: list
    customer: object
    address: object
    pricelist: object
    places: dict


def make_order(env, message: Message, *, chosen: dict[int, int], customer: int):
    """The new quotation of ``message``, in the environment's company and with its rights.

    Raises ``Refused`` with everything that stands in the way; nothing is written then.

    :param chosen: product ids that people chose, by the index of the line.
    :param customer: the contact that people chose, 0 for none.
    """
    resolved = _resolve(env, message, chosen, customer)
    partner = resolved.customer or _new_contact(env, message.customer, resolved.places["customer"])
    orders, values = env["sale.order"], _order_values(env, message, resolved, partner)
    order = made.by_us(orders).create(values).with_env(env)
    for line, wanted in zip(order.order_line, message.lines, strict=True):
        if wanted.note:
            line.name = f"{line.name}\n{wanted.note}"
    if message.note:
        order.message_post(body=message.note, subtype_xmlid="mail.mt_note")
    return order


def find_problems(env, message: Message, *, chosen: dict[int, int], customer: int):
    """What stands in the way of an order of ``message``; nothing is written."""
    try:
        _resolve(env, message, chosen, customer)
    except Refused as refused:
        return refused.problems
    return []


def _resolve(env, message: Message, chosen: dict[int, int], customer: int) -> Resolved:
    catalogue = intake_reading.catalogue(env, message, chosen)
    matches, problems = matching.match_lines(message, catalogue)
    known = customer or matching.match_customer(
        message.customer, intake_reading.customers(env, message.customer)
    )
    if isinstance(known, Problem):
        problems.append(known)
    partner = env["res.partner"].browse(known if isinstance(known, int) else ())
    places = {
        name: _place(env, name, party, problems)
        for name in _PLACES
        if (party := getattr(message, name))
    }
    address = _address(partner, message.delivery, problems)
    pricelist = _pricelist(env, partner, message.currency, problems)
    if problems:
        raise Refused(problems)
    return Resolved(matches, partner, address, pricelist, places)


def _place(env, name: str, party: Party, problems: list[Problem]) -> dict:
    """Country and state of an address, as values of a contact."""
    country = env["res.country"].search([("code", "=", party.country)]) if party.country else None
    if country is not None and not country:
        expected = "two letters of ISO 3166, such as CN"
        problems.append(Problem(f"{name}.country", "country_unknown", party.country, expected))
    if not country or not party.state:
        return {"country_id": country.id if country else False}
    wanted = matching.fold(party.state)
    states = country.state_ids.filtered(
        lambda state: wanted in (matching.fold(state.code), matching.fold(state.name))
    )
    if len(states) != 1:
        expected = f"code or name of a state of {party.country}"
        problems.append(Problem(f"{name}.state", "state_unknown", party.state, expected))
    return {"country_id": country.id, "state_id": states[:1].id}


def _address(partner, party: Party | None, problems: list[Problem]):
    """The customer's contact that ``party`` names or describes; empty when it is a new one."""
    if not party or not partner:
        return partner.browse()
    family = partner.search([("commercial_partner_id", "=", partner.commercial_partner_id.id)])
    if party.ref:
        found = family.filtered(lambda contact: contact.ref == party.ref)
        if not found:
            expected = "the number of one of the customer's addresses"
            problems.append(Problem("delivery.ref", "delivery_unknown", party.ref, expected))
        return found[:1]
    return family.filtered(lambda contact: _same_place(contact, party))[:1]


def _same_place(contact, party: Party) -> bool:
    """All that ``party`` says is true of ``contact``; what it leaves out is empty there, except
    for how to reach somebody."""
    reach = {name: getattr(party, name) for name in ("name", "email", "phone")}
    where = {name: getattr(party, name) for name in ("street", "street2", "zip", "city")}
    return (
        all(not said or _same(contact[name], said) for name, said in reach.items())
        and all(_same(contact[name], said) for name, said in where.items())
        and (contact.country_id.code or "") == party.country
        and (
            not party.state
            or matching.fold(party.state)
            in (
                matching.fold(contact.state_id.code or ""),
                matching.fold(contact.state_id.name or ""),
            )
        )
    )


def _same(known, said: str) -> bool:
    return matching.fold(known or "") == matching.fold(said)


def _pricelist(env, partner, currency: str, problems: list[Problem]):
    """The pricelist in ``currency``; empty when the customer's own has it."""
    none = env["product.pricelist"]
    if not currency:
        return none
    usual = partner.with_company(env.company).property_product_pricelist.currency_id
    usual = usual or env.company.currency_id
    if usual.name == currency:
        return none
    known = env["res.currency"].search([("name", "=", currency)])
    if not known:
        expected = "the ISO 4217 code of an active currency"
        problems.append(Problem("currency", "currency_unknown", currency, expected))
        return none
    domain = Domain("currency_id", "=", known.id)
    found = none.search(domain & Domain("company_id", "in", [False, env.company.id]), limit=2)
    if len(found) != 1:
        problems.append(Problem("currency", "currency_not_offered", currency, usual.name))
    return found


def _new_contact(env, party: Party, place: dict, **values):
    """A contact with all that ``party`` says of it."""
    said = {name: getattr(party, name) for name in (*ADDRESS, "ref", "vat") if name not in _COUNTRY}
    contact = {name: value for name, value in said.items() if value}
    return env["res.partner"].create({"is_company": bool(party.vat), **contact, **place, **values})


_COUNTRY = ("state", "country")


def _order_values(env, message: Message, resolved: Resolved, partner) -> dict:
    values = {
        "company_id": env.company.id,
        "partner_id": partner.id,
        "client_order_ref": message.reference,
        "order_channel": message.channel,
        "intake_key": message.reference,
        "intake_sender": message.sender,
        "requested_date": message.requested_at or False,
        "special_requests": message.special_requests or False,
        "order_line": [
            Command.create(_line_values(line, match))
            for line, match in zip(message.lines, resolved.matches, strict=True)
        ],
    }
    if resolved.pricelist:
        values["pricelist_id"] = resolved.pricelist.id
    if message.delivery:
        address = resolved.address or _new_address(env, message.delivery, partner, resolved)
        values["partner_shipping_id"] = address.id
    return values


def _new_address(env, party: Party, partner, resolved: Resolved):
    parent = partner.commercial_partner_id
    return _new_contact(
        env, party, resolved.places["delivery"], type="delivery", parent_id=parent.id
    )


def _line_values(line, match: matching.Match) -> dict:
    values = {
        "product_id": match.product,
        "product_uom_id": match.uom,
        "product_uom_qty": line.quantity,
    }
    if line.price is not None:
        values |= {"price_unit": line.price, "discount": 0.0}  # the price as agreed with the sender
    return values
