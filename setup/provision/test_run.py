"""`setup/test`: the checks and tests in stages, each only if the command line asks for it."""

import contextlib
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from . import places, quality, system_packages, workspace
from .commands import clean_environment
from .databases import Databases
from .errors import SetupError
from .locks import alone
from .places import Home
from .progress import say, step
from .pytest_runs import NOTHING_COLLECTED, Result, Run, Stage
from .stages import BROWSER, NEIGHBOURS, UNIT, Selection, in_turns, select
from .templates import EXAMPLES, Templates
from .workspace import Workspace

CLONE = "test_"
USAGE = """setup/test [paths] [pytest options]

Without a path: quality checks beside tests/unit, then the other folders of tests/ side by side, and
the browser's at last.
With paths: only the stages that these belong to; tests/unit needs neither Odoo nor a database.
Options go to every pytest stage, for example: setup/test tests/unit -k promise -x"""


def main(arguments: list[str]) -> int:
    if {"-h", "--help"} & set(arguments):
        say(USAGE)
        return 0
    selection = select(arguments, Path.cwd())
    home = places.find_home()
    workspace.ensure_python(home)
    with ExitStack() as children:
        # they need neither a database nor Odoo, and one processor: the rest goes on beside them
        unit = [Run(home, stage, children) for stage in _unit(selection)]
        results = [_quality(home)] if selection.everything else []
        results += _with_odoo(home, selection, unit) if selection.with_odoo else _follow(unit)
    return _report(results)


def _quality(home: Home) -> Result:
    say("== quality")
    began = time.monotonic()
    failures = quality.run(home)
    told = f"failed: {', '.join(failures)}" if failures else "no complaints"
    return Result("quality", int(bool(failures)), time.monotonic() - began, told)


def _unit(selection: Selection) -> list[Stage]:
    if UNIT not in selection.paths:
        return []
    # without the plugin for Odoo, which would ask for a database
    arguments = ["-p", "no:odoo", *selection.options, *selection.paths[UNIT]]
    return [Stage(UNIT, arguments, clean_environment())]


def _follow(runs: list[Run]) -> list[Result]:
    return [run.follow() for run in runs]


def _with_odoo(home: Home, selection: Selection, unit: list[Run]) -> list[Result]:
    browser = BROWSER in selection.paths
    began = time.monotonic()
    with workspace.opened(home, browser=browser) as space, ExitStack() as clones:
        if browser and not system_packages.has_browser():
            raise SetupError("There is no browser for the browser tests: install chromium.")
        names = selection.with_odoo
        databases = _clone_all(space, names, clones)
        prepared = Result("preparation", 0, time.monotonic() - began, "")
        results, begun = [prepared], unit
        for turn in in_turns(names):
            stages = [_stage(space, selection, name, databases[name]) for name in turn]
            results += _follow([*begun, *(Run(home, stage, clones) for stage in stages)])
            begun = []
        return results


def _stage(space: Workspace, selection: Selection, name: str, database: str) -> Stage:
    plugin = [
        "--odoo-http",
        f"--odoo-database={database}",
        f"--odoo-extra=db-filter=^{database}$",
        f"--odoo-extra=screenshots={space.home.root / 'screenshots'}",
    ]
    if name == NEIGHBOURS:
        plugin.append(f"--odoo-extra=addons-path={space.odoo.addons_path(EXAMPLES)}")
    arguments = [*plugin, *selection.options, *selection.paths[name]]
    return Stage(name, arguments, space.odoo.environment())


# ---- databases for one run


def _clone_all(space: Workspace, names: list[str], stack: ExitStack) -> dict[str, str]:
    with alone(space.home.root / "templates.lock", "another test run to make its template"):
        _drop_left_overs(space.databases)
        templates = Templates(space.odoo, space.databases)
        sources = dict.fromkeys(names, templates.ensure())
        if NEIGHBOURS in sources:
            sources[NEIGHBOURS] = templates.ensure_neighbours()
        with step("Cloning the template database"):
            return {
                name: stack.enter_context(_clone(space.databases, source, name))
                for name, source in sources.items()
            }


@contextlib.contextmanager
def _clone(databases: Databases, template: str, stage: str) -> Iterator[str]:
    name = f"{CLONE}{os.getpid()}_{stage}"
    databases.copy(template, name)
    try:
        yield name
    finally:
        databases.drop(name)


def _drop_left_overs(databases: Databases) -> None:
    """A killed run leaves its clones behind; their names tell which process that was."""
    for name in databases.names(CLONE):
        if not Path("/proc", name.split("_")[1]).exists():
            databases.drop(name)


# ---- the closing lines


def _report(results: list[Result]) -> int:
    tested = [result for result in results if result.stage not in ("quality", "preparation")]
    say("")
    for result in results:
        say(f"{result.stage:24} {result.word:8} {result.seconds:6.1f} s   {result.summary}")
    if all(result.code == NOTHING_COLLECTED for result in tested):
        raise SetupError("No test was found: mend the path or the selection (-k, -m).")
    failed = [result.stage for result in results if result.word == "FAILED"]
    say(f"FAILED: {', '.join(failed)}" if failed else "All passed.")
    return int(bool(failed))
