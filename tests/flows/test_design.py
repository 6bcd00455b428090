"""The challenge design flow: own odds before the record's odds, and the difficulty among past challenges."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from efficacy_tui.flows.design import (
    MAX_COMPARISONS,
    DesignChallenge,
    as_intention,
    control_advice,
    vague_wording_advice,
)
from efficacy_tui.insight.next_difficulty import band_of
from efficacy_tui.journal.domain_stats import compute_domain_stats
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Domain
from tests.support.flow_driver import FlowDriver, begin, practise, question_text


@pytest.fixture
def domain(speaking: Journal) -> Domain:
    """The one domain, Speaking."""
    return speaking.domains.focus()


@pytest.fixture
def practised(speaking: Journal, domain: Domain) -> Journal:
    """A journal with four outcomes, at difficulties 30, 40, 50 and 60."""
    list(practise(speaking, domain.id, (30, "succeeded"), (40, "succeeded"), (50, "partly"), (60, "failed")))
    return speaking


def answer_up_to_odds(driver: FlowDriver, place: str = "2") -> FlowDriver:
    """Answer everything before the odds."""
    driver.answer("give the talk to my team", "I spoke ten minutes", "", "+10d", place, "5")
    assert driver.current_key == "odds"
    return driver


def test_a_first_challenge_is_summarised_and_started_with_all_answers(speaking: Journal, domain: Domain) -> None:
    driver = answer_up_to_odds(begin(DesignChallenge(speaking, domain)), "40")
    driver.answer("70", "keep", "my voice shakes", "breathe out", "Jon", "rehearse @ today\nshow Mara @ +2d")
    assert driver.current_key == "begin"
    assert driver.session.current.lines == (
        "I will give the talk to my team.",
        "Done when: I spoke ten minutes",
        "By Wed 2 Dec, difficulty 40, your odds 70 %.",
        "If my voice shakes, then breathe out.",
        "Steps: rehearse (today); show Mara (Tue 24 Nov)",
        "Difficulty and odds then stay as they are; the rest can be changed.",
    )
    assert speaking.challenges.active(domain.id) is None
    driver.answer("")
    assert driver.current_key == ""
    result = driver.session.finish()
    assert result.message == "Your challenge has begun"
    assert result.offers == ("reappraise", "outcome")
    challenge = speaking.challenges.active(domain.id)
    assert challenge.title == "I will give the talk to my team"
    assert (challenge.done_when, challenge.partly_when) == ("I spoke ten minutes", "")
    assert (challenge.difficulty, challenge.odds, challenge.in_my_control) == (40, 70, 5)
    assert (challenge.harder_than, challenge.easier_than) == (None, None)
    assert (challenge.if_obstacle, challenge.then_plan, challenge.role_model) == (
        "my voice shakes",
        "breathe out",
        "Jon",
    )
    assert (challenge.start, challenge.due) == (dt.date(2026, 11, 22), dt.date(2026, 12, 2))
    assert [(step.text, step.day.day) for step in challenge.steps] == [("rehearse", 22), ("show Mara", 24)]


def test_without_an_obstacle_no_plan_is_asked(speaking: Journal, domain: Domain) -> None:
    driver = answer_up_to_odds(begin(DesignChallenge(speaking, domain)), "40").answer("70", "keep", "", "", "", "")
    assert driver.current_key == ""
    assert "then_plan" not in driver.shown_keys
    assert [line for line in driver.shown_questions[-1].lines if line.startswith(("If", "Steps"))] == []
    driver.session.finish()
    challenge = speaking.challenges.active(domain.id)
    assert (challenge.if_obstacle, challenge.then_plan, challenge.steps) == ("", "", ())


def test_no_question_before_the_odds_reveals_the_record(practised: Journal, domain: Domain) -> None:
    closed = practised.challenges.closed(domain.id)[-1]
    driver = answer_up_to_odds(begin(DesignChallenge(practised, domain, after=closed)))
    record = round(100 * compute_domain_stats(practised.contents, domain, practised.today()).odds(55))
    for question in (*driver.shown_questions, driver.session.current):
        assert "record says about" not in question_text(question)
        assert not re.search(r"\d\s*%", question_text(question)), question.key
        assert not re.search(rf"\b{record}\b", question_text(question)), question.key
    assert "verdict" not in [question.key for question in driver.session.questions]
    driver.answer("90")
    assert driver.current_key == "verdict"
    assert driver.session.current.context.startswith(f"You say 90 %. Your record says about {record} %")


@pytest.mark.parametrize(
    ("odds", "words", "advice"),
    [
        ("90", "a small win", "keep"),
        ("70", "a stretch", "shrink"),
        ("50", "a reach", "shrink"),
        ("20", "a long shot", "shrink"),
    ],
)
def test_without_a_record_the_verdict_advises_by_own_odds(
    speaking: Journal, domain: Domain, odds: str, words: str, advice: str
) -> None:
    verdict = answer_up_to_odds(begin(DesignChallenge(speaking, domain)), "40").answer(odds).session.current
    extra_advice = " For your first two, start smaller: an early success helps most." if advice == "shrink" else ""
    assert verdict.context == (
        f"By your own odds this is {words}. The record cannot say yet: 3 more outcomes.{extra_advice}"
    )
    assert verdict.default == advice
    assert verdict.options[0].value == advice


def test_with_a_record_the_verdict_advises_by_the_record(practised: Journal, domain: Domain) -> None:
    stats = compute_domain_stats(practised.contents, domain, practised.today())
    recommended = {"small win": "raise", "stretch": "keep", "reach": "shrink", "long shot": "shrink"}
    seen_bands = set()
    for place, difficulty in (("1", 70), ("2", 55), ("3", 45), ("4", 35), ("5", 20)):
        verdict = answer_up_to_odds(begin(DesignChallenge(practised, domain)), place).answer("65").session.current
        band = band_of(stats.odds(difficulty))
        seen_bands.add(band)
        assert verdict.context == (
            f"You say 65 %. Your record says about {round(stats.odds(difficulty) * 100)} %: a {band}. "
            f"For you, {stats.recommendation.easy} to {stats.recommendation.hard} is a stretch; "
            f"this one is at {difficulty}."
        )
        assert verdict.default == recommended[band]
        hints = {option.value: option.hint for option in verdict.options}
        near = f"about {stats.recommendation.difficulty}, where it says {round(stats.recommendation.odds * 100)} %"
        assert (near in hints["shrink"]) is (stats.recommendation.difficulty < difficulty)
        assert (near in hints["raise"]) is (stats.recommendation.difficulty > difficulty)
        assert f"at {difficulty}, where your record says {round(stats.odds(difficulty) * 100)} %" in hints["keep"]
    assert len(seen_bands) >= 2


def test_the_third_challenge_is_advised_by_own_odds_like_any_later_one(speaking: Journal, domain: Domain) -> None:
    list(practise(speaking, domain.id, (30, "succeeded"), (40, "failed")))
    advice = {}
    for odds in ("90", "70", "50", "20"):
        verdict = answer_up_to_odds(begin(DesignChallenge(speaking, domain))).answer(odds).session.current
        advice[odds] = verdict.default
        assert "first two" not in verdict.context
        assert not any(re.search(r"\d", option.hint) for option in verdict.options)
    assert advice == {"90": "raise", "70": "keep", "50": "shrink", "20": "shrink"}


def test_odds_that_gave_way_leave_the_verdict_to_the_persons_own(speaking: Journal, domain: Domain) -> None:
    results = [(20, "failed") if i % 2 else (80, "succeeded") for i in range(30)]
    *_, closed = practise(speaking, domain.id, *results)
    flow = DesignChallenge(speaking, domain, after=closed)
    assert flow.stats.odds_withheld
    first = flow.questions({})[0]
    assert first.context == flow.stats.withheld_sentence
    verdict = answer_up_to_odds(begin(DesignChallenge(speaking, domain))).answer("70").session.current
    assert verdict.context == f"{flow.stats.withheld_sentence} So your own odds decide."
    assert verdict.default == "keep"
    assert not re.search(r"small win|stretch|reach|long shot|your record says", question_text(verdict))


@pytest.mark.parametrize("verdict", ["shrink", "raise"])
def test_shrinking_or_raising_asks_again_with_the_earlier_answers(
    practised: Journal, domain: Domain, verdict: str
) -> None:
    driver = answer_up_to_odds(begin(DesignChallenge(practised, domain))).answer("90", verdict)
    assert driver.current_key == "title"
    assert driver.session.answers == {}
    assert driver.session.prefill(driver.session.current) == "give the talk to my team"
    driver.answer("give half the talk")
    assert driver.session.prefill(driver.session.current) == "I spoke ten minutes"
    driver.answer("I spoke five minutes", "", "+5d", "5", "5", "80")
    assert driver.current_key == "verdict"
    assert "You say 80 %" in driver.session.current.context
    driver.answer("keep", "", "", "", "").session.finish()
    challenge = practised.challenges.active(domain.id)
    assert (challenge.title, challenge.odds, challenge.difficulty) == ("I will give half the talk", 80, 20)


@pytest.mark.parametrize(("verdict", "words"), [("shrink", "Make it smaller"), ("raise", "Make it bigger")])
def test_asking_again_advises_on_the_change_and_clears_odds_and_verdict(
    practised: Journal, domain: Domain, verdict: str, words: str
) -> None:
    driver = answer_up_to_odds(begin(DesignChallenge(practised, domain)), "1").answer("90", verdict)
    assert driver.session.current.context.startswith(words)
    driver.answer("give half the talk", "I spoke five minutes", "", "+5d", "2", "5")
    assert driver.session.prefill(driver.session.current) == ""
    driver.answer("70")
    assert driver.current_key == "verdict"
    assert driver.session.prefill(driver.session.current) == driver.session.current.default


def test_a_new_challenge_is_placed_among_past_ones(practised: Journal, domain: Domain) -> None:
    by_difficulty = {row.difficulty: row.id for row in practised.challenges.closed(domain.id)}
    labels = [option.label for option in begin(DesignChallenge(practised, domain)).session.questions[4].options]
    assert labels == [
        "Harder than “do number 60”",
        "Between “do number 50” and “do number 60”",
        "Between “do number 40” and “do number 50”",
        "Between “do number 30” and “do number 40”",
        "Easier than “do number 30”",
    ]
    for place, difficulty, harder, easier in (
        ("1", 70, 60, None),
        ("2", 55, 50, 60),
        ("3", 45, 40, 50),
        ("4", 35, 30, 40),
        ("5", 20, None, 30),
    ):
        driver = answer_up_to_odds(begin(DesignChallenge(practised, domain)), place).answer(
            "70", "keep", "", "", "", ""
        )
        driver.session.finish()
        challenge = practised.challenges.active(domain.id)
        assert challenge.difficulty == difficulty
        assert (challenge.harder_than, challenge.easier_than) == (by_difficulty.get(harder), by_difficulty.get(easier))
        practised.undo()


def test_a_difficulty_beyond_the_scale_is_clamped(speaking: Journal, domain: Domain) -> None:
    list(practise(speaking, domain.id, (3, "succeeded"), (97, "failed")))
    for place, difficulty in (("1", 100), ("3", 0)):
        answer_up_to_odds(begin(DesignChallenge(speaking, domain)), place).answer(
            "70", "keep", "", "", "", ""
        ).session.finish()
        assert speaking.challenges.active(domain.id).difficulty == difficulty
        speaking.undo()


def test_the_comparisons_span_all_past_difficulties(speaking: Journal, domain: Domain) -> None:
    list(practise(speaking, domain.id, *((difficulty, "succeeded") for difficulty in range(10, 60, 3))))
    comparisons = DesignChallenge(speaking, domain).comparisons
    assert len(comparisons) == MAX_COMPARISONS
    difficulties = [challenge.difficulty for challenge in comparisons]
    assert difficulties == sorted(set(difficulties))
    assert (difficulties[0], difficulties[-1]) == (10, 58)


def test_a_due_day_in_the_past_or_beyond_14_days_is_rejected(speaking: Journal, domain: Domain) -> None:
    driver = begin(DesignChallenge(speaking, domain)).answer("give the talk", "I spoke", "")
    assert driver.session.prefill(driver.session.current) == "+14d"
    assert driver.rejection("+15d") == (
        "Mon 7 Dec: a challenge is due within 14 days, by Sun 6 Dec. Make it smaller, or take its first part."
    )
    assert driver.rejection("yesterday") == "Sat 21 Nov: that day is past."
    assert "Write the month too" in driver.rejection("12")
    assert "no such day" in driver.rejection("31 feb")
    driver.answer("+14d")
    assert driver.current_key == "difficulty"


def test_a_step_after_the_due_day_is_rejected(speaking: Journal, domain: Domain) -> None:
    driver = answer_up_to_odds(begin(DesignChallenge(speaking, domain)), "40").answer("70", "keep", "", "")
    assert driver.current_key == "steps"
    assert driver.rejection("rehearse @ +11d") == "Line 1 is on Thu 3 Dec; steps lie between today and Wed 2 Dec."
    assert driver.session.answer("rehearse @ +10d").key == "begin"


@pytest.mark.parametrize("word", ["try", "Improve", "better", "more confident", "do my best"])
def test_vague_words_raise_advice_once(speaking: Journal, domain: Domain, word: str) -> None:
    driver = begin(DesignChallenge(speaking, domain))
    advice = driver.advice(f"{word} at talks")
    assert advice == f"“{word}” is hard to see from outside. What exactly will you do? Enter again keeps it as it is."
    driver.answer(f"{word} at talks")
    assert driver.current_key == "done_when"


def test_a_vague_word_within_another_word_raises_no_advice() -> None:
    assert vague_wording_advice("visit the country betterment league") is None
    assert vague_wording_advice("give the talk") is None


def test_little_control_raises_advice_once(speaking: Journal, domain: Domain) -> None:
    driver = begin(DesignChallenge(speaking, domain)).answer("give the talk", "I spoke", "", "+10d", "4")
    assert "depends on others" in driver.advice("2")
    driver.answer("2")
    assert driver.current_key == "odds"
    assert [control_advice(rating) is None for rating in (1, 2, 3, 4, 5)] == [False, False, True, True, True]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("give the talk", "I will give the talk"),
        ("Give the talk", "I will give the talk"),
        ("I will give the talk", "I will give the talk"),
        ("i’ll give it", "i’ll give it"),
        ("I’m going to give it", "I’m going to give it"),
        ("I'm going to give it", "I'm going to give it"),
        ("IKEA trip alone", "I will IKEA trip alone"),
        ("x", "I will x"),
    ],
)
def test_as_intention_makes_a_sentence_of_intent(typed: str, title: str) -> None:
    assert as_intention(typed) == title


def test_a_following_design_is_prefilled_and_gives_the_recommendation(practised: Journal, domain: Domain) -> None:
    closed = practised.challenges.closed(domain.id)[-1]
    flow = DesignChallenge(practised, domain, after=closed)
    title, done_when = flow.questions({})[:2]
    assert (title.default, done_when.default) == ("do number 60", "it is done")
    recommendation = flow.stats.recommendation
    assert title.context == f"{recommendation.reason} Around difficulty {recommendation.difficulty}."
    assert DesignChallenge(practised, domain).questions({})[0].context == ""


def test_with_too_few_outcomes_no_difficulty_is_recommended(speaking: Journal, domain: Domain) -> None:
    (closed,) = practise(speaking, domain.id, (40, "succeeded"))
    flow = DesignChallenge(speaking, domain, after=closed)
    assert flow.questions({})[0].context == flow.stats.recommendation.reason
    assert "difficulty" not in flow.questions({})[0].context
