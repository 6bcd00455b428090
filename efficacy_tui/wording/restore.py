"""Sentences on what restoring a backup would lose, shown by every UI."""

from __future__ import annotations

from typing import Any

from efficacy_tui.model.locale_format import count_noun
from efficacy_tui.store.restore import RestoreLoss


def loss_sentences(loss: RestoreLoss) -> list[str]:
    """Say what restoring a backup would lose, and whether other machines would bring it back."""
    sentences = []
    if loss.is_salvaged:
        sentences.append("The present file is damaged. The comparison covers what can still be read.")
    elif loss.unreadable:
        sentences.append(
            f"The present file cannot be compared with it: {loss.unreadable}. What was recorded since the backup may "
            "be in that file only; it stays beside the journal."
        )
    if loss.lost:
        records = count_noun(loss.lost, "record is", "records are")
        sentences.append(f"{records} only in the present file and would be lost.")
    if loss.changed:
        sentences.append(f"{count_noun(loss.changed, 'record')} would go back to an earlier version.")
    if loss.tables and not loss.lost and not loss.changed:
        sentences.append(f"Nothing {'of that' if loss.is_salvaged else 'that is in the present file'} would be lost.")
    if loss.shared:
        sentences.append(
            f"Other machines may hold copies of this journal ({', '.join(loss.shared)}). Merging one of them brings "
            "its newer entries back; to stay with the backup, restore it there as well."
        )
    elif loss.lost or loss.changed:
        sentences.append("A copy on another machine would bring its newer entries back when it is merged.")
    return sentences


def record_line(row: Any) -> str:
    """Return a record as one line: its day, and its text or value."""
    from efficacy_tui.journal.maintenance import describe_record

    return describe_record(row)
