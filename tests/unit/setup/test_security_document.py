"""The threat model speaks of what there is: its tests exist, and each threat has one."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
DOCUMENT = (REPOSITORY / "docs" / "security.md").read_text()
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
THREATS = re.findall(r"^\| (T\d+\w?) \|.*$", DOCUMENT, re.M)


@cache
def names_in(file):
    """Names of the tests in a file of the repository; none when there is no such file."""
    path = REPOSITORY / file
    tree = ast.parse(path.read_text() if path.exists() else "")
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED.findall(DOCUMENT))))
def test_named_tests_exist(file, name):
    assert name in names_in(file), f"docs/security.md names {file}::{name}, which does not exist"


@pytest.mark.parametrize("number", THREATS)
def test_each_threat_has_a_test(number):
    [row] = re.findall(rf"^\| {number} \|.*$", DOCUMENT, re.M)
    assert NAMED.search(row), f"{number} names no test"
