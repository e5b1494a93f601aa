"""A month that a ledger has not come for is no zero: nothing is added up, compared or called overdue beyond it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from dashboard.address.view import View, resolve
from dashboard.app import create_app
from dashboard.components.filed import filed
from etl.store import open_current
from tests.dashboard import fixture_build
from tests.dashboard.trees import nodes, text
from tests.second_panels.comparing import lines_of, panels_of

JUNE, MARCH = date(2023, 6, 1), date(2023, 3, 1)
PAGES = {  # the page that each ledger is drawn on
    "hiring": "/employment",
    "reemployment": "/reemployment",
    "job_events": "/services",
    "gig_market": "/services",
    "service_points": "/services",
    "insurance": "/insurance",
    "hotline": "/hotline",
    "labour_rights": "/rights",
    "wage_deposits": "/rights",
    "talent": "/talent",
}


@pytest.fixture
def without(tmp_path: Path) -> Callable[..., Path]:
    """A site whose ledger misses some months; all of them where none is named."""

    def make(source: str, *months: date) -> Path:
        site = fixture_build.make(tmp_path / f"site-{len(list(tmp_path.iterdir()))}", demo=False)
        with duckdb.connect(next((site / "builds").glob("*/marts.duckdb"))) as con:
            con.execute("insert into filing values ('hiring', ?, 1, 1800, 0)", [fixture_build.APRIL])
            for month in months:
                con.execute("delete from filing where source = ? and month = ?", [source, month])
            if not months:
                con.execute("delete from filing where source = ?", [source])
        return site

    return make


def view_of(site: Path, month: str = "2023-06") -> View:
    return resolve(open_current(site), "/", {"month": month})


def sections(site: Path, path: str) -> dict[str, str]:
    """The panels of a page but the trend, which shows by itself what is not there; and the page's first sentence."""
    tree = create_app(site).shell.draw(path, {"month": ["2023-06"]}).tree
    panels = [node for node in nodes(tree) if "panel" in str(getattr(node, "className", "")).split()]
    found = {node.id: text(node) for node in panels if node.id not in ("trend", "published", "public")}
    notices = [text(node) for node in nodes(tree) if getattr(node, "className", None) == "notice"]
    state = next(text(node) for node in nodes(tree) if getattr(node, "id", None) == "state")
    return {**found, "notices": "".join(notices), "state": state}


@pytest.mark.parametrize("source", PAGES)
def test_a_ledger_that_has_not_come_for_the_month_is_added_up_to_the_month_before(
    without: Callable[..., Path], source: str
) -> None:
    name = fixture_build.LEDGERS[source][0]
    site = without(source, JUNE)
    found = sections(site, PAGES[source])
    assert f"2023年6月没有上报{name},以下截至2023年5月。" in found["notices"]
    held = filed(view_of(site), source).view
    assert held is not None
    assert held.month == date(2023, 5, 1)
    if PAGES[source] not in ("/services", "/rights"):  # these show other ledgers too, which have come
        assert not [name for name, said in found.items() if name != "state" and ("1至6月" in said or "6月末" in said)]


@pytest.mark.parametrize("source", PAGES)
def test_a_ledger_that_has_never_come_draws_no_panel_of_nothing(without: Callable[..., Path], source: str) -> None:
    found = sections(without(source), PAGES[source])
    assert f"{fixture_build.LEDGERS[source][0]}还没有上报。" in found["notices"]
    if PAGES[source] not in ("/services", "/rights"):
        assert set(found) <= {"notices", "state", "standard-basic_pension_yuan", "standard-unemployment_benefit_yuan"}


def test_orders_are_not_called_overdue_at_the_end_of_a_month_without_reports(without: Callable[..., Path]) -> None:
    found = sections(without("hotline", JUNE), "/hotline")
    assert "未办结" not in found["state"]
    assert "5月末" in found["backlog"]


@pytest.mark.parametrize("gap", [MARCH, date(2022, 3, 1)])
def test_years_are_not_compared_where_a_month_of_either_is_missing(without: Callable[..., Path], gap: date) -> None:
    whole = sections(without("hotline", date(2021, 1, 1)), "/hotline")
    assert "上年同期1件" in whole["months"]
    assert "竖线为上年同期" in whole["categories"]
    holed = sections(without("hotline", gap), "/hotline")
    assert f"缺{gap.year}年3月" in holed["notices"]
    assert "不与上年同期比较" in holed["notices"]
    assert "上年同期" not in holed["months"]
    assert "同比" not in holed["months"]
    assert "竖线为上年同期" not in holed["categories"]
    assert "有缺报的月份,不能判断" in holed["surges"]


@pytest.mark.parametrize(
    ("source", "page", "panel"), [("labour_rights", "/rights", "flow"), ("hotline", "/hotline", "months")]
)
def test_a_month_without_its_file_has_no_figures_though_later_files_close_in_it(
    without: Callable[..., Path], source: str, page: str, panel: str
) -> None:
    def lines(site: Path) -> list[list[str]]:
        return lines_of(panels_of(create_app(site).shell.draw(page, {"month": ["2023-06"]}).tree), panel)

    whole, holed = lines(without("hiring", MARCH)), lines(without(source, date(2023, 5, 1)))
    (before,), (after,) = ([one for one in found if one[0] == "2023-05"] for found in (whole, holed))
    assert before[1:3] != ["", ""]
    assert after[1:3] == ["", ""]
    assert [one for one in holed if one != after] == [one for one in whole if one != before]


