"""The explain pages: what stands on the dashboard, what research found, and figures that the reader can move."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.filter import LineFilter

from efficacy_tui.content.words import load_words
from efficacy_tui.flows.command_table import Place
from efficacy_tui.flows.explain_figures import ExampleFigure, FalconerFigure, Figure, RatersFigure
from efficacy_tui.model.text_layout import elide
from efficacy_tui.tui.bindings import screen_bindings
from efficacy_tui.tui.privacy.mask import NUMBERS, PublicWidget
from efficacy_tui.tui.screens.base_screen import BaseScreen, dismiss_if_active
from efficacy_tui.tui.screens.page_dialog import PageLines
from efficacy_tui.tui.widgets.base_widgets import FixedVertical
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, QUIET, clickable, stack
from efficacy_tui.tui.widgets.explain_blocks import Lines, format_blocks, format_references
from efficacy_tui.tui.widgets.explain_figures import SLIDER_KEYS, figure_body, figure_head
from efficacy_tui.tui.widgets.key_hints import KeyHintLine, command_hint, group_hint, join_hints, keys_of
from efficacy_tui.tui.widgets.trend_chart import TrendChart
from efficacy_tui.wording.confidence_chart import chart_data

FIGURES = ("example", "falconer", "raters")
"""The drawings that a reader can move."""

LOW_HEIGHT, MIN_HEIGHT = 30, 18
"""Rows of the screen below which the example's chart is low, and below which its sliders take its place."""

PAGES = 5


