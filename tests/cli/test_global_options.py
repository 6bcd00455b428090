"""Options before a subcommand: each is understood or refused with a sentence, and `--demo` never touches a journal."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from efficacy_tui.cli.command_group import COMMANDS, REFUSALS, efficacy
from efficacy_tui.cli.global_options import DEMO_NOTE
from efficacy_tui.journal.journal import Journal
from tests.cli.conftest import Shell
from tests.cli.test_commands import command_names
from tests.support.fixed_clock import FixedClock

Words = tuple[str, ...]
OK, REFUSED, WRONG_CALL, MISSING = 0, 1, 2, 3

FILES = {"OUTCOMES": "date,difficulty,outcome\n2026-03-02,40,succeeded\n", "FORM": "no form", "COPY": ""}
"""Files that a sample call reads, by the word that stands for them in it; the copy is one of the person's journal."""

SAMPLES: dict[Words, list[tuple[Words, int]]] = {
    ("add",): [(("Asked a question",), OK)],
    ("backup",): [((), OK)],
    ("check-in",): [(("70",), OK), (("Speaking=70", "--day", "yesterday"), OK)],
    ("challenge", "new"): [(("Ask", "--domain", "Running"), REFUSED)],
    ("completion",): [(("bash",), WRONG_CALL)],
    ("config",): [((), WRONG_CALL), (("--check",), WRONG_CALL), (("--edit",), WRONG_CALL)],
    ("delete",): [(("last",), OK), (("0000",), REFUSED)],
    ("doctor",): [((), OK), (("--fix",), OK)],
    ("domain", "add"): [(("Chess", "--task", "think ahead"), OK)],
    ("domain", "focus"): [(("Speaking",), OK)],
    ("domain", "place"): [(("Speaking", "55"), OK)],
    ("domain", "days"): [(("Speaking", "mon", "wed-fri"), OK), (("Speaking", "someday"), REFUSED)],
    ("domain", "pause"): [(("Speaking", "--until", "+9d"), OK), (("Speaking", "--until", "yesterday"), REFUSED)],
    ("domain", "resume"): [(("Speaking",), REFUSED)],
    ("domain", "join"): [(("Speaking", "--yes"), REFUSED)],
    ("domain", "list"): [((), OK)],
    ("due",): [((), OK), (("--json",), OK)],
    ("edit",): [(("last", "--print"), OK), (("last", "-"), REFUSED), (("0000",), REFUSED)],
    ("erase",): [
        (("--everything", "--yes"), OK),
        (("--domain", "Speaking", "--yes"), OK),
        (("Interrupted kindly", "--yes"), OK),
    ],
    ("estimate",): [(("OUTCOMES",), WRONG_CALL)],
    ("export",): [
        ((), OK),
        (("-o", "OUT"), OK),
        (("--format", "csv", "-o", "OUT"), OK),
        (("--format", "html", "-o", "OUT"), OK),
        (("-o", "JOURNAL"), REFUSED),
        (("-o", "DEFAULT"), REFUSED),
    ],
    ("history",): [((), OK), (("restore", "no such words"), REFUSED)],
    ("import",): [(("COPY",), REFUSED)],
    ("keys",): [((), WRONG_CALL)],
    ("ladder",): [((), OK), (("Speaking", "--json"), OK)],
    ("list",): [((), OK), (("source:mastery", "--limit", "2", "--json"), OK), (("magic:x",), REFUSED)],
    ("locate",): [((), OK)],
    ("lock",): [((), REFUSED)],
    ("merge",): [((), OK), (("COPY",), OK), (("--driver", "COPY", "COPY", "COPY"), WRONG_CALL)],
    ("outcome",): [(("partly",), OK), (("magic",), REFUSED)],
    ("purge-history",): [(("--yes",), OK)],
    ("rate", "delete"): [(("Mara", "--yes"), OK)],
    ("rate", "export"): [(("--rater", "Zoe"), OK), (("--rater", "Zoe", "-o", "OUT"), OK)],
    ("rate", "import"): [(("FORM",), REFUSED)],
    ("rate", "list"): [((), OK)],
    ("redo",): [((), REFUSED)],
    ("remind",): [
        (("--challenges",), OK),
        (("--at", "8:00"), WRONG_CALL),
        (("--at", "8:00", "--format", "cron"), WRONG_CALL),
        (("--at", "8:00", "--format", "systemd", "-o", "OUT"), WRONG_CALL),
        (("--at", "8:00", "--format", "launchd", "-o", "OUT"), WRONG_CALL),
        (("--weekly", "--at", "sun 18:00"), WRONG_CALL),
        (("--challenges", "-o", "JOURNAL"), REFUSED),
    ],
    ("restore",): [((), REFUSED), (("COPY", "--yes"), OK), (("--list",), OK)],
    ("ask",): [(("Mara",), OK)],
    ("rung", "add"): [(("Whistle a tune", "--at", "20"), OK)],
    ("rung", "delete"): [(("no such rung",), REFUSED)],
    ("rung", "move"): [(("no such rung", "--at", "20"), REFUSED)],
    ("rung", "rate"): [(("no such rung", "70"), REFUSED)],
    ("schema",): [((), WRONG_CALL), (("list",), WRONG_CALL)],
    ("seal",): [((), REFUSED)],
    ("search",): [(("talk",), OK)],
    ("show",): [(("last",), OK), (("last", "--json"), OK)],
    ("standing",): [((), OK), (("Speaking", "--why"), OK)],
    ("step",): [(("y",), OK)],
    ("sync",): [(("--status",), REFUSED)],
    ("unlock",): [((), REFUSED)],
    ("unseal",): [(("--yes",), REFUSED)],
    ("undo",): [((), REFUSED)],
    ("status",): [((), MISSING), (("--line",), MISSING), (("--json",), MISSING), (("--review",), MISSING)],
}
"""Command → sample calls with the exit code that each has under `--demo`."""

