"""What every answer carries: the policy that keeps the browser on this machine, and how long it may be kept."""

from __future__ import annotations

import flask

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def with_policy(response: flask.Response) -> flask.Response:
    """The browser itself keeps the page from asking any other host, whatever a file may have smuggled in."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def with_age(response: flask.Response) -> flask.Response:
    """A file whose address changes with its content is kept for good; figures are asked for anew each time."""
    if flask.request.endpoint == "_dash_assets.static":
        if "m" in flask.request.args and response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif "Cache-Control" not in response.headers and not response.headers.get("ETag"):
        response.headers["Cache-Control"] = "no-cache"
    return response
