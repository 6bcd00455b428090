"""The ladder read aloud: its head, its rungs, and everything known of one."""

from __future__ import annotations

import datetime as dt

import pytest

from efficacy_tui.flows.domain_ladder import build_domain_ladder
from efficacy_tui.journal.domain_stats import compute_domain_stats
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.ladder import Ladder
from efficacy_tui.journal.trends import build_trend_report
from efficacy_tui.wording import ladder as wording
from efficacy_tui.wording.ladder_lines import head_sentences, rung_details, rung_sentence, standing_lines
from efficacy_tui.wording.trace import trace
from tests.support.fixed_clock import FixedClock

DONE_WORDS = {
    "succeeded": "Done on 13 Nov.",
    "partly": "Partly done on 13 Nov.",
    "failed": "Not this time, on 13 Nov.",
    "abandoned": "Let go on 13 Nov.",
}


def read(journal: Journal) -> Ladder:
    return build_domain_ladder(journal, journal.domains.focus())


def close(journal: Journal, title: str, difficulty: int, outcome: str, learned: str = "") -> None:
    """Start a challenge and close it on the same day."""
    challenge = journal.challenges.start(
        journal.domains.focus().id, title=title, done_when="seen", difficulty=difficulty, odds=70, due=journal.today()
    )
    journal.challenges.close(challenge.id, outcome, learned=learned)


def lines(journal: Journal) -> list[str]:
    ladder = read(journal)
    return [rung_sentence(ladder, rung) for rung in ladder.rungs]


def test_an_empty_ladder_says_what_it_is_for(speaking: Journal) -> None:
    assert head_sentences(read(speaking)) == ["Ladder of Speaking.", wording.EMPTY_LADDER]


def test_an_idea_has_a_place_and_words(speaking: Journal) -> None:
    speaking.rungs.add(speaking.domains.focus().id, "Lead the workshop", 80)
    assert lines(speaking) == ["80, idea: Lead the workshop."]


@pytest.mark.parametrize("end", ["!", "?", "…", "."])
def test_a_title_that_ends_a_sentence_gets_no_full_stop(speaking: Journal, end: str) -> None:
    speaking.rungs.add(speaking.domains.focus().id, f"Say no{end}", 80)
    assert lines(speaking) == [f"80, idea: Say no{end}"]


def test_the_persons_number_comes_before_the_records(speaking: Journal, clock: FixedClock) -> None:
    for difficulty in (20, 30, 40):
        close(speaking, f"I will do number {difficulty}", difficulty, "succeeded")
        clock.move(days=1)
    rungs = speaking.rungs.all(speaking.domains.focus().id)
    speaking.rungs.rate({rung.id: 80 for rung in rungs})
    ladder = read(speaking)
    for rung in ladder.rungs:
        assert f"You 80 %, record {rung.odds} %. " in rung_sentence(ladder, rung)


def test_without_three_outcomes_only_the_persons_number_stands_there(speaking: Journal) -> None:
    rung = speaking.rungs.add(speaking.domains.focus().id, "Lead the workshop", 80)
    speaking.rungs.rate({rung.id: 30})
    assert lines(speaking) == ["80, idea: Lead the workshop. You 30 %."]
    assert "Your record speaks after 3 more outcomes." in head_sentences(read(speaking))


def test_an_old_number_names_its_month(speaking: Journal, clock: FixedClock) -> None:
    rung = speaking.rungs.add(speaking.domains.focus().id, "Lead the workshop", 80)
    speaking.rungs.rate({rung.id: 30})
    clock.move(days=61)
    assert lines(speaking) == ["80, idea: Lead the workshop. You 30 % in November 2026."]


@pytest.mark.parametrize("outcome", DONE_WORDS)
def test_each_outcome_is_said_with_its_day(speaking: Journal, clock: FixedClock, outcome: str) -> None:
    clock.move(days=-9)
    close(speaking, "I will ask a question", 40, outcome)
    clock.move(days=9)
    assert lines(speaking) == [
        f"40, {wording.STATUS_WORDS[outcome]}: Ask a question. {DONE_WORDS[outcome]}"  # type: ignore[index]
    ]


