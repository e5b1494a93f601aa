"""The rows behind a number: every row once, whatever the page; files that no spreadsheet runs; what the page says."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from dashboard.address.view import resolve
from dashboard.app import Changfeng, create_app
from dashboard.components.data_table import CAN_RUN
from dashboard.delivery.xlsx import workbook
from dashboard.readings.detail import PAGE
from etl.store import Build
from tests.dashboard.fixture_build import DISTRICT
from tests.dashboard.fixture_rows import EVIL, GRADES, ROWS
from tests.dashboard.trees import nodes, text

MAY, JUNE = date(2023, 5, 1), date(2023, 6, 1)


@pytest.fixture(scope="module")
def app(build: Build) -> Changfeng:
    return create_app(build.path.parent.parent)


def orders(month: int) -> list[int]:
    """Orders closed in a month of 2023, computed from how the fixture makes them."""
    closed = [datetime(2023, 5, 2, 9) + timedelta(hours=6 * i) for i in range(ROWS)]
    return [i for i, at in enumerate(closed) if at.month == month]


def ids(rows: list[dict[str, object]]) -> list[str]:
    return [str(row["order_id"]) for row in rows]


def test_rows_are_those_of_the_set_its_date_and_its_area(build: Build) -> None:
    found = build.rows("hotline.rated", area=DISTRICT, since=MAY, until=MAY)
    expected = [i for i in orders(5) if GRADES[i % 4] != "未评价"]
    assert (found.tally.rows, int(found.tally.value or 0)) == (len(expected), len(expected))
    street = build.rows("hotline.closed", area="430103002", since=MAY, until=JUNE)
    assert street.tally.rows == len([i for i in orders(5) + orders(6) if i % 5 == 0])
    unhappy = build.rows("hotline.closed", area=DISTRICT, since=JUNE, until=JUNE, where={"satisfaction": ["不满意"]})
    assert ids(unhappy.page(0, 500, "order_id")) == [f"{i:05d}" for i in orders(6) if i % 4 == 1]


def test_what_stands_at_a_month_end_has_no_first_month(app: Changfeng, build: Build) -> None:
    received = [datetime(2023, 5, 1, 9) + timedelta(hours=6 * i) for i in range(ROWS)]  # each closed a day later
    still = [f"{i:05d}" for i, at in enumerate(received) if at.date() == date(2023, 5, 31)]
    found = build.rows("hotline.open", area=DISTRICT, since=MAY, until=MAY)
    assert ids(found.page(0, 500, "order_id")) == still == ["00119", "00120", "00121", "00122"]
    page = text(app.shell.draw("/rows", {"set": "hotline.open", "month": "2023-05", "span": "year"}).tree)
    assert "2023年5月末,全区未办结工单共4件" in page
    assert "本年以来" not in page


@pytest.mark.parametrize("sort", [None, "satisfaction", "area_code", "closed_at"])
@pytest.mark.parametrize("descending", [True, False])
def test_paging_covers_every_row_once(build: Build, sort: str | None, descending: bool) -> None:
    found = build.rows("hotline.closed", area=DISTRICT, since=MAY, until=JUNE)
    paged = [row for start in range(0, ROWS + 7, 7) for row in ids(found.page(start, 7, sort, descending))]
    assert sorted(paged) == [f"{i:05d}" for i in sorted(orders(5) + orders(6))]
    assert sum(len(rows) for rows in found.all(10_000, size=11)) == len(paged)


def test_nothing_of_persons_or_internals_is_shown(build: Build) -> None:
    names = [column.name for column in build.rows("hotline.closed", area=DISTRICT, since=MAY, until=MAY).columns]
    assert names[-3:] == ["file_name", "row_sheet", "row_no"]
    assert not {"person_hash", "content", "caller_phone", "load_id", "is_demo"} & set(names)


def test_names_of_columns_and_sets_are_never_sql(build: Build) -> None:
    found = build.rows("hotline.closed", area=DISTRICT, since=MAY, until=MAY)
    with pytest.raises(ValueError, match="no such column"):
        found.page(0, 5, "order_id; drop table meta")
    with pytest.raises(ValueError, match="no such column"):
        build.rows("hotline.closed", area=DISTRICT, since=MAY, until=MAY, where={"1=1 or x": ["y"]})
    with pytest.raises(ValueError, match="no such rows"):
        build.rows("hotline.everything", area=DISTRICT, since=MAY, until=MAY)


def test_months_outside_are_passed_over(build: Build) -> None:
    """The plan says how many row groups were read: of May's orders those of the file of June have none."""
    found = build.rows("hotline.closed", area=DISTRICT, since=date(2023, 4, 1), until=MAY)
    sql, values = found.page_sql("satisfaction", descending=False)
    plan = build.records(f"explain analyze {sql} limit 5", values)[0]["explain_value"]
    assert re.search(r"Row Groups Scanned: 1 / 2", plan), plan


