"""The dashboard on a free port of this machine's own address, for as long as its pages are captured.

It runs in threads of this process: it ends with it, however that ends.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import flask
from werkzeug.serving import WSGIRequestHandler, make_server

HOST = "127.0.0.1"
POLL_SECONDS = 0.05


class _Silent(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """No line for each request."""


@contextmanager
def served(server: flask.Flask) -> Iterator[str]:
    """The address; a query that still runs at the end does not hold it up."""
    httpd = make_server(HOST, 0, server, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=httpd.serve_forever, args=(POLL_SECONDS,), daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{httpd.port}"
    finally:
        httpd.shutdown()
        thread.join()
        httpd.socket.close()
