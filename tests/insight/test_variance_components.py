"""Variance components: ANOVA on balanced data, Henderson's equations on unbalanced data, and ranges."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pytest

from efficacy_tui.insight.variance_components import (
    Components,
    DomainRating,
    henderson_components,
    missing_data,
    variance_shares,
    weekly_sums,
)


def henderson1(ratings: list[DomainRating]) -> Components | None:
    """Return the variance components by Henderson's Method 1, or None when domains and days cannot be told apart."""
    return henderson_components(weekly_sums(ratings))


def build_ratings(domains: int, days: int, keep: float = 1.0, seed: int = 1, copies: int = 1) -> list[DomainRating]:
    """Build ratings that vary between domains, between days, and within both."""
    rng = random.Random(seed)
    domain_effects = [rng.gauss(0, 12) for _ in range(domains)]
    day_effects = [rng.gauss(0, 6) for _ in range(days)]
    return [
        DomainRating(f"domain {i}", 739_000 + j, 60 + domain_effects[i] + day_effects[j] + rng.gauss(0, 8))
        for i in range(domains)
        for j in range(days)
        for _ in range(copies)
        if rng.random() < keep
    ]


def anova(table: np.ndarray) -> tuple[float, float, float]:
    """Return the two-way random-effects components from mean squares, for a days × domains table."""
    days, domains = table.shape
    mean, day_means, domain_means = table.mean(), table.mean(axis=1), table.mean(axis=0)
    ms_domain = days * ((domain_means - mean) ** 2).sum() / (domains - 1)
    ms_day = domains * ((day_means - mean) ** 2).sum() / (days - 1)
    residuals = table - day_means[:, None] - domain_means[None, :] + mean
    ms_rest = (residuals**2).sum() / ((days - 1) * (domains - 1))
    return (ms_domain - ms_rest) / days, (ms_day - ms_rest) / domains, ms_rest


def expected_squares(ratings: list[DomainRating]) -> tuple[float, float, float]:
    """Solve Henderson's equations with coefficients computed from traces of projection matrices."""
    y = np.array([r.rating for r in ratings])
    domain, day = (
        np.equal.outer(labels, np.unique(labels)).astype(float)
        for labels in (np.array([r.domain for r in ratings]), np.array([r.day for r in ratings]))
    )
    projections = [z @ np.linalg.inv(z.T @ z) @ z.T for z in (np.ones((len(y), 1)), domain, day)]
    forms = [
        projections[1] - projections[0],
        projections[2] - projections[0],
        np.eye(len(y)) - projections[1] - projections[2] + projections[0],
    ]
    covariances = [domain @ domain.T, day @ day.T, np.eye(len(y))]
    return tuple(np.linalg.solve([[np.trace(f @ v) for v in covariances] for f in forms], [y @ f @ y for f in forms]))


@pytest.mark.parametrize(("domains", "days", "seed"), [(3, 14, 1), (5, 20, 2), (4, 60, 3)])
def test_components_of_balanced_ratings_equal_the_anova(domains: int, days: int, seed: int) -> None:
    ratings = build_ratings(domains, days, seed=seed)
    table = np.array([r.rating for r in ratings]).reshape(domains, days).T
    assert henderson1(ratings) == pytest.approx(anova(table))


@pytest.mark.parametrize(("keep", "copies", "seed"), [(0.6, 1, 1), (0.4, 2, 2), (0.8, 3, 3)])
def test_components_of_unbalanced_ratings_solve_hendersons_equations(keep: float, copies: int, seed: int) -> None:
    ratings = build_ratings(4, 25, keep, seed, copies)
    assert henderson1(ratings) == pytest.approx(expected_squares(ratings))


def test_components_do_not_depend_on_order_or_level_of_ratings() -> None:
    ratings = build_ratings(4, 25, 0.6)
    shifted = [r._replace(rating=r.rating + 1000) for r in reversed(ratings)]
    assert henderson1(shifted) == pytest.approx(henderson1(ratings))


