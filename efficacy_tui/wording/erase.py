"""What was erased, in the words of the screen."""

from __future__ import annotations

from collections.abc import Iterator

from efficacy_tui.store.erase_report import EraseReport
from efficacy_tui.wording.record_nouns import RECORD_NOUNS, count_words


def erase_lines(report: EraseReport) -> Iterator[str]:
    """Say what an erasure took away, one line for each kind of record and each file."""
    for table, nouns in RECORD_NOUNS.items():
        if count := report.records[table]:
            yield f"removed  {count_words(count, *nouns)}"
    if count := report.records["tombstones"]:
        yield f"removed  what was left of {count_words(count, 'deleted record', 'deleted records')}"
    if report.steps:
        yield f"removed  {count_words(report.steps, 'step', 'steps')} of the history"
    yield from (f"cleaned  {path}" for path in report.changed)
    yield from (f"removed  {path}" for path in report.removed)
    for path in report.unreadable:
        yield f"not read {path} (it may still hold a copy: check it, and delete it)"
