"""A section of a report: a heading, and lines built for the width of the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.content import Content

from efficacy_tui.tui.privacy.mask import NumericWidget, public
from efficacy_tui.tui.widgets.base_widgets import LeafWidget
from efficacy_tui.tui.widgets.content_lines import BRIGHT, stack

Section = Callable[[Any, int], list[Content]]
"""Builds the lines of a section from a report, for a width in cells."""


class ReportSection(NumericWidget, LeafWidget):
    """One section under its heading, if it has one; its lines are built once for a report and a width."""

    auto_links = False

    DEFAULT_CSS = """
    ReportSection { height: auto; width: 1fr; padding: 0 2 1 2; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, heading: str, section: Section, *, heading_style: str = BRIGHT) -> None:
        super().__init__()
        self._heading_style = heading_style
        self.heading = heading
        self.section = section
        self.report: object | None = None
        self._cached: tuple[int, list[Content]] | None = None

    def show(self, report: object | None) -> None:
        """Show another report."""
        self.report = report
        self._cached = None
        self.refresh(layout=True)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._rows(width))

    def render(self) -> Content:
        return stack(self._rows(self.content_size.width))

    def _rows(self, width: int) -> list[Content]:
        if self._cached is None or self._cached[0] != width:
            lines = [] if self.report is None else self.section(self.report, max(width, 20))
            heading = [public(self.heading, self._heading_style)] if self.heading and self.report is not None else []
            self._cached = width, [*heading, *lines]
        return self._cached[1]
