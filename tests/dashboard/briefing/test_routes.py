"""The addresses of the page of briefings: who may start one, one at a time, and which files are sent."""

from __future__ import annotations

import fcntl
import io
import json
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.briefing import manifest
from dashboard.briefing.running import JOB, look
from dashboard.briefs import BRIEFS
from tests.dashboard import fixture_build
from tests.dashboard.briefing.composed import content_of

HOME = {"Origin": "http://localhost"}
JUNE = {"month": "2023-06", "area": "", "edition": "internal"}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A site that the test may write into, with one briefing and files that no manifest names."""
    site = fixture_build.make(tmp_path / "site")
    folder = site / BRIEFS / "2023-05"
    (folder / "charts").mkdir(parents=True)
    (site / "secret.key").write_text("geheim", encoding="utf-8")
    (folder / "notes.txt").write_text("内部", encoding="utf-8")
    files = [folder / "简报.docx", folder / "charts" / "a.png"]
    for path in files:
        path.write_text(path.name, encoding="utf-8")
    content = content_of(site, "2023-05", pages=("/definitions",))
    failed = [manifest.Failed("图片", "浏览器没有启动。")]
    manifest.write(content, folder, files, failed, "python -m dashboard brief", datetime(2023, 6, 2, 9))
    (folder / "link.png").symlink_to(site / "secret.key")
    return site


@pytest.fixture
def client(own: Path) -> FlaskClient:
    return create_app(own).server.test_client()


def test_what_is_finished_is_listed_with_build_and_faults(client: FlaskClient) -> None:
    state = client.get("/briefing/state").get_json()
    assert (state["running"], state["lines"]) == (False, [])
    (one,) = state["briefings"]
    assert (one["folder"], one["build"], one["made_at"]) == ("2023-05", fixture_build.BUILD_ID, "2023-06-02 09:00")
    assert one["failed"] == ["图片:浏览器没有启动。"]
    assert [file["name"] for file in one["files"]] == ["charts/a.png", "简报.docx", "manifest.json"]


def test_a_file_of_a_briefing_is_sent_to_be_kept(client: FlaskClient) -> None:
    answer = client.get("/briefing/files/2023-05/charts/a.png")
    assert (answer.status_code, answer.text) == (200, "a.png")
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "path",
    [
        "files/2023-05/notes.txt",
        "files/2023-05/link.png",
        "files/2023-05/../../secret.key",
        "files/2023-05/%2e%2e/%2e%2e/secret.key",
        "files/2023-05//etc/passwd",
        "files/../builds/CURRENT",
        "files/.button/said.txt",
        "files/2023-04/简报.docx",
        "zip/..",
        "zip/.button",
        "zip/2023-04",
    ],
)
def test_nothing_else_is_sent(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/briefing/{path}")
    assert answer.status_code in (404, 308)
    assert "geheim" not in answer.text


def test_a_manifest_cannot_ask_for_other_files(own: Path, client: FlaskClient) -> None:
    path = own / BRIEFS / "2023-05" / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["files"] = [{"name": name} for name in ("../../secret.key", str(own / "secret.key"), "link.png")]
    path.write_text(json.dumps(told), encoding="utf-8")
    (one,) = client.get("/briefing/state").get_json()["briefings"]
    assert [file["name"] for file in one["files"]] == ["manifest.json"]


def test_all_files_in_one_archive(client: FlaskClient) -> None:
    answer = client.get("/briefing/zip/2023-05")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["2023-05/charts/a.png", "2023-05/简报.docx", "2023-05/manifest.json"]


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://elsewhere"}, {"Origin": "null"}])
def test_no_other_page_starts_one(own: Path, client: FlaskClient, headers: dict[str, str]) -> None:
    answer = client.post("/briefing/make", json=JUNE, headers=headers)
    assert answer.status_code == 403
    assert not (own / BRIEFS / JOB).exists()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (JUNE | {"month": "2031-01"}, "没有这个月的数据。"),
        (JUNE | {"month": "--out"}, "没有这个月的数据。"),
        (JUNE | {"area": "/etc"}, "没有这个地区。"),
        (JUNE | {"edition": "secret"}, "没有这种版本。"),
        ([], "请求的格式不对。"),
    ],
)
def test_only_what_there_is_may_be_asked_for(own: Path, client: FlaskClient, asked: object, told: str) -> None:
    answer = client.post("/briefing/make", json=asked, headers=HOME)
    assert (answer.status_code, answer.get_json()["told"]) == (400, told)
    assert not (own / BRIEFS / JOB).exists()


def test_the_button_makes_a_briefing_one_at_a_time(own: Path, client: FlaskClient) -> None:
    public = JUNE | {"edition": "public"}  # without pictures: those of the command are looked at in test_making
    assert client.post("/briefing/make", json=public, headers=HOME).status_code == 202
    assert client.post("/briefing/make", json=public, headers=HOME).status_code == 409
    assert client.get("/briefing/state").get_json()["running"]
    with (own / BRIEFS / JOB / "lock").open("a", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until the command has ended
    running = look(own)
    assert not running.is_running
    assert running.lines[0].startswith("内容:完成")
    assert str(own) not in "".join(running.lines)
    made = client.get("/briefing/state").get_json()["briefings"]
    assert [one["folder"] for one in made] == ["2023-06_public", "2023-05"]
