"""Every command that writes, with a home to run it in and the effects by which a finished run is known.

The sweeps run each of them through faults and kills. A command of its own line in `COMMANDS` is swept by all of them.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest import mock

import time_machine
from click.testing import CliRunner

from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.cli.quick_calls import answer_quickly
from efficacy_tui.config.settings import Settings
from efficacy_tui.content.instrument import shipped_instrument
from efficacy_tui.exchange.rater_forms import RaterForm, write_form
from efficacy_tui.flows.export import ExportJournal
from efficacy_tui.flows.recovery import MergeConflictCopy, RecoverJournal
from efficacy_tui.flows.review import _save_report
from efficacy_tui.journal import maintenance
from efficacy_tui.journal.events import JournalEvent, Saved, SaveFailed
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery, Step
from efficacy_tui.store import atomic_file, background_writer, backups
from efficacy_tui.store.decode import UnreadableBytes, read_journal
from efficacy_tui.store.errors import JournalUnreadable, Rejected, StoreError
from efficacy_tui.store.tables import Contents
from tests.support.file_faults import real_files
from tests.support.fixed_clock import FixedClock
from tests.support.plain_driver import run_repl
from tests.support.store_files import SequentialIds

NOW = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
SECRET = "secretword"
FIXTURES = Path(__file__).parents[1] / "store" / "fixtures"

Files = dict[str, bytes]
"""Path below the home → the bytes of each file there."""


@dataclass(frozen=True)
class Home:
    """A folder with a journal, its copies, the settings, and files to import."""

    root: Path

    @property
    def path(self) -> Path:
        """The journal."""
        return self.root / "home" / "journal.json"

    @property
    def settings_path(self) -> Path:
        return self.root / "config" / "efficacy_tui" / "config.toml"

    @property
    def output(self) -> Path:
        """Where a command may write, not there yet."""
        return self.root / "out" / "file"

    def environment(self) -> dict[str, str]:
        """The variables that lead the program to this home."""
        return {
            "HOME": str(self.root),
            "XDG_DATA_HOME": str(self.root / "data"),
            "XDG_CONFIG_HOME": str(self.root / "config"),
            "EFFICACY_JOURNAL": str(self.path),
            "EFFICACY_CONFIG": str(self.settings_path),
            "VISUAL": "true",
            "EDITOR": "true",
        }

    def read_files(self) -> Files:
        """Return every file but locks and folders, links followed."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and not path.name.endswith(".lock")
        }

    def contents(self) -> Contents | None:
        """The records of the journal; `None` if it is missing or cannot be read."""
        try:
            return read_journal(self.path, lambda: "0" * 32).contents
        except UnreadableBytes:
            return None

    def journal(self) -> Journal:
        """Return the journal, not opened yet."""
        return Journal(self.path, FixedClock(NOW))


@dataclass
class Outcome:
    """What a run said, and what was found false while it ran."""

    exit_code: int
    lines: list[str]
    problems: list[str] = field(default_factory=list)


Effect = Callable[[Home], bool]


@dataclass(frozen=True)
class WritingCommand:
    """A command, what it needs, and the effects that it has in this order; each line `acknowledged` is one of them."""

    name: str
    run: Callable[[Home], Outcome]
    effects: tuple[Effect, ...]
    prepare: Callable[[Home], object] = lambda _home: None
    keeps_journal: bool = True
    """Whether there is a journal at every moment, if there was one before."""
    is_strict: bool = True
    """Whether every line that it prints is a sentence that the sweep knows."""
    is_threaded: bool = False
    """Whether a thread makes calls at moments of its own, so that their number and order differ between runs."""
    is_refused: bool = False
    """Whether it is to change nothing and to end with the exit code 1."""
    is_repeatable: bool = True
    """Whether it writes over a file that it wrote before it was killed."""


# -- the home ------------------------------------------------------------------------------------


