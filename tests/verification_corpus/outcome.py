"""What the verification said about the corpus, kind by kind."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

STOPPING = ("block", "audit")
GOAL_STOPPED, GOAL_FALSE = 0.99, 0.01


@dataclass
class Tally:
    """Of one kind: how many there were, were stopped, stopped by a rule of the kind, told."""

    injected: int = 0
    stopped: int = 0
    by_own: int = 0
    told: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.stopped / self.injected if self.injected else 1.0


@dataclass
class Outcome:
    kinds: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    clean: int = 0
    stopped_clean: int = 0
    reasons: Counter = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, case, findings, own: tuple[str, ...]) -> None:
        """``findings``: of the order; ``own``: how the rules that the kind is about begin."""
        stops = [finding for finding in findings if finding.severity in STOPPING]
        if not case.kind:
            self._add_clean(case, stops)
            return
        tally = self.kinds[case.kind]
        tally.injected += 1
        tally.stopped += bool(stops)
        tally.by_own += any(finding.rule.startswith(own) for finding in stops)
        tally.told += any(finding.rule.startswith(own) for finding in findings)
        if not stops:
            tally.missed.append(case.variant)

    def _add_clean(self, case, stops) -> None:
        self.clean += 1
        self.stopped_clean += bool(stops)
        for finding in stops:
            reason = f"{finding.rule}: {finding.problem}"
            self.reasons[reason] += 1
            self.examples.setdefault(
                reason, f"{case.variant}, found {finding.found}, expected {finding.expected}"
            )

    @property
    def stopped(self) -> float:
        injected = sum(tally.injected for tally in self.kinds.values())
        return sum(tally.stopped for tally in self.kinds.values()) / max(injected, 1)

    @property
    def false(self) -> float:
        return self.stopped_clean / max(self.clean, 1)

    @property
    def good(self) -> bool:
        return self.stopped >= GOAL_STOPPED and self.false <= GOAL_FALSE
