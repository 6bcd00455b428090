"""`efficacy rate`: raters, and the forms they fill in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.completion_values import complete_rater
from efficacy_tui.cli.confirm import confirm
from efficacy_tui.cli.context import REFUSED, opened_journal
from efficacy_tui.cli.json_output import change_answer, json_option, print_document
from efficacy_tui.cli.output_lines import print_line
from efficacy_tui.cli.output_option import output_options
from efficacy_tui.cli.suggesting_group import SuggestingGroup
from efficacy_tui.cli.text_input import TEXT
from efficacy_tui.content.languages import ENGLISH, LANGUAGES, version_language
from efficacy_tui.model import locale_format
from efficacy_tui.store.errors import Rejected

if TYPE_CHECKING:
    from efficacy_tui.content.instrument import Instrument
    from efficacy_tui.exchange.documents.raters import RaterListDocument
    from efficacy_tui.journal.journal import Journal


@click.group(cls=SuggestingGroup)
def rate() -> None:
    """Let people who know you rate your profile: write a form for them, and import what they filled in.

    \b
    Examples:
      efficacy rate export --rater Mara --role friend -o mara.txt
      efficacy rate import mara.txt
    """


@rate.command(short_help="Write a form for somebody who knows you.")
@click.option(
    "--rater",
    "name",
    required=True,
    metavar="NAME",
    shell_complete=complete_rater,
    help="A name or pseudonym for the person who answers.",
)
@click.option(
    "--role", default="", metavar="TEXT", type=TEXT, help="Who they are to you: parent, friend, colleague, coach, …"
)
@click.option("--me", default="", metavar="NAME", help="What they call you; the form uses this name.")
@click.option(
    "--language",
    type=click.Choice([*LANGUAGES], case_sensitive=False),
    help="The language of the form: " + ", ".join(f"{code} {name}" for code, name in LANGUAGES.items()) + ".",
)
@output_options("Write to this file; by default to the screen.")
@click.pass_context
def export(
    ctx: click.Context, name: str, role: str, me: str, language: str | None, output: str | None, force: bool
) -> None:
    """Write a form for somebody who knows you: plain text, for any editor or e-mail.

    It tells them what happens to their answers. A form can be imported once; write a new one to ask again. Without
    --language it is in the language of your settings. Translations are ours, and not validated.

    \b
    Examples:
      efficacy rate export --rater Mara --role friend -o mara.txt
      efficacy rate export --rater Mara --me Alex --language de

    Exit codes: 0 done · 1 not done, with the reason
    """
    from efficacy_tui.cli.output import is_stdout, require_free, write_output
    from efficacy_tui.exchange.rater_forms import RaterForm, write_form
    from efficacy_tui.journal.word_language import word_language
    from efficacy_tui.journal.word_pages import words_in_force

    with opened_journal(ctx) as journal, _reject_file_errors():
        instrument = _load_instrument(language or word_language(journal.contents))
        words, note = words_in_force("rater_form", instrument.language)
        if note:
            click.echo(note, err=True)
        path = None if is_stdout(output) else Path(str(output)).expanduser()
        if path is not None:
            # The rater is added before the form, which has an id of theirs, is written.
            require_free(journal, [path], overwrite=force)
        if me:
            journal.surveys.set_rater_reference(me)
        rater = journal.surveys.add_rater(name, role)
        number = journal.store.new_id()[:12]
        about = journal.surveys.rater_reference(words["default_name"])
        form = RaterForm(instrument.id, instrument.version, rater.name, rater.id, number, about)
        text = write_form(form, instrument, words)
        if path is None:
            click.echo(text, nl=False)
        else:
            write_output(journal, text.encode(), output, overwrite=force)
            print_line(
                f"Form for {rater.name}: {path}. Once it is filled in, import it: efficacy rate import {path.name}"
            )


@rate.command("import", short_help="Import a form that somebody filled in.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@click.pass_context
def import_(ctx: click.Context, file: Path) -> None:
    """Import a form that somebody filled in, in any of its languages; - reads it from a pipe.

    It can be the text of the form, or a mail that was saved as a file, plain or in HTML. If anything in it cannot be
    read, every problem is listed with its line, and nothing is imported.

    \b
    Examples:
      efficacy rate import mara.txt
      efficacy rate import -

    Exit codes: 0 done · 1 not done, with the reasons
    """
    from efficacy_tui.exchange.form_text import MAX_CHARACTERS, form_language
    from efficacy_tui.exchange.rater_forms import InvalidForm, read_form
    from efficacy_tui.exchange.saved_mail import read_saved_text
    from efficacy_tui.journal.word_language import word_language

    with opened_journal(ctx) as journal, _reject_file_errors():
        try:
            data = (
                sys.stdin.buffer.read(MAX_CHARACTERS * 4) if str(file) == "-" else _read_bytes(file, MAX_CHARACTERS * 4)
            )
            text = read_saved_text(data, lambda text: bool(form_language(text)))
        except UnicodeDecodeError as error:
            raise Rejected(f"{file} is not plain text in UTF-8 or UTF-16. Nothing was imported.") from error
        raters = {rater.id: rater.name for rater in journal.surveys.raters()}
        imported_forms = {
            row.form: locale_format.full_date(row.day) for row in journal.contents.surveys.values() if row.form
        }
        own_language = word_language(journal.contents)
        instrument = _load_instrument(form_language(text) or own_language)
        try:
            form = read_form(text, instrument, raters, imported_forms)
        except InvalidForm as error:
            click.echo(f"{error}\nNothing was imported.", err=True)
            ctx.exit(REFUSED)
        journal.surveys.record(instrument, form.answers, by=form.rater_id, form=form.number)
        judged_count = sum(value is not None for value in form.answers.values())
        name = raters[form.rater_id]
        print_line(f"✓ {name}: {judged_count} of {len(instrument.items)} items judged.")
        if instrument.language != own_language and not instrument.is_edited:
            language = LANGUAGES[instrument.language]
            print_line(
                f"These are answers to the {language} wording, a series of their own. Your profile shows them beside "
                f"yours in {LANGUAGES[own_language]}, and says so."
            )


@rate.command("list", short_help="List whom you asked, and when they last answered.")
@json_option
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """List whom you asked, and when they last answered.

    \b
    Example:
      efficacy rate list
    """
    with opened_journal(ctx) as journal:
        rows = journal.surveys.raters()
        if as_json:
            print_document(_build_document(journal))
            return
        if not rows:
            click.echo("You have not asked anybody yet. Ask somebody: efficacy rate export --rater NAME")
        for rater in rows:
            answers = sorted(
                (row for row in journal.contents.surveys.values() if row.by == rater.id),
                key=lambda row: (row.day, row.created),
            )
            times = ""
            if answers:
                language = version_language(answers[-1].version)
                times = (
                    f"answered {len(answers)} time{'s' if len(answers) != 1 else ''}, "
                    f"last on {locale_format.full_date(answers[-1].day)}"
                    f"{'' if language == ENGLISH else f', in {LANGUAGES[language]}'}"
                )
            print_line(f"{_rater_label(rater.name, rater.role)}: {times or 'no answer yet'}")


@rate.command(short_help="Delete somebody and all their answers.")
@click.argument("name", shell_complete=complete_rater)
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@json_option
@click.pass_context
def delete(ctx: click.Context, name: str, yes: bool, as_json: bool) -> None:
    """Delete somebody and all their answers. One undo brings them back; “efficacy erase” removes them for good.

    \b
    Example:
      efficacy rate delete Mara

    Exit codes: 0 done · 1 not done, with the reason · 2 no terminal to ask
    """
    with opened_journal(ctx) as journal, change_answer(journal, "rate delete", as_json) as answer:
        rater = journal.surveys.find_rater(name)
        if as_json and not yes:
            raise click.UsageError("--json needs --yes, because it asks no questions.")
        confirm(ctx, f"Delete {rater.name} with all their answers?", yes)
        count = journal.surveys.delete_rater(rater.id)
        answer.say(f"{rater.name} deleted, with {_count_answers(count)}.")


def _build_document(journal: Journal) -> RaterListDocument:
    from efficacy_tui.exchange.documents.base import VERSION
    from efficacy_tui.exchange.documents.raters import RaterDocument, RaterListDocument

    surveys = journal.contents.surveys.values()
    days = {rater.id: sorted(row.day for row in surveys if row.by == rater.id) for rater in journal.surveys.raters()}
    return RaterListDocument(
        version=VERSION,
        day=journal.today(),
        raters=tuple(
            RaterDocument(
                id=rater.id,
                name=rater.name,
                role=rater.role,
                answered=len(days[rater.id]),
                last=days[rater.id][-1] if days[rater.id] else None,
            )
            for rater in journal.surveys.raters()
        ),
    )


def _count_answers(count: int) -> str:
    return "no answers" if not count else f"{count} set{'s' if count != 1 else ''} of answers"


def _rater_label(name: str, role: str) -> str:
    return f"{name} ({role})" if role else name


def _load_instrument(language: str) -> Instrument:
    """Load the instrument in a language; reject an edited one that cannot be used."""
    from efficacy_tui.cli.launch import load_instrument
    from efficacy_tui.content.instrument import InstrumentUnusable

    try:
        return load_instrument(language)
    except InstrumentUnusable as error:
        raise Rejected(str(error)) from error


def _read_bytes(file: Path, limit: int) -> bytes:
    from efficacy_tui.store import atomic_file

    return atomic_file.read_input(file, limit)


@contextmanager
def _reject_file_errors() -> Iterator[None]:
    """Turn an error about a file into a rejection."""
    try:
        yield
    except OSError as error:
        raise Rejected(f"{error.filename or 'That'} could not be used: {error.strerror or error}.") from error
