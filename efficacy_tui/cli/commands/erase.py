"""`efficacy erase`: remove records, earlier wordings, drafts or everything for good."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from efficacy_tui.cli.completion_values import complete_any_domain
from efficacy_tui.cli.confirm import confirm, exit_with_sentences
from efficacy_tui.cli.context import journal_file, opened_journal
from efficacy_tui.cli.output_lines import print_line
from efficacy_tui.model.clock import SystemClock
from efficacy_tui.store.atomic_file import is_folder, remove
from efficacy_tui.store.leftovers import find_unsaved_texts

if TYPE_CHECKING:
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.store.erase_report import EraseReport
    from efficacy_tui.store.find_text import TextMatches

MAX_LISTED = 20

SYNC_UNSEEN = (
    "Whether versions in git still have it could not be seen: {reason}. “efficacy sync --status” says whether your "
    "journal is synced."
)


@click.command()
@click.argument("identifier_or_words", metavar="[WHAT]", required=False)
@click.option("--all", "all_matches", is_flag=True, help="All entries that contain WHAT, not only one.")
@click.option(
    "--domain", metavar="NAME", shell_complete=complete_any_domain, help="A domain, with everything that belongs to it."
)
@click.option("--everything", is_flag=True, help="The journal, its backups and every copy beside it.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.pass_context
def erase(
    ctx: click.Context,
    identifier_or_words: str | None,
    all_matches: bool,
    domain: str | None,
    everything: bool,
    yes: bool,
) -> None:
    """Remove something for good: from the journal, its history and every backup. This cannot be undone.

    WHAT is a record’s id as “efficacy list” prints it, or words that only one entry contains. It is also found where
    it is no longer current: in earlier wordings, deleted entries, drafts, settings, backups and files set aside. What
    was found is listed first.

    \b
    Examples:
      efficacy erase "what Sam said on Monday"
      efficacy erase --domain Speaking
      efficacy erase --everything

    Exit codes: 0 erased, with a list · 1 not done, with the reason ·
    2 no terminal to ask for confirmation, or a usage error
    """
    from efficacy_tui.journal import maintenance
    from efficacy_tui.journal.record_ids import find_printed_id

    words = (identifier_or_words or "").strip()
    if sum(map(bool, (words, domain, everything))) != 1 or (all_matches and not words):
        raise click.UsageError("Say what to erase: WHAT, --domain NAME, or --everything.")
    if everything:
        _erase_everything(ctx, yes)
        return
    # Opening must not clean up after a cut-off erasure, or the search would miss what it left behind.
    with opened_journal(ctx, honours_erasures=False) as journal, exit_with_sentences(ctx):
        if domain:
            row = journal.domains.find_by_name(domain)
            confirm(ctx, f"Erase “{row.name}” and all that belongs to it, for good?", yes)
            _delete_crash_report(ctx)
            unsaved_texts = set(find_unsaved_texts(journal.path))
            _delete_unsaved_texts(form for form in _find_forms_of(journal, row.id) if form in unsaved_texts)
            _run(lambda: maintenance.erase(journal, row.id))
            _mention_sync(journal.path)
            return
        matches = maintenance.find_text(journal, words)
        if not matches.current and (identifier := find_printed_id(journal.contents, words)):
            words = identifier
            matches = maintenance.find_text(journal, words)
        text_files = _find_in_text_files(ctx, journal.path, words)
        if not matches and not text_files:
            raise LookupError(f"No record contains “{words}”, and no copy of the journal does. Nothing was changed.")
        _require_clear_choice(journal, matches, words, all_matches)
        for line in _describe_matches(matches, text_files):
            print_line(line)
        confirm(ctx, "Erase all of this for good?", yes)
        _delete_crash_report(ctx)
        unsaved_texts = set(find_unsaved_texts(journal.path))
        _delete_unsaved_texts(file for file in text_files if file in unsaved_texts)
        if matches:
            _run(lambda: maintenance.erase_matches(journal, matches, words))
            _mention_sync(journal.path)


def _erase_everything(ctx: click.Context, yes: bool) -> None:
    from efficacy_tui.store.erase import erase_everything

    path = journal_file(ctx.find_root().obj)
    confirm(ctx, f"Erase {path} with all its backups, for good?", yes)
    with exit_with_sentences(ctx):
        _delete_crash_report(ctx)
        if is_folder(path.parent):
            _delete_unsaved_texts(find_unsaved_texts(path))
            _remove_sync(path)
            _run(lambda: erase_everything(path, SystemClock().now()))


def _mention_sync(path: Path) -> None:
    """Say what the versions in git still have, if the journal is synced."""
    from efficacy_tui.store.other_machines import may_be_synced

    if may_be_synced(path):
        from efficacy_tui.store.stored_file import is_sealed
        from efficacy_tui.sync.sync_folder import SyncFolder
        from efficacy_tui.sync.sync_lines import erased_line

        try:
            print_line(erased_line(SyncFolder(path).read_state().remote, is_sealed=is_sealed(path)))
        except FileNotFoundError:
            return
        except OSError as error:
            # The erasure itself has succeeded.
            print_line(SYNC_UNSEEN.format(reason=error.strerror or error))


def _remove_sync(path: Path) -> None:
    """Remove the repository of a synced journal, before a round could bring the journal back; say where it still is."""
    from efficacy_tui.store.other_machines import sync_repository_path

    if is_folder(sync_repository_path(path)):
        from efficacy_tui.sync.sync_folder import SyncFolder
        from efficacy_tui.sync.sync_lines import everything_erased_line
        from efficacy_tui.sync.sync_setup import LOCK_SECONDS

        folder = SyncFolder(path)
        with folder.locked(LOCK_SECONDS):
            remote = folder.read_state().remote if folder.is_set_up() else ""
            for removed in folder.remove():
                print_line(f"removed  {removed}")
        remove(folder.lock_path)
        if remote:
            print_line(everything_erased_line(remote))


def _run(erase_now: Callable[[], EraseReport]) -> None:
    """Erase and list what went, even if erasing is cut off."""
    from efficacy_tui.store.errors import EraseCutOff
    from efficacy_tui.wording.erase import erase_lines

    try:
        report = erase_now()
    except EraseCutOff as error:
        for line in erase_lines(error.report):
            print_line(line)
        raise
    for line in erase_lines(report):
        print_line(line)


def _delete_crash_report(ctx: click.Context) -> None:
    """Delete the crash report, too: it can hold the person's words, but none of the demo's."""
    from efficacy_tui.cli.crash_report import delete_report
    from efficacy_tui.store.paths import data_folder

    if not ctx.find_root().obj.demo and (report_path := delete_report(data_folder())) is not None:
        print_line(f"removed  {report_path}")


def _delete_unsaved_texts(paths: Iterable[Path]) -> None:
    """Delete texts that an editor left, where they are."""
    for path in paths:
        if remove(path):
            print_line(f"removed  {path}")


def _find_forms_of(journal: Journal, domain: str) -> list[Path]:
    """List the files in which an editor left a record that belongs to a domain (id), whether they are there or not."""
    from efficacy_tui.store.erase import collect_dependent_ids
    from efficacy_tui.store.leftovers import unsaved_edit_path

    ids = {domain, *collect_dependent_ids(journal.contents, domain)}
    return [unsaved_edit_path(journal.path, identifier) for identifier in ids]


def _find_in_text_files(ctx: click.Context, journal_path: Path, words: str) -> list[Path]:
    """List the crash report and the texts that an editor left, if they contain the words."""
    from efficacy_tui.cli.crash_report import REPORT
    from efficacy_tui.store.find_text import file_contains
    from efficacy_tui.store.paths import data_folder

    paths = find_unsaved_texts(journal_path)
    if not ctx.find_root().obj.demo:
        paths.append(data_folder() / REPORT)
    return [path for path in paths if file_contains(path, words)]


def _require_clear_choice(journal: Journal, matches: TextMatches, words: str, all_matches: bool) -> None:
    """Refuse words that are in a domain itself, or in several entries, unless all of them are meant.

    Raises:
        LookupError: with a sentence that says how to go on.
    """
    from efficacy_tui.journal.maintenance import describe_record
    from efficacy_tui.model.records import Challenge
    from efficacy_tui.store.erase import collect_dependent_ids

    if matches.domains:
        name = matches.domains[0].name
        raise LookupError(
            f"“{words}” is in the domain “{name}” itself. “efficacy erase --domain '{name}'” erases it with all that "
            "belongs to it. Or change its name, task or goal first, and erase again. Nothing was changed."
        )
    ids = {row.id for row in matches.current}
    dependent_ids = {
        other for row in matches.current for other in collect_dependent_ids(journal.contents, row.id) if other != row.id
    }
    # A rung and the challenge that made it have one title, and are one thing to the person.
    dependent_ids |= {row.rung for row in matches.current if isinstance(row, Challenge) and row.rung}
    rows = [row for row in matches.current if row.id in ids - dependent_ids]
    if len(rows) > 1 and not all_matches:
        lines = "\n".join(f"  {row.id}  {describe_record(row)}" for row in rows[:MAX_LISTED])
        rest = f"\n  and {len(rows) - MAX_LISTED} more" if len(rows) > MAX_LISTED else ""
        raise LookupError(
            f"{len(rows)} records contain “{words}”. Give the id of the one you mean, or --all for all of them:\n"
            f"{lines}{rest}"
        )


def _describe_matches(matches: TextMatches, text_files: Sequence[Path]) -> Iterator[str]:
    """List where the words are, a line each."""
    from efficacy_tui.journal.maintenance import describe_record

    def describe_setting(row: Any) -> str:
        kind, _, name = row.key.partition(":")
        return f"unfinished draft ({name})" if kind == "draft" and name else f"setting ({row.key})"

    for row in matches.current:
        yield f"found    {describe_record(row)}"
    for row in matches.joined:
        yield f"found    “{row.name}”, which was joined to another domain; it gets that one’s name and task"
    for row in matches.settings:
        yield f"found    {describe_setting(row)}"
    for row in (*matches.earlier, *matches.revised):
        description = describe_setting(row) if hasattr(row, "key") else describe_record(row)
        yield f"found    earlier wording of: {description} (the present one stays)"
    for identifier, table in list(matches.deleted.items())[:MAX_LISTED]:
        yield f"found    deleted from {table}: {identifier}"
    if len(matches.deleted) > MAX_LISTED:
        yield f"found    {len(matches.deleted) - MAX_LISTED} more that were deleted"
    if matches.steps:
        yield f"found    {matches.steps} title{'' if matches.steps == 1 else 's'} in the history"
    for file in matches.files:
        yield f"found    {file}{' (of another journal)' if file in matches.foreign else ''}"
    for file in matches.unreadable:
        yield f"found    {file} (it cannot be read as a journal, so all of it goes)"
    for file in text_files:
        yield f"found    {file}"
