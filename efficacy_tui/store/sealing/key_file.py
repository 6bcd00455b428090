"""The key file beside a sealed journal, `journal.json.key`: its identities, protected by the passphrase.

It is an age file, so `age -d -i journal.json.key journal.json` opens the journal after asking for the passphrase. Its
presence says that whatever is written of the journal is to be sealed.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from efficacy_tui.store import atomic_file
from efficacy_tui.store.decode import describe_os_error, shorten
from efficacy_tui.store.errors import StoreError
from efficacy_tui.store.sealing.sealed_bytes import KEY_FILE_BYTES, SealKey, is_key_file, load_age
from efficacy_tui.store.sealing.write_file import is_present_key
from efficacy_tui.store.stored_file import key_path

RECOVERY_COMMENT = "# recovery: "

_USUAL_WORK = 17
"""The logarithm of the work for a passphrase that a machine of these years does within the second it may take."""
_PROTECT_TRIES = 3
_OPEN_TRIES = 40
"""The package measures the machine's speed anew each time, in a millisecond; while much is running, wrongly so."""
_SCRYPT_LINE = re.compile(rb"\n-> scrypt [^ \n]+ (\d{1,2})\n")

_IDENTITY = re.compile(r"^AGE-SECRET-KEY-1[0-9A-Z]{40,100}$", re.MULTILINE)
_PUBLIC_KEY = re.compile(r"age1[0-9a-z]{40,100}")


class WrongPassphrase(StoreError):
    """The passphrase does not open the key file."""

    def __init__(self, key_file: Path) -> None:
        super().__init__(f"That is not the passphrase of {key_file.name}. Nothing was changed.")


RECOVER = (
    "With your recovery key, “efficacy seal --with-recovery-key FILE” makes a new one and asks for a new passphrase. "
    "If you have a copy of the key file, put it at {file} instead. Without either, nobody can read the sealed files."
)
IN_THE_WAY = (
    "Correct that, or move away what is at {file}: then, with your recovery key, “efficacy seal --with-recovery-key "
    "FILE” makes a new one."
)
NEEDLESS = (
    "Nothing of your journal is sealed, but while there is something at {file}, nothing is saved unsealed. Move that "
    "away to use your journal as before."
)


class KeyFileUnusable(StoreError):
    """No passphrase opens the key file, which is missing, damaged or no file; `reason` is a clause, `remedy` says more.

    `remedy` can have “{file}” in it.
    """

    def __init__(self, key_file: Path, reason: str, remedy: str = RECOVER) -> None:
        self.reason, self.remedy = reason, remedy.format(file=key_file)
        super().__init__(f"The key file cannot be used: {reason}. Nothing was changed. {self.remedy}")


class MachineTooSlow(StoreError):
    """The key file is whole, but the package that seals takes this machine for too slow to open it."""

    def __init__(self, key_file: Path) -> None:
        super().__init__(
            f"This machine is too slow, or too busy just now, for the passphrase of {key_file.name}. Nothing is "
            "damaged, and nothing was changed. Try again when less is running. If it is always so, “efficacy seal "
            "--with-recovery-key FILE” makes a key file on this machine that it can open."
        )


class KeysChanged(StoreError):
    """Another program has changed the key file since it was read."""

    def __init__(self) -> None:
        super().__init__("Another program has changed the keys of this journal in the meantime. Nothing was changed.")


def encode_identities(key: SealKey) -> str:
    """Return a key as the text that the passphrase protects, which the stock age tool reads, too."""
    return "\n".join((f"{RECOVERY_COMMENT}{key.recovery}", *key.identities, ""))


def decode_identities(text: str) -> SealKey | None:
    """Return the key that a text has; `None` if it has none."""
    identities = tuple(_IDENTITY.findall(text))
    _, _, rest = text.partition(RECOVERY_COMMENT)
    recovery = _PUBLIC_KEY.match(rest)
    return SealKey(identities, recovery[0]) if identities and recovery else None


def protect(key: SealKey, passphrase: str) -> bytes:
    """Return the bytes of a key file: the key, protected by a passphrase. This takes a second or two, on purpose.

    Raises:
        SealingUnavailable: The package that seals is not installed.
    """
    age, best = load_age(), b""
    text = unicodedata.normalize("NFC", passphrase)
    for _ in range(_PROTECT_TRIES):
        data: bytes = age.passphrase.encrypt(encode_identities(key).encode(), text)
        # While much is running, the package takes the machine for slow, and protects the key with little work.
        best = max(best, data, key=_work_of)
        if _work_of(best) >= _USUAL_WORK:
            break
    return best


def _work_of(data: bytes) -> int:
    """Return the logarithm of the work for the passphrase of a key file, as its header says."""
    match = _SCRYPT_LINE.search(data[:400])
    return int(match[1]) if match else 0


