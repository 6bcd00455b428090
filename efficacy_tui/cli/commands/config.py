"""`efficacy config`: where the settings are, what they say, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.context import REFUSED, load_settings

if TYPE_CHECKING:
    from efficacy_tui.config.settings import Settings


@click.command()
@click.option("--path", "show_path", is_flag=True, help="Print only where the file is, or would be.")
@click.option("--edit", is_flag=True, help="Open it in $VISUAL or $EDITOR; it is looked over when you are done.")
@click.option("--support", is_flag=True, help="Edit the support page: your own people and numbers.")
@click.option("--check", is_flag=True, help="Say what in it cannot be used, by line; exit code 1 then.")
@click.pass_context
def config(ctx: click.Context, show_path: bool, edit: bool, support: bool, check: bool) -> None:
    """Show your settings, edit them, or look them over.

    \b
    Examples:
      efficacy config
      efficacy config --edit
      efficacy config --check
      efficacy config --support
    """
    if show_path + edit + support + check > 1:
        raise click.UsageError("Choose one of --path, --edit, --support and --check.")
    chosen = load_settings()
    assert chosen.path is not None
    if show_path:
        click.echo(chosen.path)
        return
    if support:
        _edit_support(ctx, chosen)
        return
    if edit:
        from efficacy_tui.config.write import HEAD

        _edit(ctx, chosen.path, HEAD)
        chosen = load_settings()
    problems = _problems(chosen)
    if not edit and not check:
        _show(chosen)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        click.echo("What is named here is as it is by default.", err=True)
        ctx.exit(REFUSED)
    if edit or check:
        there = chosen.path is not None and chosen.path.exists()
        click.echo("Everything in it can be used." if there else f"There is no {chosen.path} yet; the defaults hold.")


def _problems(chosen: Settings) -> list[str]:
    """What cannot be used, in lines."""
    from efficacy_tui.config.setting_definitions import THEME
    from efficacy_tui.flows.command_table import ALL_COMMANDS

    chosen.resolved_keys(ALL_COMMANDS)
    if chosen.values.theme != THEME:
        from efficacy_tui.tui.look.theme import names

        chosen.check_theme(names())
    return [str(problem) for problem in chosen.problems]


def _edit_support(ctx: click.Context, chosen: Settings) -> None:
    from efficacy_tui.flows.support import FILE, load_support, shipped_text

    path = chosen.sibling(FILE)
    assert path is not None
    _edit(ctx, path, shipped_text())
    load_support.cache_clear()
    if note := load_support(path).note:
        click.echo(note, err=True)
        ctx.exit(REFUSED)


def _edit(ctx: click.Context, path: Path, fresh: str) -> None:
    """Open a file in the person's editor; one that is not there begins with the text `fresh`."""
    from efficacy_tui.store import atomic_file

    try:
        if not path.exists():
            atomic_file.make_folder(path.parent)
            atomic_file.replace_file(path, fresh.encode())
        click.edit(filename=str(path))
    except (OSError, click.ClickException) as error:
        why = error.format_message() if isinstance(error, click.ClickException) else error.strerror or str(error)
        click.echo(f"{path} could not be opened: {why}. Set EDITOR to a program that is there.", err=True)
        ctx.exit(REFUSED)


def _show(chosen: Settings) -> None:
    from efficacy_tui.config.setting_definitions import SETTINGS, display_value

    for setting in SETTINGS:
        click.echo(
            f"{setting.label:<16}{display_value(setting, getattr(chosen.values, setting.name)):<24}{setting.name}"
        )
    for command, keys in chosen.values.keys.items():
        click.echo(f"{'Key':<16}{' '.join(keys) or 'none':<24}keys.{command}")
