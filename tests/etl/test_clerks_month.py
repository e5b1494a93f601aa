"""A clerk's month: files that come again in part, by street, late or under another form throw nothing out unseen."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from etl.loading import Found, load_file
from etl.reloading import reload_all
from etl.site import Site
from etl.warehouse import Warehouse
from tests.etl.ugly import HIRING, INSURANCE, facts, load, open_rows, person, returned, run, text, workbook

EVENTS = ["活动名称", "活动类型", "活动日期", "举办方式", "街道", "企业数", "岗位数"]
KINDS = "select insurance_type, insured_persons from fact_insurance order by all"
STREETS = "select area_code, insured_persons from fact_insurance order by 1"


def event(number: int, held_on: str) -> list[str]:
    return [f"第{number}场招聘会", "招聘会", held_on, "线下", "坡子街街道", "10", "100"]


def insured(street: str, persons: str = "90") -> list[str]:
    return ["2023-05", street, "失业保险", "100", persons]


def events(path: Path, *rows: list[str]) -> Path:
    return workbook(path, {"Sheet1": [EVENTS, *rows]})


def returned_rows(site: Site, name: str, old: str, new: str) -> list[list[str]]:
    """The first sheet of a returned workbook with one text replaced by another."""
    sheet = openpyxl.load_workbook(returned(site, name)).worksheets[0]
    texts = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    return [[new if text == old else text for text in row] for row in texts]


def with_a_row_sent_back(site: Site) -> None:
    good = [["2023-05", "坡子街街道", kind, "100", "90"] for kind in ("失业保险", "工伤保险")]
    workbook(site.inbox / "五月社保.xlsx", {"Sheet1": [INSURANCE, *good, insured("城南路街道", "约70")]})
    assert load(site).rows("五月社保.xlsx")[1:3] == (2, 1)


@pytest.mark.parametrize("name", ["五月社保_第1次_退回", "五月社保_第1次_退回 (1)", "五月社保_第1次_退回 - 副本"])
def test_a_returned_workbook_saved_as_csv_replaces_no_month(site: Site, name: str) -> None:
    with_a_row_sent_back(site)
    rows = returned_rows(site, "五月社保", "约70", "70")
    with (site.inbox / f"{name}.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)
    assert load(site).rows(f"{name}.csv")[1:3] == (1, 0)
    assert facts(site, KINDS) == [("失业保险", 70), ("失业保险", 90), ("工伤保险", 90)]
    assert open_rows(site) == []
    run("reload", "--site", site.path)
    assert len(facts(site, KINDS)) == 3


def test_rows_of_a_returned_workbook_in_a_file_of_another_name_are_refused(site: Site) -> None:
    with_a_row_sent_back(site)
    workbook(site.inbox / "补正.xlsx", {"Sheet1": returned_rows(site, "五月社保", "约70", "70")})
    assert "看不出补的是哪个文件" in load(site).line("补正.xlsx")
    assert len(facts(site, KINDS)) == 2
    assert [row_no for _, row_no, _ in open_rows(site)] == [4]


def test_a_mended_row_is_closed_though_the_sheet_was_renamed(site: Site) -> None:
    with_a_row_sent_back(site)
    path = returned(site, "五月社保")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.title = "已改"
    for row in sheet.iter_rows():
        for cell in row:
            cell.value = "70" if cell.value == "约70" else cell.value
    book.save(site.inbox / path.name)
    assert load(site).rows(path.name)[1:3] == (1, 0)
    assert open_rows(site) == []


@pytest.mark.parametrize("has_column", [True, False])
def test_the_streets_own_files_leave_each_other_alone(site: Site, has_column: bool) -> None:
    streets = ("坡子街街道", "城南路街道", "裕南街街道")
    for number, street in enumerate(streets):
        row, header = insured(street, str(90 + number)), INSURANCE
        if not has_column:
            row, header = [row[0], *row[2:]], [INSURANCE[0], *INSURANCE[2:]]
        workbook(site.inbox / f"{street}社保.xlsx", {"Sheet1": [[f"天心区{street}社会保险月报"], header, row]})
    assert load(site).exit_code == 0
    assert sorted(persons for _, persons in facts(site, STREETS)) == [90, 91, 92]
    row = insured("坡子街街道", "95") if has_column else ["2023-05", "失业保险", "100", "95"]
    header = INSURANCE if has_column else [INSURANCE[0], *INSURANCE[2:]]
    workbook(site.inbox / "坡子街街道更正.xlsx", {"Sheet1": [["天心区坡子街街道社会保险月报"], header, row]})
    load(site)
    assert sorted(persons for _, persons in facts(site, STREETS)) == [91, 92, 95]


def test_a_street_s_own_file_closes_no_rows_of_another_street(site: Site) -> None:
    for street, persons in (("坡子街街道", "约90"), ("城南路街道", "80")):
        header = [INSURANCE[0], *INSURANCE[2:]]
        rows = [["2023-05", "失业保险", "100", persons], ["2023-05", "工伤保险", "100", "50"]]
        workbook(site.inbox / f"{street}社保.xlsx", {"Sheet1": [[f"天心区{street}社会保险月报"], header, *rows]})
        load(site)
    assert [(load_id, rule) for load_id, _, rule in open_rows(site)] == [(1, "approximate")]


def test_one_late_row_is_not_the_whole_of_its_month(site: Site) -> None:
    events(site.inbox / "五月活动.xlsx", *(event(day, f"2023-05-{day:02}") for day in range(1, 11)))
    load(site)
    late = events(site.inbox / "六月活动.xlsx", event(1, "2023-06-01"), event(2, "2023-06-02"), event(99, "2023-05-31"))
    told = load(site).line("六月活动.xlsx")
    assert "2023年5月的只有1行" in told
    assert "“五月活动.xlsx”已装载的10行" in told
    assert late.exists()
    assert facts(site, "select count(*) from fact_job_events") == [(10,)]
    late.unlink()
    events(site.inbox / "五月活动.xlsx", event(99, "2023-05-31"))  # under its own name it means what it says
    assert "2023年5月原由“五月活动.xlsx”装载的记录有10行本文件没有再报,已撤下" in load(site).output
    assert facts(site, "select count(*) from fact_job_events") == [(1,)]


def test_what_an_earlier_version_has_put_out_is_no_end_of_a_reload(site: Site, tmp_path: Path) -> None:
    events(site.inbox / "五月活动.xlsx", *(event(day, f"2023-05-{day:02}") for day in range(1, 11)))
    load(site)
    late = Found(events(tmp_path / "六月活动.xlsx", event(99, "2023-05-31")), is_again=True)
    with Warehouse(site) as warehouse:
        taken = load_file(warehouse, late, datetime(2023, 7, 3))
        assert [said.count("有10行本文件没有再报,已撤下") for said in taken.beside] == [1]
        again = reload_all(warehouse)
    assert [one.state for one in again] == ["loaded", "loaded"]
    assert again[1].beside == taken.beside
    assert facts(site, "select event_name from fact_job_events") == [("第99场招聘会",)]


def test_withdrawn_rows_are_told_and_rows_that_come_again_are_not(site: Site) -> None:
    events(site.inbox / "活动.xlsx", *(event(day, f"2023-05-{day:02}") for day in range(1, 6)))
    load(site)
    events(site.inbox / "更正.xlsx", *(event(day, f"2023-05-{day:02}") for day in range(2, 7)))
    assert "2023年5月原由“活动.xlsx”装载的记录有1行本文件没有再报" in load(site).output
    two_sheets = {str(days[0]): [EVENTS, *(event(d, f"2023-05-{d:02}") for d in days)] for days in ((2, 3), (4, 5, 6))}
    workbook(site.inbox / "分表.xlsx", two_sheets)
    assert "撤下" not in load(site).output
    assert facts(site, "select rule, value from warning where rule = 'withdrawn'") == [("withdrawn", "1")]


def test_another_street_s_file_of_the_same_name_closes_no_bad_row(site: Site) -> None:
    for folder, rows in (("坡子街", [person(1), person(2, on="2023-13-45")]), ("城南路", [person(3), person(4)])):
        (site.inbox / folder).mkdir()
        workbook(site.inbox / folder / "三月就业.xlsx", {"Sheet1": [HIRING, *rows]})
    load(site)
    assert [row_no for _, row_no, _ in open_rows(site)] == [3]
    workbook(site.inbox / "三月就业.xlsx", {"Sheet1": [HIRING, person(1), person(2)]})
    load(site)
    assert open_rows(site) == []
    assert facts(site, "select count(*) from fact_hiring") == [(4,)]


def test_a_returned_workbook_without_its_own_columns_is_known_by_its_name(site: Site) -> None:
    with_a_row_sent_back(site)
    workbook(site.inbox / "五月社保_第1次_退回.xls", {"Sheet1": [INSURANCE, insured("城南路街道", "70")]})
    assert load(site).rows("五月社保_第1次_退回.xls")[1:3] == (1, 0)
    assert len(facts(site, KINDS)) == 3


def test_rows_that_a_corrected_file_leaves_standing_are_told(site: Site) -> None:
    def edition(*rows: list[str]) -> str:
        workbook(site.inbox / "三月.xlsx", {"Sheet1": [HIRING, *rows]})
        return load(site).output

    edition(person(1), person(2), person(3), person(4), person(5))
    told = edition(person(1, on="2023-03-06"), *(person(number) for number in range(2, 5)))
    assert "同名文件第1次装载的第2、6行(共2行)本文件没有再报,仍然计入" in told
    told = edition(person(1, on="2023-03-06"), *(person(number) for number in range(2, 6)))
    assert "第2行(共1行)本文件没有再报" in told, "it still counts twice"
    assert "没有再报" not in edition(person(8), person(9)), "the next month's file under the same name"


def test_a_formula_that_found_nothing_is_no_name(site: Site) -> None:
    broken = [person(1, employer="#N/A"), person(2), person(3), person(4, on="#VALUE!")]
    broken[1][8], broken[2][9] = "#REF!", "#NAME?"
    text(site.inbox / "三月.csv", [",".join(row) for row in broken])
    assert load(site).rows("三月.csv")[1:3] == (3, 1)
    assert facts(site, "select employer, industry, employment_form from fact_hiring order by row_no") == [
        (None, "批发和零售业", "单位就业"),
        ("长沙示例商贸有限公司", None, "单位就业"),
        ("长沙示例商贸有限公司", "批发和零售业", None),
    ]
    told = facts(site, "select row_no, column_title, value from warning where rule = 'formula_word' order by 1")
    assert told == [(2, "用人单位", "#N/A"), (3, "行业", "#REF!"), (4, "就业形式", "#NAME?")]
    assert open_rows(site) == [(1, 5, "formula")]


def test_a_record_whose_name_is_a_broken_formula_goes_back(site: Site) -> None:
    events(site.inbox / "活动.xlsx", event(1, "2023-05-01"), ["#N/A", *event(2, "2023-05-02")[1:]])
    assert load(site).rows("活动.xlsx")[1:3] == (1, 1)
    assert open_rows(site) == [(1, 3, "formula")]


def test_streets_that_are_not_on_the_list_are_not_one_another(site: Site) -> None:
    rows = [
        insured(f"新{name}街道", persons) for name, persons in (("甲", "90"), ("乙", "90"), ("丙", "80"), ("丙", "80"))
    ]
    workbook(site.inbox / "社保.xlsx", {"甲": [INSURANCE, *rows], "乙": [INSURANCE, insured("新丁街道", "70")]})
    assert load(site).rows("社保.xlsx") == (7, 4, 0, 3), "two headers, and the row that stands twice"
    assert facts(site, "select sum(insured_persons) from fact_insurance") == [(330,)]
    workbook(site.inbox / "社保.xlsx", {"甲": [INSURANCE, insured("新甲街道", "91"), *rows[1:3]]})
    load(site)
    assert facts(site, "select sum(insured_persons) from fact_insurance") == [(261,)]


def test_own_files_of_streets_that_are_not_on_the_list_leave_each_other_alone(site: Site) -> None:
    def own(street: str, persons: str) -> None:
        row = ["2023-05", "失业保险", "100", persons]
        header = [INSURANCE[0], *INSURANCE[2:]]
        workbook(site.inbox / f"{street}.xlsx", {"Sheet1": [[f"天心区{street}社会保险月报"], header, row]})
        load(site)

    own("新甲街道", "90")
    own("新乙街道", "80")
    own("新甲街道", "95")
    assert facts(site, "select insured_persons from fact_insurance order by 1") == [(80,), (95,)]


def test_a_mended_row_of_a_street_that_is_not_on_the_list_put_back_twice_counts_once(site: Site) -> None:
    sent = [insured("天外街道", "80"), insured("云上街道", "约70")]
    workbook(site.inbox / "五月社保.xlsx", {"Sheet1": [INSURANCE, *sent]})
    load(site)
    for name, persons in (("五月社保_第1次_退回", "70"), ("五月社保_第1次_退回 - 副本", "71")):
        rows = returned_rows(site, "五月社保", "约70", persons)
        with (site.inbox / f"{name}.csv").open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows(rows)
        assert load(site).rows(f"{name}.csv")[1:3] == (1, 0)
    unassigned = site.district.unassigned_area
    assert sorted(facts(site, STREETS)) == [(unassigned, 71), (unassigned, 80)]
