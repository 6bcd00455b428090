"""Generates every sentence made from numbers and checks that none says anything forbidden about the person."""

from __future__ import annotations

import ast
import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import msgspec
import pytest

import efficacy_tui.insight
from efficacy_tui.insight import before_after, calibration, next_difficulty, placing, variance_components
from efficacy_tui.insight.efficacy import Estimate, Outcome, estimate
from efficacy_tui.insight.odds import START_ODDS, Odds, RecordOdds, odds_of, record_odds
from efficacy_tui.insight.rating_comparison import ReferenceOdds, Verdict, compare_rating, reference_odds
from efficacy_tui.insight.trend import MIN_LINE, Claim, trend_claim
from efficacy_tui.journal import domain_stats
from efficacy_tui.journal.domain_stats import DomainStats
from efficacy_tui.model.records import Domain
from efficacy_tui.wording.confidence import grade_sentence, headline, short_grade, standing_sentence

FORBIDDEN = {
    r"self-efficacy (is|of|stands|score)|\byour efficacy is\b": "Your self-efficacy is 62.",
    r"percentile|top \d+ ?%|\bpeers\b|other people|most people|than others": "You are in the 80th percentile.",
    r"\bnorms?\b|normative|\bnormal\b|\baverage person": "This is above the norm.",
    r"diagnos|disorder|symptom|clinical|patholog|\bpatients?\b|therap|treatment|\bcures?\b": "This is no diagnosis.",
    r"overconfiden|underconfiden|over-confiden|under-confiden": "You are overconfident.",
    r"\byou are (a|an|too|very|not|more|less|naturally|someone)\b|\byou have (a|an|low|high|poor)\b": "You are a snob.",
    r"\bpersonality\b|\btraits?\b|\btalent|\bgifted|\binborn|\bgenetic|\bpotential\b": "Confidence beats talent.",
    r"\bit worked\b|\bthis worked\b|\bit works\b|\bproven?\b|\bproves\b": "It worked.",
    r"\bfix(es|ed)?\b|\bcalms?\b|\bboosts?\b|\bheals?\b": "Reappraisal fixes nerves.",
    r"compound(s|ed|ing)?\b|snowball|\bspirals?\b": "Confidence compounds.",
    r"\bbeats?\b|better than (others|most)": "Practice beats talent.",
    r"\bwill (raise|lift|improve|increase|boost|grow|succeed|make you|help)": "This will raise your performance.",
    r"guarante|promis|certain to|sure to|definitely|always works|never fails": "Success is guaranteed.",
    r"\bbecause of (the|your) session|\bcaused?\b|\bthanks to\b|\bled to\b|\bdue to\b": "Caused by the session.",
    r"\bfailures?\b.*\byou\b|\bloser|\bbad at\b|\bweak(ness)?\b|\bshould have\b": "You should have tried.",
    r"\bceiling\b|\blimit of you\b|\bthe best you can\b": "That is your ceiling.",
    r"since yesterday|than yesterday|in a day\b|overnight": "Up 10 since yesterday.",
    r"!": "Well done!",
    r"(?<![\d.])1 (points|outcomes|ratings|days|sessions)\b": "You rate 1 points higher.",
    r"\d[.,]\d{3}": "A score of 0.123.",
    r"\bnan\b|\binf\b|\bNone\b|[{}]|-\d": "nan points a week.",
}
"""Forbidden pattern → an example that it catches."""

Sentences = Iterator[str]

NOW = dt.date(2026, 3, 2).toordinal()


def estimates() -> Iterator[Estimate]:
    for n in range(5):
        for score, difficulty in itertools.product((0.0, 0.5, 1.0), (0, 50, 100)):
            memories = [Outcome(day, 95, 1.0, 0.5, remembered=True) for day in range(n - 2)]
            yield estimate([*(Outcome(day, difficulty, score, 1.0) for day in range(n)), *memories], [], 5)
    for n, score in itertools.product((30, 400), (0.0, 1.0)):
        yield estimate([Outcome(day, 100 * score, score, 1.0) for day in range(n)], [], 2 * n)


@cache
def claims() -> list[Claim]:
    return list(make_claims())


