"""Formats the dashboard as text: heading, challenge, confidence, newest evidence, reappraisal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.insight.next_difficulty import band_of
from efficacy_tui.journal.domain_stats import WINDOW_DAYS
from efficacy_tui.journal.review import OUTCOME_WORDS
from efficacy_tui.journal.snapshot import DashboardSnapshot
from efficacy_tui.journal.timeline import TimelineItem
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.model.records import Challenge, Step
from efficacy_tui.plain.columns import labelled_facts, section, table, wrap
from efficacy_tui.plain.views.trend_sections import describe_level, describe_outcomes
from efficacy_tui.wording import dashboard as wording
from efficacy_tui.wording.confidence import standing_sentence
from efficacy_tui.wording.facts import STEP_WORDS

NEWEST_COUNT = 5  # entries on the dashboard; the timeline lists all of them


def format_dashboard(snapshot: DashboardSnapshot, width: int, note: str = "") -> list[str]:
    """Format the whole dashboard; a `note` (read only, demo) comes first."""
    rows = [*wrap(format_heading(snapshot, note), width), *format_challenge(snapshot, width)]
    rows += format_confidence(snapshot, width)
    return [*rows, *format_evidence(snapshot, width), *format_reappraisal(snapshot, width)]


def format_heading(snapshot: DashboardSnapshot, note: str = "") -> str:
    """Format the date, the selected domain, and the number of days with a check-in."""
    today, domain = snapshot.today, snapshot.selected
    sentences = [f"{note}." if note else "", f"{locale_format.long_date(today)}."]
    if domain is not None:
        sentences.append(f"{domain.name} is shown{', your focus' if domain == snapshot.focus else ''}.")
    if snapshot.domains and snapshot.days_counted > 1:
        is_whole = snapshot.days_counted == snapshot.days_window
        days = f"the last {snapshot.days_counted} days" if is_whole else f"{snapshot.days_counted} days asked"
        sentences.append(f"Checked in {snapshot.days_checked} of {days}.")
    return " ".join(filter(None, sentences))


# -- the challenge ---------------------------------------------------------------------------------


def format_challenge(snapshot: DashboardSnapshot, width: int) -> list[str]:
    """Format the challenge with its due date, difficulty, odds, steps and plan."""
    challenge = snapshot.challenge
    if challenge is None:
        return section("Challenge", _format_invitation(*_choose_invitation(snapshot), width))
    rows = wrap(challenge.title, width)
    rows += labelled_facts(
        [("Done when", challenge.done_when), *describe_challenge_numbers(snapshot, challenge)], width
    )
    for step in challenge.steps:
        state = STEP_WORDS[step.result] if step.result else "due" if step is snapshot.step_due else "still open"
        rows += wrap(f"Step, {_format_step_day(step, snapshot)}, {state}: {step.text}", width, 0, 2)
    if challenge.if_obstacle:
        rows += wrap(f"Plan: If {challenge.if_obstacle}, then {challenge.then_plan}", width, 0, 2)
    return section("Challenge", rows)


def _format_step_day(step: Step, snapshot: DashboardSnapshot) -> str:
    return wording.step_day(step.day, snapshot.today)


def describe_challenge_numbers(snapshot: DashboardSnapshot, challenge: Challenge) -> Iterable[tuple[str, str]]:
    """Yield the labelled due date, difficulty and odds of a challenge, as of today."""
    due = short_date(challenge.due, snapshot.today)
    if snapshot.today > challenge.due:
        yield "By", f"{due}. {BY_ID['outcome'].key} records what came of it"
    else:
        total_days = max((challenge.due - challenge.start).days, 1)
        yield "By", f"{due}, day {min((snapshot.today - challenge.start).days + 1, total_days)} of {total_days}"
    record_odds = snapshot.stats.odds(challenge.difficulty) if snapshot.stats else None
    band = band_of(challenge.odds / 100 if record_odds is None else round(record_odds, 2))
    basis = f", {band} by your {'own odds' if record_odds is None else 'record'}"
    is_withheld = snapshot.stats is not None and snapshot.stats.odds_withheld
    yield "Difficulty", f"{challenge.difficulty}{'' if is_withheld else basis}"
    yield (
        "Your odds",
        f"{challenge.odds} %" + ("" if record_odds is None else f"; your record says {round(record_odds * 100)} %"),
    )


def _choose_invitation(snapshot: DashboardSnapshot) -> tuple[str, str, str]:
    if not snapshot.domains:
        return wording.WELCOME, "domains", wording.BEGIN_DOMAIN
    if snapshot.selected and f"challenge:{snapshot.selected.id}" in snapshot.drafts:
        return wording.CHALLENGE_BEGUN, "design", "take up the draft"
    return wording.NO_CHALLENGE, "design", "design a challenge"


def _format_invitation(sentence: str, command: str, action: str, width: int) -> list[str]:
    return [*wrap(sentence, width), *wrap(f"{BY_ID[command].key}: {action}.", width)]


# -- confidence ------------------------------------------------------------------------------------


def format_confidence(snapshot: DashboardSnapshot, width: int) -> list[str]:
    """Format the level, its trend, what the outcomes say, and a table of all domains."""
    stats = snapshot.stats
    if stats is None:
        return section("Confidence", wrap(wording.NO_CONFIDENCE, width))
    rows = wrap(describe_level(stats, WINDOW_DAYS, f"the last {WINDOW_DAYS} days"), width)
    rows += wrap(standing_sentence(stats, ladder_key=BY_ID["ladder"].key), width)
    outcomes = describe_outcomes(stats, WINDOW_DAYS)
    rows += wrap(f"Outcomes in these days: {'; '.join(outcomes)}.", width) if outcomes else []
    if len(snapshot.domains) > 1:
        domain_rows = []
        for domain in snapshot.domains:
            level = snapshot.domain_stats[domain.id].level_now
            level_text = "none yet" if level is None else str(round(level))
            domain_rows.append((domain.name, level_text, snapshot.domain_stats[domain.id].trend_words))
        rows += ["", *table(("Domain", "Level", "Trend"), domain_rows, width, numbers=(1,), wide=0)]
    return section("Confidence", rows)


# -- evidence and reappraisal ----------------------------------------------------------------------


def format_evidence(snapshot: DashboardSnapshot, width: int) -> list[str]:
    """Format the newest evidence, latest first."""
    if not snapshot.items:
        invitation = ("evidence", wording.FIRST_EVIDENCE) if snapshot.domains else ("domains", wording.BEGIN_DOMAIN)
        return section("Evidence", _format_invitation(wording.NO_EVIDENCE, *invitation, width))
    rows = format_timeline(snapshot.items[:NEWEST_COUNT], snapshot, width)
    more_count = len(snapshot.items) - NEWEST_COUNT
    if more_count > 0:
        rows += wrap(f"{more_count:,} more: {BY_ID['pane-2'].key} reads on, {BY_ID['search'].key} searches.", width)
    return section("Evidence", rows)


def format_timeline(
    items: Sequence[TimelineItem], snapshot: DashboardSnapshot, width: int, numbers: Sequence[int] | None = None
) -> list[str]:
    """Format items under the headings of their days; `numbers` are the numbers typed to open them."""
    domain_names = {domain.id: domain.name for domain in snapshot.domains}
    rows, day = [], None
    for index, item in enumerate(items):
        if item.day != day:
            day = item.day
            rows.append(wording.day_heading(day, snapshot.today))
        number = f"{numbers[index]}. " if numbers is not None else ""
        kind = f"outcome, {OUTCOME_WORDS[item.outcome]}" if item.outcome else item.kind
        name = f", {domain_names[item.domain]}" if len(domain_names) > 1 and item.domain in domain_names else ""
        unrated_note = ", not rated yet" if item.needs_rating else ""
        rows += wrap(f"{number}{kind}{name}{unrated_note}: {' '.join(item.text.split())}", width, 2, 4)
    return rows


def format_reappraisal(snapshot: DashboardSnapshot, width: int) -> list[str]:
    """Format the last statement, the challenge ahead, and the best evidence."""
    rows = wrap(f"“{snapshot.statement}”", width)
    challenge = snapshot.challenge
    if challenge is not None and snapshot.today <= challenge.due:
        days_left = (challenge.due - snapshot.today).days
        when = {0: "Today", 1: "Tomorrow"}.get(days_left, f"In {days_left} days")
        rows += wrap(f"{when}: {challenge.title.removeprefix('I will ')}", width)
    if snapshot.best_evidence:
        rows += wrap(wording.RECALL, width)
        for entry in snapshot.best_evidence:
            rows += wrap(f"mastery: {' '.join(entry.text.split())}", width, 2, 4)
    else:
        rows += wrap(wording.NO_RECALL, width)
    invitation = ("reappraise", wording.BEGIN_SESSION) if snapshot.domains else ("domains", wording.BEGIN_DOMAIN)
    return section("Reappraisal", [*rows, *wrap(f"{BY_ID[invitation[0]].key}: {invitation[1]}.", width)])
