"""`efficacy sync`: exchange the journal with other machines, through a git repository."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.completion_values import complete_file
from efficacy_tui.cli.confirm import ask_yes, confirm, exit_with_sentences
from efficacy_tui.cli.context import REFUSED, journal_file, load_settings, opened_journal, system_clock
from efficacy_tui.cli.json_output import json_option, print_document
from efficacy_tui.cli.output_lines import print_line, print_wrapped
from efficacy_tui.model.clock import local_day
from efficacy_tui.store.errors import Rejected

if TYPE_CHECKING:
    from efficacy_tui.journal.joining import NamesakeGroup
    from efficacy_tui.sync.round import RoundReport
    from efficacy_tui.sync.sync_setup import SyncSetup


@click.command()
@click.argument("address", required=False, shell_complete=complete_file)
@click.option(
    "--init", "inits", is_flag=True, help="Set syncing up with a repository, or a folder; you are asked first."
)
@click.option("--status", "shows_status", is_flag=True, help="Say how syncing stands, without reaching anybody.")
@click.option("--forget-history", "forgets", is_flag=True, help="Drop all earlier versions from git, here and there.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@json_option
@click.pass_context
def sync(
    ctx: click.Context, address: str | None, inits: bool, shows_status: bool, forgets: bool, yes: bool, as_json: bool
) -> None:
    """Exchange your journal with your other machines, through a git repository that all of them can reach.

    It merges what they have recorded, as “efficacy merge” does, and sends what you have. Git moves the data, with your
    own keys and settings for servers, for at most 20 seconds each time. Without a connection everything stays saved
    here, and the next sync sends it.

    With --init and an ADDRESS, which is one of git’s or the path of a folder: shows what is there and what will happen,
    and asks. Without an ADDRESS it sets the same one up again.

    \b
    Examples:
      efficacy sync --init server:journal.git
      efficacy sync --init /media/stick/journal.git
      efficacy sync
      efficacy sync --status

    Exit codes: 0 done · 1 not or only partly done, with the reason · 2 no terminal to ask, or a usage error
    """
    if sum((inits, shows_status, forgets)) > 1:
        raise click.UsageError("Choose one of --init, --status and --forget-history.")
    if address is not None and not inits:
        raise click.UsageError("An ADDRESS is only needed once, with --init.")
    if as_json and (inits or forgets):
        raise click.UsageError("--json goes with a sync and with --status.")
    with exit_with_sentences(ctx):
        setup = _build_setup(ctx)
        if ctx.find_root().obj.demo:
            raise Rejected("The demo’s journal is deleted at the end, so it is not synced.")
        if shows_status:
            _show_status(setup, as_json)
        elif inits:
            _set_up(ctx, setup, address, yes)
        elif forgets:
            _forget(ctx, setup, yes)
        else:
            _run(ctx, setup, as_json)


def _build_setup(ctx: click.Context) -> SyncSetup:
    from efficacy_tui.flows.apply_settings import apply_settings
    from efficacy_tui.sync.sync_setup import build_setup

    settings = load_settings()
    apply_settings(settings)
    return build_setup(journal_file(ctx.find_root().obj), system_clock(settings))


def _run(ctx: click.Context, setup: SyncSetup, as_json: bool, *, asks: bool = False) -> None:
    """Do a round and say what came of it; with `asks`, offer to join domains of one name."""
    from efficacy_tui.sync.round import run_round

    report = run_round(setup)
    if as_json:
        _print_json(setup, report)
    else:
        _print_round(setup, report)
        _offer_joins(ctx, report.namesakes, asks)
    if report.problem is not None:
        print_wrapped(str(report.problem), err=True)
        ctx.exit(REFUSED)


def _print_round(setup: SyncSetup, report: RoundReport) -> None:
    from efficacy_tui.sync.sync_lines import round_lines

    for line in round_lines(report, setup.folder.read_state().remote, _today(setup)):
        print_wrapped(line)


def _offer_joins(ctx: click.Context, groups: list[NamesakeGroup], asks: bool) -> None:
    import sys

    from efficacy_tui.journal.joining import preview_join
    from efficacy_tui.wording.joins import joined_sentence, namesakes_sentence, preview_lines, shell_offers

    if not (asks and sys.stdin.isatty()):
        for line in shell_offers(groups):
            print_wrapped(line)
        return
    for group in groups:
        with opened_journal(ctx) as journal:
            print_wrapped(namesakes_sentence(group))
            for line in preview_lines(preview_join(journal.contents, group), journal.today()):
                print_wrapped(line)
            if ask_yes("Join them?"):
                journal.domains.join_namesakes(group[-1].id)
                print_wrapped(f"✓ {joined_sentence(group)}")


def _show_status(setup: SyncSetup, as_json: bool) -> None:
    from efficacy_tui.sync.sync_lines import status_lines
    from efficacy_tui.sync.sync_status import read_status

    if as_json:
        _print_json(setup, None)
        return
    for line in status_lines(read_status(setup), _today(setup)):
        print_wrapped(line)


def _print_json(setup: SyncSetup, report: RoundReport | None) -> None:
    from efficacy_tui.exchange.documents.base import VERSION
    from efficacy_tui.exchange.documents.others import ReceivedDocument, SyncDocument
    from efficacy_tui.sync.sync_status import read_status

    status = read_status(setup)
    received = None
    if report is not None:
        added, changed, deleted = (sum(counts.values()) for counts in report.count_received())
        received = ReceivedDocument(added=added, changed=changed, deleted=deleted)
    print_document(
        SyncDocument(
            version=VERSION,
            is_set_up=status.is_set_up,
            remote=status.remote or None,
            waits=status.waits,
            is_sealed=status.is_sealed,
            is_sealed_there=status.is_sealed_there,
            reached_at=status.reached_at,
            problem=status.problem or None,
            versions=status.versions if status.versions >= 0 else None,
            size=status.size,
            sent=None if report is None else report.is_sent,
            received=received,
        )
    )


def _set_up(ctx: click.Context, setup: SyncSetup, address: str | None, yes: bool) -> None:
    from efficacy_tui.store.stored_file import is_sealed
    from efficacy_tui.sync.begin import planned_setup
    from efficacy_tui.sync.sync_lines import setup_lines

    with planned_setup(setup, address) as (plan, task):
        for line in setup_lines(plan, str(setup.folder.path), is_sealed=is_sealed(setup.path)):
            print_wrapped(line)
        confirm(ctx, "Set it up?", yes)
        task.set_up(plan)
    _run(ctx, setup, as_json=False, asks=not yes)


def _forget(ctx: click.Context, setup: SyncSetup, yes: bool) -> None:
    from efficacy_tui.store.stored_file import is_sealed
    from efficacy_tui.sync.forget import forget_history
    from efficacy_tui.sync.problems import not_set_up, printable_remote
    from efficacy_tui.sync.remotes import is_address
    from efficacy_tui.sync.sync_lines import FORGET_LINES, FORGET_QUESTION, NO_HISTORY
    from efficacy_tui.wording.record_nouns import count_words

    if not setup.folder.is_set_up():
        raise not_set_up()
    if is_sealed(setup.path):
        print_wrapped(NO_HISTORY)
        _run(ctx, setup, as_json=False)
        return
    remote = setup.folder.read_state().remote
    for line in FORGET_LINES if remote else FORGET_LINES[:1]:
        print_wrapped(line)
    confirm(ctx, FORGET_QUESTION if remote else "Forget every earlier version?", yes)
    report, count = forget_history(setup)
    _print_round(setup, report)
    print_wrapped(f"forgot   {count_words(count, 'earlier version', 'earlier versions')}")
    if remote and not is_address(remote):
        print_line(f"To remove them from its disk at once: git -C {printable_remote(remote)} gc --prune=now")


def _today(setup: SyncSetup) -> dt.date:
    return local_day(setup.clock.now(), setup.clock.day_start)
