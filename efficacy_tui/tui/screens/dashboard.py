"""The dashboard: four panes, a header line, a footer line; laid out for three widths."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.geometry import NULL_OFFSET, Size, Spacing
from textual.layout import Layout, WidgetPlacement
from textual.message import Message
from textual.reactive import reactive
from textual.theme import Theme
from textual.widget import Widget

from efficacy_tui.model import locale_format
from efficacy_tui.tui.bindings import BY_ID, COMMANDS, bindings
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.panes.challenge import ChallengePane
from efficacy_tui.tui.panes.confidence import ConfidencePane
from efficacy_tui.tui.panes.evidence import EvidencePane
from efficacy_tui.tui.panes.pane import Pane
from efficacy_tui.tui.panes.reappraisal import ReappraisalPane
from efficacy_tui.tui.privacy.mask import is_masked, public
from efficacy_tui.tui.screens.base_screen import BaseScreen
from efficacy_tui.tui.widgets.base_widgets import LeafWidget
from efficacy_tui.tui.widgets.content_lines import BRIGHT, QUIET, clickable, elide, key_hint
from efficacy_tui.tui.widgets.key_hints import KeyHintLine
from efficacy_tui.tui.widgets.timeline_list import TimelineList
from efficacy_tui.tui.widgets.too_small import LEAST, TooSmall

if TYPE_CHECKING:
    from efficacy_tui.journal.onboarding import OnboardingHint
    from efficacy_tui.journal.snapshot import DashboardSnapshot


NARROW = 80
"""Columns below which the panes stand in one column."""

ROOMY = 18
"""Rows from which on a pane that has the whole screen has a blank line under its title."""
AIR = (1, 1, 0, 1)

ROOM_FOR_HINTS = 45
"""Columns from which on a hint in short and how to have no more of them stand beside each other, both whole."""

IN_ONE_COLUMN = (1, 2, 3, 4)
IN_TWO_COLUMNS = (1, 4, 2, 3)
"""The panes' order, row by row."""


