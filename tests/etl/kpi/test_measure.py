"""From mart rows to kpi_value through the whole engine, on tables that a clerk could add up by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.kpi.compile import measure_build
from etl.kpi.ledger import Areas, ledger_series
from etl.kpi.window import first_day
from tests.etl.kpi.support import (
    DISTRICT,
    EAST,
    UNASSIGNED,
    WEST,
    Row,
    kpi_toml,
    make_site,
    marts_database,
    month_row,
    published,
    values,
)
from tests.etl.kpi.test_arithmetic import kpi as make_kpi

RATIO = 'denominator = "sum(others)"\ndenominator_name = "分母"'


def year_of(year: int, area: str, cases: int, months: int = 12) -> list[Row]:
    """The same number of cases in each of the first months of a year."""
    return [month_row(f"{year}-{m:02d}", area, cases) for m in range(1, months + 1)]


def test_flow_adds_up_within_its_year_and_over_streets(tmp_path: Path) -> None:
    rows = [
        month_row("2022-12", EAST, 7),
        month_row("2023-01", EAST, 10),
        month_row("2023-01", WEST, 5),
        month_row("2023-02", EAST, -3),  # a correction
        month_row("2023-02", UNASSIGNED, 2),
        month_row("2023-02", "430104001", 999),  # a neighbour's street
    ]
    con = marts_database({"ledger_month": rows})
    site = make_site(tmp_path, {"k": kpi_toml()}, {2023: [f"k,{DISTRICT},市下达,120,人,,,,,"]})
    measure_build(con, site)
    district = values(con, "k")
    assert {month: (row["value"], row["ytd"]) for month, row in district.items()} == {
        "2022-12": (7, 7),
        "2023-01": (15, 15),
        "2023-02": (-1, 14),
    }
    february = district["2023-02"]
    assert (february["completion"], february["pace"]) == (Decimal("0.116666666666667"), Decimal("0.166666666666667"))
    assert (february["gap_pp"], february["status"]) == (Decimal(-5), "behind")
    assert february["needed_per_month"] == Decimal("10.6")
    assert february["mom"] == Decimal("-1.066666666666667")
    assert values(con, "k", UNASSIGNED)["2023-02"]["ytd"] == 2
    assert values(con, "k", "430104001") == {}


def test_a_street_without_a_case_keeps_its_year_to_date(tmp_path: Path) -> None:
    rows = [*year_of(2023, EAST, 10, 6), *year_of(2023, WEST, 4, 5)]
    con = marts_database({"ledger_month": rows})
    measure_build(con, make_site(tmp_path, {"k": kpi_toml()}, {2023: [f"k,{WEST},区定,40,人,,,,,"]}))
    june = values(con, "k", WEST)["2023-06"]
    assert (june["value"], june["ytd"], june["months_missing"]) == (None, 20, 1)
    assert june["is_provisional"]
    assert june["status"] == "on_pace"
    assert not values(con, "k", WEST)["2023-05"]["is_provisional"]
    assert values(con, "k", UNASSIGNED) == {}


def test_a_street_that_never_had_a_case_stands_at_zero(tmp_path: Path) -> None:
    con = marts_database({"ledger_month": year_of(2023, EAST, 10, 2)})
    measure_build(con, make_site(tmp_path, {"k": kpi_toml()}, {2023: [f"k,{WEST},区定,40,人,,,,,"]}))
    february = values(con, "k", WEST)["2023-02"]
    assert (february["value"], february["ytd"], february["status"]) == (None, 0, "slow")
    assert february["months_missing"] == 2


def test_a_month_whose_ledger_is_missing_is_not_zero(tmp_path: Path) -> None:
    rows = [*year_of(2022, EAST, 10), month_row("2023-01", EAST, 10), month_row("2023-03", EAST, 30)]
    con = marts_database({"ledger_month": rows})
    measure_build(con, make_site(tmp_path, {"k": kpi_toml()}))
    district = values(con, "k")
    assert (district["2023-02"]["value"], district["2023-02"]["ytd"]) == (None, 10)
    assert district["2023-02"]["is_provisional"]
    march = district["2023-03"]
    assert (march["ytd"], march["months_missing"], march["is_provisional"]) == (40, 1, False)
    assert (march["mom"], march["yoy"], march["yoy_base"]) == (None, None, None), "two months against three"
    january = district["2023-01"]
    assert (january["yoy"], january["yoy_base"]) == (0, 10)
    assert march["status"] == "no_target"


def test_rows_none_of_which_count_are_a_known_zero(tmp_path: Path) -> None:
    rows = [month_row("2023-01", EAST, 3, hard=True), month_row("2023-02", EAST, 4, hard=False)]
    con = marts_database({"ledger_month": rows})
    measure_build(con, make_site(tmp_path, {"k": kpi_toml(more='where = "hard -- 只计困难人员"')}))
    february = values(con, "k")["2023-02"]
    assert (february["value"], february["ytd"], february["months_missing"]) == (0, 3, 0)


def test_rows_that_leave_the_number_open_are_missing(tmp_path: Path) -> None:
    con = marts_database({"ledger_month": [month_row("2023-01", EAST, 3), month_row("2023-02", EAST, None)]})
    measure_build(con, make_site(tmp_path, {"k": kpi_toml()}))
    assert list(values(con, "k")) == ["2023-01"]


def test_ratio_is_never_an_average_of_rates(tmp_path: Path) -> None:
    rows = [
        month_row("2023-01", EAST, 1, others=1),
        month_row("2023-02", EAST, 50, others=99),
        month_row("2023-02", WEST, 0, others=0),
    ]
    con = marts_database({"ledger_month": rows})
    toml = kpi_toml("ratio", unit="%", more=RATIO)
    measure_build(con, make_site(tmp_path, {"k": toml}, {2023: [f"k,{DISTRICT},市下达,52,%,,,,,"]}))
    february = values(con, "k")["2023-02"]
    assert (february["ytd"], february["ytd_numerator"], february["ytd_denominator"]) == (Decimal("0.51"), 51, 100)
    assert (february["gap_pp"], february["status"], february["target"]) == (Decimal(-1), "behind", Decimal("0.52"))
    assert (february["pace"], february["pace_basis"], february["needed_per_month"]) == (None, None, None)
    west = values(con, "k", WEST)["2023-02"]
    assert (west["value"], west["ytd"], west["denominator"]) == (None, None, 0)


def test_level_stands_at_its_latest_month(tmp_path: Path) -> None:
    rows = [
        month_row("2022-03", EAST, 200),
        month_row("2023-01", EAST, 258),
        month_row("2023-03", EAST, 260),
        month_row("2023-03", WEST, 255),
        month_row("2023-04", WEST, None),
    ]
    con = marts_database({"ledger_month": rows})
    toml = kpi_toml("level", unit="元", numerator="max(cases)")
    measure_build(con, make_site(tmp_path, {"k": toml}, {2023: [f"k,{DISTRICT},市下达,250,元,,,,,"]}))
    district = values(con, "k")
    assert [district[month]["ytd"] for month in ("2023-01", "2023-02", "2023-03")] == [258, 258, 260]
    assert list(district)[-1] == "2023-03"
    assert (district["2023-02"]["value"], district["2023-02"]["is_provisional"]) == (None, True)
    march = district["2023-03"]
    assert (march["yoy"], march["yoy_base"], march["status"]) == (Decimal("0.3"), 200, "done")
    assert (march["gap_pp"], march["completion"]) == (4, Decimal("1.04"))
    assert district["2022-12"]["ytd"] == 200


def test_december_window_takes_december_of_the_year_before(tmp_path: Path) -> None:
    rows = [month_row("2022-11", EAST, 1), month_row("2022-12", EAST, 10), month_row("2023-01", EAST, 20)]
    con = marts_database({"ledger_month": rows})
    toml = kpi_toml(more='counting_window = "december"')
    measure_build(con, make_site(tmp_path, {"k": toml}, {2023: [f"k,{DISTRICT},市下达,120,人,,,,,"]}))
    district = values(con, "k")
    assert (district["2022-11"]["ytd"], district["2022-11"]["target"]) == (1, None)
    assert (district["2022-12"]["ytd"], district["2022-12"]["pace"]) == (10, Decimal("0.083333333333333"))
    assert (district["2023-01"]["ytd"], district["2023-01"]["status"]) == (30, "on_pace")
    assert district["2023-01"]["needed_per_month"] == 9


def test_season_comes_from_itself_then_the_district_then_the_reference_area(tmp_path: Path) -> None:
    nation = [published("k", f"{year}-{m:02d}", str(m * m)) for year in (2017, 2018, 2019) for m in range(1, 13)]
    district_years = [row for year in (2020, 2021, 2022) for row in year_of(year, EAST, 10)]
    rows = [*district_years, *year_of(2023, EAST, 10, 6), month_row("2023-06", WEST, 9)]
    con = marts_database({"ledger_month": rows}, nation)
    targets = {year: [f"k,{DISTRICT},市下达,240,人,,,,,"] for year in (2020, 2023)}
    measure_build(con, make_site(tmp_path, {"k": kpi_toml(more='pace = "seasonal"')}, targets))
    june = values(con, "k")["2023-06"]
    assert (june["pace"], june["pace_basis"]) == (Decimal("0.5"), "seasonal")
    assert june["forecast"] == 138
    assert values(con, "k", WEST)["2023-06"]["pace_basis"] == f"seasonal:{DISTRICT}"
    first = values(con, "k")["2020-06"]
    assert (first["pace"], first["pace_basis"]) == (Decimal("0.25"), "seasonal:000000")
    assert first["forecast"] == 240
    assert values(con, "k", "000000")["2019-06"]["pace_basis"] == "calendar"
    assert values(con, "k")["2022-12"]["forecast"] is None, "a year that is over needs no forecast"


def test_an_issued_plan_sets_the_pace(tmp_path: Path) -> None:
    con = marts_database({"ledger_month": year_of(2023, EAST, 10, 6)})
    lines = [f"k,{DISTRICT},市下达,120,人,20%,0.4,70%,1,", f"k,{EAST},区定,120,人,,,,,"]
    measure_build(con, make_site(tmp_path, {"k": kpi_toml(more='pace = "plan"')}, {2023: lines}))
    april = values(con, "k")["2023-04"]
    assert (april["pace"], april["pace_basis"]) == (Decimal("0.266666666666667"), "plan")
    assert values(con, "k", EAST)["2023-04"]["pace_basis"] == "calendar", "no plan was issued for the street"


def test_a_missing_ledger_does_not_lower_the_landing(tmp_path: Path) -> None:
    rows = [row for year in (2020, 2021, 2022) for row in year_of(year, EAST, 10)]
    rows += [row for row in year_of(2023, EAST, 10, 6) if row["month"] != first_day(month_no_of("2023-02"))]
    con = marts_database({"ledger_month": rows})
    measure_build(con, make_site(tmp_path, {"k": kpi_toml(more='pace = "seasonal"')}))
    assert values(con, "k")["2023-06"]["ytd"] == 50
    assert values(con, "k")["2023-06"]["forecast"] == 120


def month_no_of(month: str) -> int:
    year, m = month.split("-")
    return int(year) * 12 + int(m) - 1


def test_demo_stays_on_a_row_as_long_as_an_invented_row_stands_behind_it(tmp_path: Path) -> None:
    rows = [*year_of(2022, EAST, 10, 2), *year_of(2023, EAST, 10, 3), *year_of(2024, EAST, 10, 2)]
    con = marts_database({"ledger_month": rows})
    con.execute("update ledger_month set demo_rows = 1 where month = '2023-02-01'")
    measure_build(con, make_site(tmp_path, {"k": kpi_toml()}))
    demo = [month for month, row in values(con, "k").items() if row["is_demo"]]
    assert demo == [f"2023-{m:02d}" for m in range(2, 13)] + ["2024-02"]


def test_the_same_build_measured_twice_is_the_same(tmp_path: Path) -> None:
    con = marts_database({"ledger_month": [{**row, "sort": "甲"} for row in year_of(2023, EAST, 10, 3)]})
    site = make_site(tmp_path, {"k": kpi_toml(more='splits = ["sort"]')}, {2023: [f"k,{DISTRICT},市下达,120,人,,,,,"]})
    tables = ("theme", "kpi", "target", "kpi_value", "kpi_split", "forecast_record")
    measure_build(con, site)
    first = {table: con.execute(f"select * from {table}").fetchall() for table in tables}
    measure_build(con, site)
    assert {table: con.execute(f"select * from {table}").fetchall() for table in tables} == first
    assert len(first["theme"]) == 6


def test_splits_add_up_to_the_value(tmp_path: Path) -> None:
    rows = [
        month_row("2023-01", EAST, 3, sort="甲"),
        month_row("2023-01", EAST, 4, sort="乙"),
        month_row("2023-01", WEST, 5, sort=None),
    ]
    con = marts_database({"ledger_month": rows})
    measure_build(con, make_site(tmp_path, {"k": kpi_toml(more='splits = ["sort"]')}))
    con.execute("select member, value from kpi_split where area_code = ? order by value", [DISTRICT])
    assert con.fetchall() == [("甲", 3), ("乙", 4), ("未填写", 5)]
    con.execute("select sum(value) from kpi_split where area_code <> ?", [DISTRICT])
    assert con.fetchone() == (12,)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.integers(2020 * 12, 2023 * 12 + 11), st.integers(-50, 500), min_size=1))
def test_year_to_date_is_the_sum_of_its_months(by_month: dict[int, int]) -> None:
    rows = [(DISTRICT, first_day(month), Decimal(cases), None, False) for month, cases in by_month.items()]
    (series,) = ledger_series(make_kpi(), rows, Areas(DISTRICT, UNASSIGNED, {}))
    assert list(series.months) == list(range(min(by_month), max(by_month) + 1))
    for month in series.months:
        window = [by_month[n] for n in range(month - month % 12, month + 1) if n in by_month]
        so_far = series.so_far[month]
        assert so_far.figure == (sum(window) if window else None)
        assert so_far.missing == month % 12 + 1 - len(window)
        assert series.value(month) == by_month.get(month)


@pytest.mark.parametrize(("valid_from", "valid_to", "months"), [("2023-03-01", None, 3), (None, "2023-02-28", 2)])
def test_a_street_is_measured_while_it_exists(
    tmp_path: Path, valid_from: str | None, valid_to: str | None, months: int
) -> None:
    con = marts_database({"ledger_month": year_of(2023, EAST, 1, 5)})
    con.execute("update area set valid_from = ?, valid_to = ? where area_code = ?", [valid_from, valid_to, WEST])
    measure_build(con, make_site(tmp_path, {"k": kpi_toml()}))
    assert len(values(con, "k", WEST)) == months
