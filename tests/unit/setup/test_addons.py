import pytest

from provision import addons


@pytest.fixture
def repository(tmp_path):
    for name, depends in (("alpha", ["sale", "portal"]), ("beta", ["alpha", "stock"])):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__manifest__.py").write_text(repr({"depends": depends}))
    (tmp_path / "tests").mkdir()
    return tmp_path


def test_found_by_their_manifest(repository):
    assert addons.own(repository) == ["alpha", "beta"]


def test_not_installable_ones_are_left_out(repository):
    (repository / "beta" / "__manifest__.py").write_text(repr({"installable": False}))
    assert addons.own(repository) == ["alpha"]


def test_foreign_dependencies(repository):
    assert addons.foreign_dependencies(["alpha", "beta"], repository) == ["portal", "sale", "stock"]


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        ("models/order.py", True),
        ("i18n/zh_CN.po", True),
        ("static/tests/tours/tour.js", True),
        ("readme/DESCRIPTION.md", False),
        ("tests/test_order.py", False),
        ("models/__pycache__/order.cpython-311.pyc", False),
    ],
)
def test_fingerprint_changes_with_what_an_installed_addon_reads(repository, file, counts):
    before = addons.fingerprint("alpha", repository)
    (repository / "alpha" / file).parent.mkdir(parents=True)
    (repository / "alpha" / file).write_text("new")
    assert (addons.fingerprint("alpha", repository) != before) is counts
