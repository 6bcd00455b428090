"""What travels: the bytes that machines share of a journal, and how two versions of them become one.

`pack_blob` and `unpack_blob` are the only way from a file to what git stores, and back. Where the journal is sealed,
git stores nothing but sealed bytes. They differ each time, so only what is in them is compared.

The shared form has no trace of the machine that wrote it: documents are numbered in one order, steps can be undone
nowhere, and additions, which overwrote nothing, are not among them. So two machines with the same records write the
same bytes, and a round that brings nothing new makes no new version.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import NamedTuple

import msgspec

from efficacy_tui.store import atomic_file, stored_file
from efficacy_tui.store.decode import (
    MAX_BYTES,
    DecodedJournal,
    UnreadableBytes,
    parse,
    read_all_steps,
    require_known_format,
)
from efficacy_tui.store.erasures import DIGEST, Erasures
from efficacy_tui.store.file_facts import journal_id
from efficacy_tui.store.history import is_addition_only
from efficacy_tui.store.merge import drop_erased_changes, encode_file, merge_bytes
from efficacy_tui.store.sealing import key_ring, write_file
from efficacy_tui.store.sealing.sealed_bytes import (
    BrokenSeal,
    SealingUnavailable,
    SealKey,
    WrongKey,
    is_sealed,
    unseal,
)
from efficacy_tui.store.tables import SCHEMA

_GZIP = 31
"""Says to zlib that it is gzip’s format."""
_LEVEL = 6


class NoKeyForVersion(UnreadableBytes):
    """A version is sealed, and the journal here has no key that opens it."""


def pack_blob(data: bytes, journal: Path) -> bytes:
    """Return the bytes that git stores for the shared form of a journal, or for another file that travels with it.

    Raises:
        SealedFile: The journal is sealed, and not unlocked here.
    """
    if not stored_file.is_sealed(journal):
        return data
    # Compress before sealing: sealed bytes cannot be compressed. Other programs can open gzip's format, too.
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    return write_file.seal_for(journal, packer.compress(data) + packer.flush())


def unpack_blob(blob: bytes, journal: Path) -> bytes:
    """Return what travelled from the bytes that git stored; it is compared in this form only.

    Raises:
        NoKeyForVersion: It is sealed with other keys than those of the journal here, if that has any.
        UnreadableBytes: It was not packed here.
    """
    if not is_sealed(blob):
        return blob
    key = key_ring.key_for(atomic_file.resolve(journal))
    try:
        if key is not None:
            return open_sealed(blob, key)
    except WrongKey:
        pass
    except SealingUnavailable as error:
        raise NoKeyForVersion(f"it is sealed. {error}") from error
    raise NoKeyForVersion("it is sealed, and the keys here do not open it")


def open_sealed(blob: bytes, key: SealKey) -> bytes:
    """Return what travelled from sealed bytes.

    Raises:
        WrongKey: The key does not open them.
        UnreadableBytes: They are damaged, or were not packed here.
        SealingUnavailable: The package that seals is not installed.
    """
    unpacker = zlib.decompressobj(_GZIP)
    try:
        data = unpacker.decompress(unseal(blob, *key.identities), MAX_BYTES)
    except (BrokenSeal, zlib.error) as error:
        raise UnreadableBytes("it was cut off or changed since it was sealed") from error
    if not unpacker.eof:
        raise UnreadableBytes("it was cut off, or it is larger than a journal can be")
    return data


class JoinedVersions(NamedTuple):
    """Two versions joined, in the shared form, and whether that has more than the journal."""

    shared: bytes
    has_news_for_journal: bool


def read_version(data: bytes) -> DecodedJournal:
    """Decode a version of a journal, or the shared form of one.

    Raises:
        UnreadableBytes: It is not a journal, or of a newer format.
    """
    # Only files from before there were ids get new ones; what is read here is joined, not stored.
    loaded = parse(data, lambda: "0" * 32)
    require_known_format(loaded)
    return loaded


def build_shared(data: bytes) -> bytes:
    """Return the shared form of a journal.

    Raises:
        UnreadableBytes: It is not a journal, or of a newer format.
    """
    return _join(*[_strip(read_version(data))] * 2)


def join_versions(others: bytes, journal: bytes) -> JoinedVersions:
    """Join what others have, in the shared form, with a journal that is a version of the same one.

    Raises:
        UnreadableBytes: One of them is not a journal, or of a newer format.
    """
    theirs, mine = (_strip(read_version(data)) for data in (others, journal))
    own_shared, joined = _join(mine, mine), _join(theirs, mine)
    return JoinedVersions(joined, not has_same_records(joined, own_shared))


def has_same_records(shared: bytes, other: bytes) -> bool:
    """Whether two shared forms have the same records, and steps of the same ids.

    A step of one id can differ in whether it was undone, but a merge leaves the journal's own step as it is.
    """
    if shared == other:
        return True
    tables, other_tables = (msgspec.json.decode(data, type=dict[str, msgspec.Raw]) for data in (shared, other))
    step_ids, other_ids = (
        {step.id for step in msgspec.json.decode(rows.pop("history"), type=dict[str, _StepId]).values()}
        for rows in (tables, other_tables)
    )
    return step_ids == other_ids and tables == other_tables


class _StepId(msgspec.Struct):
    id: str


def _join(mine: bytes, other: bytes) -> bytes:
    try:
        return merge_bytes(mine, other)[0]
    except ValueError as error:
        raise UnreadableBytes(str(error)) from error


def _strip(loaded: DecodedJournal) -> bytes:
    """Return a version without what belongs to the machine that has it."""
    steps = [step.superseded() for step in read_all_steps(loaded) if not is_addition_only(step)]
    erasures = Erasures.of_contents(loaded.contents)
    facts = {"schema": SCHEMA, "journal": journal_id(loaded.facts), DIGEST: erasures.digest()}
    return encode_file(facts, loaded.contents, drop_erased_changes(steps, loaded.contents), {})
