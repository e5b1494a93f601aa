"""A hundred people reading, one click every five seconds, on the server as it is started by default.

A click is what the browser asks when a reader follows a link: another page, street or month. Half of the clicks are of
the district, the rest of a street; two thirds of the month that is shown unasked, the rest of earlier ones. The first
clicks meet a server that has drawn nothing yet, and count.
"""

from __future__ import annotations

import gzip
import http.client
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from dashboard.app import create_app
from etl.store import open_current
from tests.benchmarks.measuring import Line, Report, spread, tell
from tests.benchmarks.serving import dashboard
from tests.benchmarks.workbench import Workbench

READERS = 100
SECONDS_BETWEEN = 5.0
CLICKS = 12  # a reader: one minute
PATIENCE = 30  # seconds
WORKERS = 4
MOST_MS = 400
MOST_BYTES = 1.5 * 2**30


class Places:
    """Where readers can go."""

    def __init__(self, site: Path) -> None:
        build = open_current(site)
        self.paths = list(create_app(site).shell.briefed)
        self.areas = [area.area_code for area in build.areas if area.level == "street"]
        self.months = [f"{month:%Y-%m}" for month in build.months[-24:]]

    def somewhere(self, chance: random.Random) -> tuple[str, str]:
        """Path and query of the next click."""
        query = {}
        if chance.random() < 1 / 3:
            query["month"] = chance.choice(self.months)
        if chance.random() < 0.5:
            query["area"] = chance.choice(self.areas)
        return chance.choice(self.paths), f"?{urlencode(query)}" if query else ""


def report(bench: Workbench) -> Report:
    """Two lines, of the demo district."""
    site, _ = bench.first_run
    with dashboard(site, "--workers", str(WORKERS)) as (address, server):
        tell(f"{READERS} people reading for {CLICKS * SECONDS_BETWEEN:.0f} s")
        taken, errors = _read(urlsplit(address).netloc, Places(site))
        memory, cpu = _memory(server), _cpu_seconds(server)
    p95 = sorted(taken)[int(0.95 * len(taken))] if taken else float("inf")
    quartiles = [sorted(taken)[int(share * len(taken))] for share in (0.5, 0.75, 0.99)] if taken else []
    return Report(
        [
            Line(
                f"{READERS} people reading, one click every {SECONDS_BETWEEN:.0f} s, {WORKERS} workers: p95",
                f"{p95:.0f} ms, {errors} errors",
                f"≤ {MOST_MS} ms, 0 errors",
                p95 <= MOST_MS and errors == 0,
                f"median, three quarters, 99 %: {spread(quartiles, 0)} ms of {len(taken):,} clicks; "
                f"{1000 * cpu / max(len(taken), 1):.0f} ms of processor a click",
            ),
            Line(
                "memory of the server and all its workers after that",
                f"{memory / 2**20:,.0f} MB",
                f"≤ {MOST_BYTES / 2**20:,.0f} MB",
                memory <= MOST_BYTES,
                "shared pages counted once",
            ),
        ]
    )


def _read(netloc: str, places: Places) -> tuple[list[float], int]:
    """Milliseconds of each click that was answered, and how many were not."""
    started = threading.Barrier(READERS)

    def reader(number: int) -> list[float | None]:
        chance = random.Random(number)
        started.wait(PATIENCE)
        begin = time.monotonic() + SECONDS_BETWEEN * number / READERS
        times = []
        for click in range(CLICKS):
            time.sleep(max(begin + click * SECONDS_BETWEEN - time.monotonic(), 0))
            times.append(_click(netloc, *places.somewhere(chance)))
        return times

    with ThreadPoolExecutor(READERS) as pool:
        answers = [time for times in pool.map(reader, range(READERS)) for time in times]
    return [time for time in answers if time is not None], sum(time is None for time in answers)


def _click(netloc: str, path: str, query: str) -> float | None:
    """Milliseconds until the whole answer is there; None when there is none, or one that holds no page."""
    headers = {"Accept-Encoding": "gzip"}
    started = time.perf_counter()
    connection = http.client.HTTPConnection(netloc, timeout=PATIENCE)
    try:
        connection.request("GET", f"/_page{path}{query}", headers=headers)
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    taken = 1000 * (time.perf_counter() - started)
    if answer.getheader("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    holds_a_page = answer.status == 200 and b"data-build" in content and "故障号" not in content.decode("utf-8")
    return taken if holds_a_page else None


def _processes(server: int) -> list[str]:
    children = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="utf-8").split()
    return [str(server), *children]


def _cpu_seconds(server: int) -> float:
    """Processor time of the workers and of the server's start."""
    ticks = 0
    for process in _processes(server):
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _memory(server: int) -> int:
    """Bytes of a process and its children: proportional set size, so that shared pages count once."""
    total = 0
    for process in _processes(server):
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total * 1024