def test_the_page_says_whose_rows_of_when_and_whether_they_agree(app: Changfeng) -> None:
    query = {"set": ["hotline.rated"], "span": ["year"], "kpi": ["hotline_satisfaction_rate"], "month": ["2023-06"]}
    said = text(next(node for node in nodes(app.shell.draw("/rows", query).tree) if getattr(node, "id", "") == "state"))
    rated = len([i for i in orders(5) + orders(6) if i % 4 != 2])
    assert said.startswith(f"2023年1至6月,全区已评价工单共{rated}件,与看板上“12345满意率”的回访件数31,014件不一致")
    narrowed = app.shell.draw("/rows", {**query, "satisfaction": ["不满意"]}).html
    assert "(满意度为不满意)" in narrowed
    assert "一致" not in re.search(r'id="state".*?</p>', narrowed).group()  # type: ignore[union-attr]


def test_the_first_response_holds_the_first_page_and_leads_to_the_next(app: Changfeng) -> None:
    address = {"set": ["hotline.closed"], "span": ["year"], "month": ["2023-06"]}
    html = app.shell.draw("/rows", address).html
    assert len(re.findall(r"<tr>", html)) == PAGE + 1
    assert "page=2" in html
    assert "&lt;img src=x" in html
    assert "<img" not in html
    last = app.shell.draw("/rows", {**address, "page": ["5"]}).html
    assert len(re.findall(r"<tr>", last)) == len(orders(5) + orders(6)) - 4 * PAGE + 1
    assert "下一页" not in last


def test_the_month_goes_along_and_other_pages_get_a_clean_address(build: Build) -> None:
    view = resolve(build, "/rows", {"set": "hotline.closed", "span": "month", "satisfaction": "满意", "page": "3"})
    assert (
        view.link(month="2023-05")
        == "/rows?set=hotline.closed&span=month&satisfaction=%E6%BB%A1%E6%84%8F&month=2023-05"
    )
    assert view.link(path="/") == "/"


@pytest.mark.parametrize(
    "query", [{}, {"set": ["nope"]}, {"set": ["hotline.closed"], "page": ["x"], "sort": ["-nope"]}]
)
def test_a_wrong_address_offers_what_there_is(app: Changfeng, query: dict[str, object]) -> None:
    assert "办结工单" in app.shell.draw("/rows", query).html


def test_csv_holds_every_row_and_nothing_that_runs(app: Changfeng) -> None:
    got = app.server.test_client().get("/download/rows.csv?set=hotline.closed&span=year&month=2023-06")
    assert got.data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(got.data.decode("utf-8-sig"))))
    assert len(lines) == len(orders(5) + orders(6)) + 1
    assert lines[0][-3:] == ["文件", "工作表", "行号"]
    assert not [cell for line in lines for cell in line if cell.startswith(CAN_RUN)]
    column = lines[0].index("问题分类一级")
    assert {line[column].removeprefix("'") for line in lines[1:]} == set(EVIL)


