"""What holds for every order, whatever is in it."""

from dataclasses import fields, replace
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st
from orders import CHAIR, LINE, found, order, with_history

from verification.addresses import country_format
from verification.engine import FAILED, RULES, verify
from verification.finding import SEVERITIES
from verification.values import Contact, Credit, Earlier, History, Line, Order, Product

COUNTRIES = ["", "DE", "CN", "HK", "US", "GB", "JP", "IE", "AE", "KR", "BR", "XX", "ZZ", "d", "\0"]
numbers = st.one_of(
    st.integers(-5, 5),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([1e-300, 1e300, -0.0]),
)
moments = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1))
texts = st.one_of(st.text(max_size=12), st.sampled_from(["a@b.co", "+49 30", "ＡＢ１", "\u200b"]))
ids = st.integers(1, 3)


def values(kind, **known):
    """Any instance of a class of values; ``known``: strategies that its types do not give."""
    by_type = {
        "str": texts,
        "bool": st.booleans(),
        "int": ids,
        "int | None": st.none() | ids,
        "float": numbers,
        "float | None": st.none() | numbers,
        "datetime": moments,
        "datetime | None": st.none() | moments,
    }
    strategies = {f.name: by_type.get(f.type) for f in fields(kind)} | known
    return st.builds(kind, **strategies)


def tuples(strategy):
    return st.lists(strategy, max_size=4).map(tuple)


contacts = values(Contact, country_code=st.sampled_from(COUNTRIES))
products = values(Product, packs=tuples(numbers))
lines = values(Line, product=st.none() | products)
histories = values(
    History,
    currencies=st.dictionaries(ids, ids, max_size=2),
    customer_quantities=st.dictionaries(ids, st.lists(numbers, max_size=12).map(tuple)),
    product_quantities=st.dictionaries(ids, st.lists(numbers, max_size=12).map(tuple)),
    earlier=tuples(values(Earlier, content=tuples(st.tuples(ids, numbers)))),
)
orders = values(
    Order,
    customer=contacts,
    billing=contacts,
    delivery=contacts,
    lines=tuples(lines),
    companies=tuples(ids),
    zone=st.sampled_from(["UTC", "Asia/Shanghai", "", "../etc/passwd", "No/Where"]),
    history=histories,
    credit=values(Credit),
    codes=st.dictionaries(texts, ids, max_size=3),
)


@given(orders)
def test_no_rule_fails_on_any_values(checked):
    for finding in verify(checked, {}):
        assert finding.problem != FAILED, finding
        assert finding.severity in SEVERITIES
        assert finding.problem in RULES[finding.rule].problems
        assert finding.line is None or finding.line in {line.id for line in checked.lines}


def distinct(many):
    """Lines as the database has them: each with its own id and number."""
    return tuple(replace(line, id=n, number=n) for n, line in enumerate(many, start=1))


@given(orders, st.randoms())
def test_the_order_in_which_lines_are_read_changes_nothing(checked, chance):
    checked = replace(checked, lines=distinct(checked.lines))
    shuffled = list(checked.lines)
    chance.shuffle(shuffled)
    again = replace(checked, lines=tuple(shuffled))
    assert sorted(map(repr, verify(again, {}))) == sorted(map(repr, verify(checked, {})))


quantities = st.integers(1, 10_000).map(float)


@given(quantities, st.lists(quantities, min_size=5, max_size=30), st.sampled_from([0.5, 8, 1024]))
def test_the_unit_of_a_quantity_does_not_matter(quantity, history, scale):
    def verdict(by):
        line = replace(LINE, quantity=quantity * by, base_quantity=quantity * by)
        usual = {CHAIR.id: tuple(q * by for q in history)}
        checked = replace(with_history(customer_quantities=usual), lines=(line,))
        return [
            f.problem for rule in ("quantity_high", "quantity_low") for f in found(rule, checked)
        ]

    assert verdict(scale) == verdict(1)


@given(quantities, st.lists(quantities, min_size=5, max_size=30))
def test_what_was_ordered_before_is_never_too_much(quantity, history):
    line = replace(LINE, quantity=quantity, base_quantity=quantity)
    usual = {CHAIR.id: (*history, quantity)}
    assert not found(
        "quantity_high", replace(with_history(customer_quantities=usual), lines=(line,))
    )


messy = st.tuples(st.sampled_from(["", " ", "\u3000", "\ufeff"]), st.text(max_size=8)).map("".join)
spoilt = st.builds(
    lambda name, street, zip, phone, email, country: Contact(
        id=1,
        name=name,
        street=street,
        zip=zip,
        phone=phone,
        phone_e164="+493012345678",
        email=email,
        country_code=country,
    ),
    messy,
    messy,
    st.sampled_from(["00950", "sw1a1aa", "１００－０００１", "D-10115", "941031234", " 1012ab"]),
    st.sampled_from(["030 12345678", "+493012345678", " 030/12345678"]),
    st.sampled_from(["a@gmial.com", "b@hotmal.fr", "c@gmail.con", " d@example.com "]),
    st.sampled_from(["PL", "GB", "JP", "DE", "US", "NL"]),
)


@given(spoilt)
def test_a_fix_makes_its_finding_go_away(who):
    before = verify(order(customer=who, billing=who, delivery=who), {})
    for finding in before:
        if finding.fix is None:
            continue
        fix = finding.fix
        assert getattr(who, fix.field) == fix.old
        mended = replace(who, **{fix.field: fix.value})
        after = verify(order(customer=mended, billing=mended, delivery=mended), {})
        assert finding.key not in {f.key for f in after}


@given(st.sampled_from([c for c in COUNTRIES if len(c) == 2]), st.text(max_size=10))
def test_a_corrected_postcode_is_right_and_stays(country, postcode):
    known = country_format(country)
    if known and (corrected := known.corrected(postcode)):
        assert known.fits(corrected)
        assert known.corrected(corrected) in (
            corrected,
            known.corrected(known.corrected(corrected)),
        )
