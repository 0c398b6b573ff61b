"""Which tests belong to which stage, and which of them the command line asks for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .errors import SetupError
from .places import REPOSITORY

TESTS = REPOSITORY / "tests"
UNIT, FAULTS, BROWSER, BENCHMARKS = "unit", "faults", "browser", "benchmarks"
NEIGHBOURS = "neighbours"  # runs with apps installed that the add-ons do not depend on
LAST = (FAULTS, BROWSER)  # told last: they mostly wait for servers to come back
# pytest options whose value is a word of its own, which therefore is no path
TAKES_VALUE = {"-k", "-m", "-p", "-n", "-c", "-o", "-W", "-r", "--maxfail", "--durations", "--tb"}


@dataclass
class Selection:
    """What a command line asks for: paths by stage, and options for all of them.

    Each folder of tests/ is a stage. All but the unit tests need Odoo; see ``in_turns``.
    """

    paths: dict[str, list[str]]
    options: list[str] = field(default_factory=list)
    everything: bool = False

    @property
    def with_odoo(self) -> list[str]:
        """Names of the stages that need Odoo."""
        return [stage for stage in self.paths if stage != UNIT]


def in_turns(stages: list[str]) -> list[list[str]]:
    """Stages that run side by side, one such group after the other: the browser comes alone.

    It waits for pages by the clock; while all others want the processors it waits too long.
    """
    others = [stage for stage in stages if stage != BROWSER]
    return [turn for turn in (others, [BROWSER] * (BROWSER in stages)) if turn]


def select(arguments: list[str], here: Path, tests: Path = TESTS) -> Selection:
    """Sort the command line's words. Without a path all runs, the quality checks included."""
    words, options = _split(arguments)
    if not words:
        return Selection(_by_stage([tests], tests), options, everything=True)
    targets = [_existing(word, here) for word in words]
    return Selection(_by_stage(targets, tests), options)


def _split(arguments: Iterable[str]) -> tuple[list[str], list[str]]:
    paths, options, value_expected = [], [], False
    for word in arguments:
        is_path = not value_expected and not word.startswith("-") and _looks_like_path(word)
        (paths if is_path else options).append(word)
        value_expected = word in TAKES_VALUE
    return paths, options


def _looks_like_path(word: str) -> bool:
    file = word.partition("::")[0]
    return "/" in file or file.endswith(".py") or Path(file).exists()


def _existing(word: str, here: Path) -> Path:
    file = word.partition("::")[0]
    if not (here / file).exists():
        raise SetupError(f"There is no {file}: name a file or a folder of tests/.")
    return (here / file).resolve().parent / ((here / file).resolve().name + word[len(file) :])


def _by_stage(targets: Iterable[Path], tests: Path) -> dict[str, list[str]]:
    paths: dict[str, list[str]] = {}
    for target in targets:
        for part in _parts(target, tests):
            paths.setdefault(_stage_of(part, tests), []).append(str(part))
    return {stage: paths[stage] for stage in sorted(paths, key=_turn)}


def _turn(stage: str) -> tuple[bool, int, str]:
    """Unit tests come first."""
    return stage != UNIT, LAST.index(stage) + 1 if stage in LAST else 0, stage


def _parts(target: Path, tests: Path) -> Iterator[Path]:
    """Divide a folder that holds several stages."""
    if target != tests and target not in tests.parents:
        yield target
        return
    for entry in sorted(tests.iterdir()):
        if entry.name != BENCHMARKS and _has_tests(entry):
            yield entry


def _has_tests(entry: Path) -> bool:
    if entry.is_dir():
        return any(entry.rglob("test_*.py"))
    return entry.name.startswith("test_") and entry.suffix == ".py"


def _stage_of(target: Path, tests: Path) -> str:
    below = target.relative_to(tests).parts if target.is_relative_to(tests) else ()
    folder = below[0] if below and (len(below) > 1 or target.is_dir()) else tests.name
    if folder == BENCHMARKS:
        raise SetupError(
            "The benchmarks in tests/benchmarks are no tests: run them with their own command."
        )
    return folder
