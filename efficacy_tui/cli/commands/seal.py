"""`efficacy seal`: encrypt the journal and every copy of it."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.completion_values import complete_file
from efficacy_tui.cli.context import journal_file
from efficacy_tui.cli.output_lines import print_wrapped
from efficacy_tui.cli.passphrase import (
    PassphraseReader,
    exit_with_sentence,
    open_with_passphrase,
    passphrase_option,
)
from efficacy_tui.cli.recovery_file import recovery_file_at
from efficacy_tui.cli.synced_seal import (
    ask_before_sealing,
    ask_to_seal_again,
    hold_earlier_keys,
    is_sealed_there,
    join,
    no_round_meanwhile,
    sync_after,
    sync_before,
)
from efficacy_tui.store import atomic_file
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.sealing import key_ring

if TYPE_CHECKING:
    from efficacy_tui.store.sealing.seal_files import SealReport
    from efficacy_tui.store.sealing.sealed_bytes import SealKey

NEEDS_RECOVERY = (
    "Say where the recovery key is to be written, outside of the journal’s folder: efficacy seal --recovery PATH. It "
    "opens the journal if the passphrase is forgotten. Nothing was changed."
)
NOT_SEALED = "Your journal is not sealed, so it has no passphrase to change. Nothing was changed."
PRESENT_ONE = (
    "The recovery key in {path} is the present one, so no other keys are made. Name another file if you want new ones."
)
TAKEN_OVER = "Your journal was already sealed with these keys. From now on this passphrase opens it here, too."
ALREADY = "Your journal is sealed, with every copy. “efficacy unlock” opens it."
STILL_READABLE = (
    "Copies that a server, a synchroniser, a backup program or an export stored elsewhere before are still readable."
)


@click.command()
@click.option(
    "--recovery", metavar="PATH", shell_complete=complete_file, help="Write a new recovery key to this new file."
)
@click.option("--change-passphrase", is_flag=True, help="Choose another passphrase; the files stay as they are.")
@click.option(
    "--with-recovery-key",
    "recovery_file",
    metavar="FILE",
    shell_complete=complete_file,
    help="Choose a new passphrase with the recovery key, if the old one or the key file is lost.",
)
@click.option("--join", "joins", is_flag=True, help="Seal with the keys of another machine, from a synced journal.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation, not even about where the recovery key is.")
@passphrase_option
@click.pass_context
def seal(
    ctx: click.Context,
    recovery: str | None,
    change_passphrase: bool,
    recovery_file: str | None,
    joins: bool,
    yes: bool,
    descriptor: int | None,
) -> None:
    """Encrypt your journal and every copy of it, with a passphrase, in the age format.

    Backups, files set aside and unrecorded texts are sealed, too, and from then on everything that is written of the
    journal. A recovery key opens it without the passphrase. With neither, nobody can read it. If sealing is
    interrupted, the same command again finishes it, and so does “efficacy seal”.

    On a sealed journal, --recovery makes new keys: every file is sealed for the new ones.

    If the journal is synced, its versions in git are replaced by a sealed one; you are asked first. On each of your
    other machines, --join asks for the passphrase, seals the journal there with the same keys, and syncs.

    \b
    Examples:
      efficacy seal --recovery /media/stick/efficacy-recovery.txt
      efficacy seal --change-passphrase
      efficacy seal --join
      efficacy seal --with-recovery-key /media/stick/efficacy-recovery.txt

    Exit codes: 0 done · 1 not or only partly done, with the reason · 2 no terminal to ask, or a usage error
    """
    from efficacy_tui.store import stored_file
    from efficacy_tui.store.sealing.sealed_bytes import load_age

    if sum((recovery is not None, change_passphrase, recovery_file is not None, joins)) > 1:
        raise click.UsageError("Choose one of --recovery, --change-passphrase, --with-recovery-key and --join.")
    path = journal_file(ctx.find_root().obj, even_locked=True)
    with exit_with_sentence(ctx):
        if ctx.find_root().obj.demo:
            raise Rejected("The demo’s journal is deleted at the end, so it is not sealed.")
        load_age()
        reader = PassphraseReader(descriptor)
        if recovery_file is not None:
            _recover(ctx, path, Path(recovery_file), reader)
        elif joins:
            _join(ctx, path, reader, yes)
        elif change_passphrase:
            if not stored_file.is_sealed(path):
                raise Rejected(NOT_SEALED)
            _change_passphrase(ctx, path, reader)
        elif not stored_file.is_sealed(path):
            _seal_first(ctx, path, recovery, reader, yes)
        elif recovery is not None:
            _renew(ctx, path, recovery, reader, yes)
        else:
            _finish(ctx, path, reader, yes)


def _seal_first(ctx: click.Context, path: Path, recovery: str | None, reader: PassphraseReader, yes: bool) -> None:
    from efficacy_tui.store import stored_file
    from efficacy_tui.store.sealing.change_key import make_key, seal_with

    if recovery is None:
        raise Rejected(NEEDS_RECOVERY)
    file = recovery_file_at(recovery, path)
    ask_before_sealing(ctx, path, yes)
    passphrase = reader.read_new()
    secret = file.confirm_elsewhere(ctx, path, yes)
    try:
        with no_round_meanwhile(path):
            report = seal_with(path, make_key(secret), passphrase, replaces=None, recovery_secret=secret)
    except Exception:  # whatever stopped it is reported further up
        # A recovery key that opens nothing must not stay.
        if not stored_file.is_key_beside(path):
            file.delete_again()
        raise
    _report(path, report)
    print_wrapped(STILL_READABLE)
    sync_after(ctx, path)


def _renew(ctx: click.Context, path: Path, recovery: str, reader: PassphraseReader, yes: bool) -> None:
    from efficacy_tui.store.sealing.change_key import make_key, seal_with
    from efficacy_tui.store.sealing.key_file import open_key, require_key_file

    file = recovery_file_at(recovery, path)
    present = require_key_file(path)
    passphrase, key = open_with_passphrase(reader, lambda text: (text, open_key(path, text)))
    key_ring.hold(atomic_file.resolve(path), key)
    if file.is_of(key):
        # The same command was cut off before, or it is taken for one that makes other keys.
        print_wrapped(PRESENT_ONE.format(path=file.path))
        _go_on(ctx, path, passphrase, key, present, yes)
        return
    sync_before(path)
    secret = file.confirm_elsewhere(ctx, path, yes)
    with no_round_meanwhile(path):
        new_key = make_key(secret, key.identities)
        report = seal_with(path, new_key, passphrase, replaces=present, recovery_secret=secret)
    _forget_unlocked(path)
    _report(path, report)
    print_wrapped("The earlier recovery key no longer opens these files.")
    sync_after(ctx, path)


def _change_passphrase(ctx: click.Context, path: Path, reader: PassphraseReader) -> None:
    from efficacy_tui.store.locking import locked
    from efficacy_tui.store.sealing.key_file import open_key, protect, require_key_file, write_key_file

    present = require_key_file(path)
    key = open_with_passphrase(reader, lambda text: open_key(path, text), "Present passphrase: ")
    protected = protect(key, reader.read_new())
    with locked(path):
        write_key_file(path, protected, present)
    print_wrapped("The passphrase was changed. Earlier copies of the key file still open with the old one.")
    key_ring.hold(atomic_file.resolve(path), key)
    sync_after(ctx, path)


def _recover(ctx: click.Context, path: Path, file: Path, reader: PassphraseReader) -> None:
    from efficacy_tui.store.sealing.change_key import make_key, require_recovery_key, seal_with
    from efficacy_tui.store.sealing.key_file import read_key_bytes
    from efficacy_tui.store.sealing.recovery_key import read_recovery_key

    secret = read_recovery_key(file)
    require_recovery_key(path, secret)
    present, new_key = read_key_bytes(path), make_key(secret, (secret,))
    passphrase = reader.read_new()
    with no_round_meanwhile(path):
        report = seal_with(path, new_key, passphrase, replaces=present, recovery_secret=secret)
    _forget_unlocked(path)
    _report(path, report)
    print_wrapped("The new passphrase opens these files, and so does the recovery key.")
    sync_after(ctx, path)


def _join(ctx: click.Context, path: Path, reader: PassphraseReader, yes: bool) -> None:
    report = join(ctx, path, reader, yes)
    if report.rewritten:
        _forget_unlocked(path)
        _report(path, report)
    else:
        print_wrapped(TAKEN_OVER)
    sync_after(ctx, path)


def _finish(ctx: click.Context, path: Path, reader: PassphraseReader, yes: bool) -> None:
    from efficacy_tui.store.sealing.key_file import open_key, require_key_file

    present = require_key_file(path)
    passphrase, key = open_with_passphrase(reader, lambda text: (text, open_key(path, text)))
    key_ring.hold(atomic_file.resolve(path), key)
    _go_on(ctx, path, passphrase, key, present, yes)


def _go_on(ctx: click.Context, path: Path, passphrase: str, key: SealKey, present: bytes, yes: bool) -> None:
    """Seal what is not sealed yet with the key that is held, here and in git; `present` is its key file."""
    from efficacy_tui.store.sealing.change_key import seal_with
    from efficacy_tui.store.sealing.seal_files import survey_files

    if survey_files(path).is_sealed and len(key.identities) == 1:
        print_wrapped(ALREADY)
        _name_clear_copies(path)
        if is_sealed_there(path):
            return
        ask_to_seal_again(ctx, path, yes)
    else:
        with no_round_meanwhile(path):
            report = seal_with(path, key, passphrase, replaces=present)
        if len(key.identities) > 1:
            _forget_unlocked(path)
        _report(path, report)
    hold_earlier_keys(path, key, passphrase)
    sync_after(ctx, path)


def _forget_unlocked(path: Path) -> None:
    """Remove the unlocked key from before, which no longer opens the journal."""
    from efficacy_tui.cli.unlocked_keys import find_runtime_folder
    from efficacy_tui.store import atomic_file
    from efficacy_tui.store.sealing.runtime_folder import NoRuntimeFolder, remove_unlocked

    with contextlib.suppress(NoRuntimeFolder):
        remove_unlocked(find_runtime_folder(), atomic_file.resolve(path))


def _report(path: Path, report: SealReport) -> None:
    from efficacy_tui.store.stored_file import key_path

    files = f"{len(report.rewritten)} file{'' if len(report.rewritten) == 1 else 's'}"
    print_wrapped(f"Sealed {files}. The key file is {key_path(path)}.")
    print_wrapped("“efficacy unlock” opens the journal with your passphrase.")
    for file in report.unopened:
        print_wrapped(f"left as it is, because it cannot be opened: {file}", err=True)
    _name_clear_copies(path)


def _name_clear_copies(path: Path) -> None:
    """Name files that still have the journal in clear, and that only the person can do something about."""
    from efficacy_tui.store.sealing.clear_copies import find_clear_copies

    for file in find_clear_copies(path):
        print_wrapped(
            f"still in clear: {file}. It has something of your journal, but is none of its copies that the program "
            "knows. Delete it, or move it to where it is safe.",
            err=True,
        )
