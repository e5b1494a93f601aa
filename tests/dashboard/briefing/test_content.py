"""The content of a briefing against the build that it is made from, counted a second time, and against its pages."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from dash import dcc, html

from dashboard.address.view import resolve
from dashboard.app import create_app
from dashboard.briefing.assemble import assemble
from dashboard.briefing.content import DERIVED, Content, Number
from dashboard.briefing.faults import Fault, NotThere
from dashboard.briefing.text.page_content import page_content
from dashboard.components.data_table import data_table
from dashboard.delivery.trees import nodes, text
from dashboard.format import NOTHING
from etl.store import Build, KpiValue
from tests.dashboard.briefing.composed import composed_of, content_of

JUNE = date(2023, 6, 1)


@pytest.fixture(scope="module")
def content(site: Path) -> Content:
    return content_of(site)


@pytest.mark.parametrize("area", ["", "430103002", "430103999"])
def test_every_number_is_the_build_s(site: Path, build: Build, area: str) -> None:
    content = content_of(site, area=area)
    streets = [one.area_code for one in build.areas if one.level == "street"]
    rows = build.values(areas=[content.area, *streets], since=JUNE, until=JUNE)
    told = list(content.numbers)
    assert len(told) > {"": 100, "430103002": 30, "430103999": 4}[area]
    for number in told:
        assert number.month == JUNE
        assert number.area == content.area or (number.area in streets and not area)
        now = {row.kpi: row for row in rows if row.area_code == number.area}
        assert number.value == _again(build, now, number, rows)


def _again(build: Build, now: dict[str, KpiValue], number: Number, rows: Sequence[KpiValue]) -> Decimal:
    """The number by its name alone."""
    if number.measure.startswith("kpis_"):
        return _counted(build, now, number.measure.removeprefix("kpis_"))
    if number.measure in ("streets", "streets_behind"):
        others = [row for row in rows if row.kpi == number.kpi and row.area_code != number.area]
        late = [row for row in others if row.status in ("behind", "slow")]
        return Decimal(
            len(late) if number.measure == "streets_behind" else sum(one.level == "street" for one in build.areas)
        )
    row = now[number.kpi]
    if number.measure not in DERIVED:
        return Decimal(getattr(row, number.measure))
    kpi = next(kpi for kpi in build.kpis if kpi.kpi == number.kpi)
    assert row.ytd is not None
    if number.measure == "distance":
        return (row.ytd - (row.target or 0)) * (1 if kpi.direction == "up" else -1)
    if number.measure == "landing":
        return (row.forecast or 0) / (row.target or 1)
    assert number.measure == "recent_mean"
    since = build.values(areas=[row.area_code], since=date(2023, 4, 1), until=JUNE, kpis=[kpi.kpi])
    return sum((one.value or Decimal(0) for one in since), Decimal(0)) / 3


def _counted(build: Build, now: dict[str, KpiValue], status: str) -> Decimal:
    states = [now[kpi.kpi].status for kpi in build.kpis if kpi.on_overview and kpi.kpi in now]
    scored = [state for state in states if state != "no_target"]
    return Decimal(len(scored) if status == "with_target" else scored.count(status))


def test_numbers_stand_in_their_sentences(content: Content) -> None:
    for sentence in content.sentences:
        position = 0
        for number in sentence.numbers:
            position = sentence.text.index(number.shown, position) + len(number.shown)
        assert not re.search("None|nan|−0", sentence.text)


def test_no_figure_of_a_sentence_goes_unnamed(content: Content) -> None:
    """What is left of a sentence without its numbers holds only months and the counts of months and KPIs."""
    for sentence in content.sentences:
        rest = sentence.text.replace("12345", "")
        for number in sentence.numbers:
            rest = rest.replace(number.shown, "", 1)
        rest = re.sub(r"\d+年|\d+(至\d+)?月末?|[后近]\d+个月|等\d+项|15分钟", "", rest)
        assert not re.search(r"\d", rest), sentence.text


def test_the_opening_is_the_overview_s(content: Content) -> None:
    assert content.opening.text == content.pages[0].headline


def test_a_theme_has_a_paragraph_in_the_catalogue_s_order(content: Content, build: Build) -> None:
    assert [section.theme for section in content.sections] == list(dict.fromkeys(kpi.theme for kpi in build.kpis))
    assert content.sections[0].text.startswith("2023年1至6月,城镇新增就业")
    assert all("演示数据" in section.text for section in content.sections if "没有上报" not in section.text)


def test_what_lags_is_told_the_furthest_first(content: Content) -> None:
    told = [number for sentence in content.lagging for number in sentence.numbers if number.area == content.area]
    gaps = [number.value for number in told if number.measure == "gap_pp"]
    assert gaps == sorted(gaps)
    assert all(gap < 0 for gap in gaps)
    assert "月均需完成" in "".join(sentence.text for sentence in content.lagging)


def test_the_table_has_every_kpi_and_no_number_without_a_target(content: Content, build: Build) -> None:
    names = [row[0].shown.partition("(")[0] for row in content.kpis.rows]
    assert names == [kpi.short_name for kpi in build.kpis]
    for row in content.kpis.rows:
        if row[3].shown == "无年度目标":
            assert [cell.shown for cell in row[4:7]] == [NOTHING] * 3


def test_the_lines_of_a_table_are_as_long_as_its_head(content: Content) -> None:
    for grid in (content.kpis, *content.grids, *(table for page in content.pages for table in page.tables)):
        assert not grid.units or len(grid.units) == len(grid.head)
        assert all(len(row) == len(grid.head) for row in grid.rows)


def test_charts_are_the_page_s_own(site: Path, content: Content) -> None:
    shell = create_app(site).shell
    for page in content.pages:
        tree = shell.draw(page.path, {"month": "2023-06"}).tree
        drawn = {node.id: json.loads(node.figure.to_json()) for node in nodes(tree) if isinstance(node, dcc.Graph)}
        assert {chart.element_id: json.loads(chart.figure.to_json()) for chart in page.charts} == drawn
        assert all(chart.finding for chart in page.charts)
    assert sum(len(page.charts) for page in content.pages) >= 8


def test_notes_say_what_is_invented_missing_and_returned(content: Content) -> None:
    notes = "".join(content.notes)
    assert "数据截至2023年6月30日,取自2023-07-03 09:12发布的版次20230703-0912-1。" in content.notes
    for words in ("演示数据", "示例目标", "退回待补正12行", "街道不明41行", "失业人员再就业缺2个月", "6万余个"):
        assert words in notes


def test_pages_by_path_or_name(site: Path) -> None:
    content = content_of(site, pages=("就业", "/"))
    assert [page.path for page in content.pages] == ["/", "/employment"]


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ({"month": "2019-01"}, "没有2019年1月的数据。有数据的月份:2022年1月至2023年6月。"),
        ({"month": "六月"}, "月份“六月”应写作 2023-06 的样子。"),
        ({"area": "月球"}, "没有代码或名称为“月球”的地区。可选:天心区(430103)、坡子街(430103002)"),
        ({"pages": ("/nowhere",)}, "没有页面“/nowhere”。可选:/(总览)、/employment(就业)"),
    ],
)
def test_what_is_not_there_is_said_with_what_there_is(site: Path, asked: dict[str, str], there: str) -> None:
    with pytest.raises(NotThere, match=re.escape(there)):
        composed_of(site, **asked)


def test_a_page_that_fails_does_not_take_the_others_along(site: Path, build: Build) -> None:
    shell = create_app(site).shell

    def draw(path: str, query: object) -> html.Div:
        return html.Div("故障") if path == "/" else shell.draw(path, {"month": "2023-06"}).tree

    view = resolve(build, "/", {})
    content, missing = assemble(view, draw, {"/": "总览", "/employment": "就业"})
    assert [page.path for page in content.pages] == ["/employment"]
    assert [one.reason for one in missing] == ["“总览”页没有内容。"]


def test_a_page_of_another_build_is_none_of_this_briefing() -> None:
    with pytest.raises(Fault, match="不是同一版次"):
        page_content("/", "总览", html.Div(**{"data-build": "later"}), "earlier")


def test_a_table_is_read_with_its_exact_numbers_and_all_its_lines() -> None:
    shown = [[f"第{n}行", "1,234人", "—", "'=x"] for n in range(130)]
    exact = [[f"第{n}行", "1234.5", "", "=x"] for n in range(130)]
    panel = html.Section(
        [html.H2("发现"), data_table(["行", "数", "无", "字"], shown, exact, "表名")], className="panel"
    )
    tree = html.Div(panel, **{"data-build": "b"})
    (grid,) = page_content("/", "总览", tree, "b").tables
    assert (grid.title, len(grid.rows)) == ("表名", 130)
    assert [(cell.shown, cell.value) for cell in grid.rows[0]] == [
        ("第0行", None),
        ("1,234人", Decimal("1234.5")),
        ("—", None),
        ("=x", None),
    ]


def test_a_column_reads_alike_from_the_first_line_to_the_last() -> None:
    shown = [["2023年6月30日", "5.0%", "1,234人", "—"]] * 130
    exact = [["2023-06-30", "0.0496", "1234", ""]] * 130
    panel = html.Section(data_table(["日期", "占比", "人数", "无"], shown, exact, "表名"), className="panel")
    (grid,) = page_content("/", "总览", html.Div(panel, **{"data-build": "b"}), "b").tables
    assert {tuple(cell.shown for cell in row) for row in grid.rows} == {("2023-06-30", "5.0%", "1,234人", "—")}
    short = html.Section(data_table(["日期", "占比", "人数", "无"], shown[:9], exact[:9], "表名"), className="panel")
    (whole,) = page_content("/", "总览", html.Div(short, **{"data-build": "b"}), "b").tables
    assert whole.rows[0][0].shown == "2023年6月30日"


def test_text_leaves_out_what_no_reader_hears() -> None:
    assert text(html.P(["甲", html.I("▾", **{"aria-hidden": "true"}), html.B("乙"), None, 3])) == "甲乙3"


def test_a_public_edition_says_so(site: Path, build: Build) -> None:
    content, _ = assemble(resolve(build, "/", {}), lambda *_: html.Div(), {}, edition="public")
    whole = assemble(resolve(build, "/", {}), lambda *_: html.Div(), {})[0]
    rows = [note for note in whole.notes if note not in content.notes]
    assert replace(content, edition="internal", notes=whole.notes) == whole
    assert [note.startswith("台账退回待补正12行") for note in rows] == [True], "rows are the bureau's own affair"
