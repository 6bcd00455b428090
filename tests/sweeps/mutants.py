"""A sound journal is damaged in one place, in every way that disks, editors and merges do, and some more.

`status` and every other command then agree on whether the file can be read; nobody sees a traceback or a bare name; and
what `doctor --fix` leaves is a journal that every command opens and in which the doctor finds nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import datetime as dt
import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import time_machine
from click.testing import CliRunner, Result

from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery, Persuasion, State, Step, Vicarious
from tests.support.fixed_clock import FixedClock
from tests.support.store_files import NOON, SequentialIds

TITLE = "mutated journals: do all commands agree, and does doctor --fix open them?"
SAMPLE = 12
_CASES = 3000
_NOW = NOON + dt.timedelta(days=30)

Tables = dict[str, Any]
Mutation = Callable[[Tables, random.Random], bytes]

READING: tuple[tuple[str, ...], ...] = (
    ("domain", "list"),
    ("export",),
    ("export", "--format", "markdown"),
    ("export", "--format", "html"),
    ("rate", "list"),
    ("standing", "--why"),
    ("ladder",),
    ("ladder", "Writing", "--json"),
    ("history",),
    ("list", "--limit", "0"),
    ("list", "--json"),
    ("search", "talk"),
    ("show", "last"),
    ("due",),
    ("due", "--json"),
    ("standing", "--json"),
    ("edit", "last", "--print"),
    ("backup",),
)
"""Commands that need a journal they can read, and change nothing in it."""

WRITING: tuple[tuple[str, ...], ...] = (
    ("check-in", "Writing=70"),
    ("add", "what I did"),
    ("domain", "add", "Running", "--task", "run a mile"),
    ("ask", "Mara"),
    ("rung", "add", "whistle a tune", "--at", "20"),
    ("rung", "move", "hum a tune", "--below", "sing a tune"),
    ("rung", "rate", "hum a tune", "70"),
    ("rung", "delete", "hum a tune", "--yes"),
    ("step", "y"),
    ("outcome", "partly", "--evidence", "half of it"),
    ("challenge", "new", "sing", "--done-when", "sung", "--odds", "60", "--difficulty", "40", "--domain", "Writing"),
    ("delete", "last"),
    ("undo",),
    ("redo",),
    ("sync", "--init", "--yes"),
    ("domain", "join", "Speaking", "--yes"),
    ("domain", "days", "Writing", "mon", "wed"),
    ("domain", "pause", "Writing", "--until", "+9d"),
    ("domain", "resume", "Writing"),
    ("remind", "--challenges"),
    ("merge", "{other}"),
    ("import", "{export}"),
    ("erase", "a phrase that nobody wrote", "--yes"),
    ("purge-history", "--yes"),
)
"""Commands that change the journal."""

INDEPENDENT = {
    *("completion", "config", "doctor", "estimate", "keys", "locate", "restore", "schema", "status"),
    *("lock", "seal", "unlock", "unseal"),
}
"""Commands that need no journal, or are looked at apart."""

PLAIN_KEYS = "q!\nt\n\nl\n1\nc\nq!\na\nq!\n\np\n\n/\ntalk\n\n2\n\nd\n\nw\nq!\ne\nq!\nu\nu\nu\nr\nq!\nctrl+r\nq\n"
"""Leave the check-in (or a damaged journal) alone, open every view, begin some dialogs, undo and redo, and quit."""

DASHBOARD_COMMANDS = ("trends", "ladder", "profile", "search", "domains", "evidence", "review", "undo", "undo", "redo")

UNREADABLE = "could not be read"
_BARE_NAME = re.compile(r"^['\"]?[\w$.-]{1,40}['\"]?$", re.MULTILINE)


def count() -> int:
    """Return the number of cases."""
    return _CASES


def check(case: int) -> list[str]:
    """Damage the journal in the way of this case, and run every command on it."""
    rng = random.Random(case)
    mutation = MUTATIONS[case % len(MUTATIONS)]
    data = mutation(copy.deepcopy(build_tables()), rng)
    with (
        tempfile.TemporaryDirectory(prefix="efficacy-mutant-") as folder,
        time_machine.travel(_NOW, tick=False),
        _environment(Path(folder)),
    ):
        return [f"{mutation.__name__}: {failure}" for failure in _Trial(Path(folder), data, rng).run(case)]


class _Trial:
    """The commands on one damaged file, and what was wrong with what they did."""

    def __init__(self, folder: Path, data: bytes, rng: random.Random) -> None:
        self.folder = folder
        self.path = folder / "journal" / "journal.json"
        self.data = data
        self.rng = rng
        self.failures: list[str] = []

    def run(self, case: int) -> list[str]:
        self.path.parent.mkdir()
        (self.folder / "other.json").write_bytes(encode(build_tables()))
        (self.folder / "export.json").write_bytes(build_export())
        self._place()
        is_readable = self._is_readable(self._call("status"))
        if case % 60 == 0:
            self._check_processes(is_readable)
        if case % 40 == 1:
            self._check_dashboard(is_readable)
        for words in READING:
            self._expect(is_readable, words)
        self._expect(is_readable, ("--plain",), PLAIN_KEYS)
        for words in (self.rng.choice(WRITING), self.rng.choice(WRITING)):
            self._place()
            self._expect(is_readable, words)
        self._place()
        self._call("restore", "--list")
        self._call("doctor", "--backups")
        self._check_fix()
        return self.failures

    def _place(self) -> None:
        self.path.write_bytes(self.data)

    def _check_fix(self) -> None:
        fixed = self._call("doctor", "--fix", "--yes")
        if fixed.exit_code:
            self.failures.append(f"doctor --fix ended with {fixed.exit_code}: {fixed.output[-300:]}")
        after = self._call("doctor")
        if after.exit_code or "PROBLEM" in after.output:
            self.failures.append(f"the doctor still finds: {after.output[:300]}")
        for words in (("status",), *READING, *WRITING, ("doctor",)):
            if not self._is_readable(self._call(*words)):
                self.failures.append(f"after doctor --fix, “{' '.join(words)}” cannot read it")
        if not self._is_readable(self._call("--plain", text=PLAIN_KEYS)):
            self.failures.append("after doctor --fix, the plain UI cannot read it")

    def _check_processes(self, is_readable: bool) -> None:
        """Run some commands as programs of their own, whose last resort is the report of a crash."""
        path = self.folder / "processes" / "journal.json"
        path.parent.mkdir()
        path.write_bytes(self.data)
        for words in (("status",), ("domain", "list"), ("doctor",), ("--plain",), ("doctor", "--fix", "--yes")):
            program = [sys.executable, "-m", "efficacy_tui", "--journal", str(path), *words]
            done = subprocess.run(
                program, input=PLAIN_KEYS, capture_output=True, text=True, check=False, env={**os.environ}, timeout=60
            )
            output = " ".join((done.stdout + done.stderr).split())
            if "Traceback" in output or list(self.folder.rglob("last-error.txt")) or done.returncode not in (0, 1, 3):
                self.failures.append(f"the program “{' '.join(words)}” ended with {done.returncode}: {output[-300:]}")
            if words[0] != "doctor" and (UNREADABLE not in output) != is_readable:
                self.failures.append(f"the program “{' '.join(words)}” does not agree: {output[-300:]}")

    def _check_dashboard(self, is_readable: bool) -> None:
        try:
            asyncio.run(_use_dashboard(self.path, is_readable))
        except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever it is, it is what the sweep looks for
            self.failures.append(f"the dashboard: {type(error).__name__}: {str(error)[:300]}")

    def _expect(self, is_readable: bool, words: tuple[str, ...], text: str = "l\n") -> None:
        result = self._call(*words, text=text)
        if self._is_readable(result) != is_readable:
            verdict = "can" if is_readable else "cannot"
            self.failures.append(f"status {verdict} read it, “{' '.join(words)}” says: {result.output[:300]}")

    def _is_readable(self, result: Result) -> bool:
        return UNREADABLE not in " ".join(result.output.split())

    def _call(self, *words: str, text: str = "") -> Result:
        words = tuple(
            word.format(other=self.folder / "other.json", export=self.folder / "export.json") for word in words
        )
        sys_stdin = io.StringIO(text)
        with patch.object(sys, "stdin", sys_stdin):
            result = CliRunner().invoke(efficacy, ["--journal", str(self.path), *words], input=text)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            error = result.exception
            self.failures.append(f"“{' '.join(words)}” crashed: {type(error).__name__}: {str(error)[:200]}")
        if result.exit_code == 1 and _BARE_NAME.fullmatch(result.output.strip()):
            self.failures.append(f"“{' '.join(words)}” says only {result.output.strip()!r}")
        return result


async def _use_dashboard(path: Path, is_readable: bool) -> None:
    """Open the dashboard, run commands, and quit; on a damaged journal, see the question and leave."""
    from efficacy_tui.tui.app import EfficacyApp
    from efficacy_tui.tui.screens.flow_dialog import FlowDialog
    from tests.support.dashboard_driver import DashboardDriver

    app = EfficacyApp(Journal(path, FixedClock(_NOW)), ask_at_start=False)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        person = DashboardDriver(app, pilot)
        if not is_readable:
            await person.wait_for(lambda: isinstance(app.screen, FlowDialog))
            await person.settle()
            assert UNREADABLE in " ".join(person.text().split())
            return
        await person.wait_for(lambda: app.snapshot is not None)
        await person.settle()
        for command in DASHBOARD_COMMANDS:
            await person.run_command(command)
            await person.press("escape")
    app.journal_session.end()


@contextlib.contextmanager
def _environment(folder: Path) -> Iterator[None]:
    """Keep the machine's own journal and settings out of a case."""
    variables = {name: str(folder / name) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "HOME")}
    with patch.dict(os.environ, variables):
        yield


