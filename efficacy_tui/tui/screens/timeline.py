"""The timeline over the whole screen: searched while one types, filtered by a line that also reads as text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Input

from efficacy_tui.journal.query import InvalidQuery, Query, parse_query
from efficacy_tui.journal.search import TimelineIndex, match_spans, matching_passage
from efficacy_tui.journal.snapshot import DashboardSnapshot
from efficacy_tui.model import locale_format
from efficacy_tui.tui.bindings import BY_ID, Place, screen_bindings
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.privacy.mask import is_masked
from efficacy_tui.tui.privacy.masking_app import MaskingApp
from efficacy_tui.tui.screens.base_screen import LiveScreen, dismiss_if_active
from efficacy_tui.tui.widgets.base_widgets import LeafWidget
from efficacy_tui.tui.widgets.content_lines import QUIET, stack, wrap
from efficacy_tui.tui.widgets.grouped_rows import GroupedRows
from efficacy_tui.tui.widgets.key_hints import KeyHint, KeyHintLine, command_hint, group_hint, hints_in_a_row
from efficacy_tui.tui.widgets.text_input import SingleLineInput
from efficacy_tui.tui.widgets.timeline_list import TimelineList

HINTS = (
    *("words", "source:mastery", "kind:session", "kind:note"),
    *("domain:speaking", "after:2026-01", "before:2026-06", "on:2026-03"),
)
BESIDE = 4
"""Cells to both sides of the line that is typed in."""

FOUND_ROWS = 2
"""Rows under it that are always kept, so that most of what is not understood moves nothing."""

AFTER, BETWEEN = 0.01, 0.001
"""Seconds between a picture and looking ahead, and between its steps."""


def fitting_query(width: int) -> str:
    """As many examples of what can be typed as are whole on so many cells."""
    fitting = (", ".join(HINTS[:count]) for count in range(len(HINTS), 0, -1))
    return next((shown for shown in fitting if len(shown) <= width), "")


class MatchCountLine(LeafWidget):
    """How many fit, or what in the line is not understood."""

    DEFAULT_CSS = "MatchCountLine { height: auto; padding: 0 2; }"
    words: reactive[str] = reactive("")
    wrong: reactive[bool] = reactive(False)

    @property
    def _said(self) -> str:
        return f"{UNICODE['problem']} {self.words}" if self.wrong else self.words

    def say(self, words: str, *, wrong: bool = False) -> None:
        """Say something else; only what takes more or fewer rows moves what stands below."""
        width = self.content_size.width or self.app.size.width - BESIDE
        before = self.get_content_height(None, None, width)
        self.words, self.wrong = words, wrong
        if self.get_content_height(None, None, width) != before:
            self.refresh(layout=True)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return max(len(wrap(self._said, width)), FOUND_ROWS)

    def render(self) -> Content:
        rows = wrap(self._said, self.content_size.width)
        if self.wrong and is_masked(self) and isinstance(self.app, MaskingApp):
            from efficacy_tui.tui.privacy.own_phrases import to_lines

            return stack(to_lines(self.app.pieces(self._said), rows)).stylize("$warning")
        return stack(rows).stylize("$warning" if self.wrong else QUIET)


class TimelineKeys(KeyHintLine):
    """What can be done here; where nothing was written yet, only to go back."""

    DEFAULT_CSS = "TimelineKeys { height: 1; dock: bottom; padding: 0 2; }"
    empty: reactive[bool] = reactive(False)

    def render(self) -> Content:
        # A letter would be taken by the search.
        back = KeyHint("esc", "back", ("screen.back",))
        keys = [
            command_hint("search", "search", "screen.search"),
            group_hint({"up": "screen.match(-1)", "down": "screen.match(1)"}, "move"),
            command_hint("open", "open", "screen.open"),
            command_hint("to-day", "to a day", "screen.to_day"),
            back,
        ]
        return hints_in_a_row([back] if self.empty else keys, self.size.width, least=("move", "to a day"))


class SearchLine(SingleLineInput):
    """What is searched for; finds with each letter, so that the letter and what it finds are one picture."""

    def __init__(self, find: Callable[[], None], width: int) -> None:
        super().__init__(placeholder=fitting_query(width - BESIDE))
        self._find = find

    def on_resize(self) -> None:
        self.placeholder = fitting_query(self.content_size.width)

    def watch_value(self) -> None:
        if self.is_mounted:
            self._find()


class TimelineScreen(LiveScreen):
    """Everything that was written in all years: evidence, challenges, sessions, notes."""

    place: ClassVar[Place] = "timeline"
    BINDINGS: ClassVar[list[BindingType]] = [
        *screen_bindings(
            {
                "close": "back",
                "search": "search",
                "next-match": "match(1)",
                "previous-match": "match(-1)",
                "to-day": "to_day",
                "undo": "",
                "redo": "",
                "help": "",
                "support": "",
                "mask": "",
                "copy": "",
            }
        )
    ]
    DEFAULT_CSS = """
    TimelineScreen {
        background: $background;
        & > Input { margin: 0 1; padding: 0 1 !important; border: none; height: 1; background: $raised; }
        /* The column of the scroll bar is kept: a search that finds little would lay out everything twice. */
        & > TimelineList { margin: 0 1; overflow-y: scroll; }
    }
    """

    def __init__(
        self,
        overview: Callable[[], DashboardSnapshot | None],
        ask_day: Callable[[], None],
        index_of: Callable[[DashboardSnapshot], TimelineIndex],
    ) -> None:
        super().__init__()
        self._overview, self._index_of = overview, index_of
        self._ask_day = ask_day
        self._index: TimelineIndex | None = None
        self._asked = Query()

    def compose(self) -> ComposeResult:
        yield SearchLine(self._find, self.app.size.width)
        yield MatchCountLine()
        yield TimelineList()
        yield TimelineKeys()

    def on_mount(self) -> None:
        self.update_from_snapshot()
        self.query_one(Input).focus()

    def on_unmount(self) -> None:
        if self._index is not None:
            self._index.invalidate()

    @property
    def list(self) -> TimelineList:
        """The items found."""
        return self.query_one(TimelineList)

    def update_from_snapshot(self) -> None:
        """Show the timeline as it is now."""
        overview = self._overview()
        if overview is None:
            return
        self._index = self._index_of(overview)
        self._find()

    def _find(self) -> None:
        overview = self._overview()
        if overview is None or self._index is None:
            return
        found = self.query_one(MatchCountLine)
        try:
            query = parse_query(self.query_one(Input).value)
        except InvalidQuery as error:
            found.say(str(error), wrong=True)
            return
        finds = self._index.find(query)
        beside = (lambda item: matching_passage(item, query.words)) if query.words else None
        mark = (lambda text: match_spans(text, query.words)) if query.words else None
        count, everything = len(finds), len(overview.all_items)
        whole = locale_format.group_thousands(everything)
        self.query_one(TimelineKeys).empty = not everything
        if not everything:
            found.say("All you write will be found here.")
        elif not query.narrows:
            found.say(f"{whole} in all")
        elif count:
            found.say(f"{locale_format.group_thousands(count)} of {whole}")
        else:
            found.say(f"nothing found in {whole} {'entry' if everything == 1 else 'entries'}")
        names = {domain.id: domain.name for domain in overview.domains}
        rows = GroupedRows(finds, finds.begins)
        self.list.show(rows, names, overview.today, beside, marks=mark)
        self._asked = query
        self.call_after_refresh(self._look_ahead, query, self._index)

    @work(exclusive=True, group="ahead")
    async def _look_ahead(self, query: Query, index: TimelineIndex) -> None:
        """Find what the next letter will find, for as long as nothing else is asked."""
        # What is to be written and what is typed goes first; another thread does it, and gets its turn while we sleep.
        await asyncio.sleep(AFTER)
        steps = index.look_ahead(query)
        while self._asked is query and next(steps, steps) is not steps:
            await asyncio.sleep(BETWEEN)

    @on(Input.Submitted)
    def _go_to_list(self, event: Input.Submitted) -> None:
        event.stop()
        self.list.focus()

    def on_key(self, event: events.Key) -> None:
        if event.key in (*BY_ID["down"].all_keys, *BY_ID["page-down"].all_keys) and self.query_one(Input).has_focus:
            self.list.focus()

    def action_search(self) -> None:
        self.query_one(Input).focus()

    def action_match(self, by: int) -> None:
        self.list.action_move(by)

    def action_open(self) -> None:
        self.list.action_open()

    def action_to_day(self) -> None:
        self._ask_day()

    def action_back(self) -> None:
        """From the list to an empty search, from there back to the dashboard."""
        line = self.query_one(Input)
        if line.value:
            line.value = ""
            line.focus()
        else:
            dismiss_if_active(self)

    def action_close(self) -> None:
        dismiss_if_active(self)
