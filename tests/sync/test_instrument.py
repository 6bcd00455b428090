"""The profile’s own wording travels with the journal, and nobody’s is lost."""

from __future__ import annotations

import pytest

from efficacy_tui.sync.instrument_file import InstrumentChoice, choose_instrument
from tests.sync.conftest import Machine, git

Pair = tuple[Machine, Machine]
A, B = b'id = "a"\r\n', 'id = "b"  # größer'.encode()


def write(machine: Machine, data: bytes) -> None:
    machine.instrument_path.parent.mkdir(exist_ok=True)
    machine.instrument_path.write_bytes(data)


def test_it_comes_to_other_machines_byte_by_byte_and_changes_follow(pair: Pair) -> None:
    one, two = pair
    for data in (A, B):
        write(one, data)
        assert one.sync().is_sent
        two.sync()
        assert two.instrument_path.read_bytes() == data
    assert git(one.remote, "ls-tree", "--name-only", "journal").split() == ["instrument.toml", "journal.json"]


def test_each_language_has_one_of_its_own(pair: Pair) -> None:
    one, two = pair
    write(one, A)
    german = one.instrument_path.parent / "de" / "instrument.toml"
    german.parent.mkdir()
    german.write_bytes(B)
    one.sync()
    two.sync()
    assert two.instrument_path.read_bytes() == A
    assert (two.instrument_path.parent / "de" / "instrument.toml").read_bytes() == B
    assert git(one.remote, "ls-tree", "--name-only", "journal").split() == [
        "instrument.de.toml", "instrument.toml", "journal.json",
    ]  # fmt: skip
    german.write_bytes(A)
    one.sync()
    two.sync()
    assert (two.instrument_path.parent / "de" / "instrument.toml").read_bytes() == A
    assert not two.sync().is_sent


def test_a_file_that_is_deleted_goes_elsewhere_too_but_is_set_aside(pair: Pair) -> None:
    one, two = pair
    write(one, A)
    one.sync()
    two.sync()
    one.instrument_path.unlink()
    one.sync()
    report = two.sync()
    assert not two.instrument_path.exists()
    assert [path.read_bytes() for path in report.set_aside] == [A]
    assert not one.sync().is_sent


def test_of_two_changes_the_one_that_was_sent_first_stays_and_the_other_is_set_aside(pair: Pair) -> None:
    one, two = pair
    write(one, A)
    write(two, B)
    one.sync()
    report = two.sync()
    assert one.instrument_path.read_bytes() == two.instrument_path.read_bytes() == A
    assert [path.read_bytes() for path in report.set_aside] == [B]
    assert report.set_aside[0].name.startswith("instrument.replaced-2026-03-02T")
    assert not two.sync().is_sent


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "choice"),
    [
        (None, None, None, InstrumentChoice(None)),
        (None, A, None, InstrumentChoice(A)),
        (None, None, A, InstrumentChoice(A)),
        (A, B, A, InstrumentChoice(B)),
        (A, A, B, InstrumentChoice(B)),
        (A, None, A, InstrumentChoice(None)),
        (A, A, None, InstrumentChoice(None, sets_aside=True)),
        (A, B, None, InstrumentChoice(B)),
        (A, None, B, InstrumentChoice(B)),
        (None, A, B, InstrumentChoice(B, sets_aside=True)),
        (None, A, A, InstrumentChoice(A)),
    ],
)
def test_who_changed_it_wins(
    base: bytes | None, mine: bytes | None, theirs: bytes | None, choice: InstrumentChoice
) -> None:
    assert choose_instrument(base, mine, theirs) == choice


def test_a_file_that_could_not_be_a_wording_stays_here(pair: Pair) -> None:
    one, _ = pair
    write(one, b"x" * 1_000_001)
    one.sync()
    assert git(one.remote, "ls-tree", "--name-only", "journal") == "journal.json"
    one.instrument_path.unlink()
    one.instrument_path.mkdir()
    assert one.sync().problem is None
