"""What the dashboard says where nothing is recorded yet, and how it names days: the same in every face."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.model import locale_format

WELCOME = "What you practise is called a domain: one specific thing, in one specific situation."
CHALLENGE_BEGUN = "You have begun to design a challenge."
NO_CHALLENGE = "The most challenging thing you can achieve in two weeks will stand here: what, by when, your own odds."
NO_EVIDENCE = "What you did, saw others do, were told, and felt will gather here, day by day."
NO_CONFIDENCE = "How sure you are is drawn here, day by day, beside what your outcomes say."
NO_RECALL = "Before you perform: read the beating heart as energy. Your own mastery evidence will stand here."
RECALL = "You have done this before:"
BEGIN_DOMAIN = "begin with a domain"
ADD_DOMAIN = "add a domain"
BEGIN_SESSION = "begin, about two minutes"
FIRST_EVIDENCE = "keep the first piece"


def day_heading(day: dt.date, today: dt.date) -> str:
    """A day as a heading: Today, Yesterday, Friday, 12 November, and with its year when that is another."""
    away = (today - day).days
    if away in (0, 1):
        return ("Today", "Yesterday")[away]
    if 1 < away < 7:
        return locale_format.weekday(day)
    return locale_format.day_and_month(day, today)


def step_day(day: dt.date, today: dt.date) -> str:
    """The day of a step: today, tomorrow, Fri, 12 Nov."""
    away = (day - today).days
    if away in (0, 1):
        return ("today", "tomorrow")[away]
    return locale_format.weekday(day)[:3] if -7 < away < 7 else locale_format.brief_date(day)