class ExplainScreen(BaseScreen[None]):
    """Five pages; three of them have a figure with sliders."""

    place: ClassVar[Place] = "explain"
    BINDINGS: ClassVar[list[BindingType]] = [
        *screen_bindings(
            {
                "close": "close",
                "explain": "close",
                **{f"explain-{number + 1}": f"page({number})" for number in range(PAGES)},
                **{
                    command: f"move({slider}, {steps})"
                    for slider, commands in enumerate(SLIDER_KEYS)
                    for command, steps in zip(commands, (-1, 1), strict=True)
                },
                "next-rater": "switch",
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
        & #figure { height: auto; max-width: 80; padding-bottom: 1; }
        & #figure.-none { display: none; }
        & ExampleChart { margin: 1 2; height: 10; }
        & ExampleChart.-low { height: 7; }
        & #head, & ExampleChart { display: none; }
        & .-example #head, & .-example ExampleChart { display: block; }
        & .-example ExampleChart.-none { display: none; }
        & #below { padding: 0 2 1 2; }
    }
    """

    def __init__(self, page: str = "dashboard") -> None:
        """`page` is the id of the page that is open first."""
        super().__init__()
        self.text = load_words("explain")
        self.page_index = next(i for i, row in enumerate(self.text["pages"]) if row["id"] == page)
        self.figures: dict[str, Figure] = {
            "example": ExampleFigure.from_words(self.text),
            "falconer": FalconerFigure.from_words(self.text),
            "raters": RatersFigure.from_words(self.text),
        }

    def compose(self) -> ComposeResult:
        yield ExplainHead()
        with VerticalScroll(can_focus=False):
            yield ExplainLines(self._lines_above, id="above")
            with FixedVertical(id="figure"):
                yield ExplainLines(self._head_lines, id="head")
                yield ExampleChart()
                yield ExplainLines(self._body_lines, id="body")
            yield ExplainLines(self._lines_below, id="below")
        yield ExplainKeys()

    def on_mount(self) -> None:
        self._show_page()

    def on_resize(self, event: events.Resize) -> None:
        chart = self.query_one(ExampleChart)
        chart.set_class(event.size.height < LOW_HEIGHT, "-low")
        chart.set_class(event.size.height < MIN_HEIGHT, "-none")

    # -- what is on the page ---------------------------------------------------------------------

    @property
    def page(self) -> Mapping[str, Any]:
        """The current page as the content has it."""
        page: Mapping[str, Any] = self.text["pages"][self.page_index]
        return page

    @property
    def figure_name(self) -> str:
        """The name of the figure on the current page; empty without one."""
        return next((block["draw"] for block in self.page["blocks"] if block.get("draw") in FIGURES), "")

    @property
    def figure(self) -> Figure | None:
        """The figure on the current page."""
        return self.figures.get(self.figure_name)

    def _split_blocks(self) -> tuple[Sequence[Any], Sequence[Any]]:
        """Split the page's blocks into those above its figure and those below."""
        blocks = self.page["blocks"]
        index = next((i for i, block in enumerate(blocks) if block.get("draw") in FIGURES), len(blocks))
        return blocks[:index], blocks[index + 1 :]

    def _lines_above(self, width: int) -> Lines:
        return format_blocks(self._split_blocks()[0], self.text, self.figure, width)

    def _head_lines(self, width: int) -> Lines:
        return figure_head(self.figure, width) if self.figure is not None else []

    def _body_lines(self, width: int) -> Lines:
        return figure_body(self.figure, self.text, width) if self.figure is not None else []

    def _lines_below(self, width: int) -> Lines:
        rows = format_blocks(self._split_blocks()[1], self.text, self.figure, width)
        return rows + format_references(self.page["references"], width)

    def _show_page(self) -> None:
        """Show the current page from its top."""
        box = self.query_one("#figure")
        box.set_class(self.figure is None, "-none")
        box.set_class(self.figure_name == "example", "-example")
        self._show_chart()
        for lines in self.query(ExplainLines):
            lines.update_lines()
        self.query_one(ExplainHead).refresh()
        self.query_one(ExplainKeys).refresh()

    def _show_chart(self) -> None:
        if isinstance(self.figure, ExampleFigure):
            stats, _ = self.figure.results
            self.query_one(ExampleChart).set_data(chart_data(stats))

    def _show_figure(self, figure: Figure) -> None:
        """Show another state of the page's figure; what looks as before is neither laid out nor drawn again."""
        if figure == self.figure:
            return
        self.figures[self.figure_name] = figure
        self._show_chart()
        for lines in self.query(ExplainLines):
            lines.update_lines()
        box, scroll = self.query_one("#figure"), self.query_one(VerticalScroll)
        # A key may move a slider that is scrolled out of view.
        if not scroll.region.contains_region(self.query_one("#body").region):
            scroll.scroll_to_widget(box, animate=False, top=box.region.height > scroll.region.height)

    # -- keys ------------------------------------------------------------------------------------

    def action_page(self, number: int) -> None:
        self.page_index = number
        self._show_page()
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_move(self, slider: int, steps: int) -> None:
        if self.figure is not None and slider < len(self.figure.sliders):
            self._show_figure(self.figure.move(slider, steps))

    def action_switch(self) -> None:
        if self.figure is not None:
            self._show_figure(self.figure.switch())

    def action_rater(self, index: int) -> None:
        if isinstance(self.figure, RatersFigure):
            self._show_figure(self.figure.with_rater(index))

    def action_close(self) -> None:
        dismiss_if_active(self)


class MadeUpWidget(PublicWidget):
    """A widget that shows nothing about the person: readable while masked, and its numbers are no amounts of theirs."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [line_filter for line_filter in PublicWidget.get_line_filters(self) if line_filter is not NUMBERS]


class ExplainLines(PageLines, MadeUpWidget):
    """A part of the page, with a margin on both sides; its lines are made once for a width, until they change."""

    auto_links = False

    def __init__(self, lines: Callable[[int], Lines], *, id: str) -> None:
        super().__init__(self._lines_for, id=id)
        self._build_lines = lines
        self._built: tuple[int, Lines] | None = None

    def _lines_for(self, width: int) -> Lines:
        if self._built is None or self._built[0] != width:
            self._built = width, self._build_lines(width)
        return self._built[1]

    def update_lines(self) -> None:
        """Make the lines anew, and show them if they are others."""
        before, self._built = self._built, None
        if before is None:
            self.refresh(layout=True)
            return
        lines = self._lines_for(before[0])
        if len(lines) != len(before[1]):
            self.refresh(layout=True)
        elif not stack(lines).is_same(stack(before[1])):
            self.refresh()

    def render(self) -> Content:
        return stack(self.lines(max(self.content_size.width, 10)))


class ExampleChart(TrendChart, MadeUpWidget):
    """The chart of somebody made up."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        return MadeUpWidget.get_line_filters(self)


class ExplainHead(KeyHintLine):
    """The titles of the pages, the current one highlighted."""

    DEFAULT_CSS = "ExplainHead { height: 1; dock: top; padding: 0 2; }"

    def render(self) -> Content:
        screen, width = self.screen, self.size.width
        assert isinstance(screen, ExplainScreen)
        pages = screen.text["pages"]
        keys = ["".join(f"{key} " for key in keys_of(f"explain-{i}")) for i in range(1, len(pages) + 1)]
        titles, gap = _fit_titles(pages, screen.page_index, keys, width)
        parts: list[Content] = []
        for i, (key, title) in enumerate(zip(keys, titles, strict=True)):
            is_current = i == screen.page_index
            tab = Content.assemble(
                (key if title else key.rstrip(), ACCENT if is_current else QUIET),
                (title, BRIGHT if is_current else QUIET),
            )
            parts.append(clickable(tab, f"screen.page({i})"))
        return Content(gap).join(parts)


class ExplainKeys(KeyHintLine):
    """The keys of this screen."""

    DEFAULT_CSS = "ExplainKeys { height: 1; dock: bottom; padding: 0 2; color: $quiet; }"

    def render(self) -> Content:
        screen, width = self.screen, self.size.width
        assert isinstance(screen, ExplainScreen)
        hints = [group_hint({"up": "screen.scroll(-10)", "down": "screen.scroll(10)"}, "read on")]
        names = screen.text[screen.figure_name]["hints"] if screen.figure_name else []
        for slider, name in enumerate(names):
            lower, higher = SLIDER_KEYS[slider]
            hints.append(group_hint({lower: f"screen.move({slider}, -1)", higher: f"screen.move({slider}, 1)"}, name))
        if screen.figure_name == "raters":
            hints.append(command_hint("next-rater", "whose", "screen.switch"))
        hints.append(command_hint("close", "back", "screen.close"))
        return join_hints(hints, width, droppable_first=("read on", *reversed(names), "whose"))


def _fit_titles(
    pages: Sequence[Mapping[str, str]], current: int, keys: Sequence[str], width: int
) -> tuple[list[str], str]:
    """Return the title of each page, and the blanks between two: as much as fits, of the current page at least.

    Where not even its short title fits, that is cut.
    """
    for other_form, own_form in (("short", "title"), ("short", "short"), ("", "title"), ("", "short")):
        titles = [page[own_form] if i == current else page.get(other_form, "") for i, page in enumerate(pages)]
        gap = "   " if other_form else "  "
        tabs_width = sum(cell_len(f"{key}{title}".rstrip()) for key, title in zip(keys, titles, strict=True))
        room = width - tabs_width - len(gap) * (len(pages) - 1)
        if room >= 0:
            return titles, gap
    titles[current] = elide(titles[current], max(cell_len(titles[current]) + room, 8))
    return titles, gap
