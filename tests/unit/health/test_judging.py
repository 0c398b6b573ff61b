"""Each line of the health page: when it is good, when somebody should look, when it fails."""

import health
import pytest
from health.judging import DAY, HOUR, MINUTE
from hypothesis import given
from hypothesis import strategies as st


def told(line):
    return line.level, line.reason


def job(**values):
    return health.Job(**{"name": "Poll", "active": True, "late": 0, "interval": 60} | values)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], ("ok", "ok")),
        ([job(), job(late=9 * MINUTE)], ("ok", "ok")),
        ([job(), job(late=10 * MINUTE)], ("warn", "late")),
        ([job(late=30 * MINUTE)], ("fail", "late")),
        ([job(late=DAY, interval=DAY)], ("ok", "ok")),
        ([job(late=2 * DAY, interval=DAY)], ("warn", "late")),
        ([job(late=6 * DAY, interval=DAY)], ("fail", "late")),
        ([job(failures=2), job(failures=3, name="Watch")], ("warn", "failing")),
        ([job(active=False, late=9e9), job()], ("fail", "off")),
    ],
)
def test_jobs(found, expected):
    assert told(health.jobs(found)) == expected


def test_the_job_that_is_most_behind_is_named():
    found = [job(late=2 * DAY, interval=DAY), job(name="Notices", late=DAY + 11 * MINUTE)]
    line = health.jobs(found)
    assert line.figures["name"] == "Notices"
    assert line.figures["late_seconds"] == 2 * DAY
    assert health.jobs([job(failures=2), job(failures=3, name="W")]).figures["times"] == 3


def receipts(**values):
    defaults = {"waiting_seconds": None, "sending_seconds": None, "late": 0}
    return told(health.receipts(**{**defaults, "counted": 100, "in_time": 100} | values))


def test_receipts():
    assert receipts() == ("ok", "ok")
    assert receipts(counted=0, in_time=0) == ("ok", "ok")
    assert receipts(late=1) == ("warn", "late")
    assert receipts(in_time=94) == ("fail", "share")
    assert receipts(in_time=95) == ("ok", "ok")
    assert receipts(counted=19, in_time=0, late=19) == ("warn", "late")
    assert receipts(looked=9, gone=1, waiting_seconds=HOUR) == ("fail", "gone")
    assert receipts(looked=9) == ("ok", "ok")
    assert receipts(waiting_seconds=14 * MINUTE, sending_seconds=-3) == ("ok", "ok")
    assert receipts(waiting_seconds=15 * MINUTE, in_time=0) == ("warn", "stuck")
    assert receipts(sending_seconds=HOUR) == ("fail", "stuck")


def mails(**values):
    return told(health.mails(**{"waiting_seconds": None, "counted": 100, "failed": 0} | values))


def test_mails():
    assert mails() == ("ok", "ok")
    assert mails(failed=1) == ("ok", "failed")
    assert mails(failed=2) == ("warn", "failed")
    assert mails(failed=20) == ("fail", "failed")
    assert mails(counted=3, failed=3) == ("warn", "failed")
    assert mails(waiting_seconds=20 * MINUTE) == ("warn", "stuck")
    assert mails(waiting_seconds=HOUR) == ("fail", "stuck")


def test_queue():
    assert told(health.queue("inbox", count=0, seconds=None)) == ("ok", "ok")
    assert told(health.queue("inbox", count=5, seconds=16 * MINUTE)) == ("warn", "behind")
    assert told(health.queue("inbox", count=5, seconds=HOUR)) == ("fail", "behind")
    line = health.queue("inbox", count=5, seconds=HOUR, warn=HOUR, fail=DAY)
    assert (line.code, line.level) == ("inbox", "warn")


def journal(**values):
    figures = {
        "database_bytes": 9_000_000,
        "own_bytes": 700_000,
        "rows": 1000,
        "week": 70,
        "dead": 0,
        "live": 1000,
        "age": 1000,
    }
    return health.journal(**figures | values)


def test_growth():
    line = journal()
    assert told(line) == ("ok", "ok")
    assert line.figures["events_per_day"] == 10
    assert line.figures["bytes_per_day"] == pytest.approx(7000)
    assert journal(rows=0, week=0).figures["bytes_per_day"] == 0
    assert told(journal(dead=99_999)) == ("ok", "ok")
    assert told(journal(dead=100_000, live=200_000)) == ("warn", "dead")
    assert told(journal(dead=600_000, live=400_000)) == ("fail", "dead")
    assert told(journal(age=1_000_000_000)) == ("warn", "age")
    assert told(journal(age=1_900_000_000)) == ("fail", "age")


def test_replica():
    for state, level in [
        *(("none", "ok"), ("away", "warn"), ("silent", "fail"), ("apart", "fail")),
    ]:
        assert told(health.replica(state=state)) == (level, state)
    assert told(health.replica(state="follows")) == ("ok", "ok")
    for seconds, level, reason in [
        *((0.2, "ok", "ok"), (40, "warn", "behind"), (HOUR, "fail", "behind")),
        (None, "warn", "behind"),
    ]:
        assert told(health.replica(state="behind", seconds=seconds)) == (level, reason)


@given(st.lists(st.sampled_from(["ok", "warn", "fail"])))
def test_the_worst_counts(levels):
    worst = health.worst(levels)
    assert worst in (levels or ["ok"])
    assert "fail" not in levels or worst == "fail"
    assert worst != "ok" or set(levels) <= {"ok"}


def test_what_cannot_be_asked_about_does_not_work():
    assert told(health.unreadable("replica")) == ("fail", "unreadable")
