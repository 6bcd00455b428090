"""What the shell prints: nothing that acts on a terminal, and a sentence when it cannot be printed."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from efficacy_tui.cli.main import OUTPUT_FAILED
from efficacy_tui.cli.text_input import NOT_UTF8
from tests.cli.conftest import Shell
from tests.support.hostile_journal import ATTACKS, UNPRINTABLE, write_hostile_journal
from tests.support.terminal import PROGRAM, ScreenTerminal, environment

NOT_IN_FILES = UNPRINTABLE - {"\r"}
"""What no file that people open may hold; calendars and tables end their lines in CRLF."""

COMMANDS: list[tuple[str, ...]] = [
    ("status",),
    ("status", "--json"),
    ("domain", "list"),
    ("domain", "focus", "king"),
    ("domain", "join", "king", "--yes"),
    ("domain", "days", "king", "mon"),
    ("domain", "pause", "king", "--until", "+9d"),
    ("domain", "resume", "king"),
    ("check-in", "king=70"),
    ("ladder",),
    ("ladder", "--json"),
    ("ask", "a plain name"),
    ("list", "--limit", "0"),
    ("list", "--limit", "0", "--json"),
    ("list", "kind:rung"),
    ("search", "talk"),
    ("show", "last"),
    ("show", "last", "--json"),
    ("due",),
    ("due", "--json"),
    ("standing", "--json"),
    ("step", "y"),
    ("outcome", "succeeded"),
    ("outcome", "partly", "--json"),
    ("edit", "last", "--print"),
    ("delete", "last"),
    ("undo",),
    ("redo",),
    ("domain", "list", "--json"),
    ("rung", "add", "a plain text", "--at", "40"),
    ("add", "a plain text"),
    ("rate", "list"),
    ("export",),
    ("export", "--format", "markdown"),
    ("export", "--format", "html"),
    ("remind", "--challenges"),
    ("erase", "a"),
    ("erase", "\x1b[31mwords"),
    ("backup",),
    ("restore", "--list"),
    ("restore", "--yes"),
    ("doctor",),
    ("merge",),
    ("purge-history", "--yes"),
    ("locate",),
    ("keys",),
    ("config",),
]


def say_hostile(shell: Shell, *arguments: str) -> str:
    result = shell(*arguments)
    return result.output + result.stderr


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_no_command_prints_a_control_character(shell: Shell, path: Path, arguments: tuple[str, ...]) -> None:
    write_hostile_journal(path)
    calendar = arguments[0] == "remind"
    output = say_hostile(shell, *arguments)
    assert output
    assert not set(output) & ((NOT_IN_FILES if calendar else UNPRINTABLE) - {"\n", "\t"})


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize(
    "arguments",
    [
        ("{}",),
        ("--{}",),
        ("status", "{}"),
        ("check-in", "{}"),
        ("check-in", "{}=70"),
        ("add", "x", "--domain", "{}"),
        ("add", "x", "--day", "{}"),
        ("add", "x", "--source", "{}"),
        ("domain", "add", "{}", "--task", "{}"),
        ("domain", "focus", "{}"),
        ("domain", "join", "{}"),
        ("domain", "days", "Speaking", "{}"),
        ("domain", "pause", "Speaking", "--until", "{}"),
        ("domain", "resume", "{}"),
        ("erase", "{}"),
        ("estimate", "{}"),
        ("export", "--domain", "{}"),
        ("export", "--since", "{}"),
        ("import", "{}"),
        ("merge", "{}"),
        ("ladder", "{}"),
        ("ask", "{}"),
        ("list", "{}"),
        ("list", "source:{}"),
        ("list", "{}:x"),
        ("search", "{}"),
        ("show", "{}"),
        ("delete", "{}"),
        ("edit", "{}"),
        ("edit", "last", "{}"),
        ("step", "{}"),
        ("outcome", "{}"),
        ("challenge", "{}"),
        ("challenge", "new", "{}", "--done-when", "{}", "--odds", "{}", "--difficulty", "40"),
        ("challenge", "new", "{}", "--rung", "{}"),
        ("due", "{}"),
        ("standing", "{}"),
        ("schema", "{}"),
        ("ask", "Mara", "--about", "{}"),
        ("rung", "add", "{}", "--at", "{}"),
        ("rung", "add", "{}", "--at", "40"),
        ("rung", "move", "{}", "--above", "{}"),
        ("rung", "rate", "{}", "70"),
        ("rung", "delete", "{}", "--yes"),
        ("rate", "export", "--rater", "{}"),
        ("rate", "import", "{}"),
        ("remind", "--at", "{}"),
        ("restore", "{}"),
        ("--journal", "{}", "status"),
        ("--journal", "{}", "doctor"),
    ],
    ids=" ".join,
)
def test_no_error_repeats_a_control_character(
    shell: Shell, path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], attack: str
) -> None:
    path.parent.mkdir()
    monkeypatch.chdir(path.parent)
    shell("domain", "add", "Speaking", "--task", "give a talk")
    output = say_hostile(shell, *(argument.replace("{}", f"a{attack}b") for argument in arguments))
    assert not set(output) & (UNPRINTABLE - {"\n", "\t"})


WRITTEN = [arguments for arguments in COMMANDS if arguments[0] in ("export", "remind")]


@pytest.mark.parametrize("arguments", WRITTEN, ids=" ".join)
def test_exported_files_hold_no_control_character(
    shell: Shell, path: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    write_hostile_journal(path)
    target = tmp_path / "out"
    shell(*arguments, "-o", str(target))
    text = target.read_bytes().decode()
    assert not set(text) & (NOT_IN_FILES - {"\n", "\t"})


def run(path: Path, *arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    """Runs the program as a process of its own."""
    command = [sys.executable, "-m", "efficacy_tui", *arguments]
    return subprocess.run(command, env=environment(path), check=False, timeout=60, **options)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "arguments",
    [("export",), ("status",), ("status", "--line"), ("check-in", "70"), ("--help",)],
    ids=" ".join,
)
def test_a_full_disk_behind_the_output_is_a_sentence(path: Path, arguments: tuple[str, ...]) -> None:
    run(path, "domain", "add", "Speaking", "--task", "give a talk", stdout=subprocess.DEVNULL)
    with Path("/dev/full").open("wb") as full:
        result = run(path, *arguments, stdout=full, stderr=subprocess.PIPE)
    assert result.returncode == 1
    assert result.stderr.decode() == OUTPUT_FAILED.format(reason=os.strerror(28)) + "\n"
    if arguments[0] == "check-in":
        (rating,) = json.loads(path.read_bytes())["checkins"].values()
        assert rating["confidence"] == 70


def test_a_reader_that_goes_early_is_no_error(path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        result = run(path, "schema", stdout=writer, stderr=subprocess.PIPE)
    finally:
        os.close(writer)
    assert result.stderr == b""


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_closed_streams_are_like_nobody_reading(path: Path, closed: str) -> None:
    program = f"{shlex.quote(sys.executable)} -m efficacy_tui"
    lines = [f"{program} domain add Speaking --task 'give a talk' {closed}", f"{program} check-in 70 {closed}"]
    command = " && ".join([*lines, f"{program} standing {closed}", f"{program} status --line {closed}"])
    result = subprocess.run(["sh", "-c", command], env=environment(path), check=False, timeout=60, capture_output=True)
    assert (result.returncode, result.stderr) == (0, b"")
    (rating,) = json.loads(path.read_bytes())["checkins"].values()
    assert rating["confidence"] == 70


@pytest.mark.parametrize("arguments", [("list",), ("add", "x"), ("status",)], ids=" ".join)
def test_the_whole_system_is_no_journal(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    variables = {**environment(tmp_path / "j.json"), "EFFICACY_JOURNAL": "/"}
    command = [sys.executable, "-m", "efficacy_tui", *arguments]
    result = subprocess.run(command, env=variables, check=False, timeout=60, capture_output=True)
    assert result.returncode == 1
    assert "there is a folder in its place. Nothing was changed. The file is /." in result.stderr.decode()


def test_bytes_that_are_no_text_become_signs(path: Path) -> None:
    run(path, "domain", "add", "Speaking", "--task", "give a talk", stdout=subprocess.DEVNULL)
    result = run(path, "add", os.fsdecode(b"caf\xe9"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert (result.returncode, result.stderr.decode()) == (0, f"{NOT_UTF8}\n")
    (entry,) = json.loads(path.read_bytes())["evidence"].values()
    assert entry["text"] == "caf�"


@pytest.mark.parametrize(
    ("variables", "data", "text"),
    [
        ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "café".encode(), "café"),
        ({"PYTHONIOENCODING": "latin-1"}, "café".encode("latin-1"), "café"),
        ({}, "café".encode("utf-16"), "café"),
        ({}, "café".encode("latin-1"), "caf�"),
    ],
    ids=["UTF-8 in an ASCII locale", "the locale’s encoding", "UTF-16", "neither"],
)
def test_a_piped_text_is_read_in_its_encoding_or_what_is_lost_is_said(
    path: Path, variables: dict[str, str], data: bytes, text: str
) -> None:
    run(path, "domain", "add", "Speaking", "--task", "give a talk", stdout=subprocess.DEVNULL)
    command = [sys.executable, "-m", "efficacy_tui", "add"]
    result = subprocess.run(
        command, env={**environment(path), **variables}, input=data, check=False, timeout=60, capture_output=True
    )
    assert result.returncode == 0
    assert bool(result.stderr) == ("�" in text)
    (entry,) = json.loads(path.read_bytes())["evidence"].values()
    assert entry["text"] == text


def test_an_argument_in_utf_8_is_read_whatever_the_locale(path: Path) -> None:
    run(path, "domain", "add", "Speaking", "--task", "give a talk", stdout=subprocess.DEVNULL)
    variables = {**environment(path), "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-m", "efficacy_tui", "add", "caf\u00e9 ✓"]
    subprocess.run([os.fsencode(word) for word in command], env=variables, check=True, timeout=60, capture_output=True)
    (entry,) = json.loads(path.read_bytes())["evidence"].values()
    assert entry["text"] == "café ✓"


def test_a_path_that_is_no_text_is_used_and_shown_with_a_sign(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9") / "journal.json"
    added = run(path, "domain", "add", "Speaking", "--task", "give a talk", stdout=subprocess.PIPE)
    assert added.returncode == 0
    assert path.exists()
    located = run(path, "locate", stdout=subprocess.PIPE)
    assert "caf�" in located.stdout.decode()


@pytest.mark.parametrize("form", ["cron", "systemd"])
@pytest.mark.parametrize("name", ["two\nlines.json", "esc\x1b.json", "caf\udce9.json"])
def test_a_path_that_would_begin_a_line_is_refused(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, name: str
) -> None:
    monkeypatch.setenv("EFFICACY_JOURNAL", str(tmp_path / name))
    result = shell("remind", "--at", "8:00", "--format", form)
    assert result.exit_code == 1
    assert "* * *" not in result.stdout
    assert result.stdout == ""
    assert "a crontab or systemd unit cannot hold" in result.stderr


def test_a_terminal_closed_during_the_check_in_is_no_crash(path: Path) -> None:
    run(path, "domain", "add", "Speaking", "--task", "give a talk", stdout=subprocess.DEVNULL)
    terminal = ScreenTerminal(PROGRAM, "check-in", environment=environment(path))
    terminal.wait_for_text("how sure")
    os.close(terminal.child.child_fd)
    _, status = os.waitpid(terminal.child.pid, 0)
    terminal.child.closed = terminal.child.terminated = True
    assert os.waitstatus_to_exitcode(status) == 1
    assert not list(path.parent.parent.rglob("last-error.txt"))


@pytest.mark.parametrize("content", ["junk", "", '{"meta": {}}', '{"domains": 3}'])
def test_a_journal_that_cannot_be_read_is_one_word_in_a_prompt(shell: Shell, path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    result = shell("status", "--line")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "unreadable\n", "")
    result = shell("status", "--json")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["text"], document["class"]) == (1, "unreadable", "unreadable")
    assert str(path) in document["tooltip"]
    assert shell("status").stderr


def test_a_journal_that_the_system_does_not_even_look_for_is_said_as_any_other(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EFFICACY_JOURNAL", str(tmp_path / ("n" * 300)))
    result = shell("status", "--line")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "unreadable\n", "")
    for command in (("status",), ("list",), ("show", "last"), ("add", "x")):
        result = shell(*command)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith("Your journal could not be read: the system says “File name too long”.")
        assert len(result.stderr.splitlines()) == 1


def test_a_name_of_two_lines_cannot_pass_for_a_line_of_the_program(shell: Shell, path: Path) -> None:
    shell("domain", "add", "Speaking", "--task", "give a talk")
    text = path.read_text(encoding="utf-8").replace("Speaking", "Speaking\\nWriting is your focus now.")
    path.write_text(text, encoding="utf-8")
    for arguments in (("domain", "list"), ("check-in", "70"), ("add", "x"), ("domain", "focus", "speaking")):
        output = shell(*arguments).output
        assert "Writing is your focus now" in output, arguments
        assert not any(line.startswith("Writing") for line in output.splitlines()), arguments
