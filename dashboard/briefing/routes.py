"""``/briefing/…``: what the page of briefings asks for: start one, how it goes, the files of those that are finished.

A briefing is never made within a request. Only a page of this very server may start one; only files that a manifest
names are sent.
"""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import flask

from dashboard.briefing.composing import Request
from dashboard.briefing.content import EDITIONS
from dashboard.briefing.finished import find, finished
from dashboard.briefing.running import look, start
from etl.store import NoBuild, open_current

IN_MEMORY = 8_000_000  # bytes of an archive; a larger one is a file while it is sent
STORED = (".png", ".docx", ".pptx", ".xlsx", ".pdf")  # packed already


def add_briefing(server: flask.Flask, site: Path) -> None:
    """Add the routes of one site."""

    @server.get("/briefing/state")
    def briefing_state() -> flask.Response:
        running = look(site)
        told = {"running": running.is_running, "asked": running.asked, "lines": running.lines}
        answer = flask.jsonify(told | {"briefings": [one.summary for one in finished(site)]})
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @server.post("/briefing/make")
    def briefing_make() -> tuple[dict[str, str], int]:
        if not _is_from_here():
            return {"told": "只能从本看板的页面生成简报。"}, 403
        request = _request(site, flask.request.get_json(silent=True))
        if isinstance(request, str):
            return {"told": request}, 400
        if not start(site, request):
            return {"told": "另一份简报正在生成,请等它结束。"}, 409
        return {"told": "已开始生成。"}, 202

    @server.get("/briefing/files/<folder>/<path:name>")
    def briefing_file(folder: str, name: str) -> flask.Response:
        found = find(site, folder)
        path = found.file(name) if found else None
        if path is None:
            return _nothing()
        return _sent(path, f"{folder}_{path.name}")

    @server.get("/briefing/zip/<folder>")
    def briefing_zip(folder: str) -> flask.Response:
        found = find(site, folder)
        if found is None:
            return _nothing()
        packed = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (closed by the answer that sends it)
        with zipfile.ZipFile(packed, "w") as archive:
            for path in found.files:
                way = zipfile.ZIP_STORED if path.suffix in STORED else zipfile.ZIP_DEFLATED
                archive.write(path, f"{folder}/{path.relative_to(found.folder).as_posix()}", way)
        packed.seek(0)
        return _sent(cast(Any, packed), f"{folder}.zip")


def _is_from_here() -> bool:
    """Whether a page of this server asks: browsers write the origin of a POST, and no script can forge it."""
    return urlsplit(flask.request.headers.get("Origin", "")).netloc == flask.request.host


def _request(site: Path, asked: object) -> Request | str:
    """A briefing of a month and area that there are; else a sentence."""
    if not isinstance(asked, dict):
        return "请求的格式不对。"
    month, area, edition = (str(asked.get(name, "")) for name in ("month", "area", "edition"))
    try:
        build = open_current(site)
    except NoBuild as nothing:
        return str(nothing)
    if month not in {f"{one:%Y-%m}" for one in build.months}:
        return "没有这个月的数据。"
    if area and area not in {one.area_code for one in build.areas}:
        return "没有这个地区。"
    if edition not in EDITIONS:
        return "没有这种版本。"
    return Request(build.id, month, area, (), edition)


def _sent(content: Path | Any, name: str) -> flask.Response:
    answer = flask.send_file(content, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _nothing() -> flask.Response:
    return flask.Response("没有这个文件。", status=404, content_type="text/plain; charset=utf-8")
