"""Build a calendar of challenges: their due days and the days of their steps. Pure.

An event's UID comes from the id of its challenge and the index of its step, so importing the calendar again updates the
events instead of doubling them. It holds what takes place; of what no longer does, only what was exported once is in
it, as cancelled, or calendars would keep it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from efficacy_tui.exchange import ics_text
from efficacy_tui.exchange.exported_events import Events, ExportedEvent, load_exported
from efficacy_tui.model.records import Challenge
from efficacy_tui.model.sentences import as_sentence
from efficacy_tui.store.tables import Contents

OWNER = "c"
"""The kind under which the exported events of challenges are remembered."""

_DUE, _STEP = "due", "step-"
_MANY_STEPS = 10_000


class CalendarEntry(NamedTuple):
    """An all-day event of a challenge (id), as a calendar is to have it now.

    `part` is “due” or “step-” with an index; `changed` is the last change of its record, or `None` if that is gone
    without a trace. `over_since` is the day of the first export in which the event was over.
    """

    challenge: str
    part: str
    day: dt.date
    title: str
    description: str = ""
    is_cancelled: bool = False
    has_alarm: bool = False
    changed: dt.datetime | None = None
    over_since: dt.date | None = None


def build_challenge_calendar(
    contents: Contents, today: dt.date, stamp: dt.datetime, alarm_time: dt.time = dt.time(9)
) -> bytes:
    """Build the calendar of the open challenges and of the exported ones, with alarms at a time of day."""
    events = (_build_event(entry, stamp, alarm_time) for entry in list_entries(contents, today))
    return ics_text.build_calendar(events, "Self-efficacy: challenges")


def list_entries(contents: Contents, today: dt.date) -> list[CalendarEntry]:
    """List the entries of the calendar: by due day those of challenges, then those of challenges that are gone."""
    exported = load_exported(contents, OWNER)
    domain_names = {domain.id: domain.name for domain in contents.domains.values()}
    entries: list[CalendarEntry] = []
    for challenge in sorted(contents.challenges.values(), key=lambda row: (row.due, row.id)):
        events = exported.get(challenge.id, {})
        present_entries = list(_present_entries(challenge, domain_names.get(challenge.domain, "")))
        entries += _update(present_entries, events, today, is_open=challenge.closed is None)
        entries += _cancel(challenge, present_entries, events, today)
    for identifier in sorted(exported.keys() - contents.challenges.keys()):
        tombstone = contents.tombstones.get(identifier)
        entries += [
            CalendarEntry(
                identifier,
                part,
                event.day,
                "A challenge that was removed",
                is_cancelled=True,
                changed=tombstone.updated if tombstone is not None else None,
                over_since=event.over_since or today,
            )
            for part, event in sorted(exported[identifier].items(), key=_part_order)
            if not event.is_forgotten(today)
        ]
    return entries


def exported_after(contents: Contents, today: dt.date) -> dict[str, Events]:
    """Return the exported events by challenge (id) once the calendar was exported; none of what can be forgotten."""
    exported: dict[str, dict[str, ExportedEvent]] = {identifier: {} for identifier in load_exported(contents, OWNER)}
    for entry in list_entries(contents, today):
        exported.setdefault(entry.challenge, {})[entry.part] = ExportedEvent(entry.day, entry.over_since)
    return dict(exported)


def _present_entries(challenge: Challenge, domain: str) -> Iterator[CalendarEntry]:
    """Yield the entries of what takes place, or took place; a step that was let go does not."""
    closed, changed = challenge.closed, challenge.updated
    if closed is None or closed >= challenge.due:
        title, description = f"Due: {challenge.title}", f"{as_sentence(domain)} Done when: {challenge.done_when}"
        yield CalendarEntry(
            challenge.id, _DUE, challenge.due, title, description, has_alarm=closed is None, changed=changed
        )
    for index, step in enumerate(challenge.steps):
        if step.result == "skipped" or (step.result is None and closed is not None and closed <= step.day):
            continue
        title = f"✓ {step.text}" if step.result == "done" else step.text
        has_alarm = step.result is None and closed is None
        part = f"{_STEP}{index}"
        yield CalendarEntry(challenge.id, part, step.day, title, challenge.title, has_alarm=has_alarm, changed=changed)


def _update(entries: list[CalendarEntry], events: Events, today: dt.date, *, is_open: bool) -> Iterator[CalendarEntry]:
    """Yield the entries of an open challenge, and of a closed one those that a calendar has and may not know about."""
    for entry in entries:
        if is_open:
            yield entry
        elif (event := events.get(entry.part)) is not None and not event.is_forgotten(today):
            yield entry._replace(over_since=event.over_since or today)


def _cancel(
    challenge: Challenge, entries: list[CalendarEntry], events: Events, today: dt.date
) -> Iterator[CalendarEntry]:
    """Yield as cancelled what calendars have of a challenge and what no longer takes place."""
    present_parts = {entry.part for entry in entries}
    for part, event in sorted(events.items(), key=_part_order):
        if part not in present_parts and not event.is_forgotten(today):
            yield CalendarEntry(
                challenge.id,
                part,
                event.day,
                _cancelled_title(challenge, part),
                challenge.title,
                is_cancelled=True,
                changed=challenge.updated,
                over_since=event.over_since or today,
            )


def _cancelled_title(challenge: Challenge, part: str) -> str:
    if part == _DUE:
        return f"Due: {challenge.title}"
    index = _step_index(part)
    return challenge.steps[index].text if index < len(challenge.steps) else "A step that was removed"


def _part_order(item: tuple[str, ExportedEvent]) -> tuple[int, str]:
    part = item[0]
    return (-1 if part == _DUE else _step_index(part)), part


def _step_index(part: str) -> int:
    # A merge or an edited file can bring any part.
    number = part.removeprefix(_STEP)
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 5 else _MANY_STEPS


def _build_event(entry: CalendarEntry, stamp: dt.datetime, alarm_time: dt.time) -> ics_text.Lines:
    changed = entry.changed or stamp
    lines = [
        f"UID:{ics_text.escape_text(entry.challenge)}-{ics_text.escape_text(entry.part)}@{ics_text.PRODUCT}",
        f"DTSTAMP:{ics_text.format_instant(stamp)}",
        f"LAST-MODIFIED:{ics_text.format_instant(changed)}",
        f"SEQUENCE:{ics_text.sequence_number(changed)}",
        f"DTSTART;VALUE=DATE:{ics_text.format_day(entry.day)}",
    ]
    if entry.day < dt.date.max:
        lines.append(f"DTEND;VALUE=DATE:{ics_text.format_day(entry.day + dt.timedelta(days=1))}")
    lines.append(f"SUMMARY:{ics_text.escape_text(entry.title)}")
    if entry.description:
        lines.append(f"DESCRIPTION:{ics_text.escape_text(entry.description)}")
    lines += [f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}", "TRANSP:TRANSPARENT"]
    if not entry.has_alarm:
        return lines
    return [*lines, *ics_text.build_alarm(entry.title, f"PT{alarm_time.hour}H{alarm_time.minute}M")]