def write_key_file(journal: Path, data: bytes, replaces: bytes | None = None) -> None:
    """Write the bytes of a key file beside a journal; call it under the lock.

    `replaces` are the bytes that are there now, `None` if there is none. What another program has sealed with its key,
    nobody could open any more if that key were overwritten.

    Raises:
        KeysChanged: Others are there; nothing was changed.
        KeyFileUnusable: What is there cannot be read; nothing was changed.
        OSError: It cannot be written; the one from before is as it was.
    """
    if read_key_bytes(journal) != replaces:
        raise KeysChanged
    atomic_file.replace_file(key_path(journal), data, owner_of=journal)


def read_key_bytes(journal: Path) -> bytes | None:
    """Return the bytes of a journal's key file, whole or not; `None` if there is none.

    Of a file that is too large to be one, enough is returned to know it again.

    Raises:
        KeyFileUnusable: It cannot be read.
    """
    file = key_path(journal)
    try:
        try:
            return atomic_file.read_raw(file, KEY_FILE_BYTES)[0]
        except atomic_file.FileTooLarge:
            return atomic_file.read_raw_head(file, KEY_FILE_BYTES + 1)
    except FileNotFoundError:
        if not atomic_file.is_present(file):
            return None
        raise KeyFileUnusable(file, "it is a link to something that is not there", IN_THE_WAY) from None
    except OSError as error:
        raise KeyFileUnusable(file, describe_os_error(error), IN_THE_WAY) from error


def require_key_file(journal: Path) -> bytes:
    """Return the bytes of a journal's key file, which some passphrase may open.

    Raises:
        KeyFileUnusable: There is none, or it is damaged, or none at all.
    """
    file = key_path(journal)
    try:
        data = read_key_bytes(journal)
        if data is None:
            raise KeyFileUnusable(file, "it is not there")
        _check_key_bytes(file, data)
    except KeyFileUnusable as error:
        # It is the name alone, of whatever is there, that keeps clear bytes from being written.
        if atomic_file.is_present(file) and _is_nothing_sealed(journal):
            raise KeyFileUnusable(file, error.reason, NEEDLESS) from error
        raise
    return data


def find_key_problem(journal: Path) -> KeyFileUnusable | None:
    """Return why no passphrase can open the key file of a sealed journal; `None` if one may."""
    try:
        require_key_file(journal)
    except KeyFileUnusable as error:
        return error
    return None


def _is_nothing_sealed(journal: Path) -> bool:
    from efficacy_tui.store.sealing.seal_files import survey_files

    try:
        return not survey_files(journal).sealed
    except OSError:
        return False


def _check_key_bytes(file: Path, data: bytes) -> None:
    if not is_key_file(data) or len(data) > KEY_FILE_BYTES:
        large = "it is too large for one" if len(data) > KEY_FILE_BYTES else ""
        raise KeyFileUnusable(file, large or ("it is damaged, or not a key file at all" if data else "it is empty"))


def read_key_file(journal: Path, passphrase: str) -> SealKey:
    """Open the key file of a journal.

    Raises:
        WrongPassphrase: The passphrase is another one.
        KeyFileUnusable: There is none, or it is damaged.
        MachineTooSlow: It is whole, but this machine is too slow for it.
        SealingUnavailable: The package that seals is not installed.
    """
    return open_key_bytes(key_path(journal), require_key_file(journal), passphrase)


def open_key_bytes(file: Path, data: bytes, passphrase: str) -> SealKey:
    """Open the bytes of a key file; `file` is where they are or belong.

    Raises:
        As `read_key_file`.
    """
    _check_key_bytes(file, data)
    text = next((text for form in _forms_of(passphrase) if (text := _decrypt(file, data, form)) is not None), None)
    if text is None:
        raise WrongPassphrase(file)
    key = decode_identities(text.decode("utf-8", "replace"))
    if key is None:
        raise KeyFileUnusable(file, "no key is in it")
    return key


def _forms_of(passphrase: str) -> dict[str, None]:
    """Return the ways in which keyboards and systems write the same passphrase, the usual one first, each once."""
    return dict.fromkeys(
        [unicodedata.normalize("NFC", passphrase), passphrase, unicodedata.normalize("NFD", passphrase)]
    )


def _decrypt(file: Path, data: bytes, passphrase: str) -> bytes | None:
    """Return what a key file protects; `None` if the passphrase is another one.

    Raises:
        KeyFileUnusable: It is damaged.
        MachineTooSlow: It is not, but the package refuses the work.
    """
    age = load_age()
    for _ in range(_OPEN_TRIES):
        try:
            return bytes(age.passphrase.decrypt(data, passphrase))
        except age.DecryptError as error:
            reason = str(error).lower()
            if "decryption failed" in reason:
                return None
            if "excessive work" not in reason:
                raise KeyFileUnusable(file, f"it is damaged ({shorten(reason)})") from None
    raise MachineTooSlow(file)


def open_key(journal: Path, passphrase: str) -> SealKey:
    """Open the key file of a journal, and check that its key opens the journal, too.

    Raises:
        As `read_key_file`; `KeyFileUnusable` also if the journal is sealed with other keys.
    """
    key = read_key_file(journal, passphrase)
    if not is_present_key(atomic_file.resolve(journal), key):
        reason = "the journal was sealed with other keys since it was made; perhaps another machine has the right one"
        raise KeyFileUnusable(key_path(journal), reason)
    return key
