"""Addresses for programs: whether the process lives, whether it can show figures, which build is published."""

from __future__ import annotations

import duckdb
import flask

from dashboard.delivery.shell import Shell
from etl.store import NoBuild


def add_health(server: flask.Flask, shell: Shell) -> None:
    """Add ``/healthz``, ``/readyz`` and ``/build``."""
    server.add_url_rule("/healthz", "healthz", lambda: {"status": "ok"})
    server.add_url_rule("/readyz", "readyz", lambda: _ready(shell))
    server.add_url_rule("/build", "build", lambda: {"build": shell.build_id})


def _ready(shell: Shell) -> tuple[dict[str, str | None], int]:
    """200 once a build opens and its figures can be read, else 503."""
    try:
        build = shell.open()
        months = build.values(areas=[build.meta.district], since=build.months[-1], until=build.months[-1])
    except (NoBuild, IndexError, OSError, duckdb.Error):
        return {"status": "not ready", "build": None}, 503
    return {"status": "ready" if months else "empty", "build": build.id}, 200 if months else 503