@cache
def base_files() -> Files:
    """Return the files of a home with two domains, a secret in several places, backups and a conflict copy."""
    with tempfile.TemporaryDirectory(prefix="efficacy-base-") as folder, time_machine.travel(NOW, tick=True):
        home = Home(Path(folder))
        journal = Journal(home.path, FixedClock(NOW - dt.timedelta(days=9)), SequentialIds(1))
        journal.open()
        clock = journal.clock
        assert isinstance(clock, FixedClock)
        speaking = journal.domains.add("Speaking", "give a talk").id
        writing = journal.domains.add("Writing", "write a page").id
        entry = journal.evidence.add(Mastery, speaking, f"first {SECRET} entry")
        rater = journal.surveys.add_rater("Mara", "friend")
        for day in range(4):
            clock.move(days=1)
            journal.evidence.edit(entry.id, text=f"{SECRET} of day {day}")
            journal.checkins.record(speaking, 40 + day)
        conflict = home.path.with_name("journal.sync-conflict-20261121-120000-ABCDEFG.json")
        shutil.copyfile(home.path, conflict)
        copy = Journal(conflict, FixedClock(NOW - dt.timedelta(days=2)), SequentialIds(2))
        copy.open()
        copy.evidence.add(Mastery, writing, "from the other machine")
        copy.checkins.record(writing, 20)
        clock.move(days=1)
        journal.checkins.record(speaking, 60)
        for extra in home.path.parent.joinpath("backups").glob("journal.sync*"):
            extra.unlink()
        inputs = home.root / "in"
        inputs.mkdir()
        instrument = shipped_instrument()
        empty_form = RaterForm(instrument.id, instrument.version, "Mara", rater.id, "abcdef012345", "Alex")
        form = write_form(empty_form, instrument)
        filled = re.sub("^Answer:$", "Answer: 3", form, flags=re.M)
        (inputs / "mara.txt").write_text(filled, encoding="utf-8")
        records = {"2026-11-02": "On stage", "2026-11-03": "On the phone"}
        entries = [
            {"date": day, "time": "10:00", "title": f"{text} @talk", "body": "", "tags": ["@talk"], "starred": False}
            for day, text in records.items()
        ]
        (inputs / "jrnl.json").write_text(json.dumps({"tags": {"@talk": 2}, "entries": entries}), encoding="utf-8")
        home.settings_path.parent.mkdir(parents=True)
        home.settings_path.write_text("# mine\nhide_numbers = false\n", encoding="utf-8")
        return home.read_files()


def build_home(folder: Path) -> Home:
    """Write the base files into a folder."""
    for name, data in base_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(0o600)
    return Home(folder)


# -- running -------------------------------------------------------------------------------------


def run_shell(home: Home, *arguments: str, typed: str = "") -> Outcome:
    """Run `efficacy` in this process, with `typed` on its standard input.

    `{out}`, `{home}` and `{in}` in arguments stand for places in the home.
    """
    places = {"out": home.output, "home": home.path.parent, "in": home.root / "in"}
    words = [word.format(**places) if "{" in word else word for word in arguments]
    with mock.patch("efficacy_tui.cli.context.SystemClock", return_value=FixedClock(NOW)):
        result = CliRunner().invoke(efficacy, words, env=home.environment(), input=typed, prog_name="efficacy")
    problems = []
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        problems.append(f"it crashed: {result.exception!r}")
    return Outcome(result.exit_code, result.output.splitlines(), problems)


def shell(*arguments: str, typed: str = "") -> Callable[[Home], Outcome]:
    return lambda home: run_shell(home, *arguments, typed=typed)


def run_program(home: Home, *words: str) -> Outcome:
    """Run `efficacy` in this process as its entry point does: without the command line's library where it can."""
    printed = io.StringIO()
    with (
        mock.patch("efficacy_tui.cli.context.SystemClock", return_value=FixedClock(NOW)),
        mock.patch.dict(os.environ, home.environment()),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
    ):
        exit_code = answer_quickly(words)
    if exit_code is not None:
        return Outcome(exit_code, printed.getvalue().splitlines())
    outcome = run_shell(home, *words)
    return Outcome(outcome.exit_code, [*printed.getvalue().splitlines(), *outcome.lines], outcome.problems)


def program(*words: str) -> Callable[[Home], Outcome]:
    return lambda home: run_program(home, *words)


