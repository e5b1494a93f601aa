"""Junk in every cell of the built-in sources: nothing raises, no row is lost, no id number is shown."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from etl.site import BUILT_IN_SOURCES, Site
from etl.sources.model import Source, discover
from tests.etl.checks.sheets import Run

DATA = Path(__file__).parents[3] / "data"
ID_NUMBER = "430103199001011234"
# fmt: off
JUNK = ["", "—", "合计", "2023-03-05", "2023年3月", ID_NUMBER, "坡子街", "天心区", "是", "100", "1.2万", "注：x",
        "x" * 300, "';drop table sheet", "\u200b", "😀", "1e400", "9" * 40, "-", "0", "2023.1", "99999999", "(1)", "%",
        "万", "男", "失业保险", "1/2/2023", "13/2/2023", "=1", "\\1", "{0}", "\t", "A\nB", "NaN", "infinity", "19",
        "1900-01-00", "3月5日"]
# fmt: on


@pytest.fixture(scope="module")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    path = tmp_path_factory.mktemp("junk") / "site"
    shutil.copytree(DATA / "reference", path / "reference")
    shutil.copy(DATA / "district.toml", path)
    return Site(path)


@pytest.mark.parametrize("source", discover((BUILT_IN_SOURCES,)), ids=lambda source: source.id)
def test_junk(real_site: Site, source: Source) -> None:
    rng = random.Random(source.id)
    columns = [column.title for column in source.columns.values() if column.required or rng.random() < 0.8]
    run = Run(real_site, source, columns, year=2023, spare_columns=1)
    rows = [[*(rng.choice(JUNK) or None for _ in columns), rng.choice([None] * 9 + ["x"])] for _ in range(80)]
    outcome = run.go(rows)
    checked = outcome.checked
    assert checked.rows_read == checked.rows_accepted + checked.rows_rejected + checked.rows_skipped
    assert checked.rows_rejected > 0
    blank = sum(kind == "blank" for kind in outcome.skipped.values())
    assert checked.rows_read == len(rows) - blank
    assert ID_NUMBER not in str(outcome.rejected) + str(outcome.warned)
