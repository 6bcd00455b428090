"""Reads the words that are kept as data."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

DISCLAIMER = "Informational; not a psychological test, not mental-health care."


@cache
def words(name: str) -> dict[str, Any]:
    """The words of one page, e.g. `reappraisal`; read once."""
    text = resources.files("efficacy_tui.content").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
