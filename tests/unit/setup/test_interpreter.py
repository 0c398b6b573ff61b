import pytest

from provision import interpreter

from .commands import run_setup


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_supported_versions(version):
    assert interpreter.complaint(version) is None


@pytest.mark.parametrize("version", [(3, 9, 2), (3, 10, 0), (3, 14, 0)])
def test_other_versions_are_named_with_what_to_do(version):
    told = interpreter.complaint(version)
    assert f"Python {version[0]}.{version[1]}" in told
    assert "3.11, 3.12 or 3.13" in told


def test_command_refuses_before_it_imports_anything_else():
    done = run_setup("test", version=(3, 10, 0))
    assert done.returncode == 1
    assert done.stderr.startswith("This is Python 3.10")
    assert done.stderr.count("\n") == 1
