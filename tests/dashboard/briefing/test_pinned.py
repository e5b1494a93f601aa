"""A server that is pinned to one build shows that one, whatever is published meanwhile."""

from __future__ import annotations

from pathlib import Path

from dashboard.app import create_app
from tests.dashboard import fixture_build


def test_a_pinned_server_stays_with_its_build(tmp_path: Path) -> None:
    fixture_build.make(tmp_path, build_id="20230703-0912-1")
    pinned, free = create_app(tmp_path, "20230703-0912-1"), create_app(tmp_path)
    fixture_build.make(tmp_path, build_id="20230703-0912-2")
    assert (tmp_path / "builds" / "CURRENT").read_text(encoding="utf-8").strip() == "20230703-0912-2"
    for app, build_id in ((pinned, "20230703-0912-1"), (free, "20230703-0912-2")):
        client = app.server.test_client()
        assert f'data-build="{build_id}"' in client.get("/").get_data(as_text=True)
        assert client.get("/build").get_json() == {"build": build_id}
        assert client.get("/readyz").get_json()["build"] == build_id