def test_shares_sum_to_one_and_lie_in_range() -> None:
    shares = variance_shares(build_ratings(4, 40, 0.7), seed=1, draws=100)
    assert shares is not None
    assert sum(part.share for part in shares) == pytest.approx(1)
    assert all(0 <= part.low <= part.high <= 1 for part in shares)
    assert shares.domain.share > shares.day.share
    assert "these domains" in shares.sentence


def test_same_seed_gives_the_same_range() -> None:
    ratings = build_ratings(3, 30, 0.8)
    assert variance_shares(ratings, seed=5, draws=50) == variance_shares(ratings, seed=5, draws=50)
    assert variance_shares(ratings, seed=5, draws=50) != variance_shares(ratings, seed=6, draws=50)


def test_negative_component_counts_as_zero() -> None:
    rng = random.Random(3)
    ratings = [
        DomainRating(f"d{i}", j, 50 + (-1) ** (i + j) * 10 + rng.gauss(0, 1)) for i in range(4) for j in range(20)
    ]
    components = henderson1(ratings)
    assert components is not None
    assert min(components) < 0
    shares = variance_shares(ratings, seed=1, draws=50)
    assert shares is not None
    assert min(part.share for part in shares) == 0


@pytest.mark.parametrize(
    ("ratings", "missing"),
    [
        ([], (3, 14, 30)),
        (build_ratings(2, 20), (1, 0, 0)),
        (build_ratings(4, 13), (0, 1, 0)),
        (build_ratings(3, 14)[:18] + build_ratings(3, 14)[28:31], (0, 0, 9)),
    ],
)
def test_too_few_ratings_have_no_shares(ratings: list[DomainRating], missing: tuple[int, int, int]) -> None:
    assert missing_data(ratings) == missing
    assert variance_shares(ratings, seed=1) is None


def test_domains_that_never_share_a_day_have_no_components() -> None:
    ratings = [DomainRating(f"d{j % 3}", j, 50 + 7 * (j % 5)) for j in range(45)]
    assert henderson1(ratings) is None
    assert variance_shares(ratings, seed=1) is None


def test_constant_ratings_have_no_shares() -> None:
    ratings = [DomainRating(f"d{i}", j, 50) for i in range(3) for j in range(14)]
    assert variance_shares(ratings, seed=1) is None


def test_range_is_the_full_scale_if_resampling_fails() -> None:
    shared = [DomainRating(f"d{i}", 1, 40 + 10 * i) for i in range(3)]
    alone = [DomainRating("d0", 1 + 7 * j, 40 + j % 7) for j in range(1, 30)]
    shares = variance_shares([*shared, *alone], seed=1, draws=40)
    assert shares is not None
    assert all((part.low, part.high) == (0, 1) for part in shares)


def test_weeks_begin_on_monday() -> None:
    monday = dt.date(2026, 3, 2).toordinal()
    ratings = [DomainRating("d", monday + offset, 50) for offset in (-1, 0, 6, 7)]
    assert [week.n for week in weekly_sums(ratings)] == [1, 2, 1]


def test_ranges_hold_the_central_90_percent_of_the_resampled_shares() -> None:
    ratings = build_ratings(4, 40, 0.7)
    draws, seed = 200, 9
    weeks = weekly_sums(ratings)
    rng = random.Random(seed)
    resampled = []
    for _ in range(draws):
        components = henderson_components(rng.choices(weeks, k=len(weeks)))
        assert components is not None
        positive = np.maximum(components, 0)
        resampled.append(positive / positive.sum())
    shares = variance_shares(ratings, seed=seed, draws=draws)
    assert shares is not None
    low, high = np.quantile(resampled, [0.05, 0.95], axis=0)
    assert [part.low for part in shares] == pytest.approx(low)
    assert [part.high for part in shares] == pytest.approx(high)