# -- the sound journal ---------------------------------------------------------------------------


@cache
def build_tables() -> Tables:
    """Return the tables of a small journal with records in every table, and a history with overwritten versions."""
    with tempfile.TemporaryDirectory(prefix="efficacy-mutant-") as folder:
        clock = FixedClock(NOON)
        journal = Journal(Path(folder) / "journal.json", clock, SequentialIds(1))
        journal.open()
        domain, other = (
            journal.domains.add(*names).id for names in (("Speaking", "give a talk"), ("Writing", "write"))
        )
        for day in range(4):
            clock.move(days=1)
            journal.checkins.record(domain, 40 + day, note="naïve “quotes” \\ and 🙂")
            journal.checkins.record(other, 60 - 10 * day)
        journal.checkins.record(domain, 55)
        entry = journal.evidence.add(Mastery, domain, "a talk", difficulty=40, independence="alone")
        journal.evidence.add(Vicarious, domain, "saw it", who="Ines", did="the pause", similarity=3, gap="one")
        journal.evidence.add(Persuasion, other, "you write well", who="Sam", quote="well", about="deed", credibility=4)
        journal.evidence.add(State, domain, "a fast heart", arousal=80, interpretation=1)
        journal.evidence.delete(journal.evidence.add(Mastery, domain, "by mistake").id)
        due = journal.today() + dt.timedelta(days=9)
        easy, hard = journal.rungs.add_first(domain, ["ask", "naïve “answer”"], "a talk to everybody")
        journal.rungs.rate({easy.id: 80, hard.id: 40})
        clock.move(days=1)
        journal.rungs.rate({easy.id: 90})
        journal.rungs.remove(journal.rungs.add(other, "write a page", 30).id)
        journal.domains.place_task(domain, 45)
        journal.domains.set_days(other, ("tue", "thu"))
        journal.domains.pause(other, journal.today() + dt.timedelta(days=7))
        journal.checkins.leave_out(other)
        journal.reviews.record("2026-W09", "naïve “answers” \\ and 🙂")
        journal.reviews.record("2026-W10", "I can wait")
        challenge = journal.challenges.start(
            domain,
            easy.id,
            title="I will ask",
            done_when="asked",
            difficulty=50,
            odds=60,
            due=due,
            steps=(Step(text="rehearse", day=due - dt.timedelta(days=2), odds=80),),
        )
        journal.challenges.edit(challenge.id, due=due + dt.timedelta(days=1), steps=challenge.steps)
        journal.reappraisals.record(domain, journal.now(), event="the talk", statement="ready", evidence=(entry.id,))
        journal.settings.set("copies seen", ["a copy"])
        journal.settings.save_draft("evidence", {"typed": {"text": "half a sen"}, "answered": []})
        journal.undo()
        journal.redo()
        data = journal.path.read_bytes()
    tables: Tables = json.loads(data)
    stamp = "2026-03-02T12:00:00Z"
    fields = {"created": stamp, "updated": stamp}
    rater, survey = f"{77:032x}", f"{78:032x}"
    tables["raters"] = {"1": {"id": rater, **fields, "name": "Alex", "role": "friend"}}
    tables["surveys"] = {
        "1": {
            "id": survey, **fields, "instrument": "efficacy", "version": 1, "rater": "other", "by": rater,
            "pseudonym": "Alex", "role": "friend", "day": "2026-03-02", "answers": {"start": 4, "obstacle": None},
        }
    }  # fmt: skip
    was = {"id": f"{79:032x}", **fields, "domain": domain, "day": "2026-03-03", "confidence": 10, "task": "give a talk"}
    tables["adjusted"] = {"1": {"id": was["id"], "table": "checkins", "was": was}}
    return tables


