"""The full-screen timeline with incremental search and filters typed as `name:value` in the search line."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Input

from efficacy_tui.flows.command_table import BY_ID, Place
from efficacy_tui.journal.query import InvalidQuery, parse_query
from efficacy_tui.journal.search import TimelineIndex, match_spans, matching_passage
from efficacy_tui.journal.snapshot import DashboardSnapshot
from efficacy_tui.model import locale_format
from efficacy_tui.model.text_layout import wrap
from efficacy_tui.tui.bindings import screen_bindings
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.privacy.mask import is_masked
from efficacy_tui.tui.privacy.masking_app import MaskingApp
from efficacy_tui.tui.screens.base_screen import LiveScreen, dismiss_if_active
from efficacy_tui.tui.widgets.base_widgets import LeafWidget
from efficacy_tui.tui.widgets.content_lines import QUIET, stack
from efficacy_tui.tui.widgets.dated_items import DatedItems
from efficacy_tui.tui.widgets.key_hints import KeyHint, KeyHintLine, command_hint, group_hint, join_hints
from efficacy_tui.tui.widgets.text_input import SingleLineInput
from efficacy_tui.tui.widgets.timeline_list import TimelineList

QUERY_HINTS = (
    *("words", "source:mastery", "kind:session", "kind:note"),
    *("domain:speaking", "after:2026-01", "before:2026-06", "on:2026-03"),
)
SIDE_MARGIN = 4
"""Cells of margin and padding left and right of the search line together."""

MIN_COUNT_ROWS = 2
"""Rows reserved for the match count, so that most error texts fit without moving the list."""


def example_query(width: int) -> str:
    """Join as many example search terms as fit whole into `width` cells."""
    candidates = (", ".join(QUERY_HINTS[:count]) for count in range(len(QUERY_HINTS), 0, -1))
    return next((query for query in candidates if len(query) <= width), "")


class MatchCountLine(LeafWidget):
    """The number of matches, or the error in the query."""

    DEFAULT_CSS = "MatchCountLine { height: auto; padding: 0 2; }"
    status_text: reactive[str] = reactive("")
    is_invalid: reactive[bool] = reactive(False)

    @property
    def _displayed_text(self) -> str:
        return f"{UNICODE['problem']} {self.status_text}" if self.is_invalid else self.status_text

    def say(self, text: str, *, invalid: bool = False) -> None:
        """Show a text, marked as an error if `invalid`; lay out anew only if the number of rows changes."""
        width = self.content_size.width or self.app.size.width - SIDE_MARGIN
        height_before = self.get_content_height(None, None, width)
        self.status_text, self.is_invalid = text, invalid
        if self.get_content_height(None, None, width) != height_before:
            self.refresh(layout=True)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return max(len(wrap(self._displayed_text, width)), MIN_COUNT_ROWS)

    def render(self) -> Content:
        rows = wrap(self._displayed_text, self.content_size.width)
        if self.is_invalid and is_masked(self) and isinstance(self.app, MaskingApp):
            from efficacy_tui.tui.privacy.own_phrases import to_lines

            return stack(to_lines(self.app.pieces(self._displayed_text), rows)).stylize("$warning")
        return stack(rows).stylize("$warning" if self.is_invalid else QUIET)


class TimelineKeys(KeyHintLine):
    """The keys of this screen; in an empty journal only the one to go back."""

    DEFAULT_CSS = "TimelineKeys { height: 1; dock: bottom; padding: 0 2; }"
    empty: reactive[bool] = reactive(False)

    def render(self) -> Content:
        # Show escape even if a letter closes screens: the search line takes letters as input.
        leave_hint = KeyHint("esc", "back", ("screen.back",))
        hints = [
            command_hint("search", "search", "screen.search"),
            group_hint({"up": "screen.match(-1)", "down": "screen.match(1)"}, "move"),
            command_hint("open", "open", "screen.open"),
            command_hint("to-day", "to a day", "screen.to_day"),
            leave_hint,
        ]
        return join_hints([leave_hint] if self.empty else hints, self.size.width, droppable_first=("move", "to a day"))


class SearchLine(SingleLineInput):
    """The search input; it searches in the watcher, so that each letter and its matches appear in one frame."""

    def __init__(self, search: Callable[[], None], width: int) -> None:
        super().__init__(placeholder=example_query(width - SIDE_MARGIN))
        self._run_search = search

    def on_resize(self) -> None:
        self.placeholder = example_query(self.content_size.width)

    def watch_value(self) -> None:
        super().watch_value()
        if self.is_mounted:
            self._run_search()


class TimelineScreen(LiveScreen):
    """All evidence, challenges, sessions and notes of the journal."""

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
                "suspend": "",
                "copy": "",
            }
        )
    ]
    DEFAULT_CSS = """
    TimelineScreen {
        background: $background;
        & > Input { margin: 0 1; padding: 0 1 !important; border: none; height: 1; background: $raised; }
        /* Always reserve the scroll bar's column; a search with few matches would otherwise lay out twice. */
        & > TimelineList { margin: 0 1; overflow-y: scroll; }
    }
    """

    def __init__(
        self,
        get_snapshot: Callable[[], DashboardSnapshot | None],
        ask_day: Callable[[], None],
        get_index: Callable[[DashboardSnapshot], TimelineIndex],
    ) -> None:
        super().__init__()
        self._get_snapshot, self._get_index = get_snapshot, get_index
        self._ask_day = ask_day
        self._index: TimelineIndex | None = None

    def compose(self) -> ComposeResult:
        yield SearchLine(self._search, self.app.size.width)
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
    def timeline_list(self) -> TimelineList:
        """The list of matching items."""
        return self.query_one(TimelineList)

    def update_from_snapshot(self) -> None:
        """Search the current snapshot again."""
        snapshot = self._get_snapshot()
        if snapshot is None:
            return
        self._index = self._get_index(snapshot)
        self._search()

    def _search(self) -> None:
        snapshot = self._get_snapshot()
        if snapshot is None or self._index is None:
            return
        count_line = self.query_one(MatchCountLine)
        try:
            query = parse_query(self.query_one(Input).value)
        except InvalidQuery as error:
            count_line.say(str(error), invalid=True)
            return
        matches = self._index.find(query)
        passage_of = (lambda item: matching_passage(item, query.words)) if query.words else None
        spans_of = (lambda text: match_spans(text, query.words)) if query.words else None
        count, total = len(matches), len(snapshot.all_items)
        total_text = locale_format.group_thousands(total)
        self.query_one(TimelineKeys).empty = not total
        if not total:
            count_line.say("Everything you write can be found here.")
        elif not query.has_criteria:
            count_line.say(f"{total_text} in all")
        elif count:
            count_line.say(f"{locale_format.group_thousands(count)} of {total_text}")
        else:
            count_line.say(f"nothing found in {total_text} {'entry' if total == 1 else 'entries'}")
        names = {domain.id: domain.name for domain in snapshot.domains}
        self.timeline_list.show(DatedItems(matches), names, snapshot.today, passage_of, spans_of=spans_of)

    @on(Input.Submitted)
    def _go_to_list(self, event: Input.Submitted) -> None:
        event.stop()
        self.timeline_list.focus()

    def on_key(self, event: events.Key) -> None:
        if event.key in (*BY_ID["down"].all_keys, *BY_ID["page-down"].all_keys) and self.query_one(Input).has_focus:
            self.timeline_list.focus()

    def action_search(self) -> None:
        self.query_one(Input).focus()

    def action_match(self, offset: int) -> None:
        self.timeline_list.action_move(offset)

    def action_open(self) -> None:
        self.timeline_list.action_open()

    def action_to_day(self) -> None:
        self._ask_day()

    def action_back(self) -> None:
        """Clear the search line; if it is empty, close the screen."""
        search_line = self.query_one(Input)
        if search_line.value:
            search_line.value = ""
            search_line.focus()
        else:
            dismiss_if_active(self)

    def action_close(self) -> None:
        dismiss_if_active(self)
