"""``/_page/<address>``: a page for a document that is open already, as JSON: title, HTML, the figures of its charts.

The browser keeps what it gets and asks again with its mark each time: while neither build nor printed briefings nor the
program have changed, the answer is that nothing has, and nothing is drawn.
"""

from __future__ import annotations

import json
import secrets

import flask

from dashboard.delivery.shell import Shell

PREFIX = "/_page"


def add_page_answers(server: flask.Flask, shell: Shell) -> None:
    """Add the address to a server; the mark changes with each start, for the program may have changed."""
    started = secrets.token_hex(4)
    server.add_url_rule(f"{PREFIX}/", "page", lambda: _answer(shell, started, "/"))
    server.add_url_rule(f"{PREFIX}/<path:path>", "page_at", lambda path: _answer(shell, started, f"/{path}"))


def _answer(shell: Shell, started: str, path: str) -> flask.Response:
    build_id = shell.build_id
    mark = f"{shell.mark}-{started}"
    is_known = path in shell.paths
    if build_id and is_known and flask.request.if_none_match.contains_weak(mark):
        return _kept_anew(flask.Response(status=304), mark)
    found, query = shell.found(path, flask.request.args.to_dict(flat=False))
    answer = shell.answer(found, query)
    head = json.dumps({"title": shell.title(found), "html": answer.html}, ensure_ascii=False)
    response = flask.Response(f'{head[:-1]},"charts":{answer.figures}}}', mimetype="application/json")
    response.status_code = 500 if answer.is_fault else 200 if is_known else 404
    if response.status_code == 200 and f'data-build="{build_id}"' in answer.html:
        return _kept_anew(response, mark)
    response.headers["Cache-Control"] = "no-store"
    return response


def _kept_anew(response: flask.Response, mark: str) -> flask.Response:
    response.set_etag(mark, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response