def test_an_outcome_of_today_and_one_of_another_year(speaking: Journal, clock: FixedClock) -> None:
    close(speaking, "I will ask a question", 40, "succeeded")
    assert lines(speaking)[0].endswith("Done today.")
    clock.move(days=60)
    assert lines(speaking)[0].endswith("Done on 22 Nov 2026.")


def test_an_open_challenge_says_by_when(speaking: Journal) -> None:
    speaking.challenges.start(
        speaking.domains.focus().id,
        title="I will ask a question",
        done_when="seen",
        difficulty=40,
        odds=70,
        due=dt.date(2026, 12, 1),
    )
    assert lines(speaking) == ["40, under way: Ask a question. By 1 Dec."]


def test_the_daily_task_is_blind_until_it_is_rated_today(speaking: Journal, clock: FixedClock) -> None:
    focus = speaking.domains.focus()
    speaking.domains.place_task(focus.id, 56)
    clock.move(days=-1)
    speaking.checkins.record(focus.id, 48)
    clock.move(days=1)
    (line,) = lines(speaking)
    assert "48" not in line
    assert line.endswith("Your rating of it is shown after today’s check-in.")
    speaking.checkins.record(focus.id, 48)
    assert lines(speaking) == ["56, daily task: Give a ten-minute talk to people I don’t know. You 48 %."]


def test_the_suggested_rung_is_marked_and_named_in_the_head(speaking: Journal, clock: FixedClock) -> None:
    for difficulty in (20, 30, 40):
        close(speaking, f"I will do number {difficulty}", difficulty, "succeeded")
        clock.move(days=1)
    place = read(speaking).next_place
    assert place is not None
    speaking.rungs.add(speaking.domains.all()[0].id, "Lead the meeting", place.difficulty)
    ladder = read(speaking)
    assert ladder.next_rung is not None
    assert ladder.next_rung.title == "Lead the meeting"
    assert ", next: " in rung_sentence(ladder, ladder.next_rung)
    assert f"Next: {ladder.next_rung.difficulty}, {ladder.next_rung.title}." in head_sentences(ladder)


def test_where_no_rung_serves_the_place_is_named(speaking: Journal, clock: FixedClock) -> None:
    for _ in range(4):
        close(speaking, "I will do number 5", 5, "succeeded")
        clock.move(days=1)
    ladder = read(speaking)
    assert ladder.next_place is not None
    place = ladder.next_place
    expected = f"Next: something new at about {place.difficulty}, where your record gives {place.odds} %."
    assert expected in head_sentences(ladder)


def test_a_rung_in_full_has_every_outcome_and_lesson(speaking: Journal, clock: FixedClock) -> None:
    clock.move(days=-20)
    close(speaking, "I will ask a question", 40, "failed", "start earlier")
    clock.move(days=10)
    close(speaking, "I will ask a question", 40, "succeeded", "pausing helps")
    clock.move(days=10)
    ladder = read(speaking)
    assert rung_details(ladder, ladder.rungs[0]) == [
        "40, done: Ask a question. Done on 12 Nov.",
        "Learned: pausing helps.",
        "Not this time, on 2 Nov. Learned: start earlier.",
    ]


def test_the_head_counts_and_says_the_goal(speaking: Journal) -> None:
    focus = speaking.domains.focus()
    speaking.domains.set_goal(focus.id, "A keynote")
    close(speaking, "I will ask a question", 40, "succeeded")
    rung = speaking.rungs.add(focus.id, "Lead the workshop", 80)
    speaking.rungs.rate({rung.id: 30})
    assert head_sentences(read(speaking)) == [
        "Ladder of Speaking: 1 done, 1 idea.",
        "Towards: A keynote.",
        "You say 30 for one rung.",
        "Your record speaks after 2 more outcomes.",
        wording.PLACE_DAILY_TASK,
    ]


# -- strength, level and change ------------------------------------------------------------------------


