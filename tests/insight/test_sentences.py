"""Generates every sentence made from numbers and checks that none says anything forbidden about the person."""

from __future__ import annotations

import ast
import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

import efficacy_tui.insight
from efficacy_tui.insight import before_after, calibration, next_difficulty, trend, variance_components
from efficacy_tui.insight.efficacy import Estimate, Outcome, estimate
from efficacy_tui.insight.trend import MIN_LINE, Claim, trend_claim
from efficacy_tui.journal import domain_stats
from efficacy_tui.journal.domain_stats import DomainStats
from efficacy_tui.model.records import Domain

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


def estimates() -> Iterator[Estimate]:
    for n in range(5):
        for score, difficulty in itertools.product((0.0, 0.5, 1.0), (0, 50, 100)):
            yield estimate([Outcome(day, difficulty, score, 1.0) for day in range(n)], [], 5)
    for n, score in itertools.product((30, 400), (0.0, 1.0)):
        yield estimate([Outcome(day, 100 * score, score, 1.0) for day in range(n)], [], 2 * n)


def claims() -> Iterator[Claim]:
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


def estimate_sentences() -> Sentences:
    yield from (result.sentence for result in estimates())


def claim_sentences() -> Sentences:
    yield from (claim.sentence for claim in claims())


def recommendation_reasons() -> Sentences:
    cores = itertools.product((-6.0, -1.0, 0.0, 1.0, 6.0), (0.01, 0.3, 1.5))
    scores = [list(s) for n in range(5) for s in itertools.product((0.0, 0.5, 1.0), repeat=n)]
    for (mean, spread), results, hardest in itertools.product(cores, scores, (None, 0.0, 50.0, 100.0)):
        yield next_difficulty.next_difficulty(mean, spread, results, hardest).reason


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


def all_domain_stats() -> Iterator[DomainStats]:
    now = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    domain = Domain(id="a" * 12, created=now, updated=now, name="Speaking", task="give a talk")
    recommendation = next_difficulty.next_difficulty(0.0, 1.5, [], None)
    all_estimates = list(estimates())
    for n, result in itertools.product(range(MIN_LINE), all_estimates):
        ratings = tuple((day, 50) for day in range(n))
        yield DomainStats(domain, 9, ratings, (), trend_claim(range(n), [50] * n), result, recommendation, ())
    ratings = tuple((day, 50) for day in range(10 - MIN_LINE, 10))
    levels = (0.0, 20.0, 45.0, 50.0, 55.0, 80.0, 100.0)
    kinds = {claim.kind: claim for claim in claims()}.values()
    for claim, result, level in itertools.product(kinds, all_estimates, levels):
        yield DomainStats(domain, 9, ratings, ((9, level, level, level),), claim, result, recommendation, ())


def domain_stats_sentences() -> Sentences:
    properties = [name for name, member in vars(DomainStats).items() if _is_text_property(member)]
    assert {"gap_sentence", "gap_words", "trend_words"} <= set(properties)
    for stats in all_domain_stats():
        yield from (getattr(stats, name) for name in properties)


def _is_text_property(member: object) -> bool:
    return isinstance(member, property) and member.fget is not None and member.fget.__annotations__["return"] == "str"


SOURCES: tuple[Callable[[], Sentences], ...] = (
    estimate_sentences,
    claim_sentences,
    recommendation_reasons,
    band_names,
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
    kinds = {claim.kind: claim.sentence for claim in claims()}
    assert set(kinds) == {"dots", "line", *trend.CLAIM_WORDS}


def test_every_gap_reason_band_and_direction_is_generated() -> None:
    gaps = {"", "well ahead of", "a little ahead of", "level with", "a little behind", "well behind"}
    assert gaps == {stats.gap_words for stats in all_domain_stats()}
    reasons = {
        rule[1]
        for rule in (
            next_difficulty.FIRST,
            next_difficulty.TWO_FAILED,
            next_difficulty.ONE_FAILED,
            next_difficulty.THREE_SUCCEEDED,
        )
    }
    assert generate(recommendation_reasons) == reasons | {next_difficulty.STEADY[1], next_difficulty.CAPPED}
    assert generate(band_names) == {"small win", "stretch", "reach", "long shot"}
    assert {
        direction
        for direction in ("higher", "lower")
        for text in generate(bias_sentences)
        if f"ran {direction} than" in text
    } == {
        "higher",
        "lower",
    }
    assert len(generate(miscalibration_sentences)) == 2
    assert {"higher", "lower", "no usual direction"} == {
        direction
        for direction in ("higher", "lower", "no usual direction")
        for text in generate(shift_sentences)
        if direction in text
    }


def test_sentences_are_complete_and_show_full_bands() -> None:
    for source in SOURCES:
        if source is band_names:
            continue
        for text in generate(source):
            assert text == text.strip()
            assert "  " not in text
            assert not text.startswith(tuple("abcdefghijklmnopqrstuvwxyz")) or source is domain_stats_sentences
    for source in (estimate_sentences, claim_sentences, recommendation_reasons, bias_sentences, shift_sentences):
        assert all(text.endswith(".") for text in generate(source))
    assert all(
        re.search(r"consistent with \d+–\d+\.|more outcomes? until", text) for text in generate(estimate_sentences)
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
