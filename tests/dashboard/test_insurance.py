"""The page of social insurance on figures that can be added up by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from dashboard.address.view import View, resolve
from dashboard.components.insurance.coverage_table import coverage_panel, read_coverage
from dashboard.components.insurance.fund_panel import finding, year_sums
from dashboard.components.insurance.standard_panel import Rise, find_rises
from etl.store import Build, KpiValue
from tests.dashboard.trees import text


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
