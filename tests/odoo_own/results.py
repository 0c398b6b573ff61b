"""The results of Odoo's tests in two databases, and what differs between them."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from recorder import COMMIT

RANK = ("passed", "skipped", "failed", "error")
QUERIES = re.compile(r"Query count more than expected .*?(\d+) > (\d+)")
ABSENT = "not run"


@dataclass(frozen=True)
class Outcome:
    word: str
    message: str = ""
    queries: int = 0

    @property
    def bad(self) -> bool:
        return self.word in ("failed", "error")


class Results(dict[str, Outcome]):
    """Outcomes by test."""

    def of(self, test: str) -> Outcome:
        return self.get(test, Outcome(ABSENT))

    @property
    def tests(self) -> dict[str, Outcome]:
        return {test: found for test, found in self.items() if not test.endswith(COMMIT)}

    def counts(self) -> dict[str, int]:
        words = [found.word for found in self.tests.values()]
        counts = {word: words.count(word) for word in RANK}
        commits = [found.bad for test, found in self.items() if test.endswith(COMMIT)]
        return {**counts, "commits": len(commits), "failed commits": sum(commits)}

    def queries(self, tests: list[str]) -> int:
        return sum(self[test].queries for test in tests)


def read(path: Path) -> Results:
    """Read what the recorder wrote; of several results of one test the worst counts."""
    results = Results()
    for line in path.read_text().splitlines():
        row = json.loads(line)
        new = Outcome(row["outcome"], row["message"], row.get("queries", 0))
        old = results.get(row["id"])
        if not old or RANK.index(new.word) > RANK.index(old.word):
            results[row["id"]] = new
    return results


def broken(without: Results, with_ours: Results) -> list[str]:
    """Return what passes without our add-ons, and with them fails or does not run."""
    return [
        test
        for test, found in without.items()
        if found.word == "passed" and with_ours.of(test).word != "passed"
        if not (test.endswith(COMMIT) and with_ours.of(test).word == ABSENT)
    ]


def mended(without: Results, with_ours: Results) -> list[str]:
    return [
        test for test, found in without.items() if found.bad and with_ours.of(test).word == "passed"
    ]


def worse_counts(without: Results, with_ours: Results) -> list[str]:
    """Return tests that need too many queries in both databases, and more with our add-ons."""
    pairs = [(test, QUERIES.findall(found.message)) for test, found in without.items()]
    return [
        test
        for test, found in pairs
        if found and QUERIES.findall(with_ours.of(test).message) > found
    ]


def fail_in_both(without: Results, with_ours: Results) -> list[str]:
    return [test for test, found in without.items() if found.bad and with_ours.of(test).bad]
