"""`efficacy unseal`: give back the journal and its copies unencrypted."""

from __future__ import annotations

import contextlib

import click

from efficacy_tui.cli.context import journal_file
from efficacy_tui.cli.output_lines import print_wrapped
from efficacy_tui.cli.passphrase import PassphraseReader, exit_with_sentence, open_with_passphrase, passphrase_option
from efficacy_tui.cli.synced_seal import ask_before_unsealing, unsealing
from efficacy_tui.store.errors import Rejected

QUESTION = "Decrypt your journal and every copy of it?"


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@passphrase_option
@click.pass_context
def unseal(ctx: click.Context, yes: bool, descriptor: int | None) -> None:
    """Decrypt your journal and every copy of it, byte for byte as before they were sealed.

    If it is interrupted, give the command again. If the journal is synced, the next sync puts it in clear into the
    other repository, too.

    \b
    Example:
      efficacy unseal

    Exit codes: 0 done · 1 not done, with the reason · 2 no terminal to ask
    """
    from efficacy_tui.cli.unlocked_keys import find_runtime_folder
    from efficacy_tui.store import atomic_file
    from efficacy_tui.store.sealing import key_ring
    from efficacy_tui.store.sealing.key_file import open_key, require_key_file
    from efficacy_tui.store.sealing.runtime_folder import NoRuntimeFolder, remove_unlocked
    from efficacy_tui.store.sealing.seal_files import survey_files, unseal_files

    path = journal_file(ctx.find_root().obj, even_locked=True)
    with exit_with_sentence(ctx):
        if survey_files(path).is_clear:
            raise Rejected("Your journal is not sealed. Nothing was changed.")
        require_key_file(path)
        key = open_with_passphrase(PassphraseReader(descriptor), lambda text: open_key(path, text))
        key_ring.hold(atomic_file.resolve(path), key)
        ask_before_unsealing(ctx, path, QUESTION, yes)
        with unsealing(path):
            report = unseal_files(path, key, command="efficacy unseal")
        with contextlib.suppress(NoRuntimeFolder):
            remove_unlocked(find_runtime_folder(), atomic_file.resolve(path))
    files = f"{len(report.rewritten)} file{'' if len(report.rewritten) == 1 else 's'}"
    print_wrapped(f"No longer sealed: {files}. Anyone who gets hold of a copy can read your journal.")
    for file in report.unopened:
        print_wrapped(f"left as it is, because no key here opens it: {file}", err=True)
