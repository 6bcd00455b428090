"""The age format by other means, after its specification: an oracle for what is sealed, and quick key files for tests.

The program's own key files take a second to open, on purpose; those made here take a millisecond.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct

from efficacy_tui.store.sealing.key_file import encode_identities
from efficacy_tui.store.sealing.sealed_bytes import SealKey

_QUICK = 4
"""The logarithm of the work for a passphrase; the program itself takes about 18."""

_CHUNK = 65536


def protect_quickly(key: SealKey, passphrase: str) -> bytes:
    """Return the bytes of a key file that opens at once."""
    return encrypt_with_passphrase(encode_identities(key).encode(), passphrase, _QUICK)


def encrypt_with_passphrase(data: bytes, passphrase: str, work: int, salt: bytes = b"salt of a test..") -> bytes:
    """Encrypt bytes as age does with a passphrase; `work` is the logarithm of scrypt's cost."""
    file_key = b"key of one file."
    wrap_key = hashlib.scrypt(
        passphrase.encode(), salt=b"age-encryption.org/v1/scrypt" + salt, n=1 << work, r=8, p=1, dklen=32
    )
    body = _encode(_seal(wrap_key, bytes(12), file_key))
    header = f"age-encryption.org/v1\n-> scrypt {_encode(salt)} {work}\n{body}\n---".encode()
    mac = hmac.digest(_derive(file_key, b"", b"header"), header, "sha256")
    nonce = b"nonce of a test."
    return header + f" {_encode(mac)}\n".encode() + nonce + _encrypt_payload(_derive(file_key, nonce, b"payload"), data)


def _encrypt_payload(key: bytes, data: bytes) -> bytes:
    chunks = [data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK)] or [b""]
    last = len(chunks) - 1
    return b"".join(
        _seal(key, number.to_bytes(11, "big") + bytes([number == last]), chunk) for number, chunk in enumerate(chunks)
    )


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def _derive(secret: bytes, salt: bytes, info: bytes) -> bytes:
    extracted = hmac.digest(salt or bytes(32), secret, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


# -- ChaCha20-Poly1305 (RFC 8439) ----------------------------------------------------------------


def _seal(key: bytes, nonce: bytes, data: bytes) -> bytes:
    stream = _key_stream(key, nonce, 1, len(data))
    sealed = bytes(a ^ b for a, b in zip(data, stream, strict=True))
    padded = sealed + bytes(-len(sealed) % 16)
    tag = _poly1305(_key_stream(key, nonce, 0, 32), padded + struct.pack("<QQ", 0, len(sealed)))
    return sealed + tag


def _key_stream(key: bytes, nonce: bytes, counter: int, length: int) -> bytes:
    blocks = -(-length // 64)
    return b"".join(_block(key, counter + number, nonce) for number in range(blocks))[:length]


def _block(key: bytes, counter: int, nonce: bytes) -> bytes:
    start = [
        *(0x61707865, 0x3320646E, 0x79622D32, 0x6B206574),
        *struct.unpack("<8L", key),
        counter,
        *struct.unpack("<3L", nonce),
    ]
    state = list(start)
    for _ in range(10):
        for a, b, c, d in ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15)):
            _quarter_round(state, a, b, c, d)
        for a, b, c, d in ((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)):
            _quarter_round(state, a, b, c, d)
    return struct.pack("<16L", *((x + y) & 0xFFFFFFFF for x, y in zip(state, start, strict=True)))


def _quarter_round(state: list[int], a: int, b: int, c: int, d: int) -> None:
    for first, second, third, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        state[first] = (state[first] + state[second]) & 0xFFFFFFFF
        mixed = state[third] ^ state[first]
        state[third] = (mixed << bits | mixed >> (32 - bits)) & 0xFFFFFFFF


def _poly1305(key: bytes, data: bytes) -> bytes:
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for start in range(0, len(data), 16):
        block = data[start : start + 16]
        total = (total + int.from_bytes(block + b"\x01", "little")) * r % ((1 << 130) - 5)
    return ((total + int.from_bytes(key[16:], "little")) & ((1 << 128) - 1)).to_bytes(16, "little")
