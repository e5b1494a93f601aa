"""One Chromium for a whole briefing: it asks this machine alone, no step of it outlasts its time, none is left behind.

A step that takes too long ends with the browser, which is started anew for the next: so nothing ever waits for good.
"""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import TracebackType

from playwright.sync_api import Browser, BrowserContext, CDPSession, Error, Page, Playwright, sync_playwright

from dashboard.briefing.faults import Fault
from dashboard.briefing.pictures.pixels import SCALE
from dashboard.briefing.timing import Stopped

NAMES = ("chromium", "chromium-browser")
ARGUMENTS = [
    "--headless",
    "--disable-gpu",  # the same pixels on every machine
    "--hide-scrollbars",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # no way to any other host
]
DRIVER_GONE = "Connection closed"  # what Playwright says in a plain Exception when its own process has ended


@dataclass(frozen=True)
class Limits:
    """Seconds that each step may take."""

    start: float = 30
    query: float = 30
    open: float = 30
    check: float = 20
    picture: float = 40
    paper: float = 40
    reread: float = 120


class Chromium:
    """A browser that is started when it is first needed, and again after it has died."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.pid: int | None = None
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._context: BrowserContext | None = None
        self._session: CDPSession | None = None
        self._unusable: Fault | None = None

    def __enter__(self) -> Chromium:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.stop()

    def new_page(self, width: int, height: int) -> Page:
        """An empty tab, in light colours and without movement; raises `Fault` where there is no browser to be had."""
        context = self._context
        if context is None or self._browser is None or not self._browser.is_connected():
            context = self._start()
        with self.step("打开浏览器标签页", self.limits.start):
            page = context.new_page()
            page.set_viewport_size({"width": width, "height": height})
            return page

    @contextmanager
    def step(self, what: str, seconds: float) -> Iterator[None]:
        """One step; raises `Stopped` when it takes longer, or when the browser dies meanwhile."""
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            self.kill()

        timer = threading.Timer(seconds, expire)
        timer.start()
        try:
            yield
        except Fault:
            raise
        except Exception as error:
            if not isinstance(error, Error) and not str(error).startswith(DRIVER_GONE):
                raise
            if expired.is_set():
                self.stop()
                raise Stopped(f"{what}超过{seconds:g}秒,已停止。") from error
            if self._is_gone():
                self.stop()
                raise Stopped(f"{what}时浏览器意外退出。") from error
            raise Fault(f"{what}时页面出错。") from error
        finally:
            timer.cancel()
        if expired.is_set():  # it ended as its time did
            self.stop()
            raise Stopped(f"{what}超过{seconds:g}秒,已停止。")

    def _is_gone(self) -> bool:
        """Whether the browser has died; asked of it, since word of its end may come after the error that it caused."""
        if self._browser is None or self._session is None or not self._browser.is_connected():
            return True
        try:
            self._session.send("Browser.getVersion")
        except Exception:  # noqa: BLE001  (what does not answer is gone, in whatever words the driver says so)
            return True
        return False

    def kill(self) -> None:
        """End the browser at once, whatever it does."""
        if self.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def stop(self) -> None:
        """End the browser and what drives it."""
        timer = threading.Timer(self.limits.start, self.kill)
        timer.start()
        try:
            for ending in (self._browser and self._browser.close, self._playwright and self._playwright.stop):
                if ending:
                    with suppress(Exception):  # it is gone already, which is what was wanted
                        ending()
        finally:
            timer.cancel()
            self.kill()
            self.pid = self._browser = self._context = self._session = self._playwright = None

    def _start(self) -> BrowserContext:
        """Start it anew; a browser that cannot be started is not tried a second time."""
        if self._unusable:
            raise self._unusable
        self.stop()
        try:
            return self._launch()
        except Fault as fault:
            self._unusable = Fault(str(fault))
            raise self._unusable from fault

    def _launch(self) -> BrowserContext:
        executable = next(filter(None, map(shutil.which, NAMES)), None)
        if executable is None:
            raise Fault("没有找到浏览器 Chromium,无法生成图片和PDF。请安装:apt install chromium")
        try:
            self._playwright = sync_playwright().start()
            self._browser = self._playwright.chromium.launch(
                executable_path=executable,
                args=ARGUMENTS,
                chromium_sandbox=os.geteuid() != 0,  # it refuses to be root's within its sandbox
                timeout=self.limits.start * 1000,
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
            )
            self._session = session = self._browser.new_browser_cdp_session()
            processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
            self.pid = next(int(one["id"]) for one in processes if one["type"] == "browser")
            context = self._browser.new_context(
                device_scale_factor=SCALE,
                color_scheme="light",
                reduced_motion="reduce",
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
                service_workers="block",
            )
            context.set_default_timeout(0)  # `step` keeps the time
        except Error as error:
            raise Fault("浏览器 Chromium 无法启动。") from error
        self._context = context
        return context
