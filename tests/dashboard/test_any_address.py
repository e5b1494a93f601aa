"""Whatever stands in an address, a page is drawn: nearest figures and a sentence, never a fault."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dashboard.address.filters import FILTERS
from dashboard.address.view import resolve
from dashboard.app import Changfeng, create_app
from dashboard.delivery.shell import NOT_FOUND
from etl.store import Build, open_current
from tests.dashboard import fixture_build
from tests.dashboard.trees import text

PATHS = sorted(create_app(Path("nowhere")).shell.paths - {NOT_FOUND})
KNOWN = ["2023-06", "2022-01", "430103002", "430103999", "430103", "hotline_satisfaction_rate", "wall", "/,/nope", "5"]
VALUES = st.one_of(st.sampled_from(KNOWN), st.text(max_size=30), st.text("0123456789-W", max_size=12))
QUERIES = st.dictionaries(
    st.one_of(st.sampled_from(["month", "area", "kpi", "view", "pages", "every", "set", "span", "page", *FILTERS])),
    st.lists(VALUES, max_size=3),
    max_size=5,
)


@pytest.fixture(scope="module")
def app(site: Path) -> Changfeng:
    return create_app(site)


@given(path=st.sampled_from(PATHS), query=QUERIES)
@example(path="/", query={"month": ["0001-01"], "area": ["\x00\x1b[31m\u202e"]})
@example(path="/", query={"kpi": ["\ud800"], "month": ["９" * 5000]})
@example(path="/", query={"view": ["wall"], "pages": [",,/nope,/,/"], "every": ["0"]})
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_query_draws_the_page(app: Changfeng, path: str, query: dict[str, list[str]]) -> None:
    answer = app.shell.answer(path, query)
    assert not answer.is_fault
    assert "<h1" in answer.html
    answer.html.encode("utf-8")
    answer.figures.encode("utf-8")


def test_a_wrong_value_is_repeated_without_what_cannot_be_seen(build: Build) -> None:
    view = resolve(build, "/", {"area": ["43\u202e0\x001" + "x" * 500], "kpi": ["a", "b\n"]})
    assert view.notices == (
        f"没有代码为“4301{'x' * 16}”的街道,现显示天心区全区。",
        "没有名为“b”的指标。",
        "地址中指标写了多次,按最后一个显示。",
    )


def test_the_last_of_repeated_values_holds(build: Build) -> None:
    view = resolve(build, "/", {"month": ["2022-02", "2023-03"]})
    assert (view.month.year, view.month.month) == (2023, 3)
    assert view.link() == "/?month=2023-03"
    assert view.notices == ("地址中月份写了多次,按最后一个显示。",)


def test_the_same_value_twice_is_no_contradiction(build: Build) -> None:
    assert resolve(build, "/", {"month": ["2023-03", "2023-03"]}).notices == ()


def test_a_view_that_there_is_not_is_told(build: Build) -> None:
    assert resolve(build, "/", {"view": ["wand"]}).notices == ("没有名为“wand”的显示方式,现按平常显示。",)
    assert resolve(build, "/", {"view": ["wall"]}).notices == ()


def test_a_kpi_of_another_page_is_named_with_the_way_there(app: Changfeng) -> None:
    query = {"kpi": ["hotline_satisfaction_rate"], "month": ["2023-03"]}
    said = app.shell.draw("/employment", query)
    assert "“12345满意率”不在本页,见12345热线。" in text(said.tree)
    assert 'href="/hotline?month=2023-03&amp;kpi=hotline_satisfaction_rate#trend"' in said.html
    for path in ("/hotline", "/", "/quality"):
        assert "不在本页" not in text(app.shell.draw(path, query).tree), path


@pytest.fixture
def merged(tmp_path: Path) -> Build:
    """裕南街 ends in March 2023, and its records count for 坡子街 from then on."""
    site = fixture_build.make(tmp_path, build_id="20230703-0912-merged")
    with duckdb.connect(site / "builds" / "20230703-0912-merged" / "marts.duckdb") as con:
        con.execute("update area set valid_to = '2023-03-31', successor = '430103002' where area_code = '430103004'")
    return open_current(site)


def test_a_street_that_has_ended_shows_its_successor(merged: Build) -> None:
    view = resolve(merged, "/", {"area": ["430103004"], "month": ["2023-06"]})
    assert view.area.area_code == "430103002"
    assert view.notices == ("裕南街街道已于2023年3月并入坡子街街道,现显示坡子街街道。",)
    assert view.link() == "/?month=2023-06&area=430103002"


def test_a_street_is_itself_in_the_months_it_had(merged: Build) -> None:
    view = resolve(merged, "/", {"area": ["430103004"], "month": ["2023-03"]})
    assert (view.area.area_code, view.notices) == ("430103004", ())


def test_a_street_that_has_ended_is_no_line_of_dashes(merged: Build) -> None:
    def codes(month: str) -> list[str]:
        return [street.area_code for street in resolve(merged, "/streets", {"month": [month]}).streets]

    assert "430103004" in codes("2023-03")
    assert "430103004" not in codes("2023-04")
    assert len(codes("2023-03")) == len(codes("2023-04")) + 1
    shell = create_app(merged.site).shell
    said = text(shell.draw("/streets", {"month": ["2023-06"]}).tree)
    assert "裕南街街道2023年3月并入坡子街街道,并入前的数只在全区数中" in said
    assert "并入" not in text(shell.draw("/streets", {"month": ["2023-03"]}).tree)


def test_notices_stand_on_the_page(app: Changfeng) -> None:
    assert "2099年1月没有数据,现显示最近的2023年6月。" in text(app.shell.draw("/", {"month": ["2099-01"]}).tree)
