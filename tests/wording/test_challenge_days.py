"""How far on a challenge is, on each of its days."""

from __future__ import annotations

import datetime as dt

import pytest

from efficacy_tui.model.records import Challenge
from efficacy_tui.wording.challenge_days import challenge_day, challenge_progress
from tests.support.factories import make_record

START = dt.date(2026, 11, 17)


def challenge_of(days: int) -> Challenge:
    fields = {"title": "Give the talk", "done_when": "given", "difficulty": 50, "odds": 60, "in_my_control": 3}
    return make_record(Challenge, domain="d", start=START, due=START + dt.timedelta(days), **fields)


@pytest.mark.parametrize(
    ("days", "ago", "progress", "words", "short"),
    [
        (14, 0, (1, 14), "day 1 of 14", "day 1/14"),
        (14, 5, (6, 14), "day 6 of 14", "day 6/14"),
        (14, 13, (14, 14), "day 14 of 14", "day 14/14"),
        (14, 14, (14, 14), "the last day", "last day"),
        (14, 15, (14, 14), "", ""),
        (1, 0, (1, 1), "", ""),
        (1, 1, (1, 1), "the last day", "last day"),
        (0, 0, (1, 1), "the last day", "last day"),
    ],
)
def test_every_day_of_a_challenge(days: int, ago: int, progress: tuple[int, int], words: str, short: str) -> None:
    challenge, today = challenge_of(days), START + dt.timedelta(ago)
    assert challenge_progress(challenge, today) == progress
    assert challenge_day(challenge, today) == words
    assert challenge_day(challenge, today, short=True) == short
