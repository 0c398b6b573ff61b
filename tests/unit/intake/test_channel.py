import pytest

from intake.channel import CHANNELS, channel_of


@pytest.mark.parametrize(
    ("signs", "channel"),
    [
        ({}, "staff"),
        ({"portal": True}, "portal"),
        ({"remote": True}, "api"),
        ({"imported": True, "remote": True}, "csv"),
        ({"mailed": True}, "email"),
        ({"website": True, "portal": True}, "website"),
    ],
)
def test_the_surest_sign_counts(signs, channel):
    assert channel_of(**signs) == channel
    assert channel in CHANNELS
