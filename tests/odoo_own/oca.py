"""OCA's addons in both databases of the comparison, beside Odoo's apps of stock and website."""

import shutil
from pathlib import Path

from provision.commands import clean_environment, run
from provision.places import REPOSITORY, Home
from provision.workspace import Workspace

PINS = Path(__file__).with_name("oca.txt")
APPS = (
    "mrp",
    "product_expiry",
    "purchase_stock",
    "repair",
    "stock_dropshipping",
    "stock_landed_costs",
    "stock_sms",
    "website_sale_collect",
    "website_sale_stock",
)


def modules() -> list[str]:
    """Names of the addons, in the order of their tests."""
    lines = PINS.read_text().splitlines()
    names = [line.partition("==")[0] for line in lines if line and not line.startswith("#")]
    return [name.removeprefix("odoo-addon-").replace("-", "_") for name in names]


def brought(home: Home) -> Path:
    """Return the folder with the addons that our own tests bring: Python finds these first."""
    (folder,) = home.venv.glob("lib/python*/site-packages/odoo/addons")
    return folder


def fetch(home: Home) -> Path:
    """Return the folder with the addons, fetched if need be."""
    folder, stamp = home.root / "oca", home.root / "oca" / "made-from"
    if not stamp.exists() or stamp.read_text() != PINS.read_text():
        shutil.rmtree(folder, ignore_errors=True)
        words = ["install", "--no-deps", "--disable-pip-version-check", "--target", folder]
        run(
            [home.python, "-m", "pip", *words, "-r", PINS],
            log=home.log("oca"),
            env=clean_environment(),
            failure="pip could not fetch OCA's addons: look at the lines above.",
        )
        stamp.write_text(PINS.read_text())
    return folder / "odoo" / "addons"


def addons_path(space: Workspace, folder: Path) -> str:
    return ",".join(str(path) for path in (*space.odoo.source.extra_addons, REPOSITORY, folder))


def install(space: Workspace, database: str, folder: Path) -> None:
    space.odoo.change_modules(
        database, "-i", ",".join([*modules(), *APPS]),
        f"--addons-path={addons_path(space, folder)}",
        log="oca-install",
        failure="OCA's addons could not be installed: look at the lines above.",
    )  # fmt: skip
