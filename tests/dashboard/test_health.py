"""Addresses for programs tell a living process from one that can show figures."""

from __future__ import annotations

from pathlib import Path

from dashboard.app import create_app
from tests.dashboard import fixture_build


def test_a_site_with_a_build_is_ready(site: Path) -> None:
    client = create_app(site).server.test_client()
    assert client.get("/healthz").status_code == 200
    assert (client.get("/readyz").status_code, client.get("/readyz").get_json()["status"]) == (200, "ready")
    assert client.get("/build").get_json() == {"build": fixture_build.BUILD_ID}


def test_without_a_build_the_process_lives_and_is_not_ready(tmp_path: Path) -> None:
    client = create_app(tmp_path).server.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    assert client.get("/build").get_json() == {"build": None}


def test_a_build_without_figures_is_not_ready(tmp_path: Path) -> None:
    site = fixture_build.make(tmp_path, build_id="20230703-0912-none", empty=True)
    assert create_app(site).server.test_client().get("/readyz").status_code == 503


def test_a_build_whose_file_is_broken_is_not_ready(tmp_path: Path) -> None:
    site = fixture_build.make(tmp_path, build_id="20230703-0912-broken")
    (site / "builds" / "20230703-0912-broken" / "marts.duckdb").write_bytes(b"not a database")
    assert create_app(site).server.test_client().get("/readyz").status_code == 503
