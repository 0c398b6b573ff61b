"""Who orders and how to reach them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import mail
from ..finding import Finding, Fix
from ..rule import Rule
from ..settings import Settings
from ..texts import is_placeholder, tidy
from ..values import Contact, Order

try:
    import phonenumbers
except ImportError:  # the rules that need it say so
    phonenumbers = None

_TEXTS = ("name", "email", "phone", "street", "street2", "city", "zip")
_LONGEST_PHONE = 15  # digits with the country's, ITU-T E.164
_SEVERAL_PHONES = re.compile(r"[/;,|、，；]|\bor\b|或")


def involved(order: Order) -> Iterator[tuple[str, Contact]]:
    """Each contact of an order once, under the field of the order that leads to it."""
    roles = [("partner_id", order.customer), ("partner_invoice_id", order.billing)]
    if order.delivers_goods and not order.pickup:
        roles.append(("partner_shipping_id", order.delivery))
    seen = set()
    for role, contact in roles:
        if contact.id not in seen:
            seen.add(contact.id)
            yield role, contact


def _correction(contact: Contact, field: str, value: str) -> Fix:
    return Fix("res.partner", contact.id, field, getattr(contact, field), value)


class CustomerName(Rule):
    """The customer has no name that a parcel or an invoice could bear, or something else stands
    in its place: a word of somebody who tried the form, a mail address, a phone number.
    ``found``: what stands there.
    """

    code = "customer_name"
    subject = "contact"
    problems = ("name_missing", "name_is_none")

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        name = tidy(order.customer.name) or tidy(order.customer.company_name)
        if not name:
            yield self.finding(settings, "name_missing", "partner_id.name")
        elif is_placeholder(name) or mail.is_address(name) or _is_number(name):
            yield self.finding(settings, "name_is_none", "partner_id.name", found=name)


class ContactUnreachable(Rule):
    """Neither the customer nor its company has mail or phone: nobody can tell them anything."""

    code = "contact_unreachable"
    subject = "contact"
    problems = ("email_and_phone_missing",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        who = order.customer
        ways = (who.email, who.phone, who.company_email, who.company_phone)
        if not any(map(tidy, ways)):
            yield self.finding(settings, "email_and_phone_missing", "partner_id.email")


class ContactArchived(Rule):
    """The order is for somebody who is not dealt with any more. ``found``: the name."""

    code = "contact_archived"
    subject = "contact"
    problems = ("contact_archived",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        for role, contact in involved(order):
            if not contact.active:
                found = contact.name or contact.company_name
                yield self.finding(settings, "contact_archived", role, found=found)


class EmailSyntax(Rule):
    """Mail cannot go there. ``found``: the part that is no address. Several addresses, and
    names around them, are as good as one.
    """

    code = "email_syntax"
    subject = "contact"
    problems = ("email_invalid",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        for role, contact in involved(order):
            for address in mail.addresses(contact.email):
                if not mail.is_address(address):
                    field = f"{role}.email"
                    yield self.finding(settings, "email_invalid", field, found=address)
                    break


class EmailDomain(Rule):
    """A domain that looks like a slip of a provider's. ``found`` and ``expected``: domains."""

    code = "email_domain"
    subject = "contact"
    severity = "warning"
    problems = ("email_domain_unlikely",)
    requires = mail.LIBRARY

    def available(self) -> bool:
        return mail.OSA is not None

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        for role, contact in involved(order):
            given = mail.addresses(contact.email)
            if len(given) != 1 or not mail.is_address(given[0]):
                continue
            domain = given[0].rpartition("@")[2]
            meant = mail.likely_domain(domain.lower())
            if meant:
                yield self.finding(
                    settings,
                    "email_domain_unlikely",
                    f"{role}.email",
                    found=domain,
                    expected=meant,
                    fix=_correction(contact, "email", contact.email.replace(domain, meant)),
                )


class PhoneNumber(Rule):
    """No number of its country, by Odoo's phone validation. ``expected``: the country's code.

    Two numbers in one field, or one with an extension, are fine when one of them is right.
    """

    code = "phone_number"
    subject = "contact"
    problems = ("phone_invalid",)
    requires = "phonenumbers"

    def available(self) -> bool:
        return phonenumbers is not None

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        for role, contact in involved(order):
            phone = tidy(contact.phone)
            if not phone or (contact.phone_e164 and not _is_too_long(contact.phone_e164)):
                continue
            country = contact.country_code or order.company_country
            if not any(is_phone(part, country) for part in _SEVERAL_PHONES.split(phone)):
                field = f"{role}.phone"
                yield self.finding(settings, "phone_invalid", field, found=phone, expected=country)


class PhoneFormat(Rule):
    """A good number that machines read only in some countries. ``expected``: as E.164."""

    code = "phone_format"
    subject = "contact"
    severity = "note"
    problems = ("phone_not_e164",)
    requires = "phonenumbers"

    def available(self) -> bool:
        return phonenumbers is not None

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        for role, contact in involved(order):
            wanted = contact.phone_e164
            if wanted and not _is_too_long(wanted) and contact.phone != wanted:
                yield self.finding(
                    settings,
                    "phone_not_e164",
                    f"{role}.phone",
                    found=contact.phone,
                    expected=wanted,
                    fix=_correction(contact, "phone", wanted),
                )


class StrayBlanks(Rule):
    """Blanks at the ends, double ones, or invisible characters, which break searching and labels.
    ``expected``: the text without.
    """

    code = "stray_blanks"
    subject = "contact"
    severity = "note"
    problems = ("stray_blanks",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        for role, contact in involved(order):
            for name in _TEXTS:
                text = getattr(contact, name)
                if text and text != (clean := tidy(text)):
                    yield self.finding(
                        settings,
                        "stray_blanks",
                        f"{role}.{name}",
                        found=text,
                        expected=clean,
                        fix=_correction(contact, name, clean),
                    )


def is_phone(text: str, country: str) -> bool:
    """Whether it is a number of a country. The library knows how long numbers are in theory,
    which in some countries is longer than anybody can dial from abroad.
    """
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return False
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return phonenumbers.is_valid_number(number) and not _is_too_long(written)


def _is_too_long(e164: str) -> bool:
    return len(e164.lstrip("+")) > _LONGEST_PHONE


def _is_number(name: str) -> bool:
    """Digits as of a phone number, without a word. Firms are called 1&1 and 4711."""
    return not any(c.isalpha() for c in name) and sum(c.isdigit() for c in name) >= 6


RULES = (
    CustomerName,
    ContactUnreachable,
    ContactArchived,
    EmailSyntax,
    EmailDomain,
    PhoneNumber,
    PhoneFormat,
    StrayBlanks,
)
