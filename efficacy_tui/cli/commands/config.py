"""`efficacy config`: show, edit or check the settings file."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.completion_values import complete_page
from efficacy_tui.cli.context import REFUSED, load_settings
from efficacy_tui.cli.edit_file import edit_file
from efficacy_tui.content.languages import LANGUAGES

if TYPE_CHECKING:
    from efficacy_tui.config.settings import Settings

LIST = "*"
"""The value of --words without a page; no page has this name."""


NO_ARGUMENTS = "“config” takes no settings on the command line. Change them in their file: efficacy config --edit"


@click.command(context_settings={"allow_extra_args": True})
@click.option("--path", "show_path", is_flag=True, help="Print only the path of the settings file.")
@click.option("--edit", is_flag=True, help="Open it in $VISUAL or $EDITOR, and check it afterwards.")
@click.option("--support", is_flag=True, help="Edit the support page, with your own people and numbers.")
@click.option(
    "--words",
    is_flag=False,
    flag_value=LIST,
    metavar="[PAGE]",
    shell_complete=complete_page,
    help="List the pages of words that you can have your own copies of, or edit a copy of one.",
)
@click.option(
    "--language",
    type=click.Choice([*LANGUAGES], case_sensitive=False),
    help="With --words: the language, by default that of your settings.",
)
@click.option("--check", is_flag=True, help="List what cannot be used in the file and in your own words, line by line.")
@click.pass_context
def config(
    ctx: click.Context,
    show_path: bool,
    edit: bool,
    support: bool,
    words: str | None,
    language: str | None,
    check: bool,
) -> None:
    """Show your settings, edit them, or check them; and the same for the words you practise and hand to others.

    \b
    Examples:
      efficacy config
      efficacy config --edit
      efficacy config --check
      efficacy config --support
      efficacy config --words
      efficacy config --words reappraisal --language de

    Exit codes: 0 all of it can be used · 1 some of it cannot, with the reasons
    """
    if ctx.args:
        raise click.UsageError(NO_ARGUMENTS)
    if show_path + edit + support + check + (words is not None) > 1:
        raise click.UsageError("Choose one of --path, --edit, --support, --words and --check.")
    if language is not None and words is None:
        raise click.UsageError("--language belongs to --words.")
    settings = load_settings()
    assert settings.path is not None
    if show_path:
        click.echo(settings.path)
        return
    if support:
        _edit_support(ctx, settings)
        return
    if words is not None:
        from efficacy_tui.cli.own_words import edit_words, list_words

        if words == LIST:
            list_words(ctx, settings, language)
        else:
            edit_words(ctx, settings, words, language)
        return
    if edit:
        from efficacy_tui.config.write import FILE_HEADER

        edit_file(ctx, settings.path, FILE_HEADER)
        settings = load_settings()
    from efficacy_tui.store.atomic_file import exists

    problems = _find_problems(settings)
    if not edit and not check:
        _show_settings(settings)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        click.echo("For the settings named here the default is used.", err=True)
    unusable = _check_words(settings) if check else False
    if problems or unusable:
        ctx.exit(REFUSED)
    if edit or check:
        file_exists = True
        # A file that was just read is there, even if the system does not let it be looked at now.
        with contextlib.suppress(OSError):
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


def _check_words(settings: Settings) -> bool:
    """Print what is wrong in the person's own words; return whether anything is."""
    from efficacy_tui.cli.own_words import find_problems

    problems = find_problems(settings)
    for problem in problems:
        click.echo(problem, err=True)
    return bool(problems)


def _edit_support(ctx: click.Context, settings: Settings) -> None:
    from efficacy_tui.flows.support import FILE, load_support, shipped_text

    path = settings.sibling_path(FILE)
    assert path is not None
    edit_file(ctx, path, shipped_text())
    load_support.cache_clear()
    if note := load_support(path).note:
        click.echo(note, err=True)
        ctx.exit(REFUSED)


def _show_settings(settings: Settings) -> None:
    from efficacy_tui.config.setting_definitions import SETTINGS, display_value

    for setting in SETTINGS:
        click.echo(
            f"{setting.label:<16}{display_value(setting, getattr(settings.values, setting.name)):<24}{setting.name}"
        )
    for command, keys in settings.values.keys.items():
        click.echo(f"{'Key':<16}{' '.join(keys) or 'none':<24}keys.{command}")
