"""Figures that were published: completion to the printed digit, the ministry's series, and its checks."""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from etl.kpi.compile import measure_build
from etl.kpi.exact import half_up
from etl.kpi.measure import judge
from etl.kpi.published import published_series
from tests.etl.kpi.support import DISTRICT, EAST, REALDATA, Row, kpi_toml, make_site, marts_database, month_row, values
from tests.etl.kpi.support import published as published_row
from tests.etl.kpi.test_arithmetic import kpi as make_kpi

MINISTRY = REALDATA / "mohrss_monthly"
needs_realdata = pytest.mark.skipif(not REALDATA.is_dir(), reason="../shared/realdata is not here")

# Pairs that stand only in the quotes of published_pairs.csv, copied by hand: actual, target, printed percent.
IN_QUOTES = [
    ("6650", "6600", "100.76"),
    ("5331", "5700", "93.53"),
    ("826", "1200", "68.83"),
    ("1374", "1200", "114"),
    ("8.01", "6.9", "116.1"),
    ("151", "125", "121"),
    ("2540", "2300", "110"),
    ("406", "500", "81"),
    ("655", "900", "73"),
    ("93", "100", "93"),
    ("330", "325", "101.54"),
    ("736", "4000", "18.04"),
    ("1429", "4300", "33.23"),
    ("37", "180", "20.5"),
]
# What the pages print against their own numbers: two were cut off instead of rounded, one is a slip of the pen.
NOT_ROUNDED = {("1374", "1200", "114"): "115", ("37", "180", "20.5"): "20.6", ("736", "4000", "18.04"): "18.40"}
# The nation's 城镇新增就业 at June and at December of the complete years, 万人.
HALF_YEARS = {
    2013: (725, 1310),
    2014: (737, 1322),
    2015: (718, 1312),
    2017: (735, 1351),
    2018: (752, 1361),
    2019: (737, 1352),
}


def _completion(actual: str, target: str, printed: str) -> str:
    judged = judge(make_kpi(), Fraction(actual), Fraction(target), Fraction(1), Fraction(5))
    assert judged.completion is not None
    places = len(printed.partition(".")[2])
    return str(half_up(judged.completion * 100, places))


