"""DuckDB's own reading of a file, where it is used, gives exactly what Python's csv module gives."""

from __future__ import annotations

import csv
import io

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.reading import lines, text_file
from etl.reading.model import Refused
from etl.reading.opening import open_file


@pytest.fixture
def straight_always(monkeypatch):
    monkeypatch.setattr(text_file, "STRAIGHT_FROM", 0)


def is_straight(sheet, first_row=2):
    with duckdb.connect() as con:
        return "read_csv" in sheet.relation(con, first_row, 3).sql


@pytest.fixture
def sheet_of(book_of):
    return lambda content, name="a.csv": book_of(name, content.encode()).sheets[0]


@pytest.mark.usefixtures("straight_always")
@pytest.mark.parametrize(
    "content",
    [
        "a,b,c\n1,2,3\n4,5,6\n",
        "a,b,c\r\n1,2,3\r\n4,5,6\r\n",
        "a,b,c\n1,2,3\n4,5,6",
        "a,b,c\n1,2,3\n4,5,6\n\n\n",
        'a,b,c\n1,"x\ny",3\n"",5,"q""q"\n',
        'a,b,c\r\n1,"x\ny",3\r\n4,5,6\r\n',
        "标题\n\na,b,c\n1,2,3\n4,5,6\n",
        "a,b,c\n1,2,3\n4,5\n注:少一列\n",
        "a,b,c\n,,\n4,5,6\n",
    ],
)
def test_a_regular_file_goes_straight(sheet_of, rows_of, content):
    first_row = 4 if content.startswith("标题") else 2
    sheet = sheet_of(content)
    assert is_straight(sheet, first_row)
    expected = list(csv.reader(io.StringIO(content, newline="")))
    last = max(no for no, row in enumerate(expected, 1) if row)
    padded = [(no, [*row, *[""] * (4 - len(row))]) for no, row in enumerate(expected, 1) if first_row <= no <= last]
    assert rows_of(sheet, first_row, 3) == padded


@pytest.mark.usefixtures("straight_always")
@pytest.mark.parametrize(
    "content",
    [
        "a,b,c\n1,2,3\n\n4,5,6\n",  # a blank line: DuckDB drops it
        "a,b,c\r\n1,2,3\r\n\r\n4,5,6\r\n",
        'a,b,c\n1,"x\n\ny",3\n\n4,5,6\n',
        "a,b,c\n" + "1,2,3\n" * 80 + "1,2,3,4\n",  # one cell too many, below the head
        'a,b,c\n1, "2",3\n',  # DuckDB drops the space
        'a,b,c\n1,"2" ,3\n',
        'a,b,c\n1,"2"x,3\n',
        "a,b,c\r\n1,2,3\n4,5,6\r\n",  # two kinds of line ends
        "a,b,c\n1,2\r,3\n",
        'a,b,c\n1,2,3"\n\n"\n",5,6\n',  # a quote that stands alone, then a blank line, then a line break in a cell
    ],
)
def test_an_irregular_file_goes_through_python(sheet_of, rows_of, content):
    sheet = sheet_of(content)
    assert not is_straight(sheet)
    expected = list(csv.reader(io.StringIO(content, newline="")))
    padded = [(no, [*row, *[""] * (4 - len(row))]) for no, row in enumerate(expected, 1)]
    assert rows_of(sheet, 2, 3) == padded[1:]


cells = st.text(st.sampled_from('甲乙aZ01 ,"\n\r;='), max_size=5)
tables = st.lists(st.lists(cells, min_size=0, max_size=4), min_size=1, max_size=15)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=tables,
    line_end=st.sampled_from(["\n", "\r\n"]),
    raw=st.booleans(),
    first=st.integers(1, 4),
    wide=st.booleans(),
    chunk=st.sampled_from([7, lines.CHUNK]),
)
def test_both_ways_give_the_same(tmp_path, rows_of, monkeypatch, table, line_end, raw, first, wide, chunk):
    """Any mess: quoted as it should be, or cells joined as they are."""
    if raw:
        content = line_end.join(",".join(row) for row in table)
    else:
        out = io.StringIO()
        csv.writer(out, lineterminator=line_end).writerows(table)
        content = out.getvalue()
    path = tmp_path / "a.csv"
    path.write_bytes(("头,部,行" + line_end + content).encode())
    width = 3 if wide else 2
    monkeypatch.setattr(lines, "CHUNK", chunk)

    def outcome(straight_from):
        monkeypatch.setattr(text_file, "STRAIGHT_FROM", straight_from)
        try:
            (sheet,) = open_file(path, tmp_path / "work").sheets
            rows = rows_of(sheet, first, width)
        except Refused as refused:
            return refused.reason
        while rows and not any(rows[-1][1]):  # blank lines at the very end are no rows
            rows.pop()
        return rows

    assert outcome(0) == outcome(1 << 40)


@pytest.mark.usefixtures("straight_always")
def test_row_numbers_hold_over_many_parallel_pieces(sheet_of):
    """30 MB with line breaks in cells, read by several threads."""
    count = 60_000
    filler = "长沙市" * 50
    written = [f'{number},"{filler}\n第{number}行",z\n' for number in range(2, count + 2)]
    sheet = sheet_of("a,b,c\n" + "".join(written))
    with duckdb.connect() as con:
        con.execute("set threads = 4")
        relation = sheet.relation(con, 2, 3)
        assert "read_csv" in relation.sql
        con.execute(f"create table t as select c0, c1, c2 from {relation.sql}")
        wrong = con.execute(
            f"""select count(*), count(*) filter (where {relation.row_no} <> cast(c0 as int)
                    or c1 not like '%第' || c0 || '行') from t"""
        ).fetchone()
    assert wrong == (count, 0)


@pytest.mark.usefixtures("straight_always")
@pytest.mark.parametrize("name", ["分省年度数据 [1].csv", "a*.csv", "it's.csv", "{x}.csv"])
def test_a_name_is_no_pattern(sheet_of, rows_of, name):
    sheet_of("x,y,z\n7,8,9\n", name="a1.csv")  # what a* would also match
    assert rows_of(sheet_of("a,b,c\n1,2,3\n", name=name), 2) == [(2, ["1", "2", "3", ""])]


@pytest.mark.usefixtures("straight_always")
def test_a_proof_that_fails_leaves_a_transaction_alone(sheet_of):
    sheet = sheet_of('a,b,c\n1,"2"x,3\n')
    with duckdb.connect() as con:
        con.execute("begin")
        con.execute("create table kept as select 1 as x")
        sheet.relation(con, 2, 3)
        con.execute("commit")
        assert con.execute("select x from kept").fetchall() == [(1,)]
