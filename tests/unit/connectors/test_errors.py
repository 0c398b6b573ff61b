"""What is told of an error is kept so that it can be said in any language."""

import ast
import json
from pathlib import Path

import pytest

from connectors import errors

WORDS = Path(__file__).parents[3] / "order_tracking_logistics/presentation/source_errors.py"


def told():
    """The sentences that people read: {kind: text}, out of the module that says them."""
    for node in ast.parse(WORDS.read_text()).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "SENTENCES":
            return {
                key.value: call.args[0].value
                for key, call in zip(node.value.keys, node.value.values, strict=True)
            }
    raise AssertionError


def test_every_sentence_can_be_said_in_the_readers_language():
    assert told() == errors.SENTENCES


def test_our_own_words_are_kept_with_their_values():
    error = errors.BadMessage.ours("not_json", what="UPS", found="ValueError")
    assert str(error) == "UPS: not JSON (ValueError)."
    values = {"what": "UPS", "found": "ValueError"}
    assert json.loads(error.packed()) == {"kind": "not_json", "values": values}
    again = errors.AccountError.like(error)
    assert isinstance(again, errors.AccountError)
    assert again.packed() == error.packed()


def test_the_sources_words_are_kept_as_they_are():
    assert errors.Throttled("UPS: slow down", "429", 5.0).packed() == "UPS: slow down"
    assert errors.Throttled.ours("too_often", "429", status=429).retry_after is None


def test_a_sentence_that_there_is_not():
    with pytest.raises(KeyError):
        errors.BadMessage.ours("nonsense")