def run_in_background(home: Home) -> Outcome:
    """Change the journal as the dashboard does, and compare each of its messages with the file as it is then."""
    journal = home.journal()
    problems: list[str] = []

    def on_event(event: JournalEvent) -> None:
        with real_files():
            has_effects = all(effect(home) for effect in BACKGROUND_EFFECTS)
        if isinstance(event, SaveFailed) and has_effects:
            problems.append(f"“{event.reason}” was said, but the file has it")
        if isinstance(event, Saved) and not has_effects:
            problems.append("“saved” was said, but the file does not have it")

    with mock.patch.object(background_writer.BackgroundWriter.__init__, "__defaults__", (0.001,)):
        try:
            journal.open()
        except StoreError as error:
            return Outcome(1, [str(error)])
        journal.save_in_background()
    journal.subscribe(on_event)
    domain = journal.domains.find_by_name("Speaking").id
    journal.evidence.add(Mastery, domain, "in the background")
    journal.close(0.1)
    if (writer := journal._writer) is not None:
        writer.stop()
        if writer._thread is not None:
            writer._thread.join(10)
    with real_files():
        has_effects = all(effect(home) for effect in BACKGROUND_EFFECTS)
    # The thread may have saved it since, when the disk was slow.
    unsaved = journal.store.unsaved
    if unsaved and has_effects:
        problems.append(f"{unsaved} changes are said to be unsaved, but the file has them")
    return Outcome(1 if unsaved else 0, [], problems)


def run_plain(home: Home) -> Outcome:
    """Check in with the plain UI."""
    journal = home.journal()
    code, text = run_repl(journal, "70", "", "70", "", "e", "1", "On lines", "", "", "", "q!", "q", "l", "y")
    return Outcome(code, [" ".join(text.split())])


def run_flow(home: Home, make_message: Callable[[Journal], str | None]) -> Outcome:
    """Do what a flow does on an open journal; the message is what it shows."""
    journal = home.journal()
    try:
        journal.open()
        message = make_message(journal)
    except (StoreError, Rejected) as error:
        return Outcome(1, [str(error)])
    return Outcome(int("could not" in (message or "")), [message] if message else [])


def flow(make_message: Callable[[Journal], str | None]) -> Callable[[Home], Outcome]:
    return lambda home: run_flow(home, make_message)


def _export_in_flow(journal: Journal, form: str) -> str:
    place = journal.path.parent.parent / "out" / "file"
    result = ExportJournal(journal).finish({"form": form, "domain": "all", "notes": "yes", "place": str(place)})
    assert result.background_task is not None
    return str(result.background_task())


def _save_review(journal: Journal) -> str:
    return _save_report(journal.path.parent.parent / "out" / "file", "a report")


def _merge_in_flow(journal: Journal) -> str:
    flows = MergeConflictCopy.pending(journal)
    return flows[0]._merge() if flows else "The copy could not be found."


def change_setting(home: Home) -> Outcome:
    """Change a setting as the settings screen does."""
    from efficacy_tui.config.write import SettingsNotSaved

    try:
        Settings(home.settings_path).change("hide_numbers", True)
    except SettingsNotSaved as error:
        return Outcome(1, [str(error)])
    return Outcome(0, [])


def recover(home: Home, choice: str) -> Outcome:
    """Answer the question that a damaged journal brings at the start."""
    journal = home.journal()
    try:
        journal.open()
    except JournalUnreadable as error:
        recovery = RecoverJournal(journal, error)
        values = {option.value for question in recovery.questions({}) for option in getattr(question, "options", ())}
        if choice not in values:
            return Outcome(1, [str(error)])
        try:
            result = recovery.finish({"what": choice, "sure": "yes"})
        except (StoreError, Rejected) as rejected:
            return Outcome(1, [str(rejected)])
        return Outcome(0, [result.message] if result.message else [])
    return Outcome(0, [])


# -- effects -------------------------------------------------------------------------------------


def has_record(table: str, field_name: str, value: object, home: Home) -> bool:
    contents = home.contents()
    return contents is not None and any(
        getattr(row, field_name, None) == value for row in contents.table(table).values()
    )