def make_claims() -> Iterator[Claim]:
    shapes: list[Callable[[int], float]] = [
        lambda i: 50 + 0 * i,
        lambda i: 20 + i,
        lambda i: 90 - i,
        lambda i: 50 + 0.001 * i,
        lambda i: 50 - 0.001 * i,
        lambda i: 30 + 40 * (i % 2),
        *(lambda i, k=k: 50 + 10 * ((i * 7919 + k) % 5 - 2) + (k - 20) * i / 40 for k in range(41)),
    ]
    for shape, n, stride in itertools.product(shapes, (0, 1, 6, 7, 8, 19, 20, 21, 40, 60), (0, 1, 2)):
        yield trend_claim([stride * i for i in range(n)], [min(max(shape(i), 0), 100) for i in range(n)])
    turned = [30 + day + 8 * (-1) ** day for day in range(62)] + [90 - day + 8 * (-1) ** day for day in range(28)]
    step = [40, 50, 40, 50, 50, 40, 50, 40, 50, 50, 40, 50, 60, 50, 60, 70, 60, 60, 70, 60, 50, 60, 70, 60]
    yield trend_claim(range(24), step)
    yield trend_claim(range(90), turned, window=90)
    yield trend_claim(range(90), [100 - value for value in turned], window=90)


def estimate_sentences() -> Sentences:
    yield from (result.sentence for result in estimates())


def basis_sentences() -> Sentences:
    yield from (f"From {result.basis}." for result in estimates())


def claim_sentences() -> Sentences:
    yield from (claim.sentence for claim in claims())


def records() -> Iterator[Odds]:
    yield START_ODDS
    for score, difficulty in itertools.product((0.0, 0.5, 1.0), (0, 50, 100)):
        yield odds_of([Outcome(day, difficulty, score, 1.0) for day in range(20)], 20)


def recommendation_reasons() -> Sentences:
    scores = [list(s) for n in range(5) for s in itertools.product((0.0, 0.5, 1.0), repeat=n)]
    for odds, results, hardest in itertools.product(records(), scores, (None, 0.0, 50.0, 100.0)):
        recommendation = next_difficulty.next_difficulty(odds, results, hardest)
        yield recommendation.reason
        yield next_difficulty.reason_for_rung(recommendation, 0, 1.0)


def place_names() -> Sentences:
    yield from (*placing.SHARES, *placing.STEPS)


def verdict_names() -> Sentences:
    for low, high in ((40, 60), (20, 80)):
        yield from (compare_rating(rating, ReferenceOdds(50, low, high)).verdict for rating in range(0, 101, 5))


def band_names() -> Sentences:
    yield from (next_difficulty.band_of(p / 100) for p in range(101))


