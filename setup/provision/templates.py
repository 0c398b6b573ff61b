"""Databases that test runs start from, made once and cloned in a second.

The first holds Odoo with the modules that the add-ons depend on; it changes rarely and takes
longest. The second is a clone of it with our add-ons; it changes with every edit of them. The
third is a clone of the second with apps that the add-ons work with and do not depend on; it is made
only when tests ask for it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from . import addons, python_env
from .databases import Databases
from .disk import check_space
from .odoo_commands import LANGUAGES, Odoo
from .places import REPOSITORY
from .progress import step

BASE, WITH_ADDONS, WITH_NEIGHBOURS = "template_base_", "template_addons_", "template_neighbours_"
NEIGHBOURS = ("im_livechat", "mrp", "purchase_stock", "repair")
# the worked example of the developer guide
EXAMPLES, EXAMPLE = REPOSITORY / "tests" / "neighbours" / "addons", "order_tracking_example"
ASSETS_FAILED = "Odoo could not build its asset bundles: mend what the lines above name."
# changes when templates made by an older version of this module have to be made anew
RECIPE = "1"


@dataclass(frozen=True)
class Templates:
    odoo: Odoo
    databases: Databases

    def ensure(self) -> str:
        """Return the database to clone for a test run, made if need be; drop those it replaces."""
        own = addons.own()
        modules = sorted({"sale_management", *addons.foreign_dependencies(own)})
        base = self._name(BASE, self._base_key(modules))
        full = self._name(WITH_ADDONS, base, *(name + addons.fingerprint(name) for name in own))
        if not self.databases.exists(full):
            self._make(base, BASE, lambda new: self._build_base(new, modules))
            self._make(full, WITH_ADDONS, lambda new: self._build_full(new, base, own))
        return full

    def ensure_neighbours(self) -> str:
        """The same with the apps that the add-ons work with and do not depend on."""
        full = self.ensure()
        example = addons.fingerprint(EXAMPLE, EXAMPLES)
        name = self._name(WITH_NEIGHBOURS, full, *NEIGHBOURS, example)
        self._make(name, WITH_NEIGHBOURS, lambda new: self._build_neighbours(new, full))
        return name

    def _base_key(self, modules: list[str]) -> str:
        versions = (python_env.key(), self.odoo.source.identity, self.odoo.cluster.version, RECIPE)
        return "\0".join((*versions, *modules))

    def _name(self, prefix: str, *parts: str) -> str:
        return prefix + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]

    def _make(self, name: str, prefix: str, build: Callable[[str], None]) -> None:
        if self.databases.exists(name):
            return
        for outdated in self.databases.names(prefix):
            self.databases.drop(outdated)
        check_space(self.odoo.home.root, 0.5, "a test database")
        with self.databases.replacing(name) as new:
            build(new)

    def _build_base(self, new: str, modules: list[str]) -> None:
        with step("Making the template database: Odoo with " + ", ".join(modules)):
            self.odoo.change_modules(
                new, "-i", ",".join(modules), f"--load-language={LANGUAGES}",
                log="template-base",
                failure="Odoo could not install its modules: mend what the lines above name.",
            )  # fmt: skip
            self._build_assets(new)

    def _build_full(self, new: str, base: str, own: list[str]) -> None:
        with step("Installing " + (", ".join(own) or "no add-on yet")):
            self.databases.copy(base, new)
            if not own:
                return
            self.odoo.change_modules(
                new, "-i", ",".join(own),
                log="template-addons",
                failure=f"Odoo could not install {', '.join(own)}: mend what the lines above name.",
            )  # fmt: skip
            self._build_assets(new)

    def _build_neighbours(self, new: str, full: str) -> None:
        """Without asset bundles: no browser opens it."""
        with step("Installing beside them: " + ", ".join(NEIGHBOURS)):
            self.databases.copy(full, new)
            self.odoo.change_modules(
                new, "-i", ",".join((*NEIGHBOURS, EXAMPLE)),
                f"--addons-path={self.odoo.addons_path(EXAMPLES)}",
                log="template-neighbours",
                failure=f"Odoo could not install {', '.join(NEIGHBOURS)} beside the add-ons:"
                " mend what the lines above name.",
            )  # fmt: skip

    def _build_assets(self, database: str) -> None:
        self.odoo.script(database, "build_assets.py", log="assets", failure=ASSETS_FAILED)
