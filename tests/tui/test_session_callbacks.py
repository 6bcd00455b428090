"""A journal session says by callbacks how opening and closing went; it runs without Textual."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from efficacy_tui.journal.events import Changed, JournalEvent, JournalGone
from efficacy_tui.journal.journal import Journal
from efficacy_tui.store import atomic_file
from efficacy_tui.store.erase import erase_everything
from efficacy_tui.store.errors import JournalErased, JournalUnreadable
from efficacy_tui.tui.journal_session import JournalSession, SessionCallbacks
from tests.support.fixed_clock import FixedClock


class Host:
    """Runs every job at once and notes each call."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.events: list[JournalEvent] = []
        self.callbacks = SessionCallbacks(
            run_in_thread=self.run,
            on_event=self.events.append,
            on_open=lambda: self.calls.append("open"),
            on_damaged=self.damaged,
            on_open_failed=lambda reason: self.calls.append(f"failed: {reason}"),
            on_reload_failed=lambda reason: self.calls.append(f"not reloaded: {reason}"),
            on_closed=lambda unsaved: self.calls.append(f"closed, {unsaved} unsaved"),
            on_close_without_file=lambda: self.calls.append("not closed: the file is gone"),
        )

    def run(self, job: Callable[[], None], group: str) -> None:
        self.calls.append(group)
        job()

    def damaged(self, error: JournalUnreadable) -> None:
        self.calls.append(f"damaged: {error.path.name}")


@pytest.fixture
def host() -> Host:
    return Host()


def test_a_session_opens_a_journal_that_is_made_in_its_thread(path: Path, clock: FixedClock, host: Host) -> None:
    session = JournalSession(lambda: Journal(path, clock), host.callbacks)
    assert session.location == "is being opened"
    session.start_opening()
    assert host.calls == ["open", "open"]
    assert session.is_open
    assert session.location == str(path)
    assert session.end() == 0


def test_a_session_that_was_never_opened_has_nothing_to_save(path: Path, clock: FixedClock, host: Host) -> None:
    assert JournalSession(Journal(path, clock), host.callbacks).end() is None
    assert host.calls == []


def test_a_damaged_file_is_reported_and_left_alone(path: Path, clock: FixedClock, host: Host) -> None:
    path.parent.mkdir(parents=True)
    path.write_text("{", encoding="utf-8")
    session = JournalSession(Journal(path, clock), host.callbacks)
    session.start_opening()
    assert host.calls == ["open", "damaged: journal.json"]
    assert not session.is_open
    assert path.read_text(encoding="utf-8") == "{"


def test_another_programs_change_is_reported_as_foreign(speaking: Journal, clock: FixedClock, host: Host) -> None:
    session = JournalSession(Journal(speaking.path, clock), host.callbacks)
    session.start_opening()
    speaking.domains.add("Writing", "write a page")
    session.start_reloading()
    changes = [event for event in host.events if isinstance(event, Changed)]
    assert [(change.foreign, "domains" in change.tables) for change in changes] == [(True, True)]
    session.end()


def test_closing_goes_on_once_and_reports_what_is_not_saved(
    speaking: Journal, clock: FixedClock, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = JournalSession(Journal(speaking.path, clock), host.callbacks)
    session.start_opening()

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("efficacy_tui.tui.journal_session.CLOSE_SECONDS", 0.05)
    with monkeypatch.context() as full_disk:
        full_disk.setattr(atomic_file, "replace_file", refuse)
        session.journal.domains.add("Writing", "write a page")
        session.start_closing()
        session.start_closing()
    assert [call for call in host.calls if call.startswith("close")] == ["close", "closed, 1 unsaved"]
    session.is_closing = False
    session.start_closing()
    assert host.calls[-1] == "closed, 0 unsaved"


def test_closing_without_the_file_is_asked_about(speaking: Journal, clock: FixedClock, host: Host) -> None:
    journal = Journal(speaking.path, clock)
    journal.store._wait = lambda _: None
    session = JournalSession(journal, host.callbacks)
    session.start_opening()
    speaking.path.unlink()
    session.start_closing()
    assert host.calls[-1] == "not closed: the file is gone"
    assert not session.is_closing
    journal.write_again()
    session.start_closing()
    assert host.calls[-1] == "closed, 0 unsaved"


def test_an_erased_file_is_reported_once(speaking: Journal, clock: FixedClock, host: Host) -> None:
    journal = Journal(speaking.path, clock)
    journal.store._wait = lambda _: None
    session = JournalSession(journal, host.callbacks)
    session.start_opening()
    erase_everything(speaking.path, clock.now())
    session.start_reloading()
    session.start_reloading()
    assert [event for event in host.events if isinstance(event, JournalGone)] == [
        JournalGone(True, str(JournalErased(speaking.path)))
    ]
    assert session.end() == 0
    assert not speaking.path.exists()
