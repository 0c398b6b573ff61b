"""Running pytest, several at once if need be, with the output of each kept whole and in order."""

import re
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from .commands import started
from .places import REPOSITORY, Home

NOTHING_COLLECTED = 5
SUMMARY = re.compile(r"(?:\d+ \w+(?:, )?)+ in [\d.:]+s.*|no tests ran in [\d.:]+s")
DECORATION = re.compile(r"\x1b\[[\d;]*m|=")


@dataclass(frozen=True)
class Result:
    stage: str
    code: int
    seconds: float
    summary: str

    @property
    def word(self) -> str:
        return {0: "passed", NOTHING_COLLECTED: "nothing"}.get(self.code, "FAILED")


@dataclass(frozen=True)
class Stage:
    name: str
    arguments: list[str]
    environment: dict[str, str]


def run_all(home: Home, stages: list[Stage]) -> list[Result]:
    """Run the stages side by side; print the first's output as it comes, then the next's."""
    with ExitStack() as children:
        runs = [Run(home, stage, children) for stage in stages]
        return [run.follow() for run in runs]


class Run:
    """A stage that has begun; ``children`` ends it when what it was begun for is given up."""

    def __init__(self, home: Home, stage: Stage, children: ExitStack):
        self.stage = stage
        self.began = time.monotonic()
        self.log = home.log(f"test-{stage.name}")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("w") as output:
            self.child = children.enter_context(
                started(
                    _command(home, stage),
                    cwd=REPOSITORY,
                    env=stage.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                )
            )
        self.watch = threading.Thread(target=self._wait, daemon=True)
        self.watch.start()

    def _wait(self) -> None:
        self.child.wait()
        self.seconds = time.monotonic() - self.began

    def follow(self) -> Result:
        """Print the output until the child has ended."""
        print(f"== {self.stage.name}", flush=True)
        with self.log.open(errors="replace") as output:
            while self.watch.is_alive():
                _print_rest(output)
                self.watch.join(0.2)
            _print_rest(output)
        return Result(self.stage.name, self.child.returncode, self.seconds, summary(self.log))


def _print_rest(output) -> None:
    sys.stdout.write(output.read())
    sys.stdout.flush()


def _command(home: Home, stage: Stage) -> list[str | Path]:
    cache = home.root / "pytest-cache" / stage.name
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    return [home.python, "-m", "pytest", "-o", f"cache_dir={cache}", *colour, *stage.arguments]


def summary(log: Path) -> str:
    """Return pytest's closing line without its decoration."""
    for line in reversed(log.read_text(errors="replace").splitlines()):
        found = SUMMARY.search(DECORATION.sub("", line))
        if found:
            return found.group().strip()
    return "no summary"
