"""Published figures beside ledgers: equal, at least, apart, not to compare; the nation's series."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from dashboard.address.view import View, resolve
from dashboard.components.published.nation_panel import DASHES, nation_panel
from dashboard.components.published.nation_panel import finding as nation_finding
from dashboard.components.published.table import figures_table, finding, published_table, verdict_words
from dashboard.readings.published import Beside, _beside, beside_ledgers
from etl.store import Build, Kpi, KpiValue, PublicFigure, open_current
from tests.dashboard import fixture_build
from tests.dashboard.trees import text

JUNE = date(2023, 6, 1)


@pytest.fixture
def view(build: Build) -> View:
    return resolve(build, "/figures", {})


def figure(build: Build, value: str, unit: str, qualifier: str | None, counted: date | None = JUNE) -> PublicFigure:
    return PublicFigure(
        "new_urban_jobs", "430103", "新增就业", "employment", "就业", "今年以来", date(2023, 1, 1), None,
        "cumulative", Decimal(value), unit, qualifier, None, counted, "某报", None, None,
    )  # fmt: skip


def of(build: Build, value: str, base: str, unit: str = "人", qualifier: str | None = None) -> Beside:
    kpi: Kpi = next(kpi for kpi in build.kpis if kpi.kpi == "new_urban_jobs")
    rows: list[KpiValue] = build.values(areas=["430103"], since=JUNE, until=JUNE, kpis=["new_urban_jobs"])
    measured = {(row.kpi, row.month): row for row in rows}
    said = {("new_urban_jobs", JUNE): Decimal(base)}
    return _beside(figure(build, value, unit, qualifier), kpi, measured, said)


def test_the_ledger_is_held_against_the_figure_in_base_units(build: Build) -> None:
    ledger = Decimal("10648.50")  # of the invented build, January to June
    assert of(build, "10648.5", "10648.5").verdict == "equal"
    assert of(build, "1", "10000", "万人", "余").verdict == "at_least"
    assert of(build, "1.1", "11000", "万人", "余").verdict == "apart"  # 余 never means fewer
    apart = of(build, "10000", "10000")
    assert (apart.verdict, apart.ledger, apart.difference) == ("apart", ledger, Decimal("648.50"))


def test_persons_are_not_held_against_times(build: Build) -> None:
    kpi = replace(next(kpi for kpi in build.kpis if kpi.kpi == "new_urban_jobs"), unit="人次")
    row = build.values(areas=["430103"], since=JUNE, until=JUNE, kpis=["new_urban_jobs"])[0]
    measured = {(kpi.kpi, JUNE): replace(row, ytd=Decimal(55000))}
    said = {(kpi.kpi, JUNE): Decimal(55000)}
    one = _beside(figure(build, "5.5", "万人", None), kpi, measured, said)
    assert (one.verdict, one.ledger, one.difference) == ("unlike", Decimal(55000), None)
    assert verdict_words(one) == "口径不同(人/人次)"
    assert figures_table([one]).rows[0][-4:] == ["55,000", "—", "人次", "口径不同"]
    assert finding([one, of(build, "10648.5", "10648.5")]) == "2项公布数据中,1项可与台账对照,全部相符"
    assert _beside(figure(build, "5.5", "万人次", None), kpi, measured, said).verdict == "equal"


def test_the_nations_level_stands_at_a_months_end_and_its_years_differ_without_colour(build: Build) -> None:
    kpi = replace(next(kpi for kpi in build.kpis if kpi.kpi == "new_urban_jobs"), kind="level")
    last = build.values(areas=["430103"], since=JUNE, until=JUNE, kpis=[kpi.kpi])[0]
    assert nation_finding(kpi, last).startswith(f"全国{kpi.name}2023年6月末")
    whole = replace(last, ytd=Decimal(6_950_000))
    assert "6月末695万人," in f"{nation_finding(kpi, whole)},"
    more = replace(last, ytd=Decimal(304_341_944))
    assert "6月末3.04亿人," in f"{nation_finding(kpi, more)},"
    assert len(set(DASHES)) == len(DASHES)


def test_what_no_kpi_counts_keeps_its_line(build: Build, view: View) -> None:
    found = beside_ledgers(view)
    assert {one.verdict for one in found} == {"no_ledger"}
    said = text(published_table(view, found))
    assert "357万余元" not in said
    assert "357余万元" in said
    assert "截至发布" in said
    assert finding(found) == "7项公布数据,尚无台账可对照"


def test_the_nation_s_series_ends_with_the_page_s_month_and_its_table_does_not(tmp_path: Path) -> None:
    site = fixture_build.make(tmp_path / "site")
    with duckdb.connect(next((site / "builds").glob("*/marts.duckdb"))) as con:
        con.execute("""
            insert into kpi_value select * replace ('000000' as area_code)
            from kpi_value where area_code = '430103' and kpi = 'new_urban_jobs'""")
    build = open_current(site)
    kpi = next(kpi for kpi in build.kpis if kpi.kpi == "new_urban_jobs")
    said = text(nation_panel(resolve(build, "/figures", {"month": "2022-09"}), kpi, ""))
    assert "2022年1至9月" in said
    assert "深色为2022年" in said
    assert "2023年1至" not in said
    assert "2023年" in said  # a line of the table


def test_the_title_counts_those_apart(build: Build) -> None:
    assert finding([of(build, "10648.5", "10648.5"), of(build, "1", "1")]) == "2项公布数据中,2项可与台账对照,1项不一致"
