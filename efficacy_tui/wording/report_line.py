"""A sentence of a report, before a UI wraps it."""

from __future__ import annotations

from typing import NamedTuple


class ReportLine(NamedTuple):
    """A sentence of a report; a `quiet` one describes the basis of the numbers. An empty text is a blank line."""

    text: str
    quiet: bool = False
