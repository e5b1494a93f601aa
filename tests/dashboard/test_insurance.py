"""The page of social insurance on figures that can be added up by hand."""

from __future__ import annotations

from base64 import b64decode
from datetime import date
from decimal import Decimal

import duckdb
import pytest
from dash import html

from dashboard.address.view import View, resolve
from dashboard.components.insurance.coverage_table import Coverage, coverage_panel, lowest_streets, read_coverage
from dashboard.components.insurance.coverage_table import finding as coverage_finding
from dashboard.components.insurance.fund_panel import by_kind, finding, fund_panel, year_sums
from dashboard.components.insurance.standard_panel import Rise, find_rises, standard_panel
from etl.store import Build, KpiValue, open_current
from tests.dashboard import fixture_build
from tests.dashboard.trees import nodes, text


def view_of(build: Build, **query: str) -> View:
    return resolve(build, "/insurance", query)


def test_coverage_is_insured_of_due_and_the_district_adds_before_it_divides(build: Build) -> None:
    cells = read_coverage(view_of(build))
    assert cells["430103002", "失业保险"].rate == Decimal("0.95")
    assert cells["430103", "失业保险"].rate == Decimal("0.9")  # 270 of 300, not the mean of 95 % and 80 %
    assert ("430103", "城乡居民基本养老保险") not in cells  # nobody said who should be insured


def test_the_lowest_street_is_marked_and_named(build: Build) -> None:
    said = text(coverage_panel(view_of(build), ""))
    assert "失业保险覆盖率最低,全区90.0%,其中城南路80.0%" in said
    assert "▽80.0100" in said


def test_a_month_without_reports_says_so(build: Build) -> None:
    assert "2022年3月没有应参保人数数据。" in text(coverage_panel(view_of(build, month="2022-03"), ""))


def test_funds_of_the_year_in_and_out(build: Build) -> None:
    view = view_of(build)
    assert year_sums(view) == (Decimal(122000), Decimal("220002"))
    assert finding(view) == "2023年1至6月基金收入12.20万元,支出22.00万元,支大于收9.80万元"
    only = {"insurance_type": ["失业保险"]}
    assert finding(view, only) == "2023年1至6月基金收入12.00万元,支出4.00万元,收大于支8.00万元"
    assert finding(view_of(build, month="2022-03")) == "2022年1至3月基金收支没有报全"


def test_the_fund_that_lacks_most_is_named_since_it_cannot_be_filled_from_another(build: Build) -> None:
    view = view_of(build)
    assert by_kind(view) == {
        "城乡居民基本养老保险": (Decimal(2000), Decimal(180000)),
        "失业保险": (Decimal(120000), Decimal(40002)),
    }
    said = text(fund_panel(view, ""))
    assert said.startswith(
        "2023年1至6月基金收入12.20万元,支出22.00万元,支大于收9.80万元,其中城乡居民基本养老保险支大于收17.80万元"
    )
    assert "失业保险12.00万元4.00万元8.00万元" in said
    assert "其中" not in text(fund_panel(view_of(build, insurance_type="失业保险"), ""))


def test_streets_that_share_the_lowest_coverage_are_all_marked(build: Build) -> None:
    view = view_of(build)
    first, second, third = view.streets[:3]
    shares = {first: 8, second: 8, third: 9}
    cells = {(street.area_code, "失业保险"): Coverage(Decimal(n), Decimal(10)) for street, n in shares.items()}
    assert lowest_streets(view, "失业保险", cells) == [first, second]
    whole = {**cells, (view.district.area_code, "失业保险"): Coverage(Decimal(25), Decimal(30))}
    said = coverage_finding(view, ["失业保险"], whole, {"失业保险": [first, second]})
    assert said == "失业保险覆盖率最低,全区83.3%,其中坡子街、城南路80.0%"


def rows(build: Build, *values: int) -> list[KpiValue]:
    months = [date(2022 + number // 12, number % 12 + 1, 1) for number in range(len(values))]
    known = build.values(areas=["430103"], since=date(2023, 6, 1), until=date(2023, 6, 1))[0].__dict__
    return [KpiValue(**(known | {"month": m, "ytd": Decimal(v)})) for m, v in zip(months, values, strict=True)]


def test_rises_are_counted_back_from_the_published_number(build: Build) -> None:
    found = find_rises(rows(build, 228, 243, 243, 240, 258, 260), (date(2022, 5, 1), 19))
    assert found == [
        Rise(date(2022, 2, 1), Decimal(243), Decimal(15), 18),
        Rise(date(2022, 4, 1), Decimal(240), Decimal(-3), None),  # a fall is no rise
        Rise(date(2022, 5, 1), Decimal(258), Decimal(18), 19),
        Rise(date(2022, 6, 1), Decimal(260), Decimal(2), 20),
    ]
    assert [rise.ordinal for rise in find_rises(rows(build, 228, 243), None)] == [None]
    assert [rise.ordinal for rise in find_rises(rows(build, 228, 243), (date(2022, 5, 1), 19))] == [None]


STEPS = (  # 243 from January 2022, 258 from January 2023, when nineteen rises had been published
    "update kpi set kpi = 'basic_pension_yuan', unit = '元/月' where kpi = 'benefit_standard'",
    """update kpi_value set kpi = 'basic_pension_yuan', ytd = case when year(month) < 2023 then 243 else 258 end
       where kpi = 'benefit_standard'""",
    "update kpi_value set ytd = 228 where kpi = 'basic_pension_yuan' and month = date '2022-01-01'",
    "insert into kpi_event values ('basic_pension_yuan', date '2022-02-01', '上调15元', '示例文件')",
    "insert into kpi_event values ('basic_pension_yuan', date '2022-03-01', '=补发', null)",
    """insert into public_figure (figure, title, theme, area_code, value, counted_month)
       values ('basic_pension_rises', '上涨次数', 'insurance', '430103', 19, date '2023-01-01')""",
)


@pytest.fixture(scope="module")
def pension(tmp_path_factory: pytest.TempPathFactory) -> Build:
    site = fixture_build.make(tmp_path_factory.mktemp("pension"))
    with duckdb.connect(next((site / "builds").glob("*/marts.duckdb"))) as con:
        for statement in STEPS:
            con.execute(statement)
    return open_current(site)


def standard(build: Build, month: str) -> html.Section:
    view = view_of(build, month=month)
    return standard_panel(view, next(kpi for kpi in build.kpis if kpi.kpi == "basic_pension_yuan"), "")


def test_a_rise_keeps_its_number_whichever_month_it_is_looked_at_from(pension: Build) -> None:
    """Looked at from 2022 the last rise known was once told as the nineteenth, though it was the one before."""
    assert "2023年1月起执行,为第19次上调" in text(standard(pension, "2023-06"))
    assert "2022年2月起执行,为第18次上调" in text(standard(pension, "2022-12"))
    assert "此前17次上调早于台账" in text(standard(pension, "2022-12"))


def test_the_notes_of_a_standard_go_along_in_its_csv(pension: Build) -> None:
    link = next(node for node in nodes(standard(pension, "2023-06")) if getattr(node, "download", None))
    lines = b64decode(link.href.partition(",")[2]).decode("utf-8-sig").splitlines()
    assert lines == [
        "起始月份,标准(元/月),增减(元/月),第几次上调,说明",
        "2022-01,228,,,",
        "2022-02,243,15,18,上调15元(示例文件)",
        "2022-03,,,,'=补发",
        "2023-01,258,15,19,",
    ]
