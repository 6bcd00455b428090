"""What only is read: the people to turn to, and every command with what it does."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.flows.command_table import COMMANDS, GROUP_NAMES, Command
from efficacy_tui.flows.support import load_support as support_page
from efficacy_tui.model.key_names import print_key
from efficacy_tui.plain.columns import section, wrap

AT_A_QUESTION = (
    ("an empty line", "takes what is in [brackets]"),
    ("-", "means nothing, where a question may be left open"),
    ("b!", "goes back one question"),
    ("q!", "leaves; what you typed is kept as a draft"),
    ("n!", "starts a draft afresh"),
    ("?", "says the question again, with its help"),
    ("!", "is for people to turn to, at any question"),
    ("numbers", "rate: 0 to 100 in full, so 70 and not 7"),
)


def support_lines(width: int, own: Path | None) -> list[str]:
    """People to turn to, as the person wrote it (a file) or as shipped. That it was read is recorded nowhere."""
    page = support_page(own)
    rows = ["", *wrap(page.title, width)]
    for paragraph in page.paragraphs:
        rows += ["", *wrap(paragraph, width)]
    rows.append("")
    for who, how in page.contacts:
        rows += wrap(f"{who}: {how}", width, 0, 2)
    for quiet in filter(None, (page.closing, page.note)):
        rows += ["", *wrap(quiet, width)]
    return rows


def key_of(command: Command) -> str:
    """What is typed for a command: its key where that is one character, else its name."""
    return command.key if len(command.key) == 1 else command.id


def command_names(command: Command) -> str:
    """Everything that may be typed for a command, but its label."""
    typed = [print_key(key) for key in command.all_keys if len(print_key(key)) == 1]
    return " or ".join(dict.fromkeys((*(typed or [key_of(command)]), command.id)))


def command_lines(unavailable: Mapping[str, str], place: str, width: int) -> list[str]:
    """Every command with what it does; why some do nothing now, those in a row together; and where the journal is."""
    rows = wrap("A command is typed as its key, its name or its label. An empty line reads the dashboard.", width)
    for group, name in GROUP_NAMES.items():
        told = []
        here = [command for command in COMMANDS if command.group == group]
        for reason, run in groupby(here, lambda command: unavailable.get(command.id, "")):
            together = list(run)
            several = len(together) > 1 and reason
            told += wrap(f"Not now, these {len(together)}: {reason}", width, 2, 4) if several else []
            for command in together:
                not_now = f" Not now: {reason}" if reason and not several else ""
                told += wrap(f"{command_names(command)}: {command.tooltip}{not_now}", width, 2, 4)
        rows += section(name, told) if told else []
    keys = [line for key, what in AT_A_QUESTION for line in wrap(f"{key}: {what}", width, 2, 4)]
    rows += section("At a question", keys)
    return [*rows, *section("Your journal", wrap(place, width, 2)), "", *wrap(DISCLAIMER, width)]
