"""Reads the words that are kept as data."""

from __future__ import annotations

from functools import cache
from typing import Any

DISCLAIMER = "Informational; not a psychological test, not mental-health care."


@cache
def load_words(name: str) -> dict[str, Any]:
    """The words of one page, e.g. `reappraisal`; read once."""
    # Here and not above: most commands print no page, and these two take longer to load than a prompt may wait.
    import tomllib
    from importlib import resources

    text = resources.files("efficacy_tui.content").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
