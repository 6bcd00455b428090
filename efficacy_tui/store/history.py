"""Undo and redo: the steps a person took, newest last, each with what it overwrote."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from efficacy_tui.store.contents import Change, Contents, HistoryStep
from efficacy_tui.store.draft import Draft
from efficacy_tui.store.errors import BuiltOn, NothingToUndo

STEPS = 400
"""Steps that only added something are forgotten past this many; steps that overwrote something are kept."""


class History:
    """The list of steps. Every method that changes it notes which steps must be written."""

    def __init__(self, steps: Iterable[HistoryStep] = ()) -> None:
        self.steps: dict[str, HistoryStep] = {step.id: step for step in sorted(steps, key=lambda step: step.at)}
        self._touched: dict[str, HistoryStep] = {}
        self._dropped: list[str] = []

    def copy(self) -> History:
        """A history with the same steps."""
        other = History()
        other.steps = dict(self.steps)
        return other

    def add(self, step: HistoryStep) -> None:
        """A new step; what was undone before it can no longer be redone."""
        for old in self._newest_first():
            if old.state != "undone":
                break
            self._set(msgspec.structs.replace(old, state="superseded"))
        self._set(step)
        self._forget()

    def undo(self, draft: Draft) -> HistoryStep:
        """Take back the newest step that stands.

        Raises:
            NothingToUndo: no step stands.
            BuiltOn: a record of the step was changed again since.
        """
        step = next((step for step in self._newest_first() if step.state == "done"), None)
        if step is None:
            raise NothingToUndo("There is nothing to undo.")
        undone = []
        for change in step.changes:
            document = _document(draft.contents, change)
            if (document or {}).get("updated") != change.stamp:
                raise BuiltOn(f"“{step.title}” cannot be undone: it was changed again since, so it stays as it is.")
            draft.restore(change.table, change.id, change.was)
            undone.append(msgspec.structs.replace(change, now=document))
        step = msgspec.structs.replace(step, state="undone", changes=tuple(undone))
        self._set(step)
        return step

    def redo(self, draft: Draft) -> HistoryStep:
        """Put back the step undone last.

        Raises:
            NothingToUndo: nothing was undone, or something else was done since.
        """
        step = None
        for candidate in self._newest_first():
            if candidate.state == "undone":
                step = candidate
            elif candidate.state == "done":
                break
        if step is None:
            raise NothingToUndo("There is nothing to redo.")
        for change in step.changes:
            if _document(draft.contents, change) != change.was:
                raise BuiltOn(f"“{step.title}” cannot be redone: something it rests on was changed since.")
        for change in step.changes:
            draft.restore(change.table, change.id, change.now)
        changes = tuple(msgspec.structs.replace(change, now=None) for change in step.changes)
        step = msgspec.structs.replace(step, state="done", changes=changes)
        self._set(step)
        return step

    def take_touched(self) -> tuple[HistoryStep, ...]:
        """The steps changed since this was last asked."""
        touched, self._touched = tuple(self._touched.values()), {}
        return touched

    def take_dropped(self) -> list[str]:
        """The ids of the steps forgotten since this was last asked."""
        dropped, self._dropped = self._dropped, []
        return dropped

    def _newest_first(self) -> Iterable[HistoryStep]:
        return reversed(tuple(self.steps.values()))

    def _set(self, step: HistoryStep) -> None:
        self.steps[step.id] = step
        self._touched[step.id] = step

    def _forget(self) -> None:
        for identifier, step in tuple(self.steps.items())[:-STEPS]:
            if all(change.was is None for change in step.changes):
                del self.steps[identifier]
                self._dropped.append(identifier)


def _document(contents: Contents, change: Change) -> dict[str, Any] | None:
    row = contents.table(change.table).get(change.id)
    return None if row is None else msgspec.to_builtins(row)