@cache
def build_export() -> bytes:
    """Return an export of a journal with one more domain."""
    with tempfile.TemporaryDirectory(prefix="efficacy-mutant-") as folder:
        path = Path(folder) / "journal.json"
        path.write_bytes(encode(build_tables()))
        return CliRunner().invoke(efficacy, ["--journal", str(path), "export"]).stdout_bytes


def encode(tables: Tables) -> bytes:
    """Encode tables as the program does: compact, and as UTF-8."""
    return json.dumps(tables, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


# -- choosing a place ----------------------------------------------------------------------------

VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 101, -(10**6), 10**30, 0.5, 1e300, "", "x", "1", "\x1b[31m", "a\u202eb", "\u0000",
    "x" * 5000, [], {}, [[]], {"id": "x"}, ["x", 1, None], "9999-12-31", "0001-01-01", "2026-02-30",
    "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "2026-03-02T12:00:00", "f" * 32, "F" * 32, "é" * 32,
    253402300799,
)  # fmt: skip
NUMBERS = ("", "0", "-1", "x", "1.5", " 1", "01", "²", "١", "1 (twice)", "9" * 30, "\x1b[2J", "id", "é", "1e3")
TABLE_NAMES = (
    *(
        "foo",
        "history",
        "meta",
        "checkins",
        "rungs",
        "rung_ratings",
        "reviews",
        "adjusted",
        "",
        "_default",
        "tombstones",
    ),
    "\x1b]0;t\x07",
)


