"""Opens a file of the settings folder in the person's editor."""

from __future__ import annotations

from pathlib import Path

import click

from efficacy_tui.cli.context import REFUSED


def edit_file(ctx: click.Context, path: Path, initial_text: str) -> None:
    """Open a file in the person's editor; a missing file is created with `initial_text`."""
    from efficacy_tui.cli.editor import open_editor
    from efficacy_tui.store import atomic_file, leftovers
    from efficacy_tui.store.errors import Rejected

    try:
        if not atomic_file.exists(path):
            atomic_file.make_folder(path.parent)
            atomic_file.replace_file(path, initial_text.encode())
            leftovers.remove_abandoned(path)
        open_editor(path)
    except OSError as error:
        click.echo(f"{path} could not be opened: {error.strerror or error}.", err=True)
        ctx.exit(REFUSED)
    except Rejected as error:
        click.echo(f"{path} could not be opened: {error}", err=True)
        ctx.exit(REFUSED)
