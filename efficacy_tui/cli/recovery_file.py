"""The file for the recovery key that `efficacy seal` makes, and that the person puts elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.confirm import confirm
from efficacy_tui.cli.output_lines import print_wrapped
from efficacy_tui.store import atomic_file
from efficacy_tui.store.errors import Rejected

if TYPE_CHECKING:
    from efficacy_tui.store.sealing.sealed_bytes import SealKey

ELSEWHERE = (
    "Your recovery key is in {path}. It opens everything without the passphrase, so put it somewhere else now: print "
    "it, copy it into a password manager, or move it to another device."
)


@dataclass
class RecoveryFile:
    """A place for a recovery key; `secret` is the one that is there already, as after sealing that was cut off."""

    path: Path
    secret: str = ""
    is_made_here: bool = False

    def is_of(self, key: SealKey) -> bool:
        """Whether the recovery key that is there already is the one of a key."""
        from efficacy_tui.store.sealing.sealed_bytes import public_key

        return bool(self.secret) and public_key(self.secret) == key.recovery

    def confirm_elsewhere(self, ctx: click.Context, journal: Path, yes: bool) -> str:
        """Write a recovery key, and return its secret once the person says that it was put elsewhere.

        If they do not, the file is removed again, unless it was there before.

        Raises:
            Rejected: it cannot be written.
        """
        if not self.secret:
            self._make(journal)
        try:
            print_wrapped(ELSEWHERE.format(path=self.path), err=True)
            confirm(ctx, "Have you put it somewhere else?", yes)
        except BaseException:
            self.delete_again()
            raise
        return self.secret

    def delete_again(self) -> None:
        """Delete a recovery key that was made here and opens nothing."""
        if self.is_made_here:
            atomic_file.remove_files([self.path])
            print_wrapped(f"{self.path} was deleted again.", err=True)

    def _make(self, journal: Path) -> None:
        from efficacy_tui.model.clock import SystemClock
        from efficacy_tui.store.sealing.recovery_key import encode_recovery_key
        from efficacy_tui.store.sealing.sealed_bytes import make_identity

        secret = make_identity()
        day = SystemClock().now().date().isoformat()
        try:
            atomic_file.create_file(self.path, encode_recovery_key(secret, journal, day))
        except OSError as error:
            reason = error.strerror or error
            raise Rejected(f"{self.path} cannot be written: {reason}. Nothing was changed.") from error
        self.secret, self.is_made_here = secret, True


def recovery_file_at(place: str, journal: Path) -> RecoveryFile:
    """Return the place of a recovery key; refuse one in the folder of the journal.

    Raises:
        Rejected: it is there, something else is at the place already, or it names no file.
    """
    from efficacy_tui.store.leftovers import remove_abandoned

    if place.strip() in ("", "-"):
        raise Rejected("Name a file for the recovery key, best on another device. Nothing was changed.")
    try:
        # Shells leave a ~ in “--recovery=~/key.txt” as it is.
        file = Path(place).expanduser()
    except RuntimeError as error:
        raise Rejected(f"There is no such home folder: {place}. Nothing was changed.") from error
    folder = atomic_file.resolve(journal).parent
    if atomic_file.resolve(file).is_relative_to(folder):
        raise Rejected(
            f"The recovery key must not be where the journal is: whoever copies {folder} would have both. Name a "
            "place outside of it, preferably on another device. Nothing was changed."
        )
    # One that was being written when the program was killed is a secret, too.
    remove_abandoned(file)
    if atomic_file.is_present(file):
        return RecoveryFile(file, _read_present(file))
    if not atomic_file.is_folder(file.absolute().parent):
        raise Rejected(f"There is no folder {file.absolute().parent}. Nothing was changed.")
    return RecoveryFile(file)


def _read_present(file: Path) -> str:
    """Return the recovery key that is in a file already: sealing may have been cut off after it was written."""
    from efficacy_tui.store.sealing.recovery_key import NotARecoveryKey, read_recovery_key

    try:
        if atomic_file.is_file(file):
            return read_recovery_key(file)
    except (NotARecoveryKey, OSError):
        pass
    raise Rejected(
        f"{file} already exists, and a recovery key overwrites nothing: that could be the key of another journal. "
        "Choose another name. Nothing was changed."
    )