def _choose_table(tables: Tables, rng: random.Random) -> str:
    return rng.choice(sorted(tables))


def _choose_document(tables: Tables, rng: random.Random) -> tuple[str, str, dict[str, Any]]:
    name = rng.choice(sorted(name for name in tables if tables[name]))
    number = rng.choice(sorted(tables[name]))
    return name, number, tables[name][number]


def _choose_container(value: Any, rng: random.Random) -> tuple[Any, Any]:
    """Choose any place within a value: a container and a key or an index in it."""
    places: list[tuple[Any, Any]] = []

    def collect(part: Any) -> None:
        for key in part if isinstance(part, dict) else range(len(part)) if isinstance(part, list) else ():
            places.append((part, key))
            collect(part[key])

    collect(value)
    return rng.choice(places)


# -- mutations -----------------------------------------------------------------------------------


def drop_anything(tables: Tables, rng: random.Random) -> bytes:
    container, key = _choose_container(tables, rng)
    del container[key]
    return encode(tables)


def drop_table(tables: Tables, rng: random.Random) -> bytes:
    del tables[_choose_table(tables, rng)]
    return encode(tables)


def drop_field(tables: Tables, rng: random.Random) -> bytes:
    document = _choose_document(tables, rng)[2]
    del document[rng.choice(sorted(document))]
    return encode(tables)


