"""Each source's samples from file to typed rows: what a clerk sends, and exactly what must come of it.

``samples/<name>.csv`` is read, matched and checked; ``expected_<name>_accepted.csv``, ``…_rejected.csv`` and
``…_warned.csv`` say what comes out. Without such a file nothing is rejected or warned of. Columns absent from an
expected file are not compared (the hash of an id depends on the site's key).
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import duckdb
import pytest

from etl.checks.checking import check
from etl.checks.model import Checked, Context
from etl.reading.opening import open_file
from etl.site import Site
from etl.sources.matching import match
from etl.sources.model import discover
from tests.etl.sources.sheets import SOURCES

TODAY = date(2023, 6, 30)
SAMPLES = sorted(
    path
    for path in SOURCES.glob("*/samples/*.csv")
    if list(path.parent.glob(f"expected_{path.stem}_*.csv")) and not path.name.startswith("expected_")
)
WHOLE_ROW = ("duplicate_key", "extra_cells")  # these concern the row, whatever column they are told at
Rows = list[dict[str, str]]


def expected(sample: Path, what: str) -> Rows | None:
    path = sample.with_name(f"expected_{sample.stem}_{what}.csv")
    if not path.exists():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def checked(con: duckdb.DuckDBPyConnection, sample: Path, site: Site) -> Checked:
    (sheet,) = open_file(sample, site.path).sheets
    mapping = match(sheet, discover((SOURCES,)), sample.name, TODAY)
    assert mapping is not None
    assert mapping.source.id == sample.parent.parent.name
    relation = sheet.relation(con, mapping.header_rows[1] + 1, mapping.width)
    return check(con, relation, mapping, Context(site, TODAY, "sample"))


def rows(con: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> Rows:
    listed = ", ".join(f'"{column}"' for column in columns)
    cursor = con.execute(f"select {listed} from {table} order by all")
    return [dict(zip(columns, map(written, row), strict=True)) for row in cursor.fetchall()]


def problems(con: duckdb.DuckDBPyConnection, table: str) -> Rows:
    found = rows(con, table, ["row_no", "column_title", "rule"])
    return [row | {"column_title": ""} if row["rule"] in WHOLE_ROW else row for row in found]


def written(value: object) -> str:
    """A value as an expected file writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return (
        text.rstrip("0").rstrip(".") if text.count(".") == 1 and text.replace(".", "").lstrip("-").isdigit() else text
    )


@pytest.fixture
def con(site: Site) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(site.path / "scratch.duckdb"))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_sample(sample: Path, site: Site, con: duckdb.DuckDBPyConnection) -> None:
    outcome = checked(con, sample, site)
    assert problems(con, outcome.rejected) == (expected(sample, "rejected") or [])
    assert problems(con, outcome.warned) == (expected(sample, "warned") or [])
    assert outcome.rows_read == outcome.rows_accepted + outcome.rows_rejected + outcome.rows_skipped
    if (accepted := expected(sample, "accepted")) is not None:
        assert accepted
        assert rows(con, outcome.accepted, list(accepted[0])) == accepted


@pytest.mark.parametrize("source", [source.id for source in discover((SOURCES,)) if source.kind == "ledger"])
def test_every_ledger_has_its_three_samples(source: str) -> None:
    names = {path.stem for path in SAMPLES if path.parent.parent.name == source}
    assert names == {"good", "bad", "last_year"}
    for name in ("good", "last_year"):
        assert expected(SOURCES / source / "samples" / f"{name}.csv", "accepted")
    assert expected(SOURCES / source / "samples" / "bad.csv", "rejected")


def test_no_id_of_a_sample_is_kept_or_told(site: Site, con: duckdb.DuckDBPyConnection) -> None:
    sample = SOURCES / "hiring" / "samples" / "bad.csv"
    outcome = checked(con, sample, site)
    with sample.open(encoding="utf-8", newline="") as file:
        ids = {row["身份证号"] for row in csv.DictReader(file) if len(row["身份证号"]) >= 15}
    kept = str(
        [con.execute(f"select * from {t}").fetchall() for t in (outcome.accepted, outcome.rejected, outcome.warned)]
    )
    assert ids
    assert not [number for number in ids if number in kept]
    assert "样本" not in kept


@pytest.mark.parametrize("sample", ["labour_rights/samples/good.csv", "labour_rights/samples/bad.csv"])
def test_nobody_of_a_labour_rights_ledger_is_kept_or_told(
    sample: str, site: Site, con: duckdb.DuckDBPyConnection
) -> None:
    """Applicants, an id in an employer's name, and a respondent who is a natural person."""
    outcome = checked(con, SOURCES / sample, site)
    kept = str(
        [con.execute(f"select * from {t}").fetchall() for t in (outcome.accepted, outcome.rejected, outcome.warned)]
    )
    assert "长沙示例" in kept
    assert not [word for word in ("样本", "43010319900101123X", "某某某") if word in kept]
