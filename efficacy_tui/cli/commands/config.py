"""`efficacy config`: show, edit or check the settings file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.context import REFUSED, load_settings

if TYPE_CHECKING:
    from efficacy_tui.config.settings import Settings


@click.command()
@click.option("--path", "show_path", is_flag=True, help="Print only the path of the settings file.")
@click.option("--edit", is_flag=True, help="Open it in $VISUAL or $EDITOR, and check it afterwards.")
@click.option("--support", is_flag=True, help="Edit the support page, with your own people and numbers.")
@click.option("--check", is_flag=True, help="List what in it cannot be used, by line.")
@click.pass_context
def config(ctx: click.Context, show_path: bool, edit: bool, support: bool, check: bool) -> None:
    """Show your settings, edit them, or check them.

    \b
    Examples:
      efficacy config
      efficacy config --edit
      efficacy config --check
      efficacy config --support

    Exit codes: 0 all of it can be used · 1 some of it cannot, with the reasons
    """
    if show_path + edit + support + check > 1:
        raise click.UsageError("Choose one of --path, --edit, --support and --check.")
    settings = load_settings()
    assert settings.path is not None
    if show_path:
        click.echo(settings.path)
        return
    if support:
        _edit_support(ctx, settings)
        return
    if edit:
        from efficacy_tui.config.write import FILE_HEADER

        _edit_file(ctx, settings.path, FILE_HEADER)
        settings = load_settings()
    from efficacy_tui.store.atomic_file import exists

    problems = _find_problems(settings)
    if not edit and not check:
        _show_settings(settings)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        click.echo("For the settings named here the default is used.", err=True)
        ctx.exit(REFUSED)
    if edit or check:
        file_exists = settings.path is not None and exists(settings.path)
        click.echo(
            "Everything in it can be used."
            if file_exists
            else f"There is no {settings.path} yet; the defaults are used."
        )


def _find_problems(settings: Settings) -> list[str]:
    """List the settings that cannot be used, a line for each."""
    from efficacy_tui.config.setting_definitions import AUTO_THEME
    from efficacy_tui.flows.command_table import ALL_COMMANDS

    settings.resolved_keys(ALL_COMMANDS)
    if settings.values.theme != AUTO_THEME:
        from efficacy_tui.tui.look.theme import theme_names

        settings.check_theme(theme_names())
    return [str(problem) for problem in settings.problems]


def _edit_support(ctx: click.Context, settings: Settings) -> None:
    from efficacy_tui.flows.support import FILE, load_support, shipped_text

    path = settings.sibling_path(FILE)
    assert path is not None
    _edit_file(ctx, path, shipped_text())
    load_support.cache_clear()
    if note := load_support(path).note:
        click.echo(note, err=True)
        ctx.exit(REFUSED)


def _edit_file(ctx: click.Context, path: Path, initial_text: str) -> None:
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


def _show_settings(settings: Settings) -> None:
    from efficacy_tui.config.setting_definitions import SETTINGS, display_value

    for setting in SETTINGS:
        click.echo(
            f"{setting.label:<16}{display_value(setting, getattr(settings.values, setting.name)):<24}{setting.name}"
        )
    for command, keys in settings.values.keys.items():
        click.echo(f"{'Key':<16}{' '.join(keys) or 'none':<24}keys.{command}")
