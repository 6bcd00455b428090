"""Why the journal refuses a change, as sentences for the person."""

from __future__ import annotations

from efficacy_tui.store.errors import Declined


class Rejected(Declined):
    """A sentence: what cannot be recorded, and why. Nothing was changed."""
