"""Domains: their names, their order, and which one is the focus."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.types import COLOURS
from efficacy_tui.store.errors import NothingToUndo, Rejected
from tests.support.fixed_clock import FixedClock

NAMES = ["Speaking", "Writing", "Running", "Cooking"]


class DomainMachine(RuleBasedStateMachine):
    """Add, edit, focus, move, archive and restore domains, undo and redo, in any order."""

    @initialize()
    def begin(self) -> None:
        """Open an empty journal that is never written."""
        clock = FixedClock(dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC))
        self.journal = Journal(Path(tempfile.gettempdir()) / "never-written" / "journal.json", clock, seeded_ids(1))
        self.journal.open()
        self.journal.store.deferred = True
        self.added = 0

    @rule()
    @precondition(lambda self: self.added < 5)
    def add(self) -> None:
        """Add a domain."""
        self.added += 1
        self.journal.domains.add(f"Domain {self.added}", "do it")

    @rule(data=st.data(), action=st.sampled_from(("focus", "up", "down", "archive", "back", "edit")))
    @precondition(lambda self: self.journal.contents.domains)
    def change(self, data: st.DataObject, action: str) -> None:
        """Change one of the domains."""
        domains = self.journal.domains
        identifier = data.draw(st.sampled_from(sorted(self.journal.contents.domains)))
        match action:
            case "focus":
                domains.set_focus(identifier)
                assert domains.focus().id == identifier
            case "up" | "down":
                before = [domain.id for domain in domains.all()]
                domains.move(identifier, -1 if action == "up" else 1)
                after = [domain.id for domain in domains.all()]
                assert sorted(before) == sorted(after)
                if identifier in before:
                    old_index = before.index(identifier)
                    new_index = min(max(old_index + (-1 if action == "up" else 1), 0), len(before) - 1)
                    assert after.index(identifier) == new_index
            case "archive":
                domains.archive(identifier)
                assert identifier not in [domain.id for domain in domains.all()]
            case "back":
                domains.archive(identifier, archived=False)
                assert identifier in [domain.id for domain in domains.all()]
            case "edit":
                domains.edit(identifier, f"Renamed {identifier[:6]}", "do more")

    @rule(redo=st.booleans())
    def undo_or_redo(self, redo: bool) -> None:
        """Undo or redo, if there is a change to."""
        try:
            if redo:
                self.journal.redo()
            else:
                self.journal.undo()
        except NothingToUndo:
            pass

    @invariant()
    def exactly_one_is_the_focus(self) -> None:
        """Exactly one domain in use is the focus, and never an archived one."""
        rows = self.journal.contents.domains.values()
        in_use = [domain for domain in rows if not domain.archived]
        assert [domain.focus for domain in in_use].count(True) == (1 if in_use else 0)
        assert not any(domain.focus for domain in rows if domain.archived)
        focus = self.journal.domains.focus()
        assert (focus is None) == (not in_use)
        assert [domain for domain in in_use if domain.focus] == ([focus] if focus else [])

    @invariant()
    def all_of_them_are_listed_once(self) -> None:
        """The domains in use come first, then the archived ones."""
        listed = self.journal.domains.all(archived=True)
        assert sorted(domain.id for domain in listed) == sorted(self.journal.contents.domains)
        assert [domain.archived for domain in listed] == sorted(domain.archived for domain in listed)


TestDomainMachine = DomainMachine.TestCase
TestDomainMachine.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)


@pytest.fixture
def four(journal: Journal) -> Journal:
    """A journal with four domains; the first is the focus."""
    for name in NAMES:
        journal.domains.add(name, f"do {name}")
    return journal


def names(journal: Journal, *, archived: bool = False) -> list[str]:
    """Return the names of the domains in the person's order."""
    return [domain.name for domain in journal.domains.all(archived=archived)]


def test_the_first_domain_is_the_focus_and_each_has_another_colour(four: Journal) -> None:
    assert names(four) == NAMES
    assert [domain.focus for domain in four.domains.all()] == [True, False, False, False]
    assert [domain.colour for domain in four.domains.all()] == list(COLOURS[:4])


def test_archiving_the_focus_makes_the_next_domain_the_focus(four: Journal) -> None:
    four.domains.archive(four.domains.find_by_name("Speaking").id)
    assert four.domains.focus().name == "Writing"
    assert names(four) == NAMES[1:]
    assert names(four, archived=True) == [*NAMES[1:], "Speaking"]


def test_an_archived_domain_keeps_its_records_and_is_restored_by_the_focus(four: Journal) -> None:
    speaking = four.domains.find_by_name("Speaking").id
    four.checkins.record(speaking, 70)
    four.domains.archive(speaking)
    assert [domain.name for domain in four.checkins.missing()] == NAMES[1:]
    four.domains.set_focus(speaking)
    assert four.domains.focus().id == speaking
    assert names(four) == NAMES
    assert four.checkins.on(speaking, four.today()).confidence == 70


@pytest.mark.parametrize(
    ("text", "name"),
    [("Speaking", "Speaking"), ("speaking", "Speaking"), ("sp", "Speaking"), (" WRÍ ", "Writing"), ("c", "Cooking")],
)
def test_a_domain_is_found_by_a_prefix_of_its_name(four: Journal, text: str, name: str) -> None:
    assert four.domains.find_by_name(text).name == name


def test_an_exact_name_wins_over_a_longer_one(four: Journal) -> None:
    four.domains.add("Run", "run")
    assert four.domains.find_by_name("run").name == "Run"
    with pytest.raises(Rejected, match=r"“ru” could be any of: Running, Run\. Write a little more of the name\."):
        four.domains.find_by_name("ru")


def test_an_unknown_name_is_rejected_with_the_list_of_names(four: Journal, path: Path) -> None:
    with pytest.raises(Rejected, match=r"No domain is called “x”\. Yours are: Speaking, Writing, Running, Cooking\."):
        four.domains.find_by_name("x")
    empty = Journal(path.with_name("other.json"), four.clock)
    empty.open()
    with pytest.raises(Rejected, match=r"No domain is called “x”\. There are none yet\."):
        empty.domains.find_by_name("x")


def test_a_name_is_taken_in_any_spelling_even_when_archived(four: Journal) -> None:
    four.domains.archive(four.domains.find_by_name("Cooking").id)
    assert four.domains.name_problem("CÖOKING") == (
        "You already have a domain called Cooking (archived). Choose another name."
    )
    assert four.domains.name_problem("Cooking", exclude_id=four.domains.find_by_name("Cooking").id) is None
    assert four.domains.name_problem("Cook") is None
