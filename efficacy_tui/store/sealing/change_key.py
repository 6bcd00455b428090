"""New keys for a journal: the first one, one after the recovery key was lost, and one made from the recovery key.

While files are sealed anew, the key file also has the identities from before, so that a cut-off change can be finished.
"""

from __future__ import annotations

from pathlib import Path

from efficacy_tui.store import atomic_file
from efficacy_tui.store.sealing.key_file import protect, write_key_file
from efficacy_tui.store.sealing.recovery_key import NotARecoveryKey
from efficacy_tui.store.sealing.seal_files import SealReport, list_stored_files, seal_files
from efficacy_tui.store.sealing.sealed_bytes import (
    HEAD_BYTES,
    BrokenSeal,
    SealKey,
    WrongKey,
    make_identity,
    public_key,
    unseal_head,
)

COMMAND = "efficacy seal"
"""What finishes sealing that was cut off."""


def make_key(recovery_secret: str, earlier_identities: tuple[str, ...] = ()) -> SealKey:
    """Make a key with a new identity, for a recovery key (its secret); `earlier_identities` open what is sealed now."""
    return SealKey((make_identity(), *earlier_identities), public_key(recovery_secret))


def seal_with(
    journal: Path, key: SealKey, passphrase: str, *, replaces: bytes | None, recovery_secret: str = ""
) -> SealReport:
    """Seal every file of a journal with a key, or finish doing so, and write its key file under a passphrase.

    `replaces` are the bytes of the key file that the key was made from, `None` if there was none. `recovery_secret`, if
    it is at hand, is used to read each new file back, too.

    Raises:
        KeysChanged: Another program has changed the key file since; nothing was done.
        As `seal_files`.
    """
    # This takes seconds, in which no program should have to wait for the lock.
    protected = protect(key, passphrase)
    present_key = SealKey(key.identities[:1], key.recovery)
    protected_after = protected if present_key == key else protect(present_key, passphrase)

    def forget_earlier() -> None:
        if present_key != key:
            write_key_file(journal, protected_after, protected)

    return seal_files(
        journal,
        key,
        write_key=lambda: write_key_file(journal, protected, replaces),
        finish=forget_earlier,
        recovery_secret=recovery_secret,
        command=COMMAND,
    )


def require_recovery_key(journal: Path, secret: str) -> None:
    """Check that a recovery key (its secret) opens what is sealed of a journal.

    Raises:
        NotARecoveryKey: It does not, or nothing is sealed.
    """
    sealed_files = [file for file in list_stored_files(journal) if atomic_file.is_sealed(file)]
    if not sealed_files:
        raise NotARecoveryKey("Nothing of this journal is sealed, so no recovery key is needed. Nothing was changed.")
    for file in sealed_files:
        try:
            unseal_head(atomic_file.read_raw_head(file, HEAD_BYTES), 1, secret)
        except (WrongKey, BrokenSeal, OSError):
            continue
        return
    raise NotARecoveryKey(f"That recovery key does not open {sealed_files[0].name}. Nothing was changed.")
