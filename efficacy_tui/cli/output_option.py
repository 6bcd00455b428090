"""The options -o and --force of commands that write a file: all of them treat one that is there already alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from efficacy_tui.cli.completion_values import complete_file

Command = TypeVar("Command", bound=Callable[..., None])


def output_options(help_text: str) -> Callable[[Command], Command]:
    """Give a command the options --output, described by `help_text`, and --force."""

    def add_options(command: Command) -> Command:
        force = click.option("--force", is_flag=True, help="Overwrite what is there under this name.")
        output = click.option("-o", "--output", metavar="PATH", shell_complete=complete_file, help=help_text)
        return output(force(command))

    return add_options
