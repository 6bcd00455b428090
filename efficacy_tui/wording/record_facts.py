"""The facts about a session, a check-in, a rung, a domain or a weekly answer, as labelled values for reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from efficacy_tui.journal.timeline import describe_follow_up
from efficacy_tui.model.locale_format import describe_day, short_date
from efficacy_tui.model.records import (
    AnyEvidence,
    Appraisal,
    Challenge,
    CheckIn,
    Domain,
    Reappraisal,
    Review,
    Rung,
    RungRating,
)
from efficacy_tui.wording.facts import IN_WORDS, Facts, FactWording
from efficacy_tui.wording.schedule import schedule_note


def session_facts(
    session: Reappraisal,
    domain: str,
    today: dt.date,
    evidence: Sequence[AnyEvidence],
    challenge: Challenge | None,
    wording: FactWording = IN_WORDS,
) -> Facts:
    """List all facts about a reappraisal session; `evidence` is what it showed and is still there."""
    follow_up = session.afterwards
    rating = f", the session helped {follow_up.helped} of 5" if follow_up and follow_up.helped is not None else ""
    facts: Facts = [
        ("When", describe_day(session.day, today)),
        ("Felt", session.sensation),
        ("Said", f"“{session.statement}”" if session.statement else ""),
        ("Plan", session.plan),
        ("Before it", _describe_appraisal(session.before)),
        ("After it", _describe_appraisal(session.after)),
        ("It went", f"{describe_follow_up(follow_up)}{rating}" if follow_up else ""),
    ]
    facts += wording.several("Shown", "Shown", map(wording.evidence, evidence))
    return [*facts, ("Domain", domain), ("Challenge", challenge.title if challenge else "")]


def check_in_facts(check_in: CheckIn, domain: str, today: dt.date, challenge: Challenge | None) -> Facts:
    """List all facts about a check-in except its note; `challenge` is the one that was open then."""
    return [
        ("Day", describe_day(check_in.day, today) + (", rated late" if check_in.late else "")),
        ("Confidence", str(check_in.confidence)),
        ("Asked for", check_in.task),
        ("Domain", domain),
        ("Challenge", challenge.title if challenge else ""),
    ]


def rung_facts(
    rung: Rung, domain: str, today: dt.date, rating: RungRating | None, challenges: Sequence[Challenge]
) -> Facts:
    """List all facts about a rung except its title, with its latest rating and the challenges begun from it."""
    return [
        ("Difficulty", str(rung.difficulty)),
        ("You say", f"{rating.confidence} %, {describe_day(rating.day, today)}" if rating else ""),
        *(("Challenge", challenge.title) for challenge in challenges),
        ("On the ladder", "put away" if rung.archived else ""),
        ("Domain", domain),
    ]


def review_facts(review: Review, today: dt.date) -> Facts:
    """List all facts about a weekly answer except its words."""
    span = f"{short_date(review.monday, today)} to {short_date(review.monday + dt.timedelta(days=6), today)}"
    return [("Week", f"{review.week}, {span}")]


def domain_facts(domain: Domain, today: dt.date) -> Facts:
    """List all facts about a domain except its name."""
    place = domain.task_difficulty
    return [
        ("Daily task", domain.task),
        ("Difficulty", "" if place is None else str(place)),
        ("Towards", domain.goal),
        ("Asked", schedule_note(domain, today)),
        ("Focus", "yes" if domain.focus else ""),
        ("Archived", "yes" if domain.archived else ""),
    ]


def _describe_appraisal(appraisal: Appraisal | None) -> str:
    if appraisal is None:
        return ""
    return f"activation {appraisal.arousal}, demands {appraisal.demands}, equipped {appraisal.resources}"
