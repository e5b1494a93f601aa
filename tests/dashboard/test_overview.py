"""The overview for every month and area of an invented build that holds what breaks dashboards."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from dash import dcc

from dashboard.address.view import resolve
from dashboard.app import Changfeng, create_app
from dashboard.components.kpi.card import Card, grid, kpi_card
from dashboard.components.kpi.definition import Background
from dashboard.components.kpi.matrix import finding as matrix_finding
from dashboard.components.kpi.standing import standing
from dashboard.delivery.first_paint import to_html
from etl.store import Build, open_current
from tests.dashboard import fixture_build
from tests.dashboard.trees import nodes, text, texts

NOT_A_NUMBER = re.compile(r"\b(nan|None|inf|NaT|Infinity|null)\b|Decimal\(")
MONTHS = [f"{year}-{month:02}" for year in (2022, 2023) for month in range(1, 13) if (year, month) <= (2023, 6)]
AREAS = [fixture_build.DISTRICT, *(code for code, _, _ in fixture_build.STREETS), "430103999"]


@pytest.fixture(scope="module")
def app(site: Path) -> Changfeng:
    return create_app(site)


@pytest.mark.parametrize("area", AREAS)
def test_no_month_of_any_area_shows_what_is_not_a_number(app: Changfeng, area: str) -> None:
    for month in MONTHS:
        drawn = app.shell.draw("/", {"month": [month], "area": [area]})
        for said in texts(drawn.tree):
            assert not NOT_A_NUMBER.search(said), (month, said)
        assert drawn.html.count('class="card ') == drawn.html.count("</article>")


def test_every_kpi_of_every_kind_has_a_trend(app: Changfeng) -> None:
    for kpi, *_ in fixture_build.KPIS:
        tree = app.shell.draw("/", {"kpi": [kpi]}).tree
        graph = next(node for node in nodes(tree) if isinstance(node, dcc.Graph))
        figure = json.loads(graph.figure.to_json())
        assert figure["data"], kpi
        assert not NOT_A_NUMBER.search(json.dumps(figure["layout"]["yaxis"]["ticktext"]))


def card(app: Changfeng, kpi: str, **query: str) -> str:
    tree = app.shell.draw("/", {key: [value] for key, value in query.items()}).tree
    return text(next(node for node in nodes(tree) if getattr(node, "id", None) == f"kpi-{kpi}"))


def test_a_card_says_value_completion_pace_and_gap(app: Changfeng) -> None:
    said = card(app, "hard_to_employ_placed")
    assert "▼缓慢" in said
    assert "完成 35.6% · 序时 54.6% · −19.0 个百分点" in said
    assert "月均还需 172人" in said
    assert "不设序时进度" not in said


def test_a_target_of_zero_is_no_target(app: Changfeng) -> None:
    said = card(app, "zero_target")
    assert "无年度目标" in said
    assert "完成" not in said.split("口径")[0]


def test_a_rate_carries_its_n(app: Changfeng) -> None:
    assert "n=31,014件" in card(app, "hotline_satisfaction_rate")


def test_a_rate_of_nobody_is_a_dash(app: Changfeng) -> None:
    assert "—" in card(app, "hotline_satisfaction_rate", area="430103004")


def test_a_month_missing_in_the_sum_is_told(app: Changfeng) -> None:
    assert "缺2个月数据" in card(app, "reemployed")


def test_an_example_target_says_so(app: Changfeng) -> None:
    assert "1.70万人(示例目标,计分)" in card(app, "new_urban_jobs").replace("17,000人", "1.70万人")


def test_the_landing_tells_its_own_record(app: Changfeng) -> None:
    assert "全国9年同月预计的平均误差3.4%(直线外推9.1%)" in card(app, "new_urban_jobs")
    assert "平均误差" not in card(app, "reemployed")


def test_a_target_without_a_figure_is_not_a_missing_target(build: Build) -> None:
    row = build.values(areas=[build.meta.district], since=build.months[-1], until=build.months[-1])[0]
    silent = replace(row, status="no_target", ytd=None, completion=None, gap_pp=None, target=Decimal("0.98"))
    kpi = replace(build.kpis[0], kind="ratio", unit="%")
    said = text(kpi_card(resolve(build, "/", {}), Card(kpi, silent, [], Background())))
    assert "暂无数据" in said
    assert "目标 98% · 暂无数据" in said
    assert "无目标" not in said
    assert "无目标" in text(
        kpi_card(resolve(build, "/", {}), Card(kpi, replace(silent, ytd=1, target=None), [], Background()))
    )


def test_cards_carry_short_names_and_the_full_one_behind_them(build: Build) -> None:
    row = build.values(areas=[build.meta.district], since=build.months[-1], until=build.months[-1])[0]
    kpi = replace(build.kpis[0], name="12345热线按时办结率", short_name="按时办结率")
    tree = kpi_card(resolve(build, "/", {}), Card(kpi, row, [], Background()))
    heading = next(node for node in nodes(tree) if node._type == "H3")
    assert text(heading.children.children) == "按时办结率"  # type: ignore[attr-defined]
    assert "全称12345热线按时办结率" in text(tree)


@pytest.mark.parametrize(
    ("cards", "classes"),
    [(0, (1, 1)), (1, (1, 1)), (4, (4, 4)), (6, (3, 3)), (8, (4, 4)), (10, (5, 4)), (11, (4, 4)), (15, (5, 4))],
)
def test_rows_of_cards_are_even(cards: int, classes: tuple[int, int]) -> None:
    assert grid(cards) == f"cards wall-{classes[0]} laptop-{classes[1]}"


def test_the_mark_of_demo_data_goes_with_the_last_demo_row_shown(tmp_path: Path) -> None:
    site = fixture_build.make(tmp_path, demo=False)
    with duckdb.connect(site / "builds" / fixture_build.BUILD_ID / "marts.duckdb") as con:
        con.execute("update kpi_value set is_demo = true where month = date '2022-03-01' and area_code = '430103002'")
    shell = create_app(site).shell
    marked = {month: "演示数据" in text(shell.draw("/", {"month": [month]}).tree.children[1]) for month in MONTHS}
    assert marked == {month: month >= "2022-03" for month in MONTHS}
    build = open_current(site)
    assert build.has_demo(date(2021, 1, 1), date(2022, 3, 1))
    assert not build.has_demo(date(2022, 4, 1), date(2023, 6, 1))


def test_published_figures_stand_in_the_year_they_speak_of(app: Changfeng) -> None:
    assert 'id="public"' in app.shell.draw("/", {"month": ["2023-01"]}).html
    assert 'id="public"' not in app.shell.draw("/", {"month": ["2022-12"]}).html


def test_a_build_that_a_reader_still_holds_can_be_opened_again(tmp_path: Path) -> None:
    held = Build(fixture_build.make(tmp_path) / "builds" / fixture_build.BUILD_ID)
    again = Build(held.path)
    assert again.months == held.months
    with pytest.raises(duckdb.PermissionException):
        again.records("select * from read_csv('/etc/hostname')")


def test_a_build_of_another_version_says_what_to_do(tmp_path: Path) -> None:
    site = fixture_build.make(tmp_path)
    with duckdb.connect(site / "builds" / fixture_build.BUILD_ID / "marts.duckdb") as con:
        con.execute("alter table meta drop column title")
    answer = create_app(site).server.test_client().get("/")
    assert answer.status_code == 200
    assert "由另一版本的程序发布,无法打开。请重新发布:python -m etl build" in answer.get_data(as_text=True)


def test_the_browsers_title_names_page_and_district(app: Changfeng) -> None:
    assert "<title>总览 · 天心区就业与社会保障统计</title>" in app.server.test_client().get("/").get_data(as_text=True)


def test_a_bar_far_beyond_its_target_is_cut_and_marked(app: Changfeng) -> None:
    tree = app.shell.draw("/", {}).tree
    tiny = next(node for node in nodes(tree) if getattr(node, "id", None) == "kpi-tiny_target")
    html = to_html(tiny)
    assert "完成 <b>472.4%</b>" in html
    assert "»" in html
    assert all(float(share) <= 100 for share in re.findall(r"(?:left|width):([\d.]+)%", html))


@pytest.mark.parametrize(
    ("marks", "direction", "said"),
    [
        (["30", "20", "10"], "up", "3个街道中列第1位(按数值)"),
        (["20", "30", "30"], "up", "3个街道中列第3位(按数值)"),
        (["20", "30", "30"], "down", "3个街道中列第1位(按数值由低到高)"),
        (["20", "20", "10"], "up", "3个街道中2个并列第1位(按数值)"),
        (["20", "20", "20"], "up", None),
        (["20"], "up", None),
        ([None, "20", "30"], "up", None),
    ],
)
def test_a_street_knows_its_place(build: Build, marks: list[str | None], direction: str, said: str | None) -> None:
    kpi = replace(build.kpis[0], direction=direction, kind="ratio")
    streets = [area for area in build.areas if area.level == "street"][: len(marks)]
    any_value = build.values(areas=[build.meta.district], since=build.months[-1], until=build.months[-1])[0]
    cells = {
        (street.area_code, kpi.kpi): replace(any_value, completion=None, ytd=None if mark is None else Decimal(mark))
        for street, mark in zip(streets, marks, strict=True)
    }
    assert standing(kpi, streets[0], streets, cells) == said
    assert standing(replace(kpi, kind="flow"), streets[0], streets, cells) is None, "the largest street has the most"


def test_a_street_without_data_says_so(app: Changfeng) -> None:
    said = text(app.shell.draw("/", {"area": [fixture_build.EMPTY_STREET]}).tree)
    assert "截至2023年6月,南托街道还没有数据。" in said


def test_names_from_files_stay_text(app: Changfeng) -> None:
    html = app.shell.draw("/", {"area": [fixture_build.EVIL_STREET]}).html
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;街道" in html
    assert "javascript:" not in html


def test_published_figures_stand_as_printed(app: Changfeng) -> None:
    html = app.shell.draw("/", {}).html
    for printed in ("9300人", "6万余个", "98%以上", "357余万元", "1970.445万元", "258元/人月"):
        assert f"<b>{printed}</b>" in html


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ({"month": ["2030-01"]}, "2030年1月没有数据,现显示最近的2023年6月。"),
        ({"month": ["昨天"]}, "地址中的月份“昨天”无法识别,现显示2023年6月。"),
        ({"area": ["999"]}, "没有代码为“999”的街道,现显示天心区全区。"),
        ({"kpi": ["nope"]}, "没有名为“nope”的指标。"),
        ({"month": ["<script>"]}, "地址中的月份“&lt;script&gt;”无法识别"),
    ],
)
def test_a_wrong_address_gets_the_nearest_and_is_told(app: Changfeng, query: dict[str, object], notice: str) -> None:
    assert notice in app.shell.draw("/", query).html


def test_the_first_response_holds_the_figures_and_needs_no_dash(app: Changfeng) -> None:
    first = app.server.test_client().get("/?month=2023-06").get_data(as_text=True)
    assert '<span class="v">10,649</span>' in first
    assert "/_dash-component-suites/" not in first
    assert app.shell.answer("/", {"month": ["2023-06"]}) is app.shell.answer("/", {"month": ["2023-06"]})


def test_the_browser_is_told_to_ask_no_other_host(app: Changfeng) -> None:
    policy = app.server.test_client().get("/").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    assert "http" not in policy


def test_an_unknown_page_is_not_found(app: Changfeng) -> None:
    answer = app.server.test_client().get("/nope")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.get_data(as_text=True)


@pytest.mark.parametrize(("asked", "page"), [("/street", "街道"), ("/insurence", "社会保险"), ("/talent/", "人才")])
def test_an_unknown_page_names_the_one_that_was_perhaps_meant(app: Changfeng, asked: str, page: str) -> None:
    client = app.server.test_client()
    for said in (client.get(asked).get_data(as_text=True), client.get(f"/_page{asked}").get_json()["html"]):
        assert "要找的可能是:" in said
        assert f">{page}</a></p>" in said
    assert "要找的可能是" not in client.get("/nope?near=javascript:alert(1)").get_data(as_text=True)


def test_without_a_build_the_page_says_what_to_do(tmp_path: Path) -> None:
    assert "python -m etl load" in create_app(tmp_path).shell.draw("/", {}).html


def test_an_empty_build_says_what_to_do_and_a_new_build_is_seen(tmp_path: Path) -> None:
    site = fixture_build.make(tmp_path, build_id="1", empty=True)
    shell = create_app(site).shell
    assert "还没有本区数据" in shell.draw("/", {}).html
    fixture_build.make(site, build_id="2", demo=False)
    drawn = shell.draw("/", {}).html
    assert "版次 2" in drawn
    assert "演示数据" not in drawn
    assert "演示数据" in create_app(fixture_build.make(tmp_path / "demo")).shell.draw("/", {}).html


def test_the_matrix_names_every_indicator_in_which_most_streets_are_slow(build: Build) -> None:
    view = resolve(build, "/", {})
    one, other = (replace(build.kpis[0], kpi=name, short_name=name) for name in ("甲", "乙"))
    slow = replace(build.values(areas=["430103"], since=view.month, until=view.month)[0], status="slow")
    cells = {(street.area_code, kpi): slow for street in view.streets[:2] for kpi in ("甲", "乙")}
    assert matrix_finding([one, other], view.streets, cells) == "5个街道中,各有2个街道甲、乙缓慢"
    assert matrix_finding([one], view.streets, cells) == "5个街道中,2个街道甲缓慢"
