"""The weekly answers of a journal that still has them among its settings, as records of their own.

Everything in them comes from those settings, and their ids are hashes of the week, so that two machines that migrate
apart find the same records. Two settings of one week become one record, as a merge would join them: the later answer is
the record's, and the other one stands in the history as overwritten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from efficacy_tui.model.records import monday_of
from efficacy_tui.model.text import TEXT_MAX
from efficacy_tui.model.types import Week
from efficacy_tui.store.ids import review_id
from efficacy_tui.store.limits import is_usable
from efficacy_tui.store.registers import format_instant, parse_instant

Document = dict[str, Any]

KEY_PREFIX = "review:"


class JoinedAnswers(NamedTuple):
    """The record of a week, and the versions whose answer it replaces, oldest first."""

    review: Document
    replaced: list[Document]


def answered_week(setting: Any) -> str | None:
    """Return the week of a setting that is a weekly answer; `None` of any other."""
    key = setting.get("key") if isinstance(setting, Mapping) else None
    if not isinstance(key, str) or not key.startswith(KEY_PREFIX):
        return None
    try:
        week: str = msgspec.convert(key.removeprefix(KEY_PREFIX), Week)
        return week if is_usable(monday_of(week)) else None
    except ValueError:  # no week of a calendar, or no week at all
        return None


def as_review(setting: Any) -> Document | None:
    """Return the record of a setting, as plain data.

    It is `None` where the setting is not a weekly answer that a record can hold. The answer counts
    as given when the setting was changed last.
    """
    week = answered_week(setting)
    if week is None or not _is_answer(setting.get("value")):
        return None
    try:
        updated = parse_instant(setting.get("updated"))
        created = min(parse_instant(setting.get("created")), updated)
    except (msgspec.ValidationError, TypeError):
        return None
    return _build(week, setting["value"], created, updated)


def _is_answer(value: Any) -> bool:
    try:
        return isinstance(value, str) and 1 <= len(value) <= TEXT_MAX and bool(value.encode())
    except UnicodeEncodeError:
        return False


def _build(week: str, answer: str, created: dt.datetime, updated: dt.datetime) -> Document:
    # A setting is one value, so all of it counts as set when it was changed last.
    changed = dict.fromkeys(("answer", "week"), format_instant(updated)) if updated != created else None
    return {
        "id": review_id(week),
        "created": format_instant(created),
        "updated": format_instant(updated),
        **({} if changed is None else {"changed": changed}),
        "week": week,
        "answer": answer,
    }


def join_answers(reviews: Iterable[Document]) -> JoinedAnswers:
    """Join the versions of the answer for one week as merging them would."""
    ordered = sorted(reviews, key=_rank)
    latest, created = ordered[-1], min(parse_instant(row["created"]) for row in ordered)
    review = _build(latest["week"], latest["answer"], created, parse_instant(latest["updated"]))
    return JoinedAnswers(review, [row for row in ordered if row["answer"] != latest["answer"]])


def _rank(review: Document) -> tuple[dt.datetime, bytes]:
    # Of two answers given at one instant the greater JSON wins, as in a merge.
    return parse_instant(review["updated"]), msgspec.json.encode(review["answer"])
