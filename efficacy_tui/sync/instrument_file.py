"""The person's own wordings of the profile's items, one a language, which travel with the journal.

One is a text that only its owner understands, so it is never merged line by line: who changed it wins, and of two
changes the one that other machines have already. What that replaces is set aside beside it.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from efficacy_tui.content.instrument import EDITED_FILE
from efficacy_tui.content.languages import ENGLISH, LANGUAGES
from efficacy_tui.store import atomic_file

MAX_BYTES = 1_000_000


def instrument_paths(folder: Path) -> dict[str, Path]:
    """Return where the wordings in the settings folder would be, one a language, by their names among what travels."""
    paths = {EDITED_FILE: folder / EDITED_FILE}
    for code in LANGUAGES:
        if code != ENGLISH:
            paths[f"instrument.{code}.toml"] = folder / code / EDITED_FILE
    return paths


class InstrumentChoice(NamedTuple):
    """Which version there is from now on, `None` for none, and whether what is here has to be set aside for it."""

    data: bytes | None
    sets_aside: bool = False


def choose_instrument(base: bytes | None, mine: bytes | None, theirs: bytes | None) -> InstrumentChoice:
    """Choose among the file here and that of others; `base` is what both had at the last round."""
    if mine == theirs or theirs == base:
        return InstrumentChoice(mine)
    if mine == base:
        # A wording that was deleted elsewhere is still somebody's work, so set it aside.
        return InstrumentChoice(theirs, sets_aside=theirs is None)
    if theirs is None:
        return InstrumentChoice(mine)
    return InstrumentChoice(theirs, sets_aside=mine is not None)


def read_instrument(path: Path) -> bytes | None:
    """Return the bytes of the file; `None` if there is none that could travel.

    Raises:
        OSError: It cannot be read.
    """
    try:
        return atomic_file.read_whole(path, MAX_BYTES)[0]
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, atomic_file.IrregularFile):
        return None
    except atomic_file.FileTooLarge:
        return None


def apply_choice(path: Path, mine: bytes | None, choice: InstrumentChoice, at: dt.datetime) -> Path | None:
    """Write the chosen version, if it is not the one here; return where the one here was set aside, if it was.

    Raises:
        OSError: It cannot be written; the file is as before.
    """
    if choice.data == mine:
        return None
    aside_path = None
    if choice.sets_aside and mine is not None:
        stamp = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H%M%SZ")
        aside_path = path.with_name(f"{path.stem}.replaced-{stamp}{path.suffix}")
        if not atomic_file.is_present(aside_path):
            atomic_file.create_file(aside_path, mine)
    if choice.data is None:
        atomic_file.remove(path)
    else:
        atomic_file.make_folder(path.parent)
        atomic_file.replace_file(path, choice.data)
    return aside_path
