"""`efficacy unlock`: open a sealed journal for later commands."""

from __future__ import annotations

import datetime as dt
import re

import click

from efficacy_tui.cli.completion_values import one_of
from efficacy_tui.cli.context import journal_file
from efficacy_tui.cli.output_lines import print_wrapped
from efficacy_tui.cli.passphrase import PassphraseReader, exit_with_sentence, open_with_passphrase, passphrase_option
from efficacy_tui.model.clock import SystemClock, seconds_since_boot
from efficacy_tui.store.errors import Rejected

DEFAULT = "8h"
MAX_MINUTES = 24 * 60
NOT_SEALED = "Your journal is not sealed, so there is nothing to unlock. “efficacy seal” seals it."
NO_FOLDER = (
    "Nothing was unlocked: {reason}. A key is only put into a folder in memory that nobody else can use. The dashboard "
    "and “efficacy --plain” ask for the passphrase themselves and keep the key in their own memory."
)


@click.command()
@click.option(
    "--for",
    "duration",
    default=DEFAULT,
    show_default=True,
    metavar="TIME",
    shell_complete=one_of("30m", "1h", "8h", "24h"),
    help="For how long: 30m, 8h; 24h at most.",
)
@passphrase_option
@click.pass_context
def unlock(ctx: click.Context, duration: str, descriptor: int | None) -> None:
    """Open your sealed journal for later commands, until the time is up, you log out, or you run “efficacy lock”.

    The unlocked key is stored in the runtime folder of your session, which the system holds in memory. Where there is
    none, nothing is unlocked.

    \b
    Examples:
      efficacy unlock
      efficacy unlock --for 30m

    Exit codes: 0 done · 1 not done, with the reason · 2 no terminal to ask, or a usage error
    """
    from efficacy_tui.cli.unlocked_keys import find_runtime_folder, format_end
    from efficacy_tui.store import atomic_file, stored_file
    from efficacy_tui.store.sealing.key_file import open_key, require_key_file
    from efficacy_tui.store.sealing.runtime_folder import (
        NoRuntimeFolder,
        UnlockedKey,
        write_unlocked,
    )

    path = journal_file(ctx.find_root().obj, even_locked=True)
    with exit_with_sentence(ctx):
        length = parse_duration(duration)
        if not stored_file.is_sealed(path):
            raise Rejected(NOT_SEALED)
        try:
            folder = find_runtime_folder()
        except NoRuntimeFolder as error:
            raise Rejected(NO_FOLDER.format(reason=error)) from error
        require_key_file(path)
        key = open_with_passphrase(PassphraseReader(descriptor), lambda text: open_key(path, text))
        now = SystemClock().now().astimezone(dt.UTC)
        boot_until = seconds_since_boot() + length.total_seconds()
        entry = UnlockedKey(str(atomic_file.resolve(path)), now, now + length, boot_until, key)
        write_unlocked(folder, entry)
    print_wrapped(f"Unlocked until {format_end(entry.until)}. “efficacy lock” locks it sooner.")


def parse_duration(text: str) -> dt.timedelta:
    """Parse a length of time like 30m, 8h or 1h30m.

    Raises:
        Rejected: it is none, or not from a minute to 24 hours.
    """
    match = re.fullmatch(r"\s*(?:(\d{1,4})\s*h)?\s*(?:(\d{1,4})\s*m(?:in)?)?\s*", text.casefold())
    minutes = int(match[1] or 0) * 60 + int(match[2] or 0) if match else 0
    if not 0 < minutes <= MAX_MINUTES:
        raise Rejected("Say for how long with hours or minutes, like --for 8h or --for 30m; 24h at most.")
    return dt.timedelta(minutes=minutes)
