"""Runs Odoo's own tests in a database without and in one with our add-ons; see `run`."""

import argparse
import contextlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import oca
import results
from results import COMMIT, Results

from provision import addons, places, pytest_runs, system_packages, test_run, workspace
from provision.errors import SetupError
from provision.locks import alone
from provision.odoo_source import OdooSource
from provision.places import Home
from provision.progress import elapsed, say, step
from provision.pytest_runs import Stage
from provision.templates import BASE, Templates
from provision.workspace import Workspace

HERE = Path(__file__).resolve().parent
MODULES = "sale,sale_stock,stock,portal"
WITHOUT, WITH = "without", "with"
FOLDER = "odoo-own"
INSTALLED = "SELECT name FROM ir_module_module WHERE state = 'installed' ORDER BY name"
# Odoo's tests work in a long transaction: whoever analyses their tables meanwhile counts no row in
# them, after which PostgreSQL joins in ways that take a thousand times longer
NO_AUTOVACUUM = """
DO $$ DECLARE name regclass; BEGIN
    FOR name IN SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE c.relkind = 'r' AND n.nspname = 'public'
    LOOP EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = false)', name); END LOOP;
END $$
"""
# Odoo's tests confirm orders without an address or a price, which verification is there to stop:
# compared is the tracking, so verification is off, in the companies that the tests make, too
NO_VERIFICATION = (
    "UPDATE res_company SET order_verification_mode = 'off'",
    """INSERT INTO ir_default (field_id, json_value) SELECT id, '"off"' FROM ir_model_fields
        WHERE model = 'res.company' AND name = 'order_verification_mode'""",
)
# pytest's exit codes for a session that came to its end: all passed, or some failed
COMPLETE = (0, 1)


@dataclass(frozen=True)
class Comparison:
    """The results of one round."""

    without: Results
    with_ours: Results

    def broken(self) -> list[str]:
        return results.broken(self.without, self.with_ours)

    def mended(self) -> list[str]:
        return results.mended(self.without, self.with_ours)

    def differing(self) -> list[str]:
        return self.broken() + self.mended()


def main(arguments: list[str]) -> int:
    chosen = _parse(arguments)
    home = places.find_home()
    workspace.ensure_python(home)
    began = time.monotonic()
    with workspace.opened(home, browser=not chosen.no_browser) as space:
        if not chosen.no_browser and not system_packages.has_browser():
            raise SetupError("There is no browser for the tours: install chromium or --no-browser.")
        with alone(home.root / "odoo-own.lock", "another comparison with Odoo's own tests"):
            code = _compare(space, chosen)
    say(f"In all: {elapsed(began)}")
    return code


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests/odoo_own/run")
    add = parser.add_argument
    add("--modules", default="", help=f"whose tests, separated by commas ({MODULES})")
    add("--oca", action="store_true", help="tests of OCA's addons (oca.txt), installed in both")
    add("-k", dest="expression", default="", help="pytest's selection by name")
    add("--no-browser", action="store_true", help="leave the tests that need a browser out")
    add("--one-by-one", action="store_true", help="use one processor, and half of the memory")
    chosen = parser.parse_args(arguments)
    everything = ",".join(oca.modules()) if chosen.oca else MODULES
    chosen.modules = chosen.modules or everything
    return chosen


def _compare(space: Workspace, chosen: argparse.Namespace) -> int:
    folders = [_folder(space, chosen, name) for name in chosen.modules.split(",")]
    selection = ["-k", chosen.expression] if chosen.expression else []
    first = _round(space, chosen, "first", [*selection, *(str(path) for path in folders)])
    again = sorted({test.removesuffix(COMMIT) for test in first.differing()})
    if not again:
        return _report(first, first, chosen)
    say(f"\n{len(again)} tests differ: once more, in fresh databases")
    targets = [str(folders[0].parent.parent / test) for test in again]
    return _report(first, _round(space, chosen, "second", _file_of(space.home, targets)), chosen)


def _folder(space: Workspace, chosen: argparse.Namespace, module: str) -> Path:
    source: OdooSource = space.odoo.source
    more = [oca.brought(space.home), oca.fetch(space.home)] if chosen.oca else []
    # in this order Python looks for it: Debian's package holds the modules twice
    for folder in (*more, source.folder / "odoo" / "addons", *source.extra_addons):
        if (folder / module / "tests").is_dir():
            return folder / module / "tests"
    raise SetupError(f"There are no tests of a module {module} in this Odoo: check --modules.")


def _file_of(home: Home, targets: list[str]) -> list[str]:
    """Put the tests to run into a file: a command line may become too long."""
    path = home.root / FOLDER / "again.txt"
    path.write_text("\n".join(targets))
    return [f"@{path}"]


# ---- running


def _round(space: Workspace, chosen, name: str, targets: list[str]) -> Comparison:
    with ExitStack() as stack:
        databases = _clone_both(space, stack, chosen)
        say("")
        stages = [
            _stage(space, chosen, f"{name}-{kind}", database, targets)
            for kind, database in databases.items()
        ]
        groups = [[stage] for stage in stages] if chosen.one_by_one else [stages]
        runs = [run for group in groups for run in pytest_runs.run_all(space.home, group)]
    for run in runs:
        say(f"{run.stage:16} {run.seconds:6.0f} s   {run.summary}")
        if run.code not in COMPLETE:
            raise SetupError(f"The run did not come to its end: see {space.home.log('test-*')}.")
    return Comparison(*(results.read(_results_file(space.home, s.name)) for s in stages))


