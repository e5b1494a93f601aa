"""Windows, pace, status, change and landing as pure functions: tables by hand, and properties that must always hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.kpi.catalogue import Kpi
from etl.kpi.exact import half_up
from etl.kpi.forecast import half_width, land, past_errors
from etl.kpi.measure import change, judge, needed_per_month
from etl.kpi.pace import Season, calendar_pace, plan_pace, season_shares
from etl.kpi.status import pace_status, target_gap_pp
from etl.kpi.window import first_day, month_no, place, window_start

T = Fraction(5)


def kpi(**given: object) -> Kpi:
    fields: dict[str, object] = {
        "id": "k",
        "name": "指标",
        "short_name": "指标",
        "theme": "employment",
        "position": 1,
        "kind": "flow",
        "direction": "up",
        "unit": "人",
        "mart": "m",
        "numerator": "sum(x)",
        "numerator_name": "x",
        "definition": "定义",
        "formula": "算法",
        "basis": "依据",
        "owner": "科室",
        "source": "台账",
    }
    return Kpi.model_validate(fields | given)


RATE = {"kind": "ratio", "unit": "%", "denominator": "sum(y)", "denominator_name": "y"}


@pytest.mark.parametrize(
    ("number", "places", "printed"),
    [
        (Fraction("0.125"), 2, "0.13"),
        (Fraction("-0.125"), 2, "-0.13"),
        (Fraction("2.5"), 0, "3"),
        (Fraction(2, 3), 3, "0.667"),
        (Fraction(0), 1, "0.0"),
        (
            Fraction(10**31 + 1, 10),
            6,
            "1000000000000000000000000000000.100000",
        ),  # longer than the default decimal context
    ],
)
def test_half_up(number: Fraction, places: int, printed: str) -> None:
    assert str(half_up(number, places)) == printed


@pytest.mark.parametrize(
    ("day", "window", "expected"),
    [
        (date(2023, 1, 31), "calendar", (2023, 1)),
        (date(2023, 12, 1), "calendar", (2023, 12)),
        (date(2022, 12, 31), "december", (2023, 1)),
        (date(2023, 1, 1), "december", (2023, 2)),
        (date(2023, 11, 30), "december", (2023, 12)),
        (date(2023, 12, 1), "december", (2024, 1)),
    ],
)
def test_place_in_window(day: date, window: str, expected: tuple[int, int]) -> None:
    assert place(month_no(day), window) == expected  # type: ignore[arg-type]


def test_window_starts() -> None:
    june = month_no(date(2023, 6, 30))
    assert first_day(window_start(june, "calendar")) == date(2023, 1, 1)
    assert first_day(window_start(june, "december")) == date(2022, 12, 1)
    december = month_no(date(2022, 12, 5))
    assert first_day(window_start(december, "december")) == date(2022, 12, 1)


def test_plan_runs_evenly_inside_a_quarter() -> None:
    quarters = (Fraction("0.3"), Fraction("0.6"), Fraction("0.9"), Fraction(1))
    assert [plan_pace(m, quarters) for m in (1, 2, 3, 4, 6, 11, 12)] == [
        Fraction("0.1"),
        Fraction("0.2"),
        Fraction("0.3"),
        Fraction("0.4"),
        Fraction("0.6"),
        Fraction("0.9") + Fraction("0.1") * 2 / 3,
        Fraction(1),
    ]


def test_season_is_the_mean_of_shares_not_the_share_of_means() -> None:
    even = [Fraction(100 * m) for m in range(1, 13)]  # half by June
    early = [Fraction(1200)] * 12  # everything in January
    shares = season_shares({2019: even, 2020: even, 2021: early, 2023: early}, 2022)
    assert shares is not None
    assert shares[6] == (Fraction(1, 2) + Fraction(1, 2) + 1) / 3
    assert season_shares({2020: even, 2021: early}, 2022) is None
    assert season_shares({2017: early, 2018: even, 2019: even, 2021: even}, 2022) == season_shares(
        {1: even, 2: even, 3: even}, 2022
    ), "a year with a gap in between is passed over, older ones do not count"


monthly = st.lists(st.integers(0, 5000), min_size=12, max_size=12).filter(lambda months: sum(months) > 0)


def _cumulative(months: list[int]) -> list[Fraction]:
    return [Fraction(sum(months[: m + 1])) for m in range(12)]


@given(st.lists(monthly, min_size=3, max_size=3))
def test_seasonal_pace_never_falls_and_ends_at_one(years: list[list[int]]) -> None:
    shares = season_shares({2020 + n: _cumulative(months) for n, months in enumerate(years)}, 2023)
    assert shares is not None
    assert shares[0] == 0
    assert shares[12] == 1
    assert list(shares) == sorted(shares)


@given(st.lists(st.fractions(0, 1), min_size=3, max_size=3))
def test_issued_and_calendar_pace_never_fall_and_end_at_one(shares: list[Fraction]) -> None:
    quarters = (*sorted(shares), Fraction(1))
    for paces in ([plan_pace(m, quarters) for m in range(13)], [calendar_pace(m) for m in range(13)]):
        assert paces[0] == 0
        assert paces[12] == 1
        assert paces == sorted(paces)


@pytest.mark.parametrize(
    ("completion", "pace", "status"),
    [
        (Fraction(1), Fraction(1, 2), "done"),
        (Fraction("4.13"), Fraction(1, 2), "done"),  # 413 %
        (Fraction(1, 2), Fraction(1, 2), "on_pace"),
        (Fraction("0.4999"), Fraction(1, 2), "behind"),
        (Fraction("0.45"), Fraction(1, 2), "behind"),
        (Fraction("0.4499"), Fraction(1, 2), "slow"),
        (Fraction("-0.1"), Fraction("0.04"), "slow"),
        (Fraction("0.9999"), Fraction(1), "behind"),
    ],
)
def test_status_at_its_borders(completion: Fraction, pace: Fraction, status: str) -> None:
    assert pace_status(completion, (completion - pace) * 100, T) == status


@given(st.fractions(-1, 5), st.integers(1, 12), st.fractions(Fraction(1, 10), 50))
def test_status_is_consistent_with_the_gap(completion: Fraction, m: int, threshold: Fraction) -> None:
    judged = judge(kpi(), completion * 1000, Fraction(1000), calendar_pace(m), threshold)
    assert judged.gap_pp is not None
    expected = {
        "done": completion >= 1,
        "on_pace": completion < 1 and judged.gap_pp >= 0,
        "behind": completion < 1 and -threshold <= judged.gap_pp < 0,
        "slow": completion < 1 and judged.gap_pp < -threshold,
    }
    assert [status for status, holds in expected.items() if holds] == [judged.status]


def test_rates_compare_in_points_and_others_in_percent_of_the_target() -> None:
    assert target_gap_pp(Fraction("0.97"), Fraction("0.98"), up=True, is_rate=True) == -1
    assert target_gap_pp(Fraction("0.052"), Fraction("0.055"), up=False, is_rate=True) == Fraction("0.3")
    assert target_gap_pp(Fraction(15), Fraction(12), up=False, is_rate=False) == -25
    assert target_gap_pp(Fraction(1737), Fraction(1737), up=True, is_rate=False) == 0


def test_less_is_better_has_no_completion_and_no_pace() -> None:
    wages = kpi(direction="down", unit="件")
    assert judge(wages, Fraction(9), Fraction(10), None, T) == judge(
        wages, Fraction(9), Fraction(10), Fraction(1, 2), T
    )
    judged = judge(wages, Fraction(9), Fraction(10), None, T)
    assert (judged.completion, judged.gap_pp, judged.status) == (None, Fraction(10), "done")
    assert judge(wages, Fraction(11), Fraction(10), None, T).status == "slow"
    assert needed_per_month(wages, Fraction(3), Fraction(10), 6) is None


@pytest.mark.parametrize("target", [None, Fraction(0)])
def test_a_missing_or_zero_target_is_no_number(target: Fraction | None) -> None:
    judged = judge(kpi(), Fraction(9), target, Fraction(1, 2), T)
    assert (judged.completion, judged.gap_pp, judged.status) == (None, None, "no_target")
    assert needed_per_month(kpi(), Fraction(9), target, 6) is None


@given(st.integers(-500, 30000), st.integers(1, 20000), st.integers(1, 11))
def test_needed_per_month_reaches_the_target(ytd: int, target: int, m: int) -> None:
    needed = needed_per_month(kpi(), Fraction(ytd), Fraction(target), m)
    assert needed is not None
    if ytd >= target:
        assert needed == 0
    else:
        assert needed * (12 - m) + ytd == target
    assert needed_per_month(kpi(), Fraction(ytd), Fraction(target), 12) is None


def test_change_is_relative_and_for_rates_in_points() -> None:
    assert change(kpi(), Fraction(110), Fraction(100)) == Fraction(1, 10)
    assert change(kpi(), Fraction(-10), Fraction(100)) == Fraction(-11, 10)
    assert change(kpi(), Fraction(5), Fraction(0)) is None
    assert change(kpi(), Fraction(5), Fraction(-3)) is None
    assert change(kpi(**RATE), Fraction("0.99"), Fraction("0.975")) == Fraction("1.5")
    assert change(kpi(**RATE), Fraction("0.01"), Fraction(0)) == 1


def test_every_past_landing_knows_only_the_years_before_it() -> None:
    even = [Fraction(100 * m) for m in range(1, 13)]
    double = [2 * figure for figure in even]
    early = [Fraction(600)] * 5 + [Fraction(1200)] * 7
    errors = past_errors({2018: even, 2019: double, 2020: even, 2021: early})
    assert {error.year for error in errors} == {2021}
    june = next(error for error in errors if error.m == 6)
    assert (june.forecast, june.actual, june.error, june.miss) == (
        Fraction(2400),
        Fraction(1200),
        Fraction(1),
        Fraction(1, 2),
    )
    march = next(error for error in errors if error.m == 3)
    assert march.straight_line == 2400


@pytest.mark.parametrize(
    ("misses", "width"),
    [
        (["0.1", "0.2"], None),
        (["0.1", "0.3", "0.2"], "0.3"),
        (["0.4", "0.1", "0.3", "0.2"], "0.4"),
        (["0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9"], "0.8"),
    ],
)
def test_half_width_covers_four_of_five(misses: list[str], width: str | None) -> None:
    assert half_width([Fraction(miss) for miss in misses]) == (Fraction(width) if width else None)


def test_landing_interval_never_lies_under_what_is_reached() -> None:
    season = Season(tuple(calendar_pace(m) for m in range(13)), "000000", False)
    landing = land(Fraction(900), season, Fraction(9, 10), Fraction(1, 2))
    assert landing is not None
    assert (landing.forecast, landing.low, landing.high) == (Fraction(1000), Fraction(900), Fraction(1500))
    assert land(Fraction(900), season, Fraction(0), None) is None
    assert half_up(Fraction(landing.forecast), 0) == Decimal(1000)
