"""A hundred captures with a fault put into each: no wrong file delivered, none stuck, every fault named."""

from __future__ import annotations

import errno
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from dashboard.briefing.pictures.browser import Limits
from dashboard.briefing.pictures.capture import Captured, capture
from dashboard.briefing.pictures.tab import Tab
from dashboard.delivery.shell import Shell
from tests.benchmarks.measuring import Line, Report, tell
from tests.benchmarks.workbench import Workbench
from tests.dashboard import fixture_build
from tests.dashboard.briefing.captured_page import app, bars, job, line

RUNS = 100
LONGEST = 180.0  # seconds: a run beyond is stuck
LATIN_FONTS = Path("/usr/share/fonts/truetype/dejavu")
ITEMS = 5  # page, two charts, telephone, PDF


@dataclass
class Tally:
    """What the runs brought."""

    wrong: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)


@contextmanager
def slow_query(_folder: Path) -> Iterator[None]:
    never = threading.Event()
    with mock.patch.object(Shell, "answer", side_effect=lambda *_args, **_options: never.wait()):
        yield
    never.set()


@contextmanager
def missing_font(folder: Path) -> Iterator[None]:
    settings = folder / "fonts.conf"
    settings.write_text(f"<fontconfig><dir>{LATIN_FONTS}</dir><cachedir>{folder}/cache</cachedir></fontconfig>")
    with mock.patch.dict(os.environ, {"FONTCONFIG_FILE": str(settings)}):
        yield


@contextmanager
def killed(_folder: Path) -> Iterator[None]:
    picture = Tab.picture

    def kill(self: Tab) -> bytes:
        self._chromium.kill()
        return picture(self)

    with mock.patch.object(Tab, "picture", kill):
        yield


@contextmanager
def blank_chart(_folder: Path) -> Iterator[None]:
    look = Tab.look

    def blank(self: Tab, expected: Any) -> Any:
        self._wait()
        self.page.evaluate("() => document.querySelectorAll('.trace').forEach(trace => trace.remove())")
        return look(self, expected)

    with mock.patch.object(Tab, "look", blank):
        yield


@contextmanager
def full_disk(_folder: Path) -> Iterator[None]:
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with mock.patch("os.fsync", full):
        yield


@contextmanager
def two_at_once(_folder: Path) -> Iterator[None]:
    yield


FAULTS: dict[str, tuple[Callable[[Path], Any], str]] = {  # what is put in, and the word that its reason must hold
    "a slow query": (slow_query, "查询"),
    "a missing font": (missing_font, "缺少中文字体"),
    "Chromium killed": (killed, "意外退出"),
    "a blank chart": (blank_chart, "没有画全"),
    "disk full": (full_disk, "磁盘已满"),
    "two at once": (two_at_once, ""),
}


def report(_bench: Workbench) -> Report:
    """One line."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as scratch:
        site = fixture_build.make(Path(scratch) / "site")
        whole = Path(scratch) / "whole"
        _capture(site, whole)
        for number in range(RUNS):
            name = list(FAULTS)[number % len(FAULTS)]
            tell(f"{number + 1} of {RUNS}: {name}")
            folder = Path(scratch) / str(number)
            folder.mkdir()
            _run(name, site, whole, folder, tally)
    measured = f"{len(tally.wrong)} wrong, {len(tally.stuck)} stuck, {len(tally.unnamed)} unnamed"
    is_reached = not (tally.wrong or tally.stuck or tally.unnamed)
    kinds = ", ".join(FAULTS)
    return Report([Line(f"{RUNS} captures with faults put in", measured, "0, 0, 0", is_reached, kinds)])


def _capture(site: Path, folder: Path, limits: Limits | None = None) -> Captured:
    made = app(site, bars(), line())
    return capture(made.server, made.shell, job(), folder, limits=limits)


def _run(name: str, site: Path, whole: Path, folder: Path, tally: Tally) -> None:
    put_in, word = FAULTS[name]
    limits = Limits(query=1) if put_in is slow_query else None
    outs = [folder / "a", folder / "b"] if put_in is two_at_once else [folder / "a"]
    pool = ThreadPoolExecutor(2)
    with put_in(folder):
        runs = [pool.submit(_capture, site, out, limits) for out in outs]
        try:
            found = [run.result(LONGEST) for run in runs]
        except TimeoutError:
            tally.stuck.append(name)
            return
        finally:
            pool.shutdown(wait=False)
    for out, captured in zip(outs, found, strict=True):
        if any(not _is_same(path, whole / path.relative_to(out)) for path in out.rglob("*") if path.is_file()):
            tally.wrong.append(name)
        named = all(word in reason and word for _, reason in captured.faults)
        items = {item for item, _ in captured.faults} | {item for item, _ in captured.files}
        if not named or (word and not captured.faults) or (len(items) < ITEMS and put_in is not slow_query):
            tally.unnamed.append(name)


def _is_same(path: Path, wanted: Path) -> bool:
    """A picture is the very one of a run without faults; the others exist there at least."""
    return wanted.is_file() and (path.suffix != ".png" or path.read_bytes() == wanted.read_bytes())
