"""Why the journal refuses a change, as sentences for the person."""

from __future__ import annotations


class Refused(Exception):
    """A sentence: what cannot be recorded, and why. Nothing was changed."""
