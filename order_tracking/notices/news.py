"""What of an order's journal is news for whoever follows the order.

News are computed from the whole journal each time, never remembered: what was voided, or is a
promise that no longer stands, is no news any more. The key of a piece of news is the same however
often the journal is read and however a source tells the same thing anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

LATE = "late"
CANCELLED = "order_cancelled"
CORRECTION = "correction"
_WRONG = "wrong:"  # before the key of what was told and is not true any more
# Each consignment of these is news of its own; of every other stage only that it was reached.
_ONCE = frozenset({"order_confirmed", "stock_reserved", "invoiced", "paid", "manual"})


@dataclass(frozen=True, slots=True)
class Topic:
    """News that no stage of the flow stands for.

    ``code``: kind of the event; ``setting``: the company's switch for it; ``problem``: something
    is wrong; ``ended_by``: kinds of events of the same source after which it is history.
    ``lasting``: still news when the goods have arrived or the order is cancelled; ``passing``:
    true for a time only, so that nothing has to be taken back; ``private``: for the buyer alone.
    """

    code: str
    setting: str
    problem: bool = False
    ended_by: frozenset[str] = frozenset()
    lasting: bool = False
    passing: bool = False
    private: bool = False


TOPICS: dict[str, Topic] = {}


def register(topic: Topic) -> None:
    """Makes events of kind ``topic.code`` news; for addons above as well."""
    TOPICS[topic.code] = topic


register(Topic(LATE, "order_notice_problems", problem=True, passing=True))
register(Topic(CANCELLED, "order_notice_problems", problem=True))


@dataclass(frozen=True, slots=True)
class News:
    """``key``: unique in the order; ``topic``: code of a :class:`Topic` or ``stage:<key>``;
    ``rank``: place of the stage in the flow, decides among news of one instant; ``over``:
    something later has made it history. ``event``: kind of the event behind it. ``hold``: not
    told before, because a better word for it may come."""

    key: str
    topic: str
    at: datetime
    event: str
    problem: bool = False
    rank: int = -1
    over: bool = False
    hold: datetime | None = None


def tells(stages: Iterable[Any], events: Iterable[Any]) -> bool:
    """Whether any of ``events`` may be news: cheap, asked whenever a journal grows.

    :param stages: ``timeline.Stage`` of the order's flow; ``events``: ``timeline.Event``.
    """
    kinds = {_kind(stage) for stage in stages if stage.notify} | TOPICS.keys() | {"voided"}
    return any(
        event.kind in kinds or (event.kind == "promise_made" and event.data["promise"] == "later")
        for event in events
    )


def read_news(
    stages: Sequence[Any],
    milestones: Iterable[Any],
    events: Sequence[Any],
    *,
    topics: Collection[str],
    now: datetime,
    told: Mapping[str, str] | None = None,
    cancelled: bool = False,
    watched: bool = True,
) -> dict[str, News]:
    """News by key.

    :param stages: of the flow (``timeline.Stage``), in its order.
    :param milestones: of the order (``timeline.Milestone``).
    :param events: ``timeline.active`` of its journal.
    :param topics: codes of the topics that the company tells.
    :param told: topic by key of what was told before: what of it is not true any more, and is not
        told anew under another key, is to be taken back.
    :param watched: whether somebody would say so if the goods had arrived; what left and is
        watched by nobody is not called late.
    """
    reached = {m.stage: m.reached_at for m in milestones if m.reached_at}
    found = [
        *_stage_news(stages, reached, events, cancelled),
        *_topic_news(events, topics, _arrived(stages, reached), cancelled),
    ]
    if LATE in topics and not cancelled and not _arrived(stages, reached):
        found += _late_news(events, now, watched)
    found += _corrections(found, told or {}, topics, now)
    return {news.key: news for news in found}


def corrects(news: News) -> str | None:
    """Key of what this news takes back, if it does."""
    return news.key.removeprefix(_WRONG) if news.event == CORRECTION else None


def _corrections(
    found: list[News], told: Mapping[str, str], topics: Collection[str], now: datetime
) -> Iterator[News]:
    keys = {news.key for news in found}
    still = {news.topic for news in found}
    for key, topic in told.items():
        stands = key in keys or topic in still or key.startswith(_WRONG)
        if not stands and _is_taken_back(topic, topics):
            yield News(_WRONG + key, topic, now, CORRECTION, problem=True)


def _is_taken_back(topic: str, topics: Collection[str]) -> bool:
    """Whether readers hear that this is not true any more: not what was true for a time only, and
    nothing about what the company has stopped to tell."""
    known = TOPICS.get(topic)
    return not known or (topic in topics and not known.passing)


def _kind(stage: Any) -> str:
    return "stage_marked" if stage.trigger == "manual" else stage.trigger


def _arrived(stages: Iterable[Any], reached: Mapping[int, datetime]) -> bool:
    return any(stage.trigger == "delivered" and stage.key in reached for stage in stages)


def _stage_news(stages, reached, events, cancelled) -> Iterator[News]:
    goods = [rank for rank, s in enumerate(stages) if s.follows_goods and s.key in reached]
    furthest = max(goods, default=-1)
    life = sum(event.kind == "order_confirmed" for event in events)
    for rank, stage in enumerate(stages):
        if not stage.notify:
            continue
        over = cancelled or (stage.follows_goods and rank < furthest)
        for key, at in _tellings(stage, reached, events, life):
            topic = f"stage:{stage.key}"
            yield News(key, topic, at, _kind(stage), rank=rank, over=over)


def _tellings(stage, reached, events, life) -> Iterator[tuple[str, datetime]]:
    """(key, instant) of what a stage has to tell."""
    if stage.trigger in _ONCE:
        if stage.key in reached:
            yield f"stage:{stage.key}:{life}", reached[stage.key]
        return
    for event in events:
        if event.kind == stage.trigger and any(q > 0 for q in event.lines.values()):
            yield f"{event.kind}:{_name(event)}", event.occurred_at


def _name(event: Any) -> str:
    """What stays the same when the same thing is corrected or told anew: the document, else the
    key without the number that a repeated telling gets."""
    if event.document:
        return f"{event.document[0]}:{event.document[1]}"
    return f"{event.source}:{event.key.partition('#')[0]}"


def _topic_news(events, topics, arrived, cancelled) -> Iterator[News]:
    times: Counter[str] = Counter()
    for event in events:
        topic = TOPICS.get(event.kind)
        if not topic or topic.code not in topics or (event.kind == CANCELLED and not cancelled):
            continue
        past = (arrived or cancelled) and not topic.lasting
        over = event.kind != CANCELLED and (past or _ended(topic, event, events))
        # the so-manieth of its source, whatever key the source gives to it when it tells it anew
        name = f"{event.kind}:{event.source}"
        key, at = f"{name}:{times[name]}", event.occurred_at
        times[name] += 1
        yield News(key, topic.code, at, event.kind, problem=topic.problem, over=over)


def _ended(topic: Topic, event: Any, events: Iterable[Any]) -> bool:
    return any(
        other.source == event.source
        and other.kind in topic.ended_by
        and other.occurred_at >= event.occurred_at
        and other is not event
        for other in events
    )


def _late_news(events, now, watched) -> Iterator[News]:
    """A promise that was put off, and one that has passed: of the last promise only."""
    given = [e for e in events if e.kind == "promise_made" and e.data["promise"] != "requested"]
    if not given:
        return
    last = given[-1]
    date = datetime.fromisoformat(last.data["date"])
    before = datetime.fromisoformat(given[-2].data["date"]) if given[1:] else date
    if date.date() > before.date():
        yield News(f"promise:{last.key}", LATE, last.occurred_at, "promise_made", problem=True)
    if date < now and watched:
        yield News(f"missed:{date.isoformat()}", LATE, date, LATE, problem=True)
