"""Sentences on what a merge did: what is new, what was overwritten by a later change, what was kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from efficacy_tui.content.answer_options import INTERPRETATION_OPTIONS, INTERPRETATION_VALUES
from efficacy_tui.model import locale_format
from efficacy_tui.model.records import Review
from efficacy_tui.model.sentences import lower_first, upper_first
from efficacy_tui.model.text_layout import spell_number
from efficacy_tui.model.types import WEEKDAYS
from efficacy_tui.model.weekdays import describe_weekdays
from efficacy_tui.store.joins import find_group
from efficacy_tui.store.merge import MergeResult
from efficacy_tui.store.overwritten import Overwritten
from efficacy_tui.store.tables import Contents
from efficacy_tui.wording.facts import STEP_WORDS
from efficacy_tui.wording.field_names import FIELD_NAMES, FIELD_OPTIONS
from efficacy_tui.wording.record_nouns import RECORD_NOUNS, count_records, count_words

NOTHING_NEW = "There was nothing new in it."

_MAX_LINES = 20
_MAX_TEXT = 40

_FIELD_NAMES = {
    **FIELD_NAMES,
    "order": "place in the list",
    "archived": "archived",
    "focus": "in focus",
    "harder_than": "harder than",
    "easier_than": "easier than",
    "role_model": "role model",
    "closed": "ended",
    "outside_cause": "for an outside cause",
    "learned": "lesson",
    "who": "who",
    "gap": "how far ahead",
    "did": "what I could do",
    "paused_from": "paused from",
    "paused_until": "paused until",
    "attribution": "why",
    "late": "rated later",
    "seconds": "seconds taken",
    "joined": "joined with",
}
"""Field → its name where it is not the field’s own."""

_HIDDEN_FIELDS = frozenset({"status", "version", "instrument", "removed_steps", "at"})
_REFERENCES = {
    "domain": "domains",
    "rung": "rungs",
    "joined": "domains",
    "challenge": "challenges",
    "harder_than": "challenges",
    "easier_than": "challenges",
}
_DAYS = frozenset({"day", "start", "due", "closed", "paused_from", "paused_until"})
_PERCENT = frozenset({"odds"})


def merge_lines(result: MergeResult, today: dt.date) -> list[str]:
    """Say what a merge did, one line for each count and each value that a later one replaced."""
    verbs = (("added", result.added), ("changed", result.changed), ("deleted", result.deleted))
    lines = [f"{verb:9}{count_records(counts)}" for verb, counts in verbs if counts]
    values = [line for item in result.overwritten for line in overwritten_lines(item, result.contents, today)]
    lines += [f"{'replaced':9}{line}" for line in values[:_MAX_LINES]]
    if len(values) > _MAX_LINES:
        lines.append(f"{'replaced':9}{count_words(len(values) - _MAX_LINES, 'more value', 'more values')}")
    groups = {frozenset(find_group(result.contents.domains, identifier)) for identifier in result.joined}
    for group in sorted(groups, key=min):
        name = min((result.contents.domains[key] for key in group), key=lambda row: (row.created, row.id)).name
        lines.append(f"{'joined':9}{spell_number(len(group))} domains called {_one_line(name)}")
    if result.adjusted:
        records = count_words(result.adjusted, "record", "records")
        lines.append(f"adjusted {records}, so that each day, domain and focus has one")
    if lines and result.lost:
        lines.append(f"kept     {count_words(len(result.lost), 'earlier version', 'earlier versions')}, in the history")
    return lines or [NOTHING_NEW]


def overwritten_lines(item: Overwritten, contents: Contents, today: dt.date) -> Iterator[str]:
    """Name what was overwritten: “Speaking, challenge “talk …”: due 2 Dec, now 4 Dec”."""
    row = contents.table(item.table).get(item.id)
    if row is None or item.table == "settings":
        return
    label = describe_owner(item.table, row, contents, today)
    for field, *values in _pairs(item):
        if field in _HIDDEN_FIELDS:
            continue
        name = _FIELD_NAMES.get(field, field)
        if item.register.startswith("steps."):
            step = next((step for step in row.steps if step.id == item.register.split(".")[1]), None)
            name = f"step {_quote(step.text)}" if step is not None else "a step that is gone"
            name += ", odds" if field == "odds" else ""
        was, now = (_format(field, value, contents, today) for value in values)
        if was != now:
            yield f"{label}: {name} {was}, now {now}"


def describe_owner(table: str, row: Any, contents: Contents, today: dt.date) -> str:
    """Name a record: its domain, its kind, and its text or day."""
    if table == "domains":
        return f"Domain {_quote(row.name)}"
    rung = contents.rungs.get(getattr(row, "rung", None) or "") if table == "rung_ratings" else None
    domain = contents.domains.get(getattr(rung or row, "domain", ""))
    text = next((value for key in ("title", "name", "text", "event") if (value := getattr(row, key, ""))), "")
    day = getattr(row, "day", None)
    if isinstance(row, Review):
        return f"{RECORD_NOUNS[table][0].capitalize()} of {row.week}"
    description = _quote(text) if text else f"of {locale_format.short_date(day, today)}" if day else ""
    description = f"{_quote(rung.title)} {description}" if rung is not None else description
    noun = RECORD_NOUNS[table][0]
    parts = f"{noun} {description}".strip()
    return f"{_one_line(domain.name)}, {parts}" if domain is not None else upper_first(parts)


def _pairs(item: Overwritten) -> Iterator[tuple[str, Any, Any]]:
    """Yield the fields of a register that differ, each with its values before and now."""
    was, now = item.was, item.now
    if item.register.startswith("steps."):
        yield item.register.rpartition(".")[2], was, now
    elif isinstance(was, dict) and isinstance(now, dict) and item.register not in ("before", "after", "afterwards"):
        for field in [*was, *(field for field in now if field not in was)]:
            if was.get(field) != now.get(field):
                yield field, was.get(field), now.get(field)
    else:
        yield item.register, was, now


def _format(field: str, value: Any, contents: Contents, today: dt.date) -> str:
    if field == "days":
        return describe_weekdays(value or WEEKDAYS)
    if value is None or value == "" or value == []:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field in _DAYS:
        # The weekday would only distract from the difference.
        return locale_format.short_date(dt.date.fromisoformat(value), today).partition(" ")[2]
    if field in _PERCENT:
        return f"{value} %"
    if field in FIELD_OPTIONS:
        return lower_first(next((option.label for option in FIELD_OPTIONS[field] if option.value == value), str(value)))
    if field == "interpretation":
        name = INTERPRETATION_VALUES.get(value)
        return lower_first(
            next((option.label for option in INTERPRETATION_OPTIONS if option.value == name), str(value))
        )
    if field == "result":
        return STEP_WORDS.get(value, str(value))
    if field in _REFERENCES:
        row = contents.table(_REFERENCES[field]).get(value)
        return _quote(getattr(row, "title", "") or getattr(row, "name", "")) if row is not None else "one that is gone"
    return _format_compound(value)


def _format_compound(value: Any) -> str:
    if isinstance(value, str):
        return _quote(value)
    if isinstance(value, dict):
        return _shorten(", ".join(f"{key} {item}" for key, item in value.items() if item is not None))
    if isinstance(value, list):
        texts = [item["text"] for item in value if isinstance(item, dict) and "text" in item]
        return _quote("; ".join(texts)) if texts else count_words(len(value), "item", "items")
    return str(value)


def _quote(text: str) -> str:
    return f"“{_shorten(_one_line(text))}”"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _shorten(text: str) -> str:
    return text if len(text) <= _MAX_TEXT else f"{text[: _MAX_TEXT - 1].rstrip()}…"
