"""Every KPI has its entry, with all targets of all years; text from files stays text."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from dash import html

from dashboard.app import Changfeng, create_app
from dashboard.window import counted_span
from etl.store import Build
from tests.dashboard import fixture_build
from tests.dashboard.trees import nodes, text


@pytest.fixture(scope="module")
def app(site: Path) -> Changfeng:
    return create_app(site)


def entry(app: Changfeng, kpi: str) -> html.Article:
    tree = app.shell.draw("/definitions", {}).tree
    return next(node for node in nodes(tree) if getattr(node, "id", None) == f"def-{kpi}")


def test_each_kpi_has_an_entry_and_a_way_to_it(app: Changfeng) -> None:
    html = app.shell.draw("/definitions", {}).html
    for kpi, *_ in fixture_build.KPIS:
        assert f'id="def-{kpi}"' in html
        assert f"#def-{kpi}" in html
    assert "<script>alert(2)" not in html


def test_the_sentence_counts_kpis_with_targets(app: Changfeng) -> None:
    with_target = sum(1 for *_, target in fixture_build.KPIS if target is not None)
    said = text(app.shell.draw("/definitions", {}).tree)
    assert f"共{len(fixture_build.KPIS)}项指标,天心区设有年度目标的{with_target}项,口径没有变更。" in said


def test_an_entry_says_what_kind_of_number_it_is(app: Changfeng) -> None:
    said = text(entry(app, "registered_unemployment_rate"))
    assert "比率,分子分母分别累计后相除;越低越好" in said
    assert "不高于4.50%" in said
    assert "序时" not in said  # a rate is held against the target itself
    assert "没有年度目标。" in text(entry(app, "net_change"))


def test_a_figure_of_the_year_so_far_is_not_told_as_the_months(app: Changfeng) -> None:
    assert re.search(r"2023年1至6月 [0-9,]+人", text(entry(app, "new_urban_jobs")))


@pytest.mark.parametrize(("kind", "window", "told"), [
    ("flow", "calendar", "2023年1至6月"),
    ("ratio", "december", "2022年12月至2023年6月"),
    ("level", "calendar", "2023年6月末"),
])  # fmt: skip
def test_the_months_that_a_figure_stands_for(build: Build, kind: str, window: str, told: str) -> None:
    kpi = replace(build.kpis[0], kind=kind, counting_window=window)
    assert counted_span(kpi, date(2023, 6, 1)) == told


def test_targets_of_all_years_and_revisions_stand_with_their_documents(tmp_path: Path) -> None:
    site = fixture_build.make(tmp_path)
    with duckdb.connect(site / "builds" / fixture_build.BUILD_ID / "marts.duckdb") as con:
        con.execute(
            "insert into target values ('new_urban_jobs', '430103', 2022, '市下达', 16000, '以上', '某文〔2022〕1号', "
            "date '2022-03-01', false, true)"
        )
        con.execute("insert into kpi_revision values ('new_urban_jobs', date '2022-01-01', '不再含补登记', '就业科')")
    said = text(entry(create_app(site), "new_urban_jobs"))
    assert "2022年16,000人以上市下达(计分)某文〔2022〕1号2022年3月1日" in said
    assert said.index("2023年") < said.index("2022年16,000人")
    assert "2022年1月1日:不再含补登记(就业科)" in said
