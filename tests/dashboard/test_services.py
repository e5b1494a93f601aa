"""The page of employment services on facts that can be counted by hand."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from dash import html

from dashboard.address.view import View, resolve
from dashboard.app import Changfeng, create_app
from dashboard.components.services.event_groups import groups
from dashboard.components.services.gig_panels import Match, match_finding
from dashboard.components.services.point_panels import read_circles, read_statement
from dashboard.components.services.sentence import sentence
from dashboard.readings.figures import Figures
from dashboard.readings.recruiting import Rate, add_up, read_events, recruiting
from etl.store import Build, ServicePoint, job_events
from tests.dashboard import fixture_build
from tests.dashboard.fixture_build import DISTRICT, EMPTY_STREET
from tests.dashboard.trees import nodes, text

FIRST, SECOND, UNASSIGNED = "430103002", "430103003", "430103999"


@pytest.fixture(scope="module")
def app(build: Build) -> Changfeng:
    return create_app(build.path.parent.parent)


def view_of(build: Build, **query: str) -> View:
    return resolve(build, "/services", query)


def panel(app: Changfeng, element_id: str, **query: str) -> html.Section:
    tree = app.shell.draw("/services", {key: [value] for key, value in query.items()}).tree
    return next(node for node in nodes(tree) if getattr(node, "id", None) == element_id)


def said_of(build: Build, **reached: int) -> str:
    """The sentence of June 2023 when these KPIs, and no others, stand at these figures."""
    view = view_of(build)
    kpi, value = build.kpis[0], build.values(areas=[DISTRICT], since=view.month, until=view.month)[0]
    kpis = [replace(kpi, kpi=name, short_name=name, unit="个", theme="services") for name in reached]
    rows = {
        (name, view.month): replace(value, kpi=name, ytd=Decimal(ytd), status="no_target", gap_pp=None, target=None)
        for name, ytd in reached.items()
    }
    return "".join(part.text for part in sentence(view, Figures(kpis, rows, {}, {}, {})))


def test_the_sentence_says_what_is_there_and_nothing_else(build: Build) -> None:
    campaign = {"spring_breeze_fairs": 14, "spring_breeze_positions": 60860}
    assert said_of(build, job_fairs=42, job_fair_intents=30000, **campaign, community_micro_markets=5) == (
        "截至2023年6月,举办招聘活动42个,达成就业意向30,000个(其中春风行动14个、岗位60,860个);在运行社区就业微市场5个。"
    )
    assert said_of(build, job_fairs=0, spring_breeze_fairs=0) == "截至2023年6月,举办招聘活动0个。"
    assert said_of(build, gig_market_employers=590) == "截至2023年6月,零工市场用工主体590个。"
    assert said_of(build) == "2023年6月没有就业服务指标数据。"
    assert said_of(build, other=3) == "截至2023年6月,就业服务各项指标见下。"


def test_what_events_told_is_added_and_what_they_did_not_is_counted(build: Build) -> None:
    now = add_up(recruiting(read_events(view_of(build)).now))
    assert now.events == 4  # the lecture recruits nobody
    assert now.sums == {"employers": 170, "positions": 4500, "attendees": 2900, "intents": 1050}
    assert now.untold == {"employers": 1, "positions": 1, "attendees": 1, "intents": 1}


def test_a_rate_takes_only_events_that_told_both_sides(build: Build) -> None:
    now = add_up(recruiting(read_events(view_of(build)).now))
    assert now.per_position == Rate(1000, 4000)  # not 1050 of 4500
    assert now.per_attendee == Rate(450, 2800)
    assert now.per_position.value == Decimal("0.25")


def test_events_add_up_to_the_mart_of_the_kpis(build: Build) -> None:
    measures = ["events", "employers", "positions", "attendees", "intents", "intents_of_positions"]
    year = {"since": date(2023, 1, 1), "until": date(2023, 6, 1)}
    (mart,) = build.sums("job_event_month", measures, where={"event_kind": ["招聘会", "直播带岗"]}, **year)
    now = add_up(recruiting(job_events(build, area=DISTRICT, **year)))
    assert now.per_position is not None
    assert mart == {"events": now.events, **now.sums, "intents_of_positions": now.per_position.intents}


def test_no_event_is_no_rate_and_no_zero() -> None:
    nothing = add_up([])
    assert set(nothing.sums.values()) == {None}
    assert (nothing.per_position, nothing.per_attendee) == (None, None)


def test_stages_stand_beside_last_year(app: Changfeng) -> None:
    said = text(panel(app, "stages"))
    assert "招聘活动4场,达成意向1,050人次2023年" in said  # one fair told no intents: no 同比
    assert "提供岗位4,500个上年同期1,000个,本年1场未填" in said
    assert "岗位意向率25.0%n=4,000个岗位,上年同期30.0%" in said
    assert "参加人次意向率16.1%n=2,800人次参加,上年同期33.3%" in said


def test_a_change_is_told_where_every_event_told_its_figure(app: Changfeng) -> None:
    said = text(panel(app, "stages", campaign="春风行动"))
    assert "招聘活动2场,达成意向1,000人次,同比增长233.3%" in said  # 1000 against 300
    assert "参加人次800人次上年同期900人次,本年1场未填" in said


def test_a_campaign_narrows_events_and_not_the_gig_market(app: Changfeng) -> None:
    chosen = {"campaign": "春风行动"}
    assert "招聘活动2场,达成意向1,000人次" in text(panel(app, "stages", **chosen))
    assert "各类活动2场" in text(panel(app, "calendar", **chosen))
    assert "仅春风行动" in text(panel(app, "modes", **chosen))
    assert "服务450人次" in text(panel(app, "gig-months", **chosen))
    assert "未填写" in text(panel(app, "campaigns", **chosen))  # all campaigns, to choose another


def test_a_street_without_events_says_so(app: Changfeng) -> None:
    assert "2023年1至6月没有招聘活动记录。" in text(panel(app, "stages", area=EMPTY_STREET))
    assert "没有活动记录。" in text(panel(app, "calendar", area=EMPTY_STREET))
    assert "招聘活动1场,意向人次未填" in text(panel(app, "stages", area=UNASSIGNED))


def test_campaigns_and_modes_each_have_their_line(build: Build) -> None:
    events = read_events(view_of(build))
    by_campaign = {
        name: (now.events, before.events)
        for name, now, before in groups(events.now, events.before, lambda e: e.campaign)
    }
    assert by_campaign == {"春风行动": (2, 1), "未填写": (2, 0)}
    modes = [name for name, _, _ in groups(events.now, events.before, lambda e: e.event_mode)]
    assert modes == ["线上", "线下", "未填写"]


def test_each_event_has_its_mark_and_one_without_positions_is_told_apart(app: Changfeng) -> None:
    calendar = panel(app, "calendar")
    marks = [node for node in nodes(calendar) if node._type == "I" and getattr(node, "title", None)]
    assert len(marks) == 5
    sizes = {str(mark.title): mark.style["width"] for mark in marks}
    assert sizes["2月11日 春季招聘会(招聘会,岗位1,000个)"] == "15px"  # 26 × √(1000 / 3000)
    assert sizes["2月11日 直播(直播带岗,未填岗位)"] == "8px"
    assert "各类活动5场,其中招聘活动4场;" not in text(calendar)  # February and June are even: neither is named
    assert "各类活动5场,其中招聘活动4场" in text(calendar)


def test_names_from_files_are_text_and_no_formula(app: Changfeng) -> None:
    drawn = app.shell.draw("/services", {})
    assert "<script>alert(9)" not in drawn.html
    assert "&lt;script&gt;alert(9)&lt;/script&gt;新春招聘会" in drawn.html
    assert "<i>乙驿站" not in drawn.html
    links = [node.href for node in nodes(panel(app, "calendar")) if getattr(node, "download", None)]
    csv = b64decode(links[0].partition(",")[2]).decode("utf-8-sig")
    assert "2023-06-20,'=1+1,招聘会,未分配" in csv
    assert "2023-01-05,<script>" in csv


def test_the_match_rate_leaves_out_who_did_not_tell_and_carries_its_n(app: Changfeng) -> None:
    assert "零工市场2023年1至6月服务450人次,匹配率30.0%(n=400人次)" in text(panel(app, "gig-months"))
    said = text(panel(app, "gig-match"))
    assert "匹配率餐饮服务最高(33.3%),快递外卖最低(20.0%)" in said
    assert "家政服务" not in said  # nobody said how many were matched
    assert "n=300人次" in said


def test_a_trade_with_few_people_is_not_named() -> None:
    few = {
        "甲": Match(Decimal(9), Decimal(10)),
        "乙": Match(Decimal(40), Decimal(100)),
        "丙": Match(Decimal(30), Decimal(100)),
    }
    assert match_finding(few) == "匹配率乙最高(40.0%),丙最低(30.0%)"
    assert match_finding({"甲": few["甲"], "乙": few["乙"]}) == "各行业工种匹配率"
    twins = {"乙": few["乙"], "丁": few["乙"], "丙": few["丙"]}
    assert match_finding(twins) == "匹配率乙、丁并列最高(40.0%),丙最低(30.0%)"


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Changfeng]:
    def of(*statements: str) -> Changfeng:
        site = fixture_build.make(tmp_path / str(len(list(tmp_path.iterdir()))))
        with duckdb.connect(next((site / "builds").glob("*/marts.duckdb"))) as con:
            for statement in statements:
                con.execute(statement)
        return create_app(site)

    return of


def test_streets_that_share_the_first_place_of_the_gig_market_are_named(changed: Callable[..., Changfeng]) -> None:
    app = changed("update gig_market_month set persons_served = 50 where month = date '2023-05-01'")
    assert "零工服务坡子街、城南路并列最多,各150人次,各占50.0%" in text(panel(app, "gig-streets"))


def test_streets_are_not_put_in_an_order_where_the_district_ranks_none(changed: Callable[..., Changfeng]) -> None:
    fewer = f"update gig_market_month set persons_served = 10 where area_code = '{FIRST}'"
    wider = f"update service_circle_month set reached_persons = case area_code when '{FIRST}' then 1 else 2000 end"
    ranked = changed(fewer, wider)
    assert in_order(ranked, "gig-streets") == in_order(ranked, "circle") == ["城南路", "坡子街"]
    unranked = changed(fewer, wider, "update meta set rank_streets = false")
    assert in_order(unranked, "gig-streets") == in_order(unranked, "circle") == ["坡子街", "城南路"]
    assert text(panel(unranked, "gig-streets")).startswith("各街道零工服务共170人次")


def in_order(app: Changfeng, element_id: str) -> list[str]:
    """The two streets as the panel's links name them, from above."""
    links = [node for node in nodes(panel(app, element_id)) if getattr(node, "href", "").startswith("/services")]
    return [link.children for link in links if link.children in ("坡子街", "城南路")]


