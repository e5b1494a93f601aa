"""KPI files: one file is one KPI, and a wrong file says what to mend."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from etl.kpi.catalogue import THEMES, read_catalogue, read_kpi
from etl.kpi.compile import measure_build
from etl.site import SiteError
from tests.etl.kpi.support import EAST, REPO, kpi_toml, make_site, marts_database, month_row, values

EXAMPLE = """
[[example]]
as_of = 2023-06-30
target = 17000
rows = [{ month = 2023-06-01, area_code = "430103001", cases = 9300 }]
expect = { ytd = 9300, completion = 0.5470, status = "on_pace" }

[[revision]]
on = 2023-01-01
change = "口径调整。"
"""


def _file(folder: Path, text: str, name: str = "jobs.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_kpi_is_one_file_and_its_name_is_the_id(tmp_path: Path) -> None:
    kpi = read_kpi(_file(tmp_path, kpi_toml(more=EXAMPLE)))
    assert (kpi.id, kpi.pace, kpi.counting_window, kpi.has_pace) == ("jobs", "calendar", "calendar", True)
    (example,) = kpi.example
    assert (example.as_of, example.target) == (date(2023, 6, 30), Decimal(17000))
    assert str(example.expect["completion"]) == "0.5470", "decimals stay as they are written"
    assert kpi.revision[0].change == "口径调整。"
    with pytest.raises(ValidationError):
        kpi.name = "别的"


def test_the_order_is_that_of_the_pages(tmp_path: Path) -> None:
    _file(tmp_path, kpi_toml().replace("employment", "hotline"), "a.toml")
    _file(tmp_path, kpi_toml().replace("position = 1", "position = 2"), "b.toml")
    _file(tmp_path, kpi_toml(), "c.toml")
    assert [kpi.id for kpi in read_catalogue(tmp_path)] == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "测试指标"', "", "缺少 name"),
        ("position = 1", 'position = 1\nlabel = "x"', "不认识的项 label"),
        ('kind = "flow"', 'kind = "rate"', "kind 应为 'flow', 'level', 'ratio' 之一"),
        ('kind = "flow"', 'kind = "ratio"', "需要 denominator"),
        ('unit = "人"', 'unit = "人"\ndenominator = "sum(x)"', "不应有 denominator"),
        ('unit = "人"', 'unit = "万人"', "基本单位"),
        ('mart = "ledger_month"', 'mart = "a; drop table b"', "mart 的值不对"),
        ('owner = "科室"', 'owner = " "', "owner 不应为空"),
        ("position = 1", 'position = 1\nid = "x"', "不应写 id"),
        ("position = 1", "position = ", "不是正确的TOML文件"),
    ],
)
def test_a_wrong_file_says_what_to_mend(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = _file(tmp_path, kpi_toml().replace(old, new))
    with pytest.raises(SiteError, match=message) as caught:
        read_catalogue(tmp_path)
    assert str(path) in str(caught.value)


def test_a_wrong_name_or_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="没有指标文件"):
        read_catalogue(tmp_path)
    with pytest.raises(SiteError, match="缺少指标目录"):
        read_catalogue(tmp_path / "none")
    with pytest.raises(SiteError, match="应为小写英文"):
        read_kpi(_file(tmp_path, kpi_toml(), "新增就业.toml"))


def test_the_shipped_catalogue_covers_its_themes() -> None:
    kpis = read_catalogue(REPO / "data" / "kpis")
    assert {kpi.theme for kpi in kpis} <= set(THEMES)
    assert {"new_urban_jobs", "reemployed", "hard_to_employ_placed", "hotline_closed"} <= {kpi.id for kpi in kpis}


@pytest.mark.parametrize(
    ("numerator", "value"),
    [
        ("sum(cases)", 12),
        ("sum(cases) -- 只计本月", 12),
        ("max(cases) + 1", 8),
        ("sum(case when area_code like '%001' then cases else 0 end)", 5),
        ("sum(cases) / 7.0", Decimal("1.714286")),
    ],
)
def test_an_expression_of_a_file_runs_as_it_is_written(tmp_path: Path, numerator: str, value: Decimal) -> None:
    con = marts_database({"ledger_month": [month_row("2023-01", EAST, 5), month_row("2023-01", "430103002", 7)]})
    measure_build(con, make_site(tmp_path, {"k": kpi_toml(numerator=numerator, more='where = "cases > 0 -- 全部"')}))
    assert values(con, "k")["2023-01"]["value"] == value


@pytest.mark.parametrize(
    ("numerator", "message"),
    [
        ("sum(persons)", "指标 k 的算式在汇总表 ledger_month 上无法计算"),
        ("cases", "指标 k 的算式在汇总表 ledger_month 上无法计算"),
        ("sum(cases", "指标 k 的算式在汇总表 ledger_month 上无法计算"),
        ("total(cases)", "指标 k 用到的汇总表 ledger_month 或函数不存在"),
        ("1) as decimal)); drop table kpi_value; select ((1", "指标 k 的算式"),
    ],
)
def test_an_expression_that_does_not_run_names_its_kpi(tmp_path: Path, numerator: str, message: str) -> None:
    con = marts_database({"ledger_month": [month_row("2023-01", EAST, 5)]})
    with pytest.raises(SiteError, match=message):
        measure_build(con, make_site(tmp_path, {"k": kpi_toml(numerator=numerator)}))
    assert con.execute("select count(*) from kpi_value").fetchone() == (0,)


def test_a_mart_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="汇总表 ledger_month 或函数不存在"):
        measure_build(marts_database({}), make_site(tmp_path, {"k": kpi_toml()}))


def test_a_mart_without_rows_gives_no_values(tmp_path: Path) -> None:
    con = marts_database({"ledger_month": [month_row("2023-01", EAST, 5)]})
    con.execute("delete from ledger_month")
    measure_build(con, make_site(tmp_path, {"k": kpi_toml()}))
    assert con.execute("select (select count(*) from kpi_value), (select count(*) from kpi)").fetchone() == (0, 1)
