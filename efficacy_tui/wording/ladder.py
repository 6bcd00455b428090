"""The sentences of a ladder that all UIs show: its head, its marks, and the line below it about one rung."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.insight.rungs import RungChange
from efficacy_tui.journal.ladder import Ladder, LadderRung, NextPlace, RungStatus, sure_enough
from efficacy_tui.model.locale_format import brief_date, month, month_label
from efficacy_tui.model.records import Challenge
from efficacy_tui.model.sentences import plan_words
from efficacy_tui.model.text_layout import cell_width
from efficacy_tui.wording.challenge_days import challenge_progress

STATUS_WORDS: dict[RungStatus, str] = {
    "idea": "idea",
    "open": "under way",
    "succeeded": "done",
    "partly": "partly",
    "failed": "not this time",
    "abandoned": "let go",
    "daily": "daily task",
}
"""What happened on a rung, in words."""

STATUS_SIGNS: dict[RungStatus, str] = {
    "idea": "·",
    "open": "●",
    "succeeded": "✓",
    "partly": "◐",
    "failed": "✗",
    "abandoned": "–",
    "daily": "◆",
}
"""What happened on a rung, as a sign."""

STRETCH_LEGENDS = ("a stretch: your record gives 60–85 %", "a stretch: record 60–85 %", "a stretch")
"""What the mark of the stretch means: the longest that fits is shown."""

EVEN_ODDS = "even odds by your record"
PLACE_DAILY_TASK = "Place your daily task on the ladder too, to see what your record gives for it."
PLACE_DAILY_SHORT = "Place it here to see what your record gives."
EMPTY_LADDER = "A ladder is five to eight things from easy to hard. It shows what you have done and what to try next."
FIRST_RUNG = "There is no ladder here yet. This becomes its first rung."
RUNG_DELETED = "Its rung was deleted. What you did stays in your record."
DAILY_BLIND = "Your rating of it is shown after today’s check-in."
KEEPS_ITS_PLACE = "You have begun this one, so it keeps its difficulty."


def end_words(difficulty: int, by: int, *, is_last: bool) -> str:
    """Say why a rung passes no neighbour: it is the last one in that direction, or that one is at the end of the scale.

    `difficulty` (0–100) is its own, and `by` is 1 for harder and −1 for easier.
    """
    superlative, comparative, end = ("hardest", "harder", 100) if by > 0 else ("easiest", "easier", 0)
    if is_last or difficulty == end:
        return f"It is already the {superlative} one."
    return f"The next one is at {end}, and nothing is {comparative}."


_TRIED: tuple[RungStatus, ...] = ("partly", "failed", "abandoned")


def count_words(ladder: Ladder) -> str:
    """Say what is on a ladder: “6 done · 1 tried · 3 ideas · 1 under way”."""
    ideas = ladder.count("idea")
    counts = (
        (ladder.count("succeeded"), "done"),
        (ladder.count(*_TRIED), "tried"),
        (ideas, "idea" if ideas == 1 else "ideas"),
        (ladder.count("open"), "under way"),
    )
    return " · ".join(f"{count} {word}" for count, word in counts if count)


def record_sentence(ladder: Ladder) -> str:
    """Say what the record cannot say yet; empty when it gives odds."""
    if missing := ladder.outcomes_missing:
        return f"Your record speaks after {missing} more outcome{'' if missing == 1 else 's'}."
    return ladder.withheld_sentence


def own_sentence(ladder: Ladder) -> str:
    """Say how sure the person is over the rated rungs, how far up, and what changed; empty without a rating."""
    if ladder.strength is None:
        return ""
    rungs = "for one rung" if ladder.rated == 1 else f"on average over {ladder.rated} rungs"
    when = ""
    if ladder.rated_as_of is not None and not ladder.is_rated_lately:
        when = f", in {month_words(ladder.rated_as_of, ladder.today)}"
    parts = [f"{own_label(ladder)} {ladder.strength} {rungs}{when}"]
    if ladder.names_level:
        parts.append("not yet sure of the easiest" if ladder.level is None else f"sure up to difficulty {ladder.level}")
    if ladder.change is not None and ladder.change.is_named and ladder.compared_with is not None:
        parts.append(_change_words(ladder, ladder.change, ladder.compared_with))
    return " · ".join(parts)


def comparison_sentence(ladder: Ladder) -> str:
    """Say by how much the person and the record differ, and on how many rungs, in both directions.

    Empty below four rated rungs, without odds, or when the ratings are too old to be compared. A direction that only
    one rung has goes without saying: no single rung is judged.
    """
    words = comparison_words(ladder)
    return f"You say {words} rungs." if words else ""


def comparison_words(ladder: Ladder, *, short: bool = False, in_points: bool = False) -> str:
    """Say the same in a few words, without what it is that is compared; empty when the sentence is.

    “20 points more than your record on 4 of 6, 15 less on 2”, short “20 above record on 4, 15 below on 2”, with
    `in_points` “20 points above your record on 4, 15 below on 2”.
    """
    gap = ladder.record_gap
    if gap is None or not ladder.is_rated_lately:
        return ""
    sides = [(gap.above, gap.points_above, "more", "above"), (gap.below, gap.points_below, "less", "below")]
    (count, points, comparative, side), (other_count, other_points, other_comparative, other_side) = sorted(
        sides, key=lambda side: side[:2], reverse=True
    )
    rungs = f"all {gap.n}" if count == gap.n else f"{count} of {gap.n}"
    if count < 2:
        return f"{'' if short else 'the same '}as your record on {gap.n - gap.above - gap.below} of {gap.n}"
    unit = "point" if round(points) == 1 else "points"
    if short:
        other = f"{count}, {round(other_points)} {other_side} on {other_count}"
        words = f"{unit} {side} your" if in_points else side
        return f"{round(points)} {words} record on {other if other_count > 1 else rungs}"
    other = f", {round(other_points)} {other_comparative} on {other_count}" if other_count > 1 else ""
    return f"{round(points)} {unit} {comparative} than your record on {rungs}{other}"


def own_head_words(ladder: Ladder, width: int) -> str:
    """Say how sure the person is over the rungs in at most `width` cells, as much as fits, after “You say”.

    How it differs from the record is the last to go: that is what one looks at the ladder for.
    """
    sentence = own_sentence(ladder)
    average, *others = sentence.removeprefix(f"{own_label(ladder)} ").split(" · ")
    briefly = average.partition(" over ")[0] + average.partition(",")[1] + average.partition(",")[2]
    gap, short_gap = comparison_words(ladder), comparison_words(ladder, short=True)
    choices = [
        [beginning, gap, *others[:count]] for count in range(len(others), -1, -1) for beginning in (average, briefly)
    ]
    # After “You say” alone, a bare number would be taken for how sure the person is.
    choices += [[briefly, short_gap], [comparison_words(ladder, short=True, in_points=True)], [short_gap]]
    lines = (" · ".join(filter(None, choice)) for choice in choices)
    return next((line for line in lines if cell_width(line) <= width), briefly)


def own_label(ladder: Ladder) -> str:
    """Return “You say”, or “You said” where the ratings are no longer of today."""
    return "You say" if ladder.rated_as_of is None or ladder.is_rated_lately else "You said"


def slope_sentence(ladder: Ladder) -> str:
    """Say over how many points of difficulty the person's confidence falls; empty where it does not."""
    if ladder.points_80_to_20 is None:
        return ""
    return f"Your confidence falls from 80 to 20 over about {ladder.points_80_to_20} points of difficulty."


