"""Made-up records of every kind, for Hypothesis."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from efficacy_tui.model import records as r
from efficacy_tui.model import types as t

ids = st.text("0123456789abcdef", min_size=32, max_size=32)
instants = st.integers(0, 7_258_118_400_000_000).map(
    lambda microseconds: dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=microseconds)
)
days = st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1))
words = st.text(min_size=1, max_size=40)
maybe_words = st.text(max_size=40)
percents = st.integers(0, 100)
fives = st.integers(1, 5)
small = st.integers(-(2**31), 2**31)
plain_json = st.recursive(
    st.none() | st.booleans() | small | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def one_of(literal: Any) -> st.SearchStrategy[Any]:
    """One of the values a Literal allows."""
    return st.sampled_from(literal.__args__)


def record(kind: type[Any], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A record of a kind, with the fields that all records share."""
    return st.builds(kind, id=ids, created=instants, updated=instants, **fields)


def evidence(kind: type[Any], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Evidence of a kind, with the fields that all evidence shares."""
    return record(kind, domain=ids, day=days, text=words, challenge=st.none() | ids, **fields)


steps = st.builds(r.Step, text=words, day=days, odds=st.none() | percents, result=st.none() | one_of(t.StepResult))
revisions = st.builds(r.Revision, at=instants, field=words, was=maybe_words)
appraisals = st.builds(r.Appraisal, arousal=percents, demands=st.integers(0, 10), resources=st.integers(0, 10))
afterwards = st.builds(
    r.FollowUpAnswers,
    outcome=st.sampled_from(("well", "mixed", "badly", "did not happen", "not told")),
    helped=st.none() | fives,
)


@st.composite
def challenges(draw: st.DrawFn) -> r.Challenge:
    """A challenge, active or closed."""
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
            "learned": draw(maybe_words),
        }
    return draw(
        record(
            r.Challenge,
            domain=ids,
            title=words,
            done_when=words,
            partly_when=maybe_words,
            difficulty=percents,
            harder_than=st.none() | ids,
            easier_than=st.none() | ids,
            odds=percents,
            in_my_control=fives,
            role_model=maybe_words,
            if_obstacle=maybe_words,
            then_plan=maybe_words,
            start=st.just(start),
            due=st.just(start + dt.timedelta(days=draw(st.integers(0, 14)))),
            steps=st.lists(steps, max_size=3).map(tuple),
            revisions=st.lists(revisions, max_size=2).map(tuple),
            **{name: st.just(value) for name, value in fields.items()},
        )
    )


RECORDS: dict[type[Any], st.SearchStrategy[Any]] = {
    r.Domain: record(
        r.Domain,
        name=words,
        task=words,
        colour=one_of(t.Colour),
        focus=st.booleans(),
        order=small,
        archived=st.booleans(),
    ),
    r.Challenge: challenges(),
    r.Mastery: evidence(r.Mastery, difficulty=st.none() | percents, independence=st.none() | one_of(t.Independence)),
    r.Vicarious: evidence(r.Vicarious, who=maybe_words, similarity=st.none() | fives, gap=st.none() | one_of(t.Gap)),
    r.Persuasion: evidence(
        r.Persuasion,
        who=maybe_words,
        quote=maybe_words,
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
        r.CheckIn, domain=ids, day=days, confidence=percents, task=words, note=maybe_words, late=st.booleans()
    ),
    r.Reappraisal: record(
        r.Reappraisal,
        domain=ids,
        challenge=st.none() | ids,
        event=maybe_words,
        day=days,
        at=instants,
        before=st.none() | appraisals,
        after=st.none() | appraisals,
        sensation=maybe_words,
        statement=maybe_words,
        evidence=st.lists(ids, max_size=3).map(tuple),
        plan=maybe_words,
        seconds=small,
        stopped_at=st.none() | words,
        afterwards=st.none() | afterwards,
    ),
    r.Rater: record(r.Rater, name=words, role=maybe_words),
    r.Survey: record(
        r.Survey,
        instrument=words,
        version=small | words.map(lambda text: f"edited-{text}"[:40]),
        rater=st.sampled_from(("self", "other")),
        by=st.none() | ids,
        pseudonym=maybe_words,
        role=maybe_words,
        day=days,
        form=maybe_words,
        answers=st.dictionaries(words, st.none() | fives, max_size=4),
    ),
    r.KeyValue: record(r.KeyValue, key=words, value=plain_json),
    r.Tombstone: record(r.Tombstone, table=words),
}
"""Every kind of record the journal keeps, with records of that kind."""
