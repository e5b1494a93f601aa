"""From the inbox to the returned workbook and back: nothing lost, nothing doubled, one bad file stops no other."""

from __future__ import annotations

import os
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from etl.loading import Outcome, find_files, load_file, put_away_archives
from etl.site import Site
from etl.warehouse import Warehouse

NOW = datetime(2023, 7, 3, 9, 12)
HEADER = "姓名,身份证号,性别,学历,人员类别,街道,用人单位,统一社会信用代码,行业,就业形式,就业日期"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(sequence: int, born: str = "19920101") -> str:
    """An invented id number with a true check character (GB 11643)."""
    body = f"430103{born}{sequence:03d}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def line(sequence: int, **other: str) -> str:
    cells = {
        "name": "甲某",
        "id": id_number(sequence),
        "sex": "男" if sequence % 2 else "女",
        "street": "坡子街街道",
        "employer": "长沙示例商贸有限公司",
        "on": "2023-03-05",
    } | other
    return (
        f"{cells['name']},{cells['id']},{cells['sex']},大学本科,高校毕业生,{cells['street']},{cells['employer']},,"
        f"批发和零售业,单位就业,{cells['on']}"
    )


def write(path: Path, lines: list[str], title: str = "") -> Path:
    path.write_text("\n".join([*([title] if title else []), HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def load(site: Site, *paths: Path) -> list[Outcome]:
    with Warehouse(site) as warehouse:
        found = find_files(paths or [site.inbox], site.work)
        outcomes = [load_file(warehouse, file, NOW) for file in found]
        put_away_archives(site, found, outcomes)
        return outcomes


def people(site: Site) -> int:
    with Warehouse(site) as warehouse:
        return int(warehouse.rows("select count(*) from warehouse.fact_hiring")[0][0])


def open_rows(site: Site) -> list[tuple[int, str, str]]:
    with Warehouse(site) as warehouse:
        return warehouse.rows(
            "select row_no, rule, value from warehouse.quarantine where mended_by is null order by row_no, rule"
        )


def test_every_row_read_is_accepted_returned_or_known_to_be_no_data(site: Site) -> None:
    bad = line(3, id=id_number(3)[:-1] + ("0" if id_number(3)[-1] != "0" else "1"))
    path = write(
        site.inbox / "三月.csv", [line(1), bad, line(2), "合计,2,,,,,,,,,", "注:以上为三月数据,,,,,,,,,,"], "台账"
    )
    (outcome,) = load(site)
    assert (outcome.rows_accepted, outcome.rows_quarantined, outcome.rows_skipped) == (2, 1, 4)
    assert outcome.rows_read == 7
    assert not path.exists(), "a finished file leaves the inbox"
    assert len(list(site.raw.rglob("*三月.csv"))) == 1
    assert open_rows(site) == [(4, "id_checksum", "430103**********" + bad.split(",")[1][-2:])]


def test_the_returned_workbook_mended_and_dropped_in_again_doubles_nothing(site: Site) -> None:
    lines = [line(1), line(2, on="2023-13-45"), line(3), line(4, on="")]
    write(site.inbox / "三月.csv", lines, "天心区2023年3月台账")
    (outcome,) = load(site)
    assert outcome.returned is not None
    assert people(site) == 2
    workbook = openpyxl.load_workbook(outcome.returned)
    sheet = workbook[workbook.sheetnames[0]]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "天心区2023年3月台账"
    assert rows[1][-2:] == ["退回原因", "原行号"]
    assert [row[-1] for row in rows[2:]] == ["4", "6"], "the rows as Excel numbers them"
    assert sheet.cell(3, 11).fill.fgColor.rgb == "00F8E4DF", "the bad cell is marked"
    sheet.cell(3, 11).value = "2023-03-15"
    sheet.delete_rows(4)  # the clerk mends one row and keeps the other for later
    workbook.save(site.inbox / outcome.returned.name)
    (again,) = load(site)
    assert (again.rows_accepted, again.rows_quarantined) == (1, 0)
    assert people(site) == 3
    assert [row_no for row_no, *_ in open_rows(site)] == [6], "the row that did not come back still waits"


def test_the_same_content_is_recognised_under_another_name(site: Site, tmp_path: Path) -> None:
    write(site.inbox / "三月.csv", [line(1)])
    load(site)
    (again,) = load(site, write(tmp_path / "三月(1).csv", [line(1)]))
    assert again.state == "known"
    assert "第1次" in again.message
    assert people(site) == 1


def test_a_bad_file_says_why_stays_where_it_was_and_stops_no_other(site: Site) -> None:
    (site.inbox / "空.csv").write_bytes(b"")
    (site.inbox / "网页.xls").write_text("<html><body><table><tr><td>1</td></tr></table></body></html>")
    (site.inbox / "坏.zip").write_bytes(b"PK\x03\x04 broken")
    (site.inbox / "别的.csv").write_text("甲,乙,丙\n1,2,3\n", encoding="utf-8")
    write(site.inbox / "好.csv", [line(1)])
    outcomes = {outcome.path.name: outcome for outcome in load(site)}
    assert {name: outcome.state for name, outcome in outcomes.items()} == {
        "空.csv": "refused",
        "网页.xls": "refused",
        "坏.zip": "refused",
        "别的.csv": "refused",
        "好.csv": "loaded",
    }
    assert all(outcome.message.endswith("。") for outcome in outcomes.values() if outcome.state == "refused")
    assert sorted(path.name for path in site.inbox.iterdir()) == ["别的.csv", "坏.zip", "空.csv", "网页.xls"]


def test_an_archive_leaves_the_inbox_when_all_in_it_is_loaded(site: Site, tmp_path: Path) -> None:
    with zipfile.ZipFile(site.inbox / "三月.zip", "w") as archive:
        archive.write(write(tmp_path / "a.csv", [line(1)]), "一组/台账a.csv")
        archive.write(write(tmp_path / "b.csv", [line(2)]), "二组/台账b.csv")
    assert [outcome.state for outcome in load(site)] == ["loaded", "loaded"]
    assert list(site.inbox.iterdir()) == []
    with zipfile.ZipFile(site.inbox / "四月.zip", "w") as archive:
        archive.write(write(tmp_path / "c.csv", [line(3)]), "c.csv")
        archive.writestr("空.csv", b"")
    assert sorted(outcome.state for outcome in load(site)) == ["loaded", "refused"]
    assert [path.name for path in site.inbox.iterdir()] == ["四月.zip"]


def test_text_that_a_spreadsheet_would_run_goes_back_as_text(site: Site) -> None:
    formula = "=HYPERLINK(0)"
    write(site.inbox / "三月.csv", [line(1, employer=formula, on="没有日期"), line(2, employer="@SUM(A1)", on="")])
    (outcome,) = load(site)
    assert outcome.returned is not None
    sheet = openpyxl.load_workbook(outcome.returned).worksheets[0]
    cells = [sheet.cell(row, 7) for row in (2, 3)]
    assert [cell.value for cell in cells] == [formula, "@SUM(A1)"]
    assert {cell.data_type for cell in cells} == {"s"}, "a string, not a formula"
    assert all(cell.quotePrefix for cell in cells), "and still one after the clerk has edited it"


def test_names_and_id_numbers_are_nowhere_in_what_is_kept(site: Site) -> None:
    bad = line(2, name="乙某某", on="未来")
    write(site.inbox / "三月.csv", [line(1, name="甲某某"), bad])
    (outcome,) = load(site)
    kept = [path for path in site.path.rglob("*") if path.is_file() and not {"raw", "returned"} & set(path.parts)]
    secrets = [text.encode() for text in ("甲某某", "乙某某", id_number(1), id_number(2))]
    assert [path.name for path in kept for secret in secrets if secret in path.read_bytes()] == []
    assert outcome.returned is not None
    for path in (*site.raw.rglob("*.csv"), outcome.returned):
        assert path.stat().st_mode & 0o077 == 0, "what holds personal data is its owner's alone"


def test_rows_of_an_unknown_street_count_for_the_district(site: Site) -> None:
    write(site.inbox / "三月.csv", [line(1, street="不存在街道"), line(2, street=""), line(3)])
    (outcome,) = load(site)
    assert (outcome.rows_accepted, outcome.rows_quarantined, outcome.warnings) == (3, 0, 2)
    with Warehouse(site) as warehouse:
        streets = warehouse.rows("select area_code, count(*) from warehouse.fact_hiring group by 1 order by 1")
    assert streets == [("430103002", 1), ("430103999", 2)]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_refused(site: Site) -> None:
    write(site.inbox / "三月.csv", [line(1)]).chmod(0)
    (outcome,) = load(site)
    assert outcome.state == "refused"
