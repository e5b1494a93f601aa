"""The stages of one load, timed by what the command itself tells as it goes: printed as JSON.

A process of its own, so that nothing is warm. Run: python -m tests.benchmarks.stages FILE SITE
"""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime
from pathlib import Path

from etl.loading import Found, load_file
from etl.publishing.making import publish
from etl.site import Site
from etl.warehouse import Warehouse

MEANING = {
    "识别": "recognise: SHA-256",
    "读取": "open: encoding, layout",
    "核对": "read, type, check, find duplicates; copy to raw/",
    "存档": "copy to raw/: what checking did not hide",
    "入库": "upsert into the warehouse",
    "发布": "publish: versions",
    "汇总": "publish: marts",
    "计算指标": "publish: KPIs, verify, switch",
}


class Clock:
    """Adds up wall and CPU time by stage."""

    def __init__(self) -> None:
        self.stages: dict[str, list[float]] = {}
        self._stage: str | None = None
        self._since = (0.0, 0.0)

    def enter(self, stage: str) -> None:
        now = (time.perf_counter(), time.process_time())
        if self._stage is not None:
            spent = self.stages.setdefault(self._stage, [0.0, 0.0])
            spent[0] += now[0] - self._since[0]
            spent[1] += now[1] - self._since[1]
        self._stage, self._since = stage, now


def main(path: Path, site: Path) -> None:
    """Load and publish, then print [stage, seconds, CPU seconds] lines."""
    clock = Clock()
    with Warehouse(Site(site)) as warehouse:
        outcome = load_file(warehouse, Found(path), datetime.now(), clock.enter)
        if outcome.state != "loaded":
            raise SystemExit(outcome.message)
        clock.enter("发布")
        publish(warehouse, datetime.now(), lambda what, _done, _of: clock.enter(what))
        clock.enter("end")
    named = [(_meaning(stage), *spent) for stage, spent in clock.stages.items()]
    json.dump(named, sys.stdout, ensure_ascii=False)


def _meaning(stage: str) -> str:
    return MEANING.get(stage) or ("publish: facts as Parquet" if stage.startswith("发布") else stage)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
