"""The dashboard in words: the day, the challenge, how sure, the newest evidence, what prepares."""

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
from efficacy_tui.plain.views.trend_sections import level_sentence, outcomes_in
from efficacy_tui.wording import dashboard as wording
from efficacy_tui.wording.facts import STEP_WORDS

NEWEST = 5
"""Pieces of evidence read out on the dashboard; the timeline has all of them."""


def dashboard_lines(overview: DashboardSnapshot, width: int, note: str = "") -> list[str]:
    """Everything the dashboard shows; a `note` (read only, demo) comes first."""
    rows = [*wrap(heading(overview, note), width), *challenge_pane(overview, width)]
    rows += confidence_pane(overview, width)
    return [*rows, *evidence_pane(overview, width), *reappraisal_pane(overview, width)]


def heading(overview: DashboardSnapshot, note: str = "") -> str:
    """The day, the domain shown, and how many days were checked in."""
    today, chosen = overview.today, overview.selected
    said = [f"{note}." if note else "", f"{locale_format.long_date(today)}."]
    if chosen is not None:
        said.append(f"{chosen.name} is shown{', your focus' if chosen == overview.focus else ''}.")
    if overview.domains and overview.days_counted > 1:
        said.append(f"Checked in {overview.days_checked} of the last {overview.days_counted} days.")
    return " ".join(filter(None, said))


# -- the challenge ---------------------------------------------------------------------------------


def challenge_pane(overview: DashboardSnapshot, width: int) -> list[str]:
    """What the person will do, by when, how hard, how likely, in which steps."""
    challenge = overview.challenge
    if challenge is None:
        return section("Challenge", _invitation(*_no_challenge(overview), width))
    rows = wrap(challenge.title, width)
    rows += labelled_facts([("Done when", challenge.done_when), *challenge_numbers(overview, challenge)], width)
    for step in challenge.steps:
        state = STEP_WORDS[step.result] if step.result else "due" if step is overview.step_due else "still open"
        rows += wrap(f"Step, {_day_of(step, overview)}, {state}: {step.text}", width, 0, 2)
    if challenge.if_obstacle:
        rows += wrap(f"Plan: If {challenge.if_obstacle}, then {challenge.then_plan}", width, 0, 2)
    return section("Challenge", rows)


def _day_of(step: Step, overview: DashboardSnapshot) -> str:
    return wording.step_day(step.day, overview.today)


def challenge_numbers(overview: DashboardSnapshot, challenge: Challenge) -> Iterable[tuple[str, str]]:
    """Its date, difficulty and odds, as they stand today."""
    when = short_date(challenge.due, overview.today)
    if overview.today > challenge.due:
        yield "By", f"{when}. {BY_ID['outcome'].key} records what came of it"
    else:
        span = max((challenge.due - challenge.start).days, 1)
        yield "By", f"{when}, day {min((overview.today - challenge.start).days + 1, span)} of {span}"
    record = overview.stats.odds(challenge.difficulty) if overview.stats else None
    band = band_of(challenge.odds / 100 if record is None else record)
    yield "Difficulty", f"{challenge.difficulty}, {band} by your {'own odds' if record is None else 'record'}"
    yield "Your odds", f"{challenge.odds} %" + ("" if record is None else f"; your record says {round(record * 100)} %")


def _no_challenge(overview: DashboardSnapshot) -> tuple[str, str, str]:
    if not overview.domains:
        return wording.WELCOME, "domains", wording.BEGIN_DOMAIN
    if overview.selected and f"challenge:{overview.selected.id}" in overview.drafts:
        return wording.CHALLENGE_BEGUN, "design", "take up the draft"
    return wording.NO_CHALLENGE, "design", "design a challenge"


def _invitation(about: str, command: str, words: str, width: int) -> list[str]:
    return [*wrap(about, width), *wrap(f"{BY_ID[command].key}: {words}.", width)]


# -- how sure --------------------------------------------------------------------------------------