def texts(journal: Journal) -> list[str]:
    return [line.text for line in standing_lines(read(journal))]


def rate(journal: Journal, *confidences: int) -> None:
    """Rate as many rungs, easiest first."""
    rungs = journal.rungs.all(journal.domains.focus().id)
    journal.rungs.rate({rung.id: value for rung, value in zip(rungs, confidences, strict=False)})


@pytest.fixture
def eight(speaking: Journal) -> Journal:
    """A ladder of eight ideas, at 10, 20 … 80."""
    for difficulty in range(10, 90, 10):
        speaking.rungs.add(speaking.domains.focus().id, f"Do number {difficulty}", difficulty)
    return speaking


def test_without_rungs_and_without_ratings_nothing_is_claimed(speaking: Journal) -> None:
    assert texts(speaking) == [wording.EMPTY_LADDER]
    speaking.rungs.add(speaking.domains.focus().id, "Ask", 30)
    assert texts(speaking) == ["No rung is rated yet. Once you rate them, how sure you are is shown here."]


def test_below_four_rated_rungs_no_level_is_named(eight: Journal) -> None:
    rate(eight, 90, 80, 70)
    assert texts(eight) == [
        "You say 80 on average over 3 rungs.",
        "From 3 rated rungs, the latest today.",
        "How far up you are sure is shown after 1 more rated rung.",
    ]


def test_strength_level_and_slope_are_those_of_the_ratings(eight: Journal) -> None:
    rate(eight, 100, 90, 90, 60, 80, 50, 40, 10)
    # The mean is 65, the fit 100, 90, 90, 70, 70, 50, 40, 10, and 2.7726 × 15.380126 = 42.64.
    assert texts(eight) == [
        "You say 65 on average over 8 rungs, sure up to difficulty 50.",
        "Your confidence falls from 80 to 20 over about 43 points of difficulty.",
        "From 8 rated rungs, the latest today.",
        "“Sure” means 70 or more, on a line through your ratings that never rises with difficulty.",
    ]


def test_not_even_sure_of_the_easiest_is_said(eight: Journal) -> None:
    rate(eight, 60, 60, 60, 60)
    assert texts(eight)[0] == "You say 60 on average over 4 rungs, not yet sure of the easiest."


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        (56, "No clear change since November: over 8 rungs, averages vary by up to 17 points anyway."),
        (57, "17 higher than on 8 Nov"),
        (24, "No clear change since November: over 8 rungs, averages vary by up to 17 points anyway."),
        (23, "17 lower than on 8 Nov"),
    ],
)
def test_a_change_is_named_only_past_what_ratings_vary_by(
    eight: Journal, clock: FixedClock, after: int, sentence: str
) -> None:
    clock.move(days=-14)
    rate(eight, *[40] * 8)
    clock.move(days=14)
    rate(eight, *[after] * 8)
    assert sentence in " ".join(texts(eight))
    assert ("higher" in " ".join(texts(eight)) or "lower" in " ".join(texts(eight))) == (after in (57, 23))


def test_the_trace_names_the_computation_of_each_figure(eight: Journal, clock: FixedClock) -> None:
    clock.move(days=-14)
    rate(eight, 90, 90, 90, 80, 80, 80, 20, 20)
    clock.move(days=14)
    rate(eight, 100, 90, 90, 60, 80, 50, 40, 10)
    domain = eight.domains.focus()
    stats = compute_domain_stats(eight.contents, domain, eight.today())
    figures = {line.figure: line.computation for line in trace(build_trend_report(eight.contents, stats, [domain], 90))}
    assert figures["65 on average over the rungs"] == "mean of the latest ratings of 8 rated rungs"
    assert figures["sure up to difficulty 50"].startswith("the hardest of 8 rated rungs with a fitted rating of 70")
    assert "2.77 logits" in figures["from 80 to 20 over 43 points"]
    assert "named past 17.0 = 1.96 × sqrt(2 × (10²/8 + 5²))" in figures["ratings of rungs −3.8"]
