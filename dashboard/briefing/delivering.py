"""Finished files into their folder: never a half one, never one of this briefing beside one of the briefing before.

All is written into a folder beside, then the manifest of the briefing before goes, its files go, the new ones come, and
the new manifest comes last: a folder without manifest is no briefing. Files that no manifest names are left alone.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dashboard.briefing import manifest
from dashboard.briefing.faults import Fault
from dashboard.briefing.locks import take

LOCK = ".lock"
LONGEST_WAIT = 600.0  # seconds for the briefing that is being made to end
ASKED_EVERY = 0.5


@contextmanager
def alone(folder: Path, tell: Callable[[str], None], longest: float = LONGEST_WAIT) -> Iterator[None]:
    """Only one briefing of a site at a time; the second says so and waits. Raises `Fault` when it waits too long."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / LOCK).open("a", encoding="utf-8") as lock:
        until, is_told = time.monotonic() + longest, False
        while not take(lock.fileno()):
            if not is_told:
                tell("另一份简报正在生成,等它结束…")
                is_told = True
            if time.monotonic() >= until:
                raise Fault(f"另一份简报{longest:.0f}秒后仍未结束,这一份没有生成。")
            time.sleep(ASKED_EVERY)
        yield


@contextmanager
def beside(out: Path) -> Iterator[Path]:
    """An empty folder beside ``out``, gone at the end; what a killed run has left there goes first."""
    out.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{out.name}.making-"
    for left in out.parent.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=out.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def deliver(folder: Path, files: Sequence[Path], told: Path, out: Path) -> list[Path]:
    """Move ``files`` and then the manifest ``told`` from ``folder`` into ``out``; returns where they are now."""
    out.mkdir(parents=True, exist_ok=True)
    before = manifest.read(out)
    if before is not None:
        (out / manifest.NAME).unlink()
        for name in manifest.file_names(before):
            _remove(out, out / name)
    return [_moved(folder, path, out) for path in (*files, told)]


def _remove(out: Path, path: Path) -> None:
    """A file of the briefing before, and its folder once that is empty; a link leads nowhere else."""
    if path.parent.resolve().is_relative_to(out.resolve()):
        path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            if path.parent != out:
                path.parent.rmdir()


def _moved(folder: Path, path: Path, out: Path) -> Path:
    target = out / path.relative_to(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    return path.replace(target)
