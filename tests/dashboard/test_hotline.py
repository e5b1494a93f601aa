"""The page of the hotline on orders that can be counted by hand, and its backlog counted a second way."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest

from dashboard.address.view import resolve
from dashboard.app import Changfeng, create_app
from dashboard.components.hotline.backlog_panel import age_band, risen
from dashboard.components.hotline.category_panel import path_of
from dashboard.components.hotline.rates_table import Handled, Rate
from dashboard.components.hotline.rates_table import finding as rates_finding
from dashboard.components.hotline.surge_panel import finding, surge_panel
from dashboard.components.hotline.week_grid import finding as hours_finding
from dashboard.readings.surges import judged_of, read_surges
from dashboard.window import last_months, month_end
from etl.store import Build
from etl.store.hotline import Blocks, four_weeks, open_orders, repeats
from tests.dashboard.fixture_build import BUILD_ID, DISTRICT, EMPTY_STREET
from tests.dashboard.fixture_facts import FACTS, FIRST, SECOND
from tests.dashboard.trees import nodes, text

JUNE = date(2023, 6, 1)


@pytest.fixture(scope="module")
def app(site: Path) -> Changfeng:
    return create_app(site)


def tree(app: Changfeng, **query: str) -> object:
    return app.shell.draw("/hotline", {key: [value] for key, value in query.items()}).tree


def node(app: Changfeng, element_id: str, **query: str) -> object:
    return next(one for one in nodes(tree(app, **query)) if getattr(one, "id", None) == element_id)


def panel(app: Changfeng, element_id: str, **query: str) -> str:
    return text(node(app, element_id, **query))


def test_the_sentence_tells_what_lies_open_and_what_is_overdue(app: Changfeng) -> None:
    assert "6月末未办结4件,其中超时2件" in panel(app, "state")
    assert "5月末未办结2件,其中超时1件" in panel(app, "state", month="2023-05")
    assert panel(app, "state", month="2022-03", area=EMPTY_STREET).endswith("没有12345热线数据。")


def test_received_and_closed_count_in_their_own_months(app: Changfeng) -> None:
    said = panel(app, "months")
    assert "2023年1至6月受理7件,上年同期1件,办结比受理少4件" in said
    assert "6月42" in said  # received 4, closed 2
    assert "灰线为上年受理" in said
    assert "灰线" not in panel(app, "months", month="2022-06")  # nothing is known of 2021


@pytest.mark.parametrize("area", [DISTRICT, FIRST, SECOND])
def test_the_backlog_is_what_a_plain_count_over_the_orders_gives(build: Build, area: str) -> None:
    months = last_months(JUNE, 18)
    found = open_orders(build, months, area=area, where={})
    assert sum(one.orders for one in found) > 0
    for month in months:
        end = month_end(month)
        again: list[tuple[int, bool]] = []
        for order in FACTS["hotline"]:
            closed, due = order.get("closed_at"), order.get("due_at")
            if not order["area_code"].startswith(area) or order["accepted_at"].date() > end:
                continue
            if closed is None or closed.date() > end:
                again.append(((end - order["accepted_at"].date()).days, due is not None and due.date() <= end))
        here = [one for one in found if one.month == month]
        assert sorted((o.age_days, bool(o.is_overdue)) for o in here for _ in range(o.orders)) == sorted(again)


def test_ages_stand_in_bands_with_overdue_in_words(app: Changfeng) -> None:
    said = panel(app, "backlog")
    assert "6月末未办结4件,其中超时2件;最久的已171天" in said
    assert "未注明时限的1件不计超时" in said
    assert (
        "劳动保障监察大队未办结工单明细2▼ 超时111▼ 超时1" in said
    )  # one of today, one of 24 days that was due on the 30th
    assert [age_band(days) for days in (0, 3, 4, 7, 8, 15, 16, 30, 31)] == [
        "≤3天", "≤3天", "4–7天", "4–7天", "8–15天", "8–15天", "16–30天", "16–30天", ">30天",
    ]  # fmt: skip


def test_a_rise_of_overdue_orders_within_the_year_is_told_where_it_is_no_handful(build: Build) -> None:
    june = resolve(build, "/hotline", {})
    assert risen(june, 5, 72) == ";超时由1月末的5件增至72件"
    assert risen(june, 5, 34) == ""
    assert risen(june, 72, 5) == ""
    assert risen(replace(june, unfiled=frozenset({date(2022, 9, 1)})), 5, 72) != ""
    for missing in (date(2023, 3, 1), date(2022, 10, 1)):  # orders of then would be overdue by now, and are not known
        assert risen(replace(june, unfiled=frozenset({missing})), 5, 72) == ""


def test_the_panel_tells_the_rise_from_january(site: Path, tmp_path: Path) -> None:
    own = shutil.copytree(site, tmp_path / "site")
    with duckdb.connect(own / "builds" / BUILD_ID / "marts.duckdb") as con:
        con.execute("update meta set small_base = 1")
    assert "最久的已171天;超时由1月末的0件增至2件" in panel(create_app(own), "backlog")


def test_the_hour_is_that_of_the_call_and_orders_without_one_are_said(app: Changfeng) -> None:
    said = panel(app, "hours")
    assert "来电周一10时最多,2件,占33.3%" in said
    assert "另有1件只写日期" in said


def test_rates_carry_n_and_interval_and_lead_to_what_failed(app: Changfeng) -> None:
    said = panel(app, "rates")
    assert "超时办结1件,不满意1件" in said
    assert "合计办结工单明细3件" in said
    assert "50.0%n=2件9.5–90.5%" in said
    links = [one.href for one in nodes(node(app, "rates")) if getattr(one, "href", "").startswith("/rows")]
    sets = [parse_qs(urlsplit(link).query) for link in links]
    assert {"hotline.closed", "hotline.late", "hotline.dissatisfied"} == {query["set"][0] for query in sets}
    assert all(query["month"] == ["2023-06"] and query["span"] == ["year"] for query in sets)
    assert Rate(0, 0).shown == "—"


def test_departments_that_failed_alike_are_told_together() -> None:
    late, well = Handled(4, Rate(3, 4), Rate(2, 2)), Handled(9, Rate(9, 9), Rate(5, 5))
    whole = Handled(17, Rate(15, 17), Rate(9, 9))
    assert rates_finding(whole, {"甲科": late, "乙科": late, "丙科": well}) == (
        "超时办结2件,不满意0件,两项合计甲科、乙科并列最多(各1件)"
    )
    assert rates_finding(late, {"甲科": late, "丙科": well}) == "超时办结1件,不满意0件,两项合计甲科最多(1件)"


def test_categories_zoom_through_the_address(app: Changfeng, build: Build) -> None:
    assert "诉求中社会保险最多,3件,占42.9%" in panel(app, "categories")
    second = panel(app, "categories", category_1="社会保险")
    assert "社会保险诉求中养老保险最多,3件,占100.0%" in second
    assert "上年同期1件 满意50.0%(n=2件)" in second
    third = {"category_1": "社会保险", "category_2": "养老保险"}
    assert "养老保险诉求中退休办理最多,2件,占66.7%" in panel(app, "categories", **third)
    links = [one.href for one in nodes(node(app, "categories", **third)) if getattr(one, "href", None)]
    out = [parse_qs(urlsplit(link).query) for link in links if link.startswith("/hotline")]
    assert [sorted(query) for query in out] == [[], ["category_1"]]  # the path back: all, then the first level
    stale = resolve(build, "/hotline", {"category_1": "劳动保障", "category_2": "养老保险"})
    assert path_of(stale) == ["劳动保障"]


def test_filters_hold_as_far_as_the_figures_know_them(app: Changfeng) -> None:
    chosen = {"department": "社会保险科"}
    assert "受理3件" in panel(app, "months", **chosen)
    assert "6月末未办结1件,其中超时1件;最久的已41天" in panel(app, "backlog", **chosen)
    assert "不分承办科室" in panel(app, "hours", **chosen)


def test_names_from_files_stay_text(app: Changfeng) -> None:
    html = app.shell.draw("/hotline", {"category_1": ["劳动保障"], "category_2": ["工资报酬"]}).html
    assert "<b>欠薪" not in html
    assert "&lt;b&gt;欠薪" in html


def test_repeats_count_callers_of_the_district_and_orders_of_a_street(app: Changfeng, build: Build) -> None:
    assert "1个号码重复来电,共2件,占66.7%;其中同一事项2件" in panel(app, "repeats")
    assert "重复来电2件,占100.0%" in panel(app, "repeats", area=FIRST)
    assert sum(row.callers for row in repeats(build, JUNE, area=DISTRICT, where={})) == 2
    assert "没有写明来电号码" in panel(app, "repeats", month="2023-05")


@pytest.mark.parametrize("query", [{"area": EMPTY_STREET}, {"area": "430103999"}, {"month": "2022-01"}])
def test_an_area_or_month_without_orders_says_so(app: Changfeng, query: dict[str, str]) -> None:
    assert "没有" in text(tree(app, **query))


def test_blocks_hold_whole_weeks_that_are_over(build: Build) -> None:
    blocks = four_weeks(build, month_end(JUNE), area=DISTRICT, where={})
    assert blocks is not None
    assert (blocks.since, blocks.until) == (date(2023, 5, 29), date(2023, 6, 25))  # the 30th is a Friday
    assert list(blocks.counts["社会保险", "养老保险", "退休办理"][:2]) == [2, 0]
    assert list(blocks.counts["社会保险", "养老保险", "养老金发放"][:2]) == [0, 1]
    assert blocks.since - timedelta(days=28 * (len(blocks.counts["社会保险", "养老保险", "退休办理"]) - 1)) >= date(
        2022, 6, 1
    )
    sunday = four_weeks(build, date(2023, 6, 25), area=DISTRICT, where={})
    assert sunday is not None
    assert sunday.until == date(2023, 6, 25)


def test_a_ledger_of_a_year_judges_nothing_and_says_so(build: Build) -> None:
    view = resolve(build, "/hotline", {})
    assert "不足一年零四周,不能判断是否异常上升" in text(surge_panel(view, read_surges(view), ""))


def made(latest: int, others: Sequence[int] = (30, 55, 12)) -> Blocks:
    """One subject that has had 20 or so orders in four weeks, and had ``latest`` now, among some that are steady."""
    steady = {("社会保险", f"第{n}类", "甲"): [n + wave % 3 for wave in range(33)] for n in others}
    rising = {("社会保险", "养老保险", "退休办理"): [latest, *(19 + wave % 3 for wave in range(32))]}
    return Blocks(date(2023, 5, 29), date(2023, 6, 25), steady | rising)


def test_a_surge_is_told_with_what_was_expected(build: Build) -> None:
    view = resolve(build, "/hotline", {})
    found = judged_of(made(60))
    assert found.alarms == [("社会保险", "养老保险"), ("社会保险", "养老保险", "退休办理")]
    said = text(surge_panel(view, found, ""))
    assert finding(found) == "近四周养老保险等2类异常上升,养老保险60件,为预计的3.0倍"
    assert "2023年5月29日至6月25日" in said
    assert "负二项分布" in said


@pytest.mark.parametrize("latest", [0, 20, 24])
def test_no_surge_says_that_nothing_rose(latest: int) -> None:
    assert finding(judged_of(made(latest))) == "近四周没有异常上升的诉求"


def test_a_handful_of_orders_alarms_nobody() -> None:
    new = made(20)
    few = Blocks(new.since, new.until, {**new.counts, ("人才人事", "人事档案", "转递"): [9, *([0] * 32)]})
    assert judged_of(few).alarms == []


def test_hours_that_share_the_first_place_are_named() -> None:
    assert hours_finding({(1, 10): 2, (3, 9): 2, (5, 8): 1}) == "来电周一10时、周三9时并列最多,各2件,各占40.0%"