def record(table: str, field_name: str, value: object) -> Effect:
    return partial(has_record, table, field_name, value)


def has_rows(home: Home, table: str, count: int) -> bool:
    contents = home.contents()
    return contents is not None and len(contents.table(table)) == count


def output_has(text: str) -> Effect:
    return lambda home: home.output.is_file() and text in home.output.read_text(encoding="utf-8")


def output_files(*names: str) -> Effect:
    return lambda home: all((home.output / name).is_file() for name in names)


def is_secret_gone(home: Home) -> bool:
    return not any(SECRET.encode() in data for name, data in home.read_files().items() if name.startswith("home/"))


def is_journal_readable(home: Home) -> bool:
    return home.contents() is not None


def is_everything_gone(home: Home) -> bool:
    return not [name for name in home.read_files() if name.startswith("home/") and not name.endswith(".erased")]


def is_history_gone(home: Home) -> bool:
    return not json.loads(atomic_file.read_whole(home.path)[0]).get("history") if home.path.exists() else False


def is_journal_empty(home: Home) -> bool:
    contents = home.contents()
    return contents is not None and not contents.domains


def is_journal_missing(home: Home) -> bool:
    return not home.path.exists()


def has_fresh_backup(home: Home) -> bool:
    data = home.path.read_bytes() if home.path.exists() else b""
    return any(backup.path.read_bytes() == data for backup in backups.list_backups(home.path))


def has_current_schema(home: Home) -> bool:
    tables = json.loads(home.path.read_bytes())
    return any(row.get("value") != 0 for row in tables.get("meta", {}).values() if row.get("id") == "schema")


BACKGROUND_EFFECTS = (record("evidence", "text", "in the background"),)


# -- preparations --------------------------------------------------------------------------------


def start_empty(home: Home) -> None:
    shutil.rmtree(home.path.parent)


def damage(home: Home) -> None:
    home.path.write_bytes(home.path.read_bytes()[:200])


def damage_without_backups(home: Home) -> None:
    damage(home)
    shutil.rmtree(home.path.parent / "backups")


def set_aside(home: Home) -> None:
    """Leave nothing but a damaged file that was set aside."""
    damage_without_backups(home)
    home.path.rename(home.path.with_name("journal.damaged-2026-11-20T080000Z.json"))


def remove_journal(home: Home) -> None:
    home.path.unlink()


def spoil_record(home: Home) -> None:
    tables = json.loads(home.path.read_bytes())
    row = next(iter(tables["checkins"].values()))
    row["confidence"] = 500
    home.path.write_text(json.dumps(tables), encoding="utf-8")


def make_older(home: Home) -> None:
    home.path.write_bytes((FIXTURES / "schema-0.json").read_bytes())


def write_old_output(home: Home) -> None:
    home.output.parent.mkdir()
    home.output.write_text("from before", encoding="utf-8")


def remove_settings(home: Home) -> None:
    shutil.rmtree(home.settings_path.parent)


def _opened(home: Home) -> Journal:
    journal = home.journal()
    journal.open()
    return journal


def add_rungs(home: Home) -> None:
    journal = _opened(home)
    speaking = journal.domains.find_by_name("Speaking")
    journal.rungs.add_first(speaking.id, ["Whistle a tune", "Sing a song"])


def start_challenge(home: Home) -> None:
    journal = _opened(home)
    speaking = journal.domains.find_by_name("Speaking")
    journal.challenges.start(
        speaking.id, title="I will ask", done_when="asked", difficulty=40, odds=70, due=journal.today()
    )


def end_challenge(home: Home) -> None:
    journal = _opened(home)
    domain = journal.domains.focus()
    open_challenge = journal.challenges.active(domain.id) or journal.challenges.start(
        domain.id, title="I will ask", done_when="asked", difficulty=40, odds=70, due=journal.today()
    )
    journal.challenges.close(open_challenge.id, "succeeded")


def prepare_request(home: Home) -> None:
    end_challenge(home)
    _make_output_folder(home)