def retype_anything(tables: Tables, rng: random.Random) -> bytes:
    container, key = _choose_container(tables, rng)
    container[key] = rng.choice(VALUES)
    return encode(tables)


def retype_field(tables: Tables, rng: random.Random) -> bytes:
    document = _choose_document(tables, rng)[2]
    document[rng.choice(sorted(document))] = rng.choice(VALUES)
    return encode(tables)


def retype_two_fields(tables: Tables, rng: random.Random) -> bytes:
    document = _choose_document(tables, rng)[2]
    for _ in range(2):
        document[rng.choice(sorted(document))] = rng.choice(VALUES)
    return encode(tables)


def retype_table(tables: Tables, rng: random.Random) -> bytes:
    tables[_choose_table(tables, rng)] = rng.choice(VALUES)
    return encode(tables)


def retype_setting(tables: Tables, rng: random.Random) -> bytes:
    number = rng.choice(sorted(tables["settings"]))
    tables["settings"][number]["value"] = rng.choice(VALUES)
    tables["settings"][number]["key"] = rng.choice(
        (
            "hints",
            "copies seen",
            "draft:evidence",
            "draft:design",
            "import:jrnl",
            "import moods",
            "profile_offered",
            "unasked:x:2026-03-02",
        )
    )
    return encode(tables)


def duplicate_document(tables: Tables, rng: random.Random) -> bytes:
    name, _, document = _choose_document(tables, rng)
    twin = copy.deepcopy(document)
    if rng.random() < 0.5:
        twin["updated"] = "2026-03-20T00:00:00Z"
    if rng.random() < 0.3:
        twin["id"] = f"{rng.getrandbits(128):032x}"
    tables[name][rng.choice(("900", "0900", "x", *sorted(tables[name])))] = twin
    return encode(tables)


def duplicate_number(tables: Tables, rng: random.Random) -> bytes:
    name, number, document = _choose_document(tables, rng)
    twin = {**document, "id": f"{rng.getrandbits(128):032x}"}
    text = encode(tables).decode()
    start = text.index(f'"{name}":{{') + len(name) + 4
    return f"{text[:start]}{json.dumps(number)}:{json.dumps(twin)},{text[start:]}".encode()


def duplicate_table(tables: Tables, rng: random.Random) -> bytes:
    name = _choose_table(tables, rng)
    value = rng.choice([tables[name], {}, 3, [], {"1": {"id": "x"}}])
    text = encode(tables).decode()
    if rng.random() < 0.5:
        return f"{text[:-1]},{json.dumps(name)}:{json.dumps(value)}}}".encode()
    return f"{{{json.dumps(name)}:{json.dumps(value)},{text[1:]}".encode()


def renumber(tables: Tables, rng: random.Random) -> bytes:
    name, number, _ = _choose_document(tables, rng)
    tables[name][rng.choice(NUMBERS)] = tables[name].pop(number)
    return encode(tables)


def nest(tables: Tables, rng: random.Random) -> bytes:
    container, key = _choose_container(tables, rng)
    depth = rng.choice((1, 2, 50, 99, 101, 500, 990, 1500, 100_000))
    opening, closing = ("[", "]") if rng.random() < 0.5 else ('{"a":', "}")
    container[key] = "@deep@"
    return encode(tables).replace(b'"@deep@"', (opening * depth + "1" + closing * depth).encode(), 1)


def grow(tables: Tables, rng: random.Random) -> bytes:
    container, key = _choose_container(tables, rng)
    container[key] = "@grown@"
    huge = rng.choice(('"' + "x" * 3_000_000 + '"', "1" * 5000, "-1e999", "NaN", "1e-999", "-0", "0x10", "Infinity"))
    return encode(tables).replace(b'"@grown@"', huge.encode(), 1)