@needs_realdata
def test_published_completion_to_the_printed_digit() -> None:
    with (REALDATA / "published_pairs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    pairs = [(row["actual"], row["target"], row["published_completion_pct"]) for row in rows if row["target"]]
    assert len(pairs) == 18
    quotes = "".join(row["quote"] for row in rows)
    for actual, target, printed in IN_QUOTES:
        assert actual in quotes, f"{actual} is not in the quotes"
        assert target in quotes, f"{target} is not in the quotes"
        assert f"{printed}%" in quotes, f"{printed}% is not in the quotes"
    wrong = {}
    for pair in [*pairs, *IN_QUOTES]:
        ours = _completion(*pair)
        if ours != pair[2]:
            wrong[pair] = ours
    assert wrong == NOT_ROUNDED


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """The ministry's series of three KPIs with the national targets that are known, measured."""
    kpis = {
        "new_urban_jobs": "城镇新增就业",
        "reemployed": "失业人员再就业",
        "hard_to_employ_placed": "就业困难人员就业",
    }
    with (MINISTRY / "mohrss_monthly_ytd_2013_2026.csv").open(encoding="utf-8", newline="") as file:
        months = list(csv.DictReader(file))
    rows: list[Row] = []
    for kpi, title in kpis.items():
        column = next(name for name in months[0] if title in name and "累计_万人" in name)
        rows += [published_row(kpi, month["period_true"], str(int(month[column]) * 10_000)) for month in months]
    targets: dict[int, list[str]] = {}
    with (MINISTRY / "national_targets.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["kpi"] == "城镇新增就业":
                targets.setdefault(int(row["year"]), []).append(
                    f"new_urban_jobs,000000,国家,{row['target']},{row['unit']},,,,,"
                )
    con = marts_database({"ledger_month": [month_row("2023-01", EAST, 1)]}, rows)
    site = make_site(
        tmp_path_factory.mktemp("nation") / "site", {kpi: kpi_toml(more='pace = "seasonal"') for kpi in kpis}, targets
    )
    measure_build(con, site)
    return con


@needs_realdata
@pytest.mark.parametrize(
    ("month", "ytd", "printed"),
    [("2019-06", 737, "67"), ("2021-09", 1045, "95"), ("2022-06", 654, "59"), ("2023-06", 678, "57")],
)
def test_the_ministrys_own_completion(nation: duckdb.DuckDBPyConnection, month: str, ytd: int, printed: str) -> None:
    row = values(nation, "new_urban_jobs", "000000")[month]
    assert row["ytd"] == ytd * 10_000
    assert str(half_up(Fraction(Decimal(str(row["completion"]))) * 100, 0)) == printed


@needs_realdata
def test_the_ministrys_months_are_differences(nation: duckdb.DuckDBPyConnection) -> None:
    rows = values(nation, "new_urban_jobs", "000000")
    assert len(rows) == 160
    assert (rows["2013-01"]["value"], rows["2013-02"]["value"]) == (890_000, 1_020_000)
    assert "2016-11" not in rows
    assert "2016-12" not in rows
    assert (rows["2017-01"]["value"], rows["2017-01"]["mom"]) == (870_000, None)
    assert (rows["2017-12"]["yoy"], rows["2017-12"]["yoy_base"]) == (None, None)
    assert rows["2018-12"]["yoy_base"] == 13_510_000
    assert not any(row["is_provisional"] or row["is_demo"] for row in rows.values())


@needs_realdata
def test_half_a_year_is_more_than_half_of_the_nations_jobs(nation: duckdb.DuckDBPyConnection) -> None:
    june = values(nation, "new_urban_jobs", "000000")["2019-06"]
    # 2015: 718 of 1312, 2017: 735 of 1351, 2018: 752 of 1361 (2016 lacks two months)
    expected = (Fraction(718, 1312) + Fraction(735, 1351) + Fraction(752, 1361)) / 3
    assert (june["pace"], june["pace_basis"]) == (half_up(expected, 15), "seasonal")
    assert june["status"] == "on_pace"
    assert june["forecast"] == half_up(7_370_000 / expected, 6)


@needs_realdata
def test_the_landing_beats_the_straight_line_on_the_nations_record(nation: duckdb.DuckDBPyConnection) -> None:
    nation.execute(
        """
        select count(*), min(years), max(years), avg(mean_abs_error), avg(straight_line_error)
        from forecast_record
        where kpi = 'new_urban_jobs' and area_code = '000000' and month_of_year between 3 and 9
        """
    )
    row = nation.fetchone()
    assert row is not None
    months, fewest, most, seasonal, straight = row
    assert (months, fewest, most) == (7, 9, 9)
    assert (round(seasonal * 100, 1), round(straight * 100, 1)) == (3.5, 7.7)


@needs_realdata
def test_the_landings_interval_comes_from_its_own_misses(nation: duckdb.DuckDBPyConnection) -> None:
    rows = values(nation, "new_urban_jobs", "000000")
    assert rows["2019-06"]["forecast_low"] is None, "two landings that could be judged are no record"
    shares = {year: Fraction(*pair) for year, pair in HALF_YEARS.items()}
    misses = []
    for year, before in ((2017, (2013, 2014, 2015)), (2018, (2014, 2015, 2017)), (2019, (2015, 2017, 2018))):
        usual = sum((shares[past] for past in before), Fraction(0)) / 3
        misses.append(abs(usual / shares[year] - 1))  # actual / forecast = seasonal share / the year's own share
    june = rows["2020-06"]
    forecast = 5_640_000 / (sum((shares[year] for year in (2017, 2018, 2019)), Fraction(0)) / 3)
    assert june["forecast"] == half_up(forecast, 6)
    assert june["forecast_low"] == half_up(forecast * (1 - max(misses)), 6)
    assert june["forecast_high"] == half_up(forecast * (1 + max(misses)), 6)


def test_an_area_without_a_record_borrows_the_reference_areas_interval(tmp_path: Path) -> None:
    rows = [
        published_row("k", f"{year}-{m:02d}", str((100 + (year == 2019 and m < 12)) * m))
        for year in range(2014, 2023)
        for m in range(1, 13)
    ]
    con = marts_database({"ledger_month": [month_row("2023-01", EAST, 5), month_row("2023-02", EAST, 5)]}, rows)
    measure_build(con, make_site(tmp_path, {"k": kpi_toml()}))
    for area in (DISTRICT, EAST):
        february = values(con, "k", area)["2023-02"]
        assert february["forecast"] == 60
        # of the six years 2017 to 2022 one missed by a 101st and three by a third of it: the sixth smallest counts
        assert february["forecast_low"] == half_up(60 * (1 - Fraction(1, 101)), 6)


def test_a_figure_that_falls_within_its_year_stays_and_is_provisional(tmp_path: Path) -> None:
    rows = [
        published_row("k", "2023-01", "80"),
        published_row("k", "2023-02", "78"),
        published_row("k", "2023-04", "99"),
    ]
    con = marts_database({"ledger_month": [month_row("2023-01", EAST, 1)]}, rows)
    measure_build(con, make_site(tmp_path, {"k": kpi_toml()}))
    nation = values(con, "k", "000000")
    assert (nation["2023-02"]["value"], nation["2023-02"]["ytd"], nation["2023-02"]["is_provisional"]) == (-2, 78, True)
    april = nation["2023-04"]
    assert (april["value"], april["ytd"], april["months_missing"], april["is_provisional"]) == (None, 99, 1, False)


def test_only_figures_of_a_whole_window_become_a_series(tmp_path: Path) -> None:
    rows = [
        published_row("k", "2023-02", "200"),
        published_row("k", "2023-02", "7", start="2023-02-11"),  # an event
        published_row("k", "2023-03", "50", measure="stock"),
        published_row("k", "2023-04", "9300", area_code=DISTRICT),
    ]
    con = marts_database({"ledger_month": [month_row("2023-01", EAST, 1)]}, rows)
    measure_build(con, make_site(tmp_path, {"k": kpi_toml()}))
    assert {month: row["ytd"] for month, row in values(con, "k", "000000").items()} == {"2023-02": 200}
    assert list(values(con, "k")) == ["2023-01"], "the district's ledger is not overwritten by what was printed"


def test_a_published_rate_is_a_level_without_its_two_numbers(tmp_path: Path) -> None:
    rows = [
        published_row("k", "2022-03", "0.041", measure="rate"),
        published_row("k", "2023-03", "0.045", measure="rate"),
        published_row("k", "2023-06", "0.044", measure="rate"),
    ]
    con = marts_database({"ledger_month": [month_row("2023-01", EAST, 1, others=2)]}, rows)
    toml = kpi_toml("ratio", "down", "%", more='denominator = "sum(others)"\ndenominator_name = "分母"')
    measure_build(con, make_site(tmp_path, {"k": toml}, {2023: ["k,000000,国家,4.5,%,,,,,"]}))
    nation = values(con, "k", "000000")
    march = nation["2023-03"]
    assert (march["ytd"], march["numerator"], march["yoy"]) == (Decimal("0.045"), None, Decimal("0.4"))
    assert (march["status"], march["gap_pp"], march["months_missing"]) == ("done", 0, 0)
    assert nation["2023-06"]["ytd"] == Decimal("0.044")


def test_no_figures_no_series() -> None:
    assert published_series(make_kpi(), []) == []
