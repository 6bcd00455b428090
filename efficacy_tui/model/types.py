"""The types of the fields of records, each with its range."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, get_args

import msgspec

from efficacy_tui.model.text import NAME_MAX, NOTE_MAX, TEXT_MAX

# A `pattern` constraint would match every id, which takes half the time of opening a long journal.
Identifier = Annotated[
    str,
    msgspec.Meta(
        min_length=32,
        max_length=32,
        description="uuid4, 32 hex digits",
        extra_json_schema={"pattern": "^[0-9a-f]{32}$"},
    ),
]
StepId = Annotated[str, msgspec.Meta(max_length=32)]
Instant = Annotated[dt.datetime, msgspec.Meta(tz=True, description="UTC, ISO 8601")]
Day = Annotated[dt.date, msgspec.Meta(description="the person's local date")]
Week = Annotated[
    str,
    msgspec.Meta(
        min_length=8,
        max_length=8,
        pattern="^[0-9]{4}-W[0-9]{2}$",
        description="an ISO 8601 week, 2026-W47",
    ),
]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
"""The days of the week from Monday on, as `datetime.date.weekday` numbers them."""
Weekdays = Annotated[
    tuple[Weekday, ...],
    msgspec.Meta(min_length=1, max_length=7, description="days of the week, Monday first, each once"),
]

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=NAME_MAX)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=TEXT_MAX)]
OptionalText = Annotated[str, msgspec.Meta(max_length=TEXT_MAX)]
Note = Annotated[str, msgspec.Meta(max_length=NOTE_MAX)]

Percent = Annotated[int, msgspec.Meta(ge=0, le=100, description="0–100")]
Ten = Annotated[int, msgspec.Meta(ge=0, le=10, description="0–10")]
Five = Annotated[int, msgspec.Meta(ge=1, le=5, description="1–5")]
Interpretation = Annotated[int, msgspec.Meta(ge=-2, le=2, description="−2 threatening … 2 helpful")]

Source = Literal["mastery", "vicarious", "persuasion", "state"]
Independence = Literal["alone", "helped", "lucky"]
Gap = Literal["one", "two", "expert"]
PersuasionTopic = Literal["deed", "person"]
Outcome = Literal["succeeded", "partly", "failed", "abandoned"]
Attribution = Literal["effort", "strategy", "skill", "help", "luck"]
StepResult = Literal["done", "partly", "not", "skipped"]
Colour = Literal["blue", "teal", "amber", "violet", "rose", "green"]

COLOURS: tuple[Colour, ...] = ("blue", "teal", "amber", "violet", "rose", "green")
