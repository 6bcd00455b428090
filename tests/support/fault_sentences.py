"""Every sentence that a command that writes may print, and a test of each against the files before and after."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from efficacy_tui.cli.describe_loss import format_time
from efficacy_tui.model import records as r
from efficacy_tui.store.atomic_file import is_link
from efficacy_tui.store.decode import UnreadableBytes, parse
from efficacy_tui.store.repair_plan import plan_repair
from efficacy_tui.store.tables import Contents
from efficacy_tui.wording.record_nouns import RECORD_NOUNS
from efficacy_tui.wording.restore import record_line
from tests.support.file_faults import FaultyFiles
from tests.support.writing_commands import NOW, SECRET, Files, Home, Outcome, WritingCommand

COPY_PARTS = ("/backups/", ".sync-conflict-", ".damaged-", ".replaced-", ".set-aside-")


@dataclass(frozen=True)
class FaultyRun:
    """A run with a fault: the files before and after it, what was said, and which effects it had."""

    command: WritingCommand
    home: Home
    before: Files
    after: Files
    outcome: Outcome
    layer: FaultyFiles
    effects: tuple[bool, ...]

    @property
    def journal_name(self) -> str:
        """The name of the journal among the files."""
        return self.home.path.relative_to(self.home.root).as_posix()

    @property
    def is_journal_untouched(self) -> bool:
        """Whether the journal has the bytes from before."""
        return self.before.get(self.journal_name) == self.after.get(self.journal_name)

    def is_untouched(self, path: str) -> bool:
        """Whether the file at a path has the bytes from before; a path above all files is."""
        if not Path(path).is_relative_to(self.home.root):
            return False
        name = Path(path).relative_to(self.home.root).as_posix()
        return self.before.get(name) == self.after.get(name)

    @functools.cached_property
    def contents_before(self) -> Contents | None:
        """The records of the journal before, as far as they could be read."""
        return _read(self.before.get(self.journal_name, b""))

    @functools.cached_property
    def contents_after(self) -> Contents | None:
        """The records of the journal now, as far as they can be read."""
        return _read(self.after.get(self.journal_name, b""))

    def copies_before(self) -> list[str]:
        """The names of the backups, conflict copies and files set aside before."""
        return [name for name in self.before if name.startswith("home/") and any(part in name for part in COPY_PARTS)]

    def names_fault(self, reason: str) -> bool:
        """Whether a reason is that of the fault, and the fault has come."""
        fault = self.layer.fault
        return self.layer.has_struck and fault is not None and fault.code > 0 and os.strerror(fault.code) in reason


@functools.lru_cache(maxsize=64)
def _read(data: bytes) -> Contents | None:
    try:
        return parse(data, lambda: "0" * 32).contents
    except UnreadableBytes:
        return None


@functools.lru_cache(maxsize=16)
def _salvage(data: bytes) -> Contents | None:
    try:
        return _read(plan_repair(data, NOW, lambda: "0" * 32).data)
    except UnreadableBytes:
        return None


Truth = Callable[[FaultyRun, re.Match[str]], bool]
"""Whether a sentence is true of a run."""


# -- saving --------------------------------------------------------------------------------------


def _has_effects(run: FaultyRun, _match: re.Match[str]) -> bool:
    return all(run.effects)


def _lacks_an_effect(run: FaultyRun, _match: re.Match[str]) -> bool:
    return not all(run.effects)


def _journal_untouched(run: FaultyRun, _match: re.Match[str]) -> bool:
    return run.is_journal_untouched


def _named_file_untouched(run: FaultyRun, match: re.Match[str]) -> bool:
    return run.is_untouched(match["path"])


def _named_file_there(_run: FaultyRun, match: re.Match[str]) -> bool:
    return Path(match["path"]).exists()


def _named_file_gone(_run: FaultyRun, match: re.Match[str]) -> bool:
    return not Path(match["path"]).exists()


def _is_partly_done(run: FaultyRun, _match: re.Match[str]) -> bool:
    return not run.is_journal_untouched


def _git_file_untouched(run: FaultyRun, _match: re.Match[str]) -> bool:
    return run.is_untouched(str(run.home.root / "in" / "ours.json"))


def _nothing_written(run: FaultyRun, match: re.Match[str]) -> bool:
    return run.is_journal_untouched and run.is_untouched(match["path"]) and not Path(match["path"]).is_file()


def _acknowledged(number: int) -> Truth:
    return lambda run, _match: run.effects[number]


def _names_fault(run: FaultyRun, match: re.Match[str]) -> bool:
    return run.names_fault(match["reason"])


def _fault_and_untouched(run: FaultyRun, match: re.Match[str]) -> bool:
    return run.is_journal_untouched and run.names_fault(match["reason"])


def _unreadable_before(run: FaultyRun, match: re.Match[str]) -> bool:
    """Whether the journal is untouched, and damaged unless the disk did not let it be read."""
    is_damaged = run.journal_name in run.before and run.contents_before is None
    return run.is_journal_untouched and (run.names_fault(match["reason"]) or is_damaged)


def _settings_unreadable(run: FaultyRun, _match: re.Match[str]) -> bool:
    return any(line.startswith("config.toml: it could not be read") for line in run.outcome.lines)


def _has_as_many_known(run: FaultyRun, match: re.Match[str]) -> bool:
    """Whether so many of the records to import were in the journal before."""
    conflict = next(data for name, data in run.before.items() if ".sync-conflict-" in name)
    theirs, mine = _read(conflict), run.contents_before
    assert theirs is not None
    assert mine is not None
    names = [name for name in r.TABLES if name not in ("tombstones", "settings")]
    return int(match["count"]) == sum(len(theirs.table(name).keys() & mine.table(name).keys()) for name in names)


# -- restoring -----------------------------------------------------------------------------------


def _is_kept(run: FaultyRun, aside: str | None) -> bool:
    """Whether a file beside the journal holds what was in its place, or nothing was there and none is named."""
    data = run.before.get(run.journal_name)
    name = None if aside is None else f"home/{Path(aside).name}"
    return name is None if data is None else name is not None and run.after.get(name) == data


def _is_restored(run: FaultyRun, match: re.Match[str]) -> bool:
    return all(run.effects) and _is_kept(run, match["aside"])


def _is_begun_empty(run: FaultyRun, match: re.Match[str]) -> bool:
    contents = run.contents_after
    is_empty = contents is not None and not any(contents.table(name) for name in r.TABLES)
    return is_empty and _is_kept(run, match["aside"])


def _is_file_from_before(run: FaultyRun, match: re.Match[str]) -> bool:
    return _is_kept(run, match["aside"])


def _chosen_copy(run: FaultyRun) -> Contents | None:
    """The records of the copy that the run has named."""
    for line in run.outcome.lines:
        if match := re.match(r"(?:Backup of [^/]+: |The good copy with the newest entry is )(/[^:]+\.json)", line):
            name = Path(match[1]).relative_to(run.home.root).as_posix()
            return _read(run.before.get(name, b""))
    return None


def _describes_copy(run: FaultyRun, match: re.Match[str]) -> bool:
    contents = _chosen_copy(run)
    if contents is None:
        return False
    rows = [row for name in r.TABLES if name != "tombstones" for row in contents.table(name).values()]
    newest = format_time(max(row.updated for row in rows))
    return (int(match["count"]), match["newest"]) == (len(rows), newest)


def _proposes_copy(run: FaultyRun, match: re.Match[str]) -> bool:
    """Whether a copy was there and can be read; it is the newest unless the disk did not let others be read."""
    name = next((name for name in run.before if name.endswith(f"/{match['name']}")), "")
    backups = sorted(name for name in run.before if "/backups/" in name and _read(run.before[name]) is not None)
    return _read(run.before.get(name, b"")) is not None and (run.layer.has_struck or backups[-1:] in ([name], []))


def _has_no_good_backup(run: FaultyRun, _match: re.Match[str]) -> bool:
    return not any(_read(run.before[name]) for name in run.copies_before() if ".sync-conflict-" not in name)


def _lost_rows(run: FaultyRun) -> tuple[list[str], int] | None:
    """The records, a line each, that restoring would lose, and how many would become older; `None` if unknown."""
    present = run.contents_before or _salvage(run.before.get(run.journal_name, b""))
    copy = _chosen_copy(run)
    if present is None or copy is None:
        return None
    names = [name for name in r.TABLES if name != "tombstones"]
    lost = [
        f"  {name:13}{record_line(row)}"
        for name in names
        for key, row in present.table(name).items()
        if key not in copy.table(name)
    ]
    changed = sum(
        present.table(name)[key] != copy.table(name)[key]
        for name in names
        for key in present.table(name).keys() & copy.table(name).keys()
    )
    return lost, changed


def _would_lose(run: FaultyRun, match: re.Match[str]) -> bool:
    loss = _lost_rows(run)
    return loss is not None and int(match["count"]) == len(loss[0])


def _would_change(run: FaultyRun, match: re.Match[str]) -> bool:
    loss = _lost_rows(run)
    return loss is not None and int(match["count"]) == loss[1]


def _would_lose_something(run: FaultyRun, _match: re.Match[str]) -> bool:
    loss = _lost_rows(run)
    return loss is not None and bool(loss[0] or loss[1])


def _would_lose_nothing(run: FaultyRun, _match: re.Match[str]) -> bool:
    return _lost_rows(run) == ([], 0)


def _would_lose_row(run: FaultyRun, match: re.Match[str]) -> bool:
    loss = _lost_rows(run)
    return loss is not None and match[0] in loss[0]


def _counts_rows(run: FaultyRun, match: re.Match[str]) -> bool:
    present = run.contents_before or _salvage(run.before.get(run.journal_name, b""))
    copy = _chosen_copy(run)
    if present is None or copy is None:
        return False
    table = match["table"]
    return (int(match["now"]), int(match["then"])) == (len(present.table(table)), len(copy.table(table)))


def _cannot_be_compared(run: FaultyRun, match: re.Match[str]) -> bool:
    """Whether the present file cannot be read, and still is where it was or beside it."""
    data = run.before.get(run.journal_name)
    is_unreadable = run.names_fault(match["reason"]) or run.contents_before is None
    return data is not None and is_unreadable and data in run.after.values()


def _is_damaged(run: FaultyRun, _match: re.Match[str]) -> bool:
    return run.journal_name in run.before and run.contents_before is None


def _is_shared(run: FaultyRun, _match: re.Match[str]) -> bool:
    return any(".sync-conflict-" in name for name in run.before)


def _is_missing_beside_copies(run: FaultyRun, match: re.Match[str]) -> bool:
    copies = [name for name in run.copies_before() if ".sync-conflict-" not in name]
    is_missing = run.journal_name not in run.before and run.journal_name not in run.after
    return is_missing and int(match["count"]) == len(copies)


# -- the doctor ----------------------------------------------------------------------------------


def _is_sound(run: FaultyRun, _match: re.Match[str]) -> bool:
    return run.contents_after is not None


def _file_was_bad(run: FaultyRun, match: re.Match[str]) -> bool:
    return run.names_fault(match["reason"]) or (
        run.contents_before is None and (run.journal_name not in run.before) == ("it is missing" in match["reason"])
    )


def _proposes_for_bad_file(run: FaultyRun, match: re.Match[str]) -> bool:
    return _file_was_bad(run, match) and _proposes_copy(run, match)


def _bad_without_backup(run: FaultyRun, match: re.Match[str]) -> bool:
    return _file_was_bad(run, match) and _has_no_good_backup(run, match)


def _bad_and_copies_unread(run: FaultyRun, match: re.Match[str]) -> bool:
    return _file_was_bad(run, match) and run.layer.has_struck


def _record_was_bad(run: FaultyRun, match: re.Match[str]) -> bool:
    return run.contents_before is None and f'"{match["number"]}"'.encode() in run.before[run.journal_name]


def _record_is_gone(run: FaultyRun, match: re.Match[str]) -> bool:
    contents, salvaged = run.contents_after, _salvage(run.before[run.journal_name])
    return (
        _record_was_bad(run, match) and contents is not None and contents.checkins == getattr(salvaged, "checkins", 0)
    )


def _was_copy(run: FaultyRun, match: re.Match[str]) -> bool:
    return f"home/{match['name']}" in run.before or f"home/{match['name']}" in run.after


def _backup_unreadable(run: FaultyRun, match: re.Match[str]) -> bool:
    data = run.before.get(f"home/backups/{match['name']}")
    return data is not None and (_read(data) is None or run.names_fault(match["reason"]))


def _has_no_backups(run: FaultyRun, _match: re.Match[str]) -> bool:
    return not any("/backups/" in name for name in run.before)


def _is_private_now(run: FaultyRun, match: re.Match[str]) -> bool:
    return not run.home.path.with_name(match["name"]).stat().st_mode & 0o077


# -- erasing -------------------------------------------------------------------------------------


def _erasing_stopped(run: FaultyRun, match: re.Match[str]) -> bool:
    """Whether the journal is as it was, and so many copies are, too; none holds it if all are said to be done."""
    copies = run.copies_before()
    untouched = [name for name in copies if run.after.get(name) == run.before[name]]
    holders = [name for name in copies if SECRET.encode() in run.after.get(name, b"")]
    if not run.is_journal_untouched:
        return False
    if match["done"]:
        return int(match["all"]) == len(copies) and len(untouched) >= len(copies) - int(match["done"])
    return not holders and bool(copies) == bool(match["last"])


def _only_link_left(run: FaultyRun, _match: re.Match[str]) -> bool:
    return is_link(run.home.path) and not any(SECRET.encode() in data for data in run.after.values())


def _is_namesake(run: FaultyRun, match: re.Match[str]) -> bool:
    """Whether the journal had several domains of this name."""
    before = run.contents_before
    names = [] if before is None else [row.name.strip().casefold() for row in before.domains.values()]
    return names.count(match["name"].strip().casefold()) > 1


def _nothing_written_or_effect(run: FaultyRun, _match: re.Match[str]) -> bool:
    return all(run.effects) or run.is_journal_untouched


def _held_secret(run: FaultyRun, match: re.Match[str]) -> bool:
    """Whether a file that was found held it before the run."""
    return SECRET.encode() in run.before.get(Path(match["path"]).relative_to(run.home.root).as_posix(), b"")


def _was_in_a_file(run: FaultyRun, match: re.Match[str]) -> bool:
    return any(match["text"].encode() in data for data in run.before.values())


def _was_in_titles(run: FaultyRun, match: re.Match[str]) -> bool:
    return b'"history"' in run.before[run.journal_name] and int(match["count"]) > 0


def _rows_removed(run: FaultyRun, match: re.Match[str]) -> bool:
    before, after = run.contents_before, run.contents_after
    table = next((table for table, nouns in RECORD_NOUNS.items() if match["noun"] in nouns), None)
    if before is None or after is None or table is None:
        return False
    return len(before.table(table)) - len(after.table(table)) == int(match["count"])


def _deleted_records_erased(run: FaultyRun, match: re.Match[str]) -> bool:
    """Whether so many deleted records are erased ones now, of which nothing is kept."""
    before, after = run.contents_before, run.contents_after
    if before is None or after is None:
        return False
    erased_ids = {key for key, row in after.tombstones.items() if row.erased and row.was is None}
    newly_erased = [key for key in erased_ids & before.tombstones.keys() if not before.tombstones[key].erased]
    return len(newly_erased) == int(match["count"])


def _history_shrank(run: FaultyRun, _match: re.Match[str]) -> bool:
    return not run.is_journal_untouched and len(run.after[run.journal_name]) < len(run.before[run.journal_name])


def _is_clean(_run: FaultyRun, match: re.Match[str]) -> bool:
    return Path(match["path"]).exists() and SECRET.encode() not in Path(match["path"]).read_bytes()


def _copies_cleaned(run: FaultyRun, match: re.Match[str]) -> bool:
    """Whether so many files were cleaned."""
    names = [name for name, data in run.before.items() if name.startswith("home/") and SECRET.encode() in data]
    cleaned = [name for name in names if SECRET.encode() not in run.after.get(name, b"")]
    return len(cleaned) == (1 if match["count"] == "one" else int(match["count"]))


def _copies_not_clean(run: FaultyRun, match: re.Match[str]) -> bool:
    """Whether the fault has come, and the copies named are there."""
    names = [] if match["names"] == "the backups and copies here" else match["names"].split(", ")
    return run.layer.has_struck and all(any(name.endswith(f"/{item}") for name in run.after) for item in names)


def _both(run: FaultyRun, match: re.Match[str]) -> bool:
    return _copies_cleaned(run, match) and _copies_not_clean(run, match)


JOURNAL = r"journal\.json"
DAMAGE = r"(?P<reason>.+?)"
NEWEST = r"(?P<count>\d+) records?, the newest of (?P<newest>\d+ \w+ \d+, \d\d:\d\d)"
TAKEN_OUT = (
    r"Something was erased for good elsewhere\. It was removed from (?P<count>one|\d+) "
    r"(backup or copy|backups and copies) here, too\."
)
MAY_BE_LEFT = r"What was erased may still be in (?P<names>.+)\. They are checked again next time\."
SENTENCES: tuple[tuple[str, Truth], ...] = (
    # Failures: what is said about the journal and the files.
    (
        r"This could not be saved to (?P<path>.+?): .+\. (The file still holds everything from before|"
        r"No journal was begun there)\.",
        _lacks_an_effect,
    ),
    (
        r"Erasing stopped at .+: .+\. ((?P<done>\d+) of (?P<all>\d+) copies done; the others and your journal are|"
        r"(?P<last>Every copy is done, but your journal is)|Your journal is) not done yet\. "
        r"Give the same command again to finish it\.",
        _erasing_stopped,
    ),
    (r"Erasing stopped at .+: .+\. The journal and every copy of it are gone; .+", _only_link_left),
    (
        rf"Your journal could not be read: {DAMAGE}\. Nothing was changed\. The file is .+ “efficacy doctor” says "
        r"what is wrong and what can be done\.",
        _unreadable_before,
    ),
    (
        rf"Your journal could not be read: {DAMAGE}\. Nothing was changed\. The file is .+ “efficacy doctor” says "
        r"what is wrong and what can be done\. The newest good backup is (?P<name>.+)\.",
        lambda run, match: _unreadable_before(run, match) and _proposes_copy(run, match),
    ),
    (
        r"There is no journal at /.+, but there (is|are) (?P<count>\d+) cop(y|ies) of it\. Nothing was changed\. "
        r"“efficacy restore” shows .+",
        _is_missing_beside_copies,
    ),
    (
        rf"The copies of {JOURNAL} could not be read: {DAMAGE}\. Nothing was changed\. Try again .+",
        _fault_and_untouched,
    ),
    (r"That failed: .+\. The journal was not changed\.", _journal_untouched),
    (rf"Its records could not be checked: {DAMAGE}\. Run “efficacy doctor” again\.", _is_partly_done),
    (r"That failed: .+\. Part of it was done\. Try again to finish it\.", _is_partly_done),
    (r"That failed: (?P<reason>[^(]+) \(.+\)\.", _names_fault),
    (r"That could not be read: .+\. Nothing was changed\.", _journal_untouched),
    (
        r"The two journals could not be merged: .+\. Neither was changed; the file is still the one from this side\. "
        r"“git merge --abort” undoes the merge, and you can try again later\.",
        _git_file_untouched,
    ),
    (rf"{JOURNAL} could not be read: {DAMAGE}\. Nothing was changed\.", _fault_and_untouched),
    (
        rf"{JOURNAL} could not be (repaired: {DAMAGE}\. It was|replaced by an empty journal: .+\. What was there was) "
        r"not changed\.",
        _journal_untouched,
    ),
    (r"(?P<path>/.+?) could not be (written|read): .+\.( It was not changed\.)?", _named_file_untouched),
    (r"(?P<path>/.+?) could not be used: .+\.", _named_file_untouched),
    (
        r"(?P<path>/.+?) could not be opened: (?P<reason>.+)\.",
        lambda run, match: _named_file_untouched(run, match) and _names_fault(run, match),
    ),
    (r"(?P<path>/.+?) could not be merged: .+\. Nothing was changed\.", _journal_untouched),
    (r"(?P<path>/.+?) cannot be read: .+\.", _journal_untouched),
    (r"The export could not be written to (?P<path>/.+?): .+\. Your journal was not changed\.", _nothing_written),
    (r"The report could not be written to (?P<path>/.+?): .+\. The review itself is saved\.", _named_file_untouched),
    (r".+ could not be restored: .+\. The journal was not changed\.", _journal_untouched),
    (r"config\.toml: it could not be read \((?P<reason>.+)\); nothing is used\.", _names_fault),
    (r"For the settings named here the default is used\.", _settings_unreadable),
    (r"Whether versions in git still have it could not be seen: (?P<reason>.+)\. “efficacy sync .+", _names_fault),
    (r"Versions in git are deleted by “efficacy sync --forget-history”\.", lambda run, _match: all(run.effects)),
    (
        r"Your own words in /.+ are not used \(it could not be read: (?P<reason>.+)\); these come with the program\.",
        _names_fault,
    ),
    (r"There is no good backup of journal\.json yet\. Nothing was changed\.", _has_no_good_backup),
    (r"There is no file (?P<path>/.+)\.", _named_file_gone),
    (r"The copy could not be found\.", _lacks_an_effect),
    (
        r"The calendar was written, but your journal could not note what is in it\. What is gone later may not .+",
        lambda run, _match: run.effects == (True, False),
    ),
    # What the disk did not confirm.
    (r"Saved; the disk has not confirmed it: (?P<path>.+)\. A power cut now could still undo it\.", _named_file_there),
    (r"Removed; the disk has not confirmed it: (?P<path>.+)\. A power cut now could still undo it\.", _named_file_gone),
    # Successes.
    (r"(Singing is now one of your domains|Writing is your focus now)\.", _has_effects),
    (r"Your daily task is now at 71\.", _has_effects),
    (r"Writing is (asked on Mon and Fri|paused until Tue 1 Dec|no longer paused)\.", _has_effects),
    (r"✓ Speaking 71", _acknowledged(0)),
    (r"✓ Writing 31", _acknowledged(1)),
    (r"✓ (Say hello|Whistle a tune|Sing a song)(, at (20|33)| 71| 31|: deleted)", _has_effects),
    (r"✓ (?P<path>/.+/out/file)", _named_file_there),
    (r"✓ (write it: done|I will hum: by .+|Partly: I will ask)", _has_effects),
    (r"(Difficulty|Your odds|Your record|What worked|Next time|Because of|Next): .+", _has_effects),
    (r"The first ones start small: an early success helps most\.", _has_effects),
    (r"✓ (Changed|Deleted): .+\. “efficacy undo” (undoes it|brings it back)\.|Put back: .+\.", _has_effects),
    (r"✓ Evidence saved: .+|✓ Mara: 12 of 12 items judged\.|Mara deleted, with no answers\.", _has_effects),
    (r"Form for Nino: (?P<path>.+)\. Once it is filled in, import it: .+", _has_effects),
    (r"Imported: .+\.|merged   .+|Merged: .+|added    .+|Undone: .+", _has_effects),
    (r"Brought back: .+, as of .+\. “efficacy undo” undoes it\.", _has_effects),
    (r"(?P<count>\d+) records? (was|were) already there\.", _has_as_many_known),
    (r"✓ Exported to .+: \d+ files?, \d+ kB|Exported to .+|Report saved as .+|Start it with: .+", _has_effects),
    (r"✓ .+\. (Open it with your calendar, or import it there\.|Add its lines to your crontab: .+)", _has_effects),
    (r"Deleted 13 steps of the history\.", _has_effects),
    (r"(?P<path>/.+/backups/journal\..+\.json)", _named_file_there),
    (r"Everything in it can be used\.", _has_effects),
    (r"There is no (?P<path>/.+) yet; the defaults are used\.", _named_file_gone),
    # What restoring would lose.
    (r"Backup of [^/]+: /.+/(?P<name>[^/]+)", _proposes_copy),
    (rf"In it: {NEWEST}\.", _describes_copy),
    (rf"The good copy with the newest entry is /.+: {NEWEST}\.", _describes_copy),
    (r"The present file is damaged\. The comparison covers what can still be read\.", _is_damaged),
    (rf"The present file cannot be compared with it: {DAMAGE}\. What was recorded .+", _cannot_be_compared),
    (r"(?P<count>\d+) records? (is|are) only in the present file and would be lost\.", _would_lose),
    (r"(?P<count>\d+) records? would go back to an earlier version\.", _would_change),
    (r"Nothing (of that|that is in the present file) would be lost\.", _would_lose_nothing),
    (r"Other machines may hold copies .+\(a synchroniser left a second copy beside it\)\. .+", _is_shared),
    (
        r"A copy on another machine would bring its newer entries back .+|These would be lost, the newest first:",
        _would_lose_something,
    ),
    (r"  (?P<table>\w+) +(?P<now>\d+) now +(?P<then>\d+) in the backup", _counts_rows),
    (r"  \w+ +\d.+", _would_lose_row),
    (r"Restored /.+?\.json\.( The old file is (?P<aside>.+)\.)?", _is_restored),
    (r"There is now an empty journal at /.+?\.json\.( The old file is (?P<aside>.+)\.)?", _is_begun_empty),
    (r"The old file is kept as (?P<aside>[^/]+\.json|/.+\.json)\.?", _is_file_from_before),
    # The doctor.
    (
        rf"PROBLEM  the file: {DAMAGE}\. “efficacy restore” shows what .+ entry, (?P<name>\S+), would .+",
        _proposes_for_bad_file,
    ),
    (rf"PROBLEM  the file: {DAMAGE}\. There is no good backup; .+", _bad_without_backup),
    (rf"PROBLEM  the file: {DAMAGE}\. Its copies could not be read just now; .+", _bad_and_copies_unread),
    (r"PROBLEM  checkins (?P<number>\d+): .+ “efficacy doctor --fix” sets it aside .+", _record_was_bad),
    (r"note  (?P<name>\S+): (it is another copy of the journal|this was set aside before).+", _was_copy),
    (r"note  backups/(?P<name>\S+): (?P<reason>.+)\. It cannot be restored; .+", _backup_unreadable),
    (r"note  backups: there is none yet\. .+", _has_no_backups),
    (r"note  backups: (?P<reason>.+)\. Look at the folder, .+", _names_fault),
    (r"There is no good backup\. The present file stays beside the journal, under another name\.", _has_no_good_backup),
    (r"fixed  An empty journal was started, as there is no good backup\.", _has_no_good_backup),
    (r"fixed  The good copy with the newest entry, (?P<name>\S+), was restored\.", _proposes_copy),
    (r"fixed  The damaged file was set aside as (?P<aside>\S+)\.", _is_file_from_before),
    (r"fixed  checkins (?P<number>\d+): set aside\.", _record_is_gone),
    (r"fixed  (?P<name>\S+): now only you can read it\.", _is_private_now),
    (r"What was removed from it is in (?P<path>.+)\.", _named_file_there),
    (r"/.+ has no problems\.", _is_sound),
    (r"There is no journal at (?P<path>/.+) yet\.", _named_file_gone),
    # Joining.
    (r"(stays|joins)    (?P<name>.+), since .+: .+", _is_namesake),
    (r"One undo takes it all back\.", _nothing_written_or_effect),
    (r"Joined two domains called Writing\. “efficacy undo” undoes it\.", _has_effects),
    # Erasing.
    (r"found    (?P<path>/.+?)( \(of another journal\))?", _held_secret),
    (r"found    (?P<count>\d+) titles? in the history", _was_in_titles),
    (r"found    deleted from evidence: (?P<text>\w+)", _was_in_a_file),
    (r"found    earlier wording of: \d+ \w+ \d+  (?P<text>.+) \(the present one stays\)", _was_in_a_file),
    (r"found    \d+ \w+ \d+  (?P<text>.+)", _was_in_a_file),
    (r"removed  (?P<count>\d+) steps? of the history", _history_shrank),
    (r"removed  what was left of (?P<count>\d+) deleted records?", _deleted_records_erased),
    (r"removed  (?P<count>\d+) (?P<noun>[a-z][a-z -]*)", _rows_removed),
    (r"cleaned  (?P<path>.+)", _is_clean),
    (r"removed  (?P<path>/.+)", _named_file_gone),
    (r"not read (?P<path>/.+) \(it may still hold a copy.+", _named_file_there),
    (TAKEN_OUT, _copies_cleaned),
    (MAY_BE_LEFT, _copies_not_clean),
    (f"{TAKEN_OUT} {MAY_BE_LEFT}", _both),
)
"""The first that fits counts."""


@functools.cache
def patterns() -> tuple[tuple[re.Pattern[str], Truth], ...]:
    """Return the sentences, compiled."""
    return tuple((re.compile(pattern), truth) for pattern, truth in SENTENCES)
