"""`efficacy lock`: lock a sealed journal again."""

from __future__ import annotations

import click

from efficacy_tui.cli.context import REFUSED, journal_file
from efficacy_tui.cli.output_lines import print_wrapped

LOCKED_NOW = "Locked. A dashboard that is open keeps its own key until it is closed or locks itself."


@click.command()
@click.pass_context
def lock(ctx: click.Context) -> None:
    """Lock your sealed journal again: later commands need the passphrase.

    \b
    Example:
      efficacy lock

    Exit codes: 0 done, or it was locked · 1 not done, with the reason
    """
    from efficacy_tui.cli.unlocked_keys import find_runtime_folder, use_unlocked_keys
    from efficacy_tui.store import atomic_file, stored_file
    from efficacy_tui.store.sealing.runtime_folder import NoRuntimeFolder, remove_unlocked

    path = journal_file(ctx.find_root().obj, even_locked=True)
    # This also removes what the editor of a killed program left.
    use_unlocked_keys(path)
    reason = "It was already locked."
    try:
        was_unlocked = remove_unlocked(find_runtime_folder(), atomic_file.resolve(path))
    except NoRuntimeFolder as error:
        was_unlocked, reason = False, f"Nothing is unlocked in this session: {error}."
    if was_unlocked:
        print_wrapped(LOCKED_NOW)
    elif stored_file.is_sealed(path):
        print_wrapped(reason)
    else:
        print_wrapped("Your journal is not sealed, so it cannot be locked. “efficacy seal” seals it.", err=True)
        ctx.exit(REFUSED)