def rename_anything(tables: Tables, rng: random.Random) -> bytes:
    container, key = _choose_container(tables, rng)
    if isinstance(container, dict):
        container[rng.choice((*NUMBERS, *TABLE_NAMES, f"{key}x", key.upper()))] = container.pop(key)
    return encode(tables)


def rename_table(tables: Tables, rng: random.Random) -> bytes:
    tables[rng.choice(TABLE_NAMES)] = tables.pop(_choose_table(tables, rng))
    return encode(tables)


def add_unknown_table(tables: Tables, rng: random.Random) -> bytes:
    tables[rng.choice(("foo", "_default", "\x1b[2J", "checkins2"))] = rng.choice(VALUES)
    return encode(tables)


def name_unknown_table(tables: Tables, rng: random.Random) -> bytes:
    name = rng.choice(TABLE_NAMES)
    match rng.randrange(3):
        case 0:
            tables["adjusted"]["1"]["table"] = name
        case 1:
            tables["tombstones"]["1"]["table"] = name
        case _:
            step = tables["history"][rng.choice(sorted(tables["history"]))]
            rng.choice(step["changes"])["table"] = name
    return encode(tables)


def change_step(tables: Tables, rng: random.Random) -> bytes:
    step = tables["history"][rng.choice(sorted(tables["history"]))]
    container, key = _choose_container(step, rng)
    container[key] = rng.choice(VALUES)
    return encode(tables)


def change_reference(tables: Tables, rng: random.Random) -> bytes:
    ids = [document["id"] for table in tables.values() for document in table.values()]
    documents = [d for table in tables.values() for d in table.values() if {"domain", "challenge", "by"} & d.keys()]
    document = rng.choice(documents)
    field = rng.choice(sorted({"domain", "challenge", "by", "harder_than", "reappraisal", "id"} & {*document}))
    document[field] = rng.choice([*ids, "0" * 32])
    return encode(tables)


def change_date(tables: Tables, rng: random.Random) -> bytes:
    dates = (
        "9999-12-31",
        "0001-01-01",
        "1899-12-31",
        "2200-01-01",
        "2027-01-01",
        "1970-01-01",
        "10000-01-01",
        "2026-3-2",
    )
    text = encode(tables).decode()
    places = [match.start() for match in re.finditer(r"2026-03-\d\d", text)]
    place = rng.choice(places)
    return f"{text[:place]}{rng.choice(dates)}{text[place + 10 :]}".encode()


def change_rules(tables: Tables, rng: random.Random) -> bytes:
    match rng.randrange(11):
        case 0:
            for domain in tables["domains"].values():
                domain["focus"] = rng.random() < 0.5
        case 1:
            for domain in tables["domains"].values():
                domain["archived"] = rng.random() < 0.7
        case 2:
            challenge = next(iter(tables["challenges"].values()))
            tables["challenges"]["50"] = {**challenge, "id": "a" * 32}
        case 3:
            number = rng.choice(sorted(tables["checkins"]))
            tables["checkins"]["50"] = {**tables["checkins"][number], "id": "a" * 32, "confidence": 1}
        case 4:
            tables["settings"]["50"] = {**tables["settings"]["1"], "id": "a" * 32}
        case 5:
            number = rng.choice(sorted(tables["rung_ratings"]))
            tables["rung_ratings"]["50"] = {**tables["rung_ratings"][number], "id": "a" * 32, "confidence": 1}
        case 6:
            del tables["rungs"][rng.choice(sorted(tables["rungs"]))]
        case 7:
            for domain in tables["domains"].values():
                domain["joined"] = rng.choice([row["id"] for row in tables["domains"].values()])
        case 8:
            number = rng.choice(sorted(tables["reviews"]))
            tables["reviews"]["50"] = {**tables["reviews"][number], "id": "a" * 32, "answer": "another"}
        case 9:
            field, value = rng.choice(
                (
                    *(("days", value) for value in ([], ["sun", "mon"], ["mon", "mon"], ["monday"], "mon")),
                    *(("paused_until", value) for value in (None, "2026-01-01", "9999-12-31", "soon")),
                    *(("paused_from", value) for value in (None, "2026-12-31")),
                )
            )
            for domain in tables["domains"].values():
                domain[field] = value
        case _:
            for domain in tables["domains"].values():
                domain["name"] = "Speaking"
    return encode(tables)


