"""The result of an erasure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class EraseReport:
    """Records erased by table, history steps erased, and the files changed, removed, or unreadable."""

    records: Counter[str] = field(default_factory=Counter)
    steps: int = 0
    changed: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    unreadable: list[Path] = field(default_factory=list)
