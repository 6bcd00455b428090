"""The message that asks somebody what they saw: two questions about what was done, none about the person."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.model import locale_format
from efficacy_tui.model.records import Challenge
from efficacy_tui.model.text_layout import flatten

_RESULTS = {
    "succeeded": "it worked out",
    "partly": "part of it worked out",
    "failed": "it did not work out this time",
    "abandoned": "I let go of it in the end",
}


def request_text(who: str, challenge: Challenge, today: dt.date) -> str:
    """Return the message to somebody about a challenge that has ended, ready to be sent."""
    title = flatten(challenge.title).removeprefix("I will ")
    result = _RESULTS[challenge.outcome or "abandoned"]
    aim = flatten(challenge.done_when)
    return "\n".join(
        [
            f"Hi {flatten(who)},",
            "",
            f"{_when(challenge, today)}I set out to {title}, and {result}. "
            f"What I was aiming for: {aim if aim.endswith(('.', '!', '?')) else f'{aim}.'}",
            "",
            "You may have seen some of it. Would you answer two short questions?",
            "",
            "1. What exactly did I do that worked, and how could you tell?",
            "2. What is one thing I could do differently next time?",
            "",
            "A sentence or two each is plenty. Thank you!",
        ]
    )


def _when(challenge: Challenge, today: dt.date) -> str:
    """Say on which day it was, to stand before “I”; empty where its end was recorded late, and so on another day."""
    closed = challenge.closed or today
    return "" if closed > challenge.due else f"{_day_words(closed, today)} "


def _day_words(day: dt.date, today: dt.date) -> str:
    days_ago = (today - day).days
    if days_ago <= 0:
        return "Today"
    if days_ago == 1:
        return "Yesterday"
    return f"On {locale_format.weekday(day) if days_ago < 7 else locale_format.day_and_month(day, today)}"
