"""Mistyped commands are answered with the nearest one, and “-” reads standard input."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.cli.context import OK, REFUSED
from efficacy_tui.cli.suggesting_group import ELSEWHERE, nearest_name
from efficacy_tui.journal.journal import Journal
from tests.cli.conftest import Shell

WRONG_CALL = 2


@pytest.mark.parametrize(
    ("words", "suggestion"),
    [
        (("lsit",), "efficacy list"),
        (("LIST",), "efficacy list"),
        (("chekin",), "efficacy check-in"),
        (("outcom",), "efficacy outcome"),
        (("sho",), "efficacy show"),
        (("chal", "new"), "efficacy challenge"),
        (("domain", "lsit"), "efficacy domain list"),
        (("rung", "ad", "x"), "efficacy rung add"),
        (("rate", "imoprt"), "efficacy rate import"),
        (("challenge", "nwe"), "efficacy challenge new"),
    ],
)
def test_the_nearest_command_is_suggested(shell: Shell, words: tuple[str, ...], suggestion: str) -> None:
    result = shell(*words)
    assert (result.exit_code, result.stdout) == (WRONG_CALL, "")
    assert f"Did you mean “{suggestion}”?" in result.stderr


@pytest.mark.parametrize("words", [("qqqq",), ("domain", "qqqq"), ("s",)])
def test_without_a_near_one_the_help_is_named(shell: Shell, words: tuple[str, ...]) -> None:
    result = shell(*words)
    assert (result.exit_code, result.stdout) == (WRONG_CALL, "")
    assert "Did you mean" not in result.stderr
    assert f"“{' '.join(('efficacy', *words[:-1]))} --help” lists the commands." in result.stderr


def _commands(group: click.Group, ctx: click.Context, path: str = "") -> Iterator[str]:
    for name in group.list_commands(ctx):
        yield f"{path}{name}"
        if isinstance(command := group.get_command(ctx, name), click.Group):
            yield from _commands(command, ctx, f"{path}{name} ")


@pytest.mark.parametrize("words", ELSEWHERE)
def test_what_is_done_elsewhere_says_where(shell: Shell, words: str) -> None:
    result = shell(*words.split())
    assert (result.exit_code, result.stdout) == (WRONG_CALL, "")
    assert ELSEWHERE[words] in " ".join(result.stderr.split())
    assert "Did you mean" not in result.stderr


def test_what_is_done_elsewhere_names_only_commands_that_there_are() -> None:
    commands = set(_commands(efficacy, click.Context(efficacy)))
    named = re.findall(r"“efficacy ((?:[a-z]|-(?!-))+)", " ".join(ELSEWHERE.values()))
    assert named
    assert {name.rstrip("-") for name in named} <= commands | {""}
    assert not commands & set(ELSEWHERE)


def test_a_beginning_that_several_share_goes_by_likeness() -> None:
    assert nearest_name("re", ["redo", "remind", "restore"]) == "redo"
    assert nearest_name("res", ["redo", "remind", "restore"]) == "restore"
    assert nearest_name("", ["redo"]) == ""


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("check-in", "70", "--note", "-"), "slept badly"),
        (("rung", "add", "-", "--at", "20"), "slept badly"),
        (("add", "-"), "slept badly"),
    ],
)
def test_a_text_comes_from_a_pipe(
    shell: Shell, speaking: Journal, read: Callable[[], Journal], words: tuple[str, ...], text: str
) -> None:
    assert shell(*words, typed=f"{text}\n").exit_code == OK
    contents = read().contents
    rows = [*contents.checkins.values(), *contents.rungs.values(), *contents.evidence.values()]
    values = [getattr(row, field, None) for row in rows for field in ("note", "title", "text")]
    assert text in values


def test_the_task_of_a_domain_comes_from_a_pipe(shell: Shell, read: Callable[[], Journal]) -> None:
    assert shell("domain", "add", "Speaking", "--task", "-", typed="give a talk\n").exit_code == OK
    assert read().domains.find_by_name("Speaking").task == "give a talk"


def test_steps_come_from_a_pipe_line_by_line(shell: Shell, speaking: Journal, read: Callable[[], Journal]) -> None:
    arguments = ("--done-when", "asked", "--odds", "50", "--difficulty", "40", "--step", "-")
    result = shell("challenge", "new", "ask", *arguments, typed="write it down @ today\n\ncall Mara @ tomorrow\n")
    assert result.exit_code == OK
    (challenge,) = read().contents.challenges.values()
    assert [step.text for step in challenge.steps] == ["write it down", "call Mara"]


def test_a_text_from_a_pipe_has_a_limit(shell: Shell, speaking: Journal) -> None:
    result = shell("check-in", "70", "--note", "-", typed="x" * 1_000_001)
    assert (result.exit_code, result.stdout) == (REFUSED, "")
    assert result.stderr.startswith("Standard input holds more than 1 MB")
    assert shell("add", "-", typed="x" * 1_000_001).stderr == result.stderr


@pytest.mark.parametrize("typed", ["", "\n\n", " \t\n"], ids=repr)
@pytest.mark.parametrize(
    "words",
    [
        ("check-in", "70", "--note", "-"),
        ("rung", "add", "-", "--at", "20"),
        ("challenge", "new", "ask", "--done-when", "-", "--odds", "50", "--difficulty", "40"),
    ],
    ids=" ".join,
)
def test_a_pipe_without_text_is_refused(
    shell: Shell, speaking: Journal, path: Path, words: tuple[str, ...], typed: str
) -> None:
    speaking.close()
    before = path.read_bytes()
    result = shell(*words, typed=typed)
    assert (result.exit_code, result.stdout) == (REFUSED, "")
    assert result.stderr == "Standard input holds no text. Nothing was changed.\n"
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["", " "])
@pytest.mark.parametrize(
    "words",
    [
        ("ladder", "NAME"),
        ("standing", "NAME"),
        ("due", "NAME"),
        ("add", "a piece", "--domain", "NAME"),
        ("step", "y", "--domain", "NAME"),
        ("export", "--domain", "NAME"),
        ("check-in", "NAME=70"),
    ],
    ids=" ".join,
)
def test_an_empty_variable_of_a_script_does_not_mean_the_focus_or_all(
    shell: Shell, speaking: Journal, path: Path, words: tuple[str, ...], name: str
) -> None:
    speaking.close()
    before = path.read_bytes()
    result = shell(*(word.replace("NAME", name) for word in words))
    assert (result.exit_code, result.stdout) == (REFUSED, "")
    assert result.stderr == "Say which domain, by its name or the beginning of it. Yours are: Speaking.\n"
    assert path.read_bytes() == before


def test_a_name_that_means_nothing_is_quoted_in_part(shell: Shell, speaking: Journal) -> None:
    assert shell("ladder", "n" * 2000).stderr == f"No domain is called “{'n' * 40}”. Yours are: Speaking.\n"
    assert len(shell("rung", "move", "n" * 2000, "--at", "3").stderr) < 120
    assert len(shell("show", "n" * 2000).stderr) < 140


def test_an_option_takes_its_answers_in_any_case_and_with_a_percent_sign(
    shell: Shell, speaking: Journal, read: Callable[[], Journal]
) -> None:
    begun = shell("challenge", "new", "ask", "--done-when", "asked", "--odds", "70%", "--difficulty", "40%")
    assert "difficulty 40, your odds 70 %" in begun.stdout
    assert shell("outcome", "FAILED").exit_code == OK
    (challenge,) = read().contents.challenges.values()
    assert challenge.outcome == "failed"


def test_a_rung_that_is_too_long_is_refused_in_a_sentence(shell: Shell, speaking: Journal) -> None:
    result = shell("rung", "add", "x" * 4001, "--at", "3")
    assert (result.exit_code, result.stderr) == (REFUSED, "That is 4,001 characters; a rung has at most 4,000.\n")


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (("list", "--journal", "x"), "--journal goes before the command: efficacy --journal PATH list"),
        (("list", "--limit", "2", "--demo"), "--demo goes before the command: efficacy --demo list"),
        (("rung", "add", "x", "--demo"), "--demo goes before the command: efficacy --demo rung add"),
        (("show", "last", "--plain"), "--plain means nothing to “show”, which prints lines of text anyway."),
        (("schema", "--demo"), "--demo means nothing to “schema”, which uses no journal."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_an_option_of_the_program_behind_a_command_is_explained(
    shell: Shell, words: tuple[str, ...], advice: str
) -> None:
    result = shell(*words)
    assert (result.exit_code, result.stdout) == (WRONG_CALL, "")
    assert result.stderr.endswith(f"Error: {advice}\n")


@pytest.mark.parametrize("command", ["list", "search"])
@pytest.mark.parametrize("number", ["-5", "many", "", "1.5", "9" * 5000])
def test_a_limit_that_is_no_number_is_said_in_words(shell: Shell, command: str, number: str) -> None:
    result = shell(command, "talk", "--limit", number)
    assert (result.exit_code, result.stdout) == (WRONG_CALL, "")
    assert f"“{number[:40]}” is not a number of entries. Write a whole number, or 0 for all." in result.stderr