def change_meta(tables: Tables, rng: random.Random) -> bytes:
    schema = next(entry for entry in tables["meta"].values() if entry["id"] == "schema")["value"]
    match rng.randrange(5):
        case 0:
            tables["meta"] = rng.choice(VALUES)
        case 1:
            tables["meta"]["7"] = {"id": "schema", "value": rng.choice((0, 2, 99, "1", True, None, 1.0, schema))}
        case 2:
            value = rng.choice((0, schema + 1, 99, -1, "1", True, None))
            next(entry for entry in tables["meta"].values() if entry["id"] == "schema")["value"] = value
        case 3:
            next(entry for entry in tables["meta"].values() if entry["id"] == "journal")["value"] = rng.choice(VALUES)
        case _:
            del tables["meta"]
    return encode(tables)


def truncate(tables: Tables, rng: random.Random) -> bytes:
    data = encode(tables)
    return data[: rng.randrange(len(data))]


def flip_bit(tables: Tables, rng: random.Random) -> bytes:
    data = bytearray(encode(tables))
    for _ in range(rng.choice((1, 1, 1, 5))):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def overwrite_bytes(tables: Tables, rng: random.Random) -> bytes:
    data = encode(tables)
    start, length = rng.randrange(len(data)), rng.choice((1, 4, 40, 400))
    match rng.randrange(4):
        case 0:
            return data[:start] + bytes(length) + data[start + length :]
        case 1:
            return data[:start] + rng.randbytes(length) + data[start + length :]
        case 2:
            return data[:start] + data[start + length :]
        case _:
            source = rng.randrange(len(data))
            return data[:start] + data[source : source + length] + data[start + length :]


def insert_bad_text(tables: Tables, rng: random.Random) -> bytes:
    container, key = _choose_container(tables, rng)
    container[key] = "@text@"
    text = rng.choice(
        (b"\xff", b"caf\xe9", b"\\ud800", b"\\udc00x", b"\xed\xa0\x80", b"\\u0000", b"\\u001b[2J", b"\xc0\xaf")
    )
    return encode(tables).replace(b"@text@", text, 1)


def change_frame(tables: Tables, rng: random.Random) -> bytes:
    data = encode(tables)
    match rng.randrange(9):
        case 0:
            return b"\xef\xbb\xbf" + data
        case 1:
            return data.decode().encode("utf-16")
        case 2:
            return data.decode().encode("utf-16")[: rng.randrange(2, 2 * len(data))]
        case 3:
            return data + bytes(rng.choice((1, 512)))
        case 4:
            return data + data[-rng.randrange(1, len(data)) :]
        case 5:
            return data.decode().encode("utf-16-le")
        case 6:
            return bytes(len(data))
        case 7:
            return b"[" + data + b"]"
        case _:
            return rng.choice(
                (b"", b"null", b"{}", b"[]", b"3", b'"journal"', b'{"shop": {"1": {"id": "a"}}}', b"hello")
            )


MUTATIONS: tuple[Mutation, ...] = (
    drop_anything,
    drop_table,
    drop_field,
    retype_anything,
    retype_field,
    retype_two_fields,
    retype_table,
    retype_setting,
    duplicate_document,
    duplicate_number,
    duplicate_table,
    renumber,
    nest,
    grow,
    rename_anything,
    rename_table,
    add_unknown_table,
    name_unknown_table,
    change_step,
    change_reference,
    change_date,
    change_rules,
    change_meta,
    truncate,
    flip_bit,
    overwrite_bytes,
    insert_bad_text,
    change_frame,
)
