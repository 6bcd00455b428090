"""`efficacy edit`: change a record as TOML, in an editor or from a pipe."""

from __future__ import annotations

import click

from efficacy_tui.cli.completion_values import complete_record, one_of
from efficacy_tui.cli.context import NO_TERMINAL, opened_journal, require_writable
from efficacy_tui.cli.json_output import change_answer, json_option
from efficacy_tui.cli.text_input import NO_TEXT, STDIN, read_stdin
from efficacy_tui.model.sentences import as_sentence
from efficacy_tui.store.errors import Rejected

NO_EDITOR = "There is no terminal for an editor. Set EDITOR, or pipe the form: efficacy edit ID - < FILE"
UNCHANGED = "Nothing was changed."


@click.command()
@click.argument("identifier", metavar="ID", shell_complete=complete_record)
@click.argument("source", metavar="[-]", required=False, shell_complete=one_of(STDIN))
@click.option("--print", "only_print", is_flag=True, help="Print the form instead of editing it.")
@json_option
@click.pass_context
def edit(ctx: click.Context, identifier: str, source: str | None, only_print: bool, as_json: bool) -> None:
    """Change evidence, an open challenge, a rung, or a domain with its goal, in $EDITOR as TOML.

    ID is the beginning of an id as “efficacy list” prints it, or “last” for the first entry of that list. Of an outcome
    your words about it are changed. What is wrong is listed with its line, and what you wrote is saved. With - the form
    is read from standard input.

    \b
    Examples:
      efficacy edit last
      efficacy edit 3f2a91bc --print > form.toml
      efficacy edit 3f2a91bc - < form.toml
    """
    from efficacy_tui.cli.edit_form import InvalidRecordForm, apply_form, edit_flow, original_texts, write_form
    from efficacy_tui.cli.edit_session import edit_in_editor, has_editor
    from efficacy_tui.cli.record_argument import find_words
    from efficacy_tui.journal.record_ids import shorten_ids
    from efficacy_tui.wording.changes import record_name

    if source not in (None, STDIN) or (source and only_print):
        raise click.UsageError("Give “-” to read the form from standard input, or nothing to open your editor.")
    if only_print and as_json:
        raise click.UsageError("Choose one of --print and --json: the form is TOML.")
    with opened_journal(ctx) as journal:
        key = find_words(journal, identifier)
        short_id = shorten_ids(journal.contents, [key[1]])[key[1]]
        row = journal.contents.table(key[0])[key[1]]
        name = record_name(key[0], row, journal.contents, journal.today())
        flow = edit_flow(journal, key)
        form, originals = write_form(flow, f"{name}, {key[1]}"), original_texts(flow)
        if only_print:
            click.echo(form, nl=False)
            return
        require_writable(journal)
        if source is None and not has_editor():
            click.echo(NO_EDITOR, err=True)
            ctx.exit(NO_TERMINAL)

        def record(text: str) -> bool:
            # The journal may have changed while the editor was open.
            journal.refresh()
            return apply_form(journal, key, text, originals)

        with change_answer(journal, "edit", as_json) as answer:
            if source is None:
                is_changed = edit_in_editor(journal.path, key[1], short_id, form, record)
            else:
                form_text = read_stdin()
                if not form_text.strip():
                    # A pipe whose first program failed is no form.
                    raise Rejected(NO_TEXT)
                try:
                    is_changed = record(form_text)
                except InvalidRecordForm as error:
                    raise Rejected(f"{error}\n{UNCHANGED}") from error
            answer.say(f"{as_sentence(f'✓ Changed: {name}')} “efficacy undo” undoes it." if is_changed else UNCHANGED)