def bias_sentences() -> Sentences:
    for n, percent in itertools.product((1, 5, 10, 20, 50, 333), range(0, 101, 5)):
        for successes in {0, 1, n // 3, n // 2, n}:
            outcomes = [int(i < successes) for i in range(n)]
            yield calibration.bias([percent / 100] * n, outcomes).sentence


def miscalibration_sentences() -> Sentences:
    calibrated, miscalibrated = [0.2, 0.8] * 30, [0.99, 0.01] * 30
    outcomes = [int(i % 10 in (0, 1, 3, 5, 7)) for i in range(60)]
    yield calibration.miscalibration(calibrated, outcomes, seed=1, draws=100).sentence
    yield calibration.miscalibration(miscalibrated, outcomes, seed=1, draws=100).sentence


def shift_sentences() -> Sentences:
    # Ratings and therefore their differences are whole numbers.
    for n, shift, noise in itertools.product((6, 7, 12, 40, 120), (-100, -10, -3, -1, 0, 1, 3, 10, 100), (0, 1, 7, 60)):
        result = before_after.session_shift([shift + (i * 31 % (2 * noise + 1)) - noise for i in range(n)])
        assert result is not None
        yield result.sentence


def share_sentences() -> Sentences:
    full, zero = variance_components.ShareRange(1.0, 0.0, 1.0), variance_components.ShareRange(0.0, 0.0, 0.0)
    third = variance_components.ShareRange(1 / 3, 0.0123, 0.98765)
    for shares in itertools.product((full, zero, third), repeat=3):
        yield variance_components.RatingShares(*shares).sentence
    ratings = [
        variance_components.DomainRating(name, day, 50 + 10 * place + (day * 37 + place * 11) % 17)
        for day in range(1, 40)
        for place, name in enumerate(("a", "b", "c"))
    ]
    variation = variance_components.variance_shares(ratings, seed=1, draws=50)
    assert variation is not None
    yield variation.sentence


@cache
def all_domain_stats() -> list[DomainStats]:
    return list(make_domain_stats())


def make_domain_stats() -> Iterator[DomainStats]:
    now = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    domain = Domain(id="a" * 12, created=now, updated=now, name="Speaking", task="give a talk", task_difficulty=50)
    recommendation = next_difficulty.next_difficulty(START_ODDS, [], None)
    kinds = {(claim.kind, claim.opposite_lately): claim for claim in claims()}.values()
    dots = trend_claim([], [])
    for results, place, rating_count, level, ago in itertools.product(
        outcome_series(), (None, 2, 50, 98), (0, 1, 3, 6, 7, 30), (0.0, 10.0, 25.0, 45.0, 55.0, 65.0, 100.0), (0, 40)
    ):
        today = results[-1].day + 1 if results else NOW
        record = record_odds(results, today)
        result = estimate(results, [], today)
        reference = None
        if place is not None and result.n_outcomes >= 3 and not record.score.gives_way:
            reference = reference_odds(record.odds, place)
        ratings = tuple((today - ago - rating_count + 1 + i, 50) for i in range(rating_count))
        shown = ((today - ago, level, level, level),) if rating_count >= MIN_LINE else ()
        yield DomainStats(
            domain=msgspec.structs.replace(domain, task_difficulty=place),
            today=today,
            ratings=ratings,
            level=shown,
            claim=dots,
            estimate=result,
            record=record,
            recommendation=recommendation,
            tried=tuple(outcome.difficulty for outcome in results),
            reference=reference,
            rated_level=level if ratings else None,
        )
    few = RecordOdds(START_ODDS, record_odds([], NOW).score)
    for claim, ago in itertools.product(kinds, (0, 20)):
        ratings = tuple((NOW + day - ago, 50) for day in range(1 - MIN_LINE, 1))
        levels = ((NOW - ago, 50.0, 45.0, 55.0),)
        yield DomainStats(domain, NOW, ratings, levels, claim, estimate([], [], NOW), few, recommendation)


def outcome_series() -> Iterator[list[Outcome]]:
    """Yield records without outcomes, with few, with many, with odds that say much, little and nothing."""
    for n in (0, 1, 2, 3, 4, 5, 12):
        yield [Outcome(NOW + 3 * i, 40 + 5 * (i % 5), float(i % 3 > 0), 1.0) for i in range(n)]
    yield [Outcome(NOW + 3 * i, 80 if i % 2 else 20, float(i % 2), 1.0) for i in range(30)]
    yield [Outcome(NOW + 3 * i, 20 if i % 2 else 80, float(i % 2), 1.0) for i in range(30)]
    yield [Outcome(NOW + 3 * i, 50, float(i % 2), 1.0) for i in range(30)]


def domain_stats_sentences() -> Sentences:
    properties = [name for name, member in vars(DomainStats).items() if _is_text_property(member)]
    assert {"trend_words", "skill_sentence"} <= set(properties)
    for stats in all_domain_stats():
        yield from (getattr(stats, name) for name in properties)
        yield from (headline(stats), grade_sentence(stats), short_grade(stats), standing_sentence(stats))


def _is_text_property(member: object) -> bool:
    return isinstance(member, property) and member.fget is not None and member.fget.__annotations__["return"] == "str"


SOURCES: tuple[Callable[[], Sentences], ...] = (
    estimate_sentences,
    basis_sentences,
    claim_sentences,
    recommendation_reasons,
    band_names,
    place_names,
    verdict_names,
    bias_sentences,
    miscalibration_sentences,
    shift_sentences,
    share_sentences,
    domain_stats_sentences,
)


@cache
def generate(source: Callable[[], Sentences]) -> frozenset[str]:
    return frozenset(source())


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.__name__)
@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_no_sentence_matches_a_forbidden_pattern(source: Callable[[], Sentences], pattern: str) -> None:
    sentences = generate(source)
    assert sentences
    forbidden = re.compile(pattern) if pattern.startswith(r"\bnan") else re.compile(pattern, re.IGNORECASE)
    assert not [sentence for sentence in sentences if forbidden.search(sentence)]


