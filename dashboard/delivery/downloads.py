"""``/download/rows.csv`` and ``.xlsx``: all rows that an address of the page of rows names, sent as they are read."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import flask

from dashboard.address.view import ROWS, NoFigures, resolve
from dashboard.cells import exact
from dashboard.components.data_table import csv_text
from dashboard.components.rows.wording import when
from dashboard.delivery.shell import Shell
from dashboard.delivery.xlsx import MOST_ROWS, workbook
from dashboard.readings.detail import Detail, detail
from etl.store import NoBuild, open_build

ALL = 2**62
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def add_downloads(server: flask.Flask, shell: Shell) -> None:
    """The routes of one site."""

    @server.get("/download/rows.<kind>")
    def rows(kind: str) -> flask.Response:
        if kind not in TYPES:
            return _nothing("没有这种文件格式。")
        query = flask.request.args.to_dict(flat=False)
        try:
            build = open_build(shell.site, query["build"][0]) if "build" in query else shell.open()
            found = detail(resolve(build, ROWS, query))
        except (NoBuild, NoFigures) as nothing:
            return _nothing(str(nothing))
        if found is None:
            return _nothing("没有这项明细。")
        pieces = _csv(found) if kind == "csv" else _xlsx(found)
        response = flask.Response(pieces, content_type=TYPES[kind])
        name = quote(f"{file_stem(found)}.{kind}")  # RFC 5987: a header holds no Chinese
        response.headers["Content-Disposition"] = f"attachment; filename=rows.{kind}; filename*=UTF-8''{name}"
        response.headers["Cache-Control"] = "no-store"
        return response


def file_stem(found: Detail) -> str:
    """``满意工单_天心区_2023年1至6月``, without signs that a file name may not hold."""
    stem = "_".join([found.row_set.title, found.view.area.short_name, when(found)])
    return "".join(sign for sign in stem if sign.isalnum() or sign in "_-()")


def _csv(found: Detail) -> Iterator[str]:
    """A BOM, so that Excel takes it for UTF-8, the head, and every row; text that would run is marked as text."""
    yield "\ufeff" + csv_text([[column.title for column in found.rows.columns]])
    for rows in found.rows.all(ALL):
        yield csv_text([[exact(value) for value in row] for row in rows])


def _xlsx(found: Detail) -> Iterator[bytes]:
    return workbook([column.title for column in found.rows.columns], found.rows.all(MOST_ROWS))


def _nothing(message: str) -> flask.Response:
    return flask.Response(message, status=404, content_type="text/plain; charset=utf-8")
