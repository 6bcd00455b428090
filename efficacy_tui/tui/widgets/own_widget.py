"""What every widget of the program that never scrolls is: its room is laid out once, and drawn once."""

from __future__ import annotations

from textual.containers import Vertical
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Static


class OwnWidget(Widget):
    """A widget without scroll bars of its own."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
    """What could be scrolled to. Nothing can; Textual would lay out and draw everything again whenever it changes."""


class OwnVertical(Vertical):
    """Widgets under each other. Not an `OwnWidget`: of its classes Textual takes the first one's style only."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)


class OwnStatic(Static):
    """Words that are put in from outside."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