def _results_file(home: Home, stage: str) -> Path:
    return home.root / FOLDER / f"{stage}.jsonl"


def _stage(space: Workspace, chosen, name: str, database: str, targets: list[str]) -> Stage:
    file = _results_file(space.home, name)
    file.parent.mkdir(exist_ok=True)
    root = _folder(space, chosen, chosen.modules.split(",")[0]).parent.parent
    arguments = [
        # neither our configuration nor our conftest: these are not our tests
        *("-c", os.devnull, f"--rootdir={root}", "-p", "recorder", f"--results={file}"),
        *("-q", "--tb=short", "-rfE", "--color=no", *(["--no-browser"] * chosen.no_browser)),
        *("--odoo-http", f"--odoo-database={database}", f"--odoo-extra=db-filter=^{database}$"),
        f"--odoo-extra=screenshots={space.home.root / 'screenshots'}",
    ]
    if chosen.oca:
        path = oca.addons_path(space, oca.fetch(space.home))
        arguments.append(f"--odoo-extra=addons-path={path}")
    environment = {**space.odoo.environment(), "PYTHONPATH": str(HERE)}
    return Stage(name, [*arguments, *targets], environment)


# ---- databases


def _clone_both(space: Workspace, stack: ExitStack, chosen: argparse.Namespace) -> dict[str, str]:
    with alone(space.home.root / "templates.lock", "another test run to make its template"):
        full = Templates(space.odoo, space.databases).ensure()
        (base,) = space.databases.names(BASE)
        _check_difference(space, base, full)
        with step("Cloning the template databases"):
            templates = {WITHOUT: base, WITH: full}
            clones = {
                kind: stack.enter_context(_clone(space, template, kind))
                for kind, template in templates.items()
            }
        if chosen.oca:
            for name in clones.values():
                oca.install(space, name, oca.fetch(space.home))
        space.databases.execute(*NO_VERIFICATION, database=clones[WITH])
        return clones


def _check_difference(space: Workspace, base: str, full: str) -> None:
    installed = [
        {row[0] for row in space.databases.query(INSTALLED, name)} for name in (base, full)
    ]
    if installed[1] - installed[0] != set(addons.own()) or installed[0] - installed[1]:
        raise SetupError(
            f"The databases {base} and {full} differ in more than our add-ons:"
            " drop both with setup/psql and run the command again."
        )


@contextlib.contextmanager
def _clone(space: Workspace, template: str, kind: str) -> Iterator[str]:
    # the name is of the kind that setup/test clears away should this process be killed
    name = f"{test_run.CLONE}{os.getpid()}_own_{kind}"
    space.databases.copy(template, name)
    space.databases.execute(NO_AUTOVACUUM, database=name)
    try:
        yield name
    finally:
        space.databases.drop(name)


# ---- the closing lines


def _report(first: Comparison, second: Comparison, chosen: argparse.Namespace) -> int:
    if not first.without.tests or not first.with_ours.tests:
        print("No test was found: mend --modules or -k.", file=sys.stderr)
        return 2
    say(f"\nOdoo's own tests of {chosen.modules}, without and with {', '.join(addons.own())}")
    if chosen.no_browser:
        say("(those that need a browser left out: they count as skipped)")
    _report_counts(first)
    both = results.fail_in_both(first.without, first.with_ours)
    _list("Fail in both", both, first)
    worse = results.worse_counts(first.without, first.with_ours)
    _list("Need too many queries in both, and more with our add-ons", worse, first)
    failures = [test for test in first.broken() if test in second.broken()]
    mended = [test for test in first.mended() if test in second.mended()]
    once = [test for test in first.differing() if test not in (*failures, *mended)]
    _list("Differed only once", once, first)
    _list("Fail without our add-ons only", mended, first)
    _list("BROKEN by our add-ons", failures, first)
    return int(bool(failures))


def _report_counts(compared: Comparison) -> None:
    for kind, found in ((WITHOUT, compared.without), (WITH, compared.with_ours)):
        counts = ", ".join(f"{number} {word}" for word, number in found.counts().items())
        say(f"   {kind:8} {len(found.tests)} tests: {counts}")
    passed = [
        test
        for test, found in compared.without.tests.items()
        if found.word == compared.with_ours.of(test).word == "passed"
    ]
    theirs, ours = (side.queries(passed) for side in (compared.without, compared.with_ours))
    more = (ours / theirs - 1) * 100 if theirs else 0
    say(f"   queries of the {len(passed)} that pass in both: {theirs}, {ours} ({more:+.1f} %)")


def _list(title: str, tests: list[str], compared: Comparison) -> None:
    say(f"{title}: {len(tests) or 'none'}")
    for test in tests:
        say(f"   {test}")
        for kind, found in ((WITHOUT, compared.without), (WITH, compared.with_ours)):
            message = " ".join(found.of(test).message.split())
            say(f"      {kind:8} {found.of(test).word}  {message[:200]}")
