"""The trend's title is true in every case, and its pace runs to December."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from dash import dcc

from dashboard.address.view import resolve
from dashboard.app import create_app
from dashboard.components.kpi.trend_panel import finding
from dashboard.readings.figures import past
from etl.store import Build, open_current
from tests.dashboard import fixture_build
from tests.dashboard.trees import nodes

JUNE, DECEMBER = date(2023, 6, 1), date(2023, 12, 1)

CASES = [
    (JUNE, "slow", "0.402", "0.455", "0.89", "截至6月完成40.2%,落后序时进度5.3个百分点,预计全年完成89%"),
    (JUNE, "on_pace", "0.547", "0.523", "1.05", "截至6月完成54.7%,超序时进度2.4个百分点,预计全年完成105%"),
    (JUNE, "on_pace", "0.5", "0.5", None, "截至6月完成50.0%,与序时进度持平"),
    (JUNE, "behind", "0.5", "0.51", "0.9965", "截至6月完成50.0%,落后序时进度1.0个百分点,预计全年完成99.7%"),
    (JUNE, "done", "1.05", "0.5", "2.1", "截至6月完成105.0%,已完成全年目标"),
    (JUNE, "slow", "-0.03", "0.5", "0", "截至6月完成−3.0%,落后序时进度53.0个百分点,预计全年完成0%"),
    (DECEMBER, "done", "1.018", "1", None, "全年完成101.8%,超全年目标1.8个百分点"),
    (DECEMBER, "behind", "0.99999", "1", "1", "全年完成99.999%,距全年目标差0.001个百分点"),
    (DECEMBER, "done", "1", "1", None, "全年完成100.0%,正好完成全年目标"),
]


@pytest.mark.parametrize(("month", "status", "completion", "pace", "landing", "title"), CASES)
def test_title(
    build: Build, month: date, status: str, completion: str, pace: str, landing: str | None, title: str
) -> None:
    view = replace(resolve(build, "/", {}), month=month)
    row = build.values(areas=[build.meta.district], since=build.months[-1], until=build.months[-1])[0]
    share, due = Decimal(completion), Decimal(pace)
    figures = replace(
        row,
        month=month,
        status=status,
        ytd=share * 1000,
        target=Decimal(1000),
        completion=share,
        pace=due,
        gap_pp=(share - due) * 100,
        forecast=None if landing is None else Decimal(landing) * 1000,
    )
    kpi = replace(build.kpis[0], name="甲", kind="flow", unit="人")
    assert finding(view, kpi, figures) == f"甲{title}"


def test_a_year_from_december_is_not_held_against_the_nations_from_january(tmp_path: Path) -> None:
    site = fixture_build.make(tmp_path)
    with duckdb.connect(next((site / "builds").glob("*/marts.duckdb"))) as con:
        con.execute("update kpi_value set area_code = '000000' where area_code = '430103002'")
        con.execute("update kpi_value set completion = 0.5 where area_code = '000000'")
    view = resolve(open_current(site), "/", {})
    kpi = next(kpi for kpi in view.build.kpis if kpi.kpi == "new_urban_jobs")
    assert past(view, kpi).reference
    assert past(view, replace(kpi, counting_window="december")).reference == {}


def test_title_of_a_month_without_a_figure(build: Build) -> None:
    view = resolve(build, "/", {})
    assert finding(view, replace(build.kpis[0], name="甲"), None) == "甲2023年6月没有上报数据"


def test_the_pace_runs_to_the_target_in_december(build: Build) -> None:
    app = create_app(build.path.parent.parent)
    tree = app.shell.draw("/", {"kpi": ["new_urban_jobs"]}).tree
    figure = next(node for node in nodes(tree) if isinstance(node, dcc.Graph)).figure
    pace = next(trace for trace in figure.data if trace.name == "序时进度")
    total = next(trace for trace in figure.data if trace.name == "累计")
    assert len(pace.y) == 12
    assert (pace.y[11], pace.customdata[11]) == (17000.0, "17,000人")
    assert pace.y[5] == pytest.approx(17000 * (0.5 + 0.046))
    assert [value is None for value in total.y] == [False] * 6 + [True] * 6


def test_a_street_without_a_target_has_no_pace_line(build: Build) -> None:
    app = create_app(build.path.parent.parent)
    query = {"kpi": ["new_urban_jobs"], "area": [fixture_build.STREETS[0][0]]}
    figure = next(node for node in nodes(app.shell.draw("/", query).tree) if isinstance(node, dcc.Graph)).figure
    assert "序时进度" not in [trace.name for trace in figure.data]
