"""Note in each record, when it is saved, which of its fields were changed and when (see `registers`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store.registers import STAMPS, STEP_FIELDS, layout_of, revision_register, step_register


def note_changes(old: Any, new: Any) -> Any:
    """Return a record whose `changed` has the instant of every field that differs from `old`, its last version."""
    if isinstance(new, r.KeyValue | r.Tombstone) or type(old) is not type(new):
        return new
    names: set[str] = set()
    for name in new.__struct_fields__:
        old_value, new_value = getattr(old, name), getattr(new, name)
        if name not in STAMPS and old_value is not new_value and old_value != new_value:
            names.add(name)
    if isinstance(new, r.Challenge):
        names = names - {"steps", "removed_steps", "revisions"} | _differing_parts(old, new)
    changed = {**(old.changed or {}), **dict.fromkeys(names, new.updated)}
    return msgspec.structs.replace(new, changed={name: changed[name] for name in sorted(changed)} or None)


def _differing_parts(old: r.Challenge, new: r.Challenge) -> set[str]:
    """Return the names of the registers of steps and revisions that differ."""
    names = set()
    if [(step.id, step.text, step.day) for step in old.steps] != [(step.id, step.text, step.day) for step in new.steps]:
        names.add("steps")
    old_answers, new_answers = _answers_of(old), _answers_of(new)
    answered_keys = old_answers.keys() | new_answers.keys()
    names |= {step_register(*key) for key in answered_keys if old_answers.get(key) != new_answers.get(key)}
    old_revisions, new_revisions = _revisions_of(old), _revisions_of(new)
    for key in old_revisions.keys() | new_revisions.keys():
        # A revision carries its own instant, unless the revision itself was changed.
        if old_revisions.get(key) != new_revisions.get(key) and (key not in new_revisions or key[0] != new.updated):
            names.add(revision_register(*key))
    return names


def registers_set_at(table: str, row: Any, at: dt.datetime) -> list[str]:
    """Return the names of the registers of a record set at an instant, except those as old as the record itself."""
    names = {field: name for name, fields in layout_of(table).groups.items() for field in fields}
    registers = [names.get(name, name) for name, instant in (row.changed or {}).items() if instant == at]
    registers += [
        revision_register(at, revision.field) for revision in getattr(row, "revisions", ()) if revision.at == at
    ]
    return sorted(set(registers))


def _answers_of(challenge: r.Challenge) -> dict[tuple[str, str], Any]:
    return {
        (step.id, field): value
        for step in _all_steps(challenge)
        for field in STEP_FIELDS
        if (value := getattr(step, field)) is not None
    }


def _all_steps(challenge: r.Challenge) -> Iterator[r.Step | r.RemovedStep]:
    yield from challenge.removed_steps
    yield from challenge.steps


def _revisions_of(challenge: r.Challenge) -> dict[tuple[dt.datetime, str], list[str]]:
    revisions: dict[tuple[dt.datetime, str], list[str]] = {}
    for revision in challenge.revisions:
        revisions.setdefault((revision.at, revision.field), []).append(revision.was)
    return revisions


def keep_answers(old: r.Challenge, new: r.Challenge) -> r.Challenge:
    """Return a challenge that has in `removed_steps` the odds and results of the steps of `old` that it lacks."""
    present_ids = {step.id for step in new.steps}
    answers: dict[str, dict[str, Any]] = {}
    for (identifier, field), value in (_answers_of(old) | _answers_of(new)).items():
        if identifier not in present_ids:
            answers.setdefault(identifier, {})[field] = value
    removed_steps = tuple(r.RemovedStep(id=identifier, **answers[identifier]) for identifier in sorted(answers))
    return msgspec.structs.replace(new, removed_steps=removed_steps)
