"""Before and after a session: tests are exact even with ties, and sentences name no cause."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from efficacy_tui.insight.before_after import Shift, hodges_lehmann, session_shift, signed_rank

quick = settings(deadline=None, max_examples=50, database=None)

# Unique whole sizes plus 0.25 leave no two absolute values equal.
untied = st.lists(st.integers(1, 4000), min_size=6, max_size=14, unique=True).flatmap(
    lambda sizes: st.tuples(*(st.sampled_from([size + 0.25, -size - 0.25]) for size in sizes)).map(list)
)


@quick
@given(untied)
def test_signed_rank_without_ties_equals_scipys_exact_test(differences: list[float]) -> None:
    expected = stats.wilcoxon(differences, method="exact")
    actual = signed_rank(differences)
    assert actual.p == pytest.approx(expected.pvalue)
    assert min(actual.w, actual.n * (actual.n + 1) / 2 - actual.w) == expected.statistic


@quick
@given(st.lists(st.sampled_from([-30, -20, -10, 10, 20, 30]), min_size=1, max_size=8))
def test_signed_rank_with_ties_counts_every_assignment_of_signs(differences: list[int]) -> None:
    ranks = stats.rankdata(np.abs(differences))
    centre = ranks.sum() / 2
    observed = abs(ranks[np.array(differences) > 0].sum() - centre)
    deviations = [
        abs(float(np.dot(ranks, signs)) - centre) for signs in itertools.product([0, 1], repeat=len(differences))
    ]
    assert signed_rank(differences).p == pytest.approx(
        sum(deviation >= observed - 1e-9 for deviation in deviations) / len(deviations)
    )


@settings(quick, max_examples=15)
@given(untied)
def test_hodges_lehmann_interval_contains_the_shifts_not_rejected(differences: list[float]) -> None:
    estimate, low, high = hodges_lehmann(differences)
    pairs = [(a + b) / 2 for a, b in itertools.combinations_with_replacement(differences, 2)]
    assert estimate == pytest.approx(np.median(pairs))
    step = 1e-4
    for inside, outside in ((low + step, low - step), (high - step, high + step)):
        assert stats.wilcoxon(np.array(differences) - outside, method="exact").pvalue <= 0.05
        if low + step < high - step:
            assert stats.wilcoxon(np.array(differences) - inside, method="exact").pvalue > 0.05


def test_zero_differences_count_for_the_shift_but_not_for_the_test() -> None:
    assert signed_rank([0, 0, 1, 2, 3]) == signed_rank([1, 2, 3])
    assert signed_rank([0, 0, 0]) == (0, 0.0, 1.0)
    assert hodges_lehmann([0] * 8 + [10] * 2)[0] == 0


def test_session_shift_needs_six_sessions() -> None:
    assert session_shift([5] * 5) is None
    assert session_shift([5] * 6) is not None


def test_sentence_states_a_usual_direction_without_a_cause() -> None:
    up = session_shift([1, 2, 3, 4, 5, 6])
    assert up is not None
    assert (up.estimate, up.low, up.high, up.p) == (3.5, 1, 6, 0.03125)
    assert up.sentence == "After a session your ratings are usually 3.5 points higher (1 to 6), from 6 sessions."
    down = session_shift([-1, -2, -3, -4, -5, -6])
    assert down is not None
    assert down.sentence == "After a session your ratings are usually 3.5 points lower (1 to 6), from 6 sessions."


def test_mixed_sessions_have_no_usual_direction() -> None:
    for differences in ([1, -2, 3, -4, 5, -6], [0] * 8, [0] * 20 + [10] * 6):
        shift = session_shift(differences)
        assert shift is not None
        assert not shift.is_clear
        assert shift.sentence == f"Over {shift.n} sessions your ratings show no clear direction yet."


def test_only_the_latest_hundred_sessions_count() -> None:
    assert session_shift([-50] * 30 + [1, 2] * 50) == session_shift([1, 2] * 50)


def test_too_few_differences_for_the_confidence_are_rejected() -> None:
    with pytest.raises(ValueError, match="too few"):
        hodges_lehmann([1, 2, 3, 4, 5])
    assert hodges_lehmann([1, 2, 3, 4, 5], confidence=0.9) == (3, 1, 5)


def test_of_101_sessions_the_oldest_is_left_out() -> None:
    differences = [-50, *range(1, 101)]
    shift = session_shift(differences)
    assert shift is not None
    assert shift == session_shift(differences[1:])
    assert (shift.n, shift.estimate) == (100, pytest.approx(np.mean(range(1, 101))))


@pytest.mark.parametrize(
    ("low", "high", "p", "is_clear"),
    [
        (1, 6, 0.049, True),
        (-6, -1, 0.049, True),
        (1, 6, 0.05, False),
        (-6, -1, 0.3, False),
        (0, 6, 0.01, False),
        (-1, 6, 0.01, False),
    ],
)
def test_a_direction_needs_both_a_small_p_and_an_interval_without_zero(
    low: float, high: float, p: float, is_clear: bool
) -> None:
    shift = Shift(10, (low + high) / 2, low, high, p)
    assert shift.is_clear is is_clear
    assert ("no clear direction" in shift.sentence) is not is_clear
