"""Syncing on the dashboard: when it opens and when it closes, never in the way of keys."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from efficacy_tui.config.settings import Settings
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.store.sealing import key_ring
from efficacy_tui.sync import round as sync_round
from efficacy_tui.sync import sync_worker
from efficacy_tui.sync.bare_repository import BareRepository
from efficacy_tui.sync.deadline import Deadline
from efficacy_tui.sync.git_errors import GitFailure
from efficacy_tui.sync.problems import SyncProblem
from efficacy_tui.tui import lifecycle_app
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.sealed_files import is_sealed, seal_journal
from tests.sync.conftest import Machine, git


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    return tmp_path / "remote.git"


@pytest.fixture
def settings() -> Settings:
    settings = Settings()
    settings.change("sync", "start-and-end")
    return settings


@pytest.fixture(autouse=True)
def _no_settings_of_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def elsewhere(speaking: Journal, path: Path, remote: Path, tmp_path: Path) -> Machine:
    """Another machine with the same journal; the one of the test is set up."""
    here = Machine(path.parent, remote, 5)
    here.begin()
    here.sync()
    other = Machine(tmp_path / "elsewhere", remote, 6)
    other.begin()
    other.sync()
    return other


def header(person: DashboardDriver) -> str:
    return person.text().splitlines()[0]


async def quit_and_wait(person: DashboardDriver) -> None:
    """Press the key for quitting, and wait until the program has ended."""
    await person.press("q")
    await person.wait_for(lambda: not person.app.is_running)


async def test_what_others_recorded_is_there_soon_after_the_start_and_said(
    elsewhere: Machine, open_dashboard: OpenDashboard, settings: Settings
) -> None:
    elsewhere.add("on the laptop")
    elsewhere.sync()
    async with open_dashboard(settings=settings) as person:
        await person.wait_for(lambda: "on the laptop" in person.text())
        await person.wait_for(lambda: "From your other machines: added 1 entry." in person.toasts())
        await person.wait_for(lambda: "⇅" not in header(person))


async def test_a_sealed_journal_is_synced_sealed_once_it_is_unlocked(
    elsewhere: Machine, path: Path, remote: Path, open_dashboard: OpenDashboard, settings: Settings
) -> None:
    seal_journal(path)
    async with open_dashboard(settings=settings) as person:
        await person.wait_for(lambda: "journal.json.key" in git(remote, "ls-tree", "--name-only", "journal"))
        person.app.journal.evidence.add(Mastery, person.app.journal.domains.all()[0].id, "sealed at the end")
        before = git(remote, "rev-parse", "journal")
        await person.wait_for(lambda: "⇅" not in header(person))
        await quit_and_wait(person)
        assert git(remote, "rev-parse", "journal") != before
    assert git(remote, "rev-list", "--count", "journal") == "1"
    assert is_sealed(path)


async def test_a_round_that_finds_the_journal_locked_changes_nothing(
    elsewhere: Machine, path: Path, remote: Path, open_dashboard: OpenDashboard, settings: Settings
) -> None:
    seal_journal(path)
    async with open_dashboard() as person:
        before = path.read_bytes(), git(remote, "rev-parse", "journal")
        key_ring.drop_all()
        person.app.sync_worker.start()
        await person.wait_for(lambda: "it is locked now. Nothing was changed." in " ".join(person.toasts().split()))
        assert (path.read_bytes(), git(remote, "rev-parse", "journal")) == before


async def test_the_sign_is_shown_while_it_runs_and_keys_work(
    elsewhere: Machine, open_dashboard: OpenDashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on, threads = threading.Event(), []
    fetch = BareRepository.fetch

    def fetch_slowly(repository: BareRepository, *arguments: str) -> str | None:
        threads.append(threading.current_thread())
        may_go_on.wait(10)
        return fetch(repository, *arguments)

    monkeypatch.setattr(BareRepository, "fetch", fetch_slowly)
    async with open_dashboard() as person:
        # The driver waits until no thread is at work, so the round begins after that.
        person.app.sync_worker.start()
        await person.wait_for(lambda: "⇅" in header(person))
        person.app.action_command("evidence")
        await person.wait_for(lambda: isinstance(person.app.screen, FlowDialog))
        may_go_on.set()
        await person.settle()
        await person.press("escape")
        await person.wait_for(lambda: "⇅" not in header(person))
    assert threading.main_thread() not in threads


async def test_a_problem_is_one_sentence_also_beside_the_first_question_and_the_sign_stays(
    elsewhere: Machine, remote: Path, open_dashboard: OpenDashboard, settings: Settings
) -> None:
    remote.rename(remote.with_name("away"))
    async with open_dashboard(settings=settings, ask=True) as person:
        await person.wait_for(lambda: isinstance(person.app.screen, FlowDialog))
        await person.wait_for(lambda: "! There is no repository at" in person.toasts())
        await person.press("escape")
        await person.wait_for(lambda: "⇅ waits" in header(person))
        await person.run_command("mask")
        await person.wait_for(lambda: "⇅ waits" in header(person))


async def test_what_was_recorded_is_sent_when_the_program_closes(
    elsewhere: Machine, open_dashboard: OpenDashboard, settings: Settings
) -> None:
    async with open_dashboard(settings=settings) as person:
        await person.wait_for(person.app.sync_worker.first_round_done.is_set)
        domain = person.journal.domains.all()[0].id
        person.journal.evidence.add(Mastery, domain, "on the desktop")
        await quit_and_wait(person)
    elsewhere.sync()
    assert "on the desktop" in elsewhere.texts()


async def test_nobody_is_reached_when_the_program_closes_with_nothing_new(
    elsewhere: Machine, open_dashboard: OpenDashboard, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_dashboard(settings=settings) as person:
        await person.wait_for(person.app.sync_worker.first_round_done.is_set)
        monkeypatch.setattr(sync_round, "run_round", None)
        await quit_and_wait(person)
        assert person.app.return_code == 0


async def test_closing_waits_two_seconds_at_most_for_a_server_that_does_not_answer(
    elsewhere: Machine, open_dashboard: OpenDashboard, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Deadline] = []

    def push_forever(repository: BareRepository, *_arguments: str) -> None:
        seen.append(repository.git.deadline)
        # As a git that hangs: it is only ended by its deadline.
        repository.git.deadline.shorten(0)
        raise GitFailure("offline", "there was no time left")

    monkeypatch.setattr(BareRepository, "push", push_forever)
    async with open_dashboard(settings=settings) as person:
        await person.wait_for(person.app.sync_worker.first_round_done.is_set)
        person.journal.evidence.add(Mastery, person.journal.domains.all()[0].id, "later")
        await quit_and_wait(person)
        assert person.app.return_code == 0
    assert [deadline.remaining(100) <= sync_worker.END_SECONDS for deadline in seen] == [True]


async def test_closing_cuts_the_first_round_short(
    elsewhere: Machine, open_dashboard: OpenDashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_fetching, is_cut_short = threading.Event(), threading.Event()

    def fetch_forever(repository: BareRepository, *_arguments: str) -> None:
        is_fetching.set()
        for _ in range(1000):
            if repository.git.deadline.remaining(100) <= sync_worker.END_SECONDS:
                is_cut_short.set()
                break
            threading.Event().wait(0.01)
        raise GitFailure("offline", "there was no time left")

    async with open_dashboard() as person:
        person.app.settings.change("sync", "start-and-end")
        monkeypatch.setattr(BareRepository, "fetch", fetch_forever)
        person.app.sync_worker.start()
        await person.wait_for(is_fetching.is_set)
        person.app.leave()
        await person.wait_for(is_cut_short.is_set)
        await person.wait_for(lambda: not person.app.is_running)


async def test_a_merge_that_takes_long_does_not_hold_up_closing(
    elsewhere: Machine, open_dashboard: OpenDashboard, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_released = threading.Event()

    def hang(*_: object, **__: object) -> None:
        is_released.wait(10)
        raise SyncProblem("Nobody hears this.")

    monkeypatch.setattr(lifecycle_app, "END_SECONDS", 0.05)
    async with open_dashboard(settings=settings) as person:
        await person.wait_for(person.app.sync_worker.first_round_done.is_set)
        person.journal.evidence.add(Mastery, person.journal.domains.all()[0].id, "later")
        monkeypatch.setattr(sync_round, "run_round", hang)
        await quit_and_wait(person)
        assert person.app.return_code == 0
    is_released.set()


async def test_the_next_start_goes_on_with_what_waits(
    elsewhere: Machine, path: Path, remote: Path, open_dashboard: OpenDashboard, settings: Settings
) -> None:
    away = remote.with_name("away")
    remote.rename(away)
    async with open_dashboard(settings=settings) as person:
        await person.wait_for(lambda: "⇅ waits" in header(person))
        person.journal.evidence.add(Mastery, person.journal.domains.all()[0].id, "on the train")
        await quit_and_wait(person)
    away.rename(remote)
    async with open_dashboard(settings=settings) as person:
        await person.wait_for(person.app.sync_worker.first_round_done.is_set)
        await person.wait_for(lambda: "⇅" not in header(person))
    assert "on the train" in git(remote, "cat-file", "blob", "journal:journal.json")


async def test_switched_on_without_a_repository_it_says_how_to_set_it_up(
    speaking: Journal, open_dashboard: OpenDashboard, settings: Settings
) -> None:
    async with open_dashboard(settings=settings) as person:
        await person.wait_for(lambda: "efficacy sync --init ADDRESS" in person.toasts())
        assert "⇅" not in header(person)


async def test_without_the_setting_nothing_of_it_is_loaded(
    elsewhere: Machine, open_dashboard: OpenDashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_round, "run_round", None)
    async with open_dashboard() as person:
        person.journal.evidence.add(Mastery, person.journal.domains.all()[0].id, "here only")
        await quit_and_wait(person)
        assert person.app.return_code == 0
    assert not elsewhere.sync().merges


async def test_the_demo_is_not_synced(
    elsewhere: Machine, open_dashboard: OpenDashboard, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_round, "run_round", None)
    async with open_dashboard(settings=settings, demo=True) as person:
        await quit_and_wait(person)
        assert person.app.return_code == 0


@pytest.mark.parametrize("width", [200, 120, 80, 60, 40])
async def test_the_header_has_room_for_the_sign(
    elsewhere: Machine, remote: Path, open_dashboard: OpenDashboard, settings: Settings, width: int
) -> None:
    remote.rename(remote.with_name("away"))
    async with open_dashboard((width, 20), settings=settings) as person:
        await person.wait_for(lambda: "⇅ waits" in header(person))
        assert len(header(person)) <= width
