"""The error of a refused change, with a sentence for the person."""

from __future__ import annotations

from efficacy_tui.store.errors import Declined


class Rejected(Declined):
    """A change was refused and nothing was recorded; the sentence says why."""
