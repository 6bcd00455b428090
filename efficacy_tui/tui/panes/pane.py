"""The base of the four panes: a title with its number in the border, a one-line folded form, the snapshot shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.model.text_layout import cell_width, elide, first_fitting, pad, wrap
from efficacy_tui.tui.privacy.mask import public
from efficacy_tui.tui.widgets.base_widgets import LeafWidget, rows_alike
from efficacy_tui.tui.widgets.content_lines import KEY, QUIET
from efficacy_tui.tui.widgets.key_hints import press_on_click
from efficacy_tui.wording.dashboard import ADD_DOMAIN, BEGIN_DOMAIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from efficacy_tui.journal.snapshot import DashboardSnapshot

FRAME = ("border_top", "border_right", "border_bottom", "border_left", "border_title_color", "border_title_style")
"""The style rules that mark the open pane."""

HEADING_WIDTH = 15
"""Cells of a folded pane's heading, so that all summaries start in one column."""


class Pane(LeafWidget, can_focus=True):
    """One part of a `DashboardSnapshot`. Folded, it is a single line with the most important fact."""

    DEFAULT_CSS = """
    Pane {
        border: round $faint;
        border-title-color: $quiet;
        border-subtitle-color: $quiet;
        text-wrap: nowrap;
        & > .pane--here { color: $accent; }
        & > .pane--title-here { color: $foreground; }
        &.-folded {
            border: none;
            height: 1;
            padding: 0 2 0 3;
            & > * { display: none; }
        }
    }
    """

    class FocusRequested(Message):
        """The person wants to go to this pane."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    COMPONENT_CLASSES: ClassVar[set[str]] = {"pane--here", "pane--title-here"}
    number: int = 0
    title: str = ""
    is_open: reactive[bool] = reactive(False)
    """Whether this is the open pane."""
    folded: reactive[bool] = reactive(False)

    def __init__(self) -> None:
        super().__init__(id=f"pane-{self.number}")
        self.snapshot: DashboardSnapshot | None = None
        self.border_title = public(self.heading)

    @property
    def heading(self) -> str:
        """The title, after the key that goes to the pane."""
        command = BY_ID[f"pane-{self.number}"]
        return f"{command.key} {self.title}" if command.first_key else self.title

    def show(self, snapshot: DashboardSnapshot) -> None:
        """Show another snapshot."""
        self.snapshot = snapshot
        self.redraw()
        if self.folded:
            self.refresh()

    def redraw(self) -> None:
        """Show `self.snapshot` in the body."""

    def set_zoomed(self, zoomed: bool) -> None:
        """Show more, now that the pane fills the screen, or less again."""

    def summary(self, snapshot: DashboardSnapshot, width: int) -> str:
        """Return the most important fact in one line of at most `width` cells."""
        return ""

    def on_click(self) -> None:
        """Go to the pane that was clicked; a folded one opens."""
        self.post_message(self.FocusRequested(self.number))

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Skip Textual's restyling: no style depends on the focus."""

    def watch_is_open(self) -> None:
        self.draw_frame()

    def draw_frame(self) -> None:
        """Draw the frame with inline styles; a CSS class would restyle and lay out the whole pane each time."""
        rules = self.styles.inline
        if self.is_open and not self.folded:
            frame = ("round", self.get_component_styles("pane--here").color)
            rules.merge_rules(
                {
                    "border_top": frame,
                    "border_right": frame,
                    "border_bottom": frame,
                    "border_left": frame,
                    "border_title_color": self.get_component_styles("pane--title-here").color,
                    "border_title_style": Style(bold=True),
                }
            )
        else:
            for name in FRAME:
                rules.clear_rule(name)
        self.refresh()

    def watch_folded(self) -> None:
        self.draw_frame()
        self.set_class(self.folded, "-folded")
        self.refresh(layout=True)

    def render_lines(self, crop: Region) -> list[Strip]:
        return super().render_lines(crop) if self.folded else rows_alike(self, crop, super().render_lines)

    def render(self) -> Content:
        if not self.folded:
            return Content("")
        width = self.size.width
        room = width - HEADING_WIDTH
        name = public(f"{pad(self.heading, HEADING_WIDTH - 1)} ", QUIET)
        if self.snapshot is not None and not self.snapshot.domains:
            key = BY_ID["domains"].key
            return name + start_hint(key, first_fitting(((BEGIN_DOMAIN,), (ADD_DOMAIN,)), room - cell_width(key) - 2))
        text = self.summary(self.snapshot, room) if self.snapshot else ""
        return Content.assemble(name, (elide(text, room), ""))


class PaneBody(LeafWidget):
    """Lines inside a pane, wrapped before they are drawn."""

    auto_links = False

    DEFAULT_CSS = """
    PaneBody { height: 1fr; width: 1fr; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """
    snapshot: DashboardSnapshot | None = None


def start_hint(key: str, words: str) -> Content:
    """Show the key of a command and what it starts; a click does the same."""
    return press_on_click(key, public(f"{key}  ", KEY) + public(words))


def invitation(
    lines: list[str], key: str, words: str, width: int, height: int, own_rows: Sequence[Content] = ()
) -> list[Content]:
    """Say on at most `height` lines what an empty pane is for; the last line names the key that starts it.

    The first of `lines` is bright, the others explain it and give way first, with `own_rows`, which have words of the
    person.
    """
    first, *others = lines
    head = [public(piece) for piece in wrap(first, width)]
    more = [*(public(piece, QUIET) for line in others for piece in wrap(line, width)), *own_rows]
    foot, blank = start_hint(key, words), Content("")
    for rows in ([*head, *more, blank, foot], [*head, blank, foot], [*head, foot]):
        if len(rows) <= height:
            return rows
    return [foot]
