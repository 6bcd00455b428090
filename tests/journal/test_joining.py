"""Offering to join domains of one name, and everything that no longer shows the one that was joined."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from efficacy_tui.exchange.apply_import import apply_import, build_planner
from efficacy_tui.exchange.export import export
from efficacy_tui.exchange.readers.own_json import read_json
from efficacy_tui.journal.events import JournalEvent, NamesakesNoticed
from efficacy_tui.journal.joining import find_new_namesakes, preview_join
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.maintenance import erase, erase_matches, find_text, merge_copy, purge_history
from efficacy_tui.journal.names import read_names
from efficacy_tui.journal.snapshot import SnapshotBuilder, build_with
from efficacy_tui.journal.status import read_status
from efficacy_tui.journal.versions import bring_back, choose_version, find_record, find_records, read_versions
from efficacy_tui.model.records import Mastery
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.tables import Contents
from efficacy_tui.wording.joins import preview_lines, shell_offer
from efficacy_tui.wording.merge import merge_lines
from tests.support.joined_domains import misplaced_records
from tests.support.journal_rules import broken_rules
from tests.support.namesakes import add_namesake
from tests.support.store_files import NOON, open_journal

Machines = tuple[Journal, Journal]

OLDER, YOUNGER = "Speaking", "  spéaking "


@pytest.fixture
def machines(tmp_path: Path) -> Machines:
    """Two machines with a domain of one name each; the first has merged the second."""
    journals = []
    for number, (name, task) in enumerate(((OLDER, "give a talk"), ("Speaking", "speak up")), 1):
        journal = open_journal(tmp_path / str(number) / "journal.json", NOON + dt.timedelta(hours=number), number)
        domain = journal.domains.add(name, task).id
        journal.checkins.record(domain, 40 + 10 * number)
        journal.evidence.add(Mastery, domain, f"of machine {number}")
        journals.append(journal)
    here, there = journals
    younger = there.domains.all()[0]
    there.change("Rename", lambda unit: unit.change(younger, name=YOUNGER))
    merge_copy(here, there.path, accept_other=True)
    here.clock.move(hours=5)  # type: ignore[attr-defined]  # a fixed clock
    return here, there


def join(journal: Journal) -> str:
    return journal.domains.join_namesakes(journal.domains.all()[0].id).id


# -- the offer ----------------------------------------------------------------------------------------


def test_names_are_compared_without_case_accents_and_blanks(machines: Machines) -> None:
    (group,) = machines[0].domains.all_namesakes()
    assert [domain.name for domain in group] == [OLDER, YOUNGER]
    assert machines[0].domains.find_namesakes_by_name("SPEAKING") == group
    assert shell_offer(group) == "Two domains are called Speaking. Join them: efficacy domain join Speaking"
    with pytest.raises(Rejected, match=r"Two domains are called Speaking\. Join them"):
        machines[0].domains.find_by_name("speaking")


def test_a_merge_offers_the_join_once(machines: Machines) -> None:
    here, there = machines
    events: list[JournalEvent] = []
    there.subscribe(events.append)
    for _ in range(2):
        merge_copy(there, here.path, accept_other=True)
    (notice,) = [event for event in events if isinstance(event, NamesakesNoticed)]
    assert [domain.name for domain in notice.group] == [OLDER, YOUNGER]


def test_a_reload_that_brings_a_namesake_offers_the_join(machines: Machines) -> None:
    here, _ = machines
    watching = open_journal(here.path)
    events: list[JournalEvent] = []
    watching.subscribe(events.append)
    domain = here.domains.add("Talking", "talk").id
    watching.refresh()
    assert not any(isinstance(event, NamesakesNoticed) for event in events)
    # A rename on one machine makes it the third of that name.
    here.change("Rename", lambda unit: unit.change(unit.contents.domains[domain], name="Speaking"))
    watching.refresh()
    (notice,) = [event for event in events if isinstance(event, NamesakesNoticed)]
    assert len(notice.group) == 3


def test_namesakes_that_were_there_before_are_not_new(machines: Machines) -> None:
    contents = machines[0].contents
    assert find_new_namesakes(contents, contents) == []
    assert len(find_new_namesakes(Contents(), contents)) == 1


def test_the_preview_counts_what_comes_together(machines: Machines) -> None:
    here, _ = machines
    (group,) = here.domains.all_namesakes()
    due = here.today() + dt.timedelta(days=2)
    for domain in group:
        here.challenges.start(domain.id, title="I will", done_when="done", difficulty=3, odds=50, due=due)
    here.rungs.rate({rung.id: 50 for domain in group for rung in here.rungs.all(domain.id)})
    preview = preview_join(here.contents, group)
    assert (preview.twice_rated_days, preview.open_challenges, preview.has_other_tasks) == (1, 2, True)
    assert dict(preview.counts[group[1].id]) == {
        "rungs": 1,
        "rung_ratings": 1,
        "challenges": 1,
        "evidence": 1,
        "checkins": 1,
    }
    lines = list(preview_lines(preview, here.today()))
    assert (
        lines[1] == "joins    spéaking, since Mon 2 Mar: 1 rung, 1 rating of a rung, 1 challenge, 1 entry, 1 check-in"
    )
    assert lines[2:] == [
        "1 day was rated in more than one of them; the later rating is shown.",
        "Two challenges are open; the one that began last stays open.",
        "Ratings of another task stay a series of their own.",
        "One undo takes it all back.",
    ]


def test_a_domain_with_a_namesake_can_still_be_edited(machines: Machines) -> None:
    here, _ = machines
    older, younger = here.domains.all_namesakes()[0]
    here.domains.edit(older.id, older.name, "give a longer talk")
    with pytest.raises(Rejected, match="already have"):
        here.domains.edit(older.id, "speaking", "talk")
    here.domains.edit(younger.id, "Talking", "talk")
    assert here.domains.all_namesakes() == []


# -- what no longer shows the joined one ----------------------------------------------------------------


def test_a_joined_domain_appears_nowhere(machines: Machines) -> None:
    here, _ = machines
    owner = join(here)
    assert [domain.id for domain in here.domains.all(archived=True)] == [owner]
    assert here.domains.find_by_name("speak").id == owner
    assert here.domains.name_problem("Spéaking ") is not None
    here.domains.edit(owner, "Talking", "give a talk")
    assert here.domains.name_problem("Speaking") is None
    names = read_names(here.path)
    assert (names.domains, names.archived) == (("Talking",), ())
    assert read_status(here.path, here.now()).domains == 1
    snapshot = build_with(SnapshotBuilder().build, here.contents, here.today(), None)
    assert [domain.id for domain in snapshot.domains] == [owner]
    assert {item.domain for item in snapshot.items} == {owner}
    assert snapshot.missing == ()
    assert not [problem for problem in diagnose(here.path, here.now()) if not problem.note]
    assert here.domains.add("Writing", "write").colour != here.contents.domains[owner].colour
    for form in ("markdown", "html"):
        report = export(here.contents, form, at=here.now(), today=here.today())
        assert YOUNGER.strip() not in next(iter(report.values())).decode()


def test_the_doctor_names_namesakes_as_a_note_and_mends_a_record_of_a_joined_domain(
    machines: Machines,
) -> None:
    here, _ = machines
    (note,) = [item for item in diagnose(here.path, here.now()) if "called" in item.description]
    assert str(note) == "domains: 2 are called Speaking. “efficacy domain join Speaking” joins them."
    assert note.note
    owner = join(here)
    tables = json.loads(here.path.read_bytes())
    (joined_id,) = {row["id"] for row in tables["domains"].values()} - {owner}
    next(iter(tables["evidence"].values()))["domain"] = joined_id
    here.path.write_text(json.dumps(tables), encoding="utf-8")
    assert [item.fix for item in diagnose(here.path, here.now()) if not item.note] == ["settle"]


def test_the_doctor_does_not_ask_for_a_focus_of_a_joined_domain(machines: Machines) -> None:
    here, _ = machines
    here.domains.archive(join(here))
    tables = json.loads(here.path.read_bytes())
    for row in tables["domains"].values():
        if "joined" in row:
            del row["archived"]
    here.path.write_text(json.dumps(tables), encoding="utf-8")
    assert [item for item in diagnose(here.path, here.now()) if not item.note] == []


def test_the_earlier_versions_of_a_record_do_not_differ_by_the_join(machines: Machines) -> None:
    here, _ = machines
    entry = next(row for row in here.contents.evidence.values() if row.text == "of machine 2")
    here.evidence.edit(entry.id, text="worded anew")
    owner = join(here)
    history = read_versions(here)
    assert {version.row.domain for version in history.versions(("evidence", entry.id))} == {owner}
    assert [version.row.text for version in history.differing_versions(("evidence", entry.id))] == ["of machine 2"]
    assert find_records(history, "Speaking") == [("domains", owner)]
    bring_back(here, choose_version(history, ("evidence", entry.id), None), "the entry")
    assert here.contents.evidence[entry.id].text == "of machine 2"
    assert here.contents.evidence[entry.id].domain == owner
    here.undo()
    here.undo()
    assert here.contents.evidence[entry.id].domain == entry.domain
    assert here.contents.evidence[entry.id].text == "worded anew"


def test_the_version_before_the_join_comes_back_once_its_name_is_free(machines: Machines) -> None:
    here, _ = machines
    _, younger = here.domains.all_namesakes()[0]
    owner = join(here)
    history = read_versions(here)
    key = find_record(history, younger.id)
    assert key == ("domains", younger.id)
    version = choose_version(history, key, here.now() - dt.timedelta(hours=1))
    with pytest.raises(Rejected, match="Another domain is called Speaking now"):
        bring_back(here, version, "Speaking")
    here.domains.edit(owner, "Talking", "give a talk")
    bring_back(here, version, "Speaking")
    assert {domain.id for domain in here.domains.all()} == {owner, younger.id}
    assert misplaced_records(here.contents) == []
    assert find_record(read_versions(here), "of machine 2")[0] == "evidence"


# -- merging, exports, erasing, purging ----------------------------------------------------------------


def test_a_merge_that_brings_the_join_says_so_in_one_line(machines: Machines) -> None:
    here, there = machines
    merge_copy(there, here.path, accept_other=True)
    join(here)
    lines = merge_lines(merge_copy(there, here.path, accept_other=True), there.today())
    assert "joined   two domains called Speaking" in lines
    assert not any("check-in" in line for line in lines)


def test_an_export_of_joined_domains_makes_the_same_journal_again(machines: Machines, tmp_path: Path) -> None:
    here, _ = machines
    owner = join(here)
    # Even if the one that was joined comes first in the person's order.
    (younger,) = (row for row in here.contents.domains.values() if row.id != owner)
    here.change("Order", lambda unit: unit.change(younger, order=-5))
    assert min(here.contents.domains.values(), key=lambda row: row.order).id == younger.id
    data = next(iter(export(here.contents, "json", at=here.now(), today=here.today()).values()))
    other = open_journal(tmp_path / "3" / "journal.json", NOON + dt.timedelta(days=1), 3)
    apply_import(other, "export.json", build_planner(other, read_json({"export.json": data})))
    for name in ("domains", "evidence", "checkins"):
        assert dict(other.contents.table(name)) == dict(here.contents.table(name))
    assert broken_rules(other.contents) == []
    assert other.undo() == "Import: export.json"
    assert not other.contents.domains


def test_an_export_from_before_the_join_comes_in_under_the_domain_that_is_kept(
    machines: Machines,
) -> None:
    here, there = machines
    younger = there.domains.all()[0].id
    there.evidence.add(Mastery, younger, "only there")
    data = next(iter(export(there.contents, "json", at=there.now(), today=there.today()).values()))
    owner = join(here)
    plan = apply_import(here, "export.json", build_planner(here, read_json({"export.json": data})))
    # Only the joined domain itself differs.
    assert (dict(plan.new), dict(plan.skipped_reasons)) == ({"evidence": 1}, {"the version here is newer": 1})
    assert {row.domain for row in here.contents.evidence.values()} == {owner}


def test_words_in_the_name_of_a_joined_domain_are_found_and_erased(machines: Machines) -> None:
    here, _ = machines
    owner = join(here)
    matches = find_text(here, "spéaking")
    assert [row.name for row in matches.joined] == [YOUNGER]
    erase_matches(here, matches, "spéaking")
    for file in here.path.parent.rglob("*.json"):
        assert "spéaking" not in file.read_text(encoding="utf-8").casefold()
    assert {row.name for row in here.contents.domains.values()} == {OLDER}
    assert [domain.id for domain in here.domains.all()] == [owner]
    assert len(here.contents.evidence) == 2
    assert broken_rules(here.contents) == []


def test_erasing_the_domain_erases_what_was_joined_to_it_from_every_file(machines: Machines) -> None:
    here, _ = machines
    report = erase(here, join(here))
    assert (report.records["domains"], report.records["evidence"]) == (2, 2)
    for file in here.path.parent.rglob("*.json"):
        assert "of machine" not in file.read_text(encoding="utf-8")
    assert not here.domains.all(archived=True)


def test_after_purging_the_history_everything_stays_under_the_domain_that_is_kept(
    machines: Machines,
) -> None:
    here, there = machines
    owner = join(here)
    purge_history(here)
    assert {entry.was["text"] for entry in here.contents.adjusted.values() if "text" in entry.was} == {"of machine 2"}
    assert all(entry.stamp is not None for entry in here.contents.adjusted.values())
    here.clock.move(minutes=1)  # type: ignore[attr-defined]  # a fixed clock
    merge_copy(here, there.path, accept_other=True)
    assert {row.domain for row in here.contents.evidence.values()} == {owner}
    assert broken_rules(here.contents) == []


def test_what_came_while_no_program_was_open_is_offered_at_one_start_only(machines: Machines) -> None:
    here, _ = machines
    groups = []
    for number in range(3):
        if number == 2:
            add_namesake(here, "Speaking")
        journal = open_journal(here.path, here.now(), 5 + number)
        journal.subscribe(lambda event: groups.append(event.group) if isinstance(event, NamesakesNoticed) else None)
        journal.offer_namesakes()
        here.refresh()
    assert [len(group) for group in groups] == [2, 3]
    join(here)
    here.undo()
    here.offer_namesakes()
    assert len(groups) == 2


def test_an_export_of_joined_domains_goes_where_a_domain_of_that_name_is(machines: Machines, tmp_path: Path) -> None:
    here, _ = machines
    owner = join(here)
    (younger,) = (row for row in here.contents.domains.values() if row.id != owner)
    here.change("Order", lambda unit: unit.change(younger, order=-5, name="Talking"))
    data = next(iter(export(here.contents, "json", at=here.now(), today=here.today()).values()))
    other = open_journal(tmp_path / "3" / "journal.json", NOON + dt.timedelta(days=1), 3)
    domain = other.domains.add("speaking", "speak").id
    apply_import(other, "export.json", build_planner(other, read_json({"export.json": data})))
    assert list(other.contents.domains) == [domain]
    assert {row.domain for row in other.contents.evidence.values()} == {domain}
