"""The journal against a plain dict: changes, undo, redo, reopening, another program, another machine."""

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
from tests.support.store_files import opened, started

State = dict[str, Any]


class JournalAgainstDict(RuleBasedStateMachine):
    """`self.state` is what a person expects to see: ratings by day offset, texts by id."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.journal, self.domain = started(self.folder / "journal.json")
        self.state: State = {"name": "Speaking", "ratings": {}, "texts": {}}
        self.undone: list[State] = []
        self.done: list[State] = []
        self.copies = 0

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.journal.close()
            shutil.rmtree(self.folder)

    def expect(self, **changed: Any) -> None:
        self.journal.clock.move(seconds=1)  # type: ignore[attr-defined]
        new = {**self.state, **changed}
        if new != self.state:
            self.done.append(self.state)
            self.undone.clear()
        self.state = new

    @rule(confidence=st.integers(0, 100), back=st.integers(0, 3))
    def check_in(self, confidence: int, back: int) -> None:
        import datetime as dt

        day = self.journal.today() - dt.timedelta(days=back)
        self.journal.checkins.record(self.domain, confidence, day)
        self.expect(ratings={**self.state["ratings"], day: confidence})

    @rule(text=st.sampled_from(["one", "two", "drei – 三"]))
    def write(self, text: str) -> None:
        entry = self.journal.evidence.add(Mastery, self.domain, text)
        self.expect(texts={**self.state["texts"], entry.id: text})

    @precondition(lambda self: self.state["texts"])
    @rule(data=st.data(), text=st.sampled_from(["one", "two", "three"]))
    def edit(self, data: st.DataObject, text: str) -> None:
        entry = data.draw(st.sampled_from(sorted(self.state["texts"])))
        self.journal.evidence.edit(entry, text=text)
        self.expect(texts={**self.state["texts"], entry: text})

    @precondition(lambda self: self.state["texts"])
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(sorted(self.state["texts"])))
        self.journal.evidence.delete(entry)
        self.expect(texts={key: text for key, text in self.state["texts"].items() if key != entry})

    @rule(name=st.sampled_from(["Speaking", "Talking"]))
    def rename(self, name: str) -> None:
        self.journal.domains.edit(self.domain, name, "give a talk")
        self.expect(name=name)

    @rule()
    def undo(self) -> None:
        if self.done:
            self.journal.undo()
            self.undone.append(self.state)
            self.state = self.done.pop()

    @rule()
    def redo(self) -> None:
        if self.undone:
            self.journal.redo()
            self.done.append(self.state)
            self.state = self.undone.pop()
        else:
            with pytest.raises(NothingToUndo):
                self.journal.redo()

    @rule()
    def reopen(self) -> None:
        self.journal.close()
        self.journal = opened(self.journal.path, self.journal.now())

    @rule()
    def another_program(self) -> None:
        self.journal.close()
        self.journal.refresh()
        other = opened(self.journal.path, self.journal.now())
        entry = other.evidence.add(Mastery, self.domain, "from the shell")
        self.expect(texts={**self.state["texts"], entry.id: "from the shell"})
        self.journal.refresh()

    @rule(background=st.booleans())
    def save(self, background: bool) -> None:
        assert self.journal.close() == 0
        if background:
            self.journal.save_in_background()

    @rule()
    def another_machine(self) -> None:
        self.journal.close()
        self.copies += 1
        copy = self.folder / f"copy{self.copies}" / "journal.json"
        copy.parent.mkdir()
        shutil.copyfile(self.journal.path, copy)
        other = opened(copy, self.journal.now())
        entry = other.evidence.add(Mastery, self.domain, "from elsewhere")
        if self.state["texts"]:
            other.evidence.edit(next(iter(sorted(self.state["texts"]))), text="edited elsewhere")
        other.evidence.delete(other.evidence.add(Mastery, self.domain, "and deleted").id)
        edited = dict.fromkeys(sorted(self.state["texts"])[:1], "edited elsewhere")
        merge_copy(self.journal, copy)
        self.state = {**self.state, "texts": {**self.state["texts"], **edited, entry.id: "from elsewhere"}}
        self.journal.clock.move(seconds=1)  # type: ignore[attr-defined]
        # A merge is no step; what came with it was not there in the states one could go back to.
        self.done.clear()
        self.undone.clear()
        self.journal.domains.edit(self.domain, f"After {self.copies}", "give a talk")
        self.expect(name=f"After {self.copies}")

    @invariant()
    def is_as_expected(self) -> None:
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
