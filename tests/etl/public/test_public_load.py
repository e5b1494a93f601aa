"""Published figures through reading, matching and checking: what ships is taken whole, what is wrong is told."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from etl.checks.checking import check
from etl.checks.model import Checked, Context
from etl.reading.opening import open_file
from etl.site import Site
from etl.sources.matching import match
from etl.sources.model import discover

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "etl" / "sources" / "public_figures" / "samples"
TODAY = date(2026, 7, 31)


def load(path: Path, work: Path) -> tuple[duckdb.DuckDBPyConnection, Checked]:
    con = duckdb.connect(str(work / "scratch.duckdb"))
    [sheet] = open_file(path, work).sheets
    mapping = match(sheet, discover((ROOT / "etl" / "sources",)), path.name)
    assert mapping is not None
    assert mapping.source.id == "public_figures"
    relation = sheet.relation(con, mapping.header_rows[1] + 1, mapping.width)
    return con, check(con, relation, mapping, Context(Site(ROOT / "data"), TODAY, "file"))


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "public").glob("*.csv")), ids=lambda path: path.stem)
def test_what_ships_is_taken_whole_and_unchanged(path: Path, tmp_path: Path) -> None:
    con, checked = load(path, tmp_path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (checked.rows_read, checked.rows_accepted, checked.rows_rejected) == (len(rows), len(rows), 0)
    assert con.execute(f"select * from {checked.warned}").fetchall() == []
    names = [name for name in rows[0] if name not in ("counted_month", "value")]
    texts = ", ".join(f"coalesce(cast({name} as varchar), '')" for name in names)
    kept = con.execute(
        f"select strftime(counted_month, '%Y-%m'), value, {texts} from {checked.accepted} order by row_no"
    ).fetchall()
    sent = [(row["counted_month"], Decimal(row["value"]), *(row[name] for name in names)) for row in rows]
    assert kept == sent


def test_the_good_sample_is_read_in_its_many_forms(tmp_path: Path) -> None:
    con, checked = load(SAMPLES / "good.csv", tmp_path)
    kept = con.execute(
        f"select figure, area_code, month, period_end, value, published_on from {checked.accepted} order by row_no"
    ).fetchall()
    march = date(2024, 3, 1)
    assert kept == [
        ("new_urban_jobs", "430103", march, date(2024, 3, 31), Decimal(4120), date(2024, 4, 12)),
        ("spring_breeze_vacancies", "430103", march, None, Decimal("6.5"), None),
        ("registered_unemployment_rate", "430100", march, date(2024, 3, 31), Decimal("3.61"), None),
    ]


def test_each_bad_row_is_told_by_its_own_rule(tmp_path: Path) -> None:
    con, checked = load(SAMPLES / "bad.csv", tmp_path)
    with (SAMPLES / "expected_bad.csv").open(encoding="utf-8", newline="") as file:
        expected = [(int(row["row_no"]), row["column_title"], row["rule"]) for row in csv.DictReader(file)]
    told = con.execute(f"select row_no, column_title, rule from {checked.rejected} order by row_no").fetchall()
    assert told == expected
    assert con.execute(f"select row_no from {checked.accepted}").fetchall() == [(2,)]
