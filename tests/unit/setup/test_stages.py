import pytest

from provision.errors import SetupError
from provision.stages import in_turns, select


@pytest.fixture
def tests(tmp_path):
    for file in (
        "unit/timeline/test_clock.py",
        "order_tracking/test_orders.py",
        "setup/test_uninstall.py",
        "faults/test_kill.py",
        "browser/test_tours.py",
        "benchmarks/test_speed.py",
        "carrier_simulator/server.py",
    ):
        (tmp_path / "tests" / file).parent.mkdir(parents=True)
        (tmp_path / "tests" / file).touch()
    return tmp_path / "tests"


def selected(tests, *arguments):
    selection = select(list(arguments), tests.parent, tests)
    return {
        stage: [path.removeprefix(f"{tests}/") for path in paths]
        for stage, paths in selection.paths.items()
    }, selection


def test_everything(tests):
    paths, selection = selected(tests)
    assert paths == {
        "unit": ["unit"],
        "order_tracking": ["order_tracking"],
        "setup": ["setup"],
        "faults": ["faults"],
        "browser": ["browser"],
    }
    assert selection.everything


@pytest.mark.parametrize("options", [["-k", "tests"], ["-x"], ["-m", "slow", "-q"]])
def test_options_alone_go_to_every_stage(tests, options):
    paths, selection = selected(tests, *options)
    assert list(paths) == ["unit", "order_tracking", "setup", "faults", "browser"]
    assert selection.options == options


@pytest.mark.parametrize(
    ("path", "stages"),
    [
        ("tests/unit", {"unit": ["unit"]}),
        ("tests/unit/timeline/test_clock.py", {"unit": ["unit/timeline/test_clock.py"]}),
        ("tests/order_tracking", {"order_tracking": ["order_tracking"]}),
        ("tests/browser/", {"browser": ["browser"]}),
        (
            "tests/order_tracking/test_orders.py::TestOrders::test_one",
            {"order_tracking": ["order_tracking/test_orders.py::TestOrders::test_one"]},
        ),
    ],
)
def test_paths_select_stages(tests, path, stages):
    paths, selection = selected(tests, path, "-k", "promise")
    assert paths == stages
    assert selection.options == ["-k", "promise"]
    assert not selection.everything


def test_the_folder_of_all_tests_is_every_stage(tests):
    paths, _selection = selected(tests, "tests")
    assert list(paths) == ["unit", "order_tracking", "setup", "faults", "browser"]


def test_benchmarks_are_refused(tests):
    with pytest.raises(SetupError, match="benchmarks"):
        selected(tests, "tests/benchmarks")


def test_missing_path(tests):
    with pytest.raises(SetupError, match="There is no tests/unit/typo.py"):
        selected(tests, "tests/unit/typo.py")


def test_the_browser_has_the_machine_to_itself():
    assert in_turns(["faults", "browser"]) == [["faults"], ["browser"]]
    assert in_turns(["order_tracking", "setup"]) == [["order_tracking", "setup"]]
    assert in_turns(["browser"]) == [["browser"]]
