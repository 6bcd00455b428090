"""Your own rating beside your record: the headline, the sentence below it, and the pair of numbers.

Every UI and report says these in the same words. Both numbers are in percent for the daily task, the rating read as
odds; the difficulty at which success is even is never put beside them.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from efficacy_tui.insight.rating_comparison import Comparison
from efficacy_tui.insight.trend import MIN_LINE
from efficacy_tui.journal.domain_stats import DomainStats
from efficacy_tui.model.locale_format import count_noun, group_thousands, short_date
from efficacy_tui.model.sentences import upper_first

PAIR_NOTE = "Both in percent for the daily task, your rating read as odds."
BLIND = "Shown again after your check-in."
UNRATED = "How sure you are, day by day, beside what your outcomes say."

NO_NUMBER = "–"
"""Stands in a pair where there is no number."""

Direction = Literal["up", "level", "down"]

_DIRECTIONS: dict[str, Direction] = {
    "rising": "up",
    "leaning up": "up",
    "practically level": "level",
    "no clear trend": "level",
    "leaning down": "down",
    "falling": "down",
}


def level_band(stats: DomainStats) -> tuple[float, float, float] | None:
    """Return the level on the last rated day and its 80 % band (mean, low, high), 0–100; `None` while there is none."""
    if not stats.level:
        return None
    last_rated = stats.ratings[-1][0]
    return next((mean, low, high) for day, mean, low, high in reversed(stats.level) if day <= last_rated)


def level_sentence(stats: DomainStats) -> str:
    """Say the level of the ratings with its range and what it rests on; empty while there are too few ratings."""
    band = level_band(stats)
    if band is None:
        return ""
    mean, low, high = map(round, band)
    last_rated, today = (dt.date.fromordinal(day) for day in (stats.ratings[-1][0], stats.today))
    when = f" on {short_date(last_rated, today)}" if stats.is_stale else ""
    count = group_thousands(len(stats.ratings))
    return f"Level of your ratings{when}: {mean} (80 % range {low}–{high}), from {count} ratings."


def own_phrase(stats: DomainStats, *, short: bool = False) -> str:
    """Say how sure the person is: “You say 48”, of an old rating “You said 48”; empty without a rating."""
    value = stats.own_value
    if value is None:
        return ""
    if stats.is_stale:
        return f"You said {value}"
    return f"You {value}" if short else f"You say {value}"


def record_phrase(stats: DomainStats, *, short: bool = False) -> str:
    """Say what the record gives at the daily task: “your record says about 72 (45–94)”; empty if nothing."""
    if (reference := stats.reference) is None:
        return ""
    return f"{'record' if short else 'your record says about'} {reference.percent} ({reference.low}–{reference.high})"


def headline(stats: DomainStats) -> str:
    """Join what the person and their record say; empty while neither says anything."""
    text = " · ".join(filter(None, (own_phrase(stats), record_phrase(stats))))
    return upper_first(text)


def grade_sentence(stats: DomainStats, *, ladder_key: str = "") -> str:
    """Say how rating and record compare, or what keeps them from being compared.

    `ladder_key` is the key of the ladder as the person has set it, where there is one to press.
    """
    if stats.is_stale:
        return f"Last rated {stats.rating_age} days ago."
    if stats.outcomes_missing:
        return f"Your record speaks after {_more_outcomes(stats)}{_until_line(stats)}."
    if stats.odds_withheld:
        return stats.withheld_sentence
    if stats.reference is None:
        place = f" ({ladder_key})" if ladder_key else ""
        return f"Place your daily task on the ladder{place} to compare it with your record."
    if (comparison := stats.comparison) is not None:
        sentence = _comparison_sentence(comparison, stats.estimate.n_outcomes)
        turned = f" {stats.claim.words.capitalize()}." if stats.claim.opposite_lately else ""
        return sentence + turned
    if missing := _until_compared(stats):
        return f"Compared after {missing}{_until_line(stats)}."
    return f"Your task is {stats.task_beyond_tried} than what you have tried: no comparison yet."


def short_grade(stats: DomainStats) -> str:
    """Say the same in about thirty letters."""
    if stats.is_stale:
        return f"Last rated {stats.rating_age} days ago"
    if missing := stats.outcomes_missing:
        return f"Record after {count_noun(missing, 'more outcome')}"
    if stats.odds_withheld:
        return f"{stats.odds_score.successes} of {stats.odds_score.n} worked out"
    if stats.reference is None:
        return "Daily task not placed yet"
    if (comparison := stats.comparison) is not None:
        match comparison.verdict:
            case "fits":
                return "They agree"
            case "inside":
                return f"{abs(comparison.difference)} points {_side(comparison.difference)} your record"
            case verdict:
                return f"{verdict.capitalize()} your record"
    if stats.outcomes_until_compared:
        return f"Compared after {count_noun(stats.outcomes_until_compared, 'more outcome')}"
    if stats.ratings_until_compared:
        return f"Compared after {count_noun(stats.ratings_until_compared, 'more rating')}"
    return f"{(stats.task_beyond_tried or '').capitalize()} than what you tried"


def standing_sentence(stats: DomainStats, *, ladder_key: str = "") -> str:
    """Say in prose what the person says, what their record says, and how the two compare."""
    grade = grade_sentence(stats, ladder_key=ladder_key)
    own_and_record = "; ".join(filter(None, (own_phrase(stats), record_phrase(stats))))
    if not own_and_record:
        return grade
    sentence = f"{own_and_record[:1].upper()}{own_and_record[1:]}."
    return f"{grade} {sentence}" if stats.is_stale else f"{sentence} {grade}"


def domain_pair(stats: DomainStats) -> str:
    """Format what the person and their record say, `68 · 53`; a dash where there is nothing that holds today."""
    own_value = None if stats.is_stale else stats.own_value
    record_value = stats.reference.percent if stats.reference else None
    return " · ".join(NO_NUMBER if value is None else str(value) for value in (own_value, record_value))


def trend_directions(stats: DomainStats) -> tuple[Direction, ...]:
    """Return the direction of the trend, then that of the last four weeks where they went the other way.

    Level means that no direction can be named. Empty while there are too few ratings for a trend, and when the last is
    too old for one that holds today.
    """
    direction = _DIRECTIONS.get(stats.claim.kind)
    if direction is None or stats.is_stale:
        return ()
    if not stats.claim.opposite_lately:
        return (direction,)
    return direction, "down" if direction == "up" else "up"


def _comparison_sentence(comparison: Comparison, n_outcomes: int) -> str:
    match comparison.verdict:
        case "fits":
            return "They agree."
        case "inside":
            distance = f"{abs(comparison.difference)} points {_side(comparison.difference)} what you have shown"
            return f"{distance}, but within what chance does: {count_noun(n_outcomes, 'outcome')}."
        case verdict:
            return f"{verdict.capitalize()} what you have shown: outside its range."


def _side(difference: int) -> str:
    return "above" if difference > 0 else "below"


def _more_outcomes(stats: DomainStats) -> str:
    """Say how many outcomes are missing: the first three, or so many more."""
    missing = stats.outcomes_missing
    return count_noun(missing, "more outcome" if stats.estimate.n_outcomes else "outcome")


def _until_compared(stats: DomainStats) -> str:
    counts = ((stats.outcomes_until_compared, "more outcome"), (stats.ratings_until_compared, "more rating"))
    return " and ".join(count_noun(count, noun) for count, noun in counts if count)


def _until_line(stats: DomainStats) -> str:
    missing = MIN_LINE - len(stats.ratings)
    if missing <= 0:
        return ""
    return f", a trend line after {count_noun(missing, 'more rating' if stats.ratings else 'rating')}"