def begin_challenge(home: Home) -> None:
    journal = _opened(home)
    today = journal.today()
    journal.challenges.start(
        journal.domains.find_by_name("Speaking").id,
        title="I will ask",
        done_when="asked",
        difficulty=40,
        odds=70,
        due=today,
        steps=(Step(text="write it", day=today),),
    )


def undo_last(home: Home) -> None:
    _opened(home).undo()


def is_step_done(home: Home) -> bool:
    return any(step.result == "done" for row in _rows(home, "challenges") for step in row.steps)


def reword_secret(home: Home) -> None:
    journal = _opened(home)
    for row in journal.contents.evidence.values():
        journal.evidence.edit(row.id, text="nothing to hide")


def delete_secret(home: Home) -> None:
    journal = _opened(home)
    for row in journal.contents.evidence.values():
        journal.evidence.delete(row.id)


def add_namesake(home: Home) -> None:
    """Add another domain called Writing, as another machine can have made one."""
    journal = _opened(home)
    domain = journal.domains.add("Writing once more", "write a page").id
    journal.checkins.record(domain, 30)
    journal.change("Rename", lambda unit: unit.change(unit.contents.domains[domain], name="  writing "))


def is_writing_joined(home: Home) -> bool:
    domains = {row.id: row for row in _rows(home, "domains")}
    joined = [row for row in domains.values() if row.joined is not None]
    owner_ids = {row.joined for row in joined}
    is_moved = any(row.confidence == 30 and row.domain in owner_ids for row in _rows(home, "checkins"))
    return is_moved and [domains[key].name for key in owner_ids] == ["Writing"]


def erase_elsewhere(home: Home) -> None:
    """Bring the file of another machine, where the secret was erased; the copies here still have it."""
    other = Home(home.root / "other")
    other.path.parent.mkdir(parents=True)
    shutil.copyfile(home.path, other.path)
    journal = _opened(other)
    maintenance.erase(journal, next(iter(journal.contents.evidence)))
    shutil.copyfile(other.path, home.path)
    shutil.rmtree(other.root)


def put_driver_files(home: Home) -> None:
    shutil.copyfile(home.path, home.root / "in" / "ours.json")
    conflict = next(home.path.parent.glob("journal.sync*"))
    shutil.copyfile(conflict, home.root / "in" / "theirs.json")


def _driver_has_both(home: Home) -> bool:
    try:
        contents = read_journal(home.root / "in" / "ours.json", lambda: "0" * 32).contents
    except UnreadableBytes:
        return False
    return any(row.text == "from the other machine" for row in contents.evidence.values())


def _rows(home: Home, table: str) -> list[Any]:
    contents = home.contents()
    return [] if contents is None else list(contents.table(table).values())


def _write_export(home: Home) -> None:
    from efficacy_tui.exchange.export import export

    conflict = next(home.path.parent.glob("journal.sync*"))
    contents = read_journal(conflict, lambda: "0" * 32).contents
    files = export(contents, "json", at=NOW, today=NOW.date())
    (home.root / "in" / "export.json").write_bytes(next(iter(files.values())))


def is_focus_moved(home: Home) -> bool:
    return any(row.focus and row.name == "Writing" for row in _rows(home, "domains"))


def is_nino_asked(home: Home) -> bool:
    return any(row.key.startswith("asked:") and "Nino" in str(row.value) for row in _rows(home, "settings"))


def pause_writing(home: Home) -> None:
    journal = _opened(home)
    journal.domains.pause(journal.domains.find_by_name("Writing").id, NOW.date() + dt.timedelta(days=9))


def is_writing_on_two_days(home: Home) -> bool:
    return has_record("domains", "days", ("mon", "fri"), home)


def is_writing_paused(home: Home) -> bool:
    return has_record("domains", "paused_until", NOW.date() + dt.timedelta(days=9), home)


def is_no_domain_paused(home: Home) -> bool:
    return is_journal_readable(home) and all(row.paused_until is None for row in _rows(home, "domains"))


def is_calendar_noted(home: Home) -> bool:
    return any(row.key.startswith("ics:") for row in _rows(home, "settings"))


def is_reference_saved(home: Home) -> bool:
    return any("Alex" in str(row.value) for row in _rows(home, "settings"))


