"""The log of what nobody foresaw: ``logs/<month>.log`` of a site, written by the loading and by the dashboard.

An entry holds the error's class and where in the program it happened. The error's own text stays out of it, and so do
the values of its frames: either may carry a name or an id number.
"""

from __future__ import annotations

import traceback
import zlib
from datetime import datetime
from pathlib import Path


def record(error: Exception, site: Path, doing: str) -> Path | None:
    """Add an entry to the log; its path, or None where it cannot be written."""
    now = datetime.now()
    log = site / "logs" / f"{now:%Y-%m}.log"
    head = f"{now:%Y-%m-%d %H:%M:%S} {fault_number(error)} {doing} {' <- '.join(_classes(error))}"
    try:
        log.parent.mkdir(mode=0o700, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write("\n    ".join([head, *_places(error)]) + "\n")  # one write: processes do not mix their entries
    except OSError:
        return None
    return log


def fault_number(error: Exception) -> str:
    """Six digits for a fault: the same class at the same place has the same number, whoever meets it."""
    return f"{zlib.crc32(repr((_classes(error), _places(error))).encode()) % 1_000_000:06d}"


def _places(error: Exception) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]


def _classes(error: BaseException | None) -> list[str]:
    names = []
    while error is not None:
        names.append(f"{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or error.__context__
    return names
