"""Every table, ranking and chart has its CSV, and the CSV holds the numbers that the table shows."""

from __future__ import annotations

import csv
import io
import itertools
import re
import shutil
from base64 import b64decode
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

import duckdb
import pytest
from dash import dcc
from dash.development.base_component import Component

from dashboard.app import Changfeng, create_app
from dashboard.delivery.shell import NOT_FOUND
from dashboard.delivery.trees import has_class, nodes
from tests.dashboard import fixture_build
from tests.dashboard.trees import text

PATHS = sorted(path for path in create_app(Path("no site")).shell.paths if path != NOT_FOUND)
STREET = "430103002"
ADDRESSES = ({}, {"area": [STREET]}, {"month": ["2022-12"]}, {"kpi": ["reemployed"]})
SHOWN = re.compile(r"(增长|上升|下降|不高于)?([+\u2212-]?)([\d,]+(?:\.\d+)?)(万|亿)?(.*)")
SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
Csv = list[list[str]]

MORE_PANELS = (  # a standard with its steps, and streets with a figure of last year
    "update kpi set unit = '元/月' where kpi = 'benefit_standard'",
    """update kpi_value set yoy = made.share from (select area_code as code, 0.01 * row_number()
       over (order by area_code) as share from area) as made
       where kpi = 'reemployed' and area_code = made.code""",
)


@pytest.fixture(scope="module")
def app(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Changfeng:
    own = shutil.copytree(site, tmp_path_factory.mktemp("csv") / "site")
    with duckdb.connect(own / "builds" / fixture_build.BUILD_ID / "marts.duckdb") as con:
        for statement in MORE_PANELS:
            con.execute(statement)
    return create_app(own)


def panels(app: Changfeng, path: str, query: dict[str, list[str]]) -> Iterator[Component]:
    for node in nodes(app.shell.draw(path, query).tree):
        if isinstance(node, Component) and has_class(node, "panel"):
            yield node


def has_figures(panel: Component) -> bool:
    return any(
        node._type == "Table" or isinstance(node, dcc.Graph) or has_class(node, "ranking") for node in nodes(panel)
    )


def csvs(tree: Component) -> list[Csv]:
    links = [node.href for node in nodes(tree) if str(getattr(node, "download", "")).endswith(".csv")]
    return [list(csv.reader(io.StringIO(b64decode(one.partition("base64,")[2]).decode("utf-8-sig")))) for one in links]


def lines_of(table: Component) -> Csv:
    lines = [node for node in nodes(table) if node._type == "Tr"]
    return [[text(node) for node in nodes(line) if node._type in ("Th", "Td")] for line in lines]


def of(app: Changfeng, path: str, element_id: str) -> Csv:
    found = next(one for one in panels(app, path, {}) if getattr(one, "id", None) == element_id)
    return csvs(found)[-1]


@pytest.mark.parametrize("path", PATHS)
def test_what_shows_figures_has_a_csv_of_them(app: Changfeng, path: str) -> None:
    for query in ADDRESSES:
        for panel in panels(app, path, query):
            name = f"{path}#{getattr(panel, 'id', '')}"
            if has_figures(panel):
                assert csvs(panel), (name, query, text(panel)[:80])
                assert all(len(line) == len(lines[0]) for lines in csvs(panel) for line in lines), name


@pytest.mark.parametrize("path", PATHS)
def test_a_csv_holds_the_numbers_of_its_table(app: Changfeng, path: str) -> None:
    for query in ADDRESSES:
        for details in (
            node for panel in panels(app, path, query) for node in nodes(panel) if has_class(node, "table")
        ):
            (head, *exact), table = csvs(details)[0], next(node for node in nodes(details) if node._type == "Table")
            first, *rows = lines_of(table)
            assert first == head
            assert len(rows) == min(len(exact), 100)
            for row, numbers in zip(rows, exact, strict=False):
                apart = [pair for pair in zip(row, numbers, strict=True) if not agree(*pair)]
                assert not apart, (path, head, row, apart)


@pytest.mark.parametrize(
    ("shown", "exact", "is_same"),
    [
        ("1,234", "1234", True),
        ("1,235", "1234", False),
        ("54.7%", "0.5468", True),
        ("54.6%", "0.5468", False),
        ("12.35万人", "123456", True),
        ("下降0.7个百分点", "-0.7", True),
        ("下降0.7个百分点", "0.7", False),
        ("—", "", True),
        ("—", "5", False),
    ],
)
def test_agreement(shown: str, exact: str, is_same: bool) -> None:
    assert agree(shown, exact) == is_same


def test_coverage_by_hand(app: Changfeng) -> None:
    head, whole, *streets = of(app, "/insurance", "coverage")
    at = head.index("失业保险应参保中已参保(人)")
    assert head[at : at + 3] == ["失业保险应参保中已参保(人)", "失业保险应参保(人)", "失业保险覆盖率"]
    assert [whole[0], *whole[at : at + 3]] == ["全区", "270", "300", "0.9000"]  # 190 of 200 and 80 of 100
    assert {line[0]: line[at : at + 3] for line in streets}["城南路"] == ["80", "100", "0.8000"]


def test_standards_and_their_steps(app: Changfeng) -> None:
    head, *steps = of(app, "/insurance", "standard-benefit_standard")
    assert head == ["起始月份", "标准(元/月)", "增减(元/月)", "第几次上调", "说明"]
    levels = [Decimal(line[1]) for line in steps]
    rises = [Decimal(line[2]) for line in steps[1:]]
    assert [after - before for before, after in itertools.pairwise(levels)] == rises


def test_points_of_streets_add_up_to_the_district(app: Changfeng) -> None:
    _, whole, *streets = of(app, "/services", "points")
    assert int(whole[1]) == sum(int(line[1]) for line in streets) == sum(map(int, whole[2:])) > 0


def test_hours_of_the_week_add_up_to_the_calls(app: Changfeng, site: Path) -> None:
    _, *hours = of(app, "/hotline", "hours")
    with duckdb.connect(site / "builds" / fixture_build.BUILD_ID / "marts.duckdb", read_only=True) as con:
        (calls,) = con.execute(
            "select sum(received) from hotline_hour where hour is not null and month between ? and ?",
            ["2023-01-01", "2023-06-01"],
        ).fetchall()[0]
    assert len(hours) == 24
    assert sum(int(cell) for line in hours for cell in line[1:]) == calls > 0


def agree(shown: str, exact: str) -> bool:
    """Whether a cell as people read it is the exact one, rounded."""
    try:
        value = Decimal(exact)
    except InvalidOperation:
        return not exact or bool(shown)  # words; months are written in two ways
    found = SHOWN.fullmatch(shown)
    if found is None:
        return value == 0 and shown in ("持平", "—", "")
    word, sign, digits, scale, unit = found.groups()
    size = Decimal(digits.replace(",", ""))
    step = Decimal(1).scaleb(size.as_tuple().exponent)
    factor = SCALES.get(scale, Decimal(1)) / (100 if unit.startswith("%") else 1)
    is_negative = word == "下降" or sign in ("\u2212", "-")
    return abs((-size if is_negative else size) * factor - value) <= step * factor / 2
