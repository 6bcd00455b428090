"""A sentence of a report, before any face puts it on lines."""

from __future__ import annotations

from typing import NamedTuple


class ReportLine(NamedTuple):
    """A sentence; a `quiet` one says how much it rests on. An empty one is a gap."""

    text: str
    quiet: bool = False
