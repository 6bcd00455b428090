"""Hypothesis strategies for records of every kind."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from efficacy_tui.model import records as r
from efficacy_tui.model import types as t

ids = st.text("0123456789abcdef", min_size=32, max_size=32)
instants = st.integers(0, 7_258_118_399_999_999).map(
    lambda microseconds: dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=microseconds)
)
days = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
texts = st.text(min_size=1, max_size=40)
optional_texts = st.text(max_size=40)
percents = st.integers(0, 100)
fives = st.integers(1, 5)
integers = st.integers(-(2**31), 2**31)
plain_json = st.recursive(
    st.none() | st.booleans() | integers | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def one_of(literal: Any) -> st.SearchStrategy[Any]:
    """Draw one of the values of a Literal."""
    return st.sampled_from(literal.__args__)


def record(kind: type[Any], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw a record of a kind, adding the fields that all records share."""
    return st.builds(kind, id=ids, created=instants, updated=instants, **fields)


def evidence(kind: type[Any], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw evidence of a kind, adding the fields that all evidence shares."""
    return record(kind, domain=ids, day=days, text=texts, challenge=st.none() | ids, **fields)


weeks = days.map(lambda day: f"{day.isocalendar().year}-W{day.isocalendar().week:02}")
pauses = st.none() | st.tuples(days, st.integers(1, 60)).map(
    lambda pause: (pause[0], pause[0] + dt.timedelta(days=pause[1]))
)


@st.composite
def domains(draw: st.DrawFn) -> r.Domain:
    """Draw a domain, asked on some weekdays, and perhaps paused."""
    first, until = draw(pauses) or (None, None)
    asked = draw(st.sets(one_of(t.Weekday), min_size=1))
    return draw(
        record(
            r.Domain,
            name=texts,
            task=texts,
            colour=one_of(t.Colour),
            goal=optional_texts,
            task_difficulty=st.none() | percents,
            days=st.just(tuple(day for day in t.WEEKDAYS if day in asked)),
            paused_from=st.just(first),
            paused_until=st.just(until),
            focus=st.booleans(),
            order=integers,
            archived=st.booleans(),
        )
    )


steps = st.builds(r.Step, text=texts, day=days, odds=st.none() | percents, result=st.none() | one_of(t.StepResult))
revisions = st.builds(r.Revision, at=instants, field=texts, was=optional_texts)
appraisals = st.builds(r.Appraisal, arousal=percents, demands=st.integers(0, 10), resources=st.integers(0, 10))
follow_ups = st.builds(
    r.FollowUpAnswers,
    outcome=st.sampled_from(("well", "mixed", "badly", "did not happen", "not told")),
    helped=st.none() | fives,
)


@st.composite
def challenges(draw: st.DrawFn) -> r.Challenge:
    """Draw an active or closed challenge."""
    start = draw(days)
    closed = draw(st.booleans())
    fields: dict[str, Any] = {}
    if closed:
        fields = {
            "status": "closed",
            "outcome": draw(one_of(t.Outcome)),
            "closed": start + dt.timedelta(days=draw(st.integers(0, 60))),
            "outside_cause": draw(st.booleans()),
            "attribution": draw(st.none() | one_of(t.Attribution)),
            "learned": draw(optional_texts),
        }
    return draw(
        record(
            r.Challenge,
            domain=ids,
            rung=st.none() | ids,
            title=texts,
            done_when=texts,
            partly_when=optional_texts,
            difficulty=percents,
            harder_than=st.none() | ids,
            easier_than=st.none() | ids,
            odds=percents,
            in_my_control=fives,
            role_model=optional_texts,
            if_obstacle=optional_texts,
            then_plan=optional_texts,
            start=st.just(start),
            due=st.just(start + dt.timedelta(days=draw(st.integers(0, 14)))),
            steps=st.lists(steps, max_size=3).map(tuple),
            revisions=st.lists(revisions, max_size=2).map(tuple),
            **{name: st.just(value) for name, value in fields.items()},
        )
    )


RECORDS: dict[type[Any], st.SearchStrategy[Any]] = {
    r.Domain: domains(),
    r.Rung: record(r.Rung, domain=ids, title=texts, difficulty=percents, archived=st.booleans()),
    r.RungRating: record(r.RungRating, rung=ids, day=days, confidence=percents),
    r.Challenge: challenges(),
    r.Mastery: evidence(r.Mastery, difficulty=st.none() | percents, independence=st.none() | one_of(t.Independence)),
    r.Vicarious: evidence(
        r.Vicarious,
        who=optional_texts,
        did=optional_texts,
        similarity=st.none() | fives,
        gap=st.none() | one_of(t.Gap),
    ),
    r.Persuasion: evidence(
        r.Persuasion,
        who=optional_texts,
        quote=optional_texts,
        about=st.none() | one_of(t.PersuasionTopic),
        credibility=st.none() | fives,
        specificity=st.none() | fives,
    ),
    r.State: evidence(
        r.State,
        reappraisal=st.none() | ids,
        arousal=st.none() | percents,
        interpretation=st.none() | st.integers(-2, 2),
    ),
    r.CheckIn: record(
        r.CheckIn, domain=ids, day=days, confidence=percents, task=texts, note=optional_texts, late=st.booleans()
    ),
    r.Reappraisal: record(
        r.Reappraisal,
        domain=ids,
        challenge=st.none() | ids,
        event=optional_texts,
        day=days,
        at=instants,
        before=st.none() | appraisals,
        after=st.none() | appraisals,
        sensation=optional_texts,
        statement=optional_texts,
        evidence=st.lists(ids, max_size=3).map(tuple),
        plan=optional_texts,
        seconds=integers,
        stopped_at=st.none() | texts,
        afterwards=st.none() | follow_ups,
    ),
    r.Rater: record(r.Rater, name=texts, role=optional_texts),
    r.Survey: record(
        r.Survey,
        instrument=texts,
        version=integers | texts.map(lambda text: f"edited-{text}"[:40]),
        rater=st.sampled_from(("self", "other")),
        by=st.none() | ids,
        pseudonym=optional_texts,
        role=optional_texts,
        day=days,
        form=optional_texts,
        answers=st.dictionaries(texts, st.none() | fives, max_size=4),
    ),
    r.Review: record(r.Review, week=weeks, answer=texts),
    r.KeyValue: record(r.KeyValue, key=texts, value=plain_json),
    r.Tombstone: record(r.Tombstone, table=texts),
}
"""Type of record → strategy, for every type that the journal stores."""
