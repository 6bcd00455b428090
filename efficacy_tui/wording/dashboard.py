"""The dashboard's texts: what empty panes invite to, the numbers of a challenge in words, and names of days."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.model import locale_format

WELCOME = "A domain is something you practise, like speaking."
WELCOME_MORE = "In each you rate one specific task."
CHALLENGE_BEGUN = "You have begun to design a challenge."
NO_CHALLENGE = "What will you do within two weeks?"
NO_CHALLENGE_MORE = "One thing someone could watch you do, small enough to be likely."
NEXT_RUNG = "Next rung"
NO_EVIDENCE = "What you did, saw, were told and felt collects here."
NO_EVIDENCE_MORE = "A thing you once managed counts, too."
NO_CONFIDENCE = "How sure you are is drawn here, day by day, beside what your outcomes say."
NO_RECALL = "Two minutes before you do it. What you have already managed will be read back to you here."
BEGIN_DOMAIN = "begin with a domain"
ADD_DOMAIN = "add a domain"
FIRST_CHALLENGE = "design your first challenge"
NEXT_CHALLENGE = "design the next challenge"
RESUME_CHALLENGE = "resume your draft"
BEGIN_SESSION = "begin, about two minutes"
FIRST_SESSION = "try it, about two minutes"
FIRST_EVIDENCE = "add your first evidence"

RECALL_NOTES = {"vicarious": "seen", "persuasion": "told", "session": "well"}
"""How somebody came by a piece of evidence that is not their own deed."""
"""What stands beside a model and a quotation, where something done has its difficulty."""


def difficulty_phrase(band: str, *, by_record: bool) -> str:
    """Say what a difficulty is for this person, by their record or, before it speaks, by their own odds."""
    return f"a {band} for you" if by_record else f"a {band} by your own odds"


def days_ahead_words(days: int) -> str:
    """Say in how many days something is: Today, Tomorrow, In 9 days."""
    return {0: "Today", 1: "Tomorrow"}.get(days, f"In {days} days")


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
