"""`efficacy history`: list what was changed, and bring an earlier version back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.completion_values import complete_version
from efficacy_tui.cli.confirm import exit_with_sentences
from efficacy_tui.cli.context import opened_journal
from efficacy_tui.cli.entry_list import limit_option
from efficacy_tui.cli.json_output import json_option, print_document
from efficacy_tui.cli.output_lines import print_line, print_wrapped
from efficacy_tui.cli.version_handles import HandleWriter, split_handle
from efficacy_tui.model.text_layout import flatten

if TYPE_CHECKING:
    from efficacy_tui.exchange.documents.history import HistoryDocument
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.store.tables import RowKey
    from efficacy_tui.store.versions import HistoryEntry, RecordChange

MAX_RECORDS = 5
"""Records of one change that are named."""

RESTORE = "restore"


@click.command()
@click.argument("words", nargs=-1, metavar="[WORDS | restore ID[@INSTANT]]", shell_complete=complete_version)
@click.option("--all", "list_all", is_flag=True, help="List all changes, as --limit 0 does.")
@limit_option
@json_option
@click.pass_context
def history(ctx: click.Context, words: tuple[str, ...], list_all: bool, limit: int, as_json: bool) -> None:
    """List your changes, newest first, or bring an earlier version back.

    With WORDS, or a record’s id, only the changes to what contains or contained them. Below each change is what
    brings that version back: the first letters of the id, and a time.

    “history restore ID” brings back the version before the present one, “ID@INSTANT” the one from that time. Words that
    only one record contains can stand for the ID. What was deleted comes back, what was erased never does. It is one
    step of undo.

    \b
    Examples:
      efficacy history
      efficacy history "ten-minute talk"
      efficacy history restore 3f2a91bc@2026-11-02T18:30

    Exit codes: 0 listed, or brought back · 1 not done, with the reason · 2 a usage error
    """
    if words[:1] == (RESTORE,):
        if len(words) != 2 or list_all or as_json:
            raise click.UsageError("Say what to bring back: efficacy history restore ID[@INSTANT]")
        _restore(ctx, words[1])
        return
    with opened_journal(ctx) as journal, exit_with_sentences(ctx):
        from efficacy_tui.journal.versions import entries_about, read_versions

        versions, text = read_versions(journal), " ".join(words).strip()
        entries = entries_about(versions, text) if text else list(versions.entries)
        listed_entries = entries if list_all or not limit else entries[:limit]
        writer = HandleWriter(versions, journal.now().tzinfo)
        if as_json:
            print_document(_build_document(journal, writer, listed_entries, len(entries)))
            return
        if not entries:
            click.echo(_describe_nothing(text))
            return
        for entry in listed_entries:
            for line in _describe_entry(journal, writer, entry):
                print_wrapped(line, 2)
        if len(entries) > len(listed_entries):
            click.echo(f"… and {len(entries) - len(listed_entries)} older ones; --all lists them.")


def _describe_nothing(text: str) -> str:
    return f"No change in the history concerns “{text}”." if text else "The history is empty."


def _build_document(
    journal: Journal, writer: HandleWriter, entries: Sequence[HistoryEntry], total: int
) -> HistoryDocument:
    from efficacy_tui.exchange.documents.base import VERSION
    from efficacy_tui.exchange.documents.history import HistoryChangeDocument, HistoryDocument, HistoryEntryDocument

    return HistoryDocument(
        version=VERSION,
        day=journal.today(),
        total=total,
        has_more=total > len(entries),
        entries=tuple(
            HistoryEntryDocument(
                at=entry.at,
                title=entry.title,
                is_undone=entry.is_undone,
                is_merge=entry.is_merge,
                changes=tuple(
                    HistoryChangeDocument(
                        table=change.table,
                        id=change.id,
                        handle=_handle(writer, change, entry),
                        text=_describe_change(journal, change, "").removeprefix(": "),
                    )
                    for change in entry.changes
                ),
            )
            for entry in entries
        ),
    )


def _restore(ctx: click.Context, handle: str) -> None:
    from efficacy_tui.journal.versions import bring_back, choose_version, find_record, read_versions
    from efficacy_tui.wording.changes import arrow_sentence, describe_differences, record_name

    with opened_journal(ctx) as journal, exit_with_sentences(ctx):
        versions, today = read_versions(journal), journal.today()
        words, at = split_handle(handle, journal.now().tzinfo)
        key = find_record(versions, words)
        version = choose_version(versions, key, at)
        before = versions.current(key)
        name = record_name(version.table, version.row, journal.contents, today)
        restored_row = bring_back(journal, version, name)
        when = _format_time(version.at, journal.now())
        print_line(f"Brought back: {name}, as of {when}. “efficacy undo” undoes it.")
        if before is not None:
            differences = describe_differences(before, restored_row, journal.contents, today)
            if differences:
                print_line(f"  {arrow_sentence(differences)}")


def _describe_entry(journal: Journal, writer: HandleWriter, entry: HistoryEntry) -> Iterator[str]:
    """Describe one change: when and what, then each record with what brings it back."""
    when = _format_time(entry.at, journal.now())
    state = " (undone)" if entry.is_undone else ""
    title = f"{when}  {flatten(entry.title)}{state}"
    indent = " " * (len(when) + 2)
    changes = _without_rungs_on_the_way(entry.changes)
    if len(changes) == 1:
        (change,) = changes
        yield f"{title}{_describe_change(journal, change, entry.title)}"
        yield f"{indent}{_handle(writer, change, entry)}"
        return
    yield f"{title}: {len(changes)} records"
    for change in changes[:MAX_RECORDS]:
        text = _describe_change(journal, change, "").lstrip(": ")
        yield f"{indent}{_handle(writer, change, entry)}  {text}"
    if len(changes) > MAX_RECORDS:
        yield f"{indent}… and {len(changes) - MAX_RECORDS} more; “efficacy history WORDS” lists them"


def _without_rungs_on_the_way(changes: Sequence[RecordChange]) -> Sequence[RecordChange]:
    """Leave out the rung that a challenge made on the way, as both have one title."""
    challenges = [change for change in changes if change.table == "challenges"]
    rungs = {row.rung for change in challenges for row in (change.before, change.after) if row is not None}
    return [
        change
        for change in changes
        if not (change.table == "rungs" and change.id in rungs and None in (change.before, change.after))
    ]


def _describe_change(journal: Journal, change: RecordChange, title: str) -> str:
    """Describe a change to one record: its name, unless the title has it, and the old and new values."""
    from efficacy_tui.wording.changes import arrow_sentence, describe_differences, record_name, record_text

    contents, today = journal.contents, journal.today()
    row = change.after if change.after is not None else change.before
    if row is None:
        return ""
    has_name = ": " in title or record_text(row, today).strip("“”…") in flatten(title)
    name = "" if has_name else f": {record_name(change.table, row, contents, today)}"
    if change.before is None or change.after is None:
        return f"{name}{'   deleted' if change.is_deletion and not title.startswith('Delete') else ''}"
    differences = describe_differences(change.before, change.after, contents, today)
    return f"{name}   {arrow_sentence(differences)}" if differences else name


def _handle(writer: HandleWriter, change: RecordChange, entry: HistoryEntry) -> str:
    """Return what brings the version back that a change wrote, or the one that it took away."""
    key: RowKey = change.table, change.id
    row = change.before if entry.is_merge or change.after is None else change.after
    return writer.handle(key, row.updated) if row is not None else writer.id_beginning(change.id)


def _format_time(at: dt.datetime, now: dt.datetime) -> str:
    from efficacy_tui.model import locale_format

    local = at.astimezone(now.tzinfo)
    year = "" if local.year == now.year or locale_format.current().date_order == "ymd" else f" {local.year}"
    day = locale_format.brief_date(local.date()) if locale_format.current().date_order != "ymd" else f"{local.date()}"
    return f"{day}{year}, {locale_format.time_of_day(local)}"
