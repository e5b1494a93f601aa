"""The engine against pandas: three and a half invented years, five streets, every month computed a second time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from etl.kpi.compile import measure_build
from tests.etl.kpi.support import DISTRICT, kpi_toml, make_site, marts_database

STREETS = [f"{DISTRICT}{number:03d}" for number in range(1, 6)]
MONTHS = pd.date_range("2020-01-01", "2023-06-01", freq="MS")
TARGETS = {DISTRICT: 9000, STREETS[0]: 1200, STREETS[1]: 2600}
KPIS = {
    "jobs": kpi_toml(more='pace = "seasonal"'),
    "rate": kpi_toml("ratio", unit="%", more='denominator = "sum(others)"\ndenominator_name = "分母"'),
    "share": kpi_toml("level", unit="%", more='denominator = "sum(others)"\ndenominator_name = "分母"'),
}
COLUMNS = ["value", "ytd", "completion", "pace", "gap_pp", "yoy", "mom", "needed_per_month", "forecast"]


@pytest.fixture(scope="module")
def ledger() -> pd.DataFrame:
    """Mart rows: two sorts a month and street; the last street is silent in some months."""
    random = np.random.default_rng(20230630)
    rows = [
        {"part": month, "month": month, "area_code": street, "sort": sort, "cases": cases, "others": cases + others}
        for month in MONTHS
        for street in STREETS
        if not (street == STREETS[4] and month.month in (2, 7))
        for sort in ("甲", "乙")
        for cases, others in [random.integers(1, 120, 2)]
    ]
    return pd.DataFrame(rows).assign(demo_rows=0)


@pytest.fixture(scope="module")
def measured(ledger: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """What the engine makes of it."""
    site = make_site(Path(tmp_path_factory.mktemp("second")) / "site", KPIS, {2023: _targets()})
    con = marts_database({})
    con.register("rows", ledger)
    con.execute("create table ledger_month as select * replace (part::date as part, month::date as month) from rows")
    measure_build(con, site)
    frame = con.execute("select * from kpi_value order by kpi, area_code, month").df()
    return pd.DataFrame(frame)


def _targets() -> list[str]:
    jobs = [f"jobs,{area},市下达,{amount},人,,,,," for area, amount in TARGETS.items()]
    return [*jobs, f"rate,{DISTRICT},市下达,52,%,,,,,", f"share,{DISTRICT},市下达,48,%,,,,,"]


def _of(measured: pd.DataFrame, kpi: str, area: str) -> pd.DataFrame:
    """The rows of one KPI and area, by month."""
    return measured[(measured.kpi == kpi) & (measured.area_code == area)].set_axis(MONTHS)


def _by_month(ledger: pd.DataFrame, area: str) -> pd.DataFrame:
    mine = ledger if area == DISTRICT else ledger[ledger.area_code == area]
    return mine.groupby("month")[["cases", "others"]].sum().reindex(MONTHS)


def _flow(ledger: pd.DataFrame, area: str, season: pd.Series[float] | None) -> pd.DataFrame:
    months = _by_month(ledger, area)
    frame = pd.DataFrame({"value": months.cases})
    frame["ytd"] = months.cases.fillna(0).groupby(MONTHS.year).cumsum()
    frame["yoy"] = frame.ytd / frame.ytd.shift(12) - 1
    frame["mom"] = frame.value / frame.value.shift(1) - 1
    elapsed = pd.Series(MONTHS.month, MONTHS)
    frame["pace"] = elapsed / 12 if season is None else elapsed.map(season)
    target = pd.Series(np.where(MONTHS.year == 2023, float(TARGETS.get(area, np.nan)), np.nan), MONTHS)
    frame["completion"] = frame.ytd / target
    frame["gap_pp"] = (frame.completion - frame.pace) * 100
    frame["needed_per_month"] = (target - frame.ytd).clip(lower=0) / (12 - elapsed)
    frame["forecast"] = np.nan if season is None else frame.ytd / frame.pace
    return frame


def _rate(ledger: pd.DataFrame, kpi: str) -> pd.DataFrame:
    months = _by_month(ledger, DISTRICT)
    summed = months.groupby(MONTHS.year).cumsum()
    frame = pd.DataFrame({"value": months.cases / months.others})
    frame["ytd"] = summed.cases / summed.others if kpi == "rate" else frame.value
    frame["yoy"] = (frame.ytd - frame.ytd.shift(12)) * 100
    frame["mom"] = (frame.value - frame.value.shift(1)) * 100
    target = pd.Series(np.where(MONTHS.year == 2023, 0.52 if kpi == "rate" else 0.48, np.nan), MONTHS)
    frame["completion"] = frame.ytd / target
    frame["gap_pp"] = (frame.ytd - target) * 100
    return frame.assign(pace=np.nan, needed_per_month=np.nan, forecast=np.nan)


def _compare(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    ours = found[COLUMNS].astype(float)
    pd.testing.assert_frame_equal(ours, expected[COLUMNS].astype(float), rtol=1e-6, atol=1e-6, check_freq=False)


def _season(ledger: pd.DataFrame) -> pd.Series[float]:
    """The district's mean cumulative shares of 2020, 2021 and 2022, by month of the year."""
    jobs = _by_month(ledger, DISTRICT).cases[:36].to_numpy().reshape(3, 12).cumsum(axis=1)
    return pd.Series((jobs / jobs[:, -1:]).mean(axis=0), range(1, 13))


