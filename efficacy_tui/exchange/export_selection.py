"""Select the records to export: since a day, of one domain, with or without free text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store.tables import Contents

LEFT_OUT = "(left out)"
"""Replaces a required text in an export without notes."""

Row = TypeVar("Row", bound=r.Record)


def select_records(
    contents: Contents, *, since: dt.date | None = None, domain: str | None = None, notes: bool = True
) -> Contents:
    """Select the records of one domain (an id), from a day on, without free text unless `notes`.

    Without any condition, return all of `contents`; a selection has neither settings nor tombstones. Names and tasks of
    domains and titles of challenges and rungs stay even without notes.
    """
    if since is None and domain is None and notes:
        return contents

    def is_in_domain(row: Any) -> bool:
        return domain is None or row.domain == domain

    def is_recent(row: Any) -> bool:
        return since is None or row.day >= since

    def is_recent_week(row: r.Review) -> bool:
        return since is None or row.monday + dt.timedelta(days=6) >= since

    evidence = _filter_rows(contents.evidence, lambda row: is_in_domain(row) and is_recent(row))
    sessions = _filter_rows(contents.reappraisals, lambda row: is_in_domain(row) and is_recent(row))
    # Include the challenges that selected evidence and sessions refer to.
    referenced_ids = {row.challenge for row in (*evidence.values(), *sessions.values())}

    def is_relevant(row: r.Challenge) -> bool:
        return since is None or row.status == "active" or (row.closed or row.due) >= since or row.id in referenced_ids

    rungs = _filter_rows(contents.rungs, is_in_domain)
    selection = Contents(
        domains=_filter_rows(contents.domains, lambda row: domain is None or row.id == domain),
        rungs=rungs,
        rung_ratings=_filter_rows(contents.rung_ratings, lambda row: row.rung in rungs and is_recent(row)),
        challenges=_filter_rows(contents.challenges, lambda row: is_in_domain(row) and is_relevant(row)),
        evidence=evidence,
        checkins=_filter_rows(contents.checkins, lambda row: is_in_domain(row) and is_recent(row)),
        reappraisals=sessions,
        raters=contents.raters if domain is None else {},
        surveys=_filter_rows(contents.surveys, is_recent) if domain is None else {},
        reviews=_filter_rows(contents.reviews, is_recent_week) if domain is None else {},
    )
    return selection if notes else without_notes(selection)


def without_notes(contents: Contents) -> Contents:
    """Remove all free text but the names and tasks of domains and the titles of challenges and rungs.

    Of a weekly answer nothing would be left.
    """
    return Contents(
        domains=_map_rows(contents.domains, lambda row: msgspec.structs.replace(row, goal="")),
        rungs=contents.rungs,
        rung_ratings=contents.rung_ratings,
        challenges=_map_rows(contents.challenges, _challenge_without_notes),
        evidence=_map_rows(contents.evidence, _evidence_without_notes),
        checkins=_map_rows(contents.checkins, lambda row: msgspec.structs.replace(row, note="")),
        reappraisals=_map_rows(contents.reappraisals, _session_without_notes),
        surveys=_map_rows(contents.surveys, lambda row: msgspec.structs.replace(row, pseudonym="", role="", by=None)),
    )


def _challenge_without_notes(row: r.Challenge) -> r.Challenge:
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


def _evidence_without_notes(row: r.AnyEvidence) -> r.AnyEvidence:
    texts: dict[str, str] = {name: "" for name in ("who", "quote", "did") if hasattr(row, name)}
    return msgspec.structs.replace(row, text=LEFT_OUT, **texts)


def _session_without_notes(row: r.Reappraisal) -> r.Reappraisal:
    return msgspec.structs.replace(row, event="", sensation="", statement="", plan="")


def _filter_rows(rows: Mapping[str, Row], is_wanted: Callable[[Any], bool]) -> dict[str, Row]:
    return {key: row for key, row in rows.items() if is_wanted(row)}


def _map_rows(rows: Mapping[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
    # A field that is left out must not count as one that was set to nothing.
    return {key: msgspec.structs.replace(change(row), changed=None) for key, row in rows.items()}
