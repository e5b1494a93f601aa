"""Files as a stranger would send them, through the real command: nothing lost, nothing doubled, every refusal true."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlwt

from etl.demo import Truth, truth_path
from etl.demo.errors import KEPT
from etl.site import Site
from etl.warehouse import Warehouse
from tests.etl.test_loading import HEADER, line
from tests.etl.ugly import HIRING, INSURANCE, facts, load, mend, open_rows, person, returned, run, text, workbook

PEOPLE = "select count(*) from fact_hiring"


# -- workbooks of many shapes ------------------------------------------------------------------------------------------


def test_every_sheet_of_a_source_counts_and_the_others_are_named(site: Site) -> None:
    sheets = {f"第{n}页": [HIRING, person(n)] if n in (3, 7) else [["填表说明", n]] for n in range(1, 21)}
    workbook(site.inbox / "二十.xlsx", sheets)
    told = load(site)
    assert told.rows("二十.xlsx") == (4, 2, 0, 2)
    assert told.output.count("第") >= 18, "the sheets that hold no ledger are told"
    assert facts(site, "select distinct sheet from fact_hiring order by 1") == [("第3页",), ("第7页",)]


def test_two_sheets_of_two_sources_in_one_workbook(site: Site) -> None:
    total = ["2023-03", "合计", "失业保险", 100, 90]
    workbook(
        site.inbox / "两表.xlsx",
        {
            "就业": [HIRING, person(1)],
            "社保": [INSURANCE, ["2023-03", "坡子街街道", "失业保险", 100, 90], total],
        },
    )
    assert load(site).rows("两表.xlsx") == (5, 2, 0, 3)
    assert facts(site, PEOPLE) == [(1,)]
    assert facts(site, "select insured_persons from fact_insurance") == [(90,)]


def test_a_month_that_comes_in_several_sheets_is_whole(site: Site) -> None:
    def sheet(kind: str, persons: int) -> list[list[object]]:
        return [list(INSURANCE), ["2023-03", "坡子街街道", kind, 100, persons]]

    workbook(site.inbox / "三月.xlsx", {"失业": sheet("失业保险", 90), "工伤": sheet("工伤保险", 80)})
    assert load(site).rows("三月.xlsx") == (4, 2, 0, 2)
    kinds = "select insurance_type, insured_persons from fact_insurance order by 1"
    assert facts(site, kinds) == [("失业保险", 90), ("工伤保险", 80)]
    workbook(site.inbox / "三月更正.xlsx", {"失业": sheet("失业保险", 91)})
    load(site)
    assert facts(site, kinds) == [("失业保险", 91)], "the corrected file is the whole truth for its month"


def test_a_record_in_two_sheets_counts_once_and_is_told(site: Site) -> None:
    workbook(site.inbox / "两页.xlsx", {"甲": [HIRING, person(1)], "乙": [HIRING, person(2), person(1)]})
    assert load(site).line("两页.xlsx").endswith("提示 1 条")
    assert facts(site, PEOPLE) == [(2,)]
    told = facts(site, "select sheet, row_no, rule, advice from warning")
    assert told == [("甲", 2, "duplicate_sheet", "工作表“乙”第3行的身份证号、就业日期与本行相同,以该行为准。")]


def test_hidden_sheets_are_named_and_not_taken(site: Site) -> None:
    workbook(site.inbox / "藏.xlsx", {"三月": [HIRING, person(1)], "去年": [HIRING, person(2)]}, hidden=["去年"])
    told = load(site)
    assert "隐藏的工作表不装载:去年" in told.output
    assert facts(site, PEOPLE) == [(1,)]


def test_a_workbook_whose_only_ledger_is_hidden_is_refused(site: Site) -> None:
    workbook(site.inbox / "全藏.xlsx", {"说明": [["看后一页"]], "去年": [HIRING, person(2)]}, hidden=["去年"])
    assert load(site).line("全藏.xlsx") == "✗ 全藏.xlsx:有数据的工作表“去年”是隐藏的。请取消隐藏,核对后重新报送。"


def test_a_sheet_of_300_columns(site: Site) -> None:
    spare = [f"备用{n}" for n in range(289)]
    workbook(site.inbox / "宽.xlsx", {"表": [[*HIRING, *spare], *([*person(n), *["x"] * 289] for n in (1, 2))]})
    assert load(site).rows("宽.xlsx") == (3, 2, 0, 1)


@pytest.mark.parametrize(("above", "is_found"), [(54, True), (59, True), (60, False)])
def test_a_header_far_down(site: Site, above: int, is_found: bool) -> None:
    workbook(site.inbox / "深.xlsx", {"表": [*([f"填表说明第{n}条"] for n in range(above)), HIRING, person(1)]})
    told = load(site)
    if is_found:
        assert told.rows("深.xlsx") == (above + 2, 1, 0, above + 1)
    else:
        assert "前60行中没有找到任何已知台账的表头" in told.line("深.xlsx")


def test_dates_of_every_kind_in_one_column(site: Site) -> None:
    written = ["2023-03-05", "2023/3/5", "2023.3.5", "2023年3月5日", "20230305", "44990", "3月5日", "２０２３－３－５"]
    rows: list[list[object]] = [[*person(n)[:-1], day] for n, day in enumerate(written, start=1)]
    rows += [[*person(20)[:-1], date(2023, 3, 5)], [*person(21)[:-1], 44990]]
    rows += [[*person(22)[:-1], "5/3/2023"], [*person(23)[:-1], "2023-02-30"]]
    workbook(site.inbox / "三月.xlsx", {"表": [["天心区2023年3月台账"], HIRING, *rows]})
    assert load(site).rows("三月.xlsx")[1:3] == (10, 2)
    assert facts(site, "select distinct employed_on::varchar from fact_hiring") == [("2023-03-05",)]
    assert [rule for _, _, rule in open_rows(site)] == ["date_order", "date"]


HOTLINE = ["工单编号", "受理时间", "街道", "诉求类型", "办结时限", "办结时间", "是否按时", "满意度"]


def test_an_order_that_comes_again_in_another_state_is_one_order(site: Site) -> None:
    order = ["2023-03-01 09:00", "坡子街街道", "求助", "2023-03-09 17:30"]
    workbook(
        site.inbox / "三月.xlsx",
        {"工单": [HOTLINE, ["A1", *order, None, None, None], ["A2", *order, None, None, None]]},
    )
    workbook(site.inbox / "四月.xlsx", {"工单": [HOTLINE, ["A1", *order, "2023-03-08 10:00", "是", "满意"]]})
    assert load(site).exit_code == 0
    states = "select order_id, closed_at is not null, satisfaction from fact_hotline order by 1"
    assert facts(site, states) == [("A1", True, "满意"), ("A2", False, None)]


@pytest.mark.slow
def test_what_the_messy_demo_plants_is_what_the_command_finds(site: Site, tmp_path: Path) -> None:
    assert run("demo", "--out", tmp_path / "demo", "--rows", "1500", "--years", "2023", "--mess").exit_code == 0
    told = load(site, tmp_path / "demo")
    truth = Truth.read(truth_path(tmp_path / "demo"))
    for file in truth.files:
        told.rows(file.file)
    planted = {(p.file, p.row_no, p.rule, p.severity) for p in truth.planted if p.severity != KEPT}
    found = facts(
        site,
        """select file_name, row_no, rule, 'quarantine' from quarantine join load_log using (load_id)
           union select file_name, row_no, rule, 'warning' from warning join load_log using (load_id)""",
    )
    assert set(found) == planted


# -- archives ----------------------------------------------------------------------------------------------------------


def test_the_same_file_twice_in_one_archive_counts_once(site: Site, tmp_path: Path) -> None:
    content = workbook(tmp_path / "x.xlsx", {"表": [HIRING, person(1)]}).read_bytes()
    with zipfile.ZipFile(site.inbox / "双.zip", "w") as archive:
        archive.writestr("一组/x.xlsx", content)
        archive.writestr("二组/y.xlsx", content)
    told = load(site)
    assert told.rows("双.zip/x.xlsx") == (2, 1, 0, 1)
    assert told.line("双.zip/y.xlsx").startswith("= ")
    assert (told.exit_code, list(site.inbox.iterdir())) == (0, [])


def test_an_archive_within_an_archive_is_refused_by_its_name(site: Site) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("里.csv", f"{HEADER}\n{line(1)}\n")
    with zipfile.ZipFile(site.inbox / "套.zip", "w") as archive:
        archive.writestr("内.zip", inner.getvalue())
        archive.writestr("外.csv", f"{HEADER}\n{line(2)}\n")
    told = load(site)
    assert told.line("套.zip/内.zip").endswith("这是压缩包,不是表格。请解压后发送其中的表格。")
    assert told.rows("套.zip/外.csv") == (2, 1, 0, 1)
    assert [path.name for path in site.inbox.iterdir()] == ["套.zip"], "it stays until all in it is loaded"


# -- the returned workbook ---------------------------------------------------------------------------------------------

APRIL = [
    ["天心区2023年4月社会保险情况表", None, None, None, None, None],
    [None, None, None, None, None, "单位:人、万元"],
    ["月份", "街道", "险种", "参保情况", None, "基金收入"],
    [None, None, None, "应参保", "已参保", None],
    ["4月", "坡子街街道", "失业保险", 100, 90, 1.5],
    ["4月", "文源街道", "失业保险", 100, "九十", 2.5],
]
APRIL_MERGED = ["A1:F1", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:F4"]
INCOME = "select insured_persons, fund_income_yuan::bigint from fact_insurance order by 2"


def test_a_two_row_header_with_its_unit_and_year_comes_back_and_loads(site: Site) -> None:
    workbook(site.inbox / "四月.xlsx", {"月报": APRIL}, merged=APRIL_MERGED)
    assert load(site).rows("四月.xlsx") == (6, 1, 1, 4)
    mend(returned(site, "四月"), site.inbox, {"九十": "95"})
    assert load(site).exit_code == 0
    assert facts(site, INCOME) == [(90, 15_000), (95, 25_000)], "万元 and the year have come along"
    assert open_rows(site) == []


def test_a_returned_workbook_may_go_round_unmended_and_more_than_once(site: Site) -> None:
    workbook(site.inbox / "四月.xlsx", {"月报": APRIL}, merged=APRIL_MERGED)
    load(site)
    for again in (2, 3):
        mend(returned(site, "四月"), site.inbox, {})
        assert load(site).rows(f"四月_第{again - 1}次_退回.xlsx")[1:3] == (0, 1)
        assert open_rows(site) == [(again, 5, "integer")], "one row waits, where it now stands"
    sheet = openpyxl.load_workbook(returned(site, "四月"))["月报"]
    header = [cell.value for cell in sheet[4]]
    assert header.count("退回原因") == 1, "its own columns do not pile up"
    mend(returned(site, "四月"), site.inbox, {"九十": "95"})
    load(site)
    assert (facts(site, INCOME), open_rows(site)) == ([(90, 15_000), (95, 25_000)], [])


def test_the_same_returned_workbook_twice_is_known(site: Site) -> None:
    text(site.inbox / "三月.csv", [line(1), line(2, on="某日")])
    load(site)
    content = returned(site, "三月").read_bytes()
    for _ in range(2):
        (site.inbox / "三月_退回.xlsx").write_bytes(content)
        told = load(site)
    assert told.line("三月_退回.xlsx").startswith("= ")
    assert len(open_rows(site)) == 1


def test_a_returned_workbook_of_another_system_is_refused(site: Site, tmp_path: Path) -> None:
    text(site.inbox / "三月.csv", [line(1), line(2, on="某日")])
    load(site)
    stray = mend(returned(site, "三月"), tmp_path, {"某日": "2023-03-09"})
    site.warehouse.unlink()
    assert load(site, stray).line(stray.name).endswith("这份退回单不是本系统开出的。请报送改好的原文件。")


def test_what_stood_right_of_the_header_comes_back_beside_its_row(site: Site) -> None:
    text(site.inbox / "三月.csv", [line(1), line(2) + ",错位的字,再一格"])
    assert load(site).rows("三月.csv") == (3, 1, 1, 1)
    sheet = openpyxl.load_workbook(returned(site, "三月")).worksheets[0]
    assert [cell.value for cell in sheet[1]][-3:] == ["退回原因", "原行号", "表头以外的内容"]
    assert [cell.value for cell in sheet[2]][-2:] == ["3", "错位的字,再一格"]


def test_a_returned_workbook_is_readable_at_a_glance(site: Site) -> None:
    rows = [line(1), line(2, on="某日"), line(1, employer="另一家公司")]
    text(site.inbox / "三月.csv", ["天心区2023年3月台账", HEADER, *rows], header="")
    load(site)
    sheet = openpyxl.load_workbook(returned(site, "三月")).worksheets[0]
    assert sheet.freeze_panes == "A3", "title and header stay in sight"
    assert sheet.max_row == 4
    assert sheet["A2"].font.bold
    assert 18 <= sheet.column_dimensions["B"].width <= 32, "an id number fits its column"
    marked = {cell.coordinate for row in sheet["A3:K4"] for cell in row if cell.fill.fgColor.rgb == "00F8E4DF"}
    assert marked == {"B3", "K3", "K4"}, "both cells of a double key, and the one bad date"
    assert {sheet[cell].comment.author for cell in marked} == {"退回单"}


def test_a_ledger_of_which_every_row_is_bad(site: Site) -> None:
    text(site.inbox / "全错.csv", [line(n % 999, on="某日") for n in range(6_000)])
    assert load(site).rows("全错.csv") == (6_001, 0, 6_000, 1)
    assert openpyxl.load_workbook(returned(site, "全错"), read_only=True).worksheets[0].max_row == 6_001
    text(site.inbox / "全错.csv", [line(n) for n in range(900)])
    load(site)
    assert open_rows(site) == [], "the corrected file under the same name closes them"


# -- text of every kind ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_rare_characters_in_every_encoding(site: Site, encoding: str) -> None:
    lines = [line(1, name="𠮷野", employer="😀龘𠮷公司"), line(2, name="𠮷野", employer="😀龘𠮷公司", on="某日")]
    text(site.inbox / "生僻.csv", lines, encoding)
    assert load(site).rows("生僻.csv") == (3, 1, 1, 1)
    assert facts(site, "select employer from fact_hiring") == [("😀龘𠮷公司",)]
    assert openpyxl.load_workbook(returned(site, "生僻")).worksheets[0]["G2"].value == "😀龘𠮷公司"


def test_invisible_marks_do_not_hide_what_a_cell_says(site: Site) -> None:
    text(
        site.inbox / "标记.csv",
        [line(1, street="坡子街\u200f街道", on="\u200e2023-03-05"), "\ufeff" + line(2, street="\ufeff坡子街街道")],
    )
    assert load(site).rows("标记.csv") == (3, 2, 0, 1)
    assert facts(site, "select distinct area_code from fact_hiring") == [("430103002",)]


def test_null_bytes_are_refused_or_kept_but_never_break(site: Site) -> None:
    text(site.inbox / "头.csv", [line(1)], header=HEADER.replace("行业", "行\0业"))
    text(site.inbox / "中.csv", [*(line(n) for n in range(1, 99)), line(99, employer="有\0限")])
    told = load(site)
    assert told.line("头.csv").startswith("✗ ")
    assert re.match(r"[✓✗] ", told.line("中.csv"))


@pytest.mark.parametrize("length", [32_000, 300_000])
def test_a_cell_of_great_length(site: Site, length: int) -> None:
    text(site.inbox / "长.csv", [line(1, employer="长" * length), line(2, employer="长" * length, on="某日")])
    assert load(site).rows("长.csv") == (3, 1, 1, 1)
    assert facts(site, "select length(employer) from fact_hiring") == [(length,)]
    assert len(openpyxl.load_workbook(returned(site, "长")).worksheets[0]["G2"].value) == 32_000


def test_a_cell_without_end_is_refused_as_what_it_is(site: Site) -> None:
    text(site.inbox / "无尽.csv", [line(1, employer="长" * 1_100_000)])
    assert load(site).line("无尽.csv").startswith("✗ 无尽.csv:第2行有一格过长,可能是引号没有成对。")


def test_text_that_looks_like_sql_is_text(site: Site) -> None:
    evil = "'); drop table warehouse.fact_hiring; --"
    text(site.inbox / f"{evil}.csv", [line(1, employer=evil, street=evil)], header=HEADER)
    text(site.inbox / "头.csv", [f"{line(2)},x"], header=f"{HEADER},{evil}")
    workbook(site.inbox / "页.xlsx", {evil[:31]: [[*HIRING, evil], [*person(3), evil], [*person(4, on=evil), evil]]})
    areas = site.path / "reference" / "areas.csv"
    with areas.open("a", encoding="utf-8") as file:
        file.write(f"430103998,{evil},坏'街|\"街,street,430103,,,\n")
    told = load(site)
    assert told.exit_code == 0, told.output
    assert told.rows("页.xlsx") == (3, 1, 1, 1)
    assert facts(site, PEOPLE) == [(3,)]
    assert facts(site, "select area_code from fact_hiring where employer like '%drop%'") == [("430103998",)]


def test_what_a_spreadsheet_would_run_comes_back_as_text_in_every_column(site: Site) -> None:
    evil = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "=1", "+2", "-3", "@A1", "=A1"]
    text(site.inbox / "=式.csv", [",".join(evil)])
    workbook(site.inbox / "式.xlsx", {"=表": [["=标题"], [*HIRING, "=附注"], [*evil, "=附注"]]})
    load(site)
    for path in site.returned.rglob("*.xlsx"):
        sheet = openpyxl.load_workbook(path).worksheets[0]
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s"}
        assert all(cell.quotePrefix for cell in cells if str(cell.value)[0] in "=+-@\t")


@pytest.mark.parametrize(
    "name", ["a'b\"c%d.csv", "换\n行.csv", "-rf.csv", "长" * 80 + ".csv", "[a]*?{b}.csv", "🈚.csv"]
)
def test_file_names_of_every_kind(site: Site, name: str) -> None:
    text(site.inbox / name, [line(1), line(2, on="某日")])
    told = load(site)
    assert told.rows(name.replace("\n", "�")) == (3, 1, 1, 1)
    assert list(site.inbox.iterdir()) == []
    (back,) = site.returned.rglob("*.xlsx")
    assert not re.search(r'[\x00-\x1f<>:"/\\|?*]', back.name), "a name that Windows can open"
    assert len(list(site.raw.rglob("*.csv"))) == 1


# -- the folder and the machine ----------------------------------------------------------------------------------------


def test_links_in_the_inbox(site: Site, tmp_path: Path) -> None:
    (site.inbox / "外.csv").symlink_to(text(tmp_path / "外面.csv", [line(1)]))
    (site.inbox / "断.csv").symlink_to(tmp_path / "没有.csv")
    (site.inbox / "环").symlink_to(site.inbox)
    told = load(site)
    assert told.rows("外.csv") == (2, 1, 0, 1)
    assert told.line("断.csv") == "✗ 断.csv:找不到文件。请检查路径。"
    assert (tmp_path / "外面.csv").exists()
    assert not (site.inbox / "外.csv").is_symlink(), "it is done: the next load does not meet it again"


def test_two_loads_at_once(site: Site) -> None:
    text(site.inbox / "三月.csv", [line(1)])
    with Warehouse(site):
        told = load(site)
    assert (told.exit_code, told.output.strip()) == (1, "另一个命令正在写入这个目录,请等它结束后再试。")
    assert load(site).exit_code == 0


def test_a_street_taken_off_the_list_after_the_load(site: Site) -> None:
    text(site.inbox / "三月.csv", [line(1)])
    assert run("load", "--site", site.path).exit_code == 0
    areas = site.path / "reference" / "areas.csv"
    kept = [row for row in areas.read_text(encoding="utf-8").splitlines() if not row.startswith("430103002")]
    areas.write_text("\n".join(kept) + "\n", encoding="utf-8")
    told = run("build", "--site", site.path)
    assert (told.exit_code, "已发布版次" in told.output) == (0, True), told.output
    assert facts(site, PEOPLE) == [(1,)]


# -- streets that stand once for many rows -----------------------------------------------------------------------------

STREETLESS = [word for word in HIRING if word != "街道"]


def streetless(number: int, **other: str) -> list[str]:
    return [text for word, text in zip(HIRING, person(number, **other), strict=True) if word != "街道"]


SECTIONS: list[list[object]] = [
    ["天心区2023年3月城镇新增就业台账"],
    ["序号", *STREETLESS],
    ["一、坡子街街道"],
    [1, *streetless(1)],
    [2, *streetless(2, on="某日")],
    ["小计", "2人"],
    ["二、文源街道"],
    [1, *streetless(3)],
    [2, *streetless(4, on="某日")],
]
BY_STREET = "select row_no, area_code from fact_hiring order by 1"


def test_section_lines_give_their_street_and_come_back_with_the_bad_rows(site: Site) -> None:
    workbook(site.inbox / "三月.xlsx", {"表": SECTIONS}, merged=["A1:K1", "A3:K3"])
    assert load(site).rows("三月.xlsx") == (9, 2, 2, 5)
    assert facts(site, BY_STREET) == [(4, "430103002"), (8, "430103011")]
    sheet = openpyxl.load_workbook(returned(site, "三月")).worksheets[0]
    assert [sheet.cell(row, 1).value for row in (3, 4, 5, 6)] == ["一、坡子街街道", "2", "二、文源街道", "2"]
    mend(returned(site, "三月"), site.inbox, {"某日": "2023-03-09"})
    assert load(site).exit_code == 0
    count = "select area_code, count(*) from fact_hiring group by 1 order by 1"
    assert facts(site, count) == [("430103002", 2), ("430103011", 2)]
    assert open_rows(site) == []


@pytest.mark.parametrize("kind", ["xlsx", "xls", "et", "csv"])
def test_a_street_merged_over_its_rows_is_that_of_each(site: Site, kind: str) -> None:
    rows = [HIRING, *(person(number) for number in (1, 2, 3))]
    at = HIRING.index("街道")
    rows[2][at] = rows[3][at] = ""
    if kind == "xlsx":
        letter = "ABCDEFGHIJK"[at]
        workbook(site.inbox / "合并.xlsx", {"表": rows}, merged=[f"{letter}2:{letter}4"])
    elif kind in ("xls", "et"):  # WPS saves its .et in the form of .xls
        book = xlwt.Workbook()
        page = book.add_sheet("表")
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                if x != at or y == 0:
                    page.write(y, x, cell)
        page.write_merge(1, 3, at, at, rows[1][at])
        book.save(str(site.inbox / f"合并.{kind}"))
    else:
        text(site.inbox / "合并.csv", [",".join(row) for row in rows[1:]])
    load(site)
    unknown = "430103999" if kind == "csv" else "430103002"  # a text file has no merged cells: nothing is guessed
    assert [code for _, code in facts(site, BY_STREET)] == ["430103002", unknown, unknown]


# -- tables one below another ------------------------------------------------------------------------------------------


SAME_PAGE = "坡子街街道2023年3月社会保险情况表"


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("坡子街街道2023年3月社会保险情况表(续)", None),
        ("续表", None),
        ("坡子街街道2023年4月社会保险情况表", "第4行的标题写的是“2023年4月”,与首页标题的“2023年3月”不同。"),
        ("文源街道2023年3月社会保险情况表", "第4行的标题写的是“文源街道”,与首页标题的“坡子街街道”不同。"),
    ],
)
def test_a_later_page_of_another_month_or_street_is_not_counted_under_the_first(
    site: Site, second: str, told: str | None
) -> None:
    header = ["险种", "应参保人数", "已参保人数"]
    pages = [[SAME_PAGE], header, ["失业保险", 100, 90], [second], header, ["工伤保险", 100, 80]]
    workbook(site.inbox / "两页.xlsx", {"表": pages})
    found = load(site)
    if told is None:
        assert found.rows("两页.xlsx") == (6, 2, 0, 4)
        assert facts(site, "select distinct month::varchar, area_code from fact_insurance") == [
            ("2023-03-01", "430103002")
        ]
    else:
        assert found.line("两页.xlsx") == f"✗ 两页.xlsx:{told}请各页分成单独的工作表后重新报送。"


# -- kinds side by side, headers of three rows -------------------------------------------------------------------------

KINDS: list[list[object]] = [
    ["天心区2023年3月社会保险月报"],
    ["单位:人、万元"],
    ["街道", "失业保险", None, None, "工伤保险", None, None, "合计"],
    [None, "应参保", "已参保", "基金收入", "应参保", "已参保", "基金收入", "已参保"],
    ["坡子街街道", 100, 90, 1.5, 80, 70, None, 160],
    ["文源街道", 50, "约40", None, 30, 20, "0.5", 60],
    ["先锋街道", None, None, None, 10, 5, "5000元", 5],
    ["合计", 150, 90, 1.5, 120, 95, 1, 225],
]
KINDS_MERGED = ["A1:H1", "A3:A4", "B3:D3", "E3:G3"]
THREE_ROWS = [
    KINDS[0], KINDS[1],
    ["街道", "参保情况", None, None, None, None, None, "合计"],
    [None, "失业保险", None, None, "工伤保险", None, None, None],
    [None, *KINDS[3][1:]],
    *KINDS[4:],
]  # fmt: skip
BY_KIND = """select insurance_type, area_code, due_persons, insured_persons, fund_income_yuan::bigint
    from fact_insurance order by 1, 2"""


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize(("table", "first"), [(KINDS, 5), (THREE_ROWS, 6)])
def test_kinds_side_by_side_become_rows(site: Site, kind: str, table: list[list[object]], first: int) -> None:
    if kind == "xlsx":
        three = ["A1:H1", "A3:A5", "B3:G3", "B4:D4", "E4:G4", "H3:H4"]
        workbook(site.inbox / "险种.xlsx", {"表": table}, merged=KINDS_MERGED if first == 5 else three)
    else:
        text(site.inbox / "险种.csv", [",".join("" if c is None else str(c) for c in row) for row in table], header="")
    told = load(site)
    assert facts(site, BY_KIND) == [
        ("失业保险", "430103002", 100, 90, 15_000),
        ("工伤保险", "430103002", 80, 70, None),
        ("工伤保险", "430103011", 30, 20, 5_000),
        ("工伤保险", "430103012", 10, 5, 5_000),
    ]
    above = first + (kind == "csv")
    assert [(row, rule) for _, row, rule in open_rows(site)] == [(above + 1, "approximate")]
    assert "拒收 0" in told.output
    mended = mend(returned(site, "险种"), site.inbox, {"约40": "41"})
    assert load(site).rows(mended.name)[2] == 0
    assert ("失业保险", "430103011", 50, 41, None) in facts(site, BY_KIND)
    assert len(facts(site, BY_KIND)) == 5


def test_this_month_beside_the_year_is_not_taken_for_two_kinds(site: Site) -> None:
    table = [["街道", "险种", "本月", None, "本年累计", None], [None, None, "应参保", "已参保", "应参保", "已参保"]]
    rows = [["坡子街街道", "失业保险", 100, 90, 300, 270]]
    workbook(site.inbox / "2023年3月.xlsx", {"表": [*table, *rows]}, merged=["C1:D1", "E1:F1"])
    assert "有2列都是“应参保”" in load(site).line("2023年3月.xlsx")
