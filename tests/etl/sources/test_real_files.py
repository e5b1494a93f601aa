"""Published files as downloaded, through small sources of a site's own: read, or refused with a true reason."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from etl.checks.checking import check
from etl.checks.model import Checked, Context
from etl.reading.model import Refused
from etl.reading.opening import open_file
from etl.site import Site
from etl.sources.mapping import Mapping
from etl.sources.matching import explain, match
from etl.sources.model import discover
from etl.sources.proposing import propose
from tests.etl.sources.sheets import SITE_SOURCES, SOURCES

REAL = Path(__file__).parents[4] / "shared" / "realdata"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here (../shared/realdata)")


def mapped(name: str, work: Path, folder: Path = SITE_SOURCES) -> Mapping | None:
    path = REAL / name
    book = open_file(path, work)
    return match(book.sheets[0], discover((SOURCES, folder)), path.name)


@pytest.mark.parametrize(
    ("name", "header_row", "years", "indicator", "unit"),
    [
        ("nbs_gbk/分省年度数据.csv", 4, range(2024, 2005, -1), "地区生产总值", "亿元"),
        ("nbs_gbk/分省年度数据 (1).csv", 4, range(2025, 2005, -1), "人口数(人口抽样调查)", "人"),
        (
            "nbs_gbk/分省年度数据 (5).csv",
            4,
            range(2025, 2005, -1),
            "固定资产投资(不含农户)实际到位资金_比上年增长",
            "%",
        ),
        ("nbs_xls/分省年度数据_GDP.xls", 1, range(2023, 2004, -1), None, None),
        ("nbs_xls/城镇登记失业率.xls", 4, range(2022, 2006, -1), "Urban unemployment rate", "%"),
        ("nbs_xls/教育就业人数占比.xls", 4, range(2022, 2007, -1), "Employment Rate", "%"),
    ],
)
def test_yearbooks_with_years_as_columns(
    name: str, header_row: int, years: range, indicator: str | None, unit: str | None, tmp_path: Path
) -> None:
    mapping = mapped(name, tmp_path)
    assert mapping is not None
    assert mapping.source.id == "province_annual"
    assert mapping.header_rows == (header_row, header_row)
    assert mapping.columns == {"province": 0}
    groups = [(group.label, *group.columns.values()) for group in mapping.groups]
    assert groups == [(f"{year}-12", place) for place, year in enumerate(years, start=1)]
    constants = {"indicator": indicator, "printed_unit": unit}
    assert mapping.constants == {column: text for column, text in constants.items() if text is not None}
    assert mapping.year is None  # 最近20年 is no year


def test_the_unit_of_the_indicator_line_turns_the_figures(tmp_path: Path) -> None:
    mapping = mapped("nbs_gbk/分省年度数据.csv", tmp_path, SITE_SOURCES.with_name("site_sources_gdp"))
    assert mapping is not None
    assert mapping.factors == {"value_yuan": Decimal(100_000_000)}


@pytest.mark.parametrize("name", ["nbs_gbk/分省年度数据 (1).csv", "nbs_xls/分省年度数据_GDP.xls"])
def test_a_table_without_the_indicator_asked_for_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"是“分省地区生产总值”,但缺少“指标”列"):
        mapped(name, tmp_path, SITE_SOURCES.with_name("site_sources_gdp"))


def test_the_ministry_s_series_in_ten_thousands(tmp_path: Path) -> None:
    mapping = mapped("mohrss_monthly/mohrss_monthly_ytd_2013_2026.csv", tmp_path)
    assert mapping is not None
    assert mapping.source.id == "ministry_monthly"
    assert mapping.columns["period"] == 1  # period_true; period_in_repo names a wrong month for one release
    ten_thousand = dict.fromkeys(("new_urban_jobs", "reemployed", "unemployment_insured"), Decimal(10_000))
    assert mapping.factors == ten_thousand
    assert "period_in_repo" in mapping.unused


@pytest.mark.parametrize(
    ("name", "present"),
    [
        ("sample_附件2.xlsx", {"message_id", "sent_at", "category_1"}),
        ("sample_附件3.xlsx", {"message_id", "sent_at", "likes"}),
        ("sample_附件4.xlsx", {"message_id", "sent_at", "reply", "replied_at"}),
    ],
)
def test_letters_of_three_years(name: str, present: set[str], tmp_path: Path) -> None:
    mapping = mapped(f"hotline_zh_sample/{name}", tmp_path)
    assert mapping is not None
    assert mapping.source.id == "messages"
    assert present <= mapping.columns.keys()
    titles = {column: mapping.source.columns[column].title for column in mapping.columns}
    assert mapping.titles == titles


def test_a_table_of_categories_is_no_ledger(tmp_path: Path) -> None:
    path = REAL / "hotline_zh_sample" / "sample_附件1.xlsx"
    (sheet,) = open_file(path, tmp_path).sheets
    sources = discover((SOURCES, SITE_SOURCES))
    assert match(sheet, sources, path.name) is None
    told = explain(sheet, sources, path.name)
    assert "最接近“12345热线工单”" in told
    assert "缺少“工单编号、受理时间”" in told


@pytest.mark.parametrize(
    ("name", "columns"),
    [("nyc311_sample_2026.csv", 7), ("nyc311_animals_2025.csv", 9), ("nyc311_cegeg076.csv", 9)],
)
def test_new_york_s_orders_in_three_layouts(name: str, columns: int, tmp_path: Path) -> None:
    mapping = mapped(f"hotline_nyc311/{name}", tmp_path)
    assert mapping is not None
    assert mapping.source.id == "nyc311"
    assert mapping.columns["order_id"] == 0
    assert len(mapping.columns) == columns


def test_the_ledgers_that_ship_take_none_of_them(tmp_path: Path) -> None:
    sources = discover((SOURCES,))
    for path in sorted(REAL.glob("*/*.[cx]*")):
        for sheet in open_file(path, tmp_path).sheets:
            assert match(sheet, sources, path.name) is None, path.name
            assert explain(sheet, sources, path.name).endswith("。")


def test_propose_finds_the_hotline_in_letters(tmp_path: Path) -> None:
    path = REAL / "hotline_zh_sample" / "sample_附件4.xlsx"
    (sheet,) = open_file(path, tmp_path).sheets
    text = propose(sheet, discover((SOURCES,)), path.name)
    assert "最接近来源“12345热线工单”" in text
    assert '"留言编号"' in text
    assert '"留言时间"' in text
    assert "A00045581" not in text


@pytest.fixture
def con(site: Site) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(site.path / "scratch.duckdb"))


def taken(con: duckdb.DuckDBPyConnection, site: Site, name: str) -> Checked:
    path = REAL / name
    sheet = open_file(path, site.path).sheets[0]
    mapping = match(sheet, discover((SOURCES, SITE_SOURCES)), path.name)
    assert mapping is not None
    relation = sheet.relation(con, mapping.header_rows[1] + 1, mapping.width)
    outcome = check(con, relation, mapping, Context(site, date(2026, 11, 23), "real"))
    assert outcome.rows_read == outcome.rows_accepted + outcome.rows_rejected + outcome.rows_skipped
    return outcome


def test_a_yearbook_s_figures_come_out_as_printed(con: duckdb.DuckDBPyConnection, site: Site) -> None:
    outcome = taken(con, site, "nbs_gbk/分省年度数据.csv")
    with (REAL / "nbs_gbk" / "分省年度数据.csv").open(encoding="gb18030", newline="") as file:
        lines = [row for row in csv.reader(file) if len(row) > 2]
    header, *provinces = lines
    printed = {
        (row[0], int(year.removesuffix("年"))): Decimal(cell)
        for row in provinces
        for year, cell in zip(header[1:], row[1:], strict=True)
        if cell
    }
    figures = con.execute(f"select province, year(year_end), value from {outcome.accepted} where value is not null")
    assert {(province, year): value for province, year, value in figures.fetchall()} == printed
    assert len(printed) == 31 * 19
    assert outcome.rows_skipped == 2  # 注, 数据来源


def test_a_stray_figure_below_a_table_goes_back(con: duckdb.DuckDBPyConnection, site: Site) -> None:
    outcome = taken(con, site, "nbs_xls/教育就业人数占比.xls")
    rejected = con.execute(f"select row_no, column_title, rule from {outcome.rejected}").fetchall()
    assert rejected == [(38, "地区", "required")]


def test_the_ministry_s_months_in_persons(con: duckdb.DuckDBPyConnection, site: Site) -> None:
    outcome = taken(con, site, "mohrss_monthly/mohrss_monthly_ytd_2013_2026.csv")
    assert (outcome.rows_accepted, outcome.rows_rejected) == (160, 0)
    figures = con.execute(
        f"select new_urban_jobs, unemployment_insured from {outcome.accepted} "
        "where month in ('2013-01-01', '2023-06-01') order by month"
    ).fetchall()
    assert figures[0] == (890_000, Decimal("157299423.0000"))
    assert figures[1][0] == 6_780_000


def test_a_letter_that_came_twice_goes_back_once(con: duckdb.DuckDBPyConnection, site: Site) -> None:
    outcome = taken(con, site, "hotline_zh_sample/sample_附件2.xlsx")
    assert (outcome.rows_read, outcome.rows_accepted) == (495, 494)
    ((rule, value),) = con.execute(f"select rule, value from {outcome.rejected}").fetchall()
    assert (rule, value) == ("duplicate_key", "37042")


@pytest.mark.parametrize(
    ("name", "rows", "still_open"),
    [("nyc311_sample_2026.csv", 10_000, 4_148), ("nyc311_animals_2025.csv", 4_969, 277)],
)
def test_new_york_s_orders_add_up(
    name: str, rows: int, still_open: int, con: duckdb.DuckDBPyConnection, site: Site
) -> None:
    outcome = taken(con, site, f"hotline_nyc311/{name}")
    assert (outcome.rows_accepted, outcome.rows_rejected) == (rows, 0)
    counted = con.execute(f"select count(*) filter (where closed_at is null) from {outcome.accepted}").fetchone()
    assert counted == (still_open,)
