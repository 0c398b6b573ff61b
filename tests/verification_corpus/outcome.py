"""What the verification said about the corpus, kind by kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

STOPPING = ("block", "audit")
GOAL, GOAL_FALSE = 0.99, 0.01


@dataclass
class Tally:
    """Of one kind: how many there were, were stopped, stopped by a rule of the kind, told.

    ``advice``: being told is all it takes.
    """

    advice: bool = False
    injected: int = 0
    stopped: int = 0
    by_own: int = 0
    told: int = 0
    missed: Counter = field(default_factory=Counter)

    @property
    def found(self) -> int:
        return self.told if self.advice else self.stopped

    @property
    def share(self) -> float:
        return self.found / self.injected if self.injected else 1.0


@dataclass
class Outcome:
    kinds: dict[str, Tally] = field(default_factory=dict)
    clean: int = 0
    stopped_clean: int = 0
    reasons: Counter = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, case, findings, own: tuple[str, ...], advice: bool = False) -> None:
        """``findings``: of the order; ``own``: how the rules that the kind is about begin."""
        stops = [finding for finding in findings if finding.severity in STOPPING]
        if not case.kind:
            self._add_clean(case, stops)
            return
        tally = self.kinds.setdefault(case.kind, Tally(advice))
        tally.injected += 1
        tally.stopped += bool(stops)
        tally.by_own += any(finding.rule.startswith(own) for finding in stops)
        told = any(finding.rule.startswith(own) for finding in findings)
        tally.told += told
        if not (told if advice else stops):
            tally.missed[case.variant] += 1

    def _add_clean(self, case, stops) -> None:
        self.clean += 1
        self.stopped_clean += bool(stops)
        for finding in stops:
            reason = f"{finding.rule}: {finding.problem}"
            self.reasons[reason] += 1
            self.examples.setdefault(
                reason, f"{case.variant}, found {finding.found}, expected {finding.expected}"
            )

    def found(self, advice: bool) -> float:
        """Share of the mistakes that were stopped or, those that are advice, told."""
        some = [tally for tally in self.kinds.values() if tally.advice is advice]
        injected = sum(tally.injected for tally in some)
        return sum(tally.found for tally in some) / max(injected, 1)

    @property
    def false(self) -> float:
        return self.stopped_clean / max(self.clean, 1)

    @property
    def good(self) -> bool:
        return min(self.found(False), self.found(True)) >= GOAL and self.false <= GOAL_FALSE
