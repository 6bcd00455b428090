"""`efficacy list`, `search` and `show`: what they find, and how it stands in a pipe and in a terminal."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from efficacy_tui.cli.context import OK, REFUSED
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery, Persuasion
from efficacy_tui.model.text_layout import cell_width
from tests.cli.conftest import Shell
from tests.support.fixed_clock import FixedClock
from tests.support.flow_driver import practise
from tests.support.hostile_journal import write_hostile_journal
from tests.support.terminal import FROZEN_PROGRAM, ScreenTerminal, environment, run_commands

WRONG_CALL = 2
NOW = "2026-11-22T12:00:00Z"
Read = Callable[[], Journal]

LINE = re.compile(r"[0-9a-f]{8,32}  \d{4}-\d\d-\d\d  [a-z]+ +\S.*")


@pytest.fixture
def practice(shell: Shell, path: Path, clock: FixedClock) -> Shell:
    """A shell on a journal with two domains and a record of each kind."""
    journal = Journal(path, clock)
    journal.open()
    speaking = journal.domains.add("Public speaking", "give a talk")
    writing = journal.domains.add("Writing", "write a page")
    clock.move(days=-6)
    journal.evidence.add(Mastery, writing.id, "Wrote the hard page", difficulty=40, independence="alone")
    list(practise(journal, speaking.id, (30, "failed")))
    clock.move(days=1)
    journal.evidence.add(Persuasion, speaking.id, "It clicked", who="Mara", quote="It clicked for me")
    clock.move(days=1)
    journal.reappraisals.record(speaking.id, journal.now(), event="the design talk", sensation="a racing heart")
    clock.move(days=1)
    journal.checkins.record(speaking.id, 60, note="slept badly")
    journal.checkins.record(writing.id, 50)
    clock.move(days=1)
    journal.challenges.start(
        speaking.id, title="I will ask a question", done_when="asked", difficulty=40, odds=70, due=journal.today()
    )
    journal.rungs.add(speaking.id, "Lead the meeting", 60)
    clock.move(days=1)
    return shell


def listed(output: str) -> list[tuple[str, str]]:
    """The kind and the text of each line in a pipe."""
    rows = [line.split("  ", 2)[2] for line in output.splitlines()]
    return [(row.split(maxsplit=1)[0], row.split(maxsplit=1)[1]) for row in rows]


# -- in a pipe -------------------------------------------------------------------------------------


def test_everything_but_ladders_is_listed_newest_first(practice: Shell) -> None:
    result = practice("list")
    assert result.exit_code == OK
    assert listed(result.stdout) == [
        ("challenge", "Public speaking: I will ask a question"),
        ("note", "Public speaking: slept badly"),
        ("session", "Public speaking: the design talk"),
        ("persuasion", "Public speaking: Mara: “It clicked for me” (not rated yet)"),
        ("outcome", "Public speaking: not this time: Do number 30"),
        ("mastery", "Writing: Wrote the hard page"),
    ]
    assert result.stderr == ""


def test_a_pipe_gets_one_line_a_record_however_long_it_is(practice: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    practice("add", "one\ntwo\tthree " + "many words " * 60)
    lines = practice("list").stdout.splitlines()
    assert len(lines) == 7
    assert all(LINE.fullmatch(line) for line in lines)
    assert lines[0].count("many words") == 60
    assert not [line for line in lines if "\t" in line or "\x1b" in line]


@pytest.mark.parametrize(
    ("filters", "kinds"),
    [
        (("source:mastery",), ["mastery"]),
        (("kind:session",), ["session"]),
        (("kind:note", "kind:challenge"), ["challenge", "note"]),
        (("kind:rung",), ["rung"]),
        (("domain:writing",), ["mastery"]),
        (("domain:public speaking", "kind:note"), ["note"]),
        (("domain:public speaking kind:note",), ["note"]),
        (('domain:"public speaking" kind:note',), ["note"]),
        (("after:2026-11-20", "before:2026-11-20"), ["note"]),
        (("on:2026-11-20",), ["note"]),
        (("after:2027",), []),
        (("clicked",), ["persuasion"]),
    ],
)
def test_filters_are_those_of_the_search(practice: Shell, filters: tuple[str, ...], kinds: list[str]) -> None:
    result = practice("list", *filters)
    assert result.exit_code == OK
    assert [kind for kind, _ in listed(result.stdout)] == kinds
    assert result.stderr == ("" if kinds else "Nothing in your journal matches that.\n")


@pytest.mark.parametrize(
    ("filters", "reason"),
    [
        (("domain:nope", "kind:note"), "No domain’s name has “nope” in it."),
        (("challenges",), "Nothing in your journal matches that. For one kind of entry, write kind:challenge."),
        (("xyzzy",), "Nothing in your journal matches that."),
    ],
)
def test_what_finds_nothing_says_why(practice: Shell, filters: tuple[str, ...], reason: str) -> None:
    for command in ("list", "search"):
        result = practice(command, *filters)
        assert (result.exit_code, result.output) == (OK, f"{reason}\n")


def test_a_limit_cuts_the_list(practice: Shell) -> None:
    everything = practice("list", "--limit", "0").stdout.splitlines()
    assert practice("list", "--limit", "2").stdout.splitlines() == everything[:2]
    assert practice("list", "source:mastery", "--limit", "1").stdout.splitlines() == everything[-1:]


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        (("sourc:mastery",), "“sourc:” is not a filter. Use one of source:, kind:, domain:, after:, before:, on:.\n"),
        (("source:magic",), "“magic” is not a source. Use one of "),
        (("after:soon",), "“soon” is not a date. Write 2026, 2026-01 or 2026-01-31.\n"),
    ],
)
@pytest.mark.parametrize("command", ["list", "search"])
def test_a_wrong_filter_is_named(practice: Shell, command: str, filters: tuple[str, ...], message: str) -> None:
    result = practice(command, *filters)
    assert (result.exit_code, result.stdout) == (REFUSED, "")
    assert result.stderr.startswith(message)


def test_an_empty_journal_lists_nothing_and_is_not_made(shell: Shell, path: Path) -> None:
    result = shell("list")
    assert (result.exit_code, result.stdout) == (OK, "")
    assert result.stderr == "Nothing yet. “efficacy add” adds evidence.\n"
    assert json.loads(shell("list", "--json").stdout)["entries"] == []
    assert (shell("show", "last").exit_code, shell("show", "abcdef").exit_code) == (REFUSED, REFUSED)
    assert not path.exists()


def test_search_finds_what_no_line_shows_and_says_where(practice: Shell) -> None:
    (line,) = practice("search", "RACING", "heart").stdout.splitlines()
    assert line.endswith("session     Public speaking: the design talk  (a racing heart)")
    assert listed(practice("search", "lead").stdout) == [("rung", "Public speaking: Lead the meeting")]
    assert practice("search").exit_code == WRONG_CALL


def test_json_has_every_field(practice: Shell, read: Read) -> None:
    (entry,) = read().evidence.of(read().domains.find_by_name("Writing").id)
    document = json.loads(practice("list", "domain:writing", "--json").stdout)
    assert (document["format"], document["version"], document["day"]) == ("efficacy-list", 1, "2026-11-22")
    assert (document["query"], document["total"], document["has_more"]) == ("domain:writing", 1, False)
    (row,) = document["entries"]
    assert row == {
        "id": entry.id,
        "short": entry.id[:8],
        "kind": "mastery",
        "domain": "Writing",
        "day": "2026-11-16",
        "at": entry.created.isoformat().replace("+00:00", "Z"),
        "text": "Wrote the hard page",
        "outcome": None,
        "needs_rating": False,
        "mastery": None,
    }
    found = json.loads(practice("search", "number", "--json").stdout)
    assert (found["format"], found["entries"][0]["outcome"]) == ("efficacy-search", "failed")
    assert json.loads(practice("list", "--limit", "1", "--json").stdout)["has_more"] is True


# -- in a terminal ---------------------------------------------------------------------------------


def run_in_terminal(path: Path, *arguments: str, columns: int = 100, **variables: str) -> tuple[list[str], bytes]:
    """The lines that a terminal shows, and the bytes that came."""
    command = (sys.executable, "-c", FROZEN_PROGRAM, NOW, *arguments)
    terminal = ScreenTerminal(*command, environment={**environment(path), **variables}, columns=columns, lines=60)
    raw = terminal.child.read()
    terminal.stream.feed(raw)
    terminal.child.close()
    return [line for line in terminal.text.splitlines() if line.strip()], raw


def printed_lines(raw: bytes) -> list[str]:
    """The lines that were printed, without their colours."""
    return re.sub(r"\x1b\[[0-9]+m", "", raw.decode()).splitlines()


@pytest.mark.parametrize("columns", [40, 60, 80, 120, 200])
def test_the_table_fits_the_terminal(practice: Shell, path: Path, columns: int) -> None:
    practice("add", "日本語で話した 🙂 " * 12, "--domain", "Writing")
    practice("add", "plain words " * 30)
    entries = len(practice("list").stdout.splitlines())
    lines, raw = run_in_terminal(path, "list", columns=columns)
    printed = printed_lines(raw)
    assert max(map(cell_width, printed)) <= columns
    # On a narrow terminal an entry takes two lines, and there are no heads.
    assert len(lines) == (2 * entries if columns < 60 else entries + 1)
    assert lines[0].startswith("Id ") == (columns >= 60)
    assert ("Domain" in lines[0]) == (columns > 60)
    if columns >= 60:
        # The texts stand below each other.
        column = lines[0].index("Text")
        assert all(line[column - 1] == " " and line[column] != " " for line in printed[1 : entries + 1])


NARROW_COMMANDS = [
    ("list",),
    ("due",),
    ("standing", "--why"),
    ("history",),
    ("domain", "list"),
    ("ladder",),
    ("show", "last"),
]


@pytest.mark.parametrize("columns", [20, 40])
def test_what_is_read_fits_a_phone(practice: Shell, path: Path, columns: int) -> None:
    practice(
        "domain", "add", "Sprechen vor sehr vielen Leuten 🙂 日本語", "--task", "give a ten-minute talk to all of them"
    )
    practice("add", "plain words " * 30)
    practice("add", "日本語で話した 🙂 " * 12, "--domain", "Writing")
    for command, (_, raw) in zip(
        NARROW_COMMANDS, run_commands(NARROW_COMMANDS, environment(path), NOW, columns), strict=True
    ):
        printed = printed_lines(raw)
        too_wide = [line for line in printed if cell_width(line) > columns and "@" not in line]
        assert (printed != [], too_wide) == (True, []), command


@pytest.mark.parametrize("columns", [20, 44, 80])
def test_control_characters_of_a_file_do_not_make_a_table_wider(path: Path, columns: int) -> None:
    write_hostile_journal(path)
    commands = [("list",), ("search", "a"), ("due",), ("ladder",), ("show", "last")]
    for command, (_, raw) in zip(commands, run_commands(commands, environment(path), NOW, columns), strict=True):
        printed = printed_lines(raw)
        too_wide = [line for line in printed if cell_width(line) > columns and "/" not in line]
        assert (printed != [], too_wide) == (True, []), command


@pytest.mark.parametrize(
    "variables",
    [{"LC_ALL": "C"}, {"LC_ALL": "de_DE.ISO-8859-1", "PYTHONIOENCODING": "latin-1"}],
    ids=lambda variables: " ".join(f"{name}={value}" for name, value in variables.items()),
)
def test_a_terminal_without_utf_8_keeps_the_columns(practice: Shell, path: Path, variables: dict[str, str]) -> None:
    practice("domain", "add", "日本語", "--task", "speak")
    for text in ("e\u0301" * 50, "👩\u200d👩\u200d👧 " * 20, "naïve"):
        practice("add", text, "--domain", "日本")
    _, raw = run_in_terminal(path, "list", columns=100, **variables)
    printed = re.sub(r"\x1b\[[0-9]+m", "", raw.decode("latin-1")).splitlines()
    column = printed[0].index("Text")
    assert max(map(len, printed)) <= 100
    assert all(line[column - 1] == " " and line[column] != " " for line in printed[1:])
    assert sum("??????  " in line for line in printed) == 3


@pytest.mark.parametrize(
    "variables",
    [{"LC_ALL": "C"}, {"TERM": "linux"}, {"PYTHONIOENCODING": "latin-1"}],
    ids=lambda variables: " ".join(f"{name}={value}" for name, value in variables.items()),
)
def test_a_document_is_the_same_in_every_terminal(practice: Shell, path: Path, variables: dict[str, str]) -> None:
    practice("add", "日本語 🙂 … ✓", "--source", "persuasion", "--who", "Zoë “Zed”")
    commands = [("list", "--json"), ("show", "last", "--json"), ("schema", "due")]
    for command, (_, raw) in zip(
        commands, run_commands(commands, {**environment(path), **variables}, NOW), strict=True
    ):
        assert json.loads(raw) == json.loads(practice(*command).stdout), command


def test_a_terminal_has_colour_unless_it_is_not_wanted(practice: Shell, path: Path) -> None:
    assert b"\x1b[36m" in run_in_terminal(path, "list")[1]
    for variables in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert b"\x1b" not in run_in_terminal(path, "list", **variables)[1]


def test_a_terminal_marks_the_words_and_says_how_many_more_there_are(practice: Shell, path: Path) -> None:
    _, raw = run_in_terminal(path, "search", "design")
    assert b"the \x1b[1mdesign\x1b[0m talk" in raw
    lines, _ = run_in_terminal(path, "list", "--limit", "2")
    assert lines[-1] == "There are older ones; --limit 0 lists all." or lines[-1].endswith("more; --limit 0 lists all.")


# -- show ------------------------------------------------------------------------------------------


def test_an_entry_is_shown_by_the_beginning_of_its_id_or_as_the_last(practice: Shell) -> None:
    first = practice("list").stdout.splitlines()[0]
    result = practice("show", "last")
    assert result.exit_code == OK
    assert result.stdout.splitlines()[:4] == [
        f"Challenge  {first[:8]}",
        "I will ask a question",
        "",
        "Done when: asked",
    ]
    for identifier in (first[:8], first[:8].upper(), first[:4]):
        assert practice("show", identifier).stdout == result.stdout


@pytest.mark.parametrize(
    ("filters", "heading", "facts"),
    [
        ("source:mastery", "Mastery", {"How: On my own", "Domain: Writing"}),
        ("kind:persuasion", "Persuasion", {"Who: Mara", "Can judge: not rated yet"}),
        ("kind:session", "Session", {"Felt: a racing heart", "Domain: Public speaking"}),
        ("kind:note", "Check-in", {"Confidence: 60", "Asked for: give a talk"}),
        ("kind:outcome", "Outcome, not this time", {"Outcome: Not this time", "Difficulty: 30"}),
        ("kind:rung", "Rung", {"Difficulty: 60", "Domain: Public speaking"}),
    ],
)
def test_every_kind_of_entry_is_shown(practice: Shell, filters: str, heading: str, facts: set[str]) -> None:
    (line,) = practice("list", filters).stdout.splitlines()
    shown = practice("show", line[:8]).stdout.splitlines()
    assert shown[0] == f"{heading}  {line[:8]}"
    assert facts <= set(shown)


def test_a_goal_is_shown_with_its_domain(practice: Shell, read: Read) -> None:
    journal = read()
    journal.domains.set_goal(journal.domains.find_by_name("Writing").id, "A book")
    (line,) = practice("list", "kind:goal").stdout.splitlines()
    assert "Towards: A book" in practice("show", line[:8]).stdout.splitlines()


def test_a_weekly_answer_is_shown_with_its_week(practice: Shell, read: Read) -> None:
    journal = read()
    journal.reviews.record("2026-W47", "I can ask before anybody else does.")
    (line,) = practice("list", "kind:review").stdout.splitlines()
    shown = practice("show", line[:8]).stdout.splitlines()
    assert shown[:2] == [f"What the week showed  {line[:8]}", "I can ask before anybody else does."]
    assert shown[-1].startswith("Week: 2026-W47, ")


def test_a_domain_is_shown_with_its_days(practice: Shell, read: Read) -> None:
    practice("domain", "days", "Writing", "mon", "wed")
    shown = practice("show", read().domains.find_by_name("Writing").id).stdout.splitlines()
    assert "Asked: Mon and Wed" in shown


def test_a_shown_record_is_that_of_an_export(practice: Shell) -> None:
    exported = json.loads(practice("export").stdout)
    for line in practice("list", "--limit", "0").stdout.splitlines():
        document = json.loads(practice("show", line[:8], "--json").stdout)
        rows = {row["id"]: row for row in exported[document["table"]]}
        assert document["record"] == rows[document["id"]]


@pytest.mark.parametrize("identifier", ["zzzz", "abc", "", " ", "last ", "00000000"])
def test_an_id_that_means_nothing_is_refused(shell: Shell, path: Path, identifier: str) -> None:
    shell("domain", "add", "Speaking", "--task", "give a talk")
    before = path.read_bytes()
    for command in ("show", "delete", "edit"):
        result = shell(command, identifier)
        assert (result.exit_code, result.stdout) == (REFUSED, ""), command
        assert "efficacy list" in result.stderr or "efficacy add" in result.stderr
    assert path.read_bytes() == before


def test_reading_writes_nothing(practice: Shell, path: Path) -> None:
    before, files = path.read_bytes(), sorted(path.parent.iterdir())
    for arguments in (("list",), ("search", "talk"), ("show", "last"), ("due",), ("standing", "--json"), ("ladder",)):
        assert practice(*arguments).exit_code == OK
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == (before, files)


def test_what_was_erased_is_not_listed_from_a_file_that_came_back(shell: Shell, speaking: Journal, path: Path) -> None:
    shell("add", "a secret")
    before = path.read_bytes()
    assert "a secret" in shell("list").stdout
    shell("erase", "a secret", "--yes")
    shell("backup")
    path.write_bytes(before)
    for arguments in (("list",), ("search", "secret"), ("list", "--json")):
        assert "a secret" not in shell(*arguments).stdout
    assert b"a secret" not in path.read_bytes()
