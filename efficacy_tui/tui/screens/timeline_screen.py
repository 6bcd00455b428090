"""The timeline over the whole screen: searched while one types, filtered by a line that also reads as text."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input

from efficacy_tui.practice.overview import Overview
from efficacy_tui.practice.search import NotAQuery, TimelineIndex, read_query
from efficacy_tui.practice.timeline import TimelineItem
from efficacy_tui.tui.panes.evidence import TimelineList
from efficacy_tui.tui.screens.closing import close
from efficacy_tui.tui.screens.following import FollowingScreen
from efficacy_tui.tui.widgets.lines import ACCENT, BRIGHT, QUIET, elide

HINT = "words, source:mastery, domain:speaking, after:2026-01, before:2026-06, on:2026-03"


class FoundLine(Widget):
    """How many fit, or what in the line is not understood."""

    DEFAULT_CSS = "FoundLine { height: 1; padding: 0 2; }"
    words: reactive[str] = reactive("")
    wrong: reactive[bool] = reactive(False)

    def render(self) -> Content:
        return Content.styled(elide(self.words, self.size.width), "$warning" if self.wrong else QUIET)


class TimelineKeys(Widget):
    """What can be done here."""

    DEFAULT_CSS = "TimelineKeys { height: 1; dock: bottom; padding: 0 2; }"

    def render(self) -> Content:
        parts: list[tuple[str, str]] = []
        keys = [("/", "search"), ("↑ ↓", "move"), ("enter", "open"), ("d", "to a day"), ("esc", "back")]
        for key, what in keys:
            parts += [(key, f"{BRIGHT} {ACCENT}"), (f" {what}   ", QUIET)]
        return Content.assemble(*parts)


class TimelineScreen(FollowingScreen):
    """All evidence and outcomes of all years."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("q", "close", show=False),
        Binding("slash", "search", show=False),
        Binding("n", "match(1)", show=False),
        Binding("N", "match(-1)", show=False),
        Binding("d", "to_day", show=False),
        Binding("u", "app.command('undo')", show=False),
        Binding("ctrl+r", "app.command('redo')", show=False),
        Binding("question_mark", "app.command('help')", show=False),
        Binding("exclamation_mark,f1", "app.command('support')", show=False),
    ]
    DEFAULT_CSS = """
    TimelineScreen {
        background: $background;
        & > Input { margin: 0 1; border: none; height: 1; background: $panel; }
        & > TimelineList { margin: 1 1 0 1; }
    }
    """

    def __init__(self, overview: Callable[[], Overview | None], ask_day: Callable[[], None]) -> None:
        super().__init__()
        self._overview = overview
        self._ask_day = ask_day
        self._index: TimelineIndex | None = None

    def compose(self) -> ComposeResult:
        yield Input(placeholder=HINT, compact=True)
        yield FoundLine()
        yield TimelineList()
        yield TimelineKeys()

    def on_mount(self) -> None:
        self.follow()
        self.query_one(Input).focus()

    @property
    def list(self) -> TimelineList:
        """The items found."""
        return self.query_one(TimelineList)

    def follow(self) -> None:
        """Show the timeline as it is now."""
        overview = self._overview()
        if overview is None:
            return
        if self._index is None or self._index.items is not overview.items:
            self._index = TimelineIndex(overview.items, {domain.id: domain.name for domain in overview.domains})
        self._find()

    def _find(self) -> None:
        overview = self._overview()
        if overview is None or self._index is None:
            return
        found = self.query_one(FoundLine)
        try:
            query = read_query(self.query_one(Input).value)
        except NotAQuery as error:
            found.wrong, found.words = True, str(error)
            return
        items: tuple[TimelineItem, ...] = overview.items
        if query.narrows:
            items = tuple(overview.items[place] for place in self._index.find(query))
        count = len(items)
        found.wrong = False
        found.words = f"{count:,} of {len(overview.items):,}" if query.narrows else f"{count:,} in all"
        self.list.show(items, {domain.id: domain.name for domain in overview.domains}, overview.today)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._find()

    @on(Input.Submitted)
    def _go_to_list(self, event: Input.Submitted) -> None:
        event.stop()
        self.list.focus()

    def on_key(self, event: events.Key) -> None:
        if event.key in ("down", "pagedown") and self.query_one(Input).has_focus:
            self.list.focus()

    def action_search(self) -> None:
        self.query_one(Input).focus()

    def action_match(self, by: int) -> None:
        self.list.action_move(by)

    def action_to_day(self) -> None:
        self._ask_day()

    def action_back(self) -> None:
        """From the list to an empty search, from there back to the dashboard."""
        line = self.query_one(Input)
        if line.value:
            line.value = ""
            line.focus()
        else:
            close(self)

    def action_close(self) -> None:
        close(self)
