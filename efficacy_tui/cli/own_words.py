"""Lists the pages of words that a person can have copies of, copies one to edit, and checks the copies."""

from __future__ import annotations

from pathlib import Path

import click

from efficacy_tui.cli.context import REFUSED, journal_file
from efficacy_tui.cli.edit_file import edit_file
from efficacy_tui.cli.output_lines import print_line
from efficacy_tui.config.settings import Settings
from efficacy_tui.content.instrument import InstrumentUnusable, parse_instrument
from efficacy_tui.content.languages import ENGLISH, LANGUAGES
from efficacy_tui.content.words import OWN_PAGES, TRANSLATED_PAGES, read_text
from efficacy_tui.flows.apply_settings import apply_settings
from efficacy_tui.journal.word_language import word_language
from efficacy_tui.journal.word_pages import find_copies, own_copy, read_copy


def list_words(ctx: click.Context, settings: Settings, language: str | None) -> None:
    """Print every page with what is used, and what is wrong in the copies."""
    folder = _folder(settings)
    language = language or _language_in_force(ctx, settings)
    copies = find_copies(folder)
    print_line(f"Your words are in {LANGUAGES[language]}. A copy of your own replaces a page:")
    for page, description in OWN_PAGES.items():
        own_path = next((path for name, code, path in copies if (name, code) == (page, _code(page, language))), None)
        print_line(f"{page:<13}{description}")
        print_line(f"{'':<13}{f'yours: {own_path}' if own_path is not None else _shipped(page, language)}")
    others = [(name, code, path) for name, code, path in copies if code != _code(name, language)]
    for name, code, path in others:
        print_line(f"{name:<13}yours in {LANGUAGES[code]}: {path}")
    click.echo("Edit one: efficacy config --words reappraisal")
    problems = find_problems(settings)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        ctx.exit(REFUSED)


def edit_words(ctx: click.Context, settings: Settings, page: str, language: str | None) -> None:
    """Open the person's copy of a page in their editor, made from the shipped page if there is none yet."""
    name = page.strip().casefold().replace("-", "_").removesuffix(".toml")
    if name not in OWN_PAGES:
        raise click.UsageError(f"There is no page “{page}”. There are {', '.join(OWN_PAGES)}.")
    code = _code(name, language or _language_in_force(ctx, settings))
    path = own_copy(_folder(settings), name, code)
    edit_file(ctx, path, read_text(name, code))
    problem = _find_problem(name, code, path)
    if problem:
        click.echo(problem, err=True)
        ctx.exit(REFUSED)


def find_problems(settings: Settings) -> list[str]:
    """Say for each copy that cannot be used why, by line, and what is used instead."""
    return [problem for copy in find_copies(_folder(settings)) if (problem := _find_problem(*copy))]


def _find_problem(name: str, language: str, path: Path) -> str:
    if name == "instrument":
        try:
            parse_instrument(path, language)
        except InstrumentUnusable as error:
            # Answers to other items would be another series, so nothing is used in its place.
            return f"{error} The profile is closed until then; remove the file to go back to our items."
        return ""
    _, problems = read_copy(path, name, language)
    lines = [f"{path}, {problem}{'' if problem.reason.endswith('?') else '.'}" for problem in problems]
    if not lines:
        return ""
    return "\n".join([*lines, "Until that is fixed, the words that come with the program are used in its place."])


def _code(page: str, language: str) -> str:
    """Return the language of a page: some are in English only."""
    return language if page in TRANSLATED_PAGES else ENGLISH


def _shipped(page: str, language: str) -> str:
    if language == ENGLISH:
        return "ours"
    return "ours, translated, not validated" if page in TRANSLATED_PAGES else "ours, in English only"


def _folder(settings: Settings) -> Path:
    assert settings.path is not None
    return settings.path.parent


def _language_in_force(ctx: click.Context, settings: Settings) -> str:
    from efficacy_tui.journal.quick_read import read_contents

    apply_settings(settings)
    return word_language(read_contents(journal_file(ctx.find_root().obj)))
