"""`efficacy locate`: print where the files are."""

from __future__ import annotations

import contextlib
from pathlib import Path

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
    from efficacy_tui.store import stored_file
    from efficacy_tui.store.atomic_file import exists
    from efficacy_tui.store.paths import config_folder, data_folder

    path = journal_file(ctx.find_root().obj, even_locked=True)
    print_line(f"journal   {path}{'' if exists(path) else f'   ({_describe_missing(path)})'}")
    if stored_file.is_key_beside(path):
        print_line(f"key       {stored_file.key_path(path)}")
    print_line(f"data      {data_folder()}")
    print_line(f"settings  {config_folder()}")


def _describe_missing(path: Path) -> str:
    from efficacy_tui.store.atomic_file import is_folder

    if is_folder(path.parent):
        from efficacy_tui.store.backups import find_copies
        from efficacy_tui.store.errors import describe_copies

        with contextlib.suppress(OSError):
            if copies := find_copies(path):
                return f"not there, but {describe_copies(copies)}"
    return "not there yet"
