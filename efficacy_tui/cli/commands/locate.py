"""`efficacy locate`: print where the files are."""

from __future__ import annotations

import click

from efficacy_tui.cli.context import journal_file


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
    click.echo(f"journal   {path}{'' if exists(path) else '   (not there yet)'}")
    click.echo(f"data      {data_folder()}")
    click.echo(f"settings  {config_folder()}")