@pytest.mark.parametrize(("pattern", "example"), FORBIDDEN.items())
def test_pattern_catches_its_example(pattern: str, example: str) -> None:
    assert re.search(pattern, example, re.IGNORECASE)


def test_every_kind_of_claim_is_generated() -> None:
    kinds = {claim.kind for claim in claims()}
    directions = {"rising", "leaning up", "leaning down", "falling"}
    assert kinds == {"dots", "line", "practically level", "no clear trend", *directions}
    assert {claim.kind for claim in claims() if claim.opposite_lately} == {"rising", "falling"}


def test_every_gap_reason_band_and_direction_is_generated() -> None:
    verdicts = {stats.comparison.verdict if stats.comparison else None for stats in all_domain_stats()}
    assert verdicts == {None, *get_args(Verdict)}
    reasons = {
        rule[1]
        for rule in (
            next_difficulty.FIRST,
            next_difficulty.TWO_FAILED,
            next_difficulty.THIRD,
            next_difficulty.ONE_FAILED,
            next_difficulty.THREE_SUCCEEDED,
        )
    }
    reasons |= {next_difficulty.STEADY[1], next_difficulty.CAPPED, next_difficulty.EASIEST, next_difficulty.ACHIEVABLE}
    assert generate(recommendation_reasons) == reasons
    assert generate(band_names) == {"small win", "stretch", "reach", "long shot"}
    assert {
        direction
        for direction in ("higher", "lower")
        for text in generate(bias_sentences)
        if f"have been {direction} than" in text
    } == {
        "higher",
        "lower",
    }
    assert len(generate(miscalibration_sentences)) == 2
    assert {"higher", "lower", "no clear direction"} == {
        direction
        for direction in ("higher", "lower", "no clear direction")
        for text in generate(shift_sentences)
        if direction in text
    }


def test_sentences_are_complete_and_show_full_bands() -> None:
    for source in SOURCES:
        if source in (band_names, place_names, verdict_names):
            continue
        for text in generate(source):
            assert text == text.strip()
            assert "  " not in text
            assert not text.startswith(tuple("abcdefghijklmnopqrstuvwxyz")) or source is domain_stats_sentences
    for source in (estimate_sentences, claim_sentences, recommendation_reasons, bias_sentences, shift_sentences):
        assert all(text.endswith(".") for text in generate(source))
    assert all(
        re.search(
            r"consistent with \d+–\d+, from \d+ challenges( and \d+ remembered success(es)?)?\.$|more outcomes? until",
            text,
        )
        for text in generate(estimate_sentences)
    )


def _texts_in(path: Path) -> Iterator[str]:
    """Yield the texts of several words in a module that are neither docstrings nor error messages."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped: set[int] = set()
    for node in ast.walk(tree):
        # A bare string is a docstring, and errors address programmers.
        if isinstance(node, ast.Raise | ast.Expr) or (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("look_up", "Literal")
        ):
            is_skipped = not isinstance(node, ast.Expr) or isinstance(node.value, ast.Constant)
            skipped.update(id(inner) for inner in ast.walk(node) if is_skipped)
    for node in ast.walk(tree):
        if id(node) not in skipped and isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value.strip()
            if " " in text and re.search(r"[a-z]{2}", text):
                yield text


@pytest.mark.parametrize(
    "path",
    [*sorted(Path(efficacy_tui.insight.__file__).parent.glob("*.py")), Path(domain_stats.__file__)],
    ids=lambda path: path.stem,
)
def test_every_text_of_the_modules_is_generated(path: Path) -> None:
    all_sentences = "\n".join(itertools.chain.from_iterable(map(generate, SOURCES)))
    assert [text for text in _texts_in(path) if text not in all_sentences] == []