@pytest.mark.parametrize("area", [DISTRICT, STREETS[0], STREETS[1]])
def test_a_flow_without_three_years_behind_it(ledger: pd.DataFrame, measured: pd.DataFrame, area: str) -> None:
    """2020 to 2022: no season yet, so the calendar; compared on the years before 2023."""
    expected = _flow(ledger, area, None)
    found = _of(measured, "jobs", area)
    early = MONTHS.year < 2023
    ours = found[COLUMNS].astype(float)[early]
    pd.testing.assert_frame_equal(
        ours[["value", "ytd", "pace", "yoy", "mom"]],
        expected.loc[early, ["value", "ytd", "pace", "yoy", "mom"]].astype(float),
        rtol=1e-6,
        check_freq=False,
    )
    assert ours[["completion", "forecast", "needed_per_month"]].isna().all(axis=None)


def test_the_districts_year_against_its_own_season(ledger: pd.DataFrame, measured: pd.DataFrame) -> None:
    found = _of(measured, "jobs", DISTRICT)
    expected = _flow(ledger, DISTRICT, _season(ledger))
    now = MONTHS.year == 2023
    pd.testing.assert_frame_equal(
        found.loc[now, COLUMNS].astype(float), expected.loc[now, COLUMNS].astype(float), rtol=1e-6, check_freq=False
    )
    status = np.select(
        [expected.completion >= 1, expected.gap_pp >= 0, expected.gap_pp >= -5], ["done", "on_pace", "behind"], "slow"
    )
    assert list(found.status[now]) == list(status[now])


def test_a_street_with_silent_months_borrows_the_districts_season(ledger: pd.DataFrame, measured: pd.DataFrame) -> None:
    found = _of(measured, "jobs", STREETS[4])
    expected = _flow(ledger, STREETS[4], _season(ledger))
    now = MONTHS.year == 2023
    columns = ["value", "ytd", "pace", "forecast"]
    pd.testing.assert_frame_equal(
        found.loc[now, columns].astype(float), expected.loc[now, columns].astype(float), rtol=1e-6, check_freq=False
    )
    assert set(found.pace_basis[now]) == {f"seasonal:{DISTRICT}"}
    assert list(found.months_missing[now]) == [0, 1, 1, 1, 1, 1]


@pytest.mark.parametrize("kpi", ["rate", "share"])
def test_rates(ledger: pd.DataFrame, measured: pd.DataFrame, kpi: str) -> None:
    _compare(_of(measured, kpi, DISTRICT), _rate(ledger, kpi))


def test_streets_add_up_to_the_district(measured: pd.DataFrame) -> None:
    jobs = measured[measured.kpi == "jobs"]
    ytd = jobs.assign(ytd=jobs.ytd.astype(float)).pivot(index="month", columns="area_code", values="ytd")
    assert np.allclose(ytd[STREETS].sum(axis=1), ytd[DISTRICT])
    assert len(jobs) == len(MONTHS) * 6
    assert not measured.duplicated(["kpi", "area_code", "month"]).any()
