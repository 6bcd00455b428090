"""The challenge under way: what, until when, how likely, in which steps."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.exchange.writers.html.markup import escape, path, sign, unseen, user_text
from efficacy_tui.journal.report import DomainReport, Report, ReportedChallenge
from efficacy_tui.model.locale_format import describe_day
from efficacy_tui.model.records import Step
from efficacy_tui.wording.challenge_days import challenge_progress
from efficacy_tui.wording.facts import STEP_WORDS
from efficacy_tui.wording.report import NOTHING_UNDER_WAY, due_words, odds_words, plan_sentence

_STEP_SIGNS = {"done": "succeeded", "partly": "partly", "not": "failed", "skipped": "abandoned"}


def under_way_section(report: DomainReport, full_report: Report) -> str:
    """Build the open challenges of a domain, or say that there is none."""
    if not report.under_way:
        return f'<p class="empty">{NOTHING_UNDER_WAY}</p>'
    return "".join(_challenge(row, full_report.today) for row in report.under_way)


def _challenge(row: ReportedChallenge, today: dt.date) -> str:
    challenge = row.challenge
    day, span = challenge_progress(challenge, today)
    elapsed = path("thin", "M0 3H100") + path("elapsed", f"M0 3H{100 * day / span:.0f}")
    track = f'<svg class="track" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">{elapsed}</svg>'
    facts = f"<dt>Done when</dt>{user_text(challenge.done_when, 'dd')}"
    facts += f"<dt>By</dt><dd>{escape(due_words(challenge, today))} {track}</dd>"
    facts += f"<dt>Difficulty</dt><dd>{challenge.difficulty}</dd><dt>Odds</dt><dd>{escape(odds_words(row))}</dd>"
    if challenge.steps:
        facts += f'<dt class="wide steps-of">Steps</dt><dd class="wide steps-of">{_steps(challenge.steps, today)}</dd>'
    if plan := plan_sentence(challenge):
        facts += f'<dt class="wide">Plan</dt>{user_text(plan, "dd", "wide")}'
    return f'<div class="open">{user_text(challenge.title, "p", "title")}<dl>{facts}</dl></div>'


def _steps(steps: tuple[Step, ...], today: dt.date) -> str:
    following = next((step for step in steps if step.result is None), None)
    return f'<ul class="steps">{"".join(_step(step, today, is_next=step is following) for step in steps)}</ul>'


def _step(step: Step, today: dt.date, *, is_next: bool) -> str:
    state = _STEP_SIGNS[step.result] if step.result else "next" if is_next else "idea"
    words = STEP_WORDS[step.result] if step.result else "next" if is_next else "to come"
    css = ' class="next"' if is_next else ""
    when = f"<small>{unseen(f'{words}, ')}{escape(describe_day(step.day, today))}</small>"
    return f"<li{css}>{sign(state)}{user_text(step.text)} {when}</li>"