def test_a_missing_month_after_the_same_span_of_last_year_is_no_hindrance(without: Callable[..., Path]) -> None:
    found = filed(view_of(without("hotline", date(2022, 9, 1))), "hotline")
    assert found.notice == ""
    assert found.view is not None
    assert found.view.year_before == (date(2022, 1, 1), date(2022, 6, 1))
    assert found.view.unfiled == {date(2022, 9, 1)}


def test_events_need_not_happen_every_month(without: Callable[..., Path]) -> None:
    found = filed(view_of(without("job_events", MARCH, date(2022, 5, 1))), "job_events")
    assert found.notice == ""
    assert found.view is not None
    assert found.view.year_before is not None


@pytest.mark.parametrize("source", ["hotline", "job_events"])
def test_a_ledger_that_began_last_spring_is_not_compared(without: Callable[..., Path], source: str) -> None:
    found = filed(view_of(without(source, *(date(2022, month, 1) for month in range(1, 5)))), source)
    assert found.view is not None
    assert found.view.year_before is None
    assert found.notice.endswith("缺2022年1、2、3、4月,以下不与上年同期比较。")


def filed_month_by_month(site: Path, april: int, *, own_file: bool = False) -> None:
    """Each month of the hotline in a file of its own, 100 rows each; April's rows came with May's unless it has one."""
    months = [date(2022 + at // 12, at % 12 + 1, 1) for at in range(18)]
    with duckdb.connect(next((site / "builds").glob("*/marts.duckdb"))) as con:
        con.execute("create temp table one as select * from load_log where source = 'hotline'")
        con.execute("delete from load_log where source = 'hotline'")
        con.execute("delete from filing where source = 'hotline'")
        for at, month in enumerate(months, start=100):
            is_april = month == fixture_build.APRIL
            file, rows = (at + 1, april) if is_april and not own_file else (at, april if is_april else 100)
            con.execute("insert into filing values ('hotline', ?, ?, ?, 0)", [month, file, rows])
            if file == at:
                con.execute("update one set load_id = ?, month_from = ?, month_to = ?", [at, month, month])
                con.execute("insert into load_log select * from one")


def test_a_month_that_only_later_files_tell_of_is_called_into_question(without: Callable[..., Path]) -> None:
    """Orders of April closed in May stand in May's file: with April's forgotten they look like its rows."""
    site = without("hotline", date(2021, 1, 1))
    filed_month_by_month(site, 14)
    said = "12345热线工单没有2023年4月的文件,只有以后的文件带来的14行(相邻各月约100行),可能漏报"
    assert said in sections(site, "/hotline")["notices"]
    quality = sections(site, "/quality")
    assert "可能漏报:12345热线工单2023年4月" in quality["filed"]
    assert "▼ 疑漏 14" in quality["filed"]
    assert quality["state"].startswith("截至2023年6月,数字可能不完整:近12个月可能漏报1个月(12345热线工单);")
    overview = create_app(site).shell.draw("/", {"month": ["2023-06"]}).tree
    assert "本年可能漏报:12345热线工单2023年4月。" in text(overview)


@pytest.mark.parametrize(
    ("april", "own_file"), [(14, True), (95, False)], ids=["a quiet month", "two months in a file"]
)
def test_a_month_with_its_own_file_or_all_its_rows_is_not(
    without: Callable[..., Path], april: int, own_file: bool
) -> None:
    site = without("hotline", date(2021, 1, 1))
    filed_month_by_month(site, april, own_file=own_file)
    assert sections(site, "/hotline")["notices"] == ""
    assert "漏报" not in sections(site, "/quality")["state"]


def test_a_year_without_any_report_says_so(without: Callable[..., Path]) -> None:
    months = [date(2023, month, 1) for month in range(1, 7)]
    found = filed(view_of(without("hotline", *months)), "hotline")
    assert found.view is None
    assert found.notice == "2023年1至6月没有上报12345热线工单。"


def test_a_kpi_that_counts_from_december_is_told_from_what_counts_from_january(tmp_path: Path) -> None:
    assert "12月" not in sections(fixture_build.make(tmp_path / "calendar", demo=False), "/employment")["notices"]
    site = fixture_build.make(tmp_path / "december", demo=False)
    with duckdb.connect(next((site / "builds").glob("*/marts.duckdb"))) as con:
        con.execute("update kpi set counting_window = 'december' where kpi in ('new_urban_jobs', 'benefit_standard')")
    told = sections(site, "/employment")["notices"]
    assert "城镇新增就业按上年12月至本年11月统计,以下除走势外自本年1月起计,与指标期间不同" in told
    assert "失业保险金标准" not in told  # what stands at a date has no window
