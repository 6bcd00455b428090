"""Domains, check-ins, paths and help from the shell."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from efficacy_tui.cli.command_group import COMMANDS, efficacy
from efficacy_tui.cli.context import NO_TERMINAL, OK, REFUSED
from efficacy_tui.journal.journal import Journal
from tests.cli.conftest import Shell
from tests.support.fixed_clock import FixedClock

TODAY = dt.date(2026, 11, 22)
Read = Callable[[], Journal]


@pytest.fixture
def two_domains(shell: Shell) -> Shell:
    """A shell with two domains; Speaking is the focus."""
    assert shell("domain", "add", "Speaking", "--task", "give a talk").exit_code == OK
    assert shell("domain", "add", "Writing", "--task", "write a page").exit_code == OK
    return shell


def ratings(journal: Journal) -> dict[tuple[str, dt.date], int]:
    """The ratings by domain name and day."""
    names = {domain.id: domain.name for domain in journal.contents.domains.values()}
    return {(names[row.domain], row.day): row.confidence for row in journal.contents.checkins.values()}


def test_a_time_of_day_is_said_not_to_be_saved(two_domains: Shell) -> None:
    note = "The time, 17:00, is not saved: only the day is.\n"
    result = two_domains("check-in", "--day", "yesterday 17:00", "60")
    assert (result.exit_code, result.stdout, result.stderr) == (OK, "✓ Speaking 60\n", note)
    result = two_domains("add", "Asked a question", "--day", "last fri 17:00")
    assert (result.exit_code, result.stderr) == (OK, note)
    assert two_domains("add", "Asked another", "--day", "last fri").stderr == ""


def test_a_time_of_day_ahead_is_said_not_to_be_saved(two_domains: Shell) -> None:
    note = "The time, 17:00, is not saved: only the day is.\n"
    result = two_domains("domain", "pause", "Writing", "--until", "fri 17:00")
    assert (result.exit_code, result.stderr) == (OK, note)
    options = ("--done-when", "asked", "--odds", "70", "--difficulty", "40", "--due", "fri 17:00")
    result = two_domains("challenge", "new", "Ask", *options)
    assert (result.exit_code, result.stderr) == (OK, note)
    assert two_domains("edit", "last", "-", typed='due = "thu 17:00"').stderr == note
    assert two_domains("edit", "last", "-", typed='due = "wed"').stderr == ""


def test_a_contradicting_day_is_asked_about(two_domains: Shell) -> None:
    result = two_domains("check-in", "--day", "mon 20 nov", "60")
    assert (result.exit_code, result.stderr) == (
        REFUSED, "20 Nov 2026 is a Friday, not a Monday. Write only the one that you mean.\n",
    )  # fmt: skip


# -- domain --------------------------------------------------------------------------------------


def test_a_domain_is_added_and_the_first_becomes_the_focus(shell: Shell, read: Read) -> None:
    result = shell("domain", "add", "Speaking", "--task", "I can give a talk.")
    assert (result.exit_code, result.output) == (OK, "Speaking is now one of your domains.\n")
    (domain,) = read().domains.all()
    assert (domain.name, domain.task, domain.focus) == ("Speaking", "give a talk", True)


def test_the_domain_list_marks_the_focus_and_archived_domains(two_domains: Shell, read: Read) -> None:
    journal = read()
    journal.domains.add("Running", "run 5 km")
    journal.domains.archive(journal.domains.find_by_name("Writing").id)
    result = two_domains("domain", "list")
    assert result.output.splitlines() == [
        "Speaking · focus: I can give a talk",
        "Running: I can run 5 km",
        "Writing · archived: I can write a page",
    ]
    assert result.exit_code == OK


def test_an_empty_domain_list_says_how_to_add_one(shell: Shell, path: Path) -> None:
    result = shell("domain", "list")
    assert (result.exit_code, result.output) == (
        OK,
        "No domain yet. Add one: efficacy domain add NAME --task TEXT\n",
    )
    assert not path.exists()


def test_the_focus_can_be_set_by_the_beginning_of_a_name(two_domains: Shell, read: Read) -> None:
    result = two_domains("domain", "focus", "wri")
    assert (result.exit_code, result.output) == (OK, "Writing is your focus now.\n")
    assert read().domains.focus().name == "Writing"


@pytest.mark.parametrize(
    ("where", "difficulty"), [(("55",), 55), (("above", "90"), 95), (("below 90",), 50), (("0",), 0)]
)
def test_the_daily_task_is_placed(two_domains: Shell, read: Read, where: tuple[str, ...], difficulty: int) -> None:
    result = two_domains("domain", "place", "wri", *where)
    assert (result.exit_code, result.output) == (OK, f"Your daily task is now at {difficulty}.\n")
    assert read().domains.find_by_name("Writing").task_difficulty == difficulty
    assert read().domains.find_by_name("Speaking").task_difficulty is None


# -- check-in ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "output", "saved_ratings"),
    [
        (("70",), "✓ Speaking 70\n", {("Speaking", TODAY): 70}),
        (("70%",), "✓ Speaking 70\n", {("Speaking", TODAY): 70}),
        (("Writing=0",), "✓ Writing 0\n", {("Writing", TODAY): 0}),
        (
            ("speaking=70", "wr=40"),
            "✓ Speaking 70\n✓ Writing 40\n",
            {("Speaking", TODAY): 70, ("Writing", TODAY): 40},
        ),
        (
            ("--day", "yesterday", "60"),
            "✓ Speaking 60\n",
            {("Speaking", TODAY - dt.timedelta(days=1)): 60},
        ),
        (("--day", "fri", "60"), "✓ Speaking 60\n", {("Speaking", dt.date(2026, 11, 20)): 60}),
        (("--day", "2026-11-15", "60"), "✓ Speaking 60\n", {("Speaking", dt.date(2026, 11, 15)): 60}),
    ],
)
def test_check_in_records_the_ratings(
    two_domains: Shell,
    read: Read,
    arguments: tuple[str, ...],
    output: str,
    saved_ratings: dict[tuple[str, dt.date], int],
) -> None:
    result = two_domains("check-in", *arguments)
    assert (result.exit_code, result.output) == (OK, output)
    assert ratings(read()) == saved_ratings
    assert all(row.late == (row.day != TODAY) for row in read().contents.checkins.values())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("101",), "Speaking: 101 is outside 0 to 100.\n"),
        (("lots",), "Speaking: “lots” is not a whole number from 0 to 100.\n"),
        (("Writing=",), "Writing: Choose a number from 0 to 100.\n"),
        (("Cooking=70",), "No domain is called “Cooking”. Yours are: Speaking, Writing.\n"),
        (("=70",), "Say which domain, by its name or the beginning of it. Yours are: Speaking, Writing.\n"),
        (("Speaking=70", "Writing=400"), "Writing: 400 is outside 0 to 100.\n"),
        (
            ("70", "80"),
            "Speaking has more than one rating here. Write each with its domain, like Speaking=70. Nothing was "
            "recorded.\n",
        ),
        (
            ("Writing=40", "writ=50"),
            "Writing has more than one rating here. Write each with its domain, like Speaking=70. Nothing was "
            "recorded.\n",
        ),
        (("speak", "70"), "Write the rating behind the domain: efficacy check-in Speaking=70\n"),
        (("Writing 70",), "Write the rating behind the domain: efficacy check-in Writing=70\n"),
        (("--day", "tomorrow", "70"), "Mon 23 Nov: that day is still to come.\n"),
        (("--day", "14 nov", "70"), "That is more than 7 days ago, too long to remember fairly.\n"),
        (
            ("--day", "31 feb", "70"),
            "There is no such day as “31 feb”. Write it like “fri”, “+10d”, “10 dec” or “2026-12-10”.\n",
        ),
    ],
)
def test_a_rejected_check_in_says_why_and_records_nothing(
    two_domains: Shell, path: Path, arguments: tuple[str, ...], message: str
) -> None:
    before = path.read_bytes()
    result = two_domains("check-in", *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (REFUSED, "", message)
    assert path.read_bytes() == before


@pytest.mark.parametrize("rating", ["7", "Speaking=1", "9%"])
def test_a_single_digit_is_refused_unless_it_is_exact(two_domains: Shell, read: Read, rating: str) -> None:
    digit = next(letter for letter in rating if letter.isdigit())
    result = two_domains("check-in", "Writing=40", rating)
    assert (result.exit_code, result.stdout) == (REFUSED, "")
    assert result.stderr == (
        f"{digit} of 100? For {digit}0 write {digit}0. For {digit} add --exact. Nothing was recorded.\n"
    )
    assert ratings(read()) == {}
    assert two_domains("check-in", "--exact", rating).output == f"✓ Speaking {digit}\n"
    assert ratings(read()) == {("Speaking", TODAY): int(digit)}


@pytest.mark.parametrize(("typed", "saved"), [("y\n", {("Speaking", TODAY): 7}), ("n\n", {}), ("\n", {})])
def test_at_a_terminal_a_single_digit_is_asked_about(
    two_domains: Shell, read: Read, monkeypatch: pytest.MonkeyPatch, typed: str, saved: dict[tuple[str, dt.date], int]
) -> None:
    monkeypatch.setattr("efficacy_tui.cli.commands.check_in._can_ask", lambda: True)
    result = two_domains("check-in", "7", typed=typed)
    assert "7 of 100? For 70 write 70. Record 7?" in result.output
    assert ratings(read()) == saved
    assert result.exit_code == (OK if saved else REFUSED)


def test_zero_and_tens_are_recorded_as_they_are(two_domains: Shell, read: Read) -> None:
    assert two_domains("check-in", "Speaking=0", "Writing=10").exit_code == OK
    assert ratings(read()) == {("Speaking", TODAY): 0, ("Writing", TODAY): 10}


def test_a_second_rating_names_the_one_it_replaces(two_domains: Shell) -> None:
    two_domains("check-in", "40")
    assert two_domains("check-in", "70").output == "✓ Speaking 70 (was 40)\n"
    assert two_domains("check-in", "70").output == "✓ Speaking 70\n"


def test_a_note_is_saved_and_stays_when_only_the_rating_changes(two_domains: Shell, read: Read) -> None:
    assert two_domains("check-in", "70", "--note", "slept badly").exit_code == OK
    two_domains("check-in", "60")
    (row,) = read().contents.checkins.values()
    assert (row.confidence, row.note) == (60, "slept badly")
    two_domains("check-in", "60", "--note", "better now")
    (row,) = read().contents.checkins.values()
    assert row.note == "better now"


@pytest.mark.parametrize("arguments", [("--note", "why"), ("Speaking=70", "Writing=40", "--note", "why")])
def test_a_note_belongs_to_one_rating(two_domains: Shell, read: Read, arguments: tuple[str, ...]) -> None:
    result = two_domains("check-in", *arguments)
    assert result.exit_code == 2
    assert "--note belongs to one rating" in result.stderr
    assert ratings(read()) == {}


def test_a_note_that_is_too_long_is_refused(two_domains: Shell, read: Read) -> None:
    result = two_domains("check-in", "70", "--note", "x" * 600)
    assert result.exit_code == REFUSED
    assert ratings(read()) == {}


def test_a_check_in_needs_a_domain(shell: Shell, path: Path) -> None:
    for arguments in ((), ("70",), ("Speaking=70",)):
        result = shell("check-in", *arguments)
        assert (result.exit_code, result.stderr) == (
            REFUSED,
            "There is no domain yet. Add one: efficacy domain add NAME --task TEXT\n",
        )
    assert not path.exists()


def test_check_in_without_a_rating_asks_for_each_domain(two_domains: Shell, read: Read) -> None:
    result = two_domains("check-in", typed="70\nabc\n40\n")
    assert result.exit_code == OK
    assert "Right now, how sure are you that you can give a talk?" in result.output
    assert "“abc” is not a whole number from 0 to 100." in result.output
    assert result.output.endswith("Checked in\n")
    assert ratings(read()) == {("Speaking", TODAY): 70, ("Writing", TODAY): 40}


def test_an_unanswered_check_in_fails(two_domains: Shell, read: Read) -> None:
    result = two_domains("check-in", typed="")
    assert not ratings(read())
    assert result.exit_code != OK


# -- rejected domains ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("add", "speaking", "--task", "x"),
            "What do you want to become more sure of yourself in? "
            "You already have a domain called Speaking. Choose another name.\n",
        ),
        (("add", " ", "--task", "x"), "What do you want to become more sure of yourself in? Type something first.\n"),
        (("add", "Running", "--task", " "), "What do you want to be able to do there? Type something first.\n"),
        (
            ("add", "Running", "--task", "x" * 4001),
            "What do you want to be able to do there? That is 4,001 characters; at most 4,000 fit here.\n",
        ),
        (("focus", "Cooking"), "No domain is called “Cooking”. Yours are: Speaking, Writing.\n"),
        (("place", "Cooking", "55"), "No domain is called “Cooking”. Yours are: Speaking, Writing.\n"),
        (
            ("place", "Speaking", "101"),
            "How hard is your daily task beside these? “101” is not a place on the ladder. Type a number from 0 (easy) "
            "to 100 (hard), or “above 90” or “below 90”.\n",
        ),
    ],
)
def test_a_rejected_domain_command_says_why_and_records_nothing(
    two_domains: Shell, path: Path, arguments: tuple[str, ...], message: str
) -> None:
    before = path.read_bytes()
    result = two_domains("domain", *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (REFUSED, "", message)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("Running", "--task", "..."),
        pytest.param(
            ("x" * 2001, "--task", "run"),
        ),
    ],
    ids=["task", "name"],
)
def test_error_messages_are_written_for_people(two_domains: Shell, arguments: tuple[str, ...]) -> None:
    result = two_domains("domain", "add", *arguments)
    assert result.exit_code == REFUSED
    assert "`" not in result.stderr


@pytest.mark.parametrize("arguments", [("domain", "add", "Running"), ("check-in", "--loud"), ("dance",)])
def test_a_usage_error_prints_the_usage(two_domains: Shell, arguments: tuple[str, ...]) -> None:
    result = two_domains(*arguments)
    assert result.exit_code == 2
    assert "Usage: efficacy" in result.stderr


def test_an_unreadable_journal_is_reported_and_not_changed(shell: Shell, path: Path) -> None:
    path.parent.mkdir(parents=True)
    for content in (b"", b"{", b'{"checkins": {"1": {"id": 3}}}', b"\xff\xfe"):
        path.write_bytes(content)
        for arguments in (("check-in", "70"), ("domain", "list"), ("domain", "add", "X", "--task", "x")):
            result = shell(*arguments)
            assert result.exit_code == REFUSED
            assert result.stderr.startswith("Your journal could not be read: ")
            assert str(path) in result.stderr
            assert path.read_bytes() == content


# -- where things are ----------------------------------------------------------------------------


def test_locate_prints_the_paths_and_whether_the_journal_exists(shell: Shell, path: Path, tmp_path: Path) -> None:
    lines = shell("locate").output.splitlines()
    assert lines[0] == f"journal   {path}   (not there yet)"
    assert lines[1].split() == ["data", str(tmp_path / "data" / "efficacy_tui")]
    assert lines[2].split() == ["settings", str(tmp_path / "config" / "efficacy_tui")]
    shell("domain", "add", "Speaking", "--task", "give a talk")
    assert shell("locate").output.splitlines()[0] == f"journal   {path}"


def test_the_journal_option_overrides_the_environment(shell: Shell, path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "mine.json"
    assert shell("--journal", str(other), "domain", "add", "Speaking", "--task", "give a talk").exit_code == OK
    assert not path.exists()
    assert shell("--journal", str(other), "locate").output.splitlines()[0] == f"journal   {other}"
    (domain,) = json.loads(other.read_text(encoding="utf-8"))["domains"].values()
    assert domain["name"] == "Speaking"


def test_the_default_journal_is_in_the_systems_data_folder(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EFFICACY_JOURNAL")
    path = tmp_path / "data" / "efficacy_tui" / "journal.json"
    assert shell("locate").output.splitlines()[0] == f"journal   {path}   (not there yet)"


# -- help and no terminal ------------------------------------------------------------------------


def command_names(command: click.Command = efficacy, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield every command and subcommand as words."""
    yield words
    if isinstance(command, click.Group):
        ctx = click.Context(command)
        for name in command.list_commands(ctx):
            inner = command.get_command(ctx, name)
            assert inner is not None
            yield from command_names(inner, (*words, name))


