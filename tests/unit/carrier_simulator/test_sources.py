"""What the simulator says, through real HTTP, is understood by the connectors as it was meant."""

from datetime import UTC, datetime, timedelta

import pytest
import requests

import connectors
from connectors.errors import AccountError, TokenExpired
from connectors.values import Account, Parcel
from tests.carrier_simulator import truth
from tests.carrier_simulator.server import Simulator, serving
from tests.carrier_simulator.sources import SOURCES
from tests.carrier_simulator.sources.base import CUSTOMER, KEY, PUSH_SECRET, SECRET

START = datetime(2026, 11, 1, 6, tzinfo=UTC)
TELL_ETA = ("17track", "aftership", "easypost", "dhl_unified", "fedex", "usps")
NUMBERS = [f"1Z{n:016}" for n in range(12)]


@pytest.fixture
def simulator():
    return Simulator(seed=5, speed=0, start=START, workers=1)


@pytest.fixture
def address(simulator):
    with serving(simulator) as address:
        yield address


def account(address, code, **more):
    return Account(base_url=f"{address}/{code}", key=KEY, secret=SECRET, customer=CUSTOMER, **more)


def with_token(connector, account):
    """``account`` with an access token, where the source wants one."""
    if not connector.wants_token:
        return account
    [request] = connector.requests_for([], account, purpose="token")
    token, seconds = connector.read_token(send(request).content)
    assert seconds > 0
    return Account(
        **{name: getattr(account, name) for name in account.__slots__} | {"token": token}
    )


def send(request):
    return requests.request(
        request.method,
        request.url,
        params=dict(request.params),
        headers=dict(request.headers),
        data=request.body,
        timeout=10,
    )


def ask(connector, account, numbers, purpose="query"):
    """Updates by number; of several parcels that had a number the newest, which comes first."""
    parcels = [Parcel(number, phone="13800001234") for number in numbers]
    now = datetime(2026, 11, 2, tzinfo=UTC)
    asked = connector.requests_for(parcels, account, purpose=purpose, now=now)
    updates = [
        update
        for request in asked
        for update in connector.parse(send(request).content, kind="query", headers={})
    ]
    return {update.tracking_number: update for update in reversed(updates)}


def expected(simulator, code, number):
    """(instant, status, text) of what the source knows now."""
    source = SOURCES[code]
    told = simulator.world.told(number, simulator.clock.now(), chinese=source.chinese)
    scans = [scan for scan in told.scans if source.means(scan.code or "") is not None]
    return [(scan.at, source.means(scan.code), scan.text) for scan in scans]


def understood(update):
    return [(event.occurred_at, event.code, event.text) for event in update.events]


@pytest.mark.parametrize("code", SOURCES)
def test_answers_are_the_truth_at_every_time(simulator, address, code):
    connector = connectors.get(code)
    own = with_token(connector, account(address, code))
    if code == "17track":
        ask(connector, own, NUMBERS, purpose="subscribe")
    for hours in (12, 40, 80, 400):
        simulator.clock.set(now=START + timedelta(hours=hours))
        found = ask(connector, own, NUMBERS)
        for number in NUMBERS:
            wanted = expected(simulator, code, number)
            if wanted:
                assert understood(found[number]) == wanted
                assert found[number].status == wanted[-1][1]
                if code in TELL_ETA:
                    assert found[number].eta == simulator.world.parcel(number).eta


@pytest.mark.parametrize("code", SOURCES)
@pytest.mark.parametrize("journey", truth.JOURNEYS)
def test_every_journey(simulator, address, code, journey):
    connector = connectors.get(code)
    own = with_token(connector, account(address, code))
    number = NUMBERS[0]
    simulator.world.place(number, journey=journey, began=START, chinese=SOURCES[code].chinese)
    simulator.clock.set(now=START + timedelta(days=40))
    if code == "17track":
        ask(connector, own, [number], purpose="subscribe")
    update = ask(connector, own, [number])[number]
    assert understood(update) == expected(simulator, code, number)
    assert update.status == update.events[-1].code


@pytest.mark.parametrize("code", [code for code, source in SOURCES.items() if source.pushes])
def test_pushes_are_signed_and_tell_the_truth(simulator, code):
    source, connector = SOURCES[code], connectors.get(code)
    simulator.clock.set(now=START + timedelta(days=4))
    now = simulator.clock.now()
    for number in NUMBERS:
        told = simulator.world.told(number, now, chinese=source.chinese)
        push = source.push(told, now, delivery="1", secret=PUSH_SECRET)
        [update] = connector.parse(push.body, kind="push", headers=push.headers)
        wanted = expected(simulator, code, number)
        assert understood(update) == (wanted[-1:] if source.incremental else wanted)
        if connector.signed:
            assert connector.verify(push.body, push.headers, PUSH_SECRET)
            forged = source.push(told, now, delivery="1", secret="another")
            assert not connector.verify(forged.body, forged.headers, PUSH_SECRET)
        good, bad = connector.acknowledge(push.body), connector.acknowledge(push.body, ok=False)
        assert source.accepted(good.status, good.body)
        assert not source.accepted(bad.status, bad.body)


