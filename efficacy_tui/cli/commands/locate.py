"""`efficacy locate`: print where the files are."""

from __future__ import annotations

import click

from efficacy_tui.cli.context import journal_file
from efficacy_tui.cli.output_lines import print_line


@click.command()
@click.pass_context
def locate(ctx: click.Context) -> None:
    """Print where your journal, the program’s data and your settings are.

    \b
    Example:
      efficacy locate
    """
    from efficacy_tui.store.atomic_file import exists
    from efficacy_tui.store.paths import config_folder, data_folder

    path = journal_file(ctx.find_root().obj)
    print_line(f"journal   {path}{'' if exists(path) else '   (not there yet)'}")
    print_line(f"data      {data_folder()}")
    print_line(f"settings  {config_folder()}")