def test_employers_stand_and_are_not_added_over_months(app: Changfeng) -> None:
    said = text(panel(app, "gig-streets"))
    assert "坡子街6220" in said  # 6 employers at the end of June, not 11; 220 positions
    assert "用工主体为6月末家数" in said


def test_open_points_are_those_that_the_mart_counts(build: Build, app: Changfeng) -> None:
    statement = read_statement(view_of(build))
    assert statement is not None
    (mart,) = build.sums("service_point_month", ["open_points"], since=statement.month, until=statement.month)
    assert len(statement.open) == mart["open_points"] == 3
    said = text(panel(app, "points"))
    assert "在运行站点3个,本年开办2个、关闭1个;城南路、裕南街、南托没有站点" in said


@pytest.mark.parametrize(
    ("opened", "closed", "is_open"),
    [
        (None, None, True),
        (date(2023, 6, 30), None, True),  # opened within the month
        (date(2023, 7, 1), None, False),
        (date(2022, 1, 1), date(2023, 6, 30), False),  # closed within the month
        (date(2022, 1, 1), date(2023, 7, 1), True),
    ],
)
def test_a_point_is_open_by_whole_months(opened: date | None, closed: date | None, is_open: bool) -> None:
    point = ServicePoint("甲", "就业驿站", FIRST, opened, closed, None, None)
    assert point.is_open(date(2023, 6, 1)) is is_open


def test_the_circle_counts_told_streets_only_and_names_the_others(build: Build, app: Changfeng) -> None:
    circles = read_circles(view_of(build), date(2023, 6, 1))
    assert {code: one.rate for code, one in circles.items()} == {FIRST: 1, SECOND: 0}  # overlapping: no more than all
    said = text(panel(app, "circle"))
    assert "15分钟服务圈覆盖有数据的2个街道劳动年龄人口的33.3%(n=3,000人)" in said
    assert "没有填报人口、不计入的街道:裕南街、南托" in said


def test_a_year_without_a_statement_says_so(app: Changfeng) -> None:
    assert "2022年截至6月没有站点清单。" in text(panel(app, "points", month="2022-06"))
    assert "没有在运行的站点。" in text(panel(app, "hours", month="2022-06"))
