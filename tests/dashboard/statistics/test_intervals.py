"""Intervals against scipy, statsmodels and published tables."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from dashboard.statistics.intervals import EXACT_BELOW, Interval, poisson, wilson


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_rates_interval_is_wilsons(case: tuple[int, int]) -> None:
    hits, n = case
    low, high = proportion_confint(hits, n, method="wilson")
    found = wilson(hits, n)
    assert float(found.low) == pytest.approx(max(low, 0), abs=1e-12)
    assert float(found.high) == pytest.approx(min(high, 1), abs=1e-12)
    assert Decimal(hits) / n in found


@given(st.integers(0, EXACT_BELOW - 1))
def test_a_small_counts_interval_is_exact(count: int) -> None:
    found = poisson(count)
    assert float(found.low) == pytest.approx(stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0, abs=1e-12)
    assert float(found.high) == pytest.approx(stats.chi2.ppf(0.975, 2 * count + 2) / 2, abs=1e-12)


@given(st.integers(EXACT_BELOW, 1_000_000))
@example(EXACT_BELOW)
def test_a_counts_interval_is_within_a_thousandth_of_the_exact_one(count: int) -> None:
    found = poisson(count)
    assert float(found.low) == pytest.approx(stats.chi2.ppf(0.025, 2 * count) / 2, rel=2e-3)
    assert float(found.high) == pytest.approx(stats.chi2.ppf(0.975, 2 * count + 2) / 2, rel=2e-3)
    assert Decimal(count) in found


@pytest.mark.parametrize(  # Garwood's table of the Poisson mean at 95 %, as printed in textbooks
    ("count", "low", "high"),
    [(0, "0.000", "3.689"), (1, "0.025", "5.572"), (5, "1.623", "11.668"), (9, "4.115", "17.085")],
)
def test_the_textbook_table(count: int, low: str, high: str) -> None:
    found = poisson(count)
    assert (round(found.low, 3), round(found.high, 3)) == (Decimal(low), Decimal(high))


def test_81_of_263_as_in_newcombes_paper() -> None:
    found = wilson(81, 263)
    assert (round(found.low, 4), round(found.high, 4)) == (Decimal("0.2553"), Decimal("0.3662"))


def test_all_and_none_keep_their_end() -> None:
    assert wilson(12, 12).high == 1
    assert wilson(0, 12).low == 0


def test_over_a_base() -> None:
    assert Interval(Decimal(5), Decimal(20)).per(10) == Interval(Decimal("0.5"), Decimal(2))


@pytest.mark.parametrize(("hits", "n"), [(0, 0), (3, 2), (-1, 5)])
def test_what_is_no_share_is_refused(hits: int, n: int) -> None:
    with pytest.raises(ValueError, match="not a share"):
        wilson(hits, n)


@pytest.mark.parametrize("count", [-1, Decimal("2.5")])
def test_what_is_no_count_is_refused(count: Decimal | int) -> None:
    with pytest.raises(ValueError, match="not a count"):
        poisson(count)
