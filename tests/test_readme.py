"""The commands, images, keys and settings in the README exist in the program."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest

from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.config.read import read_settings
from efficacy_tui.config.setting_definitions import SettingValues
from efficacy_tui.flows.command_table import COMMANDS, SCREEN_COMMANDS
from efficacy_tui.model.key_names import print_key
from tests.key_table import replace_table

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
SHELL_LINES = [line for kind, block in BLOCKS if kind in ("sh", "bash", "console", "") for line in block.splitlines()]
KEY_NAMES = {"escape", "enter", "tab", "`"}


def find_command_lines() -> list[list[str]]:
    """The arguments of every call of `efficacy` in a code block or in running text."""
    command_lines = []
    spans = re.findall(r"(?<!`)`(efficacy(?: [^`\n]+)?)`", re.sub(r"```.*?```", "", README, flags=re.DOTALL))
    for line in [*SHELL_LINES, *spans]:
        for part in re.split(r"&&|\|\||;", line.removeprefix("$ ")):
            words = shlex.split(part, comments=True)
            if words and Path(words[0]).name in ("efficacy", "efficacy-tui"):
                command_lines.append(words[1:])
    return command_lines


def test_readme_has_one_line_commands_to_install_and_to_test() -> None:
    assert re.search(r"^#+ .*Install", README, re.MULTILINE)
    one_liners = [line for line in SHELL_LINES if line.startswith("python3 -m venv") and "pip install" in line]
    assert any(re.search(r"bin/efficacy$", line) for line in one_liners)
    assert any(re.search(r"bin/efficacy --demo$", line) for line in one_liners)
    assert sum("pytest" in line for line in one_liners) == 1
    assert 'requires-python = ">=3.11"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert "Python 3.11" in README


@pytest.mark.parametrize("arguments", find_command_lines(), ids=lambda arguments: " ".join(["efficacy", *arguments]))
def test_every_command_line_in_the_readme_is_valid(arguments: list[str]) -> None:
    command: click.Command = efficacy
    words, ctx = list(arguments), click.Context(efficacy, **efficacy.context_settings)
    while isinstance(command, click.Group):
        _, words, _ = command.make_parser(ctx).parse_args(words)
        if not words:
            return
        inner = command.get_command(ctx, words[0])
        assert inner is not None, f"there is no command {words[0]!r}"
        command, words = inner, words[1:]
    command.make_context("efficacy", words, parent=ctx)


def test_readme_shows_at_least_three_command_lines() -> None:
    assert len(find_command_lines()) >= 3


@pytest.mark.parametrize("name", sorted(set(re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README))))
def test_every_image_in_the_readme_exists(name: str) -> None:
    image = ROOT / name
    assert image.is_file()
    assert "<svg" in image.read_text(encoding="utf-8")[:200]


def test_every_image_in_the_readme_has_alternative_text() -> None:
    assert all(text.strip() for text in re.findall(r"!\[([^\]]*)\]\(", README))


def test_every_key_in_the_tour_is_a_command_key() -> None:
    tour = re.search(r"^## .*keyboard.*?\n(.*?)(?=^## )", README, re.MULTILINE | re.DOTALL)
    assert tour is not None
    # The tour goes to the ladder, whose keys are those of another screen.
    screen_keys = {print_key(key) for command in SCREEN_COMMANDS for key in command.all_keys}
    valid_keys = {command.key for command in COMMANDS} | screen_keys | KEY_NAMES | set("0123456789")
    spans = re.findall(r"``\s?(.+?)\s?``|(?<!`)`([^`\n]+)`(?!`)", tour.group(1))
    keys = [double or single for double, single in spans]
    pressed_keys = [key for key in keys if len(key) == 1 or "+" in key[1:] or key in KEY_NAMES]
    assert len(pressed_keys) >= 10
    assert [key for key in pressed_keys if key not in valid_keys] == []


def test_the_key_table_matches_the_command_table() -> None:
    assert replace_table(README) == README, "the table is outdated; write it again with: python -m tests.key_table"


def test_the_settings_example_lists_every_setting_with_its_default(tmp_path: Path) -> None:
    block = re.search(r"```toml\n(.*?)```", README, re.DOTALL)
    assert block is not None
    path = tmp_path / "config.toml"
    path.write_text(block[1], encoding="utf-8")
    config, problems = read_settings(path)
    assert not problems
    assert config._replace(keys={}) == SettingValues()
    assert set(tomllib.loads(block[1])) == set(SettingValues._fields)


def test_the_keys_of_the_practice_steps_run_their_commands() -> None:
    """Each step of the practice begins with a key in bold: `n` designs, `c` checks in, …"""
    bold = re.findall(r"\*\*`(.)` (\w+)", README)
    expected = {"l": "ladder", "n": "design", "c": "check-in", "s": "step", "e": "evidence", "r": "reappraise"}
    expected["o"] = "outcome"
    by_key = {command.key: command.id for command in COMMANDS}
    assert {key for key, _ in bold} == set(expected)
    assert {key: by_key[key] for key, _ in bold} == expected


def test_readme_contains_the_disclaimer() -> None:
    from efficacy_tui.content.words import DISCLAIMER

    assert DISCLAIMER.rstrip(".") in README
