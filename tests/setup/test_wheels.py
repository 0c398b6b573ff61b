"""The wheels, installed where nothing but Odoo is."""

import subprocess
import sys

import pytest

from provision import addons, places, python_env, wheels

DATA_FOLDERS = ("data", "i18n", "security", "static", "views")
INSPECT = """
import importlib
from pathlib import Path

import odoo.api

module = importlib.import_module("odoo.addons.{addon}")
folder = Path(module.__file__).parent
assert "site-packages" in str(folder), folder
for kind in {kinds}:
    assert any(path.is_file() for path in (folder / kind).rglob("*")), kind
print(sorted(str(path.relative_to(folder)) for path in folder.rglob("*.py")))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return wheels.build(places.find_home(), tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def clean_python(tmp_path_factory, built):
    """Make an environment with our wheels, in which pip takes Odoo for installed."""
    folder = tmp_path_factory.mktemp("clean")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    packages = next(folder.glob("lib/python3*/site-packages"))
    python_env.describe_odoo(packages)
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python")]
    subprocess.run([*pip, "install", "--no-index", "--no-deps", *built], check=True)
    subprocess.run([*pip, "check"], check=True)
    return folder / "bin" / "python"


def test_one_wheel_for_each_addon(built):
    names = {path.name.split("-")[0].removeprefix("odoo_addon_") for path in built}
    assert names == set(addons.own())


@pytest.mark.parametrize("addon", addons.own())
def test_installed_addon_is_complete(clean_python, addon):
    kinds = [kind for kind in DATA_FOLDERS if (places.REPOSITORY / addon / kind).is_dir()]
    home = places.find_home()
    odoo = f"{home.import_folder}:{python_env.site_packages(home)}"
    done = subprocess.run(
        [clean_python, "-c", INSPECT.format(addon=addon, kinds=kinds)],
        env={"PYTHONPATH": odoo},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    source = places.REPOSITORY / addon
    expected = sorted(str(path.relative_to(source)) for path in source.rglob("*.py"))
    assert done.stdout.strip() == str(expected)
