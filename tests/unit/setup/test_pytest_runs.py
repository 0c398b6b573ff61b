import shutil
import sys
from pathlib import Path

import pytest

from provision import commands, pytest_runs, test_run
from provision.errors import SetupError
from provision.pytest_runs import Result, Stage

CONFTEST = Path(__file__).resolve().parents[2] / "conftest.py"


@pytest.mark.parametrize(
    ("line", "summary"),
    [
        ("===== 3 passed in 0.12s =====", "3 passed in 0.12s"),
        ("= 1 failed, 2 passed in 61.00s (0:01:01) =", "1 failed, 2 passed in 61.00s (0:01:01)"),
        ("\x1b[32m== \x1b[1m3 passed\x1b[0m\x1b[32m in 2s ==\x1b[0m", "3 passed in 2s"),
        ("12 deselected in 0.03s", "12 deselected in 0.03s"),
        ("== no tests ran in 0.00s ==", "no tests ran in 0.00s"),
    ],
)
def test_closing_line(tmp_path, line, summary):
    (tmp_path / "log").write_text(f"first\n{line}\n")
    assert pytest_runs.summary(tmp_path / "log") == summary


@pytest.fixture
def run_tests(home, tmp_path):
    """Return a function that runs test files, one stage each, under the real conftest.py."""
    home.python.parent.mkdir(parents=True)
    home.python.symlink_to(sys.executable)

    def run(**texts):
        stages = []
        for name, text in texts.items():
            folder = tmp_path / name
            folder.mkdir()
            shutil.copy(CONFTEST, folder)
            (folder / "test_it.py").write_text(text)
            arguments = ["-p", "no:odoo", f"--rootdir={folder}", str(folder)]
            environment = commands.clean_environment(PYTHONPATH=":".join(sys.path))
            stages.append(Stage(name, arguments, environment))
        return pytest_runs.run_all(home, stages)

    return run


def test_outputs_of_stages_are_kept_apart(run_tests, capsys):
    results = run_tests(
        first="import time\ndef test_first(): time.sleep(0.5)",
        second="def test_second(): assert False",
    )
    assert [result.code for result in results] == [0, 1]
    printed = capsys.readouterr().out
    first, second = printed.index("1 passed"), printed.index("== second")
    assert printed.index("== first") < first < second < printed.index("1 failed")


def test_skipped_test_fails_the_run(run_tests):
    [result] = run_tests(one="import pytest\ndef test_it(): pytest.skip('no browser')")
    assert result.code == 1
    assert result.summary.startswith("1 skipped")


# ---- the verdict


def result(stage, code):
    return Result(stage, code, 1.0, "")


def test_all_stages_pass(capsys):
    assert test_run._report([result("quality", 0), result("unit", 0)]) == 0
    assert capsys.readouterr().out.endswith("All passed.\n")


@pytest.mark.parametrize("stage", ["quality", "unit", "browser"])
def test_one_stage_fails(capsys, stage):
    results = [result(name, int(name == stage)) for name in ("quality", "unit", "browser")]
    assert test_run._report(results) == 1
    assert capsys.readouterr().out.endswith(f"FAILED: {stage}\n")


def test_nothing_collected_in_one_stage():
    assert test_run._report([result("unit", 5), result("odoo", 0)]) == 0


def test_nothing_collected_at_all():
    with pytest.raises(SetupError, match="No test was found"):
        test_run._report([result("quality", 0), result("unit", 5), result("odoo", 5)])
