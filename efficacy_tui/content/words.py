"""Reads texts stored as TOML."""

from __future__ import annotations

from functools import cache
from typing import Any

DISCLAIMER = "Informational; not a psychological test, not mental-health care."


@cache
def load_words(name: str) -> dict[str, Any]:
    """Return the texts of one page, e.g. `reappraisal`; each file is read once."""
    # Import late: most commands need no page, and these modules load too slowly for a shell prompt.
    import tomllib
    from importlib import resources

    text = resources.files("efficacy_tui.content").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
