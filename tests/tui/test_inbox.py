"""The inbox in the dashboard: read when it opens, off the event loop, and before anything is asked."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest

from efficacy_tui.config.settings import Settings
from efficacy_tui.flows import inbox as inbox_flow
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.app import EfficacyApp
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from tests.conftest import OpenDashboard


def settings_with(path: Path) -> Settings:
    settings = Settings()
    settings.change("inbox", str(path))
    return settings


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    path = tmp_path / "phone.csv"
    path.write_text("day,domain,confidence\n2026-11-22,Speaking,70\nsoon,Speaking,60\n", encoding="utf-8")
    return path


async def test_the_inbox_is_read_when_the_dashboard_opens(
    speaking: Journal, inbox: Path, open_dashboard: OpenDashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []
    read_inbox = inbox_flow.read_inbox

    def read(path: Path, now: dt.datetime) -> object:
        threads.append(threading.current_thread())
        return read_inbox(path, now)

    monkeypatch.setattr(inbox_flow, "read_inbox", read)
    async with open_dashboard(settings=settings_with(inbox)) as person:
        await person.wait_for(lambda: "From your inbox: 1 rating." in person.toasts())
        assert "Not readable in your inbox: phone.csv, line 3: day “soon” is not a day" in person.toasts()
        assert [row.confidence for row in person.journal.contents.checkins.values()] == [70]
        await person.run_command("undo")
        assert not person.journal.contents.checkins
    assert len(threads) == 1
    assert threading.main_thread() not in threads


async def test_what_was_rated_on_the_phone_today_is_not_asked(
    speaking: Journal, inbox: Path, open_dashboard: OpenDashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_asking = threading.Event()
    read_inbox, ask_what_is_due = inbox_flow.read_inbox, EfficacyApp.ask_what_is_due

    def read(path: Path, now: dt.datetime) -> object:
        # Asking first would end this wait.
        is_asking.wait(0.3)
        return read_inbox(path, now)

    def ask(app: EfficacyApp) -> None:
        is_asking.set()
        ask_what_is_due(app)

    monkeypatch.setattr(inbox_flow, "read_inbox", read)
    monkeypatch.setattr(EfficacyApp, "ask_what_is_due", ask)
    async with open_dashboard(settings=settings_with(inbox), ask=True) as person:
        await person.wait_for(is_asking.is_set)
        await person.settle()
        assert "From your inbox" in person.toasts()
        assert not isinstance(person.app.screen, FlowDialog)


async def test_the_inbox_may_be_missing(speaking: Journal, tmp_path: Path, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard(settings=settings_with(tmp_path / "gone.csv")) as person:
        await person.wait_for(lambda: "gone.csv: it cannot be read" in person.toasts())


async def test_the_demo_reads_no_inbox(speaking: Journal, inbox: Path, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard(settings=settings_with(inbox), demo=True) as person:
        await person.settle()
        assert not person.journal.contents.checkins
