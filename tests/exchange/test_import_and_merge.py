"""An import after a deletion, then a merge: nothing deleted comes back unasked, and nothing imported is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from efficacy_tui.exchange.export import ExportFormat
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.maintenance import erase, merge_copy
from efficacy_tui.model.records import Mastery
from tests.support.export_import import export_to, import_into
from tests.support.fixed_clock import FixedClock
from tests.support.store_files import open_journal, start_journal

FORMATS = ("json", "csv")


class Machines:
    """Two machines with the same journal, and an export of it."""

    def __init__(self, folder: Path, form: ExportFormat) -> None:
        self.here, self.domain = start_journal(folder / "here.json")
        for text in ("first", "second"):
            self.here.evidence.add(Mastery, self.domain, text)
        self.here.checkins.record(self.domain, 70)
        self.export = export_to(self.here, form, folder / "export")
        (folder / "there.json").write_bytes(self.here.path.read_bytes())
        self.there = open_journal(folder / "there.json")
        self.pass_time()

    def pass_time(self) -> None:
        """Let an hour pass on both machines."""
        for journal in (self.here, self.there):
            assert isinstance(journal.clock, FixedClock)
            journal.clock.move(hours=1)

    def merge(self, *, here_first: bool) -> None:
        """Merge both ways, and check that the machines agree."""
        first, second = (self.here, self.there) if here_first else (self.there, self.here)
        merge_copy(first, second.path)
        merge_copy(second, first.path)
        assert self.here.contents == self.there.contents


@pytest.fixture(params=FORMATS)
def machines(tmp_path: Path, request: pytest.FixtureRequest) -> Machines:
    return Machines(tmp_path, request.param)


def texts(journal: Journal) -> set[str]:
    return {row.text for row in journal.contents.evidence.values()}


def delete(journal: Journal, text: str) -> None:
    """Delete the entry with this text."""
    journal.evidence.delete(next(key for key, row in journal.contents.evidence.items() if row.text == text))


@pytest.mark.parametrize("here_first", [True, False])
def test_what_was_imported_after_its_deletion_survives_the_merge_with_the_deletion(
    machines: Machines, here_first: bool
) -> None:
    delete(machines.here, "first")
    machines.merge(here_first=True)
    assert texts(machines.there) == {"second"}
    machines.pass_time()
    import_into(machines.here, machines.export)
    machines.merge(here_first=here_first)
    assert texts(machines.here) == {"first", "second"}
    assert not machines.here.contents.tombstones
    assert [row.confidence for row in machines.here.contents.checkins.values()] == [70]


@pytest.mark.parametrize("here_first", [True, False])
def test_an_imported_entry_survives_a_deletion_of_the_other_machine_that_was_earlier(
    machines: Machines, here_first: bool
) -> None:
    delete(machines.there, "first")
    machines.pass_time()
    delete(machines.here, "first")
    machines.pass_time()
    import_into(machines.here, machines.export)
    machines.merge(here_first=here_first)
    assert texts(machines.here) == {"first", "second"}


@pytest.mark.parametrize("here_first", [True, False])
def test_what_the_other_machine_deleted_later_stays_deleted(machines: Machines, here_first: bool) -> None:
    delete(machines.here, "first")
    machines.pass_time()
    import_into(machines.here, machines.export)
    machines.pass_time()
    delete(machines.there, "first")
    machines.merge(here_first=here_first)
    assert texts(machines.here) == {"second"}


@pytest.mark.parametrize("here_first", [True, False])
def test_a_deletion_that_the_export_does_not_concern_holds(machines: Machines, here_first: bool) -> None:
    machines.here.evidence.add(Mastery, machines.domain, "later")
    machines.merge(here_first=True)
    machines.pass_time()
    delete(machines.here, "later")
    delete(machines.here, "first")
    import_into(machines.here, machines.export)
    machines.there.evidence.add(Mastery, machines.domain, "meanwhile")
    machines.merge(here_first=here_first)
    assert texts(machines.here) == {"first", "second", "meanwhile"}


def test_an_import_that_knew_nothing_of_a_deletion_does_not_undo_it(machines: Machines, tmp_path: Path) -> None:
    """A new machine is filled from an old export and then joins the others, where an entry was deleted since."""
    delete(machines.here, "first")
    machines.pass_time()
    fresh = open_journal(tmp_path / "fresh.json", machines.here.now())
    import_into(fresh, machines.export)
    assert texts(fresh) == {"first", "second"}
    merge_copy(fresh, machines.here.path, accept_other=True)
    assert texts(fresh) == {"second"}


def test_the_undo_of_such_an_import_is_merged_as_a_deletion(machines: Machines) -> None:
    delete(machines.here, "first")
    machines.merge(here_first=True)
    machines.pass_time()
    import_into(machines.here, machines.export)
    machines.merge(here_first=True)
    machines.pass_time()
    assert machines.here.undo().startswith("Import: ")
    machines.merge(here_first=False)
    assert texts(machines.here) == {"second"}


def test_a_rating_whose_day_was_rated_again_after_the_deletion_is_kept_from_here(machines: Machines) -> None:
    (rating,) = machines.here.contents.checkins.values()
    machines.here.change("Delete", lambda unit: unit.delete(rating))
    machines.pass_time()
    machines.here.checkins.record(machines.domain, 30)
    import_into(machines.here, machines.export)
    machines.merge(here_first=True)
    assert [row.confidence for row in machines.here.contents.checkins.values()] == [30]


def test_an_erased_entry_is_not_brought_back_by_an_import_and_a_merge(machines: Machines) -> None:
    entry_id = next(key for key, row in machines.here.contents.evidence.items() if row.text == "first")
    erase(machines.here, entry_id)
    import_into(machines.here, machines.export)
    machines.merge(here_first=True)
    assert texts(machines.here) == {"second"}


# -- records that are fitted to this journal ---------------------------------------------------------------


def start_challenge(journal: Journal, domain: str, title: str) -> str:
    due = journal.today()
    return journal.challenges.start(domain, title=title, done_when="done", difficulty=40, odds=70, due=due).id


@pytest.mark.parametrize("here_first", [True, False])
@pytest.mark.parametrize("run", range(4))
def test_records_that_came_into_another_domain_of_the_same_name_survive_the_merge(
    tmp_path: Path, run: int, here_first: bool
) -> None:
    """Ids are drawn anew in each run: no order of ids may decide whether an entry stays."""
    machines = Machines(tmp_path, "json")
    for _ in range(4):
        machines.here.undo()
    assert not machines.here.contents.domains
    new_domain = machines.here.domains.add("Speaking", "give a talk")
    machines.there.evidence.add(Mastery, machines.domain, f"of run {run}")
    import_into(machines.here, export_to(machines.there, "json", tmp_path / "later"))
    assert {row.domain for row in machines.here.contents.evidence.values()} == {new_domain.id}
    machines.merge(here_first=here_first)
    assert texts(machines.here) == {"first", "second", f"of run {run}"}
    assert [row.confidence for row in machines.here.contents.checkins.values()] == [70]
    assert machines.here.contents.domains.keys() == {new_domain.id}


@pytest.mark.parametrize("run", range(4))
def test_a_challenge_that_came_in_as_let_go_stays_so(tmp_path: Path, run: int) -> None:
    machines = Machines(tmp_path, "json")
    mine = start_challenge(machines.here, machines.domain, "I will do mine")
    theirs = start_challenge(machines.there, machines.domain, "I will do theirs")
    import_into(machines.here, export_to(machines.there, "json", tmp_path / "later"))
    machines.here.challenges.close(mine, "succeeded")
    machines.merge(here_first=bool(run % 2))
    challenge = machines.here.contents.challenges[theirs]
    assert (challenge.status, challenge.outcome, challenge.outside_cause) == ("closed", "abandoned", True)


@pytest.mark.parametrize("here_first", [True, False])
def test_a_domain_archived_here_stays_so_although_the_export_renamed_it_later(
    machines: Machines, tmp_path: Path, here_first: bool
) -> None:
    machines.here.domains.archive(machines.domain)
    machines.pass_time()
    machines.there.domains.edit(machines.domain, "Speaking up", "give a talk")
    machines.pass_time()
    import_into(machines.here, export_to(machines.there, "json", tmp_path / "later"))
    machines.merge(here_first=here_first)
    domain = machines.here.contents.domains[machines.domain]
    assert (domain.name, domain.archived) == ("Speaking up", True)


def test_what_fits_as_it_is_keeps_the_instant_of_its_last_change(machines: Machines, tmp_path: Path) -> None:
    fresh = open_journal(tmp_path / "fresh.json", machines.here.now())
    import_into(fresh, machines.export)
    assert fresh.contents.domains == machines.here.contents.domains
    assert fresh.contents.evidence == machines.here.contents.evidence
    assert fresh.contents.checkins == machines.here.contents.checkins


def test_importing_again_changes_nothing_after_records_were_fitted(tmp_path: Path) -> None:
    machines = Machines(tmp_path, "json")
    other, _ = start_journal(tmp_path / "other.json")
    import_into(other, machines.export)
    entry_id = next(iter(machines.here.contents.evidence))
    other.clock.move(hours=5)  # type: ignore[attr-defined]  # a fixed clock
    other.evidence.edit(entry_id, text="reworded here")
    before = other.contents
    plan = import_into(other, machines.export)
    assert plan.is_empty
    assert other.contents == before


def test_the_place_a_domain_got_here_stays_after_the_merge(tmp_path: Path) -> None:
    machines = Machines(tmp_path, "json")
    other, first = start_journal(tmp_path / "other.json")
    other.domains.edit(first, "Cooking", "cook")
    for name in ("Writing", "Running"):
        machines.here.domains.add(name, f"do {name}")
    running = machines.here.domains.find_by_name("Running")
    assert running.order == 2
    import_into(other, export_to(machines.here, "json", tmp_path / "running", domain=running.id))
    assert other.contents.domains[running.id].order == 1
    merge_copy(other, machines.here.path, accept_other=True)
    assert other.contents.domains[running.id].order == 1


def test_a_deletion_in_the_export_deletes_nothing_here_and_nothing_later(machines: Machines, tmp_path: Path) -> None:
    delete(machines.there, "first")
    import_into(machines.here, export_to(machines.there, "json", tmp_path / "later"))
    assert texts(machines.here) == {"first", "second"}
    assert not machines.here.contents.tombstones
    (tmp_path / "copy.json").write_bytes(machines.here.path.read_bytes())
    merge_copy(machines.here, tmp_path / "copy.json")
    assert texts(machines.here) == {"first", "second"}


def test_a_deletion_in_the_export_of_what_is_not_here_is_remembered(machines: Machines, tmp_path: Path) -> None:
    delete(machines.there, "first")
    export = export_to(machines.there, "json", tmp_path / "later")
    fresh = open_journal(tmp_path / "fresh.json", machines.here.now())
    import_into(fresh, export)
    merge_copy(fresh, machines.here.path, accept_other=True)
    assert texts(fresh) == {"second"}
