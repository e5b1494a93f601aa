"""A page that fails says so with a number that stands in the log, and nothing of the values; the others go on."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from dash import Input, Output, dcc, html
from dash.development.base_component import Component

from dashboard.address.view import View
from dashboard.app import Changfeng, create_app
from tests.dashboard import fixture_build

IDENTITY = "43010319900101001X"  # stands in the error's text: must not stand in log or answer


def broken(_view: View) -> Component:
    raise ValueError(f"no such value: {IDENTITY}")


def unknown(_view: View) -> Component:
    return html.Div(dcc.Dropdown())  # the first paint refuses what it does not know


@pytest.fixture
def app(tmp_path: Path) -> Changfeng:
    app = create_app(fixture_build.make(tmp_path, build_id="20230703-0912-faults"))
    pages = app.shell._pages
    app.shell._pages = {**pages, "/broken": replace(pages["/"], layout=broken)}
    return app


def log_of(app: Changfeng) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in (app.shell._site / "logs").glob("*.log"))


def test_a_page_that_fails_gives_a_number_that_is_in_the_log(app: Changfeng) -> None:
    answer = app.server.test_client().get("/broken?month=2023-03&kpi=subsidy")
    said = answer.get_data(as_text=True)
    number = re.search(r"故障号 (\d{6})", said)
    assert answer.status_code == 500
    assert number
    assert "选择月份" in said  # head and navigation stand
    log = log_of(app)
    assert f" {number[1]} 画页面 /broken builtins.ValueError\n" in log
    assert "test_faults.py" in log
    assert IDENTITY not in log + said


def test_the_same_fault_has_the_same_number_and_is_not_kept(app: Changfeng) -> None:
    client = app.server.test_client()
    numbers = {re.search(r"故障号 (\d+)", client.get("/broken").get_data(as_text=True))[1] for _ in range(2)}  # type: ignore[index]
    assert len(numbers) == 1
    app.shell._pages["/broken"] = app.shell._pages["/"]
    assert client.get("/broken").status_code == 200


def test_what_cannot_be_written_as_html_is_a_fault_too(app: Changfeng) -> None:
    app.shell._pages["/broken"] = replace(app.shell._pages["/"], layout=unknown)
    answer = app.server.test_client().get("/broken")
    assert answer.status_code == 500
    assert "builtins.TypeError" in log_of(app)


def test_the_other_pages_go_on(app: Changfeng) -> None:
    client = app.server.test_client()
    client.get("/broken")
    answer = client.get("/")
    assert answer.status_code == 200
    assert "故障号" not in answer.get_data(as_text=True)


def test_a_callback_that_fails_says_so_above_the_page(app: Changfeng) -> None:
    @app.callback(Output("out", "children"), Input("in", "value"))
    def fail(value: str) -> str:
        raise ValueError(value)

    app._setup_server()
    answer = app.server.test_client().post(
        "/_dash-update-component",
        json={
            "output": "out.children",
            "outputs": {"id": "out", "property": "children"},
            "inputs": [{"id": "in", "property": "value", "value": IDENTITY}],
            "changedPropIds": ["in.value"],
        },
    )
    said = answer.get_json()
    number = re.search(r"故障号 (\d{6})", said["sideUpdate"]["fault"]["children"])
    assert answer.status_code == 200
    assert number
    assert number[1] in log_of(app)
    assert IDENTITY not in log_of(app) + answer.get_data(as_text=True)