CALLS = [(words, arguments) for words, samples in SAMPLES.items() for arguments, _ in samples]
FIRST_CALLS = [(words, samples[0][0]) for words, samples in SAMPLES.items()]
DEMO_CALLS = [(words, arguments, code) for words, samples in SAMPLES.items() for arguments, code in samples]


@pytest.fixture
def world(tmp_path: Path, path: Path, clock: FixedClock, shell: Shell) -> Path:
    """A folder with everything a person has: journal, backups, a set-aside file, settings and a crash report."""
    journal = Journal(path, clock)
    journal.open()
    journal.domains.add("Mine", "give a talk")
    journal.surveys.add_rater("Mara")
    path.with_name("journal.damaged-2026-11-20T080000Z.json").write_bytes(path.read_bytes())
    shell("backup")
    (tmp_path / "config" / "efficacy_tui").mkdir(parents=True)
    (tmp_path / "config" / "efficacy_tui" / "config.toml").write_text('glyphs = "auto"\n', encoding="utf-8")
    data = tmp_path / "data" / "efficacy_tui"
    data.mkdir(parents=True)
    (data / "last-error.txt").write_text("words", encoding="utf-8")
    (data / "journal.json").write_bytes(path.read_bytes())
    (tmp_path / "out").mkdir()
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    for name, text in FILES.items():
        (inputs / name).write_bytes(text.encode() or path.read_bytes())
    return tmp_path


def contents(folder: Path, *besides: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes; locks, which are always empty, and some folders are left out."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.suffix != ".lock" and not any(file.is_relative_to(path) for path in besides)
    }


def fill_in(arguments: Words, world: Path) -> list[str]:
    """Replace the words in capitals by paths."""
    paths = {
        "OUT": world / "out" / "written",
        "JOURNAL": world / "home" / "journal.json",
        "DEFAULT": world / "data" / "efficacy_tui" / "journal.json",
        **{name: world / "inputs" / name for name in FILES},
    }
    return [str(paths.get(word, word)) for word in arguments]


@pytest.fixture(autouse=True)
def temporary_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes temporary files in a folder that no other test uses."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporary")))


def demo_folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("efficacy-demo-*"))


def test_there_are_sample_calls_of_every_command() -> None:
    groups = {words[:-1] for words in command_names()}
    assert set(SAMPLES) == set(command_names()) - groups


def test_every_global_option_is_tried_here() -> None:
    assert {option.name for option in efficacy.params} == {"journal", "demo", "plain", "masked", "version"}
    assert set(REFUSALS) == {"journal", "demo", "plain", "masked"}


@pytest.mark.parametrize(
    ("words", "arguments", "code"),
    DEMO_CALLS,
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, tuple) else str(value),
)
def test_demo_works_on_a_throw_away_journal_and_touches_nothing_else(
    shell: Shell, world: Path, words: Words, arguments: Words, code: int
) -> None:
    before, folders = contents(world), demo_folders()
    result = shell("--demo", *words, *fill_in(arguments, world))
    assert result.exit_code == code, result.output
    assert contents(world, world / "out") == before
    assert demo_folders() <= folders
    if code == WRONG_CALL:
        assert result.stdout == ""
        assert "demo" in result.stderr.splitlines()[-1]
        assert DEMO_NOTE not in result.stderr
    else:
        assert result.stderr.startswith(f"{DEMO_NOTE}\n")
        assert "Mine" not in result.output


def test_demo_changes_the_throw_away_journal(shell: Shell, world: Path) -> None:
    result = shell("--demo", "check-in", "Speaking=70")
    assert result.stdout == "✓ Speaking 70\n"
    erased = shell("--demo", "erase", "--everything", "--yes").stdout.splitlines()
    assert any(line.startswith("removed  ") and line.endswith("/journal.json") for line in erased)
    assert not any(str(world / "home") in line for line in erased)


