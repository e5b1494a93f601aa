"""The server as a district starts it, and a browser page that keeps what it complained about and whom it asked."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {1920: 1080, 1366: 768, 390: 844}
BROWSER_MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]


@contextmanager
def serving(site: Path, *options: str) -> Iterator[str]:
    """The address of a server of this site; it must end without a fault."""
    command = [sys.executable, "-m", "dashboard", "serve", "--site", str(site), "--port", "0", *options]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    ) as server:
        try:
            assert server.stdout is not None
            line = next(line for line in server.stdout if "看板已就绪" in line)
            yield line.strip().partition(":")[2]
        finally:
            server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=20) == 0


class Watched:
    """A page that keeps what it complained about and whom it asked."""

    def __init__(self, browser: Any, width: int, **options: Any) -> None:
        self.page = browser.new_page(viewport={"width": width, "height": WIDTHS[width]}, **options)
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.page.wait_for_selector("html[data-ready=true]", timeout=30_000)

    def cut_off(self, address: str) -> None:
        """Every other address is out of reach, as on a network without a way out."""
        self.page.route(lambda url: not url.startswith((address, "data:", "blob:")), lambda route: route.abort())
