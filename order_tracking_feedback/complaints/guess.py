"""What a difference between what was sent and what arrived makes one think first."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Of the customer's count; surplus: more than was expected.
PROBLEMS = ("missing", "damaged", "defective", "wrong", "surplus", "other")
FAULTS = (
    *("order", "picking", "packing", "transport", "production", "supplier"),
    *("invoicing", "service", "customer", "unknown"),
)
# Words by which a message says what is wrong. They are looked for where nobody has said it by a
# score or a choice; a person reads the message in any case.
_WORDS = {
    "missing": r"\b(missing|incomplete|too few|not in the (box|parcel))\b"
    r"|缺|少了|漏发|没收到",
    "damaged": r"\b(damaged?|broken|scratch(ed|es)?|dent(ed|s)?|cracked|torn)\b"
    r"|损坏|破损|划痕|碎了|坏了",
    "defective": r"\b(defect(ive|s)?|faulty|does(n.t| not) work|not working|malfunction)\b"
    r"|故障|不能用|无法使用",
    "wrong": r"\b(wrong|incorrect|not what (i|we) ordered)\b|发错|错发|不对|不符",
    "other": r"\b(complain(t|ts|ing)?|disappoint(ed|ing)|unacceptable|refund|money back|too late)\b"
    r"|投诉|不满|失望|退款|退货|差评|太慢",
}
_FINE = re.compile(
    r"\b(nothing|not|no|never|without)( \w+){0,2} "
    r"(missing|damaged?|broken|scratch(ed|es)?|dent(ed|s)?|wrong|defects?|complaints?)\b"
    r"|(没有?|无|毫无|未)(任何)?(损坏|破损|划痕|问题|投诉|故障)",
    re.IGNORECASE,
)
_FAULTS = {"missing": "packing", "wrong": "picking", "surplus": "picking", "damaged": "transport"}
_REASONS = {
    "missing": "mistake",
    "wrong": "mistake",
    "surplus": "mistake",
    "damaged": "handling",
    "defective": "material",
}
# Where a category is chosen, more than expected counts as not what was ordered.
_LIKE = {"surplus": "wrong"}


def fault_of(problem: str, *, made: bool = False) -> str:
    """Where it went wrong, most likely: one of :data:`FAULTS`.

    :param made: the goods are produced here and not bought.
    """
    if problem == "defective":
        return "production" if made else "supplier"
    return _FAULTS.get(problem, "unknown")


def reason_of(problem: str | None) -> str:
    """Why it went wrong, most likely, where nobody says: a reason of a resolution."""
    return _REASONS.get(problem or "", "other")


def problems_in(text: str | None) -> tuple[str, ...]:
    """What a message complains of, of :data:`PROBLEMS`; nothing where it does not seem to.

    >>> problems_in("One chair is broken, and two are missing")
    ('missing', 'damaged')
    >>> problems_in("Nothing was damaged, thank you"), problems_in("桌子有划痕")
    ((), ('damaged',))
    """
    said = _FINE.sub(" ", text or "")
    return tuple(p for p, words in _WORDS.items() if re.search(words, said, re.IGNORECASE))


def choose_category(
    problems: Iterable[str], categories: Iterable[tuple[int, int, frozenset[str]]]
) -> int | None:
    """The category of a complaint about several things: the most severe that any leads to.

    :param categories: (id, severity as a number, its problems) in the order of preference.
    """
    told = {_LIKE.get(problem, problem) for problem in problems}
    fitting = [(severity, number) for number, severity, own in categories if told & own]
    # max keeps the first of equals
    return max(fitting, key=lambda one: one[0])[1] if fitting else None
