"""Dependencies point one way: feedback -> logistics -> core, and pure packages know no Odoo.

import-linter checks the pure packages' indirect imports; it cannot see through `odoo.addons`, which
is how one add-on imports another.
"""

import ast
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
# each may import itself and those before it
LAYERS = ("order_tracking", "order_tracking_logistics", "order_tracking_feedback")
PURE = (
    "order_tracking.handover",
    "order_tracking.health",
    "order_tracking.intake",
    "order_tracking.lookup",
    "order_tracking.notices",
    "order_tracking.receipt",
    "order_tracking.timeline",
    "order_tracking.verification",
    "order_tracking.watch",
    "order_tracking_logistics.allocation",
    "order_tracking_logistics.connectors",
    "order_tracking_logistics.dispatch",
    "order_tracking_logistics.forecast",
    "order_tracking_logistics.scanning",
    "order_tracking_logistics.shipping",
    "order_tracking_feedback.acceptance",
    "order_tracking_feedback.charts",
    "order_tracking_feedback.complaints",
    "order_tracking_feedback.demand",
    "order_tracking_feedback.history",
    "order_tracking_feedback.metrics",
    "order_tracking_feedback.outcomes",
    "order_tracking_feedback.privacy",
    "order_tracking_feedback.returns",
    "order_tracking_feedback.voice",
)
NOT_PURE = {"odoo", "psycopg2", "werkzeug"}


def folder(package):
    return REPOSITORY.joinpath(*package.split("."))


def imports(source):
    """Yield the absolute names that a module imports, those inside functions included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def climbs(source, depth):
    """Tell whether a module `depth` levels inside a package imports from above that package."""
    nodes = ast.walk(ast.parse(source))
    return any(isinstance(node, ast.ImportFrom) and node.level > depth for node in nodes)


def addon_of(name):
    words = name.removeprefix("odoo.addons.").split(".")
    return words[0] if words[0] in LAYERS else None


def modules(package):
    return sorted(folder(package).rglob("*.py"))


@pytest.mark.parametrize("package", PURE)
def test_pure_packages(package):
    for module in modules(package):
        source = module.read_text()
        foreign = {name for name in imports(source) if name.split(".")[0] in NOT_PURE}
        assert not foreign, f"{module} imports {foreign}"
        depth = len(module.relative_to(folder(package)).parts)
        assert not climbs(source, depth), f"{module} imports from outside {package}"


@pytest.mark.parametrize("addon", LAYERS)
def test_layers(addon):
    allowed = LAYERS[: LAYERS.index(addon) + 1]
    for module in modules(addon):
        used = {addon_of(name) for name in imports(module.read_text())} - {None}
        assert used <= set(allowed), f"{module} imports {used - set(allowed)}"


@pytest.mark.parametrize("addon", LAYERS)
def test_manifests(addon):
    manifest = folder(addon) / "__manifest__.py"
    if manifest.exists():
        depends = set(ast.literal_eval(manifest.read_text())["depends"])
        assert depends & set(LAYERS) <= set(LAYERS[: LAYERS.index(addon)])


def test_every_pure_package_is_under_contract():
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["importlinter"]
    [contract] = [item for item in settings["contracts"] if item["id"] == "pure"]
    present = [package for package in PURE if folder(package).is_dir()]
    assert contract["source_modules"] == present, "complete [tool.importlinter] in pyproject.toml"
    assert set(settings["root_packages"]) == {package.split(".")[0] for package in present}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import odoo.fields", ["odoo.fields"]),
        ("from odoo.addons import order_tracking", ["odoo.addons.order_tracking"]),
        ("def late():\n    from odoo.addons.sale import x", ["odoo.addons.sale.x"]),
        ("from . import sibling", []),
    ],
)
def test_imports_are_seen(source, names):
    assert list(imports(source)) == names


def test_addons_are_recognised():
    assert addon_of("odoo.addons.order_tracking_feedback.models") == "order_tracking_feedback"
    assert addon_of("order_tracking.timeline") == "order_tracking"
    assert addon_of("odoo.addons.sale") is None
    assert climbs("from ..models import event", 1)
    assert not climbs("from .clock import now", 1)
