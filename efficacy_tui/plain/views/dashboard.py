"""Formats the dashboard as text: heading, challenge, confidence, newest evidence, reappraisal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.flows.next_commands import next_commands
from efficacy_tui.insight.next_difficulty import band_of, record_band
from efficacy_tui.journal.domain_stats import WINDOW_DAYS
from efficacy_tui.journal.review import OUTCOME_WORDS
from efficacy_tui.journal.snapshot import DashboardSnapshot
from efficacy_tui.journal.timeline import TimelineItem
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.model.records import Challenge, Step
from efficacy_tui.model.sentences import as_sentence, plan_words
from efficacy_tui.plain.columns import labelled_facts, section, table, wrap
from efficacy_tui.plain.views.trend_sections import describe_level, describe_outcomes
from efficacy_tui.wording import dashboard as wording
from efficacy_tui.wording.challenge_days import challenge_day
from efficacy_tui.wording.confidence import standing_sentence
from efficacy_tui.wording.facts import STEP_WORDS

NEXT_COUNT = 6  # commands
RECALLED_COUNT = 5  # entries to read before a performance
NEWEST_COUNT = 5  # entries on the dashboard; the timeline lists all of them


def format_dashboard(snapshot: DashboardSnapshot, width: int, note: str = "", *, read_only: bool = False) -> list[str]:
    """Format the whole dashboard; a `note` (read only, demo) comes first."""
    rows = [*wrap(format_heading(snapshot, note), width), *format_challenge(snapshot, width)]
    rows += format_confidence(snapshot, width)
    rows += [*format_evidence(snapshot, width), *format_reappraisal(snapshot, width)]
    return [*rows, *section("Next", wrap(format_next(snapshot, read_only=read_only), width))]


def format_next(snapshot: DashboardSnapshot, *, read_only: bool = False) -> str:
    """Name what to do next, most due first, as the footer of the screen does."""
    entries = [f"{BY_ID[entry.command].key} {entry.label}" for entry in next_commands(snapshot, read_only=read_only)]
    return f"{'; '.join(entries[:NEXT_COUNT])}."


def format_heading(snapshot: DashboardSnapshot, note: str = "") -> str:
    """Format the date, the selected domain, and the number of days with a check-in."""
    today, domain = snapshot.today, snapshot.selected
    sentences = [f"{note}." if note else "", f"{locale_format.long_date(today)}."]
    if domain is not None:
        sentences.append(f"{domain.name} is shown{', your focus' if domain == snapshot.focus else ''}.")
    if snapshot.domains and snapshot.days_counted > 1 and snapshot.days_checked:
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
    if plan := plan_words(challenge.if_obstacle, challenge.then_plan):
        rows += wrap(f"Plan: {plan}", width, 0, 2)
    return section("Challenge", rows)


def _format_step_day(step: Step, snapshot: DashboardSnapshot) -> str:
    return wording.step_day(step.day, snapshot.today)


def describe_challenge_numbers(snapshot: DashboardSnapshot, challenge: Challenge) -> Iterable[tuple[str, str]]:
    """Yield the labelled due date, difficulty and odds of a challenge, as of today."""
    due = short_date(challenge.due, snapshot.today)
    if snapshot.today > challenge.due:
        yield "By", f"{due}. {BY_ID['outcome'].key} records what came of it"
    else:
        yield "By", ", ".join(filter(None, (due, challenge_day(challenge, snapshot.today))))
    record_odds = snapshot.stats.odds(challenge.difficulty) if snapshot.stats else None
    band = band_of(challenge.odds / 100) if record_odds is None else record_band(record_odds)
    basis = f", {wording.difficulty_phrase(band, by_record=record_odds is not None)}"
    is_withheld = snapshot.stats is not None and snapshot.stats.odds_withheld
    yield "Difficulty", f"{challenge.difficulty}{'' if is_withheld else basis}"
    yield "Odds", f"you {challenge.odds} %" + ("" if record_odds is None else f" · record {round(record_odds * 100)} %")


def _choose_invitation(snapshot: DashboardSnapshot) -> tuple[str, str, str]:
    if not snapshot.domains:
        return f"{wording.WELCOME} {wording.WELCOME_MORE}", "domains", wording.BEGIN_DOMAIN
    if snapshot.selected and f"challenge:{snapshot.selected.id}" in snapshot.drafts:
        return wording.CHALLENGE_BEGUN, "design", wording.RESUME_CHALLENGE
    has_outcome = any(item.kind == "outcome" for item in snapshot.domain_items)
    words = wording.NEXT_CHALLENGE if has_outcome else wording.FIRST_CHALLENGE
    next_title = as_sentence(snapshot.next_title) if snapshot.next_title else ""
    more = f"{wording.NEXT_RUNG}: {next_title}" if next_title else wording.NO_CHALLENGE_MORE
    return f"{wording.NO_CHALLENGE} {more}", "design", words


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
    """Format the newest evidence of the domain shown, latest first."""
    items = snapshot.domain_items
    if not items:
        invitation = ("evidence", wording.FIRST_EVIDENCE) if snapshot.domains else ("domains", wording.BEGIN_DOMAIN)
        return section(
            "Evidence", _format_invitation(f"{wording.NO_EVIDENCE} {wording.NO_EVIDENCE_MORE}", *invitation, width)
        )
    rows = format_timeline(items[:NEWEST_COUNT], snapshot, width, with_domain=False)
    more_count = len(items) - NEWEST_COUNT
    if more_count > 0:
        rows += wrap(f"{more_count:,} more: {BY_ID['pane-3'].key} reads on, {BY_ID['search'].key} searches.", width)
    return section("Evidence", rows)


def format_timeline(
    items: Sequence[TimelineItem],
    snapshot: DashboardSnapshot,
    width: int,
    numbers: Sequence[int] | None = None,
    *,
    with_domain: bool = True,
) -> list[str]:
    """Format items under the headings of their days; `numbers` are the numbers typed to open them."""
    domain_names = {domain.id: domain.name for domain in snapshot.domains} if with_domain else {}
    rows, day = [], None
    for index, item in enumerate(items):
        if item.day != day:
            day = item.day
            rows.append(wording.day_heading(day, snapshot.today))
        number = f"{numbers[index]}. " if numbers is not None else ""
        kind = f"outcome, {OUTCOME_WORDS[item.outcome]}" if item.outcome else item.kind
        name = f", {domain_names[item.domain]}" if len(domain_names) > 1 and item.domain in domain_names else ""
        unrated_note = ", not rated yet" if item.needs_rating else ""
        rows += wrap(f"{number}{kind}{name}{unrated_note}: {' '.join(item.line.split())}", width, 2, 4)
    return rows


def format_reappraisal(snapshot: DashboardSnapshot, width: int) -> list[str]:
    """Format the last statement, the challenge ahead, and the evidence to read before it, most relevant first."""
    rows = wrap(f"“{snapshot.statement}”", width)
    challenge = snapshot.challenge
    if challenge is not None and snapshot.today <= challenge.due:
        when = wording.days_ahead_words((challenge.due - snapshot.today).days)
        rows += wrap(f"{when}: {challenge.title.removeprefix('I will ')}", width)
    for item in snapshot.recalled[:RECALLED_COUNT]:
        kind = OUTCOME_WORDS.get(item.kind, item.kind)
        note = wording.RECALL_NOTES.get(item.kind)
        if note is None and item.difficulty is not None:
            note = f"difficulty {item.difficulty}"
        rows += wrap(f"{kind}{f', {note}' if note else ''}: {' '.join(item.text.split())}", width, 2, 4)
    if not snapshot.recalled:
        rows += wrap(wording.NO_RECALL, width)
    words = wording.BEGIN_SESSION if snapshot.recalled else wording.FIRST_SESSION
    invitation = ("reappraise", words) if snapshot.domains else ("domains", wording.BEGIN_DOMAIN)
    return section("Reappraisal", [*rows, *wrap(f"{BY_ID[invitation[0]].key}: {invitation[1]}.", width)])