@pytest.mark.parametrize(("words", "arguments"), CALLS, ids=lambda value: " ".join(value))
def test_another_journal_is_used_instead_of_the_own_one_or_the_option_is_refused(
    shell: Shell, world: Path, clock: FixedClock, words: Words, arguments: Words
) -> None:
    other = Journal(world / "other" / "journal.json", clock)
    other.open()
    for name in ("Speaking", "Elsewhere"):
        other.domains.add(name, "do it")
    other.surveys.add_rater("Mara")
    own_files = [world / "data" / "efficacy_tui" / "last-error.txt"]
    before, before_other = contents(world, world / "other", *own_files), contents(world / "other")
    result = shell("--journal", str(other.path), *words, *fill_in(arguments, world))
    assert contents(world, world / "other", world / "out", *own_files) == before
    if "journal" in COMMANDS[words[0]].global_options and "--driver" not in arguments:
        assert "Usage:" not in result.stderr
    else:
        assert (result.exit_code, result.stdout) == (WRONG_CALL, "")
        assert "Error: --journal means nothing " in result.stderr
        assert contents(world / "other") == before_other


@pytest.mark.parametrize("option", ["--plain", "--masked"])
@pytest.mark.parametrize(("words", "arguments"), FIRST_CALLS, ids=lambda value: " ".join(value))
def test_options_of_the_dashboard_are_refused_where_they_have_no_meaning(
    shell: Shell, world: Path, option: str, words: Words, arguments: Words
) -> None:
    before = contents(world)
    result = shell(option, *words, *fill_in(arguments, world))
    if (option, words) == ("--plain", ("check-in",)):
        assert result.exit_code in (OK, REFUSED)
        return
    assert (result.exit_code, result.stdout) == (WRONG_CALL, "")
    assert f"Error: {option} " in result.stderr
    assert contents(world) == before


@pytest.mark.parametrize("option", ["--version", "--help"])
@pytest.mark.parametrize(("words", "arguments"), FIRST_CALLS, ids=lambda value: " ".join(value))
def test_version_and_help_do_nothing_else(
    shell: Shell, world: Path, option: str, words: Words, arguments: Words
) -> None:
    before = contents(world)
    result = shell(option, *words, *fill_in(arguments, world))
    assert result.exit_code == OK
    assert result.stdout.startswith(("efficacy ", "Usage: efficacy [OPTIONS]"))
    assert contents(world) == before


@pytest.mark.parametrize("words", [(), ("erase",), ("config",)], ids=lambda words: " ".join(words) or "efficacy")
@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--demo", "--journal", "other.json"), "Choose one of --journal and --demo"),
        (("--plain", "--masked"), "Choose one of --plain and --masked"),
        (("--journal", ""), "--journal needs the path of a file."),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    shell: Shell, world: Path, words: Words, options: Words, sentence: str
) -> None:
    before = contents(world)
    result = shell(*options, *words)
    assert (result.exit_code, result.stdout) == (WRONG_CALL, "")
    assert f"Error: {sentence}" in result.stderr
    assert contents(world) == before


@pytest.mark.parametrize("words", list(SAMPLES), ids=lambda words: " ".join(words))
def test_help_of_a_command_makes_no_demo(shell: Shell, world: Path, words: Words) -> None:
    result = shell("--demo", *words, "--help")
    assert DEMO_NOTE not in result.output
    assert result.exit_code == (OK if "demo" in COMMANDS[words[0]].global_options else WRONG_CALL)


def test_plain_before_check_in_asks_line_by_line(
    shell: Shell, world: Path, read: Callable[[], Journal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("efficacy_tui.cli.commands.check_in._can_draw", lambda: True)
    assert shell("--plain", "check-in", typed="70\n").exit_code == OK
    assert [row.confidence for row in read().contents.checkins.values()] == [70]


@pytest.mark.parametrize("arguments", [("70",), ("--plain",)])
def test_masked_before_check_in_needs_questions_that_are_drawn(
    shell: Shell, world: Path, monkeypatch: pytest.MonkeyPatch, arguments: Words
) -> None:
    monkeypatch.setattr("efficacy_tui.cli.commands.check_in._can_draw", lambda: True)
    result = shell("--masked", "check-in", *arguments)
    assert (result.exit_code, result.stdout) == (WRONG_CALL, "")
    assert "Error: --masked needs questions drawn on the screen" in result.stderr


def test_a_crash_report_is_erased_with_the_own_journal_only(shell: Shell, world: Path) -> None:
    report = world / "data" / "efficacy_tui" / "last-error.txt"
    shell("--demo", "erase", "--everything", "--yes")
    assert report.exists()
    shell("erase", "--everything", "--yes")
    assert not report.exists()


def test_the_demos_names_are_in_the_export_and_the_own_are_not(shell: Shell, world: Path) -> None:
    exported = json.loads(shell("--demo", "export").stdout)
    assert "Speaking" in [row["name"] for row in exported["domains"]]


def test_every_command_says_which_options_it_understands() -> None:
    for name, subcommand in COMMANDS.items():
        assert subcommand.global_options <= set(REFUSALS), name
        assert isinstance(subcommand.load(), click.Command)
