"""Streets compared with the district, by hand; the intervals a second time by scipy and statsmodels."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from dashboard.readings.comparison import Cells, Comparison, compare
from etl.store import Area, Build, Kpi, KpiValue

DISTRICT = Area("430103", "天心区", "天心区", "district")
NAMES = ("甲", "乙", "丙")
STREETS = [Area(f"43010300{number}", f"{name}街道", name, "street") for number, name in enumerate(NAMES, start=1)]
COUNTED = [replace(street, residents=10_000 * number) for number, street in enumerate(STREETS, start=1)]
JUNE = date(2023, 6, 1)


def kpi_like(build: Build, name: str, **changes: Any) -> Kpi:
    return replace(next(kpi for kpi in build.kpis if kpi.kpi == name), denominator_name=None, **changes)


def cells(build: Build, kpi: Kpi, rows: dict[Area, dict[str, Any]]) -> Cells:
    blank = build.values(areas=["430103"], since=JUNE, until=JUNE)[0]
    empty: dict[str, Any] = dict.fromkeys(vars(blank))
    return {
        (area.area_code, kpi.kpi): KpiValue(
            **{**empty, "status": "no_target", "kpi": kpi.kpi, "area_code": area.area_code, "month": JUNE}
            | {key: Decimal(value) if isinstance(value, int | str) else value for key, value in row.items()}
        )
        for area, row in rows.items()
    }


def verdicts(comparison: Comparison) -> list[str | None]:
    return [one.verdict for one in comparison.streets]


@pytest.fixture
def jobs(build: Build) -> Kpi:
    return kpi_like(build, "new_urban_jobs")


def done(count: int, target: int = 100) -> dict[str, Any]:
    return {"ytd": count, "target": target, "completion": Decimal(count) / target}


def test_completion_is_held_against_the_districts(build: Build, jobs: Kpi) -> None:
    rows = {STREETS[0]: done(80), STREETS[1]: done(52), STREETS[2]: done(30), DISTRICT: done(162, 300)}
    found = compare(jobs, DISTRICT, STREETS, cells(build, jobs, rows))
    assert (found.basis, found.whole) == ("completion", Decimal("0.54"))
    assert verdicts(found) == ["above", "alike", "below"]
    first = found.streets[0].interval
    assert first is not None
    assert float(first.low) == pytest.approx(stats.chi2.ppf(0.025, 160) / 200, rel=2e-3)  # 0.634
    assert float(first.high) == pytest.approx(stats.chi2.ppf(0.975, 162) / 200, rel=2e-3)  # 0.996


def test_the_same_gap_on_a_small_base_is_no_difference(build: Build, jobs: Kpi) -> None:
    rows = {
        STREETS[0]: done(300, 1000),
        STREETS[1]: done(6, 20),
        STREETS[2]: done(700, 1000),
        DISTRICT: done(1006, 2020),
    }
    found = compare(jobs, DISTRICT, STREETS, cells(build, jobs, rows))
    assert found.streets[0].value == found.streets[1].value == Decimal("0.3")
    assert verdicts(found) == ["below", "alike", "above"]


def test_a_street_without_target_or_figure_is_told_apart_from_the_rest(build: Build, jobs: Kpi) -> None:
    rows = {STREETS[0]: done(10), STREETS[1]: {"ytd": 7}, DISTRICT: done(17, 200)}
    found = compare(jobs, DISTRICT, STREETS, cells(build, jobs, rows))
    assert [one.area for one in found.streets] == [STREETS[0]]
    assert list(found.silent) == STREETS[1:]


def test_of_yuan_no_interval_is_claimed(build: Build) -> None:
    kpi = replace(kpi_like(build, "hotline_satisfaction_rate"), denominator_unit="元")
    paid = {"ytd": Decimal("0.75"), "ytd_numerator": Decimal(450_000), "ytd_denominator": Decimal(600_000)}
    due = {"ytd": Decimal(1), "ytd_numerator": Decimal(9_000_000), "ytd_denominator": Decimal(9_000_000)}
    found = compare(kpi, DISTRICT, STREETS, cells(build, kpi, {STREETS[0]: paid, DISTRICT: due}))
    assert [(one.interval, one.verdict) for one in found.streets] == [(None, None)]  # two projects, not 600,000 cases


def test_a_rates_interval_is_wilsons(build: Build) -> None:
    kpi = kpi_like(build, "hotline_satisfaction_rate")

    def rated(good: int, n: int) -> dict[str, Any]:
        return {"ytd": Decimal(good) / n, "ytd_numerator": good, "ytd_denominator": n}

    rows = {
        STREETS[0]: rated(12, 12),
        STREETS[1]: rated(90, 100),
        STREETS[2]: rated(101, 100),
        DISTRICT: rated(970, 1000),
    }
    found = compare(kpi, DISTRICT, STREETS, cells(build, kpi, rows))
    assert verdicts(found) == ["alike", "below", None]  # 101 of 100 is no share: no interval, nothing claimed
    low, high = proportion_confint(90, 100, method="wilson")
    interval = found.streets[1].interval
    assert interval is not None
    assert (float(interval.low), float(interval.high)) == (pytest.approx(low), pytest.approx(high))
    assert found.streets[0].cases == 12


def test_counts_without_targets_are_held_against_residents(build: Build, jobs: Kpi) -> None:
    rows = {area: {"ytd": count} for area, count in zip([*COUNTED, DISTRICT], (100, 100, 100, 310), strict=True)}
    found = compare(jobs, DISTRICT, COUNTED, cells(build, jobs, rows))
    assert found.basis == "per_thousand"
    assert found.whole == Decimal(310) * 1000 / 60_000  # rows of unknown street count for the district
    assert [one.value for one in found.streets] == [10, 5, Decimal(100) / 30]
    assert verdicts(found) == ["above", "alike", "below"]


def test_without_residents_numbers_stand_as_they_are_and_nothing_is_claimed(build: Build, jobs: Kpi) -> None:
    rows = {area: {"ytd": count} for area, count in zip([*STREETS, DISTRICT], (900, 20, 5, 925), strict=True)}
    found = compare(jobs, DISTRICT, [*COUNTED[:2], STREETS[2]], cells(build, jobs, rows))  # one is not filled in
    assert (found.basis, found.whole, found.lacks_residents) == ("value", None, True)
    assert verdicts(found) == [None, None, None]


@pytest.mark.parametrize(("ytd", "unit"), [("-3", "人"), ("2.5", "人"), ("4000", "元")])
def test_what_is_no_count_has_no_interval(build: Build, ytd: str, unit: str) -> None:
    kpi = kpi_like(build, "net_change", unit=unit)
    row = {"ytd": ytd, "target": 10, "completion": Decimal(ytd) / 10}
    found = compare(kpi, DISTRICT, STREETS, cells(build, kpi, {STREETS[0]: row, DISTRICT: row}))
    assert [one.interval for one in found.streets] == [None]
    assert verdicts(found) == [None]


def test_a_mean_is_held_against_the_districts_without_a_claim(build: Build) -> None:
    kpi = replace(kpi_like(build, "hotline_satisfaction_rate", unit="周", direction="down"), denominator_name="人数")
    rows = {
        area: {"ytd": v, "ytd_denominator": 40} for area, v in zip([*STREETS, DISTRICT], (18, 16, 17, 17), strict=True)
    }
    found = compare(kpi, DISTRICT, STREETS, cells(build, kpi, rows))
    assert (found.whole, verdicts(found)) == (17, [None, None, None])
    assert [one.area.short_name for one in found.ordered(found.streets)] == ["乙", "丙", "甲"]  # low is good


def test_nothing_to_compare_is_nothing(build: Build, jobs: Kpi) -> None:
    assert compare(jobs, DISTRICT, STREETS, {}).streets == []
    assert compare(jobs, DISTRICT, [], {}).streets == []