def next_place_words(place: NextPlace) -> str:
    """Say what stands where the next challenge belongs."""
    return f"next, about here: your record gives {place.odds} %"


def readout(ladder: Ladder, rung: LadderRung) -> tuple[str, str]:
    """Return the line about one rung: the day it speaks of (may be empty), and what is worth reading again."""
    today = ladder.today
    if rung.status == "daily":
        if rung.confidence is None and rung.rated_on is not None:
            return "", f"Your daily task. {DAILY_BLIND}"
        return "", "Your daily task."
    if rung.status == "open" and rung.challenge is not None:
        return f"by {outcome_day(rung.challenge.due, today)}", _open_words(rung.challenge)
    lesson = next((outcome for outcome in rung.outcomes if outcome.learned), None)
    if lesson is not None:
        return outcome_day(lesson.day, today), f"Learned: {lesson.learned}"
    if rung.is_next and ladder.outcomes_missing:
        least = sure_enough(ladder.outcomes_missing)
        return "", f"Next: the hardest one not done yet that you rated {least} or more."
    if rung.is_next:
        return "", "Next: the hardest one not done yet that looks achievable."
    if rung.is_rating_old(today) and rung.rated_on is not None:
        return "", f"Rated in {month_words(rung.rated_on, today)}."
    if rung.outcomes:
        return outcome_day(rung.outcomes[0].day, today), f"{STATUS_WORDS[rung.status].capitalize()}."
    if rung.rung is not None:
        # Before the day begins, at four in the morning, the calendar is a day ahead.
        return outcome_day(min(rung.rung.created.astimezone().date(), today), today), "Added as an idea."
    return "", ""


def latest_words(rung: LadderRung, today: dt.date, most: int) -> list[tuple[str, str]]:
    """Return what stands beside a rung, newest first, at most so many: the name of a sign, and a word or a day."""
    latest = [(outcome.outcome, outcome_day(outcome.day, today)) for outcome in rung.outcomes]
    if rung.status == "daily":
        latest = [("daily", "daily")]
    elif rung.status == "open" and rung.challenge is not None:
        latest.insert(0, ("open", f"day {challenge_progress(rung.challenge, today)[0]}"))
    return latest[:most]


def outcome_day(day: dt.date, today: dt.date) -> str:
    """Format the day of an outcome in at most seven cells: today, 17 Nov, Nov ’25."""
    if day == today:
        return "today"
    return brief_date(day) if day.year == today.year else f"{month_label(day)} ’{day.year % 100:02}"


def short_month(day: dt.date, today: dt.date) -> str:
    """Format the month of a day in at most seven cells: Jun, Jun ’25."""
    return month_label(day) if day.year == today.year else outcome_day(day, today)


def month_words(day: dt.date, today: dt.date) -> str:
    """Name the month of a day, with its year where that is another one."""
    return month(day) if day.year == today.year else f"{month(day)} {day.year}"


def _open_words(challenge: Challenge) -> str:
    if challenge.if_obstacle and challenge.then_plan:
        return plan_words(challenge.if_obstacle, challenge.then_plan)
    return f"Done when {challenge.done_when}"


def _change_words(ladder: Ladder, change: RungChange, since: dt.date) -> str:
    points = round(abs(change.change))
    last = ladder.last_rated or ladder.today
    is_same_month = (since.year, since.month) == (last.year, last.month)
    when = f"on {brief_date(since)}" if is_same_month else f"in {month_words(since, ladder.today)}"
    words = f"{points} {'higher' if change.change > 0 else 'lower'} than {when}"
    return words if change.n == ladder.rated else f"{words}, on the {change.n} rated both times"
