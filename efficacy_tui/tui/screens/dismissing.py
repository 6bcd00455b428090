"""Leaving a screen once, however many keys say so."""

from __future__ import annotations

from typing import TypeVar

from textual.screen import Screen

Result = TypeVar("Result")


def dismiss_if_active(screen: Screen[Result], result: Result | None = None) -> None:
    """Leave a screen with a result, unless it is left already or covered: dismissing takes away whatever is on top."""
    if screen.is_active:
        screen.dismiss(result)
