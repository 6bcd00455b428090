"""Formats the pages without keys of their own: support, and the list of commands."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from efficacy_tui.content.languages import ENGLISH
from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.flows.command_table import COMMANDS, GROUP_NAMES, Command
from efficacy_tui.flows.support import load_support
from efficacy_tui.model.key_names import print_key
from efficacy_tui.plain.columns import section, wrap

QUESTION_KEYS = (
    ("an empty line", "accepts what is in [brackets]"),
    ("-", "leaves an answer empty, where that is allowed"),
    ("b!", "goes back one question"),
    ("q!", "leaves; what you typed is saved as a draft"),
    ("n!", "starts a draft over"),
    ("s!", "saves evidence now, to be rated in the weekly review"),
    ("?", "repeats the question, with its help"),
    ("!", "lists people to turn to, at any question"),
    ("numbers", "rate: 0 to 100 in full, so 70 and not 7"),
)


def format_support(width: int, file: Path | None, language: str = ENGLISH) -> list[str]:
    """Format the support page from the person's file, or as shipped. Showing it is never recorded."""
    page = load_support(file, language)
    rows = ["", *wrap(page.title, width)]
    for paragraph in page.paragraphs:
        rows += ["", *wrap(paragraph, width)]
    rows.append("")
    for who, how in page.contacts:
        rows += wrap(f"{who}: {how}", width, 0, 2)
    for paragraph in filter(None, (page.closing, page.note)):
        rows += ["", *wrap(paragraph, width)]
    return rows


def format_command_key(command: Command) -> str:
    """Format the input that runs a command: its key if that is one character, else its id."""
    return command.key if len(command.key) == 1 else command.id


def format_command_names(command: Command) -> str:
    """Format the keys and the id that may be typed for a command."""
    keys = [print_key(key) for key in command.all_keys if len(print_key(key)) == 1]
    return " or ".join(dict.fromkeys((*(keys or [format_command_key(command)]), command.id)))


def format_commands(unavailable: Mapping[str, str], journal_path: str, width: int) -> list[str]:
    """Format every command with its effect, the keys at a question, and the path of the journal.

    `unavailable` maps command ids to reasons; adjacent commands with the same reason share one line.
    """
    rows = wrap("Type a command as its key, its name or its label. An empty line prints the dashboard.", width)
    for group, name in GROUP_NAMES.items():
        group_lines = []
        group_commands = [command for command in COMMANDS if command.group == group]
        for reason, run in groupby(group_commands, lambda command: unavailable.get(command.id, "")):
            commands = list(run)
            is_shared = len(commands) > 1 and reason
            group_lines += wrap(f"Not now, these {len(commands)}: {reason}", width, 2, 4) if is_shared else []
            for command in commands:
                suffix = f" Not now: {reason}" if reason and not is_shared else ""
                group_lines += wrap(f"{format_command_names(command)}: {command.tooltip}{suffix}", width, 2, 4)
        rows += section(name, group_lines) if group_lines else []
    key_lines = [line for key, effect in QUESTION_KEYS for line in wrap(f"{key}: {effect}", width, 2, 4)]
    rows += section("At a question", key_lines)
    return [*rows, *section("Your journal", wrap(journal_path, width, 2)), "", *wrap(DISCLAIMER, width)]
