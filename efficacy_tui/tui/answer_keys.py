"""Marks key presses that may be anything, so that no question takes them for an answer."""

from __future__ import annotations

from textual import events

_MARK = "answers_nothing"


def mark_as_no_answer(key: events.Key) -> events.Key:
    """Mark a key that came while the terminal was replying to queries; return it."""
    setattr(key, _MARK, True)
    return key


def may_answer(event: events.Event) -> bool:
    """Whether a key press may be an answer."""
    return not getattr(event, _MARK, False)
