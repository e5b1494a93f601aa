"""Frames are as exact as records; a notebook begins as a page does, and says in one sentence why it cannot."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.charts.survival import Line, survival_chart
from dashboard.notebook import NothingToRead, about, begin, findings, need, noted
from dashboard.statistics.survival import Spell, flows_of, kaplan_meier
from etl.store import Build
from tests.dashboard import fixture_build
from tests.dashboard.fixture_build import DISTRICT, EVIL_STREET, LAST


def test_a_frame_holds_what_the_records_hold(build: Build) -> None:
    sql = "select kpi, month, ytd, target, months_missing, is_demo from kpi_value where month = ? order by all"
    frame = build.frame(sql, [LAST])
    records = build.records(sql, [LAST])
    assert len(frame) == len(records) > 10
    for column in frame.columns:
        shown = [None if pd.isna(cell) else cell for cell in frame[column]]
        assert shown == [record[column] for record in records], column


def test_the_types_of_a_frame(build: Build) -> None:
    frame = build.frame(
        """
        select cast(0.1 as decimal(38, 6)) as share, sum(2) as total, cast(3 as bigint) as n, month, true as yes,
               'a' as word, 0.5::double as estimate from kpi_value where month = $month group by month
        union all select null, null, null, null, null, null, null order by 1 nulls last""",
        {"month": LAST},
    )
    first, empty = frame.iloc[0], frame.iloc[1]
    assert first["share"] + first["share"] + first["share"] == Decimal("0.3")
    assert isinstance(first["total"], Decimal)
    assert (frame["n"].dtype, frame["yes"].dtype, frame["estimate"].dtype) == ("Int64", "boolean", "float64")
    assert list(frame["month"] == LAST) == [True, False], "a month of a frame compares with a month of the store"
    assert type(first["month"]) is date
    assert all(pd.isna(empty[column]) for column in frame.columns)


def test_values_are_values(build: Build) -> None:
    asked = "' or true --"
    assert build.frame("select kpi from kpi_value where area_code = $area", {"area": asked}).empty


@pytest.mark.parametrize("sql", ["delete from kpi_value", "create table t as select 1 as x", "copy kpi to 'x.csv'"])
def test_nothing_is_written(build: Build, sql: str) -> None:
    with pytest.raises(duckdb.Error):
        build.frame(sql)


def test_no_file_outside_the_build_is_read(build: Build) -> None:
    with pytest.raises(duckdb.PermissionException):
        build.frame("select * from read_text($path)", {"path": str(build.path / "manifest.json")})


def test_tables_lists_each_column_once(build: Build) -> None:
    tables = build.tables()
    assert list(tables.columns) == ["table", "column", "type"]
    assert not tables.duplicated(["table", "column"]).any()
    of_values = tables[tables["table"] == "kpi_value"]
    assert list(of_values["column"])[:4] == ["kpi", "area_code", "month", "value"]
    assert set(of_values["column"]) == build.columns("kpi_value")


def test_a_notebook_begins_as_a_page_does(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHANGFENG_SITE", str(site))
    view = begin()
    assert (view.month, view.area.area_code) == (LAST, DISTRICT)
    asked = begin("/hotline", month="2023-02", area=EVIL_STREET)
    assert (asked.month, asked.area.area_code) == (date(2023, 2, 1), EVIL_STREET)
    told = about(asked).iloc[0]
    assert (told["月份"], told["数据"]) == ("2023年2月", "含演示数据")
    assert "<script>" not in about(asked).to_html(), "what stands in files is text"


def test_a_month_that_is_not_there_is_said(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHANGFENG_SITE", str(site))
    assert "2030年1月没有数据" in about(begin(month="2030-01")).iloc[0]["说明"]


def test_the_site_beside_the_notebooks_is_the_default(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").symlink_to(site)
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    monkeypatch.delenv("CHANGFENG_SITE", raising=False)
    assert begin().build.id == fixture_build.BUILD_ID


@pytest.mark.parametrize("is_there", [False, True])
def test_without_figures_one_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    site = tmp_path / "长沙"
    if is_there:
        fixture_build.make(site, empty=True)
    monkeypatch.setenv("CHANGFENG_SITE", str(site))
    with pytest.raises(NothingToRead) as told:
        begin()
    (sentence,) = told.value._render_traceback_()  # what Jupyter shows
    assert "长沙" in sentence
    assert "请先在项目目录运行 make run" in sentence
    assert str(tmp_path) not in sentence


def test_what_a_build_lacks_stops_a_notebook() -> None:
    need(True, "不应出现")
    with pytest.raises(NothingToRead, match="没有热线数据"):
        need(False, "没有热线数据")


def test_title_unit_and_source_leave_the_plot_its_height() -> None:
    figure = go.Figure(layout={"height": 300, "margin": {"t": 12}})
    before = 300 - 12 - 34  # the template's lower margin
    drawn = noted(figure, "上升<b>", unit="人", source="台账(6月.xlsx)").layout
    assert drawn.height - drawn.margin.t - drawn.margin.b == before
    assert drawn.title.text == "<b>上升&lt;b&gt;</b>", "what comes from files is no tag"
    assert drawn.title.subtitle.text == "人"
    assert [note.text for note in drawn.annotations] == ["来源:台账(6月.xlsx)"]


def test_a_legend_at_the_upper_edge_gives_way_to_the_title() -> None:
    curve = kaplan_meier(flows_of([Spell(0, day, True) for day in range(1, 40)]))
    drawn = noted(survival_chart([Line("甲", curve), Line("乙", curve)]), "题", unit="%", source="台账").layout
    assert (drawn.legend.yref, drawn.legend.yanchor) == ("paper", "bottom")


def test_findings_are_a_list_of_text() -> None:
    assert findings("完成54.7%。", "", "<b>某街道</b>慢。")._repr_markdown_() == (
        "- 完成54.7%。\n- &lt;b&gt;某街道&lt;/b&gt;慢。"
    )
