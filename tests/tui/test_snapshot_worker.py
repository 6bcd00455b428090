"""The snapshot worker builds in another thread's time and shows only what is newer; no Textual needed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.snapshot import DashboardSnapshot
from efficacy_tui.tui.snapshot_worker import SnapshotWorker


class Jobs:
    """Runs the worker's jobs when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []
        self.ready: list[tuple[DashboardSnapshot, int]] = []

    def run_in_thread(self, job: Callable[[], None], group: str) -> None:
        assert group == "snapshot"
        self.waiting.append(job)

    def on_ready(self, snapshot: DashboardSnapshot, number: int) -> None:
        self.ready.append((snapshot, number))

    def run(self) -> None:
        for job in self.waiting:
            job()
        self.waiting.clear()


@pytest.fixture
def jobs() -> Jobs:
    return Jobs()


@pytest.fixture
def worker(speaking: Journal, jobs: Jobs) -> SnapshotWorker:
    return SnapshotWorker(lambda: speaking, jobs.run_in_thread, jobs.on_ready)


def test_an_older_snapshot_never_replaces_a_newer_one(worker: SnapshotWorker, speaking: Journal) -> None:
    older = worker.build()
    speaking.domains.add("Writing", "write a page")
    worker.invalidate({"domains"}, None)
    newer = worker.build()
    assert worker.publish(*newer)
    assert not worker.publish(*older)
    assert worker.snapshot is newer[0]


def test_snapshots_published_in_order_replace_each_other(worker: SnapshotWorker) -> None:
    first, second = worker.build(), worker.build()
    assert worker.publish(*first)
    assert worker.publish(*second)
    assert not worker.publish(*second)
    assert worker.snapshot is second[0]


def test_a_change_is_in_the_next_snapshot(worker: SnapshotWorker, speaking: Journal, jobs: Jobs) -> None:
    domain = speaking.domains.focus()
    assert domain is not None
    worker.rebuild()
    speaking.checkins.record(domain.id, 70)
    worker.invalidate({"checkins"}, {domain.id})
    jobs.run()
    (before, _), (after, _) = jobs.ready
    assert before.domain_stats[domain.id].ratings == after.domain_stats[domain.id].ratings != ()


def test_what_another_program_changed_is_built_again_whole(
    worker: SnapshotWorker, speaking: Journal, jobs: Jobs
) -> None:
    worker.build()
    speaking.domains.add("Writing", "write a page")
    worker.invalidate({"domains"}, None)
    jobs.run()
    (snapshot, number), *rest = jobs.ready
    assert rest == []
    assert number == 2
    assert [domain.name for domain in snapshot.domains] == ["Speaking", "Writing"]


def test_a_preview_is_not_published_by_itself(worker: SnapshotWorker) -> None:
    preview = worker.preview()
    assert preview.domains
    assert worker.snapshot is None
