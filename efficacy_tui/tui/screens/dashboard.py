"""The dashboard: four panes, a header line, a footer line; laid out for three widths."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.geometry import NULL_OFFSET, Size, Spacing
from textual.layout import Layout, WidgetPlacement
from textual.message import Message
from textual.reactive import reactive
from textual.theme import Theme
from textual.widget import Widget

from efficacy_tui.tui.bindings import bindings
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.panes.challenge import ChallengePane
from efficacy_tui.tui.panes.confidence import ConfidencePane
from efficacy_tui.tui.panes.evidence import EvidencePane
from efficacy_tui.tui.panes.pane import Pane
from efficacy_tui.tui.panes.reappraisal import ReappraisalPane
from efficacy_tui.tui.screens.base_screen import BaseScreen
from efficacy_tui.tui.screens.dashboard_lines import FooterLine, HeaderLine, HintLine
from efficacy_tui.tui.widgets.base_widgets import LeafWidget
from efficacy_tui.tui.widgets.timeline_list import TimelineList
from efficacy_tui.tui.widgets.too_small import MIN_SIZE, TooSmall

if TYPE_CHECKING:
    from efficacy_tui.journal.onboarding import OnboardingHint
    from efficacy_tui.journal.snapshot import DashboardSnapshot


NARROW = 80
"""Terminal width in columns below which the panes stack in one column."""

ROOMY_WIDTH = 100
"""Terminal width in columns from which panes have two columns of air."""

ROOMY_HEIGHT = 18
"""Rows from which a maximised pane shows a blank line under its title."""
ROOMY_PADDING = (1, 1, 0, 1)


def _breakpoint_class(breakpoints: list[tuple[int, str]], size: int) -> str:
    """Return the CSS class that `breakpoints` assign to a screen of `size` columns or rows."""
    return next(class_name for minimum, class_name in reversed(breakpoints) if size >= minimum)


class SingleWidgetLayout(Layout):
    """Give one widget the whole area; the others keep their last size and are not displayed."""

    name = "alone"

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self._widget = widget

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> list[WidgetPlacement]:
        """Place only the one widget, over the whole of `size`."""
        return [WidgetPlacement(size.region, NULL_OFFSET, Spacing(), self._widget)]


class Panes(LeafWidget, Container):
    """The four panes: in a grid, in a column, or one of them maximised."""

    maximized: reactive[Pane | None] = reactive(None, layout=True, repaint=False)
    """The maximised pane, if any. A CSS class instead would restyle, lay out and redraw every pane."""

    @property
    def layout(self) -> Layout:
        return super().layout if self.maximized is None else SingleWidgetLayout(self.maximized)


class Dashboard(BaseScreen[None]):
    """The main screen."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (40, "-narrow"), (NARROW, "-compact"), (ROOMY_WIDTH, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (MIN_SIZE[1], "-low"), (30, "-tall")]
    DEFAULT_CSS = """
    Dashboard {
        background: $background;
        & > #panes {
            layout: grid;
            grid-size: 2 2;
            grid-rows: 58fr 42fr;
            grid-columns: 1fr 1fr;
            height: 1fr;
        }
        &.-tiny, &.-flat {
            & > #panes, & > HeaderLine, & > HintLine, & > FooterLine { display: none; }
            & > #too-small { display: block; }
        }
        &.-wide Pane { padding: 0 1; }
        &.-wide.-tall Pane { padding: 1 1 0 1; }
        /* Its scroll bar stands in the air at the right. */
        &.-wide EvidencePane { padding: 0 0 0 1; }
        &.-wide.-tall EvidencePane { padding: 1 0 0 1; }
        &.-narrow > #panes { layout: vertical; }
        &.-narrow Pane { height: 1fr; }
        &.-narrow Pane.-folded { height: 1; padding: 0 2 0 3; }
    }
    """

    class NoMoreHints(Message):
        """The person turned the onboarding hints off."""

    blind: reactive[bool] = reactive(False)
    """Hides earlier ratings while a blind question is asked."""

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
        # Textual sets these classes only after the first frame, and would then restyle and redraw everything.
        width, height = self.app.size
        size_classes = (
            _breakpoint_class(self.HORIZONTAL_BREAKPOINTS, width),
            _breakpoint_class(self.VERTICAL_BREAKPOINTS, height),
        )
        self.update_classes(dict.fromkeys(size_classes, True), update=False)
        yield HeaderLine(demo=self._demo)
        self._panes = {
            pane.number: pane for pane in (ChallengePane(), ConfidencePane(), EvidencePane(), ReappraisalPane())
        }
        yield Panes(*self._panes.values(), id="panes")
        yield HintLine()
        yield FooterLine()
        yield TooSmall(id="too-small")

    def on_mount(self) -> None:
        self.focus_pane(1)
        self.app.theme_changed_signal.subscribe(self, self._redraw_frames)

    def _redraw_frames(self, _theme: Theme) -> None:
        for pane in self._panes.values():
            pane.draw_frame()

    def show(self, snapshot: DashboardSnapshot) -> None:
        """Show a new snapshot in the header and every pane."""
        header = self.query_one_optional(HeaderLine)
        if header is None:
            # The program is closing; the worker finished its last snapshot too late.
            return
        with self.app.batch_update():
            header.snapshot = snapshot
            self.query_one(FooterLine).snapshot = snapshot
            for pane in self._panes.values():
                pane.show(snapshot)

    def show_hint(self, hint: OnboardingHint | None) -> None:
        """Show an onboarding hint, or none."""
        line = self.query_one_optional(HintLine)
        if line is not None:
            line.show(hint, self.query_one(HeaderLine).snapshot)

    def action_no_more_hints(self) -> None:
        self.post_message(self.NoMoreHints())

    def show_banner(self, text: str) -> None:
        """Show a text in the header for the rest of the run."""
        self.query_one(HeaderLine).banner = text

    def show_read_only(self, text: str) -> None:
        """Say in the header that the journal is open for reading only, and offer only what can be done in it."""
        self.show_banner(text)
        self.query_one(FooterLine).read_only = True

    def show_save_status(self, text: str, *, failed: bool = False) -> None:
        """Show the save state in the header."""
        header = self.query_one_optional(HeaderLine)
        if header is None:
            return
        header.save_failed = failed
        header.save_status = f"{UNICODE['problem']} {text}" if failed else text

    def show_sync_sign(self, sign: str) -> None:
        """Show in the header that the journal is being synced, or that something waits for it; or nothing."""
        header = self.query_one_optional(HeaderLine)
        if header is not None:
            header.sync_sign = sign

    # -- panes -----------------------------------------------------------------------------------

    def focus_pane(self, number: int) -> None:
        """Focus pane `number` (1–4); in the one-column layout also unfold it and fold the others."""
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
            self._apply_zoom()

    def toggle_zoom(self) -> None:
        """Maximise the open pane, or restore the layout."""
        self._zoomed = not self._zoomed
        self._arrange()
        self._apply_zoom()

    def _apply_zoom(self) -> None:
        """Apply the zoom state to the layout and to the panes' padding."""
        maximized = self._panes[self._open_pane] if self._zoomed else None
        self.query_one(Panes).maximized = maximized
        for pane in self._panes.values():
            # Only a maximised pane can spare a blank line under its title.
            roomy = pane is maximized and self.size.height >= ROOMY_HEIGHT
            pane.set_zoomed(pane is maximized)
            if roomy != ("padding" in pane.styles.inline.get_rules()):
                pane.styles.padding = ROOMY_PADDING if roomy else None

    @property
    def focused_pane(self) -> int:
        """The number of the open pane (1–4)."""
        return self._open_pane

    @property
    def zoomed(self) -> bool:
        """Whether one pane fills the screen."""
        return self._zoomed

    def _arrange(self) -> None:
        width = self.size.width or self.app.size.width
        narrow = width < NARROW and not self.zoomed
        for pane in self._panes.values():
            is_open = pane.number == self._open_pane
            pane.folded = narrow and not is_open
            pane.is_open = is_open

    @on(Pane.FocusRequested)
    def _focus_clicked_pane(self, event: Pane.FocusRequested) -> None:
        if event.number != self._open_pane:
            self.focus_pane(event.number)

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
