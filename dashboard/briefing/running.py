"""A briefing made by the server's button: the command in a process of its own, one at a time, what it says kept.

Whether one is running is told by a lock that the process holds: it is free again however the process ends, and all
workers of the server see the same.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dashboard.briefing.composing import Request
from dashboard.briefing.locks import take
from dashboard.briefs import BRIEFS

JOB = ".button"  # a folder in the briefs of a site: the lock, what was asked, what the command said
CODE = Path(__file__).parents[2]
MOST_LINES = 60
GOES_ON = ":进行中"  # the end of the line of a step that has begun


@dataclass(frozen=True)
class Running:
    """The briefing that the button made last, or makes now."""

    is_running: bool
    asked: dict[str, Any]
    lines: tuple[str, ...]


def start(site: Path, request: Request) -> bool:
    """Start the command; False where one is running."""
    folder = site / BRIEFS / JOB
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("a", encoding="utf-8") as lock:
        if not take(lock.fileno()):
            return False
        (folder / "asked.json").write_text(json.dumps(asdict(request), ensure_ascii=False), encoding="utf-8")
        options = ["--month", request.month, "--area", request.area, "--edition", request.edition]
        command = [sys.executable, "-m", "dashboard", "brief", "--site", str(site), *options]
        with (folder / "said.txt").open("wb") as said:
            process = subprocess.Popen(  # noqa: S603  (our own program; every value is checked before)
                command,
                cwd=CODE,
                env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                pass_fds=[lock.fileno()],  # the lock is the process's own from here on
                start_new_session=True,
            )
    threading.Thread(target=process.wait, daemon=True).start()
    return True


def look(site: Path) -> Running:
    """What the button's command does now, or did last; its own words, without the path of the site."""
    folder = site / BRIEFS / JOB
    try:
        asked = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
        said = (folder / "said.txt").read_text(encoding="utf-8", errors="replace")
        with (folder / "lock").open("r", encoding="utf-8") as lock:
            is_running = not take(lock.fileno(), to_look=True)
    except (OSError, ValueError):
        return Running(False, {}, ())
    lines = said.replace(f"{site / BRIEFS}{os.sep}", "").splitlines()
    return Running(is_running, asked, tuple(_latest(lines)[-MOST_LINES:]))


def _latest(lines: list[str]) -> list[str]:
    """Of each step the last line that begins with its name."""
    ended = {line.partition(":")[0] for line in lines if not line.endswith(GOES_ON)}
    return [line for line in lines if not (line.endswith(GOES_ON) and line.partition(":")[0] in ended)]
