"""A past year in one file says what its twelve files said last."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from etl.demo import invent, write_demo
from etl.demo.world import Ledger
from etl.demo.years import past_years_joined
from etl.site import Site

SITE = Site(Path(__file__).parents[3] / "data")


def frame(ledgers: list[Ledger]) -> pd.DataFrame:
    return pd.concat([pd.DataFrame(ledger.columns) for ledger in ledgers], ignore_index=True).astype(str)


def test_each_record_stands_once_as_it_stood_last() -> None:
    by_source: dict[str, list[Ledger]] = {}
    for ledger in invent(SITE, rows=3000):
        by_source.setdefault(ledger.source.id, []).append(ledger)
    assert len(by_source) == 10
    repeated = 0
    for monthly in by_source.values():
        joined = list(past_years_joined(iter(monthly), 2023))
        assert [str(ledger.month) for ledger in joined[:2]] == ["2021", "2022"]
        assert joined[2:] == monthly[24:]
        key = list(monthly[0].source.key)
        for year, ledger in enumerate(joined[:2]):
            all_rows = frame(monthly[12 * year : 12 * year + 12])
            repeated += int(all_rows.duplicated(key).sum())
            last = all_rows.drop_duplicates(key, keep="last").reset_index(drop=True)
            pd.testing.assert_frame_equal(frame([ledger]), last)
    assert repeated > 0


def test_the_files_are_named_after_what_they_hold(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    paths = write_demo(
        SITE,
        tmp_path,
        rows=100,
        years=(2022, 2023),
        join_past_years=True,
        progress=lambda _, at, of: told.append((at, of)),
    )
    assert [path.stem for path in paths[:3]] == [
        "城镇新增就业实名台账_2022年",
        "城镇新增就业实名台账_2023年01月",
        "城镇新增就业实名台账_2023年02月",
    ]
    assert len(paths) == 10 * 7
    assert told == [(at, 70) for at in np.arange(1, 71)]
