"""The recovery key of a sealed journal: a secret in a file that the person puts elsewhere, read back in any form."""

from __future__ import annotations

import re
from pathlib import Path

from efficacy_tui.store import atomic_file
from efficacy_tui.store.errors import StoreError
from efficacy_tui.store.sealing.sealed_bytes import KEY_FILE_BYTES, WrongKey, public_key

_DATA_LETTERS = 58
"""Letters and digits of a secret after its mark, as the age format has them."""
_TYPED_IDENTITY = re.compile(rf"AGE-SECRET-KEY-1((?:[\s>|=-]*[0-9A-Z]){{{_DATA_LETTERS}}})(?![0-9A-Z])")
"""A secret as people hand it on: wrapped, quoted in a mail, in groups of letters."""


class NotARecoveryKey(StoreError):
    """A file that was named as the recovery key is none, or not that of this journal."""


def encode_recovery_key(identity: str, journal: Path, day: str) -> bytes:
    """Return the bytes of a recovery key's file; `identity` is the secret, `day` says when it was made."""
    return (
        f"# Recovery key of the efficacy journal {journal.name}, made on {day}.\n"
        "# It opens the sealed journal, its backups and its copies without the passphrase, so keep it where neither\n"
        "# the journal nor its copies are: printed on paper, in a password manager, on a stick in a drawer.\n"
        "# To use it: efficacy seal --with-recovery-key FILE\n"
        f"# public key: {public_key(identity)}\n"
        f"{identity}\n"
    ).encode()


def read_recovery_key(file: Path) -> str:
    """Return the secret in a recovery key's file.

    Raises:
        NotARecoveryKey: There is none in it, or it cannot be read.
        SealingUnavailable: The package that seals is not installed.
    """
    try:
        text = _decode_typed(atomic_file.read_input(file, KEY_FILE_BYTES))
    except OSError as error:
        reason = f"{file} cannot be read: {error.strerror or error}"
        raise NotARecoveryKey(f"{reason}. Nothing was changed.") from error
    secrets = (re.sub(r"[^0-9A-Z]", "", data) for data in _TYPED_IDENTITY.findall(text.upper()))
    identities = list(dict.fromkeys(f"AGE-SECRET-KEY-1{secret}" for secret in secrets))
    if len(identities) == 1:
        try:
            public_key(identities[0])
        except WrongKey:
            identities = []
    if len(identities) != 1:
        raise NotARecoveryKey(
            f"There is no recovery key in {file}: it is a line that begins with AGE-SECRET-KEY-1. Nothing was changed."
        )
    return identities[0]


def _decode_typed(data: bytes) -> str:
    """Return the text of a file that went through editors and mail programs of other systems."""
    marks = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
    return data.decode(marks.get(data[:2], "utf-8"), "replace")
