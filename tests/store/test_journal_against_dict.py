"""A model-based test of the journal against a dict: changes, undo, redo, reopening, other programs and machines."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from efficacy_tui.journal.maintenance import merge_copy
from efficacy_tui.model.records import Mastery
from efficacy_tui.store.decode import read_journal
from efficacy_tui.store.errors import NothingToUndo
from tests.support.store_files import open_journal, start_journal

State = dict[str, Any]


class JournalAgainstDict(RuleBasedStateMachine):
    """`self.state` is the expected content: the domain's name, check-in ratings by day, evidence texts by id."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.journal, self.domain = start_journal(self.folder / "journal.json")
        self.state: State = {"name": "Speaking", "ratings": {}, "texts": {}}
        self.undone_states: list[State] = []
        self.earlier_states: list[State] = []
        self.copy_count = 0

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.journal.close()
            shutil.rmtree(self.folder)

    def expect_change(self, **fields: Any) -> None:
        self.journal.clock.move(seconds=1)  # type: ignore[attr-defined]
        new_state = {**self.state, **fields}
        if new_state != self.state:
            self.earlier_states.append(self.state)
            self.undone_states.clear()
        self.state = new_state

    @rule(confidence=st.integers(0, 100), days_ago=st.integers(0, 3))
    def check_in(self, confidence: int, days_ago: int) -> None:
        import datetime as dt

        day = self.journal.today() - dt.timedelta(days=days_ago)
        self.journal.checkins.record(self.domain, confidence, day)
        self.expect_change(ratings={**self.state["ratings"], day: confidence})

    @rule(text=st.sampled_from(["one", "two", "drei – 三"]))
    def add_evidence(self, text: str) -> None:
        entry = self.journal.evidence.add(Mastery, self.domain, text)
        self.expect_change(texts={**self.state["texts"], entry.id: text})

    @precondition(lambda self: self.state["texts"])
    @rule(data=st.data(), text=st.sampled_from(["one", "two", "three"]))
    def edit_evidence(self, data: st.DataObject, text: str) -> None:
        entry = data.draw(st.sampled_from(sorted(self.state["texts"])))
        self.journal.evidence.edit(entry, text=text)
        self.expect_change(texts={**self.state["texts"], entry: text})

    @precondition(lambda self: self.state["texts"])
    @rule(data=st.data())
    def delete_evidence(self, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(sorted(self.state["texts"])))
        self.journal.evidence.delete(entry)
        self.expect_change(texts={key: text for key, text in self.state["texts"].items() if key != entry})

    @rule(name=st.sampled_from(["Speaking", "Talking"]))
    def rename_domain(self, name: str) -> None:
        self.journal.domains.edit(self.domain, name, "give a talk")
        self.expect_change(name=name)

    @rule()
    def undo(self) -> None:
        if self.earlier_states:
            self.journal.undo()
            self.undone_states.append(self.state)
            self.state = self.earlier_states.pop()

    @rule()
    def redo(self) -> None:
        if self.undone_states:
            self.journal.redo()
            self.earlier_states.append(self.state)
            self.state = self.undone_states.pop()
        else:
            with pytest.raises(NothingToUndo):
                self.journal.redo()

    @rule()
    def reopen(self) -> None:
        self.journal.close()
        self.journal = open_journal(self.journal.path, self.journal.now())

    @rule()
    def change_by_another_program(self) -> None:
        self.journal.close()
        self.journal.refresh()
        other = open_journal(self.journal.path, self.journal.now())
        entry = other.evidence.add(Mastery, self.domain, "from the shell")
        self.expect_change(texts={**self.state["texts"], entry.id: "from the shell"})
        self.journal.refresh()

    @rule(background=st.booleans())
    def save(self, background: bool) -> None:
        assert self.journal.close() == 0
        if background:
            self.journal.save_in_background()

    @rule()
    def merge_from_another_machine(self) -> None:
        self.journal.close()
        self.copy_count += 1
        copy = self.folder / f"copy{self.copy_count}" / "journal.json"
        copy.parent.mkdir()
        shutil.copyfile(self.journal.path, copy)
        other = open_journal(copy, self.journal.now())
        entry = other.evidence.add(Mastery, self.domain, "from elsewhere")
        if self.state["texts"]:
            other.evidence.edit(next(iter(sorted(self.state["texts"]))), text="edited elsewhere")
        other.evidence.delete(other.evidence.add(Mastery, self.domain, "and deleted").id)
        edited = dict.fromkeys(sorted(self.state["texts"])[:1], "edited elsewhere")
        merge_copy(self.journal, copy)
        self.state = {**self.state, "texts": {**self.state["texts"], **edited, entry.id: "from elsewhere"}}
        self.journal.clock.move(seconds=1)  # type: ignore[attr-defined]
        # A merge is not an undo step, and the earlier states do not contain the merged records.
        self.earlier_states.clear()
        self.undone_states.clear()
        self.journal.domains.edit(self.domain, f"After {self.copy_count}", "give a talk")
        self.expect_change(name=f"After {self.copy_count}")

    @invariant()
    def matches_the_model(self) -> None:
        if not hasattr(self, "journal"):
            return
        contents = self.journal.contents
        assert contents.domains[self.domain].name == self.state["name"]
        assert {row.day: row.confidence for row in contents.checkins.values()} == self.state["ratings"]
        assert {row.id: row.text for row in contents.evidence.values()} == self.state["texts"]
        if not self.journal.store.unsaved:
            assert read_journal(self.journal.path, str).contents == contents


JournalAgainstDict.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
test_journal_against_a_dict = JournalAgainstDict.TestCase
