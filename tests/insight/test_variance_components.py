"""Where ratings vary: the ANOVA on balanced data, unbiased equations on the rest, and honest ranges."""

from __future__ import annotations

import random

import numpy as np
import pytest

from efficacy_tui.insight.variance_components import DomainRating, henderson1, missing_data, variance_shares


def made_up(domains: int, days: int, keep: float = 1.0, seed: int = 1, copies: int = 1) -> list[DomainRating]:
    """Make ratings with a spread between domains, between days, and within both."""
    source = random.Random(seed)
    of_domain = [source.gauss(0, 12) for _ in range(domains)]
    of_day = [source.gauss(0, 6) for _ in range(days)]
    return [
        DomainRating(f"domain {i}", 739_000 + j, 60 + of_domain[i] + of_day[j] + source.gauss(0, 8))
        for i in range(domains)
        for j in range(days)
        for _ in range(copies)
        if source.random() < keep
    ]


def anova(table: np.ndarray) -> tuple[float, float, float]:
    """Give the two-way random-effects components from mean squares, for a days × domains table."""
    days, domains = table.shape
    mean, of_day, of_domain = table.mean(), table.mean(axis=1), table.mean(axis=0)
    ms_domain = days * ((of_domain - mean) ** 2).sum() / (domains - 1)
    ms_day = domains * ((of_day - mean) ** 2).sum() / (days - 1)
    rest = table - of_day[:, None] - of_domain[None, :] + mean
    ms_rest = (rest**2).sum() / ((days - 1) * (domains - 1))
    return (ms_domain - ms_rest) / days, (ms_day - ms_rest) / domains, ms_rest


def expected_squares(ratings: list[DomainRating]) -> tuple[float, float, float]:
    """Solve Henderson's equations with the coefficients taken from traces of projection matrices."""
    y = np.array([r.rating for r in ratings])
    domain, day = (
        np.equal.outer(labels, np.unique(labels)).astype(float)
        for labels in (np.array([r.domain for r in ratings]), np.array([r.day for r in ratings]))
    )
    onto = [z @ np.linalg.inv(z.T @ z) @ z.T for z in (np.ones((len(y), 1)), domain, day)]
    forms = [onto[1] - onto[0], onto[2] - onto[0], np.eye(len(y)) - onto[1] - onto[2] + onto[0]]
    spreads = [domain @ domain.T, day @ day.T, np.eye(len(y))]
    return tuple(np.linalg.solve([[np.trace(f @ v) for v in spreads] for f in forms], [y @ f @ y for f in forms]))


@pytest.mark.parametrize(("domains", "days", "seed"), [(3, 14, 1), (5, 20, 2), (4, 60, 3)])
def test_balanced_ratings_give_the_anova(domains: int, days: int, seed: int) -> None:
    ratings = made_up(domains, days, seed=seed)
    table = np.array([r.rating for r in ratings]).reshape(domains, days).T
    assert henderson1(ratings) == pytest.approx(anova(table))


@pytest.mark.parametrize(("keep", "copies", "seed"), [(0.6, 1, 1), (0.4, 2, 2), (0.8, 3, 3)])
def test_unbalanced_ratings_solve_hendersons_equations(keep: float, copies: int, seed: int) -> None:
    ratings = made_up(4, 25, keep, seed, copies)
    assert henderson1(ratings) == pytest.approx(expected_squares(ratings))


def test_the_order_and_the_level_of_ratings_do_not_matter() -> None:
    ratings = made_up(4, 25, 0.6)
    moved = [r._replace(rating=r.rating + 1000) for r in reversed(ratings)]
    assert henderson1(moved) == pytest.approx(henderson1(ratings))


def test_shares_sum_to_one_and_lie_within_the_scale() -> None:
    shares = variance_shares(made_up(4, 40, 0.7), seed=1, draws=100)
    assert shares is not None
    assert sum(part.share for part in shares) == pytest.approx(1)
    assert all(0 <= part.low <= part.high <= 1 for part in shares)
    assert shares.domain.share > shares.day.share
    assert "these domains" in shares.sentence


def test_the_same_seed_gives_the_same_range() -> None:
    ratings = made_up(3, 30, 0.8)
    assert variance_shares(ratings, seed=5, draws=50) == variance_shares(ratings, seed=5, draws=50)
    assert variance_shares(ratings, seed=5, draws=50) != variance_shares(ratings, seed=6, draws=50)


def test_a_component_below_zero_counts_as_nothing() -> None:
    source = random.Random(3)
    ratings = [
        DomainRating(f"d{i}", j, 50 + (-1) ** (i + j) * 10 + source.gauss(0, 1)) for i in range(4) for j in range(20)
    ]
    found = henderson1(ratings)
    assert found is not None
    assert min(found) < 0
    shares = variance_shares(ratings, seed=1, draws=50)
    assert shares is not None
    assert min(part.share for part in shares) == 0


@pytest.mark.parametrize(
    ("ratings", "lacking"),
    [
        ([], (3, 14, 30)),
        (made_up(2, 20), (1, 0, 0)),
        (made_up(4, 13), (0, 1, 0)),
        (made_up(3, 14)[:18] + made_up(3, 14)[28:31], (0, 0, 9)),
    ],
)
def test_too_little_to_say_names_what_is_missing(ratings: list[DomainRating], lacking: tuple[int, int, int]) -> None:
    assert missing_data(ratings) == lacking
    assert variance_shares(ratings, seed=1) is None


def test_domains_rated_on_days_of_their_own_cannot_be_told_apart_from_days() -> None:
    ratings = [DomainRating(f"d{j % 3}", j, 50 + 7 * (j % 5)) for j in range(45)]
    assert henderson1(ratings) is None
    assert variance_shares(ratings, seed=1) is None


def test_ratings_that_never_vary_have_no_shares() -> None:
    ratings = [DomainRating(f"d{i}", j, 50) for i in range(3) for j in range(14)]
    assert variance_shares(ratings, seed=1) is None


def test_a_range_that_resampling_cannot_give_is_the_whole_scale() -> None:
    shared = [DomainRating(f"d{i}", 1, 40 + 10 * i) for i in range(3)]
    alone = [DomainRating("d0", 1 + 7 * j, 40 + j % 7) for j in range(1, 30)]
    shares = variance_shares([*shared, *alone], seed=1, draws=40)
    assert shares is not None
    assert all((part.low, part.high) == (0, 1) for part in shares)
