"""The words of the card after an outcome: the same shape and the same voice whatever came of it."""

from __future__ import annotations

from typing import Literal, NamedTuple

from efficacy_tui.content.answer_options import ATTRIBUTION_OPTIONS, lesson_label
from efficacy_tui.insight.next_difficulty import STEADY
from efficacy_tui.journal.ending import Ending, ExcerptRow
from efficacy_tui.model.text_layout import flatten
from efficacy_tui.store.first_rungs import rung_title
from efficacy_tui.wording.ladder import STATUS_WORDS, latest_words

ENDING_TITLES = {"succeeded": "Done", "partly": "Partly", "failed": "Not this time", "abandoned": "Let go"}

NEXT_HERE = "next, about here"
STRATEGY_SENTENCE = "Skill grows rung by rung. On a lower one you can try a different approach."
OTHER_MARK_SENTENCE = "By your record alone, your ladder marks another one as next."
MARK_OF_TASK = " ◆"

EndingOffer = Literal["design", "again", "lower rung", "ladder", "evidence"]


class EndingFact(NamedTuple):
    """A labelled line of the card; `is_number` tells that it is an amount, `short` that it can be said in less."""

    label: str
    text: str
    is_number: bool = False
    short: str = ""


def ending_headline(ending: Ending) -> str:
    """Return what was done in the person's own words, or else what was undertaken."""
    if ending.outcome != "succeeded":
        return flatten(ending.challenge.title)
    return flatten(ending.evidence or rung_title(ending.challenge.title))


def ending_facts(ending: Ending) -> list[EndingFact]:
    """Return the lines of the card in their order; what was let go has none."""
    if ending.outcome == "abandoned":
        return []
    facts = [
        EndingFact("Difficulty", _difficulty_words(ending), is_number=True),
        EndingFact("Your odds", _odds_words(ending), is_number=True),
    ]
    if record := _record_words(ending):
        facts.append(EndingFact("Your record", record, is_number=True, short=_record_words(ending, short=True)))
    if ending.outcome != "succeeded" and ending.evidence:
        facts.append(EndingFact("What worked", flatten(ending.evidence)))
    if ending.challenge.learned:
        facts.append(EndingFact(lesson_label(ending.outcome), flatten(ending.challenge.learned)))
    if ending.attribution is not None:
        facts.append(EndingFact("Because of", attribution_words(ending.attribution)))
    return facts


def attribution_words(attribution: str) -> str:
    """Name what an outcome was put down to, as a word in a sentence: effort, strategy, skill, help, luck."""
    return next(option.label.lower() for option in ATTRIBUTION_OPTIONS if option.value == attribution)


def ending_note(ending: Ending) -> str:
    """Return the sentence below the facts: why what is next lies where it does; empty where there is none."""
    if ending.outcome == "abandoned":
        return ""
    if not ending.offers_lower_rung and not (ending.wants_skill and ending.is_next_easier):
        # “About as demanding as before” compares odds; beside an easier rung it would seem untrue.
        return "" if ending.is_next_easier and ending.next_reason == STEADY[1] else ending.next_reason
    return f"{STRATEGY_SENTENCE} {OTHER_MARK_SENTENCE}" if ending.ladder_marks_another else STRATEGY_SENTENCE


def ending_offers(ending: Ending) -> list[tuple[EndingOffer, str]]:
    """Return what can be done next, in order, each with its words."""
    offers: list[tuple[EndingOffer, str]] = []
    if ending.offers_lower_rung and ending.lower_rung is not None:
        offers.append(("lower rung", f"the rung at {ending.lower_rung.difficulty}"))
    elif ending.outcome in ("partly", "failed") and ending.is_next_easier:
        offers.append(("design", "a smaller step"))
    else:
        offers.append(("design", "next challenge"))
    if ending.outcome == "failed":
        offers.append(("again", "try it again"))
    offers.append(("ladder", "ladder"))
    if ending.outcome in ("succeeded", "partly"):
        offers.append(("evidence", "more evidence"))
    return offers


def next_words(ending: Ending) -> str:
    """Say in a sentence what is next: the rung, or about which difficulty; empty where nothing is suggested.

    It stands before the note where no rungs are shown: “About as demanding as before” has no subject without it.
    """
    if ending.outcome == "abandoned":
        return ""
    if ending.offers_lower_rung and ending.lower_rung is not None and ending.ladder_marks_another:
        return f"A rung lower: {ending.lower_rung.difficulty}, {flatten(ending.lower_rung.title)}"
    row = next((row for row in ending.excerpt if row.is_next), None)
    if row is not None and row.rung is not None:
        return f"Next: {row.difficulty}, {flatten(row.rung.title)}"
    return "" if ending.next_difficulty is None else f"Next: about {ending.next_difficulty}"


def excerpt_words(row: ExcerptRow, ending: Ending) -> tuple[str, str]:
    """Return the title of a row of the ladder, and what stands at its right."""
    if row.rung is None:
        return NEXT_HERE, ""
    if row.rung.status == "daily":
        return flatten(row.rung.title), STATUS_WORDS["daily"]
    latest = latest_words(row.rung, ending.today, 1)
    return flatten(row.rung.title), latest[0][1] if latest else ""


def _difficulty_words(ending: Ending) -> str:
    difficulty, before = ending.challenge.difficulty, ending.hardest_before
    if ending.outcome == "succeeded":
        if before is None:
            return f"{difficulty}, the first you have done"
        if difficulty > before:
            return f"{difficulty}, your hardest so far (was {before})"
        if difficulty == before:
            return f"{difficulty}, as hard as your hardest so far"
        return f"{difficulty}. Your hardest so far is {before}"
    return f"{difficulty}." + f" Your hardest done stays {before}" if before is not None else str(difficulty)


def _odds_words(ending: Ending) -> str:
    odds = f"{ending.challenge.odds} %"
    if ending.outcome == "succeeded":
        return f"{odds}, and it worked"
    result = f"{odds}, and part of it worked" if ending.outcome == "partly" else odds
    if (share := ending.forecasts) is None:
        return result
    return f"{result}. Of {share.n} you gave {share.low}–{share.high} %, {share.successes} worked"


def _record_words(ending: Ending, *, short: bool = False) -> str:
    """Say how the record moved at the daily task; empty where it says nothing of it."""
    if missing := ending.outcomes_missing:
        return f"speaks after {missing} more outcome{'' if missing == 1 else 's'}"
    if (after := ending.record_after) is None:
        return ""
    before = ending.record_before
    change = f"{before.percent} → {after.percent}" if before is not None else f"{after.percent}"
    if before is not None and before.percent == after.percent:
        change = f"stays {after.percent}"
    task = f"{change} for your daily task"
    return task if short else f"{task}{MARK_OF_TASK} ({after.low}–{after.high})"
