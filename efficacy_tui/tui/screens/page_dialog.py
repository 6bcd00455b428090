"""A narrow read-only dialog: help, support, one evidence entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import ModalScreen

from efficacy_tui.flows.command_table import BY_ID, Place
from efficacy_tui.model.text_layout import first_fitting
from efficacy_tui.tui.bindings import screen_bindings
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.privacy.mask import public
from efficacy_tui.tui.screens.base_screen import BaseScreen, dismiss_if_active
from efficacy_tui.tui.widgets.base_widgets import FixedVertical, LeafWidget
from efficacy_tui.tui.widgets.content_lines import stack
from efficacy_tui.tui.widgets.dialog_body import DialogBody
from efficacy_tui.tui.widgets.key_hints import clickable_edge, close_hint
from efficacy_tui.tui.widgets.too_small import LOW_HEIGHT

OUTCOME_SIGNS = tuple(UNICODE[outcome] for outcome in ("succeeded", "partly", "failed", "abandoned"))

LineBuilder = Callable[[int], Sequence[Content | str]]
"""Builds the lines of a page for a width in cells."""


class PageLines(LeafWidget):
    """Lines that are rebuilt for the available width."""

    auto_links = False
    DEFAULT_CSS = "PageLines { height: auto; width: 1fr; text-wrap: nowrap; }"

    def __init__(self, lines: LineBuilder, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines = lines

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self.lines(max(width, 10)))

    def render(self) -> Content:
        return stack(self.lines(max(self.size.width, 10)))


class PageDialog(BaseScreen[str | None], ModalScreen[str | None]):
    """A framed page over the dimmed dashboard.

    `offers` maps command ids to a verb for the edge of the frame; choosing one dismisses the page with that id.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *screen_bindings({"close": "close"}, priority=True),
        *screen_bindings(
            {
                "down": "scroll(1)",
                "up": "scroll(-1)",
                "page-down": "scroll(8)",
                "page-up": "scroll(-8)",
                "top": "scroll(-999)",
                "bottom": "scroll(999)",
                "support": "",
                "mask": "",
                "suspend": "",
                "copy": "",
                "edit-entry": "answer('edit-entry')",
                "delete-entry": "answer('delete-entry')",
                "ask-feedback": "answer('ask-feedback')",
                "earlier-versions": "answer('earlier-versions')",
            }
        ),
    ]
    place: ClassVar[Place] = "pages"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW_HEIGHT, "-middle")]
    DEFAULT_CSS = """
    PageDialog {
        align: center middle;
        background: $background 70%;
    }
    PageDialog.-alone { background: $background; }
    PageDialog.-low > Vertical { padding: 0 0 0 1; }
    PageDialog > Vertical {
        width: 66;
        max-width: 100%;
        height: auto;
        max-height: 100%;
        padding: 1 1 1 2;
        border: round $accent;
        border-title-color: $foreground;
        border-title-style: bold;
        border-subtitle-color: $quiet;
        background: $background;
    }
    """

    def __init__(
        self, title: str, lines: LineBuilder, leave_hint: str = "", offers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self.heading = title
        self.lines = lines
        self._offers = offers or {}
        offer_hints = (
            f"{BY_ID[command].key} {verb}" for command, verb in self._offers.items() if BY_ID[command].first_key
        )
        self._edge_text = " · ".join([*offer_hints, leave_hint or close_hint()])

    def compose(self) -> ComposeResult:
        with FixedVertical() as box:
            box.border_title = self._title()
            box.border_subtitle = clickable_edge(self._edge_text)
            with DialogBody():
                yield PageLines(self.lines)

    def _title(self) -> Content:
        """The heading, marked public for masking except for an outcome's sign, which shows how it went."""
        sign, _, rest = self.heading.partition(" ")
        return Content(f"{sign} ") + public(rest) if sign in OUTCOME_SIGNS else public(self.heading)

    def plain(self, width: int) -> str:
        """Return the page as plain text, wrapped to `width` cells."""
        lines = (line if isinstance(line, str) else line.plain for line in self.lines(width))
        return "\n".join(line.rstrip() for line in lines).strip()

    def on_resize(self) -> None:
        """Show as many key hints at the lower edge as fit, always including how to close."""
        box, parts = self.query_one(FixedVertical), self._edge_text.split(" · ")
        wordings = (parts, [parts[0], parts[-1]], parts[-1:])
        box.border_subtitle = clickable_edge(first_fitting(wordings, min(self.size.width, 66) - 6))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only the answers in `offers`."""
        return super().check_action(action, parameters) if action != "answer" else parameters[0] in self._offers

    def action_answer(self, command: str) -> None:
        dismiss_if_active(self, command)

    def action_close(self) -> None:
        dismiss_if_active(self)


class HandoverPage(PageDialog):
    """A page that the enter key also closes."""

    def key_enter(self) -> None:
        dismiss_if_active(self)
