"""Print a line that names something of the person's: a domain, a rater, a file."""

from __future__ import annotations

import click

from efficacy_tui.model.text import printable_line


def print_line(text: str, *, err: bool = False) -> None:
    """Print one line to standard output, or to standard error; a line break in a name cannot begin another one."""
    click.echo(printable_line(text), err=err)
