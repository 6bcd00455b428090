"""Sealed bytes: the age format, for the journal's key and the recovery key. No file is known here.

`pyrage` is imported only for bytes that are sealed or to be sealed; most journals never are.
"""

from __future__ import annotations

import importlib
import io
from typing import IO, Any, NamedTuple

MAGIC = b"age-encryption.org/v1\n"
"""The first bytes of every age file."""

HEADER_BYTES = 2048
"""So many bytes of a sealed file are enough to see whether a key opens it."""

HEAD_BYTES = HEADER_BYTES + 65536 + 16
"""So many bytes of a sealed file are enough to open the first 64 KiB of what is sealed."""

INSTALL_HINT = (
    "Sealing needs the package pyrage, which is not installed. Install it with pip install 'efficacy-tui[sealed]', or "
    "“pipx inject efficacy-tui pyrage”, and try again."
)

KEY_FILE_BYTES = 65_536
"""No key file has more."""

_IDENTITY_LETTERS = 74
_RECIPIENT_LINE = b"-> X25519 "
_HEADER_END = b"\n---"
_NONCE_BYTES, _CHUNK_BYTES, _TAG_BYTES = 16, 65536, 16


class SealKey(NamedTuple):
    """The unlocked key of a journal: age identities, the present one first, and the public recovery key.

    There is more than one identity only until every file is sealed anew after a change of keys.
    """

    identities: tuple[str, ...]
    recovery: str

    def __repr__(self) -> str:
        """Say nothing of the key, wherever an object is printed."""
        return "SealKey(…)"


class WrongKey(Exception):
    """None of the identities opens the bytes."""


class BrokenSeal(Exception):
    """The bytes were cut off or changed after they were sealed."""


class SealingUnavailable(Exception):
    """The package that seals is not installed; the text says how to install it."""

    def __init__(self) -> None:
        super().__init__(INSTALL_HINT)


class _HeadRead(Exception):
    """Enough was read."""


class _HeadWriter:
    """Collects the first bytes that are written to it, and then stops the writer."""

    def __init__(self, count: int) -> None:
        self.data = b""
        self._count = count

    def write(self, data: bytes) -> int:
        self.data += bytes(data)
        if len(self.data) >= self._count:
            raise _HeadRead
        return len(data)

    def flush(self) -> None:
        """Do nothing: everything is in memory."""


def load_age() -> Any:
    """Import the package that seals.

    Raises:
        SealingUnavailable: It is not installed.
    """
    try:
        return importlib.import_module("pyrage")
    except ImportError as error:
        raise SealingUnavailable from error


def is_sealed(data: bytes) -> bool:
    """Whether bytes are sealed, as far as their beginning tells."""
    return data.startswith(MAGIC)


def is_key_file(data: bytes) -> bool:
    """Whether bytes are those of a key file, which a passphrase opens, as far as its header and its length tell."""
    if not data.startswith(MAGIC) or b"\n-> scrypt " not in data[:200]:
        return False
    try:
        return sealed_size(data, _IDENTITY_LETTERS) <= len(data)
    except ValueError:
        return False


def make_identity() -> str:
    """Make a new age identity, a secret.

    Raises:
        SealingUnavailable: The package is not installed.
    """
    return str(load_age().x25519.Identity.generate())


def public_key(identity: str) -> str:
    """Return the public key of an identity.

    Raises:
        WrongKey: The text is no age identity.
        SealingUnavailable: The package is not installed.
    """
    age = load_age()
    try:
        return str(age.x25519.Identity.from_str(identity).to_public())
    except age.IdentityError as error:
        raise WrongKey from error


def seal(data: bytes, key: SealKey) -> bytes:
    """Seal bytes for the present identity of a key and for its recovery key; `unseal` gives them back.

    Raises:
        SealingUnavailable: The package is not installed.
    """
    sealed = io.BytesIO()
    seal_into(sealed, data, key)
    return sealed.getvalue()


def seal_into(stream: Any, data: bytes, key: SealKey) -> None:
    """Seal bytes as `seal`, and write them piece by piece to a stream, which takes less time than to do it at once.

    Raises:
        SealingUnavailable: The package is not installed.
    """
    age = load_age()
    own = age.x25519.Identity.from_str(key.identities[0]).to_public()
    age.encrypt_io(io.BytesIO(data), stream, [own, age.x25519.Recipient.from_str(key.recovery)])


def unseal(data: bytes, *identities: str) -> bytes:
    """Open sealed bytes with any of some identities.

    Raises:
        WrongKey: None of them opens the bytes.
        BrokenSeal: The bytes are damaged.
        SealingUnavailable: The package is not installed.
    """
    return unseal_stream(io.BytesIO(data), *identities)


def unseal_stream(stream: IO[bytes], *identities: str) -> bytes:
    """Open the sealed bytes of a stream with any of some identities.

    Raises:
        As `unseal`. What a read of the stream raised is a `BrokenSeal`, too.
    """
    age = load_age()
    # A stream into bytes takes a sixth less time than `decrypt`, which copies them while they grow.
    clear = io.BytesIO()
    try:
        age.decrypt_io(stream, clear, [age.x25519.Identity.from_str(identity) for identity in identities])
    except (age.DecryptError, OSError) as error:
        raise _explain(error) from error
    return clear.getvalue()


def unseal_head(data: bytes, count: int, *identities: str) -> bytes:
    """Open the first `count` bytes, at most 64 KiB, of sealed bytes, of which `HEAD_BYTES` are enough.

    Raises:
        As `unseal`.
    """
    age = load_age()
    writer = _HeadWriter(count)
    try:
        age.decrypt_io(io.BytesIO(data), writer, [age.x25519.Identity.from_str(identity) for identity in identities])
    except _HeadRead:
        pass
    except (age.DecryptError, OSError) as error:
        raise _explain(error) from error
    return writer.data[:count]


def sealed_size(head: bytes, clear_size: int) -> int:
    """Return how many bytes so many are when they are sealed, given the beginning of that, with the whole header.

    Raises:
        ValueError: The header is cut off.
    """
    header_size = head.index(b"\n", head.index(_HEADER_END) + 1) + 1
    chunk_count = max(1, -(-clear_size // _CHUNK_BYTES))
    return header_size + _NONCE_BYTES + clear_size + chunk_count * _TAG_BYTES


def count_recipients(data: bytes) -> int:
    """Count the keys for which bytes are sealed, as their header says."""
    header = data[:HEAD_BYTES].partition(_HEADER_END)[0]
    return sum(line.startswith(_RECIPIENT_LINE) for line in header.split(b"\n"))


def _explain(error: Exception) -> WrongKey | BrokenSeal:
    # The package has one class of errors; only its text says that no key fits.
    return WrongKey() if "No matching keys" in str(error) else BrokenSeal(str(error))
