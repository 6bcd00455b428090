"""The sentence that offers to join domains of one name, with the keys that do it."""

from __future__ import annotations

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.journal.joining import NamesakeGroup
from efficacy_tui.model.text_layout import flatten, shorten

MAX_NAME = 30
"""Cells that a name takes at most."""


def describe_namesakes(group: NamesakeGroup) -> str:
    """Say that domains have one name, and how to join them; while masked, all but the name can be read."""
    name = shorten(flatten(group[0].name), MAX_NAME)
    if len(group) == 2:
        return f"Two domains are called {name}. {BY_ID['domains'].key}, then {BY_ID['join-domain'].key} joins them."
    return f"Several domains are called {name}. {BY_ID['domains'].key}, then {BY_ID['join-domain'].key} joins them."