def is_last_check_in_gone(home: Home) -> bool:
    return is_journal_readable(home) and not has_record("checkins", "confidence", 60, home)


def is_setting_changed(home: Home) -> bool:
    return "hide_numbers = true" in home.settings_path.read_text(encoding="utf-8")


def _make_output_folder(home: Home) -> None:
    home.output.parent.mkdir()


def _count_todays_check_ins(home: Home) -> int:
    return sum(row.day == NOW.date() for row in _rows(home, "checkins"))


NEW_DOMAIN = (record("domains", "name", "Singing"),)
RATED_71 = (record("checkins", "confidence", 71),)
FROM_OTHER_MACHINE = (record("evidence", "text", "from the other machine"),)
HAS_EXPORT = (output_has("Speaking"),)
HAS_CSV = (output_files("about.txt", "checkins.csv", "domains.csv", "evidence.csv", "raters.csv"),)
BOTH_CHECK_INS = (
    lambda home: _count_todays_check_ins(home) >= 1,
    lambda home: _count_todays_check_ins(home) == 2,
)
SECRET_GONE = (is_secret_gone,)
READABLE = (is_journal_readable,)
EMPTY = (is_journal_empty,)
STILL_MISSING = (is_journal_missing,)
CONFLICT_COPY = "{home}/journal.sync-conflict-20261121-120000-ABCDEFG.json"
ADD_SINGING = shell("domain", "add", "Singing", "--task", "sing a song")
HALF_OF_IT = record("evidence", "text", "half of it")
END_PARTLY = shell("outcome", "partly", "--evidence", "half of it", "--why", "effort", "--learned", "begin earlier")
BEGIN_HUMMING = shell("challenge", "new", "hum", "--done-when", "hummed", "--odds", "60", "--difficulty", "40")
EDIT_LAST = shell("edit", "last", "-", typed='text = "edited words"')
IMPORT_JRNL = shell("import", "{in}/jrnl.json", "--from", "jrnl", "--map", "@talk=Speaking:mastery")
ASK_NINO = shell("rate", "export", "--rater", "Nino", "--me", "Alex", "-o", "{out}")
WRITE_UNITS = shell("remind", "--at", "8:00", "--format", "systemd", "-o", "{out}")
MERGE_FOR_GIT = shell("merge", "--driver", "{in}/ours.json", "{in}/ours.json", "{in}/theirs.json")

