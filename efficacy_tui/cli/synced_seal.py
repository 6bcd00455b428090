"""What `efficacy seal` and `unseal` do about a synced journal: say what becomes of git's versions, ask, and sync."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.confirm import confirm
from efficacy_tui.cli.context import REFUSED, load_settings, system_clock
from efficacy_tui.cli.output_lines import print_line, print_wrapped
from efficacy_tui.cli.passphrase import PassphraseReader, open_with_passphrase
from efficacy_tui.store import atomic_file
from efficacy_tui.store.errors import JournalLocked, Rejected, StoreError
from efficacy_tui.store.sealing import key_ring

if TYPE_CHECKING:
    from efficacy_tui.store.sealing.seal_files import SealReport
    from efficacy_tui.store.sealing.sealed_bytes import SealKey
    from efficacy_tui.sync.sync_setup import SyncSetup

STILL_THERE = "Until a sync succeeds, the other repository still has what it had before."
STILL_IN_GIT = "Until a sync succeeds, git still has what it had before, here and there."
REMOVE_AT_ONCE = "To remove what it had before from its disk at once: git -C {place} gc --prune=now"


def find_setup(path: Path) -> SyncSetup | None:
    """Return the setup of a journal that is synced; `None` if it is not."""
    from efficacy_tui.store.other_machines import sync_repository_path

    if not atomic_file.is_folder(sync_repository_path(path)):
        return None
    from efficacy_tui.sync.sync_folder import is_sync_set_up

    return build_setup(path) if is_sync_set_up(path) else None


def build_setup(path: Path) -> SyncSetup:
    from efficacy_tui.flows.apply_settings import apply_settings
    from efficacy_tui.sync import sync_setup

    settings = load_settings()
    apply_settings(settings)
    return sync_setup.build_setup(path, system_clock(settings))


@contextmanager
def no_round_meanwhile(path: Path) -> Iterator[None]:
    """Keep rounds of other programs away from a journal while its form changes.

    Raises:
        SyncProblem: another program is syncing.
    """
    setup = find_setup(path)
    if setup is None:
        yield
        return
    with setup.locked():
        yield


def ask_before_sealing(ctx: click.Context, path: Path, yes: bool) -> None:
    """Say what becomes of the versions in git, and return only after a yes; at once if the journal is not synced.

    Raises:
        SyncProblem: another machine has sealed it, or the repository cannot be used.
    """
    from efficacy_tui.sync.change_form import count_clear_versions
    from efficacy_tui.sync.sync_lines import SEAL_QUESTION, seal_lines

    setup = find_setup(path)
    if setup is None:
        return
    remote = setup.folder.read_state().remote
    for line in seal_lines(remote, count_clear_versions(setup)):
        print_wrapped(line)
    confirm(ctx, SEAL_QUESTION, yes)


def is_sealed_there(path: Path) -> bool:
    """Whether git has a journal sealed as it is here, as far as is known; also if it is not synced."""
    setup = find_setup(path)
    if setup is None:
        return True
    from efficacy_tui.store.sealing.key_file import require_key_file
    from efficacy_tui.sync.version_maker import digest_of

    state = setup.folder.read_state()
    is_sent = state.is_sealed and state.key == digest_of(require_key_file(path))
    return not state.problem and (is_sent or not state.remote)


def ask_to_seal_again(ctx: click.Context, path: Path, yes: bool) -> None:
    """Ask whether to seal what another machine has unsealed at the other repository, if that is so.

    Raises:
        SyncProblem: the other repository cannot be reached.
    """
    from efficacy_tui.sync.change_form import allow_other_form, was_unsealed_there
    from efficacy_tui.sync.sync_lines import SEAL_AGAIN_QUESTION, machines_lines, seal_again_line

    setup = find_setup(path)
    if setup is None or not was_unsealed_there(setup):
        return
    remote = setup.folder.read_state().remote
    print_wrapped(seal_again_line(remote))
    for line in machines_lines(remote):
        print_wrapped(line)
    confirm(ctx, SEAL_AGAIN_QUESTION, yes)
    with setup.locked():
        allow_other_form(setup)


def hold_earlier_keys(path: Path, key: SealKey, passphrase: str) -> None:
    """Hold the keys from before, too, while others still seal with them: what they sent can be merged then."""
    from efficacy_tui.sync.join_sealed import find_earlier_identities

    setup = find_setup(path)
    if setup is not None and (earlier := find_earlier_identities(setup, passphrase)):
        identities = tuple(dict.fromkeys((*key.identities, *earlier)))
        key_ring.hold(atomic_file.resolve(path), key._replace(identities=identities))


def sync_after(ctx: click.Context, path: Path) -> None:
    """Do a round after sealing, and say what came of it; end the command with 1 if something was not exchanged."""
    from efficacy_tui.model.clock import local_day
    from efficacy_tui.sync.problems import printable_remote
    from efficacy_tui.sync.remotes import is_address
    from efficacy_tui.sync.round import run_round
    from efficacy_tui.sync.sync_lines import round_lines

    setup = find_setup(path)
    if setup is None:
        return
    state = setup.folder.read_state()
    remote = state.remote
    try:
        report = run_round(setup)
    except (Rejected, StoreError, OSError) as error:
        reason = f"Syncing failed: {error.strerror or error}." if isinstance(error, OSError) else str(error)
        print_wrapped(f"{reason} {STILL_IN_GIT}", err=True)
        ctx.exit(REFUSED)
    for line in round_lines(report, remote, local_day(setup.clock.now(), setup.clock.day_start)) if remote else ():
        print_wrapped(line)
    if report.problem is not None:
        print_wrapped(f"{report.problem} {STILL_THERE}", err=True)
        ctx.exit(REFUSED)
    if report.is_sent and not state.is_sealed and not is_address(remote):
        print_line(REMOVE_AT_ONCE.format(place=printable_remote(remote)))


def sync_before(path: Path, *, unseals: bool = False) -> bool:
    """Do a round while what others have can be opened, with the key that is held; only say what goes wrong.

    Return whether others have unsealed it already; with `unseals`, that is nothing that goes wrong.
    """
    from efficacy_tui.sync.problems import UnsealedElsewhere
    from efficacy_tui.sync.round import run_round

    setup = find_setup(path)
    if setup is None or not setup.folder.read_state().remote:
        return False
    try:
        problem: object = run_round(setup).problem
    except Rejected as error:
        problem = error
    is_unsealed = isinstance(problem, UnsealedElsewhere)
    if problem is not None and not (is_unsealed and unseals):
        print_wrapped(str(problem), err=True)
    return is_unsealed


def ask_before_unsealing(ctx: click.Context, path: Path, question: str, yes: bool) -> None:
    """Take over what others have sent while it can be opened, say what the next sync does, and ask.

    The key is held by this process.
    """
    from efficacy_tui.sync.sync_lines import unseal_line, unsealed_line

    is_unsealed = sync_before(path, unseals=True)
    setup = find_setup(path)
    remote = setup.folder.read_state().remote if setup is not None else ""
    if remote:
        print_wrapped(unsealed_line(remote) if is_unsealed else unseal_line(remote))
    confirm(ctx, question, yes)


@contextmanager
def unsealing(path: Path) -> Iterator[None]:
    """Keep rounds away while a journal is unsealed, and let the next one replace what the other repository has.

    Raises:
        SyncProblem: another program is syncing.
    """
    from efficacy_tui.sync.change_form import allow_other_form

    with no_round_meanwhile(path):
        if (setup := find_setup(path)) is not None:
            allow_other_form(setup)
        yield


def join(ctx: click.Context, path: Path, reader: PassphraseReader, yes: bool) -> SealReport:
    """Take over the keys of the other repository, asking for their passphrase; the journal here is sealed with them."""
    from efficacy_tui.store.sealing.key_file import open_key
    from efficacy_tui.sync.join_sealed import fetched_version
    from efficacy_tui.sync.round import require_unlocked
    from efficacy_tui.sync.sync_lines import setup_lines

    with fetched_version(build_setup(path)) as task:
        passphrase, key = open_with_passphrase(
            reader, lambda text: (text, task.open_key(text)), "Passphrase chosen on the other machine: "
        )
        target = atomic_file.resolve(path)
        if atomic_file.is_sealed(path) and not task.has_to_seal(key):
            key_ring.hold(target, key)
        try:
            require_unlocked(path)
        except JournalLocked:
            if atomic_file.is_sealed(path):
                prompt = "Passphrase of the journal here: "
                key_ring.hold(target, open_with_passphrase(reader, lambda text: open_key(path, text), prompt))
            else:
                # Sealing was cut off before the first file.
                key_ring.hold(target, key)
        plan = task.look(key)
        if plan.relation == "other":
            for line in setup_lines(plan, "", is_sealed=True):
                print_wrapped(line)
            confirm(ctx, "Make them one, and seal it here?", yes)
        return task.join(key, passphrase, plan)
