"""The words in which the person's own evidence, lessons and attributions come back to them."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.content.answer_options import OUTCOME_OPTIONS, SOURCE_OPTIONS
from efficacy_tui.journal.attributions import AttributionCounts
from efficacy_tui.journal.best_evidence import RecalledEvidence
from efficacy_tui.journal.recall import Lesson, Recall
from efficacy_tui.model import locale_format
from efficacy_tui.model.sentences import as_sentence
from efficacy_tui.model.text_layout import flatten

MAX_CAUSES = 3
"""Causes named in one sentence, most frequent first."""

RECALL_SIGNS = {"done": "✓", "told": "❝"}

SESSION_SIGN = "≋"
EVIDENCE_SIGNS = {option.value: option.glyph for option in (*SOURCE_OPTIONS, *OUTCOME_OPTIONS)}


def recall_words(recall: Recall, today: dt.date, *, short: bool = False) -> str:
    """Say what comes back: the deed or the words; unless `short` also how hard it was, and when."""
    text = flatten(recall.text)
    if recall.kind == "told":
        text = f"{flatten(recall.who)}: “{text}”" if recall.who else f"“{text}”"
    sentence = f"{RECALL_SIGNS[recall.kind]} {text}"
    if short:
        return sentence
    difficulty = f", difficulty {recall.difficulty}" if recall.difficulty is not None else ""
    return f"{sentence}{difficulty}, {day_words(recall.day, today)}"


def evidence_line(evidence: RecalledEvidence) -> str:
    """Return a piece of evidence to read before a performance, with its sign."""
    text = flatten(evidence.text)
    if evidence.kind == "session":
        return f"{SESSION_SIGN} {text} (went well)"
    return f"{EVIDENCE_SIGNS[evidence.kind]} {text}"


def day_words(day: dt.date, today: dt.date) -> str:
    """Say when something was: today, yesterday, on Tuesday, on 12 November."""
    days_ago = (today - day).days
    if days_ago in (0, 1):
        return ("today", "yesterday")[days_ago]
    return f"on {locale_format.weekday(day) if 1 < days_ago < 7 else locale_format.day_and_month(day, today)}"


def lesson_sentences(lessons: list[Lesson]) -> list[str]:
    """Say what earlier challenges taught, and who was named as a model, in two sentences at most."""
    learned = next((flatten(lesson.learned) for lesson in lessons if lesson.learned), "")
    role_model = next((flatten(lesson.role_model) for lesson in lessons if lesson.role_model), "")
    sentences = [f"Last time you noted: {as_sentence(learned)}"] if learned else []
    return [*sentences, *([f"As a model you named {as_sentence(role_model)}"] if role_model else [])]


def attribution_sentences(successes: AttributionCounts, others: AttributionCounts) -> list[str]:
    """Say what outcomes were put down to: “Of 12 that worked out, you put 7 down to effort, 3 to strategy.”"""
    sentences = []
    for counts, words in ((successes, "that worked out"), (others, "that did not, or only partly")):
        if counts.is_shown:
            (first, count), *rest = counts.counts[:MAX_CAUSES]
            causes = [f"{count} down to {first}", *(f"{count} to {cause}" for cause, count in rest)]
            sentences.append(f"Of {counts.n} {words}, you put {_join(causes)}.")
    return sentences


def _join(parts: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
