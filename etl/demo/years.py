"""Monthly ledgers joined into yearly ones, as a bureau hands over its past: each record once, as it stood last."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import numpy as np

from etl.demo.world import Ledger


def past_years_joined(ledgers: Iterator[Ledger], last_year: int) -> Iterator[Ledger]:
    """``ledgers`` of one source in order of time, those of each year before ``last_year`` as one."""
    for year, months in groupby(ledgers, key=year_of):
        if year < last_year:
            yield _joined(list(months))
        else:
            yield from months


def year_of(ledger: Ledger) -> int:
    """The calendar year of a ledger."""
    return int(str(ledger.month)[:4])


def _joined(months: list[Ledger]) -> Ledger:
    source = months[0].source
    columns = {name: np.concatenate([month.columns[name] for month in months]) for name in months[0].columns}
    last = {key: at for at, key in enumerate(zip(*(columns[name] for name in source.key), strict=True))}
    kept = np.array(sorted(last.values()), dtype=int)
    return Ledger(source, months[0].month.astype("datetime64[Y]"), {name: all_[kept] for name, all_ in columns.items()})
