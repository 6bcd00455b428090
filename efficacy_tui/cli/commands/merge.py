"""`efficacy merge`: merge another copy of the journal into it."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from efficacy_tui.cli.confirm import confirm, exit_with_sentences
from efficacy_tui.cli.context import REFUSED, opened_journal
from efficacy_tui.cli.output_lines import print_line

if TYPE_CHECKING:
    from efficacy_tui.journal.journal import Journal

OTHER_JOURNAL = (
    "they are not two versions of one journal but two journals, which “efficacy merge OTHER” merges after asking"
)


@click.command()
@click.argument("files", nargs=-1, metavar="[OTHER]...", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask before another journal is merged.")
@click.option("--driver", is_flag=True, help="Run as a git merge driver with %O %A %B; the result goes to %A.")
@click.pass_context
def merge(ctx: click.Context, files: tuple[Path, ...], yes: bool, driver: bool) -> None:
    """Merge another copy into your journal: one from another machine, or a synchroniser’s conflict copy.

    In each field the later change wins, deletions are followed, and what was overwritten is listed and stays in the
    history. The other file is not changed, and merging it again changes nothing. If it is another journal, not a copy
    of yours, you are asked first and yours is backed up. Without OTHER, the copies beside the journal are listed,
    whatever the synchroniser calls them.

    For git, in the journal’s folder, on each machine: with --driver both sides of a merge are joined. If one has an
    older format it is migrated; if one has a newer format, nothing is merged and git reports a conflict.

    \b
    Examples:
      efficacy merge ~/usb/journal.json
      git config merge.efficacy.driver "efficacy merge --driver %O %A %B"
      echo "journal.json merge=efficacy -text" >> .gitattributes

    Exit codes: 0 merged · 1 not merged, with the reason · 2 no terminal to ask, or a usage error
    """
    if driver:
        _merge_for_git(ctx, files)
        return
    from efficacy_tui.journal.conflict_copies import is_beside, read_digest, settle_copy
    from efficacy_tui.journal.joining import find_new_namesakes
    from efficacy_tui.journal.maintenance import inspect_copy, merge_copy
    from efficacy_tui.store.errors import Rejected, StoreError
    from efficacy_tui.wording.joins import shell_offers
    from efficacy_tui.wording.merge import merge_lines
    from efficacy_tui.wording.record_nouns import count_records

    with opened_journal(ctx) as journal, exit_with_sentences(ctx):
        if not files:
            _list_copies(journal)
            return
        for copy in files:
            inspected = inspect_copy(journal, copy)
            if inspected.is_other:
                print_line(f"{copy} is another journal, not a copy of yours.")
                print_line(f"In it: {count_records(inspected.counts) or 'nothing yet'}.")
                # Nothing that lasts is changed in the demo.
                is_agreed = yes or ctx.find_root().obj.demo
                confirm(ctx, "Merge all of it into your journal? Yours is backed up first.", is_agreed)
            before = journal.contents
            # The digest comes first: what is written to the copy while it is merged is asked about again.
            digest = read_digest(copy) if is_beside(journal, copy) else ""
            result = merge_copy(journal, copy, accept_other=inspected.is_other)
            # The merge is saved; if this is not, the copy is only asked about again.
            with contextlib.suppress(Rejected, StoreError):
                settle_copy(journal, digest)
            print_line(f"merged   {copy}")
            namesakes = find_new_namesakes(before, journal.contents)
            for line in (*merge_lines(result, journal.today()), *shell_offers(namesakes)):
                print_line(line)


def _list_copies(journal: Journal) -> None:
    from efficacy_tui.journal.conflict_copies import list_conflict_copies

    copies = list_conflict_copies(journal)
    for copy in copies:
        print_line(f"{'settled' if copy.is_settled else 'found':9}{copy.path}")
    if any(copy.is_settled for copy in copies):
        click.echo("A settled copy was merged before, or you chose to leave it; it can be deleted.")
    if not copies:
        click.echo("There is no other copy of the journal beside it.")
    click.echo("Name the copy to merge: efficacy merge OTHER")


def _merge_for_git(ctx: click.Context, files: tuple[Path, ...]) -> None:
    from efficacy_tui.journal.joining import find_new_namesakes
    from efficacy_tui.store import atomic_file, leftovers
    from efficacy_tui.store.decode import MAX_BYTES, UnreadableBytes, read_journal, require_known_format
    from efficacy_tui.store.errors import JournalTooLarge
    from efficacy_tui.store.file_facts import is_same_journal
    from efficacy_tui.store.merge import merge_bytes
    from efficacy_tui.wording.joins import shell_offers

    options = ctx.find_root().obj
    if options.journal or options.demo:
        name = "--demo" if options.demo else "--journal"
        raise click.UsageError(f"{name} means nothing with --driver, which merges the files that git names.")
    if len(files) != 3:
        raise click.UsageError("A merge driver is given three files: %O %A %B")
    _, ours, theirs = files
    if any(atomic_file.is_sealed(file) for file in files):
        from efficacy_tui.cli.unlocked_keys import use_unlocked_keys

        use_unlocked_keys(ours)
    with exit_with_sentences(ctx):
        journals = []
        for side, file in (("here", ours), ("from the other side", theirs)):
            try:
                journal = read_journal(file, lambda: "0" * 32)
                require_known_format(journal)
            except UnreadableBytes as error:
                _leave_conflict(ctx, f"the journal {side} cannot be used, because {error}")
            journals.append(journal)
        if not is_same_journal(journals[0].facts, journals[1].facts):
            _leave_conflict(ctx, OTHER_JOURNAL)
        try:
            data, merged = merge_bytes(journals[0].data, journals[1].data)
        except ValueError as error:
            _leave_conflict(ctx, str(error))
        if len(data) > MAX_BYTES:
            raise JournalTooLarge(ours, len(data))
        atomic_file.replace_file(ours, _seal_as_before(ours, theirs, data))
        leftovers.remove_abandoned(ours)
        for line in shell_offers(find_new_namesakes(journals[0].contents, merged.contents)):
            click.echo(line, err=True)


def _seal_as_before(ours: Path, theirs: Path, data: bytes) -> bytes:
    """Seal the merged bytes with the key of the side that was sealed: beside git's files there is no key file."""
    from efficacy_tui.store import atomic_file

    for file in (ours, theirs):
        if atomic_file.is_sealed(file):
            from efficacy_tui.store.sealing.write_file import seal_like

            return seal_like(file, data)
    return data


def _leave_conflict(ctx: click.Context, reason: str) -> NoReturn:
    """Say why nothing was merged; from the exit code, git knows that the file is in conflict."""
    click.echo(
        f"The two journals could not be merged: {reason}. Neither was changed; the file is still the one from this "
        "side. “git merge --abort” undoes the merge, and you can try again later.",
        err=True,
    )
    ctx.exit(REFUSED)
