"""A page for a document that is open already: that of the first response, and nothing where nothing has changed."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import plotly.graph_objects as go
import pytest
from dash import dcc, html
from flask.testing import FlaskClient

from dashboard.app import Changfeng, create_app
from dashboard.delivery.drawn_figures import figures_json
from dashboard.delivery.index import Content, document
from tests.dashboard import fixture_build
from tests.dashboard.test_faults import broken
from tests.dashboard.trees import nodes

EVIL = "</script><script>alert(1)</script><!--"


@pytest.fixture(scope="module")
def app(site: Path) -> Changfeng:
    return create_app(site)


@pytest.fixture(scope="module")
def client(app: Changfeng) -> FlaskClient:
    return app.server.test_client()


@pytest.mark.parametrize("address", ["/", "/employment?month=2023-03&area=430103002"])
def test_it_is_the_page_of_the_first_response(client: FlaskClient, address: str) -> None:
    first = client.get(address).get_data(as_text=True)
    sent = client.get(f"/_page{address}").get_json()
    assert f'<div id="page">{sent["html"]}</div>' in first
    assert f"<title>{sent['title']}</title>" in first
    data = re.search(r'<script type="application/json" id="figures">(.*?)</script>', first)
    assert data
    assert json.loads(data[1]) == sent["charts"]


def test_each_chart_has_its_figure_and_its_place(app: Changfeng, client: FlaskClient) -> None:
    for path in sorted(app.shell.paths - app.shell.with_callbacks):
        sent = client.get(f"/_page{path}").get_json()
        drawn = [node.id for node in nodes(app.shell.draw(path, {}).tree) if isinstance(node, dcc.Graph)]
        assert list(sent["charts"]["figures"]) == drawn
        assert all(sent["html"].count(f'id="{element_id}"') == 1 for element_id in drawn)
        assert sent["charts"]["config"]["plotlyServerURL"] == ""


def test_while_nothing_has_changed_nothing_is_sent(tmp_path: Path) -> None:
    site = fixture_build.make(tmp_path, build_id="20230703-0912-mark")
    client = create_app(site).server.test_client()
    first = client.get("/_page/?month=2023-03", headers={"Accept-Encoding": "gzip"})
    mark = {"If-None-Match": first.headers["ETag"]}
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get("/_page/?month=2023-03", headers=mark)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    restarted = create_app(site).server.test_client()
    assert restarted.get("/_page/?month=2023-03", headers=mark).status_code == 200
    fixture_build.make(site, build_id="20230703-1012-mark")
    after = client.get("/_page/?month=2023-03", headers=mark)
    assert after.status_code == 200
    assert "20230703-1012-mark" in after.get_json()["html"]


def test_a_printed_briefing_is_told_by_the_next_page(tmp_path: Path) -> None:
    site = fixture_build.make(tmp_path)
    client = create_app(site).server.test_client()
    mark = client.get("/_page/quality").headers["ETag"]
    (site / "briefs" / "briefed").mkdir(parents=True)
    after = client.get("/_page/quality", headers={"If-None-Match": mark})
    assert after.status_code == 200
    assert after.headers["ETag"] != mark


def test_what_is_not_there_or_fails_is_a_page_that_says_so_and_is_never_kept(site: Path) -> None:
    app = create_app(site)
    app.shell._pages = {**app.shell._pages, "/broken": replace(app.shell._pages["/"], layout=broken)}
    client = app.server.test_client()
    for address, status, said in (("/_page/nope", 404, "没有这个页面"), ("/_page/broken", 500, "故障号")):
        answer = client.get(address)
        assert (answer.status_code, said in answer.get_json()["html"]) == (status, True)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers


def test_text_of_a_figure_never_ends_the_element_that_it_stands_in() -> None:
    tree = html.Div(dcc.Graph(id="one", figure=go.Figure(layout={"title": {"text": EVIL}})))
    content = Content("标题", "<p>页</p>", figures_json(tree), has_callbacks=False)
    written = document(content, "/plotly.js", {"css": "", "scripts": ""}, [])
    data = re.search(r'id="figures">(.*?)</script>', written)
    assert data
    assert "<" not in data[1]
    assert json.loads(data[1])["figures"]["one"]["layout"]["title"]["text"] == EVIL


def test_a_chart_without_an_id_of_its_own_is_an_error() -> None:
    with pytest.raises(ValueError, match="id of its own"):
        figures_json(html.Div(dcc.Graph(figure=go.Figure())))
    with pytest.raises(ValueError, match="id of its own"):
        figures_json([dcc.Graph(id="one", figure=go.Figure()), dcc.Graph(id="one", figure=go.Figure())])


def test_only_pages_with_callbacks_load_dash_and_no_other_holds_what_needs_it(app: Changfeng) -> None:
    client = app.server.test_client()
    assert app.shell.with_callbacks == {"/rows"}
    for path in sorted(app.shell.paths - app.shell.with_callbacks):
        assert "/_dash-component-suites/" not in client.get(path).get_data(as_text=True)
        kinds = {(node._namespace, node._type) for node in nodes(app.shell.draw(path, {}).tree)}
        assert {kind for kind in kinds if kind[0] not in ("dash_html_components", "dash_svg")} <= {
            ("dash_core_components", "Link"),
            ("dash_core_components", "Graph"),
        }
    assert "/_dash-component-suites/" in client.get("/rows").get_data(as_text=True)
