"""Before and after a session: exact, also with ties, and silent about causes."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from efficacy_tui.insight.before_after import hodges_lehmann, session_shift, signed_rank

quick = settings(deadline=None, max_examples=50, database=None)

# Doubled powers leave no two absolute values, and no two pairwise means, the same.
untied = st.lists(st.integers(1, 4000), min_size=6, max_size=14, unique=True).flatmap(
    lambda sizes: st.tuples(*(st.sampled_from([size + 0.25, -size - 0.25]) for size in sizes)).map(list)
)


@quick
@given(untied)
def test_without_ties_the_test_is_scipys_exact_one(differences: list[float]) -> None:
    theirs = stats.wilcoxon(differences, method="exact")
    ours = signed_rank(differences)
    assert ours.p == pytest.approx(theirs.pvalue)
    assert min(ours.w, ours.n * (ours.n + 1) / 2 - ours.w) == theirs.statistic


@quick
@given(st.lists(st.sampled_from([-30, -20, -10, 10, 20, 30]), min_size=1, max_size=8))
def test_with_ties_every_way_the_signs_could_have_fallen_is_counted(differences: list[int]) -> None:
    ranks = stats.rankdata(np.abs(differences))
    centre = ranks.sum() / 2
    observed = abs(ranks[np.array(differences) > 0].sum() - centre)
    falls = [abs(float(np.dot(ranks, signs)) - centre) for signs in itertools.product([0, 1], repeat=len(differences))]
    assert signed_rank(differences).p == pytest.approx(sum(fall >= observed - 1e-9 for fall in falls) / len(falls))


@settings(quick, max_examples=15)
@given(untied)
def test_the_interval_holds_the_shifts_the_test_does_not_reject(differences: list[float]) -> None:
    estimate, low, high = hodges_lehmann(differences)
    pairs = [(a + b) / 2 for a, b in itertools.combinations_with_replacement(differences, 2)]
    assert estimate == pytest.approx(np.median(pairs))
    step = 1e-4
    for inside, outside in ((low + step, low - step), (high - step, high + step)):
        assert stats.wilcoxon(np.array(differences) - outside, method="exact").pvalue <= 0.05
        if low + step < high - step:
            assert stats.wilcoxon(np.array(differences) - inside, method="exact").pvalue > 0.05


def test_differences_of_nothing_are_left_out_of_the_test_but_not_of_the_shift() -> None:
    assert signed_rank([0, 0, 1, 2, 3]) == signed_rank([1, 2, 3])
    assert signed_rank([0, 0, 0]) == (0, 0.0, 1.0)
    assert hodges_lehmann([0] * 8 + [10] * 2)[0] == 0


def test_nothing_is_said_before_six_sessions() -> None:
    assert session_shift([5] * 5) is None
    assert session_shift([5] * 6) is not None


def test_a_usual_direction_is_said_without_a_cause() -> None:
    up = session_shift([1, 2, 3, 4, 5, 6])
    assert up is not None
    assert (up.estimate, up.low, up.high, up.p) == (3.5, 1, 6, 0.03125)
    assert up.sentence == "After sessions you usually rate 3.5 points higher (1 to 6), over 6 of them."
    down = session_shift([-1, -2, -3, -4, -5, -6])
    assert down is not None
    assert down.sentence == "After sessions you usually rate 3.5 points lower (1 to 6), over 6 of them."


def test_mixed_sessions_have_no_usual_direction_yet() -> None:
    for differences in ([1, -2, 3, -4, 5, -6], [0] * 8, [0] * 20 + [10] * 6):
        found = session_shift(differences)
        assert found is not None
        assert not found.clear
        assert found.sentence == f"Over {found.n} sessions, your ratings show no usual direction yet."


def test_only_the_latest_hundred_sessions_count() -> None:
    assert session_shift([-50] * 30 + [1, 2] * 50) == session_shift([1, 2] * 50)


def test_an_interval_surer_than_the_sessions_allow_is_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        hodges_lehmann([1, 2, 3, 4, 5])
    assert hodges_lehmann([1, 2, 3, 4, 5], confidence=0.9) == (3, 1, 5)
