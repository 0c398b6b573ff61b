"""Where the goods go, by the address format of the country."""

from __future__ import annotations

from collections.abc import Iterator

from .. import addresses
from ..addresses import CountryFormat
from ..finding import Finding, Fix
from ..rule import Rule
from ..settings import Settings
from ..texts import is_placeholder, says_nothing, tidy
from ..values import Contact, Order

_WHERE = "partner_shipping_id"


class AddressRule(Rule):
    """A rule that looks at the delivery address of orders with goods."""

    subject = "address"
    requires = addresses.LIBRARY

    def available(self) -> bool:
        return addresses.load_validation_data is not None

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        if not order.delivers_goods or order.pickup:
            return
        country = addresses.country_format(order.delivery.country_code)
        if country:
            yield from self.check_address(order.delivery, country, settings)

    def check_address(
        self, place: Contact, country: CountryFormat, settings: Settings
    ) -> Iterator[Finding]:
        raise NotImplementedError


class AddressCountry(Rule):
    """No country, so nobody can tell what the rest of the address means."""

    code = "address_country"
    subject = "address"
    problems = ("country_missing",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        if order.delivers_goods and not order.pickup and not order.delivery.country_code:
            yield self.finding(settings, "country_missing", f"{_WHERE}.country_id")


class AddressIncomplete(AddressRule):
    """Street or city missing where the country has them."""

    code = "address_incomplete"
    problems = ("street_missing", "city_missing")

    def check_address(
        self, place: Contact, country: CountryFormat, settings: Settings
    ) -> Iterator[Finding]:
        if "A" in country.required and _no_street(place):
            yield self.finding(settings, "street_missing", f"{_WHERE}.street")
        if "C" in country.required and (says_nothing(place.city) or is_placeholder(place.city)):
            if not _city_elsewhere(place, country):
                yield self.finding(settings, "city_missing", f"{_WHERE}.city")


class AddressPostcodeMissing(AddressRule):
    """No postcode where parcels do not arrive without. ``expected``: an example."""

    code = "address_postcode_missing"
    problems = ("postcode_missing",)
    asked = "postcode_needed"  # what the country's format has to say for it

    def check_address(
        self, place: Contact, country: CountryFormat, settings: Settings
    ) -> Iterator[Finding]:
        if getattr(country, self.asked) and says_nothing(place.zip):
            example = country.example or None
            yield self.finding(settings, "postcode_missing", f"{_WHERE}.zip", expected=example)


class AddressPostcodeAdvised(AddressPostcodeMissing):
    """No postcode where the country has them but parcels arrive without."""

    code = "address_postcode_advised"
    severity = "warning"
    asked = "postcode_advised"


class AddressPostcode(AddressRule):
    """A postcode that the country does not have, or that lies in another state.

    ``expected``: an example; ``detail``: ``country``, ``state``.
    """

    code = "address_postcode"
    problems = ("postcode_invalid", "postcode_of_other_state")

    def check_address(
        self, place: Contact, country: CountryFormat, settings: Settings
    ) -> Iterator[Finding]:
        if "Z" not in country.used or not _given(place, country):
            return
        postcode = _readable(place.zip, country)
        values = {"found": place.zip, "detail": {"country": country.code}}
        field = f"{_WHERE}.zip"
        if not postcode:
            example = country.example or None
            yield self.finding(settings, "postcode_invalid", field, expected=example, **values)
        elif (state := _state_of(place, country)) and state.postcodes:
            if not state.postcodes.match(postcode):
                values["detail"]["state"] = place.state_name
                example = state.example or None
                problem = "postcode_of_other_state"
                yield self.finding(settings, problem, field, expected=example, **values)


class AddressPostcodeFormat(AddressRule):
    """The right postcode written another way than the country writes it."""

    code = "address_postcode_format"
    severity = "note"
    problems = ("postcode_format",)

    def check_address(
        self, place: Contact, country: CountryFormat, settings: Settings
    ) -> Iterator[Finding]:
        written = tidy(place.zip)
        if "Z" not in country.used or says_nothing(written) or country.fits(written):
            return
        if wanted := country.corrected(written):
            yield self.finding(
                settings,
                "postcode_format",
                f"{_WHERE}.zip",
                found=place.zip,
                expected=wanted,
                fix=Fix("res.partner", place.id, "zip", place.zip, wanted),
            )


class AddressState(AddressRule):
    """A state or province that is missing, unknown, or of another country."""

    code = "address_state"
    severity = "warning"
    problems = ("state_missing", "state_unknown", "state_of_other_country")

    def check_address(
        self, place: Contact, country: CountryFormat, settings: Settings
    ) -> Iterator[Finding]:
        field = f"{_WHERE}.state_id"
        if not place.state_id:
            if "S" in country.required and country.states_by_name:
                yield self.finding(settings, "state_missing", field)
        elif place.state_country and place.state_country != country.code:
            found = place.state_name
            yield self.finding(settings, "state_of_other_country", field, found=found)
        elif not country.knows_state(place.state_name, place.state_code):
            yield self.finding(settings, "state_unknown", field, found=place.state_name)


def _state_of(place: Contact, country: CountryFormat) -> addresses.State | None:
    if not place.state_id or (place.state_country or country.code) != country.code:
        return None
    return country.state(place.state_name, place.state_code)


def _no_street(place: Contact) -> bool:
    """Neither line says where; or the first says that somebody will tell later, which no floor or
    building in the second makes up for.
    """
    if tidy(place.street) and is_placeholder(place.street) and not _is_dash(place.street):
        return True
    lines = (place.street, place.street2)
    return all(says_nothing(text) or is_placeholder(text) for text in lines)


def _is_dash(text: str) -> bool:
    return not any(c.isalnum() for c in text)


def _city_elsewhere(place: Contact, country: CountryFormat) -> bool:
    """The state is a city itself, or the city stands in the street as people write it there."""
    state = _state_of(place, country)
    street = place.street + place.street2
    return bool(state and state.is_city) or any(city in street for city in country.cities)


def _given(place: Contact, country: CountryFormat) -> bool:
    """Whether a postcode is there to be checked. Where the country needs none, people fill the
    field of a form with zeros.
    """
    if says_nothing(place.zip):
        return False
    return "Z" in country.required or bool(place.zip.strip("0- "))


def _readable(postcode: str, country: CountryFormat) -> str:
    """The postcode as the country writes it, empty when it is none."""
    written = tidy(postcode)
    return written if country.fits(written) else country.corrected(written)


RULES = (
    AddressCountry,
    AddressIncomplete,
    AddressPostcodeMissing,
    AddressPostcodeAdvised,
    AddressPostcode,
    AddressPostcodeFormat,
    AddressState,
)
