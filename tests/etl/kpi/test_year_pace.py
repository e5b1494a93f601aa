"""The pace of whole years: through December to 100 %, and the same as each measured month's own."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.kpi.catalogue import Window
from etl.kpi.compile import measure_build
from etl.kpi.window import MONTHS, month_of, place
from tests.etl.kpi.support import DISTRICT, EAST, Row, kpi_toml, make_site, marts_database, month_row, published

NATION = "000000"


def paces(con: duckdb.DuckDBPyConnection, area_code: str, year: int) -> tuple[list[Decimal], set[str]]:
    """The twelve paces of a year in order, and what they go by."""
    con.execute(
        "select month_of_year, pace, pace_basis from kpi_pace where area_code = ? and year = ? order by all",
        [area_code, year],
    )
    rows = con.fetchall()
    assert [m for m, _, _ in rows] == list(range(1, len(rows) + 1))
    return [pace for _, pace, _ in rows], {basis for _, _, basis in rows}


def test_calendar_pace_runs_to_december_though_data_end_in_january(tmp_path: Path) -> None:
    con = marts_database({"ledger_month": [month_row("2023-01", EAST, 10)]})
    measure_build(con, make_site(tmp_path, {"k": kpi_toml()}, {2023: [f"k,{DISTRICT},区定,120,人,,,,,"]}))
    found, basis = paces(con, DISTRICT, 2023)
    assert [round(pace * 12) for pace in found] == list(range(1, 13))
    assert (found[2], found[11], basis) == (Decimal("0.25"), Decimal(1), {"calendar"})
    assert paces(con, EAST, 2023) == ([], set())  # no target, no pace to keep
    assert paces(con, DISTRICT, 2022) == ([], set())


def test_plan_goes_evenly_between_quarters(tmp_path: Path) -> None:
    con = marts_database({"ledger_month": [month_row("2023-01", EAST, 10)]})
    line = f"k,{DISTRICT},区定,120,人,0.3,0.6,0.9,1,"
    measure_build(con, make_site(tmp_path, {"k": kpi_toml(more='pace = "plan"')}, {2023: [line]}))
    found, basis = paces(con, DISTRICT, 2023)
    tenths = ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9"]
    assert found[:9] == [Decimal(share) for share in tenths]
    assert (found[11], basis) == (Decimal(1), {"plan"})


def test_a_season_is_borrowed_from_the_reference_area(tmp_path: Path) -> None:
    """Three years of 20 a month in the first half and 10 in the second: 120 of 180 by June."""
    figures = [
        published("k", f"{year}-{m:02d}", str(20 * min(m, 6) + 10 * max(m - 6, 0)))
        for year in (2020, 2021, 2022)
        for m in range(1, 13)
    ]
    con = marts_database({"ledger_month": [month_row("2023-01", EAST, 10)]}, figures)
    targets = [f"k,{DISTRICT},区定,120,人,,,,,", f"k,{NATION},国家,180,人,,,,,"]
    measure_build(con, make_site(tmp_path, {"k": kpi_toml(more='pace = "seasonal"')}, {2023: targets}))
    found, basis = paces(con, DISTRICT, 2023)
    assert (found[5], found[11], basis) == (Decimal("0.666666666666667"), Decimal(1), {f"seasonal:{NATION}"})
    assert paces(con, NATION, 2023) == (found, {"seasonal"})


def test_a_year_that_starts_in_december(tmp_path: Path) -> None:
    con = marts_database({"ledger_month": [month_row("2022-12", EAST, 10)]})
    text = kpi_toml(more='counting_window = "december"')
    measure_build(con, make_site(tmp_path, {"k": text}, {2023: [f"k,{DISTRICT},区定,120,人,,,,,"]}))
    assert paces(con, DISTRICT, 2023)[0][0] == Decimal("0.083333333333333")
    con.execute("select pace from kpi_value where area_code = ?", [DISTRICT])
    assert con.fetchall() == [(Decimal("0.083333333333333"),)]


def test_figures_without_a_pace_have_none(tmp_path: Path) -> None:
    """A level and a figure that should fall are held against the target itself; a target of zero is none."""
    con = marts_database({"ledger_month": [month_row("2023-01", EAST, 10)]})
    kinds = {"level": kpi_toml(kind="level"), "down": kpi_toml(direction="down"), "zero": kpi_toml()}
    lines = [
        f"level,{DISTRICT},区定,120,人,,,,,",
        f"down,{DISTRICT},区定,120,人,,,,,",
        f"zero,{DISTRICT},区定,0,人,,,,,",
    ]
    measure_build(con, make_site(tmp_path, kinds, {2023: lines}))
    assert con.execute("select count(*) from kpi_pace").fetchone() == (0,)


history = st.lists(st.lists(st.integers(0, 50), min_size=12, max_size=12), min_size=0, max_size=4)


@settings(max_examples=15, deadline=None)
@given(
    history,
    st.lists(st.integers(0, 50), min_size=1, max_size=12),
    st.sampled_from(["calendar", "december"]),
    st.sampled_from(["calendar", "seasonal"]),
)
def test_every_year_rises_to_the_target_and_agrees_with_the_months(
    tmp_path_factory: pytest.TempPathFactory, past: list[list[int]], now: list[int], window: Window, pace: str
) -> None:
    rows: list[Row] = []
    years = [*range(2023 - len(past), 2023), 2023]
    for year, months in zip(years, [*past, now], strict=True):
        for m, cases in enumerate(months, start=1):
            month = month_of(year, m, window)
            rows.append(month_row(f"{month // MONTHS}-{month % MONTHS + 1:02d}", EAST, cases))
    con = marts_database({"ledger_month": rows})
    text = kpi_toml(more=f'pace = "{pace}"\ncounting_window = "{window}"')
    targets = {year: [f"k,{DISTRICT},区定,120,人,,,,,", f"k,{EAST},区定,60,人,,,,,"] for year in years}
    measure_build(con, make_site(tmp_path_factory.mktemp("s"), {"k": text}, targets))
    for year in years:
        for area in (DISTRICT, EAST):
            found, _ = paces(con, area, year)
            assert len(found) == MONTHS
            assert found == sorted(found)
            assert found[-1] == 1
    con.execute("select area_code, month, pace, pace_basis from kpi_value where target is not null")
    for area, day, share, basis in con.fetchall():
        year, m = place(day.year * MONTHS + day.month - 1, window)
        found, bases = paces(con, area, year)
        assert (found[m - 1], {basis}) == (share, bases)


@given(st.integers(1900, 2100), st.integers(1, 12), st.sampled_from(["calendar", "december"]))
def test_month_of_undoes_place(year: int, m: int, window: Window) -> None:
    assert place(month_of(year, m, window), window) == (year, m)
