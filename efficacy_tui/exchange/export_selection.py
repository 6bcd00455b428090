"""Which part of a journal goes out: since a day, of one domain, with or without what was written freely."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store.tables import Contents

LEFT_OUT = "(left out)"
"""What stands where a text is needed and was to be left out."""

Row = TypeVar("Row", bound=r.Record)


def select_records(
    contents: Contents, *, since: dt.date | None = None, domain: str | None = None, notes: bool = True
) -> Contents:
    """The part of `contents` to hand on: of one domain (id), from a day on, without free texts unless `notes`.

    A part holds neither settings nor traces of what was deleted; everything, asked for without a condition, does.
    Names and tasks of domains and titles of challenges stay, also without notes.
    """
    if since is None and domain is None and notes:
        return contents

    def of_domain(row: Any) -> bool:
        return domain is None or row.domain == domain

    def recent(row: Any) -> bool:
        return since is None or row.day >= since

    evidence = _some(contents.evidence, lambda row: of_domain(row) and recent(row))
    sessions = _some(contents.reappraisals, lambda row: of_domain(row) and recent(row))
    # What kept evidence came from goes along, or it would point to nothing.
    meant = {row.challenge for row in (*evidence.values(), *sessions.values())}

    def going_on(row: r.Challenge) -> bool:
        return since is None or row.status == "active" or (row.closed or row.due) >= since or row.id in meant

    part = Contents(
        domains=_some(contents.domains, lambda row: domain is None or row.id == domain),
        challenges=_some(contents.challenges, lambda row: of_domain(row) and going_on(row)),
        evidence=evidence,
        checkins=_some(contents.checkins, lambda row: of_domain(row) and recent(row)),
        reappraisals=sessions,
        raters=contents.raters if domain is None else {},
        surveys=_some(contents.surveys, recent) if domain is None else {},
    )
    return part if notes else without_notes(part)


def without_notes(contents: Contents) -> Contents:
    """The same records with every free text gone but the names of domains, their tasks and challenges' titles."""
    return Contents(
        domains=contents.domains,
        challenges=_each(contents.challenges, _bare_challenge),
        evidence=_each(contents.evidence, _bare_evidence),
        checkins=_each(contents.checkins, lambda row: msgspec.structs.replace(row, note="")),
        reappraisals=_each(contents.reappraisals, _bare_session),
        surveys=_each(contents.surveys, lambda row: msgspec.structs.replace(row, pseudonym="", role="", by=None)),
    )


def _bare_challenge(row: r.Challenge) -> r.Challenge:
    return msgspec.structs.replace(
        row,
        done_when=LEFT_OUT,
        partly_when="",
        role_model="",
        if_obstacle="",
        then_plan="",
        learned="",
        steps=tuple(msgspec.structs.replace(step, text=LEFT_OUT) for step in row.steps),
        revisions=tuple(msgspec.structs.replace(revision, was=LEFT_OUT) for revision in row.revisions),
    )


def _bare_evidence(row: r.AnyEvidence) -> r.AnyEvidence:
    texts: dict[str, str] = {name: "" for name in ("who", "quote") if hasattr(row, name)}
    return msgspec.structs.replace(row, text=LEFT_OUT, **texts)


def _bare_session(row: r.Reappraisal) -> r.Reappraisal:
    return msgspec.structs.replace(row, event="", sensation="", statement="", plan="")


def _some(rows: Mapping[str, Row], wanted: Callable[[Any], bool]) -> dict[str, Row]:
    return {key: row for key, row in rows.items() if wanted(row)}


def _each(rows: Mapping[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
    return {key: change(row) for key, row in rows.items()}
