"""`efficacy erase`: something gone for good."""

from __future__ import annotations

import click

from efficacy_tui.cli.confirm import confirm, exit_with_sentences
from efficacy_tui.cli.context import journal_file, opened_journal
from efficacy_tui.journal.journal import Journal


@click.command()
@click.argument("what", required=False)
@click.option("--domain", metavar="NAME", help="A domain, with all that belongs to it.")
@click.option("--everything", is_flag=True, help="The journal, its backups and every copy beside it.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def erase(ctx: click.Context, what: str | None, domain: str | None, everything: bool, yes: bool) -> None:
    """Remove something for good: from the journal, from its history, and from every backup. It cannot be undone.

    WHAT is a record's id, or words that only one record contains.

    \b
    Examples:
      efficacy erase "what Sam said on Monday"
      efficacy erase --domain Speaking
      efficacy erase --everything

    \b
    Exit codes: 0 erased, with a list of what · 1 not done, with the reason · 2 nobody to ask, or a wrong call
    """
    from efficacy_tui.journal import maintenance
    from efficacy_tui.store.erase import erase_everything

    if sum(map(bool, (what, domain, everything))) != 1:
        raise click.UsageError("say what to erase: WHAT, --domain NAME, or --everything")
    if everything:
        path = journal_file(ctx.find_root().obj)
        confirm(ctx, f"Erase {path} with all its backups, for good?", yes)
        with exit_with_sentences(ctx):
            for line in erase_everything(path).lines() if path.parent.is_dir() else ():
                click.echo(line)
            _forget_last_error()
        return
    with opened_journal(ctx) as journal, exit_with_sentences(ctx):
        identifier, name = _domain(journal, domain) if domain else _record(journal, what or "")
        confirm(ctx, f"Erase “{name}” for good?", yes)
        for line in maintenance.erase(journal, identifier).lines():
            click.echo(line)
        _forget_last_error()


def _forget_last_error() -> None:
    """The details of a mistake of the program's own can hold the person's words, too."""
    from efficacy_tui.cli.crash_report import delete_report
    from efficacy_tui.store.paths import data_folder

    if (gone := delete_report(data_folder())) is not None:
        click.echo(f"removed  {gone}")


def _domain(journal: Journal, name: str) -> tuple[str, str]:
    found = journal.domains.find_by_name(name)
    return found.id, f"{found.name} and all that belongs to it"


def _record(journal: Journal, what: str) -> tuple[str, str]:
    """The id of the one record meant, and how to call it."""
    import msgspec

    from efficacy_tui.journal.maintenance import describe_record
    from efficacy_tui.model.records import TABLES

    names = [name for name in TABLES if name not in ("tombstones", "domains", "settings")]
    rows = {key: row for name in names for key, row in journal.contents.table(name).items()}
    if what in rows:
        return what, describe_record(rows[what])
    wanted = what.casefold()
    found = [row for row in rows.values() if wanted in " ".join(_texts(msgspec.to_builtins(row))).casefold()]
    if len(found) == 1:
        return found[0].id, describe_record(found[0])
    if not found:
        raise LookupError(f"No record contains “{what}”. Nothing was changed.")
    listed = "\n".join(f"  {row.id}  {describe_record(row)}" for row in found[:20])
    raise LookupError(f"{len(found)} records contain “{what}”. Give the id of the one you mean:\n{listed}")


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for item in value for text in _texts(item)] if isinstance(value, list) else []