COMMANDS = (
    WritingCommand("domain add (first)", ADD_SINGING, NEW_DOMAIN, start_empty),
    WritingCommand("domain add", ADD_SINGING, NEW_DOMAIN),
    WritingCommand("domain focus", shell("domain", "focus", "Writing"), (is_focus_moved,)),
    WritingCommand("domain join", shell("domain", "join", "Writing", "--yes"), (is_writing_joined,), add_namesake),
    WritingCommand(
        "domain place", shell("domain", "place", "Writing", "71"), (record("domains", "task_difficulty", 71),)
    ),
    WritingCommand("domain days", shell("domain", "days", "Writing", "mon", "fri"), (is_writing_on_two_days,)),
    WritingCommand("domain pause", shell("domain", "pause", "Writing", "--until", "+9d"), (is_writing_paused,)),
    WritingCommand("domain resume", shell("domain", "resume", "Writing"), (is_no_domain_paused,), pause_writing),
    WritingCommand("check-in", shell("check-in", "71"), RATED_71),
    WritingCommand("check-in (at once)", program("check-in", "71"), RATED_71),
    WritingCommand(
        "check-in (at once, missing)", program("check-in", "71"), STILL_MISSING, remove_journal, is_refused=True
    ),
    WritingCommand("check-in (at once, damaged)", program("check-in", "71"), (), damage, is_refused=True),
    WritingCommand(
        "check-in (two)",
        shell("check-in", "Speaking=71", "Writing=31"),
        (*RATED_71, record("checkins", "confidence", 31)),
    ),
    WritingCommand("check-in (older file)", shell("check-in", "71"), RATED_71, make_older),
    WritingCommand("add", shell("add", "Asked a question"), (record("evidence", "text", "Asked a question"),)),
    WritingCommand("step", shell("step", "y"), (is_step_done,), begin_challenge),
    WritingCommand("outcome", END_PARTLY, (record("challenges", "outcome", "partly"), HALF_OF_IT), begin_challenge),
    WritingCommand("challenge new", BEGIN_HUMMING, (record("challenges", "title", "I will hum"),)),
    WritingCommand("edit", EDIT_LAST, (record("evidence", "text", "edited words"),)),
    WritingCommand("delete", shell("delete", "last"), (partial(has_rows, table="evidence", count=0),)),
    WritingCommand("undo", shell("undo"), (is_last_check_in_gone,)),
    WritingCommand("redo", shell("redo"), (record("checkins", "confidence", 60),), undo_last),
    WritingCommand(
        "ask",
        shell("ask", "Nino", "-o", "{out}"),
        (output_has("Hi Nino"), is_nino_asked),
        prepare_request,
        is_repeatable=False,
    ),
    WritingCommand(
        "rung add", shell("rung", "add", "Say hello", "--at", "20"), (record("rungs", "title", "Say hello"),)
    ),
    WritingCommand(
        "rung move", shell("rung", "move", "Whistle", "--at", "33"), (record("rungs", "difficulty", 33),), add_rungs
    ),
    WritingCommand(
        "rung rate",
        shell("rung", "rate", "Whistle", "71", "Sing", "31"),
        (partial(has_rows, table="rung_ratings", count=2),),
        add_rungs,
    ),
    WritingCommand(
        "rung delete",
        shell("rung", "delete", "Whistle", "--yes"),
        (partial(has_rows, table="rungs", count=1),),
        add_rungs,
    ),
    WritingCommand(
        "rate export",
        ASK_NINO,
        (is_reference_saved, record("raters", "name", "Nino"), output_has("Alex")),
        _make_output_folder,
    ),
    WritingCommand(
        "rate import", shell("rate", "import", "{in}/mara.txt"), (record("surveys", "form", "abcdef012345"),)
    ),
    WritingCommand(
        "rate delete", shell("rate", "delete", "Mara", "--yes"), (partial(has_rows, table="raters", count=0),)
    ),
    WritingCommand("import (JSON)", shell("import", "{in}/export.json"), FROM_OTHER_MACHINE, _write_export),
    WritingCommand("import (jrnl)", IMPORT_JRNL, (record("evidence", "text", "On stage @talk"),)),
    WritingCommand("export", shell("export", "--force", "-o", "{out}"), HAS_EXPORT),
    WritingCommand("export (over)", shell("export", "--force", "-o", "{out}"), HAS_EXPORT, write_old_output),
    WritingCommand("export (CSV)", shell("export", "--format", "csv", "--force", "-o", "{out}"), HAS_CSV),
    WritingCommand("export (report)", shell("export", "--format", "markdown", "--force", "-o", "{out}"), HAS_EXPORT),
    WritingCommand("export (HTML)", shell("export", "--format", "html", "--force", "-o", "{out}"), HAS_EXPORT),
    WritingCommand("remind", shell("remind", "--at", "8:00", "-o", "{out}"), (output_has("VEVENT"),)),
    WritingCommand(
        "remind (two times)",
        shell("remind", "--at", "8:00", "--at", "9:00", "-o", "{out}"),
        (output_has("VEVENT"), is_calendar_noted),
    ),
    WritingCommand(
        "remind --challenges",
        shell("remind", "--challenges", "-o", "{out}"),
        (output_has("Due: "), is_calendar_noted),
        start_challenge,
    ),
    WritingCommand(
        "remind (systemd)", WRITE_UNITS, (output_files("efficacy-remind.service", "efficacy-remind.timer"),)
    ),
    WritingCommand("merge", shell("merge", CONFLICT_COPY), FROM_OTHER_MACHINE),
    WritingCommand("merge (git)", MERGE_FOR_GIT, (_driver_has_both,), put_driver_files),
    WritingCommand("restore", shell("restore", "--yes"), (is_last_check_in_gone,)),
    WritingCommand("restore (damaged)", shell("restore", "--yes"), READABLE, damage),
    WritingCommand("restore (missing)", shell("restore", "--yes"), READABLE, remove_journal),
    WritingCommand("restore --empty", shell("restore", "--empty", "--yes"), EMPTY),
    WritingCommand("restore --empty (damaged)", shell("restore", "--empty", "--yes"), EMPTY, damage),
    WritingCommand("restore --empty (missing)", shell("restore", "--empty", "--yes"), EMPTY, remove_journal),
    WritingCommand(
        "history restore",
        shell("history", "restore", f"{SECRET} entry"),
        (partial(has_rows, table="evidence", count=1),),
        delete_secret,
    ),
    WritingCommand("erase", shell("erase", SECRET, "--yes"), SECRET_GONE),
    WritingCommand("erase (domain)", shell("erase", "--domain", "Speaking", "--yes"), SECRET_GONE),
    WritingCommand(
        "erase (everything)", shell("erase", "--everything", "--yes"), (is_everything_gone,), keeps_journal=False
    ),
    WritingCommand("erase (earlier wording)", shell("erase", SECRET, "--yes"), SECRET_GONE, reword_secret),
    WritingCommand("erase (deleted)", shell("erase", SECRET, "--yes"), SECRET_GONE, delete_secret),
    WritingCommand("check-in (erased elsewhere)", shell("check-in", "71"), (*RATED_71, *SECRET_GONE), erase_elsewhere),
    WritingCommand("purge-history", shell("purge-history", "--yes"), (is_history_gone,)),
    WritingCommand("backup", shell("backup"), (has_fresh_backup,)),
    WritingCommand("doctor --fix (record)", shell("doctor", "--fix", "--yes"), READABLE, spoil_record),
    WritingCommand("doctor --fix (damaged)", shell("doctor", "--fix", "--yes"), READABLE, damage),
    WritingCommand("doctor --fix (no backups)", shell("doctor", "--fix", "--yes"), EMPTY, damage_without_backups),
    WritingCommand("doctor --fix (missing)", shell("doctor", "--fix", "--yes"), READABLE, remove_journal),
    WritingCommand("check-in (missing)", shell("check-in", "71"), STILL_MISSING, remove_journal, is_refused=True),
    WritingCommand("check-in (set aside)", shell("check-in", "71"), STILL_MISSING, set_aside, is_refused=True),
    WritingCommand("status (missing)", shell("status"), STILL_MISSING, remove_journal, is_refused=True),
    WritingCommand("check-in (damaged)", shell("check-in", "71"), (), damage, is_refused=True),
    WritingCommand(
        "config --edit", shell("config", "--edit"), (lambda home: home.settings_path.is_file(),), remove_settings
    ),
    WritingCommand("dashboard", run_in_background, BACKGROUND_EFFECTS, is_threaded=True),
    WritingCommand("plain", run_plain, BOTH_CHECK_INS, is_strict=False),
    WritingCommand("flow: undo", flow(lambda journal: f"Undone: {journal.undo()}."), (is_last_check_in_gone,)),
    WritingCommand("flow: export", flow(partial(_export_in_flow, form="json")), HAS_EXPORT),
    WritingCommand("flow: export (CSV)", flow(partial(_export_in_flow, form="csv")), HAS_CSV),
    WritingCommand("flow: review", flow(_save_review), (output_has("a report"),)),
    WritingCommand("flow: merge", flow(_merge_in_flow), FROM_OTHER_MACHINE),
    WritingCommand("flow: setting", change_setting, (is_setting_changed,)),
    WritingCommand("flow: restore", partial(recover, choice="restore"), READABLE, damage),
    WritingCommand("flow: restore (missing)", partial(recover, choice="restore"), READABLE, remove_journal),
    WritingCommand("flow: repair", partial(recover, choice="repair"), READABLE, spoil_record),
    WritingCommand("flow: begin anew", partial(recover, choice="new"), READABLE, damage),
    WritingCommand("flow: begin anew (missing)", partial(recover, choice="new"), READABLE, remove_journal),
)