@pytest.mark.parametrize("words", list(command_names()), ids=lambda words: " ".join(words) or "efficacy")
def test_every_commands_help_has_an_example(shell: Shell, words: tuple[str, ...]) -> None:
    for flag in ("--help", "-h"):
        result = shell(*words, flag)
        assert result.exit_code == OK
        assert result.output.startswith(f"Usage: {' '.join(('efficacy', *words))}")
    example = re.search(r"Examples?:\n((?: +.*\n)+)", result.output)
    assert example is not None, result.output
    assert re.search(rf"^ +{' '.join(('efficacy', *words))}\b", example.group(1), re.MULTILINE)


@pytest.mark.parametrize("words", list(command_names()), ids=lambda words: " ".join(words) or "efficacy")
def test_help_fits_80_columns(shell: Shell, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = shell(*words, "--help").output.splitlines()
    assert [line for line in lines if len(line) > 80] == []


GROUPS: list[tuple[str, ...]] = [(), ("challenge",), ("domain",), ("rate",), ("rung",)]


@pytest.mark.parametrize("words", GROUPS, ids=lambda words: " ".join(words) or "efficacy")
def test_every_summary_is_a_whole_sentence_on_one_line(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    groups = [names[:-1] for names in command_names() if names]
    assert words in groups
    monkeypatch.setenv("COLUMNS", "80")
    rows = shell(*words, "--help").output.partition("Commands:\n")[2].splitlines()
    assert len(rows) == groups.count(words)
    for row in rows:
        assert re.fullmatch(r"  [a-z-]+ +[A-Z][^.]*\.", row), row


def test_the_groups_with_summaries_are_all_there_are() -> None:
    assert {names[:-1] for names in command_names() if names} == set(GROUPS)


@pytest.mark.parametrize("words", list(command_names()), ids=lambda words: " ".join(words) or "efficacy")
def test_every_option_is_explained(words: tuple[str, ...]) -> None:
    command: click.Command = efficacy
    for word in words:
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), word) or pytest.fail(f"no {word}")
    options = [option for option in command.params if isinstance(option, click.Option)]
    assert [option.name for option in options if not (option.help or "").endswith((".", "…"))] == []


def test_help_lists_every_subcommand(shell: Shell) -> None:
    listed = shell("--help").output.partition("Commands:\n")[2]
    assert [line.split()[0] for line in listed.splitlines() if line.strip()] == sorted(COMMANDS)


def test_version_is_printed(shell: Shell) -> None:
    assert re.fullmatch(r"efficacy \d+\.\d+\.\d+\n", shell("--version").output)


@pytest.mark.parametrize("arguments", [(), ("--demo",)])
def test_without_a_terminal_the_dashboard_exits_with_one_sentence(
    shell: Shell, path: Path, arguments: tuple[str, ...]
) -> None:
    result = shell(*arguments)
    assert result.exit_code == NO_TERMINAL == 2
    assert result.stdout == ""
    assert result.stderr == (
        "The dashboard needs a terminal. “efficacy --plain” is the same program as lines of text; from a script, use a "
        "command such as “efficacy check-in 70”.\n"
    )
    assert not path.exists()


def test_a_check_in_after_midnight_belongs_to_the_persons_day(
    two_domains: Shell, read: Read, clock: FixedClock
) -> None:
    clock.time = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
    assert two_domains("check-in", "70").exit_code == OK
    assert ratings(read()) == {("Speaking", TODAY): 70}