def test_xlsx_holds_every_row_as_text_numbers_and_dates(app: Changfeng) -> None:
    got = app.server.test_client().get("/download/rows.xlsx?set=hotline.closed&span=year&month=2023-06")
    sheet = openpyxl.load_workbook(io.BytesIO(got.data)).active
    rows = list(sheet.iter_rows())
    assert len(rows) == len(orders(5) + orders(6)) + 1
    head = [cell.value for cell in rows[0]]
    evil = [row[head.index("问题分类一级")] for row in rows[1:]]
    assert {cell.value for cell in evil} == set(EVIL)
    assert {cell.data_type for cell in evil} == {"s"}
    assert all(cell.quotePrefix for cell in evil if str(cell.value).startswith(CAN_RUN))
    assert max(row[head.index("办结时间")].value for row in rows[1:]).date() == date(2023, 6, 30)
    assert {type(row[head.index("行号")].value) for row in rows[1:]} == {int}


def test_xlsx_text_that_xml_cannot_hold_leaves_the_rest_readable() -> None:
    data = b"".join(workbook(["列"], [[["a\x00b\x1b<&>"], ["\ud800x"]]]))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [row[0].value for row in sheet.iter_rows()] == ["列", "ab<&>", "x"]


@pytest.mark.parametrize(
    "address",
    [
        "/download/rows.exe?set=hotline.closed",
        "/download/rows.csv?set=x",
        "/download/rows.csv?set=hotline.closed&build=../../etc",
    ],
)
def test_a_download_that_there_is_not_is_a_sentence(app: Changfeng, address: str) -> None:
    got = app.server.test_client().get(address)
    assert got.status_code == 404
    assert "没有" in got.data.decode()


def test_the_grid_gets_the_rows_that_it_scrolls_to(app: Changfeng, build: Build) -> None:
    asked = {"build": build.id, "query": {"set": "hotline.closed", "span": "year", "month": "2023-06"}}
    request = {"startRow": 100, "endRow": 150, "sortModel": [{"colId": "order_id", "sort": "asc"}]}
    body = {
        "output": "rows-grid.getRowsResponse",
        "outputs": {"id": "rows-grid", "property": "getRowsResponse"},
        "inputs": [{"id": "rows-grid", "property": "getRowsRequest", "value": request}],
        "state": [{"id": "rows-asked", "property": "data", "value": asked}],
        "changedPropIds": ["rows-grid.getRowsRequest"],
    }
    got = app.server.test_client().post("/_dash-update-component", json=body)
    answer = json.loads(got.data)["response"]["rows-grid"]["getRowsResponse"]
    assert answer["rowCount"] == len(orders(5) + orders(6))
    assert [row["order_id"] for row in answer["rowData"]] == [
        f"{i:05d}" for i in sorted(orders(5) + orders(6))[100:150]
    ]


def test_only_the_page_of_rows_loads_the_grid(app: Changfeng) -> None:
    client = app.server.test_client()
    assert b"/dash_ag_grid/" in client.get("/rows?set=hotline.closed").data
    assert b"/dash_ag_grid/" not in client.get("/").data


def test_cards_and_matrix_lead_to_the_rows(app: Changfeng) -> None:
    html = app.shell.draw("/", {"month": ["2023-06"]}).html
    card = re.search(r'id="kpi-hotline_satisfaction_rate".*?</article>', html).group()  # type: ignore[union-attr]
    assert card.count("set=hotline.satisfied") == 2
    assert card.count("set=hotline.rated") == 2
    matrix = html[html.index('class="matrix') :]
    assert (
        "area=430103002"
        in re.search(r"<a[^>]*set=hotline.satisfied[^>]*area=430103002", matrix.replace("&amp;", "&")).group()
    )  # type: ignore[union-attr]


def test_no_path_of_the_machine_is_sent(app: Changfeng, build: Build) -> None:
    assert str(Path(build.path)) not in app.shell.draw("/rows", {"set": ["hotline.closed"]}).html
