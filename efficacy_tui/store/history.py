"""Undo and redo: the person's steps, oldest first, each with the versions it overwrote.

Only the newest steps are in memory; older ones that overwrote something stay in the file until the history is purged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from efficacy_tui.store.errors import DependentChange, NothingToUndo
from efficacy_tui.store.registers import to_document
from efficacy_tui.store.tables import DERIVED, RECORD_TYPES, Change, HistoryStep, encode_changes
from efficacy_tui.store.undo_change import ChangedSince, SetAgain, note_instants, redo_change, undo_change
from efficacy_tui.store.unit_of_work import UnitOfWork

MAX_STEPS = 400
"""The number of steps that can be undone. Older steps that only added records are deleted from the file."""


class History:
    """The steps that can be undone or redone, oldest first. Only a `fork` is ever changed.

    `changed_steps` are the steps that a fork added or changed, `archived_steps` those stored without becoming undoable,
    and `forgotten_ids` the ids of steps to delete from the file.
    """

    def __init__(self, steps: Iterable[HistoryStep] = ()) -> None:
        self.steps = tuple(step for step in steps if step.state != "superseded")[-MAX_STEPS:]
        self.changed_steps: dict[str, HistoryStep] = {}
        self.forgotten_ids: list[str] = []
        self.archived_steps: dict[str, HistoryStep] = {}

    def fork(self) -> History:
        """Return an independent history with the same steps."""
        other = History()
        other.steps = self.steps
        return other

    def undoable(self) -> HistoryStep | None:
        """Return the step that `undo` undoes next."""
        return next((step for step in reversed(self.steps) if step.state == "done"), None)

    def redoable(self) -> HistoryStep | None:
        """Return the step that `redo` redoes next: the last one undone, if nothing was done since."""
        oldest_undone = None
        for step in reversed(self.steps):
            if step.state == "done":
                break
            oldest_undone = step
        return oldest_undone

    def add(self, step: HistoryStep) -> None:
        """Add a new step; steps undone before it can no longer be redone."""
        done_steps = []
        for old in self.steps:
            if old.state == "undone":
                self.changed_steps[old.id] = msgspec.structs.replace(old, state="superseded")
            else:
                done_steps.append(old)
        self.changed_steps[step.id] = step
        for old in done_steps[: -MAX_STEPS + 1]:
            if is_addition_only(old):
                self.forgotten_ids.append(old.id)
        self.steps = (*done_steps[-MAX_STEPS + 1 :], step)

    def archive(self, steps: Iterable[HistoryStep]) -> None:
        """Store steps for the versions they overwrote without making them undoable; existing steps are not changed."""
        self.archived_steps.update((step.id, msgspec.structs.replace(step, state="superseded")) for step in steps)

    def reduce(self, reduce_step: Callable[[HistoryStep], HistoryStep | None]) -> None:
        """Replace each step by its reduced form; one of which nothing is left is deleted."""
        remaining = []
        for step in self.steps:
            reduced_step = reduce_step(step)
            if reduced_step is None:
                self.forgotten_ids.append(step.id)
            elif reduced_step is not step:
                self.changed_steps[step.id] = reduced_step
            if reduced_step is not None and reduced_step.state != "superseded":
                remaining.append(reduced_step)
        self.steps = tuple(remaining)

    def readopt(self, steps: Iterable[HistoryStep]) -> None:
        """Take back steps that the file has lost; they can be undone and redone as before."""
        by_id = {step.id: step for step in self.steps}
        lost_steps = [step for step in steps if by_id.get(step.id) != step]
        self.changed_steps.update((step.id, step) for step in lost_steps)
        by_id.update((step.id, step) for step in lost_steps)
        self.steps = tuple(by_id.values())[-MAX_STEPS:]

    def undo(self, unit_of_work: UnitOfWork, identifier: str | None = None) -> HistoryStep:
        """Undo a step: the newest one that is done, or the one with `identifier`.

        Raises:
            NothingToUndo: No step is done, or the identified one no longer is.
            DependentChange: A record of the step was changed again since.
        """
        step = self.undoable() if identifier is None else self._find_step(identifier, "done")
        if step is None:
            raise NothingToUndo("There is nothing to undo.")
        undone_changes = []
        for change in _read_changes(step, "undone"):
            row = unit_of_work.contents.table(change.table).get(change.id)
            document = None if row is None else to_document(row)
            try:
                instants = undo_change(unit_of_work, change, row)
            except (ChangedSince, msgspec.ValidationError) as error:
                raise DependentChange(
                    f"“{step.title}” cannot be undone: it has been changed again since then, so it stays as it is."
                ) from error
            self._note_instants(change, instants, step)
            undone_changes.append(msgspec.structs.replace(change, now=document))
        self._replace_step(step.with_changes(undone_changes, "undone"))
        return step

    def redo(self, unit_of_work: UnitOfWork, identifier: str | None = None) -> HistoryStep:
        """Redo a step: the last one undone, or the one with `identifier`.

        Raises:
            NothingToUndo: Nothing was undone, or something else was done since.
            DependentChange: A record that the step depends on was changed since.
        """
        step = self.redoable() if identifier is None else self._find_step(identifier, "undone")
        if step is None:
            raise NothingToUndo("There is nothing to redo.")
        redone_changes = []
        for change in _read_changes(step, "redone"):
            row = unit_of_work.contents.table(change.table).get(change.id)
            document = None if row is None else to_document(row)
            try:
                redone_change = redo_change(unit_of_work, change, row)
            except (ChangedSince, msgspec.ValidationError) as error:
                raise DependentChange(
                    f"“{step.title}” cannot be redone: something it depends on has been changed since then."
                ) from error
            redone_changes.append(msgspec.structs.replace(redone_change, was=document, now=None))
        self._replace_step(step.with_changes(redone_changes, "done"))
        return step

    def _find_step(self, identifier: str, state: str) -> HistoryStep:
        step = next((item for item in self.steps if item.id == identifier), None)
        if step is None or step.state != state:
            raise NothingToUndo(
                "That step was undone or purged by another program in the meantime. Nothing was changed."
            )
        return step

    def _replace_step(self, step: HistoryStep) -> None:
        self.changed_steps[step.id] = step
        self.steps = tuple(step if old.id == step.id else old for old in self.steps)

    def _note_instants(self, undone: Change, instants: Mapping[str, SetAgain], undone_step: HistoryStep) -> None:
        """Note in the earlier steps that set these registers of a record when an undo set them again.

        Otherwise they would look changed since those steps, which could then not be undone.
        """
        remaining = dict(instants)
        quoted_id = f'"{undone.id}"'.encode()
        is_earlier = False
        for step in reversed(self.steps):
            if not remaining:
                return
            is_relevant = is_earlier and step.state == "done" and quoted_id in bytes(step.changes)
            is_earlier = is_earlier or step.id == undone_step.id
            if not is_relevant:
                continue
            changes = _read_changes(step, "undone")
            updated_changes = [
                note_instants(change, remaining) if (change.table, change.id) == (undone.table, undone.id) else change
                for change in changes
            ]
            if tuple(updated_changes) != changes:
                self._replace_step(step.with_changes(updated_changes, step.state))


def build_step(identifier: str, at: str, title: str, changes: Iterable[Change]) -> HistoryStep | None:
    """Build the history step for some changes; `None` if they are only in derived tables."""
    recorded_changes = tuple(change for change in changes if change.table not in DERIVED)
    if not recorded_changes:
        return None
    return HistoryStep(id=identifier, at=at, title=title, changes=encode_changes(recorded_changes))


def _read_changes(step: HistoryStep, verb: str) -> tuple[Change, ...]:
    try:
        changes = step.read()
        for change in changes:
            kind = RECORD_TYPES[change.table]
            for version in (change.was, change.now):
                if version is not None:
                    msgspec.convert(version, kind)
    except (msgspec.MsgspecError, KeyError) as error:
        raise DependentChange(f"“{step.title}” cannot be {verb}: what it changed can no longer be read.") from error
    return changes


def is_addition_only(step: HistoryStep) -> bool:
    """Whether a step only added records, so that nothing is lost with it."""
    try:
        return all(change.was is None for change in step.read())
    except msgspec.DecodeError:
        return False