class HeaderLine(LeafWidget):
    """The date, the focus domain, the days checked in, and whether everything is saved."""

    DEFAULT_CSS = "HeaderLine { height: 1; dock: top; padding: 0 2; color: $quiet; }"
    auto_links = False
    overview: reactive[DashboardSnapshot | None] = reactive(None)
    saving: reactive[str] = reactive("")
    failed: reactive[bool] = reactive(False)
    banner: reactive[str] = reactive("")

    def __init__(self, *, demo: bool = False) -> None:
        super().__init__()
        self.demo = demo

    def render(self) -> Content:
        overview, width = self.overview, self.size.width
        if overview is None:
            return Content("")
        today = overview.today
        left = locale_format.long_date(today) if width >= 76 else locale_format.short_date(today, today)
        if self.demo:
            left = f"demo · {left}"
        days = f"{overview.days_checked}{' of ' if width >= 52 else '/'}{overview.days_counted} days"
        if overview.days_counted > 1 and width >= 100:
            days = f"checked in {overview.days_checked} of the last {overview.days_counted} days"
        right = days if overview.domains and overview.days_counted > 1 else ""
        told = ""
        if self.saving:
            told, right = (
                (f"{self.saving} · ", right) if right and not self.failed and width >= 100 else (self.saving, "")
            )
        if self.banner:
            told, right = elide(self.banner, max(width - cell_len(left) - 4, 10)), ""
        end = cell_len(told) + cell_len(right)
        room = width - cell_len(left) - end - 4
        middle = ""
        if overview.selected is not None and room >= 8:
            name, mark = overview.selected.name, ""
            if overview.selected == overview.focus:
                words = f" {UNICODE['focus']} focus"
                mark = words if cell_len(name + words) <= room else f" {UNICODE['focus']}"
            middle = elide(name, room - cell_len(mark)) + mark
        if is_masked(self):
            middle = elide(f"masked · {BY_ID['mask'].key} shows", max(room, 0))
        gaps = width - cell_len(left) - cell_len(middle) - end
        before = min(max((width - cell_len(middle)) // 2 - cell_len(left), 2), max(gaps - 2, 2))
        after = max(gaps - before, 1)
        shown = Content.styled(middle, f"{BRIGHT} $foreground")
        return Content.assemble(
            public(left, QUIET),
            " " * before,
            clickable(public(shown), "app.command('mask')")
            if is_masked(self)
            else clickable(shown, "app.command('domains')"),
            " " * after,
            public(told, "$error bold" if self.failed else QUIET),
            (right, QUIET),
        )


class FooterLine(KeyHintLine):
    """The keys most used, as many as fit; all of them are one key away, in help."""

    DEFAULT_CSS = "FooterLine { height: 1; dock: bottom; padding: 0 2; color: $quiet; }"

    def render(self) -> Content:
        width = self.size.width
        shown = sorted(
            (c for c in COMMANDS if c.footer is not None and c.default_keys), key=lambda command: command.footer or 0
        )
        *keys, last = shown
        gap = "   " if width >= 76 else "  "
        end = cell_len(f"{last.key} {last.label}")
        parts: list[Content] = []
        used = 0
        for command in keys:
            label = command.label if width >= 76 else command.short or command.label
            size = cell_len(command.key) + 1 + cell_len(label) + len(gap)
            if used + size > width - end:
                break
            parts += [key_hint(command.key, label, f"app.command('{command.id}')"), Content(gap)]
            used += size
        parts += [Content(" " * (width - used - end)), key_hint(last.key, last.label, f"app.command('{last.id}')")]
        return Content.assemble(*parts)


class HintLine(KeyHintLine):
    """What to try next, in the first days; above the keys, and gone when it was followed."""

    DEFAULT_CSS = "HintLine { height: 1; padding: 0 2; display: none; }"
    hint: reactive[OnboardingHint | None] = reactive(None)

    def watch_hint(self) -> None:
        self.display = self.hint is not None

    def render(self) -> Content:
        if self.hint is None:
            return Content("")
        command = BY_ID[self.hint.command]
        whole = cell_len(f"{command.key}  {self.hint.text}   esc no more hints") <= self.size.width
        end = key_hint(
            "esc", "no more hints" if self.size.width >= ROOM_FOR_HINTS else "no more", "screen.no_more_hints"
        )
        room = max(self.size.width - cell_len(command.key) - 2 - end.cell_length - 3, 0)
        words = elide(self.hint.text if whole else self.hint.short, room)
        start = key_hint(command.key, f" {words}", f"app.command('{command.id}')")
        return start + Content(" " * max(self.size.width - start.cell_length - end.cell_length, 1)) + end


def _fitting(breakpoints: list[tuple[int, str]], size: int) -> str:
    """The class of a screen with so many columns or rows."""
    return next(name for least, name in reversed(breakpoints) if size >= least)


class SingleWidgetLayout(Layout):
    """One widget in all the room; the others keep what they last were, and are not on the screen."""

    name = "alone"

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self._widget = widget

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> list[WidgetPlacement]:
        """All of `size` for the one."""
        return [WidgetPlacement(size.region, NULL_OFFSET, Spacing(), self._widget)]


class Panes(LeafWidget, Container):
    """The four panes, side by side, below each other, or one of them alone."""

    alone: reactive[Pane | None] = reactive(None, layout=True, repaint=False)
    """The pane that has all the room. A rule of style for it would style, lay out and draw every pane anew."""

    @property
    def layout(self) -> Layout:
        return super().layout if self.alone is None else SingleWidgetLayout(self.alone)


class Dashboard(BaseScreen[None]):
    """What a person sees first and comes back to."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (40, "-narrow"), (NARROW, "-compact"), (120, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (LEAST[1], "-low"), (30, "-tall")]
    DEFAULT_CSS = """
    Dashboard {
        background: $background;
        & > #panes {
            layout: grid;
            grid-size: 2 2;
            grid-rows: 15fr 11fr;
            grid-columns: 1fr 1fr;
            height: 1fr;
            padding: 0 1;
        }
        &.-wide > #panes { grid-rows: 16fr 14fr; grid-columns: 58fr 60fr; }
        &.-tiny, &.-flat {
            & > #panes, & > HeaderLine, & > HintLine, & > FooterLine { display: none; }
            & > #too-small { display: block; }
        }
        &.-tall Pane { padding: 1 1 0 1; }
        &.-narrow > #panes { layout: vertical; }
        &.-narrow Pane { height: 1fr; }
        &.-narrow Pane.-folded { height: 1; padding: 0 2 0 3; }
    }
    """

    class NoMoreHints(Message):
        """The hints of the first days are not wanted."""

    blind: reactive[bool] = reactive(False)
    """While a blind question is asked, no earlier rating is on the screen."""

    def __init__(self, *, demo: bool = False) -> None:
        super().__init__()
        self._demo = demo
        self._open_pane = 1
        self._zoomed = False
        self._panes: dict[int, Pane] = {}

    def watch_blind(self) -> None:
        for pane in self.query(ConfidencePane):
            pane.blind = self.blind

    def compose(self) -> ComposeResult:
        # Textual finds these when the first picture stands, and would style and draw everything once more.
        width, height = self.app.size
        fitting = (_fitting(self.HORIZONTAL_BREAKPOINTS, width), _fitting(self.VERTICAL_BREAKPOINTS, height))
        self.update_classes(dict.fromkeys(fitting, True), update=False)
        yield HeaderLine(demo=self._demo)
        self._panes = {
            pane.number: pane for pane in (ChallengePane(), ConfidencePane(), EvidencePane(), ReappraisalPane())
        }
        yield Panes(*self._panes.values(), id="panes")
        yield HintLine()
        yield FooterLine()
        yield TooSmall(id="too-small")

    def on_mount(self) -> None:
        self.go_to(1)
        self.app.theme_changed_signal.subscribe(self, self._follow_theme)

    def _follow_theme(self, _theme: Theme) -> None:
        for pane in self._panes.values():
            pane.draw_frame()

    def show(self, overview: DashboardSnapshot) -> None:
        """Show another picture in every pane."""
        header = self.query_one_optional(HeaderLine)
        if header is None:
            # The program is being closed while the last picture was still being made.
            return
        with self.app.batch_update():
            header.overview = overview
            for pane in self._panes.values():
                pane.show(overview)

    def show_hint(self, shown: OnboardingHint | None) -> None:
        """Show what to try next, or nothing."""
        line = self.query_one_optional(HintLine)
        if line is not None:
            line.hint = shown

    def action_no_more_hints(self) -> None:
        self.post_message(self.NoMoreHints())

    def show_banner(self, words: str) -> None:
        """Say something in the header for as long as the program runs."""
        self.query_one(HeaderLine).banner = words

    def show_saving(self, words: str, *, failed: bool = False) -> None:
        """Say in the header whether everything is on the disk."""
        header = self.query_one_optional(HeaderLine)
        if header is None:
            return
        header.failed = failed
        header.saving = f"{UNICODE['problem']} {words}" if failed else words

    # -- panes -----------------------------------------------------------------------------------

    def go_to(self, number: int) -> None:
        """Focus a pane; where there is one column, open it and fold the others."""
        self._open(number)
        pane = self._panes[number]
        target: Widget = pane
        if isinstance(pane, EvidencePane) and not pane.has_class("-none"):
            target = pane.query_one(TimelineList)
        target.focus(scroll_visible=False)

    def _open(self, number: int) -> None:
        self._open_pane = number
        self._arrange()
        if self._zoomed:
            self._zoom()

    def toggle_zoom(self) -> None:
        """Open the focused pane over the whole screen, or go back."""
        self._zoomed = not self._zoomed
        self._arrange()
        self._zoom()

    def _zoom(self) -> None:
        """Give the pane in use the whole room, or each its own."""
        alone = self._panes[self._open_pane] if self._zoomed else None
        self.query_one(Panes).alone = alone
        for pane in self._panes.values():
            # A pane alone has room for a blank line under its title, which rows of panes need for what they say.
            airy = pane is alone and self.size.height >= ROOMY
            if airy != ("padding" in pane.styles.inline.get_rules()):
                pane.styles.padding = AIR if airy else None

    @property
    def focused_pane(self) -> int:
        """The number of the pane in use."""
        return self._open_pane

    @property
    def zoomed(self) -> bool:
        """Whether one pane has the whole screen."""
        return self._zoomed

    def _arrange(self) -> None:
        width = self.size.width or self.app.size.width
        narrow = width < NARROW and not self.zoomed
        order = IN_ONE_COLUMN if width < NARROW else IN_TWO_COLUMNS
        if tuple(self._panes) != order:
            panes = self.query_one("#panes")
            for number in order:
                panes.move_child(self._panes[number], after=len(panes.children) - 1)
            self._panes = {number: self._panes[number] for number in order}
        for pane in self._panes.values():
            here = pane.number == self._open_pane
            pane.folded = narrow and not here
            pane.here = here

    @on(Pane.Wanted)
    def _go_where_clicked(self, event: Pane.Wanted) -> None:
        if event.number != self._open_pane:
            self.go_to(event.number)

    @on(events.DescendantFocus)
    def _follow_focus(self, event: events.DescendantFocus) -> None:
        pane = next((node for node in event.widget.ancestors_with_self if isinstance(node, Pane)), None)
        if pane is not None and pane.number != self._open_pane:
            self._open(pane.number)

    def on_resize(self, event: events.Resize) -> None:
        self._arrange()

    def key_escape(self) -> None:
        if self.zoomed:
            self.toggle_zoom()
        else:
            self.action_no_more_hints()
