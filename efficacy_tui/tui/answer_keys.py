"""Which key presses may be an answer, and whether one of them saves it."""

from __future__ import annotations

from textual import events
from textual.widget import Widget

_MARK = "answers_nothing"


def mark_as_no_answer(key: events.Key) -> events.Key:
    """Mark a key that came while the terminal was replying to queries; return it."""
    setattr(key, _MARK, True)
    return key


def saves_at_once(widget: Widget) -> bool:
    """Whether the key of an answer saves it. Otherwise it only marks the answer, and enter saves.

    Where our own driver is not in force, a key may be part of what the terminal sends by itself.
    """
    return bool(getattr(widget.app, "digits_save", False))


def may_answer(event: events.Event) -> bool:
    """Whether a key press may be an answer."""
    return not getattr(event, _MARK, False)


def takes_text(widget: Widget | None) -> bool:
    """Whether keys pressed on a widget are typed into it, as in an input or a text area.

    Both have a selected text; importing their classes to ask would cost their import at every start.
    """
    return hasattr(widget, "selected_text")
