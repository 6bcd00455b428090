"""What the four panes share: a title with its number in the border, a folded form of one line, a picture to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from efficacy_tui.tui.bindings import BY_ID
from efficacy_tui.tui.privacy.mask import public
from efficacy_tui.tui.widgets.base_widgets import LeafWidget, rows_alike
from efficacy_tui.tui.widgets.content_lines import KEY, QUIET, elide, first_fitting, pad, wrap
from efficacy_tui.tui.widgets.key_hints import pressing
from efficacy_tui.wording.dashboard import ADD_DOMAIN, BEGIN_DOMAIN

if TYPE_CHECKING:
    from efficacy_tui.journal.snapshot import DashboardSnapshot


FRAME = ("border_top", "border_right", "border_bottom", "border_left", "border_title_color", "border_title_style")
"""The rules that show the pane in use."""


HEAD = 15
"""Cells of a folded pane's name, so that what it says begins in one column."""


class Pane(LeafWidget, can_focus=True):
    """Shows one part of an `DashboardSnapshot`. Folded, it is a single line with the most important thing."""

    DEFAULT_CSS = """
    Pane {
        border: round $faint;
        border-title-color: $quiet;
        border-subtitle-color: $quiet;
        padding: 0 1;
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

    class Wanted(Message):
        """The person wants to go to this pane."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    COMPONENT_CLASSES: ClassVar[set[str]] = {"pane--here", "pane--title-here"}
    number: int = 0
    title: str = ""
    here: reactive[bool] = reactive(False)
    """Whether this is the pane in use."""
    folded: reactive[bool] = reactive(False)

    def __init__(self) -> None:
        super().__init__(id=f"pane-{self.number}")
        self.snapshot: DashboardSnapshot | None = None
        self.border_title = public(self.heading)

    @property
    def heading(self) -> str:
        """The title, after the key that goes to this pane."""
        command = BY_ID[f"pane-{self.number}"]
        return f"{command.key} {self.title}" if command.default_keys else self.title

    def show(self, overview: DashboardSnapshot) -> None:
        """Show another picture."""
        self.snapshot = overview
        self.redraw()
        if self.folded:
            self.refresh()

    def redraw(self) -> None:
        """Repaint the body from `overview`."""

    def summary(self, overview: DashboardSnapshot, width: int) -> str:
        """The most important thing in one line of at most `width` cells."""
        return ""

    def on_click(self) -> None:
        """A click into a pane goes to it; a folded one opens."""
        self.post_message(self.Wanted(self.number))

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Nothing in the style sheet looks at the focus, so nothing has to be styled anew."""

    def watch_here(self) -> None:
        self.draw_frame()

    def draw_frame(self) -> None:
        """Draw the frame as that of the pane in use, or as any other.

        A rule of the style sheet would style and lay out all that is in the pane whenever another one is gone to.
        """
        rules = self.styles.inline
        if self.here and not self.folded:
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
        room = width - HEAD
        name = public(f"{pad(self.heading, HEAD - 1)} ", QUIET)
        if self.snapshot is not None and not self.snapshot.domains:
            key = BY_ID["domains"].key
            return name + beginning(key, first_fitting(((BEGIN_DOMAIN,), (ADD_DOMAIN,)), room - cell_len(key) - 2))
        text = self.summary(self.snapshot, room) if self.snapshot else ""
        return Content.assemble(name, (elide(text, room), ""))


class PaneBody(LeafWidget):
    """Lines drawn inside a pane, never wrapped by themselves."""

    auto_links = False

    DEFAULT_CSS = """
    PaneBody { height: 1fr; width: 1fr; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """
    snapshot: DashboardSnapshot | None = None


def beginning(key: str, words: str) -> Content:
    """The key of a command and what it begins; a click begins it, too."""
    return pressing(key, public(f"{key}  ", KEY) + public(words))


def invitation(lines: list[str], key: str, words: str, width: int, height: int) -> list[Content]:
    """An empty pane: what it will show, and the one key that begins; of `height` lines the last is for the key."""
    told = [[public(piece, QUIET) for piece in wrap(line, width)] for line in lines]
    foot = beginning(key, words)
    airy = [*(row for piece in told for row in (*piece, Content(""))), foot]
    if len(airy) <= height:
        return airy
    close = [row for piece in told for row in piece]
    return [*(close if len(close) < height else ()), foot]
