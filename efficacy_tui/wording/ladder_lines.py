"""A ladder read aloud, rung by rung, hardest first: for the plain UI and the shell."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.insight.rungs import MIN_LEVEL_RUNGS
from efficacy_tui.journal.ladder import Ladder, LadderRung, RungOutcome
from efficacy_tui.model.locale_format import brief_day, count_noun
from efficacy_tui.model.sentences import as_sentence
from efficacy_tui.model.text_layout import flatten
from efficacy_tui.wording import ladder as wording
from efficacy_tui.wording.report_line import ReportLine

LADDER_ARCHIVED = "Its domain is archived. Bring the domain back to see its ladder."

_OUTCOME_WORDS = {"succeeded": "Done", "partly": "Partly done", "failed": "Not this time,", "abandoned": "Let go"}


def head_sentences(ladder: Ladder) -> list[str]:
    """Say what is on a ladder and what it is all for, how sure the person is, and what the record can say."""
    counts = wording.count_words(ladder).replace(" · ", ", ")
    head = as_sentence(f"Ladder of {flatten(ladder.domain.name)}{f': {counts}' if counts else ''}")
    towards = as_sentence(f"Towards: {flatten(ladder.domain.goal)}") if ladder.domain.goal else ""
    if ladder.is_empty:
        return list(filter(None, [head, towards, wording.EMPTY_LADDER]))
    own_sentence = wording.own_sentence(ladder).replace(" · ", ", ")
    even = f"Even odds by your record are at {ladder.even_odds}." if ladder.even_odds is not None else ""
    place_task = wording.PLACE_DAILY_TASK if ladder.domain.task_difficulty is None else ""
    return list(
        filter(
            None,
            [
                head,
                towards,
                f"{own_sentence}." if own_sentence else "",
                wording.comparison_sentence(ladder),
                wording.record_sentence(ladder),
                even,
                next_sentence(ladder),
                place_task,
            ],
        )
    )


def next_sentence(ladder: Ladder) -> str:
    """Say what to try next; empty while a challenge is open or nothing can be suggested."""
    if (rung := ladder.next_rung) is not None:
        return as_sentence(f"Next: {rung.difficulty}, {flatten(rung.title)}")
    if (place := ladder.next_place) is not None:
        return f"Next: something new at about {place.difficulty}, where your record gives {place.odds} %."
    return ""


def rung_sentence(ladder: Ladder, rung: LadderRung) -> str:
    """Say in one paragraph what stands on a rung: its place, what it is, how sure, the record, what came of it."""
    marks = ["a stretch"] if rung.is_stretch else []
    marks += ["next"] if rung.is_next else []
    head = ", ".join([str(rung.difficulty), wording.STATUS_WORDS[rung.status], *marks])
    parts = [as_sentence(f"{head}: {flatten(rung.title)}"), numbers_sentence(ladder, rung)]
    if rung.status == "open" and rung.challenge is not None:
        parts.append(f"By {brief_day(rung.challenge.due, ladder.today)}.")
    if rung.outcomes:
        parts.append(outcome_sentence(rung.outcomes[0], ladder.today))
    return " ".join(filter(None, parts))


def numbers_sentence(ladder: Ladder, rung: LadderRung) -> str:
    """Say the person's own number of a rung and the record's, in this order."""
    voices = []
    if rung.confidence is not None:
        when = ""
        if rung.is_rating_old(ladder.today) and rung.rated_on is not None:
            when = f" in {wording.month_words(rung.rated_on, ladder.today)}"
        voices.append(f"you {rung.confidence} %{when}")
    if rung.odds is not None:
        voices.append(f"record {rung.odds} %")
    sentence = ", ".join(voices)
    blind = ""
    if rung.status == "daily" and rung.confidence is None and rung.rated_on is not None:
        blind = wording.DAILY_BLIND
    return " ".join(filter(None, [f"{sentence[:1].upper()}{sentence[1:]}." if sentence else "", blind]))


def outcome_sentence(outcome: RungOutcome, today: dt.date) -> str:
    """Say how a challenge on a rung ended, and when."""
    return f"{_OUTCOME_WORDS[outcome.outcome]} {_on(outcome.day, today)}."


def rung_details(ladder: Ladder, rung: LadderRung) -> list[str]:
    """Return all that is known of a rung: its paragraph, every earlier outcome, every lesson, and the plan."""
    sentences = [rung_sentence(ladder, rung)]
    for index, outcome in enumerate(rung.outcomes):
        sentence = outcome_sentence(outcome, ladder.today) if index else ""
        lesson = as_sentence(f"Learned: {flatten(outcome.learned)}") if outcome.learned else ""
        sentences += filter(None, [" ".join(filter(None, [sentence, lesson]))])
    _, words = wording.readout(ladder, rung)
    if words and not words.startswith("Learned:") and words.rstrip(".").casefold() not in sentences[0].casefold():
        sentences.append(as_sentence(flatten(words)))
    return sentences


def standing_lines(ladder: Ladder) -> list[ReportLine]:
    """Say how sure the person is over the rungs, how far up, and what changed, and what each rests on."""
    if ladder.is_empty:
        return [ReportLine(wording.EMPTY_LADDER)]
    own_sentence = wording.own_sentence(ladder)
    if not own_sentence:
        return [ReportLine("No rung is rated yet. Once you rate them, how sure you are is shown here.")]
    lines = [ReportLine(f"{own_sentence.replace(' · ', ', ')}.")]
    lines += [
        ReportLine(text) for text in (wording.slope_sentence(ladder), wording.comparison_sentence(ladder)) if text
    ]
    if (change := ladder.change) is not None and not change.is_named and ladder.compared_with is not None:
        since = wording.month_words(ladder.compared_with, ladder.today)
        limit = round(change.limit)
        sentence = (
            f"No clear change since {since}: over {change.n} rungs, averages vary by up to {limit} points anyway."
        )
        lines.append(ReportLine(sentence))
    latest = ladder.last_rated or ladder.today
    lines.append(
        ReportLine(
            f"From {count_noun(ladder.rated, 'rated rung')}, the latest {_on(latest, ladder.today)}.", quiet=True
        )
    )
    if ladder.names_level:
        text = "“Sure” means 70 or more, on a line through your ratings that never rises with difficulty."
    else:
        missing = MIN_LEVEL_RUNGS - ladder.rated
        text = f"How far up you are sure is shown after {missing} more rated rung{'' if missing == 1 else 's'}."
    return [*lines, ReportLine(text, quiet=True)]


def _on(day: dt.date, today: dt.date) -> str:
    words = brief_day(day, today)
    return words if words == "today" else f"on {words}"
