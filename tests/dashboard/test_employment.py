"""The page of employment on facts that can be counted by hand."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest

from dashboard.app import Changfeng, create_app
from etl.publishing.row_sets import write_row_sets
from etl.sources.model import discover
from tests.dashboard import fixture_build
from tests.dashboard.fixture_rows import SOURCES
from tests.dashboard.trees import nodes, text


@pytest.fixture(scope="module")
def app(site: Path) -> Changfeng:
    return create_app(site)


def panel(app: Changfeng, element_id: str, **query: str) -> str:
    tree = app.shell.draw("/employment", {key: [value] for key, value in query.items()}).tree
    return text(next(node for node in nodes(tree) if getattr(node, "id", None) == element_id))


def test_streets_industries_groups_forms_and_employers_stand_on_the_page(app: Changfeng) -> None:
    assert "街道中坡子街最多,7人,占77.8%" in panel(app, "streets")
    assert "行业中批发和零售业最多,5人" in panel(app, "industry")
    assert "人员类别中高校毕业生最多,5人" in panel(app, "person_group")
    assert "就业形式中单位就业最多,8人" in panel(app, "employment_form")
    assert "长沙示例甲商贸有限公司" in panel(app, "employers")


def test_the_sentence_names_the_trade_that_changed_most(tmp_path: Path, app: Changfeng) -> None:
    """Only once every month of both years has come: April is missing in the invented build."""
    assert "同比增加最多" not in panel(app, "state")
    site = fixture_build.make(tmp_path)
    with duckdb.connect(next((site / "builds").glob("*/marts.duckdb"))) as con:
        con.execute("insert into filing values ('hiring', ?, 1, 1800, 0)", [fixture_build.APRIL])
    assert "行业中批发和零售业同比增加最多(2人)" in panel(create_app(site), "state")


def test_an_employer_leads_to_the_rows_behind_its_number(tmp_path: Path) -> None:
    site = fixture_build.make(tmp_path)
    hiring = next(source for source in discover((SOURCES,)) if source.id == "hiring")
    with duckdb.connect(next((site / "builds").glob("*/marts.duckdb"))) as con:
        write_row_sets(con, [hiring])
    tree = create_app(site).shell.draw("/employment", {"industry": ["批发和零售业"]}).tree
    links = {str(node.children): node.href for node in nodes(tree) if getattr(node, "href", "").startswith("/rows")}
    query = parse_qs(urlsplit(links["长沙示例甲商贸有限公司"]).query)
    assert query["employer"] == ["长沙示例甲商贸有限公司"]
    assert (query["set"], query["industry"], query["span"]) == (["hiring.hired"], ["批发和零售业"], ["year"])


def test_a_filter_narrows_the_other_splits_and_not_its_own(app: Changfeng) -> None:
    chosen = {"person_group": "农民工"}
    assert "行业中建筑业最多,3人,占100.0%" in panel(app, "industry", **chosen)
    assert "高校毕业生" in panel(app, "person_group", **chosen)
    assert "筛选只作用于下方各图" in text(app.shell.draw("/employment", {"person_group": ["农民工"]}).tree)


def test_a_filter_that_nobody_has_says_so_and_shows_all(app: Changfeng) -> None:
    said = text(app.shell.draw("/employment", {"industry": ["采矿业"]}).tree)
    assert "行业中没有“采矿业”,现显示全部行业。" in said
    assert "5人,占55.6%" in said


def test_names_from_files_stay_text(app: Changfeng) -> None:
    html = app.shell.draw("/employment", {}).html
    assert "<b>长沙示例乙" not in html
    assert "&lt;b&gt;长沙示例乙建筑有限公司" in html


@pytest.mark.parametrize("area", [fixture_build.EMPTY_STREET, "430103999"])
def test_an_area_without_rows_says_so(app: Changfeng, area: str) -> None:
    assert text(app.shell.draw("/employment", {"area": [area], "month": ["2022-03"]}).tree)
