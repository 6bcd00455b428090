"""The figures of the explain pages: what their sliders do, where they stop, and what follows from them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.content.words import load_words
from efficacy_tui.flows.explain_figures import (
    MAX_RATERS,
    ExampleFigure,
    FalconerFigure,
    Figure,
    RatersFigure,
)
from efficacy_tui.insight.heritability import RaterShares
from efficacy_tui.insight.rating_comparison import reference_odds
from efficacy_tui.wording import explain as wording
from efficacy_tui.wording.confidence import grade_sentence

quick = settings(deadline=None, max_examples=40, database=None)
FIGURES = (ExampleFigure, FalconerFigure, RatersFigure)
WORDS = load_words("explain")


def moved(figure: Figure, *moves: tuple[int, int]) -> Figure:
    for slider, steps in moves:
        figure = figure.move(slider, steps)
    return figure


@quick
@given(
    st.sampled_from(FIGURES),
    st.lists(st.tuples(st.integers(0, 2), st.integers(-30, 30)), max_size=8),
    st.integers(0, 3),
)
def test_a_slider_stays_on_its_line_however_it_is_moved(
    kind: type[ExampleFigure | FalconerFigure | RatersFigure], moves: list[tuple[int, int]], switches: int
) -> None:
    figure: Figure = kind.from_words(WORDS)
    for _ in range(switches):
        figure = figure.switch()
    figure = moved(figure, *((slider % len(figure.sliders), steps) for slider, steps in moves))
    assert all(0 <= slider.place <= 1 for slider in figure.sliders)
    if isinstance(figure, RatersFigure):
        assert all(split.is_possible for split in figure.splits)
        assert sum(wording.part_percents(figure.split)) == 100


# -- somebody made up ---------------------------------------------------------------------------------


def test_an_outcome_moves_the_record_and_its_range() -> None:
    figure = ExampleFigure.from_words(WORDS)
    stats, _ = figure.results
    better, _ = figure.move(2, 2).results
    assert stats.reference is not None
    assert better.reference is not None
    assert better.reference.percent > stats.reference.percent
    assert better.reference.low > stats.reference.low
    assert stats.reference == reference_odds(stats.record.odds, WORDS["example"]["difficulty"])


def test_a_rating_moves_what_they_say_and_never_the_record() -> None:
    figure = ExampleFigure.from_words(WORDS)
    (stats, _), (surer, _) = figure.results, figure.move(0, 3).results
    assert surer.reference == stats.reference
    assert surer.record == stats.record
    assert stats.rated_level is not None
    assert surer.rated_level == pytest.approx(stats.rated_level + 30, abs=1)


def test_every_grade_of_the_gap_can_be_reached() -> None:
    figure = ExampleFigure.from_words(WORDS)
    sentences = [grade_sentence(figure.with_level(level).results[0]) for level in range(0, 101, 10)]
    assert "They agree." in sentences
    assert any("within what chance does" in sentence for sentence in sentences)
    assert any("outside its range" in sentence for sentence in sentences)


def test_the_record_is_silent_below_three_outcomes() -> None:
    figure: Figure = ExampleFigure.from_words(WORDS)
    for index in range(4):
        figure = moved(figure, (1, -9), (1, index), (2, -3))
    assert isinstance(figure, ExampleFigure)
    stats, ladder = figure.results
    assert stats.reference is None
    assert grade_sentence(stats) == "Your record speaks after 1 more outcome."
    assert {rung.status for rung in ladder.rungs} >= {"idea", "daily"}


def test_the_stretch_moves_over_the_ladder_with_the_outcomes() -> None:
    figure = ExampleFigure.from_words(WORDS)
    stretch = [rung.difficulty for rung in figure.results[1].rungs if rung.is_stretch]
    for index in range(len(figure.example.challenges)):
        figure = figure.with_outcome(index, "succeeded")
    harder = [rung.difficulty for rung in figure.results[1].rungs if rung.is_stretch]
    assert max(harder) > max(stretch)


@pytest.mark.parametrize(("level", "least", "most"), [(0, 0, 30), (50, 30, 80), (100, 80, 100)])
def test_ratings_at_the_ends_of_the_scale_stay_on_it(level: int, least: int, most: int) -> None:
    contents = ExampleFigure.from_words(WORDS).with_level(level).example.contents
    ratings = [row.confidence for row in (*contents.checkins.values(), *contents.rung_ratings.values())]
    assert (min(ratings), max(ratings)) == (least, most)


# -- Falconer -----------------------------------------------------------------------------------------


def test_falconers_example_and_its_wrong_assumptions() -> None:
    figure = FalconerFigure.from_words(WORDS)
    assert figure.shares == pytest.approx((0.5, 0.1, 0.4))
    h2 = {assumption.name: assumption.h2 for assumption in figure.wrong_assumptions}
    assert h2 == {
        "Equal environments": pytest.approx(0.40),
        "No assortative mating": pytest.approx(0.25 / 0.45),
        "Additive effects": pytest.approx(0.5 / 1.15),
        "Answers without error": pytest.approx(0.625),
    }


def test_steps_of_a_correlation_do_not_drift() -> None:
    figure = moved(FalconerFigure.from_words(WORDS), *[(0, -1)] * 7, *[(0, 1)] * 7)
    assert figure == FalconerFigure.from_words(WORDS)


def test_an_impossible_correction_is_said_to_be_impossible() -> None:
    sentence = wording.assumption_sentence("If {amount}, then {h2}.", 0.8, 1.25)
    assert sentence == "With 0.80 it would be 1.25, which is impossible."
    assert wording.assumption_sentence("If {amount}, then {h2}.", 0.8, 0.5) == "If 0.80, then 0.50."


# -- three raters -------------------------------------------------------------------------------------


def test_the_study_values_give_the_figures_that_the_page_says() -> None:
    figure = RatersFigure.from_words(WORDS)
    parts = [wording.part_percents(split) for split in figure.splits]
    assert parts == [(16, 31, 0, 53), (37, 20, 14, 29), (36, 36, 0, 28)]
    assert wording.agreed_sentence(figure.split).startswith("What all three agree on is 22 %")
    assert figure.mean_of_all.h2 == pytest.approx(0.657218, abs=5e-7)
    assert [pair.h2 for pair in figure.pairs] == pytest.approx([0.75] * 3)
    text = " ".join(block.get("text", "") for page in WORDS["pages"] for block in page["blocks"])
    assert "Only about 22 % of the differences" in text
    assert "of the 47 only about 16 belongs to it" in text
    assert "half of it is his own view" in text
    assert "from 43 to 107 %" in text


def test_the_mean_of_ever_more_raters_comes_nearer_to_the_common_factor() -> None:
    figure = RatersFigure.from_words(WORDS)
    shares = [figure.with_count(count).mean_of_like.h2 for count in range(1, MAX_RATERS + 1)]
    assert shares[0] == pytest.approx(0.47)
    assert all(fewer < more for fewer, more in pairwise(shares))
    assert shares[-1] < 0.75
    assert wording.mean_of_like_sentence(1, "like the young person", figure.with_count(1).mean_of_like) == (
        "One rater like the young person: A 47 %, C 0 %, E 53 %."
    )


def test_a_slider_stops_where_the_settings_would_be_impossible_and_says_so() -> None:
    figure = RatersFigure.from_words(WORDS)
    lowest = figure
    for _ in range(12):
        lowest = lowest.move(0, -1)
    assert (lowest.h, lowest.stopped) == (0.60, "h")
    assert "It stops here" in wording.stopped_sentence(lowest.stopped, WORDS["raters"])
    onwards = lowest.move(0, 1)
    assert (onwards.h, onwards.stopped) == (0.65, "")
    assert wording.stopped_sentence(onwards.stopped, WORDS["raters"]) == ""


def test_a_rater_with_nothing_but_an_own_view_agrees_with_nobody() -> None:
    figure = RatersFigure.from_words(WORDS).move(1, 20)
    assert figure.split.agreed == 0
    assert [(pair.one, pair.other) for pair in figure.pairs] == [("mother", "father")]


def test_parts_of_an_answer_come_to_100_percent_after_rounding() -> None:
    split = RaterShares(
        loading=0.4, common_a=0.144, common_c=0.0, common_e=0.016, own_a=0.144, own_c=0.144, own_e=0.552
    )
    assert wording.part_percents(split) == (14, 14, 14, 58)


def test_each_rater_keeps_their_own_part() -> None:
    figure = RatersFigure.from_words(WORDS).move(1, -1).switch()
    assert figure.sliders[1].value == "0.35"
    assert figure.switch().switch().sliders[1].value == "0.60"