def confidence_pane(overview: DashboardSnapshot, width: int) -> list[str]:
    """How sure, over time, and what the outcomes say."""
    standing = overview.stats
    if standing is None:
        return section("Confidence", wrap(wording.NO_CONFIDENCE, width))
    rows = wrap(level_sentence(standing, WINDOW_DAYS, f"the last {WINDOW_DAYS} days"), width)
    rows += wrap(standing.evidence_sentence, width)
    marks = outcomes_in(standing, WINDOW_DAYS)
    rows += wrap(f"Outcomes in these days: {'; '.join(marks)}.", width) if marks else []
    if len(overview.domains) > 1:
        lines = []
        for domain in overview.domains:
            level = overview.domain_stats[domain.id].level_now
            number = "none yet" if level is None else str(round(level))
            lines.append((domain.name, number, overview.domain_stats[domain.id].trend_words))
        rows += ["", *table(("Domain", "Level", "Trend"), lines, width, numbers=(1,), wide=0)]
    return section("Confidence", rows)


# -- evidence and what prepares --------------------------------------------------------------------


def evidence_pane(overview: DashboardSnapshot, width: int) -> list[str]:
    """What speaks for being able to do it, the newest first."""
    if not overview.items:
        begin = ("evidence", wording.FIRST_EVIDENCE) if overview.domains else ("domains", wording.BEGIN_DOMAIN)
        return section("Evidence", _invitation(wording.NO_EVIDENCE, *begin, width))
    rows = timeline_lines(overview.items[:NEWEST], overview, width)
    more = len(overview.items) - NEWEST
    if more > 0:
        rows += wrap(f"{more:,} more: {BY_ID['pane-2'].key} reads on, {BY_ID['search'].key} searches.", width)
    return section("Evidence", rows)


def timeline_lines(
    items: Sequence[TimelineItem], overview: DashboardSnapshot, width: int, numbers: Sequence[int] | None = None
) -> list[str]:
    """Items under their days; with `numbers`, each behind the number that opens it."""
    names = {domain.id: domain.name for domain in overview.domains}
    rows, day = [], None
    for place, item in enumerate(items):
        if item.day != day:
            day = item.day
            rows.append(wording.day_heading(day, overview.today))
        number = f"{numbers[place]}. " if numbers is not None else ""
        kind = f"outcome, {OUTCOME_WORDS[item.outcome]}" if item.outcome else item.kind
        name = f", {names[item.domain]}" if len(names) > 1 and item.domain in names else ""
        waits = ", not rated yet" if item.waits else ""
        rows += wrap(f"{number}{kind}{name}{waits}: {' '.join(item.text.split())}", width, 2, 4)
    return rows


def reappraisal_pane(overview: DashboardSnapshot, width: int) -> list[str]:
    """The statement chosen last, what comes next, and that it was done before."""
    rows = wrap(f"“{overview.statement}”", width)
    challenge = overview.challenge
    if challenge is not None and overview.today <= challenge.due:
        away = (challenge.due - overview.today).days
        when = {0: "Today", 1: "Tomorrow"}.get(away, f"In {away} days")
        rows += wrap(f"{when}: {challenge.title.removeprefix('I will ')}", width)
    if overview.best_evidence:
        rows += wrap(wording.RECALL, width)
        for entry in overview.best_evidence:
            rows += wrap(f"mastery: {' '.join(entry.text.split())}", width, 2, 4)
    else:
        rows += wrap(wording.NO_RECALL, width)
    begin = ("reappraise", wording.BEGIN_SESSION) if overview.domains else ("domains", wording.BEGIN_DOMAIN)
    return section("Reappraisal", [*rows, *wrap(f"{BY_ID[begin[0]].key}: {begin[1]}.", width)])


PANE_VIEWS = {"1": challenge_pane, "2": evidence_pane, "3": reappraisal_pane, "4": confidence_pane}
"""What the key of each pane reads out."""
