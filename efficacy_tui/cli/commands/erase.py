"""`efficacy erase`: remove records for good."""

from __future__ import annotations

import click

from efficacy_tui.cli.completion_values import complete_any_domain
from efficacy_tui.cli.confirm import confirm, exit_with_sentences
from efficacy_tui.cli.context import journal_file, opened_journal
from efficacy_tui.journal.journal import Journal


@click.command()
@click.argument("identifier_or_words", metavar="[WHAT]", required=False)
@click.option(
    "--domain", metavar="NAME", shell_complete=complete_any_domain, help="A domain, with everything that belongs to it."
)
@click.option("--everything", is_flag=True, help="The journal, its backups and every copy beside it.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.pass_context
def erase(ctx: click.Context, identifier_or_words: str | None, domain: str | None, everything: bool, yes: bool) -> None:
    """Remove something for good: from the journal, its history and every backup. This cannot be undone.

    WHAT is a record’s id, or words that only one record contains.

    \b
    Examples:
      efficacy erase "what Sam said on Monday"
      efficacy erase --domain Speaking
      efficacy erase --everything

    Exit codes: 0 erased, with a list · 1 not done, with the reason ·
    2 no terminal to ask for confirmation, or a wrong call
    """
    from efficacy_tui.journal import maintenance
    from efficacy_tui.store.erase import erase_everything

    if sum(map(bool, (identifier_or_words, domain, everything))) != 1:
        raise click.UsageError("say what to erase: WHAT, --domain NAME, or --everything")
    if everything:
        path = journal_file(ctx.find_root().obj)
        confirm(ctx, f"Erase {path} with all its backups, for good?", yes)
        with exit_with_sentences(ctx):
            for line in erase_everything(path).lines() if path.parent.is_dir() else ():
                click.echo(line)
            _delete_crash_report(ctx)
        return
    with opened_journal(ctx) as journal, exit_with_sentences(ctx):
        identifier, name = _find_domain(journal, domain) if domain else _find_record(journal, identifier_or_words or "")
        confirm(ctx, f"Erase “{name}” for good?", yes)
        for line in maintenance.erase(journal, identifier).lines():
            click.echo(line)
        _delete_crash_report(ctx)


def _delete_crash_report(ctx: click.Context) -> None:
    """Delete the crash report, too: it can hold the person's words, but none of the demo's."""
    from efficacy_tui.cli.crash_report import delete_report
    from efficacy_tui.store.paths import data_folder

    if not ctx.find_root().obj.demo and (report_path := delete_report(data_folder())) is not None:
        click.echo(f"removed  {report_path}")


def _find_domain(journal: Journal, name: str) -> tuple[str, str]:
    domain = journal.domains.find_by_name(name)
    return domain.id, f"{domain.name} and all that belongs to it"


def _find_record(journal: Journal, words: str) -> tuple[str, str]:
    """Find the one record by its id or by words it contains; return its id and its description.

    Raises:
        LookupError: no record contains the words, or several do.
    """
    import msgspec

    from efficacy_tui.journal.maintenance import describe_record
    from efficacy_tui.model.records import TABLES

    names = [name for name in TABLES if name not in ("tombstones", "domains", "settings")]
    rows = {key: row for name in names for key, row in journal.contents.table(name).items()}
    if words in rows:
        return words, describe_record(rows[words])
    folded_words = words.casefold()
    matches = [
        row for row in rows.values() if folded_words in " ".join(_collect_texts(msgspec.to_builtins(row))).casefold()
    ]
    if len(matches) == 1:
        return matches[0].id, describe_record(matches[0])
    if not matches:
        raise LookupError(f"No record contains “{words}”. Nothing was changed.")
    match_lines = "\n".join(f"  {row.id}  {describe_record(row)}" for row in matches[:20])
    raise LookupError(f"{len(matches)} records contain “{words}”. Give the id of the one you mean:\n{match_lines}")


def _collect_texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for item in value for text in _collect_texts(item)] if isinstance(value, list) else []
