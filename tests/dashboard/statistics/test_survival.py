"""Kaplan-Meier with delayed entry: a table by hand, person by person in fractions, and statsmodels as the oracle."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import chi2
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from dashboard.statistics.survival import (
    Curve,
    Flow,
    Spell,
    added,
    chi_squared_above,
    flows_of,
    kaplan_meier,
    log_rank,
)


def curve_of(*spells: tuple[int, int, int]) -> Curve:
    return kaplan_meier(flows_of(Spell(entry, exit, bool(event)) for entry, exit, event in spells))


SPELLS = st.lists(
    st.builds(
        lambda entry, length, is_event, count: Spell(entry, entry + length, is_event, count),
        st.integers(0, 30),
        st.integers(1, 60),
        st.booleans(),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=40,
)


def test_a_table_by_hand() -> None:
    """Six persons; on day 10 four are at risk and one ends, on day 20 three (one came late), on day 40 one."""
    curve = curve_of((0, 10, 1), (0, 20, 1), (0, 20, 1), (0, 15, 0), (12, 40, 1), (20, 40, 1))
    assert [(step.day, step.at_risk, step.events) for step in curve.steps] == [(10, 4, 1), (20, 3, 2), (40, 2, 2)]
    assert [step.survival for step in curve.steps] == [Decimal("0.75"), Decimal("0.25"), Decimal(0)]
    assert (curve.n, curve.events, curve.median) == (6, 5, 20)
    # Greenwood: 0.75 * sqrt(1/(4*3)); 0.25 * sqrt(1/12 + 2/(3*1))
    errors = [step.standard_error for step in curve.steps]
    assert [error and round(error, 6) for error in errors] == [Decimal("0.216506"), Decimal("0.216506"), None]
    assert curve.steps[2].interval is None


def test_exactly_one_half_is_the_median() -> None:
    """3/4 of 2/3 is one half, with 20 decimals too."""
    half = kaplan_meier([Flow(0, 4, 0, 0), Flow(5, 0, 1, 0), Flow(8, 0, 1, 0), Flow(9, 0, 0, 2)])
    assert half.steps[1].survival == Decimal("0.5")
    assert half.median == 8
    thirds = kaplan_meier([Flow(0, 3, 0, 0), Flow(5, 1, 1, 0), Flow(8, 0, 1, 0), Flow(9, 0, 0, 2)])
    assert thirds.steps[1].survival == Decimal("0.44444444444444444444")
    not_half = kaplan_meier([Flow(0, 3, 0, 0), Flow(5, 0, 1, 0), Flow(9, 0, 0, 2)])
    assert not_half.median is None


def test_delayed_entry_differs_from_counting_from_the_first_day() -> None:
    """Ten end on day 5; ten more register on day 10. Counted from day 0 on the first day would look half as bad."""
    curve = curve_of(*[(0, 5, 1)] * 5, *[(0, 30, 0)] * 5, *[(10, 20, 1)] * 10)
    assert curve.at(5) is not None
    assert curve.at(5).survival == Decimal("0.5")  # type: ignore[union-attr]
    assert curve.steps[1].at_risk == 15


def test_who_ended_before_being_seen_never_counts() -> None:
    assert flows_of([Spell(10, 10, True), Spell(12, 5, True)]) == []
    assert kaplan_meier([]).median is None
    assert kaplan_meier([]).at(30) is None


def test_beyond_the_follow_up_nothing_is_said() -> None:
    curve = curve_of((0, 10, 1), (0, 50, 0))
    assert curve.at(50) is not None
    assert curve.at(51) is None
    assert curve_of((0, 10, 1), (0, 20, 1)).at(365).survival == 0  # type: ignore[union-attr]  # all have ended


def test_a_curve_stops_where_all_at_risk_end_before_others_are_seen() -> None:
    """One person registered early and ended at once: the twenty seen later must not be counted as ended."""
    curve = curve_of((0, 3, 1), *[(10, 40, 1)] * 20)
    assert curve.known_until == 2
    assert curve.steps == []
    assert curve.at(2) is not None
    assert curve.at(30) is None
    assert curve.median is None


def test_the_fewest_at_risk_down_to_one_half() -> None:
    assert curve_of((0, 3, 1), (0, 30, 0), *[(10, 40, 1)] * 20).fewest_at_risk == 2


@given(SPELLS)
def test_person_by_person_in_fractions(spells: list[Spell]) -> None:
    persons = [spell for spell in spells for _ in range(spell.count)]
    curve = kaplan_meier(flows_of(spells))
    expected, survival = [], Fraction(1)
    for day in sorted({one.exit for one in persons if one.is_event}):
        at_risk = [one for one in persons if one.entry < day <= one.exit]
        ended = [one for one in at_risk if one.exit == day and one.is_event]
        if len(ended) == len(at_risk) and any(one.exit > day for one in persons):
            break
        survival *= 1 - Fraction(len(ended), len(at_risk))
        expected.append((day, len(at_risk), len(ended), survival))
    assert [(step.day, step.at_risk, step.events) for step in curve.steps] == [row[:3] for row in expected]
    assert all(
        0 <= row[3] - Fraction(step.survival) < Fraction(1, 10**19)
        for step, row in zip(curve.steps, expected, strict=True)
    )


@given(SPELLS)
def test_statsmodels_agrees(spells: list[Spell]) -> None:
    persons = [spell for spell in spells for _ in range(spell.count)]
    curve = kaplan_meier(flows_of(spells))
    assume(curve.steps and curve.known_until == max(one.exit for one in persons))
    oracle = SurvfuncRight(
        np.array([one.exit for one in persons]),
        np.array([one.is_event for one in persons], dtype=int),
        entry=np.array([one.entry for one in persons]),
    )
    assert list(oracle.surv_times) == [step.day for step in curve.steps]
    assert list(oracle.n_risk) == [step.at_risk for step in curve.steps]
    assert np.allclose(oracle.surv_prob, [float(step.survival) for step in curve.steps])
    defined = [step.standard_error is not None for step in curve.steps]
    errors = [float(step.standard_error) for step in curve.steps if step.standard_error is not None]
    assert np.allclose(oracle.surv_prob_se[defined], errors)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of statsmodels, at the first and last ends
@pytest.mark.parametrize("seed", range(4))
def test_the_median_and_its_interval_are_those_of_statsmodels(seed: int) -> None:
    draw = np.random.default_rng(seed)
    entry, length = draw.integers(0, 30, 300), draw.integers(20, 400, 300)
    is_event = draw.random(300) < 0.7
    oracle = SurvfuncRight(entry + length, is_event.astype(int), entry=entry)
    curve = kaplan_meier(
        flows_of(Spell(int(a), int(a + b), bool(c)) for a, b, c in zip(entry, length, is_event, strict=True))
    )
    assert curve.median == oracle.quantile(0.5)
    assert curve.median_interval == oracle.quantile_ci(0.5, method="cloglog")


@given(SPELLS, st.randoms())
def test_a_curve_falls_within_zero_and_one_and_the_order_of_rows_does_not_matter(
    spells: list[Spell], random: object
) -> None:
    curve = kaplan_meier(flows_of(spells))
    shares = [step.survival for step in curve.steps]
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= share < 1 for share in shares)
    for step in curve.steps:
        if step.interval:
            assert 0 <= step.interval[0] <= step.survival <= step.interval[1] <= 1
    mixed = list(spells)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert kaplan_meier(flows_of(mixed)) == curve
    assert added([flows_of(spells[:3]), flows_of(spells[3:])]) == flows_of(spells)


@given(st.lists(st.integers(1, 90), min_size=1, max_size=50), st.integers(0, 100))
def test_without_censoring_it_is_the_share_that_lasts_longer(lengths: list[int], day: int) -> None:
    found = kaplan_meier(flows_of(Spell(0, length, True) for length in lengths)).at(day)
    assert found is not None
    share = Fraction(sum(length > day for length in lengths), len(lengths))
    assert 0 <= share - Fraction(found.survival) < Fraction(1, 10**19)


@given(st.lists(SPELLS, min_size=2, max_size=4))
def test_the_log_rank_test_is_that_of_statsmodels(groups: list[list[Spell]]) -> None:
    persons = [(number, spell) for number, group in enumerate(groups) for spell in group for _ in range(spell.count)]
    found = log_rank([flows_of(group) for group in groups])
    assume(found is not None and found.degrees == len(groups) - 1)
    statistic, p = survdiff(
        np.array([spell.exit for _, spell in persons]),
        np.array([spell.is_event for _, spell in persons], dtype=int),
        np.array([number for number, _ in persons]),
        entry=np.array([spell.entry for _, spell in persons]),
    )
    assert found is not None
    assert found.statistic == pytest.approx(statistic, abs=1e-6, rel=1e-6)
    assert found.p == pytest.approx(p, abs=1e-6)


def test_the_log_rank_test_by_hand() -> None:
    """Two against two, ending on days 1, 2 and 3, 4: expected 0.5 + 1/3, variance 0.25 + 2/9."""
    found = log_rank(
        [flows_of([Spell(0, 1, True), Spell(0, 2, True)]), flows_of([Spell(0, 3, True), Spell(0, 4, True)])]
    )
    assert found is not None
    assert found.statistic == pytest.approx((2 - 5 / 6) ** 2 / (1 / 4 + 2 / 9))
    assert log_rank([flows_of([Spell(0, 1, True)])]) is None
    assert log_rank([]) is None


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 7])
@pytest.mark.parametrize("statistic", [0.0, 0.4, 3.84, 25.0])
def test_the_tail_of_chi_squared(degrees: int, statistic: float) -> None:
    assert chi_squared_above(statistic, degrees) == pytest.approx(chi2.sf(statistic, degrees), rel=1e-9)
