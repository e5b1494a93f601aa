"""The dashboard of a site as a child process, for the benchmarks that ask it for pages."""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.measuring import ROOT


@contextmanager
def dashboard(site: Path, *options: str) -> Iterator[tuple[str, int]]:
    """The address of a server that has answered, and its process id."""
    command = [sys.executable, "-m", "dashboard", "serve", "--site", str(site), "--port", "0", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            ready = next((line for line in server.stdout if "http://" in line), "")
            address = "http://" + ready.strip().partition("http://")[2]
            answering(f"{address}/healthz")
            yield address, server.pid
        finally:
            server.terminate()


def answering(address: str) -> str:
    """The address, once a page has come from it: the worker starts after the socket is open."""
    try:
        with urllib.request.urlopen(address, timeout=30) as response:  # noqa: S310  (our own server)
            response.read()
    except urllib.error.URLError as error:
        raise RuntimeError(f"no page at {address!r}: {error}") from error
    return address
