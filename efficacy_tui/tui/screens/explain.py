"""The explain pages: what is known, drawn with the figures of its sources, and what it does not mean."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from efficacy_tui.content.words import load_words
from efficacy_tui.insight.heritability import falconer_shares
from efficacy_tui.model import locale_format
from efficacy_tui.tui.bindings import BY_ID, Place, screen_bindings
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.privacy.mask import PublicWidget
from efficacy_tui.tui.screens.base_screen import BaseScreen, dismiss_if_active
from efficacy_tui.tui.screens.page_dialog import PageLines
from efficacy_tui.tui.widgets.content_lines import (
    ACCENT,
    BRIGHT,
    KEY,
    QUIET,
    clickable,
    elide,
    key_hint,
    pad,
    stack,
    wrap,
)
from efficacy_tui.tui.widgets.key_hints import KeyHintLine, command_hint, group_hint, hints_in_a_row, keys_of

MEASURE = 76
"""Cells of a line of prose at most: longer ones are hard to read."""

STEP = 0.05
LABEL = 20
FIGURES = 18
NARROW = 50
SHARES_OF = "Per cent of the differences between people."
GENES, SHARED, REST, UNSPLIT = "━", "╍", "─", "·"
"""Lines, not blocks: told apart by their weight where there is no colour."""


class ExplainScreen(BaseScreen[None]):
    """Two pages; on the first, two values the reader moves."""

    place: ClassVar[Place] = "explain"
    BINDINGS: ClassVar[list[BindingType]] = [
        *screen_bindings(
            {
                "close": "close",
                "explain": "close",
                "explain-1": "page(0)",
                "explain-2": "page(1)",
                "left": "move('mz', -1)",
                "right": "move('mz', 1)",
                "lower": "move('dz', -1)",
                "higher": "move('dz', 1)",
                "design": "",
                "evidence": "",
                "reappraise": "",
                "down": "scroll(2)",
                "up": "scroll(-2)",
                "page-down": "scroll(10)",
                "page-up": "scroll(-10)",
                "top": "scroll(-9999)",
                "bottom": "scroll(9999)",
                "help": "",
                "support": "",
                "mask": "",
            }
        )
    ]
    DEFAULT_CSS = """
    ExplainScreen {
        background: $background;
        & > VerticalScroll { height: 1fr; padding: 1 0 0 0; scrollbar-size-vertical: 1; align-horizontal: center; }
        & ExplainLines { padding: 0 2; max-width: 80; }
        & #below { padding: 0 2 1 2; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.text = load_words("explain")
        self.number = 0
        self.mz, self.dz = float(self.text["falconer"]["mz"]), float(self.text["falconer"]["dz"])

    def compose(self) -> ComposeResult:
        yield ExplainHead()
        with VerticalScroll(can_focus=False):
            yield ExplainLines(self._above, id="above")
            yield ExplainLines(self._moved, id="moved")
            yield ExplainLines(self._below, id="below")
        yield ExplainKeys()

    def _parts(self) -> tuple[list[Any], list[Any], list[Any]]:
        """The page's blocks: those above the one that is moved by keys, that one, and those below it."""
        blocks = self.text["pages"][self.number]["blocks"]
        moved = next((i for i, block in enumerate(blocks) if block.get("draw") == "falconer"), len(blocks))
        return blocks[:moved], blocks[moved : moved + 1], blocks[moved + 1 :]

    def _above(self, width: int) -> list[Content | str]:
        return self._blocks(self._parts()[0], width)

    def _moved(self, width: int) -> list[Content | str]:
        return self._blocks(self._parts()[1], width)

    def _below(self, width: int) -> list[Content | str]:
        width = min(width, MEASURE)
        rows = self._blocks(self._parts()[2], width)
        rows.append(Content.styled("References", BRIGHT))
        for number, reference in enumerate(self.text["pages"][self.number]["references"], start=1):
            # Where there is little room it hangs less, so that an address is whole on its line.
            hang = 4 if width >= NARROW else 2
            words = (word if cell_len(word) <= width - hang else word.replace("/", "/ ") for word in reference.split())
            first, *rest = wrap(f"[{number}] {' '.join(words)}", width - hang)
            rows += [Content.styled(first, QUIET)]
            rows += [Content.styled(" " * hang + line, QUIET) for line in rest]
        return rows

    def _blocks(self, blocks: list[Any], width: int) -> list[Content | str]:
        """Blocks of the page, for so many cells."""
        width = min(width, MEASURE)
        rows: list[Content | str] = []
        for block in blocks:
            if "heading" in block:
                rows += [Content.styled(block["heading"], BRIGHT)]
                continue
            rows += (
                self._prose(locale_format.localize_prose(block["text"]), width)
                if "text" in block
                else getattr(self, f"_{block['draw']}")(width)
            )
            rows.append("")
        return rows

    def _prose(self, text: str, width: int) -> list[Content | str]:
        found = re.match(r"(Not [^.]{3,24}\.) ", text)
        rows: list[Content | str] = []
        for i, line in enumerate(wrap(text, width)):
            if i == 0 and found and line.startswith(found[1]):
                rows.append(Content.assemble((found[1], BRIGHT), line[len(found[1]) :]))
            elif text.startswith("“"):
                rows.append(Content.styled(line, BRIGHT))
            else:
                rows.append(line)
        return rows

    def _bars(self, width: int) -> list[Content | str]:
        """Each rater's figures as one stacked bar; what the source does not split stays one part."""
        label = LABEL if width >= NARROW else 0
        bar = max(width - label - FIGURES, 8)
        rows: list[Content | str] = []
        for told in self.text["bars"]:
            a, c, e = told["a"], told.get("c"), told.get("e")
            parts = [(GENES, a, ACCENT)]
            if c is None or e is None:
                parts.append((UNSPLIT, 100 - a, QUIET))
                said = f"A {a}"
            else:
                parts += [(SHARED, c, ""), (REST, e, QUIET)]
                said = f"A {a}  C {c:>2}  E {e}"
            if not label:
                rows.append(told["who"])
            rows.append(Content.assemble(pad(told["who"], label), *stacked(parts, bar), (f"  {said}", "")))
        legend = [
            (f"{GENES * 2} A genes", ACCENT),
            (f"   {SHARED * 2} C what twins of a family share", ""),
            (f"   {REST * 2} E all else, and error", QUIET),
            (f"   {UNSPLIT * 2} not split here", QUIET),
        ]
        rows.append("")
        line: list[tuple[str, str]] = []
        for text, style in legend:
            if line and sum(cell_len(part) for part, _ in line) + cell_len(text) > width:
                rows.append(Content.assemble(*line))
                line = []
            line.append((text if line else text.lstrip(), style))
        return [*rows, Content.assemble(*line), *(Content.styled(row, QUIET) for row in wrap(SHARES_OF, width))]

    def _falconer(self, width: int) -> list[Content | str]:
        told = self.text["falconer"]
        found = falconer_shares(self.mz, self.dz)
        column = max(sum(len(key) + 1 for key in keys_of(*pair)) for pair in (("left", "right"), ("lower", "higher")))
        track = max(min(width - column - 23, 40), 6)
        rows: list[Content | str] = [
            self._slider(("left", "right"), "rMZ identical", "mz", track, column),
            self._slider(("lower", "higher"), "rDZ fraternal", "dz", track, column),
            "",
        ]
        formulas = (
            ("h²", "2(rMZ − rDZ)", found.h2, "genes"),
            ("c²", "2rDZ − rMZ", found.c2, "what twins of a family share"),
            ("e²", "1 − rMZ", found.e2, "all else, and error"),
        )
        for name, formula, value, meaning in formulas:
            told_ = Content.assemble((f"{name} = ", QUIET), pad(formula, 14), (f"= {_two(value):>5}  ", BRIGHT))
            fits = told_.cell_length + cell_len(meaning) <= width
            rows += [told_ + Content.styled(meaning, QUIET)] if fits else [told_, Content.styled(f"  {meaning}", QUIET)]
        rows.append("")
        if not found.possible:
            return [*rows, *wrap(told["impossible"], width)]
        parts = [(GENES, found.h2 * 100, ACCENT), (SHARED, found.c2 * 100, ""), (REST, found.e2 * 100, QUIET)]
        return [
            *rows,
            *wrap(locale_format.localize_prose(told["example"]), width),
            Content.assemble(*stacked(parts, min(width, 60))),
        ]

    def _slider(self, commands: tuple[str, str], name: str, moved: str, width: int, column: int) -> Content:
        """A value on a line of `width` cells, after the keys that move it in a column of their own."""
        value = self.mz if moved == "mz" else self.dz
        at = round(value * (width - 1))
        keys = [(key, by) for command, by in zip(commands, (-1, 1), strict=True) for key in keys_of(command)]
        used = sum(len(key) + 1 for key, _ in keys)
        return Content.assemble(
            *(clickable(Content.styled(f"{each} ", KEY), f"screen.move('{moved}', {by})") for each, by in keys),
            " " * (column - used + 1),
            (pad(name, 15), ""),
            (UNICODE["full"] * at, ACCENT),
            (UNICODE["knob"], KEY),
            (UNICODE["empty"] * (width - 1 - at), "$faint"),
            (f"  {_two(value)}", BRIGHT),
        )

    def _sources(self, width: int) -> list[Content | str]:
        rows: list[Content | str] = []
        for told in self.text["sources"]:
            head = Content.assemble((f"{UNICODE[told['sign']]} ", ACCENT), (told["name"], BRIGHT))
            key = key_hint(BY_ID[told["command"]].key, told["does"], f"app.command('{BY_ID[told['command']].id}')")
            free = width - head.cell_length - key.cell_length
            if free > 1:
                rows.append(head + Content(" " * free) + key)
            else:
                first, *rest = wrap(told["name"], width - 2)
                rows.append(Content.assemble((f"{UNICODE[told['sign']]} ", ACCENT), (first, BRIGHT)))
                rows += [*(Content.styled(f"  {line}", BRIGHT) for line in rest), Content("  ") + key]
            rows += [Content.styled(f"  {line}", "") for line in wrap(told["how"], width - 2)]
        return rows

    def redraw(self) -> None:
        """Show another page."""
        for lines in self.query(ExplainLines):
            lines.refresh(layout=True)
        self.query_one(ExplainHead).refresh()
        self.query_one(ExplainKeys).refresh()

    def action_page(self, number: int) -> None:
        self.number = number
        self.redraw()
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_move(self, name: str, by: int) -> None:
        if self.number != 0:
            return
        value = round(min(max(getattr(self, name) + by * STEP, 0.0), 1.0), 2)
        setattr(self, name, value)
        moved = self.query_one("#moved", ExplainLines)
        # What is moved is brought to where it is seen.
        self.query_one(VerticalScroll).scroll_to_widget(moved, animate=False)
        # As long as the words below it stay where they are, nothing else is drawn.
        moved.refresh(layout=moved.content_size.height != len(self._moved(moved.content_size.width)))

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_close(self) -> None:
        dismiss_if_active(self)


class ExplainLines(PageLines, PublicWidget):
    """The page, with air on both sides."""

    auto_links = False

    def render(self) -> Content:
        return stack(self.lines(max(self.content_size.width, 10)))


class ExplainHead(KeyHintLine):
    """Both pages, the one shown marked."""

    DEFAULT_CSS = "ExplainHead { height: 1; dock: top; padding: 0 2; }"

    def render(self) -> Content:
        screen, width = self.screen, self.size.width
        assert isinstance(screen, ExplainScreen)
        titles = [page["title"] for page in screen.text["pages"]]
        keys = ["".join(f"{key} " for key in keys_of(f"explain-{i}")) for i in range(1, len(titles) + 1)]
        whole = sum(cell_len(f"{key}{title}") + 5 for key, title in zip(keys, titles, strict=True)) <= width
        parts: list[Content] = []
        for i, title in enumerate(titles):
            here = i == screen.number
            if whole or here:
                # Up to its comma where there is not room for all of it.
                room = width - sum(map(cell_len, keys)) - 2 * (len(keys) - 1)
                text = next((words for words in (title, title.split(",")[0]) if cell_len(words) <= room), "")
                text = title if whole else text or elide(title, max(room, 8))
                name = Content.assemble((keys[i], ACCENT if here else QUIET), (text, BRIGHT if here else QUIET))
                parts += [clickable(name, f"screen.page({i})"), Content("     " if whole else "  ")]
            else:
                parts += [clickable(Content.styled(keys[i], QUIET), f"screen.page({i})"), Content("  ")]
        return Content.assemble(*parts)


class ExplainKeys(KeyHintLine):
    """What can be done here."""

    DEFAULT_CSS = "ExplainKeys { height: 1; dock: bottom; padding: 0 2; color: $quiet; }"

    def render(self) -> Content:
        screen, width = self.screen, self.size.width
        assert isinstance(screen, ExplainScreen)
        keys = [
            group_hint({"explain-1": "screen.page(0)", "explain-2": "screen.page(1)"}, "page"),
            group_hint({"up": "screen.scroll(-10)", "down": "screen.scroll(10)"}, "read on"),
        ]
        if screen.number == 0:
            twins = " twins" if width >= 76 else ""
            identical, fraternal = f"identical{twins}", f"fraternal{twins}"
            keys += [
                group_hint({"left": "screen.move('mz', -1)", "right": "screen.move('mz', 1)"}, identical),
                group_hint({"lower": "screen.move('dz', -1)", "higher": "screen.move('dz', 1)"}, fraternal),
            ]
        keys.append(command_hint("close", "back", "screen.close"))
        return hints_in_a_row(keys, width, least=("read on", "page", "fraternal"))


def stacked(parts: list[tuple[str, Any, str]], width: int) -> list[tuple[str, str]]:
    """Parts of 100 side by side on `width` cells: every border is rounded by itself, so that they fill the bar."""
    drawn, done, before = [], 0.0, 0
    for sign, share, style in parts:
        done += share
        end = round(width * done / 100)
        drawn.append((sign * (end - before), style))
        before = end
    return drawn


def _two(value: float) -> str:
    return locale_format.format_number(value, 2)
