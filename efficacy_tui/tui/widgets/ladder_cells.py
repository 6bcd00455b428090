"""What the rows of a ladder are made of: runs of text in an ink, and the columns they stand in. Free of Textual."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, Self

from efficacy_tui.tui.look.glyphs import UNICODE

Ink = Literal["text", "bright", "quiet", "faint", "dot", "accent", "key"]
Ground = Literal["", "zone", "here"]
Privacy = Literal["private", "public", "place", "amount"]
"""Who may read it: the mask hides `private` and `amount`; hidden numbers hide the `place` on the scale and `amount`."""

TITLE_COLUMN = 8
"""The stretch, the cursor, the difficulty, the sign, and the blanks between them."""

WIDE, MIDDLE = 100, 70
"""Columns from which bars have 12 cells and two outcomes show, and from which there are bars and one outcome at all."""

MAX_TITLE_WIDTH, MAX_OUTCOMES = 96, 4
"""A title's cells on a very wide screen, where the rest goes to more outcomes."""

OUTCOME_WIDTH = 10
"""The cells of an outcome's sign and day, with the blanks before it."""

BAR, TRACK, STROKE, STROKE_ON_BAR, ASCII_STROKE, RULE = "━", "─", "┼", "┿", "│", "╌"


class Run(NamedTuple):
    """Text in one ink."""

    text: str
    ink: Ink = "text"
    privacy: Privacy = "private"


class Row(NamedTuple):
    """A row of the screen; `rung` is the id of the rung it belongs to, empty where it belongs to none."""

    runs: tuple[Run, ...] = ()
    ground: Ground = ""
    rung: str = ""

    @property
    def text(self) -> str:
        """The row without its inks."""
        return "".join(run.text for run in self.runs)


BLANK = Row()


class LadderColumns(NamedTuple):
    """The cells of each column; `outcomes` is how many stand beside a rung."""

    total: int
    title: int
    bar: int
    numbers: int
    outcomes: int

    @classmethod
    def for_width(cls, width: int) -> Self:
        """Divide `width` cells."""
        bar = 12 if width >= WIDE else 8 if width >= MIDDLE else 0
        numbers = 11 if bar else 10
        outcomes = 2 if width >= WIDE else 1 if bar else 0
        title = width - TITLE_COLUMN - (bar + 1 if bar else 0) - numbers
        while outcomes and title - outcome_cells(outcomes) > MAX_TITLE_WIDTH and outcomes < MAX_OUTCOMES:
            outcomes += 1
        title = max(min(title - outcome_cells(outcomes), MAX_TITLE_WIDTH), 1)
        used = TITLE_COLUMN + title + (bar + 1 if bar else 0) + numbers + outcome_cells(outcomes)
        return cls(used, title, bar, numbers, outcomes)

    @property
    def title_rows(self) -> int:
        """The rows of a title that is not under the cursor, at most."""
        return 3 if self.bar >= 12 else 2

    @property
    def bar_column(self) -> int:
        """Where the bars begin."""
        return TITLE_COLUMN + self.title + 1


def outcome_cells(count: int) -> int:
    return 0 if not count else OUTCOME_WIDTH if count == 1 else count * OUTCOME_WIDTH - 1


@dataclass(frozen=True)
class Drawing:
    """How a ladder is drawn: masked, without numbers, bars and lines (`blind`), with `ascii_only` strokes.

    What is hidden is left out here already: a cell that is blanked on its way to the terminal loses its ground.
    """

    masked: bool = False
    blind: bool = False
    hide_numbers: bool = False
    ascii_only: bool = False

    @property
    def shows_odds(self) -> bool:
        """Whether what the person and the record say may be seen."""
        return not (self.masked or self.blind)

    @property
    def shows_numbers(self) -> bool:
        """Whether it may be seen in numbers, too."""
        return self.shows_odds and not self.hide_numbers


def edge(is_stretch: bool) -> Run:
    """Return the first cell of a row, with the mark of the stretch where it is one."""
    return Run(UNICODE["stretch"], "accent", "public") if is_stretch else Run(" ")


def amounts(words: str, ink: Ink) -> list[Run]:
    """Split the program's words at their numbers, which are amounts."""
    runs: list[Run] = []
    for char in words:
        privacy: Privacy = "amount" if char.isdigit() else "public"
        if runs and runs[-1].privacy == privacy:
            runs[-1] = runs[-1]._replace(text=runs[-1].text + char)
        else:
            runs.append(Run(char, ink, privacy))
    return runs
