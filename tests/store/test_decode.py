"""Reading the bytes of a journal: how large it may be, and why it is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from efficacy_tui.store import decode
from efficacy_tui.store.decode import UnreadableBytes, check_size, parse, read_journal
from tests.support.store_files import start_journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a journal with one rating that was replaced."""
    journal, domain = start_journal(tmp_path / "journal.json")
    for confidence in (60, 70):
        journal.checkins.record(domain, confidence)
    return journal.path


def test_a_file_of_a_hundred_megabytes_is_read_and_a_larger_one_than_150_is_not() -> None:
    check_size(100_000_000)
    check_size(150_000_000)
    with pytest.raises(UnreadableBytes, match="it is 151 MB, more than a journal can be"):
        check_size(151_000_000)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = path.stat().st_size
    monkeypatch.setattr(decode, "MAX_BYTES", size)
    assert read_journal(path, str).contents.checkins
    monkeypatch.setattr(decode, "MAX_BYTES", size - 1)
    monkeypatch.setattr(decode, "parse", lambda *_: pytest.fail("the file was read"))
    with pytest.raises(UnreadableBytes, match="more than a journal can be"):
        read_journal(path, str)


def test_bytes_that_are_too_large_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = path.read_bytes()
    monkeypatch.setattr(decode, "MAX_BYTES", len(data) - 1)
    with pytest.raises(UnreadableBytes, match="more than a journal can be"):
        parse(data, str)


def test_a_bad_record_in_a_file_of_this_format_is_named_as_that(path: Path) -> None:
    tables = json.loads(path.read_text("utf-8"))
    next(iter(tables["checkins"].values()))["confidence"] = 101
    with pytest.raises(UnreadableBytes) as error:
        parse(json.dumps(tables).encode(), str)
    assert str(error.value).startswith("a record in it is invalid (")
    assert "confidence" in str(error.value)


def test_json_without_a_schema_is_no_journal() -> None:
    for text in ("{}", '{"meta": {}}', "[]", "7"):
        with pytest.raises(UnreadableBytes, match=r"not a journal of this program|invalid"):
            parse(text.encode(), str)


def test_steps_are_in_the_order_of_their_numbers(path: Path) -> None:
    tables = json.loads(path.read_text("utf-8"))
    first, *others = tables["history"].values()
    # As text “10” comes before “9”.
    tables["history"] = {"10": others[-1], "9": first}
    steps = parse(json.dumps(tables).encode(), str).steps
    assert [step.id for step in steps] == [first["id"], others[-1]["id"]]
