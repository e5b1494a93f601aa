"""What rose beyond chance: against scipy and statsmodels, on a seeded null, and on a planted surge."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from dashboard.statistics.surges import expectation, false_discovery, judge, overdispersion, upper_tail

BLOCKS = 33  # four weeks each: two years and a half
SUBJECTS = 25
RUNS = 100


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 400), st.floats(0.01, 300), st.floats(0.5, 5000))
def test_the_tail_is_that_of_the_negative_binomial_distribution(observed: int, mean: float, size: float) -> None:
    exact = stats.nbinom.sf(observed - 1, size, size / (size + mean))
    assert upper_tail(observed, mean, size) == pytest.approx(exact, rel=1e-6, abs=1e-13)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_q_is_benjamini_and_hochbergs(chances: list[float]) -> None:
    found = false_discovery(dict(enumerate(chances)))
    again = multipletests(chances, method="fdr_bh")[1]
    assert [found[place] for place in range(len(chances))] == pytest.approx(list(again))


def test_expected_is_the_level_of_the_year_times_the_season_of_the_year_before() -> None:
    flat = [99] + [40] * 19
    assert expectation(flat, 0).mean == pytest.approx(40, rel=0.01)
    rising = [0] + [80] * 6 + [40] * 13  # twice as many since half a year, and no season
    assert expectation(rising, 0).mean == pytest.approx((6 * 80 + 7 * 40) / 13, rel=0.02)
    in_season = [0] + [40] * 11 + [80] * 3 + [40] * 5
    # level (11 * 40 + 2 * 80) / 13; season (3 * 80 + 3) / 3 over (3 * 80 + 10 * 40 + 13) / 13
    assert expectation(in_season, 0).mean == pytest.approx((600.5 / 13) * 81 / (653 / 13))


def test_too_short_a_history_judges_nothing() -> None:
    assert judge({"a": [50] + [1] * 12}) == {}
    assert judge({}) == {}
    assert set(judge({"a": [50] + [1] * 13})) == {"a"}
    with pytest.raises(ValueError, match="different length"):
        judge({"a": [1] * 14, "b": [1] * 15})


def test_a_subject_that_never_was_is_expected_hardly_at_all() -> None:
    new = judge({"new": [12] + [0] * 20, "old": [30] * 21})["new"]
    assert new.expected < 0.1
    assert new.chance < 1e-6


def null(seed: int, extra: float) -> dict[int, list[int]]:
    """Counts without any surge: levels from 4 to 80 a block, a common season, and Gamma variation around both."""
    chance = np.random.default_rng(seed)
    level = chance.uniform(4, 80, SUBJECTS)
    season = 1 + 0.25 * np.cos(2 * np.pi * np.arange(BLOCKS) / 13)
    mean = level[:, None] * season[None, :]
    if extra:
        mean = mean * chance.gamma(1 / extra, extra, mean.shape)
    return dict(enumerate(chance.poisson(mean).tolist()))


@pytest.mark.parametrize("extra", [0.0, 0.04])
def test_without_a_surge_alarms_are_as_rare_as_promised(extra: float) -> None:
    low, alarms = 0, 0
    for seed in range(RUNS):
        chances = {member: one.chance for member, one in judge(null(seed, extra)).items()}
        low += sum(chance < 0.05 for chance in chances.values())
        alarms += any(q < 0.05 for q in false_discovery(chances).values())
    assert 0.03 < low / (RUNS * SUBJECTS) < 0.06
    assert alarms / RUNS < 0.12  # of months in which nothing happened


def test_the_overdispersion_that_was_put_in_is_found_again() -> None:
    for extra in (0.0, 0.04):
        found = np.mean([overdispersion(null(seed, extra)) for seed in range(40)])
        assert found == pytest.approx(extra, abs=0.004)


def test_a_planted_surge_is_found_and_nothing_else() -> None:
    hits, others = 0, 0
    for seed in range(40):
        counts = null(seed, 0.02)
        due = sum(counts[3][1:14]) / 13
        counts[3][0] = round(due * 2.5 + 15)
        chances = {member: one.chance for member, one in judge(counts).items()}
        alarms = {member for member, q in false_discovery(chances).items() if q < 0.05}
        hits += 3 in alarms
        others += len(alarms - {3})
    assert hits >= 38
    assert others <= 6
