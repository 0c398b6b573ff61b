"""`setup/wheels`: one wheel for each add-on, to install beside an Odoo 19 with pip."""

import shutil
from pathlib import Path

from . import addons, places, workspace
from .commands import clean_environment, run
from .errors import SetupError
from .places import REPOSITORY, Home
from .progress import say, step


def main(_arguments: list[str]) -> int:
    home = places.find_home()
    workspace.ensure_python(home)
    for wheel in build(home, home.root / "dist"):
        say(str(wheel))
    return 0


def build(home: Home, target: Path) -> list[Path]:
    """Build the wheels of all add-ons into a folder and return them."""
    packaged = [name for name in addons.own() if (REPOSITORY / name / "pyproject.toml").exists()]
    if not packaged:
        raise SetupError("No add-on has a pyproject.toml yet: add one that names whool.")
    shutil.rmtree(target, ignore_errors=True)
    for name in packaged:
        with step(f"Building the wheel of {name}"):
            _build_one(home, REPOSITORY / name, target)
    return sorted(target.glob("*.whl"))


def _build_one(home: Home, addon: Path, target: Path) -> None:
    # in a copy: whool leaves a build folder behind
    copy = home.root / "build" / addon.name
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(addon, copy, ignore=shutil.ignore_patterns("__pycache__", "build"))
    environment = clean_environment(
        # without this whool derives the version from the number of commits
        WHOOL_POST_VERSION_STRATEGY_OVERRIDE="none",
        # and it would look for the copy among the files that git knows
        GIT_CEILING_DIRECTORIES=str(copy.parent),
    )
    # whool is in our environment: an isolated build would fetch another one
    options = ["--wheel", "--no-isolation", "--outdir", target]
    run(
        [home.python, "-m", "build", *options, copy],
        log=home.log(f"wheel-{addon.name}"),
        env=environment,
        failure=f"The wheel of {addon.name} could not be built: mend what the lines above name.",
    )
