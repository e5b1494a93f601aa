"""What goes over the wire: compressed, files kept where their address changes with them, figures never kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app

FIRST_LOAD = 2_500_000  # bytes


@pytest.fixture(scope="module")
def client(site: Path) -> FlaskClient:
    return create_app(site).server.test_client()


@pytest.mark.parametrize("encoding", ["gzip, deflate, br, zstd", "gzip, deflate"])  # as browsers ask: https, http
def test_the_first_load_is_small(client: FlaskClient, encoding: str) -> None:
    page = client.get("/")
    addresses = set(
        re.findall(r'(?:src|href)="(/(?:_dash-component-suites|assets)/[^"]+)"', page.get_data(as_text=True))
    )
    assert any("plotly" in address for address in addresses)
    total = 0
    for address in ["/", *addresses, "/_dash-layout", "/_dash-dependencies"]:
        answer = client.get(address.replace("&amp;", "&"), headers={"Accept-Encoding": encoding})
        assert answer.status_code == 200
        assert "Content-Encoding" in answer.headers or len(answer.get_data()) < 500
        total += len(answer.get_data())
    assert 100_000 < total <= FIRST_LOAD


def test_files_with_a_fingerprint_are_kept_for_good(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    addresses = re.findall(r'"(/(?:_dash-component-suites|assets)/[^"]+)"', page)
    for address in addresses:
        kept = client.get(address).headers["Cache-Control"]
        assert "max-age=31536000" in kept, address


def test_figures_are_never_kept(client: FlaskClient) -> None:
    for address in ("/", "/build", "/readyz", "/_dash-layout"):
        assert client.get(address).headers["Cache-Control"] == "no-cache"


def test_a_file_without_a_fingerprint_is_asked_for_anew(client: FlaskClient) -> None:
    assert client.get("/assets/00_base.css").headers["Cache-Control"] == "no-cache"
