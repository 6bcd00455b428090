"""The explain pages: research findings drawn from their sources' figures, and what they do not mean."""

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
from efficacy_tui.model.text_layout import elide, pad, wrap
from efficacy_tui.tui.bindings import BY_ID, Place, screen_bindings
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.privacy.mask import PublicWidget
from efficacy_tui.tui.screens.base_screen import BaseScreen, dismiss_if_active
from efficacy_tui.tui.screens.page_dialog import PageLines
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, KEY, QUIET, clickable, key_hint, stack
from efficacy_tui.tui.widgets.key_hints import KeyHintLine, command_hint, group_hint, join_hints, keys_of

MAX_LINE_WIDTH = 76
"""Cells of a line of prose; longer ones are hard to read."""

STEP = 0.05
RATER_WIDTH = 20
FIGURES_WIDTH = 18
NARROW_WIDTH = 50
SHARES_NOTE = "Per cent of the differences between people."
GENES, SHARED, REST, UNSPLIT = "━", "╍", "─", "·"
"""Line characters of different weight, so that the segments differ without colour."""


class ExplainScreen(BaseScreen[None]):
    """Two pages; the first has two sliders for the twin correlations (0–1)."""

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
                "suspend": "",
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
        self.page_index = 0
        self.mz, self.dz = float(self.text["falconer"]["mz"]), float(self.text["falconer"]["dz"])

    def compose(self) -> ComposeResult:
        yield ExplainHead()
        with VerticalScroll(can_focus=False):
            yield ExplainLines(self._lines_above, id="above")
            yield ExplainLines(self._slider_lines, id="sliders")
            yield ExplainLines(self._lines_below, id="below")
        yield ExplainKeys()

    def _split_blocks(self) -> tuple[list[Any], list[Any], list[Any]]:
        """Split the page's blocks into those above the sliders, the sliders, and those below."""
        blocks = self.text["pages"][self.page_index]["blocks"]
        slider_index = next((i for i, block in enumerate(blocks) if block.get("draw") == "falconer"), len(blocks))
        return blocks[:slider_index], blocks[slider_index : slider_index + 1], blocks[slider_index + 1 :]

    def _lines_above(self, width: int) -> list[Content | str]:
        return self._format_blocks(self._split_blocks()[0], width)

    def _slider_lines(self, width: int) -> list[Content | str]:
        return self._format_blocks(self._split_blocks()[1], width)

    def _lines_below(self, width: int) -> list[Content | str]:
        width = min(width, MAX_LINE_WIDTH)
        rows = self._format_blocks(self._split_blocks()[2], width)
        rows.append(Content.styled("References", BRIGHT))
        for number, reference in enumerate(self.text["pages"][self.page_index]["references"], start=1):
            # Indent less on a narrow screen, so that an address fits on one line.
            indent = 4 if width >= NARROW_WIDTH else 2
            words = (
                word if cell_len(word) <= width - indent else word.replace("/", "/ ") for word in reference.split()
            )
            first, *rest = wrap(f"[{number}] {' '.join(words)}", width - indent)
            rows += [Content.styled(first, QUIET)]
            rows += [Content.styled(" " * indent + line, QUIET) for line in rest]
        return rows

    def _format_blocks(self, blocks: list[Any], width: int) -> list[Content | str]:
        """Format blocks of the page for `width` cells."""
        width = min(width, MAX_LINE_WIDTH)
        rows: list[Content | str] = []
        for block in blocks:
            if "heading" in block:
                rows += [Content.styled(block["heading"], BRIGHT)]
                continue
            rows += (
                self._format_prose(locale_format.localize_prose(block["text"]), width)
                if "text" in block
                else getattr(self, f"_{block['draw']}")(width)
            )
            rows.append("")
        return rows

    def _format_prose(self, text: str, width: int) -> list[Content | str]:
        lead_in = re.match(r"(Not [^.]{3,24}\.) ", text)
        rows: list[Content | str] = []
        for i, line in enumerate(wrap(text, width)):
            if i == 0 and lead_in and line.startswith(lead_in[1]):
                rows.append(Content.assemble((lead_in[1], BRIGHT), line[len(lead_in[1]) :]))
            elif text.startswith("“"):
                rows.append(Content.styled(line, BRIGHT))
            else:
                rows.append(line)
        return rows

    def _bars(self, width: int) -> list[Content | str]:
        """Draw each rater's shares (percent) as one stacked bar; an unsplit remainder is one segment."""
        label_width = RATER_WIDTH if width >= NARROW_WIDTH else 0
        bar_width = max(width - label_width - FIGURES_WIDTH, 8)
        rows: list[Content | str] = []
        for rater in self.text["bars"]:
            a, c, e = rater["a"], rater.get("c"), rater.get("e")
            segments = [(GENES, a, ACCENT)]
            if c is None or e is None:
                segments.append((UNSPLIT, 100 - a, QUIET))
                figures = f"A {a}"
            else:
                segments += [(SHARED, c, ""), (REST, e, QUIET)]
                figures = f"A {a}  C {c:>2}  E {e}"
            if not label_width:
                rows.append(rater["who"])
            rows.append(
                Content.assemble(
                    pad(rater["who"], label_width), *stacked_bar(segments, bar_width), (f"  {figures}", "")
                )
            )
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
        return [*rows, Content.assemble(*line), *(Content.styled(row, QUIET) for row in wrap(SHARES_NOTE, width))]

    def _falconer(self, width: int) -> list[Content | str]:
        texts = self.text["falconer"]
        shares = falconer_shares(self.mz, self.dz)
        key_width = max(
            sum(len(key) + 1 for key in keys_of(*pair)) for pair in (("left", "right"), ("lower", "higher"))
        )
        slider_width = max(min(width - key_width - 23, 40), 6)
        rows: list[Content | str] = [
            self._slider(("left", "right"), "rMZ identical", "mz", slider_width, key_width),
            self._slider(("lower", "higher"), "rDZ fraternal", "dz", slider_width, key_width),
            "",
        ]
        formulas = (
            ("h²", "2(rMZ − rDZ)", shares.h2, "genes"),
            ("c²", "2rDZ − rMZ", shares.c2, "what twins of a family share"),
            ("e²", "1 − rMZ", shares.e2, "all else, and error"),
        )
        for name, formula, value, meaning in formulas:
            equation = Content.assemble(
                (f"{name} = ", QUIET), pad(formula, 14), (f"= {_format_two_decimals(value):>5}  ", BRIGHT)
            )
            fits = equation.cell_length + cell_len(meaning) <= width
            rows += (
                [equation + Content.styled(meaning, QUIET)]
                if fits
                else [equation, Content.styled(f"  {meaning}", QUIET)]
            )
        rows.append("")
        if not shares.is_possible:
            return [*rows, *wrap(texts["impossible"], width)]
        segments = [(GENES, shares.h2 * 100, ACCENT), (SHARED, shares.c2 * 100, ""), (REST, shares.e2 * 100, QUIET)]
        return [
            *rows,
            *wrap(locale_format.localize_prose(texts["example"]), width),
            Content.assemble(*stacked_bar(segments, min(width, 60))),
        ]

    def _slider(self, commands: tuple[str, str], caption: str, value_name: str, width: int, key_width: int) -> Content:
        """Draw a value (0–1) on a line of `width` cells, after a column with the keys that move it."""
        value = self.mz if value_name == "mz" else self.dz
        knob_cell = round(value * (width - 1))
        keys = [(key, step) for command, step in zip(commands, (-1, 1), strict=True) for key in keys_of(command)]
        keys_width = sum(len(key) + 1 for key, _ in keys)
        return Content.assemble(
            *(clickable(Content.styled(f"{key} ", KEY), f"screen.move('{value_name}', {step})") for key, step in keys),
            " " * (key_width - keys_width + 1),
            (pad(caption, 15), ""),
            (UNICODE["full"] * knob_cell, ACCENT),
            (UNICODE["knob"], KEY),
            (UNICODE["empty"] * (width - 1 - knob_cell), "$faint"),
            (f"  {_format_two_decimals(value)}", BRIGHT),
        )

    def _sources(self, width: int) -> list[Content | str]:
        rows: list[Content | str] = []
        for source in self.text["sources"]:
            heading = Content.assemble((f"{UNICODE[source['sign']]} ", ACCENT), (source["name"], BRIGHT))
            link = key_hint(
                BY_ID[source["command"]].key, source["does"], f"app.command('{BY_ID[source['command']].id}')"
            )
            free = width - heading.cell_length - link.cell_length
            if free > 1:
                rows.append(heading + Content(" " * free) + link)
            else:
                first, *rest = wrap(source["name"], width - 2)
                rows.append(Content.assemble((f"{UNICODE[source['sign']]} ", ACCENT), (first, BRIGHT)))
                rows += [*(Content.styled(f"  {line}", BRIGHT) for line in rest), Content("  ") + link]
            rows += [Content.styled(f"  {line}", "") for line in wrap(source["how"], width - 2)]
        return rows

    def redraw(self) -> None:
        """Redraw everything for the current page."""
        for lines in self.query(ExplainLines):
            lines.refresh(layout=True)
        self.query_one(ExplainHead).refresh()
        self.query_one(ExplainKeys).refresh()

    def action_page(self, number: int) -> None:
        self.page_index = number
        self.redraw()
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_move(self, name: str, steps: int) -> None:
        if self.page_index != 0:
            return
        value = round(min(max(getattr(self, name) + steps * STEP, 0.0), 1.0), 2)
        setattr(self, name, value)
        slider = self.query_one("#sliders", ExplainLines)
        # A key may move the slider while it is scrolled out of view.
        self.query_one(VerticalScroll).scroll_to_widget(slider, animate=False)
        # Lay out anew only if the height changed; otherwise the text below need not be redrawn.
        slider.refresh(layout=slider.content_size.height != len(self._slider_lines(slider.content_size.width)))

    def action_scroll(self, rows: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_close(self) -> None:
        dismiss_if_active(self)


class ExplainLines(PageLines, PublicWidget):
    """A part of the page, with a margin on both sides."""

    auto_links = False

    def render(self) -> Content:
        return stack(self.lines(max(self.content_size.width, 10)))


class ExplainHead(KeyHintLine):
    """The titles of both pages, the current one highlighted."""

    DEFAULT_CSS = "ExplainHead { height: 1; dock: top; padding: 0 2; }"

    def render(self) -> Content:
        screen, width = self.screen, self.size.width
        assert isinstance(screen, ExplainScreen)
        titles = [page["title"] for page in screen.text["pages"]]
        keys = ["".join(f"{key} " for key in keys_of(f"explain-{i}")) for i in range(1, len(titles) + 1)]
        titles_fit = sum(cell_len(f"{key}{title}") + 5 for key, title in zip(keys, titles, strict=True)) <= width
        parts: list[Content] = []
        for i, title in enumerate(titles):
            is_current = i == screen.page_index
            if titles_fit or is_current:
                # Cut a title at its comma if all of it does not fit.
                room = width - sum(map(cell_len, keys)) - 2 * (len(keys) - 1)
                text = next((words for words in (title, title.split(",")[0]) if cell_len(words) <= room), "")
                text = title if titles_fit else text or elide(title, max(room, 8))
                tab = Content.assemble(
                    (keys[i], ACCENT if is_current else QUIET), (text, BRIGHT if is_current else QUIET)
                )
                parts += [clickable(tab, f"screen.page({i})"), Content("     " if titles_fit else "  ")]
            else:
                parts += [clickable(Content.styled(keys[i], QUIET), f"screen.page({i})"), Content("  ")]
        return Content.assemble(*parts)


class ExplainKeys(KeyHintLine):
    """The keys of this screen."""

    DEFAULT_CSS = "ExplainKeys { height: 1; dock: bottom; padding: 0 2; color: $quiet; }"

    def render(self) -> Content:
        screen, width = self.screen, self.size.width
        assert isinstance(screen, ExplainScreen)
        hints = [
            group_hint({"explain-1": "screen.page(0)", "explain-2": "screen.page(1)"}, "page"),
            group_hint({"up": "screen.scroll(-10)", "down": "screen.scroll(10)"}, "read on"),
        ]
        if screen.page_index == 0:
            twins = " twins" if width >= 76 else ""
            identical, fraternal = f"identical{twins}", f"fraternal{twins}"
            hints += [
                group_hint({"left": "screen.move('mz', -1)", "right": "screen.move('mz', 1)"}, identical),
                group_hint({"lower": "screen.move('dz', -1)", "higher": "screen.move('dz', 1)"}, fraternal),
            ]
        hints.append(command_hint("close", "back", "screen.close"))
        return join_hints(hints, width, droppable_first=("read on", "page", "fraternal"))


def stacked_bar(shares: list[tuple[str, Any, str]], width: int) -> list[tuple[str, str]]:
    """Draw shares in percent as segments; each border is rounded separately, so that they fill `width` exactly."""
    segments, total, start = [], 0.0, 0
    for sign, share, style in shares:
        total += share
        end = round(width * total / 100)
        segments.append((sign * (end - start), style))
        start = end
    return segments


def _format_two_decimals(value: float) -> str:
    return locale_format.format_number(value, 2)
