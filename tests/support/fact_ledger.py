"""A ledger of everything that a person recorded on any machine, against which merged journals are checked.

It knows nothing of how the program merges. After each action it compares the records before and after by itself, as
the person made them, and notes each value that differs, with the instant at which the record was updated. What must
be there in the end is, of each value, the one noted last; it does not matter where. Deletions and erasures take away
what was recorded before.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store.tables import Contents
from tests.support.joined_domains import misplaced_records, present_version

Key = tuple[str, str]
TOGETHER = (
    {"status", "outcome", "closed", "outside_cause"},
    {"difficulty", "harder_than", "easier_than"},
    {"start", "due"},
)
"""Fields of a challenge that only make sense together."""

PAUSE = {"paused_from", "paused_until"}

RATING = {"confidence", "task", "late"}
RULED_FIELDS = ("focus", "archived")
"""Fields of a domain that a rule sets, too."""
NOT_FACTS = {"id", "created", "updated", "changed", "removed_steps"}


class FactLedger:
    """What was recorded, and what must be there after all machines were merged."""

    def __init__(self) -> None:
        self.facts: dict[Key, dict[str, list[tuple[dt.datetime, Any]]]] = defaultdict(lambda: defaultdict(list))
        self.updated: dict[Key, dt.datetime] = {}
        self.deleted: dict[Key, dt.datetime] = {}
        self.erased: set[Key] = set()
        self.until: dict[Key, dt.datetime] = {}

    def note_action(self, before: Contents, after: Contents) -> set[tuple[Key, str]]:
        """Note what an action of a person changed; return the parts, each with the table and id of its record."""
        parts: set[tuple[Key, str]] = set()
        for name in r.TABLES:
            old, new = before.table(name), after.table(name)
            is_changed = old is not new or before.adjusted is not after.adjusted
            adjusted_ids = {
                key
                for adjusted in (before.adjusted, after.adjusted)
                for key, entry in adjusted.items()
                if entry.table == name
            }
            for identifier in old.keys() | new.keys() | adjusted_ids if is_changed else ():
                was, now = (present_version(contents, (name, identifier)) for contents in (before, after))
                if name == "tombstones" and now is not None and was != now:
                    self._note_deletion((now.table, identifier), now)
                elif name != "tombstones" and now is not None and was != now:
                    key, is_revived = (name, identifier), identifier in before.tombstones
                    parts |= {(key, part) for part in self._note_version(key, was, now, is_revived=is_revived)}
                    parts |= {(key, part) for part in self._note_ruled_fields(key, was, now)}
        return parts

    def note_erasure(self, before: Contents, after: Contents) -> None:
        """Note what was erased; what is left of a record counts from just after the erased versions."""
        self.note_action(before, msgspec.structs.replace(before, tombstones=after.tombstones))
        for identifier, mark in after.erasures.items():
            key = (mark.table, identifier)
            if before.erasures.get(identifier) == mark:
                continue
            self.until[key] = max(mark.until, self.until.get(key, mark.until))
            row = present_version(after, key)
            if row is not None:
                self.updated[key] = max(row.updated, self.updated[key])
                at = mark.until + dt.timedelta(microseconds=1)
                cleared_steps = [name.split(".")[1:] for name in row.changed or {} if name.startswith("steps.")]
                values = {**{f"step {step} {field}": None for step, field in cleared_steps}, **parts_of(row)}
                for part, value in values.items():
                    is_set = part.startswith("step ") or part.split()[0] in (row.changed or {})
                    if is_set or value != default_of(row, part):
                        self.facts[key][part].append((at, value))

    def _note_deletion(self, key: Key, tombstone: r.Tombstone) -> None:
        if tombstone.erased:
            self.erased.add(key)
        self.deleted[key] = max(tombstone.updated, self.deleted.get(key, tombstone.updated))

    def _note_version(self, key: Key, was: Any, now: Any, *, is_revived: bool) -> set[str]:
        self.updated[key] = max(now.updated, self.updated.get(key, now.updated))
        # An answer of a week that was deleted can be given anew; its record then has the same id, but begins afresh.
        is_begun_afresh = isinstance(now, r.Review) and now.created == now.updated
        if is_revived and was is None and not is_begun_afresh:
            return set()
        old, new = parts_of(was) if was is not None else {}, parts_of(now)
        values = {
            part: value for part, value in new.items() if value != (old[part] if part in old else default_of(now, part))
        }
        # What was recorded of a step stays recorded when the step is taken out of its challenge.
        removed_steps = step_ids(was) - step_ids(now)
        gone = {part for part in old.keys() - new.keys() if not removed_steps.intersection(part.split())}
        for part, value in {**values, **dict.fromkeys(gone)}.items():
            self.facts[key][part].append((now.updated, value))
        return {*values, *gone}

    def _note_ruled_fields(self, key: Key, was: Any, now: Any) -> set[str]:
        """Note what a person changed from a value that a rule had given, which is no difference to their own."""
        if not isinstance(was, r.Domain):
            return set()
        instants = [version.changed or {} for version in (was, now)]
        fields = {name for name in RULED_FIELDS if instants[0].get(name) != instants[1].get(name)}
        for field in fields:
            self.facts[key][field].append((now.updated, getattr(now, field)))
        return fields

    def note_old_version(self, key: Key, row: Any) -> None:
        """Note a version that a program made which did not say when it changed what."""
        self.updated[key] = max(row.updated, self.updated.get(key, row.updated))
        for part, value in parts_of(row).items():
            if value != default_of(row, part):
                self.facts[key][part].append((row.updated, value))

    def problems(self, contents: Contents) -> Iterator[str]:
        """Name what is missing in, or wrong with, the journal after all machines were merged."""
        for key in sorted({*self.updated, *self.deleted}):
            version = present_version(contents, key)
            dead_at = max(filter(None, (self.deleted.get(key), self.until.get(key))), default=None)
            is_alive = key in self.updated and (dead_at is None or self.updated[key] > dead_at)
            if key in self.erased or not is_alive:
                if version is not None:
                    yield f"{key} is there, although it was deleted or erased."
                continue
            if version is None:
                if key not in self.until:
                    yield f"{key} is gone."
                continue
            yield from self._wrong_values(key, version)
        yield from misplaced_records(contents)

    def _wrong_values(self, key: Key, version: Any) -> Iterator[str]:
        present = parts_of(version)
        until = self.until.get(key)
        present_steps = {step.id for step in version.steps} if isinstance(version, r.Challenge) else set()
        for part, facts in self.facts[key].items():
            valid_facts = [(at, value) for at, value in facts if until is None or at > until]
            if not valid_facts:
                continue
            last = max(at for at, _ in valid_facts)
            # Of several that were recorded at one instant it does not matter which.
            expected = [value for at, value in valid_facts if at == last]
            if part.startswith("step ") and part.split()[1] not in present_steps:
                removed = {step.id: step for step in version.removed_steps}
                actual = getattr(removed.get(part.split()[1]), part.split()[2], None)
            else:
                actual = present.get(
                    part, None if part.startswith(("step ", "revision ")) else default_of(version, part)
                )
            # A link to a record that is erased is cleared, and its value says nothing any more.
            erased_ids = {identifier for _, identifier in self.erased}
            is_erased_link = actual is None and any(isinstance(item, str) and item in erased_ids for item in expected)
            if actual not in expected and not is_erased_link:
                yield f"{key} {part} is {actual!r}, last recorded as {expected!r}."


def parts_of(row: Any) -> dict[str, Any]:
    """Return the values of a record that change by themselves, by name; fields that belong together are one."""
    parts: dict[str, Any] = {}
    for field in row.__struct_fields__:
        value = getattr(row, field)
        if field in NOT_FACTS:
            continue
        group = group_of(row, field)
        if field == "steps":
            parts["steps"] = [(step.id, step.text, step.day) for step in value]
            parts |= {f"step {step.id} odds": step.odds for step in value if step.odds is not None}
            parts |= {f"step {step.id} result": step.result for step in value if step.result is not None}
            parts |= {f"step {step.id} odds": step.odds for step in row.removed_steps if step.odds is not None}
            parts |= {f"step {step.id} result": step.result for step in row.removed_steps if step.result is not None}
        elif field == "revisions":
            for revision in value:
                parts.setdefault(f"revision {revision.at} {revision.field}", []).append(revision.was)
        elif len(group) > 1:
            parts[" ".join(sorted(group))] = tuple(getattr(row, name) for name in sorted(group))
        else:
            parts[field] = value
    return parts


def step_ids(row: Any) -> set[str]:
    """Return the ids of the steps of a challenge; none of another record."""
    return {step.id for step in getattr(row, "steps", ())}


def group_of(row: Any, field: str) -> set[str]:
    """Return the fields that belong together with one."""
    by_kind = {r.Challenge: TOGETHER, r.CheckIn: (RATING,), r.Domain: (PAUSE,)}
    groups: tuple[set[str], ...] = by_kind.get(type(row), ())
    return next((group for group in groups if field in group), {field})


def default_of(row: Any, part: str) -> Any:
    """Return the value of a part that nobody has set; a text of its own where one must be set."""
    if part == "steps":
        return []
    if part.startswith(("step ", "revision ")):
        return None
    defaults, names = _defaults_of(type(row)), part.split()
    if not all(name in defaults for name in names):
        return "never set"
    return defaults[part] if len(names) == 1 else tuple(defaults[name] for name in names)


@cache
def _defaults_of(kind: type[Any]) -> dict[str, Any]:
    fields = msgspec.structs.fields(kind)
    return {field.name: field.default for field in fields if field.default is not msgspec.NODEFAULT}
