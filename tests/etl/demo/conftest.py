"""The demo of 天心区, invented once for all tests that look at it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from etl.demo import Ledger, invent
from etl.site import Site

ROOT = Path(__file__).parents[3]
REALDATA = ROOT.parent / "shared" / "realdata"


@pytest.fixture(scope="session")
def shipped() -> Site:
    """The district that ships; only read here."""
    return Site(ROOT / "data")


@pytest.fixture(scope="session")
def ledgers(shipped: Site) -> list[Ledger]:
    """All ledgers of the default demo."""
    return list(invent(shipped))


@pytest.fixture(scope="session")
def frames(ledgers: list[Ledger]) -> dict[str, pd.DataFrame]:
    """Each source's rows over all months, with the month of the file, in the order of loading."""
    parts: dict[str, list[pd.DataFrame]] = {}
    for ledger in ledgers:
        frame = pd.DataFrame({name: _plain(values) for name, values in ledger.columns.items()})
        parts.setdefault(ledger.source.id, []).append(frame.assign(file_month=str(ledger.month)))
    return {source: pd.concat(part, ignore_index=True) for source, part in parts.items()}


@pytest.fixture(scope="session")
def final(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """What a warehouse keeps: of rows that come again, the last."""
    people = frames["reemployment"].drop_duplicates(["person_hash", "unemployed_on"], keep="last")
    orders = frames["hotline"].drop_duplicates("order_id", keep="last")
    cases = frames["labour_rights"].drop_duplicates("case_no", keep="last")
    projects = frames["wage_deposits"].drop_duplicates(["project", "builder"], keep="last")
    return frames | {"reemployment": people, "hotline": orders, "labour_rights": cases, "wage_deposits": projects}


def _plain(values: np.ndarray) -> np.ndarray:
    return values.astype("datetime64[s]") if values.dtype.kind == "M" else values