def test_pushes_and_answers_have_the_same_keys(simulator, address):
    """What was pushed is not told anew by asking."""
    simulator.clock.set(now=START + timedelta(days=40))
    now = simulator.clock.now()
    for code, source in SOURCES.items():
        if not source.pushes:
            continue
        connector = connectors.get(code)
        own = with_token(connector, account(address, code))
        if code == "17track":
            ask(connector, own, NUMBERS[:3], purpose="subscribe")
        found = ask(connector, own, NUMBERS[:3])
        for number in NUMBERS[:3]:
            told = simulator.world.told(number, now, chinese=source.chinese)
            push = source.push(told, now, delivery="1", secret=PUSH_SECRET)
            [update] = connector.parse(push.body, kind="push", headers={})
            assert {e.key for e in update.events} <= {e.key for e in found[number].events}, code


@pytest.mark.parametrize("code", SOURCES)
def test_wrong_credentials_are_the_accounts_fault(simulator, address, code):
    connector = connectors.get(code)
    wrong = Account(base_url=f"{address}/{code}", key="x", secret="x", customer="x", token="x")
    purpose = "token" if connector.wants_token else "query"
    parcels = [] if purpose == "token" else [Parcel(NUMBERS[0])]
    [request] = connector.requests_for(parcels, wrong, purpose=purpose, now=START)
    answer = send(request)
    if answer.status_code == 401:
        return  # the transport's matter
    with pytest.raises((AccountError, TokenExpired)):
        connector.parse(answer.content, kind="query", headers={})


@pytest.mark.parametrize("code", SOURCES)
def test_a_number_that_nobody_knows_waits(simulator, address, code):
    connector = connectors.get(code)
    own = with_token(connector, account(address, code))
    number = "00" + NUMBERS[0][2:]
    found = ask(connector, own, [number])
    assert all(update.status == "pending" for update in found.values())


def test_oddities_stay_readable(simulator, address):
    """Late scans, codes that nobody knows, numbers that another parcel had before."""
    simulator.world.oddities = truth.Oddities(late=0.3, unknown_codes=0.3, reused=0.5)
    simulator.clock.set(now=START + timedelta(days=40))
    for code in SOURCES:
        connector = connectors.get(code)
        own = with_token(connector, account(address, code))
        if code == "17track":
            ask(connector, own, NUMBERS, purpose="subscribe")
        for number in NUMBERS:
            wanted = expected(simulator, code, number)
            update = ask(connector, own, [number])[number]
            told = [row for row in understood(update) if row[0] >= START]
            assert sorted(told, key=str) == sorted(wanted, key=str), code
            newest = next(row[1] for row in reversed(wanted) if row[1])
            assert update.status == newest, code


def known(connector, account, parcel, purpose):
    """The update of the only answer about a parcel that the source knows; None: it says nothing."""
    now = datetime(2026, 11, 2, tzinfo=UTC)
    [request] = connector.requests_for([parcel], account, purpose=purpose, now=now)
    answer = send(request)
    if not answer.content:
        return None
    updates = connector.parse(answer.content, kind="query", headers={})
    return updates[0] if updates else None


@pytest.mark.parametrize("code", [code for code in SOURCES if connectors.get(code).subscribes])
def test_following_begins_ends_and_is_taken_up(simulator, address, code):
    """Registered, once more (no fault), ended, asked for anew; what was ended is pushed no more."""
    simulator.clock.set(speed=1)
    simulator.webhooks[code] = (f"{address}/control/counts", PUSH_SECRET)
    connector, desk, number = connectors.get(code), simulator.desks[code], NUMBERS[0]
    if code == "ups":
        number = "1Z999AA10123456784"
    own = with_token(connector, account(address, code, callback_url=f"{address}/control/counts"))
    ids = {"aftership": f"as{number.lower()}", "easypost": f"trk_{number}"}
    parcel = Parcel(number, source_id=ids.get(code, ""))
    for _ in range(2):
        update = known(connector, own, parcel, "subscribe")
        assert not update or not update.problem
    assert desk.follows(number)
    assert simulator.pusher.waiting
    if not connector.ends:
        return
    update = known(connector, own, parcel, connector.ends)
    assert not update or not update.problem
    assert not desk.follows(number)
    assert not simulator.pusher.waiting
    resume = connector.again if connector.ends == "stop" else "subscribe"
    update = known(connector, own, parcel, resume)
    assert not update or not update.problem
    assert desk.follows(number)


def test_aftership_takes_up_what_it_stopped(simulator, address):
    connector, own = connectors.get("aftership"), account(address, "aftership")
    parcel = Parcel(NUMBERS[0], source_id=f"as{NUMBERS[0].lower()}")
    update = known(connector, own, parcel, "retrack")
    assert update.tracking_number == NUMBERS[0]
    assert not update.problem
    assert simulator.desks["aftership"].follows(NUMBERS[0])
    unknown = Parcel("00", source_id="as00")
    assert known(connector, own, unknown, "delete").problem
