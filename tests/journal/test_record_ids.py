"""Records by the first letters of their id."""

from __future__ import annotations

import msgspec
import pytest

from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.record_ids import MIN_LETTERS, SHORT_LETTERS, find_by_id, shorten_ids
from efficacy_tui.model.records import Mastery
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.tables import Contents
from tests.support.factories import SPEAKING, TODAY, make_contents, make_record

ALIKE = ("abcdef0123" + "0" * 22, "abcdef0124" + "0" * 22)
OTHER = "f" * 32


@pytest.fixture
def contents() -> Contents:
    """Three entries, two of which have ids that begin alike."""
    entry = make_record(Mastery, domain=SPEAKING.id, day=TODAY, text="x")
    return make_contents(*(msgspec.structs.replace(entry, id=identifier) for identifier in (*ALIKE, OTHER)))


def test_a_short_id_means_no_other_record(contents: Contents) -> None:
    short_ids = shorten_ids(contents, [*ALIKE, OTHER])
    assert short_ids == {ALIKE[0]: "abcdef0123", ALIKE[1]: "abcdef0124", OTHER: "f" * SHORT_LETTERS}
    assert {find_by_id(contents, short)[1] for short in short_ids.values()} == {*ALIKE, OTHER}


@pytest.mark.parametrize("text", ["ffff", "FFFFF", " ffffff ", OTHER])
def test_a_record_is_found_by_the_beginning_of_its_id(contents: Contents, text: str) -> None:
    assert find_by_id(contents, text) == ("evidence", OTHER)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("abcdef", "2 ids begin with “abcdef”: abcdef0123"),
        ("aaaa", "No record’s id begins with “aaaa”."),
        ("f" * 33, "No record’s id begins with"),
        ("fff", f"too short for an id; give at least its first {MIN_LETTERS} letters"),
        ("", "too short for an id"),
    ],
)
def test_what_means_no_record_or_several_is_refused(contents: Contents, text: str, reason: str) -> None:
    with pytest.raises(Rejected) as refusal:
        find_by_id(contents, text)
    assert reason in str(refusal.value)


def test_ids_of_settings_and_ratings_of_rungs_mean_nothing(speaking: Journal) -> None:
    focus = speaking.domains.focus()
    assert focus is not None
    rung = speaking.rungs.add(focus.id, "Ask", 30)
    (rating,) = speaking.rungs.rate({rung.id: 70})
    speaking.settings.set("a key", 1)
    assert find_by_id(speaking.contents, rung.id) == ("rungs", rung.id)
    for identifier in (rating.id, *speaking.contents.settings):
        with pytest.raises(Rejected):
            find_by_id(speaking.contents, identifier)
