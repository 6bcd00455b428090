"""The card after an outcome: what it came to, in the same shape whatever came of it. Nothing opens by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import ModalScreen

from efficacy_tui.flows.after_ending import offer_keys
from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.model.text_layout import cell_width, elide, wrap
from efficacy_tui.tui.bindings import screen_bindings
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.privacy.mask import magnitude, public
from efficacy_tui.tui.screens.base_screen import BaseScreen, dismiss_if_active
from efficacy_tui.tui.screens.page_dialog import PageLines
from efficacy_tui.tui.widgets.base_widgets import FixedVertical
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, KEY, QUIET, labelled
from efficacy_tui.tui.widgets.dialog_body import DialogBody
from efficacy_tui.tui.widgets.key_hints import clickable_edge, press_on_click
from efficacy_tui.wording.ending import (
    ENDING_TITLES,
    EndingFact,
    EndingOffer,
    ending_facts,
    ending_headline,
    ending_note,
    excerpt_words,
    next_words,
)

if TYPE_CHECKING:
    from efficacy_tui.journal.ending import Ending, ExcerptRow

LABEL_WIDTH = 13
EXCERPT_SIZE = (70, 24)
"""Columns and rows of the screen from which the ladder around the challenge is shown."""

FRAME_ROWS = 4
"""Rows of the frame and its padding."""

EDGE = "esc later"

OTHER_COMMANDS = {"down": "scroll(1)", "up": "scroll(-1)", "support": "", "mask": "", "suspend": ""}
"""Commands whose keys leave the card open, with their actions here."""


class EndingCard(BaseScreen[EndingOffer | None], ModalScreen[EndingOffer | None]):
    """A card over the dimmed dashboard. The key of an offer closes it with that offer, any other key with none."""

    BINDINGS: ClassVar[list[BindingType]] = [*screen_bindings(OTHER_COMMANDS)]
    DEFAULT_CSS = """
    EndingCard {
        align: center middle;
        background: $background 78%;
    }
    EndingCard > Vertical {
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
    EndingCard.-low > Vertical { padding: 0 1 0 1; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-roomy")]

    def __init__(self, ending: Ending) -> None:
        super().__init__()
        self.ending = ending

    def compose(self) -> ComposeResult:
        with FixedVertical() as box:
            box.border_title = public(ENDING_TITLES[self.ending.outcome])
            box.border_subtitle = clickable_edge(EDGE)
            with DialogBody():
                yield PageLines(self.lines)

    def lines(self, width: int) -> list[Content]:
        """Build the card for a width: what fits, the ladder giving way first, then the range, then the title."""
        columns, rows = self.app.size
        room = rows - FRAME_ROWS
        builders: list[Callable[[], list[Content]]] = [
            lambda: self._build(width, title_rows=3),
            lambda: self._build(width, title_rows=3, short=True),
            lambda: self._build(width, title_rows=1, short=True),
        ]
        if self.ending.excerpt and columns >= EXCERPT_SIZE[0] and rows >= EXCERPT_SIZE[1]:
            builders.insert(0, lambda: self._build(width, title_rows=3, has_excerpt=True))
        built: list[Content] = []
        for build in builders:
            built = build()
            if len(built) <= room:
                break
        return built

    def _build(self, width: int, *, title_rows: int, short: bool = False, has_excerpt: bool = False) -> list[Content]:
        ending = self.ending
        sign = UNICODE[ending.outcome]
        title = wrap(ending_headline(ending), width - 2, title_rows)
        rows = [Content.assemble((f"{sign} " if i == 0 else "  ", ""), (line, BRIGHT)) for i, line in enumerate(title)]
        facts = ending_facts(ending)
        if facts:
            rows.append(Content(""))
        for fact in facts:
            rows += _fact_lines(fact, width, short=short)
        # The drawn rungs show what is next.
        next_line = "" if has_excerpt else next_words(ending)
        note = ending_note(ending)
        if next_line or note:
            rows.append(Content(""))
            rows += [magnitude(line, QUIET) for line in (wrap(next_line, width, 2) if next_line else [])]
            rows += [public(line, QUIET) for line in (wrap(note, width) if note else [])]
        if has_excerpt:
            rows += [Content(""), *(_excerpt_line(row, ending, width) for row in ending.excerpt)]
        return [*rows, Content(""), *self._offer_lines(width)]

    def _offer_lines(self, width: int) -> list[Content]:
        """Show the keys of what can be done next, on as many lines as they need."""
        lines: list[Content] = []
        line, used = Content(""), 0
        for offer in offer_keys(self.ending):
            size = cell_width(f"{offer.key} {offer.words}")
            if used and used + 3 + size > width:
                lines.append(line)
                line, used = Content(""), 0
            gap = Content("   ") if used else Content("")
            line = line + gap + press_on_click(offer.key, public(f"{offer.key} ", KEY) + public(offer.words, QUIET))
            used += size + (3 if gap.plain else 0)
        return [*lines, line]

    def on_key(self, event: events.Key) -> None:
        """Close, with the offer of the key if it has one."""
        if any(event.key in BY_ID[command].all_keys for command in OTHER_COMMANDS):
            return
        event.stop()
        offers = (offer.offer for offer in offer_keys(self.ending) if event.key in offer.all_keys)
        dismiss_if_active(self, next(offers, None))


def _fact_lines(fact: EndingFact, width: int, *, short: bool) -> list[Content]:
    text = fact.short if short and fact.short else fact.text
    if not fact.is_number:
        return labelled(fact.label, text, width, LABEL_WIDTH, 3)
    rows = wrap(text, width - LABEL_WIDTH, 2)
    label = public(f"{fact.label:<{LABEL_WIDTH}}", QUIET)
    blank = Content(" " * LABEL_WIDTH)
    return [(label if i == 0 else blank) + magnitude(row) for i, row in enumerate(rows)]


def _excerpt_line(row: ExcerptRow, ending: Ending, width: int) -> Content:
    title, latest = excerpt_words(row, ending)
    sign = UNICODE["next"] if row.is_next else UNICODE[row.rung.status] if row.rung else " "
    style = BRIGHT if row.is_current else QUIET
    head = f"{row.difficulty:>4} "
    room = width - cell_width(head) - 2 - (cell_width(latest) + 2 if latest else 0)
    words = elide(title, room)
    title_content = public(words, style) if row.rung is None else Content.styled(words, style)
    gap = " " * max(width - cell_width(head) - 2 - cell_width(words) - cell_width(latest), 0)
    return Content.assemble(
        magnitude(head, style), (f"{sign} ", ACCENT if row.is_next else style), title_content, gap, (latest, QUIET)
    )
