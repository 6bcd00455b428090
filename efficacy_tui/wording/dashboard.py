"""The dashboard's texts for panes without data, and its names of days."""

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
    """Format a day as a heading: Today, Yesterday, Friday, 12 November; with its year unless it is this year."""
    days_ago = (today - day).days
    if days_ago in (0, 1):
        return ("Today", "Yesterday")[days_ago]
    if 1 < days_ago < 7:
        return locale_format.weekday(day)
    return locale_format.day_and_month(day, today)


def entry_day(day: dt.date, today: dt.date) -> str:
    """Format the day of an entry: today, Fri, 12 Nov; with its year unless it is this year."""
    days_ago = (today - day).days
    if days_ago == 0:
        return "today"
    if 0 < days_ago < 7:
        return locale_format.weekday(day)[:3]
    return locale_format.brief_date(day) + (f" {day.year}" if day.year != today.year else "")


def step_day(day: dt.date, today: dt.date) -> str:
    """Format the day of a step: today, tomorrow, Fri, 12 Nov."""
    days_ahead = (day - today).days
    if days_ahead in (0, 1):
        return ("today", "tomorrow")[days_ahead]
    return locale_format.weekday(day)[:3] if -7 < days_ahead < 7 else locale_format.brief_date(day)
