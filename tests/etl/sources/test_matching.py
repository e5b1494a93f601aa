"""Layouts as clerks send them: recognised whatever the order, or refused with a true reason."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.reading.model import Refused
from etl.site import Site
from etl.sources.mapping import Mapping
from etl.sources.matching import column_letter, explain, match
from etl.sources.model import Source
from tests.etl.sources.sheets import WrittenSheet, built_in, sheet

DATA = Path(__file__).parents[3] / "data"
HIRING = "姓名|身份证号|性别|学历|人员类别|街道|用人单位|统一社会信用代码|行业|就业形式|就业日期"
PERSON = "张三|430103199001019990|男|大学本科|农民工|坡子街街道|某公司||制造业|单位就业|2023-03-05"


def matched(given: WrittenSheet, file_name: str = "x.xlsx", sources: list[Source] | None = None) -> Mapping:
    mapping = match(given, sources or built_in(), file_name)
    assert mapping is not None, explain(given, sources or built_in(), file_name)
    return mapping


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("公民身份号码", "person_hash"),
        ("公民身份\n号码", "person_hash"),
        ("* 身份证号码（18位）", "person_hash"),
        ("文化程度", "education"),
        ("所属街道", "area_code"),
        ("街道(乡镇)", "area_code"),
        ("单位名称", "employer"),
        ("信用代码", "credit_code"),
        ("合同起始日期", "employed_on"),
        ("就业时间(年月日)", "employed_on"),
    ],
)
def test_a_column_under_another_name(header: str, column: str) -> None:
    titles = {"person_hash": "身份证号", "employed_on": "就业日期", "area_code": "街道", "education": "学历"}
    usual = titles.get(column) or {"employer": "用人单位", "credit_code": "统一社会信用代码"}[column]
    cells = [header if cell == usual else cell for cell in HIRING.split("|")]
    mapping = matched(sheet(cells, PERSON))
    assert mapping.columns[column] == cells.index(header)
    assert mapping.titles[column] == header


@settings(deadline=None)  # the first examples fill caches
@given(st.permutations(HIRING.split("|")), st.integers(0, 3), st.integers(0, 3))
def test_order_blank_columns_and_titles_do_not_matter(cells: list[str], blanks: int, titles: int) -> None:
    rows = [["天心区2023年3月台账"]] * titles
    mapping = matched(sheet(*rows, [*[""] * blanks, *cells]))
    assert mapping.columns["employed_on"] == cells.index("就业日期") + blanks
    assert mapping.header_rows == (titles + 1, titles + 1)
    assert mapping.title_rows == titles
    assert mapping.width == len(cells) + blanks
    assert len(mapping.columns) == len(cells)


def test_row_numbers_are_those_of_the_sheet() -> None:
    mapping = matched(sheet("", "天心区2023年3月台账", "", HIRING, PERSON, first_row=3))
    assert mapping.header_rows == (6, 6)
    assert mapping.title_rows == 1


def test_a_title_merged_across_is_no_header() -> None:
    mapping = matched(sheet(["天心区2023年3月就业台账(演示数据)"] * 11, HIRING, PERSON))
    assert (mapping.header_rows, mapping.year, mapping.is_demo) == ((2, 2), 2023, True)


MERGED = (
    "月份|街道|险种|参保情况|参保情况|领取待遇人数|基金情况(万元)|基金情况(万元)",
    "月份|街道|险种|应参保人数|已参保人数|领取待遇人数|收入|支出",
)
UNFILLED = (
    "月份|街道|险种|参保情况||领取待遇人数|基金情况(万元)|",
    "|||应参保人数|已参保人数||收入|支出",
)


@pytest.mark.parametrize("rows", [MERGED, UNFILLED], ids=["merged cells filled", "as text"])
def test_two_header_rows(rows: tuple[str, str]) -> None:
    mapping = matched(sheet("社会保险月报", *rows, "2023-03|坡子街|失业保险|10|9|1|2|3"))
    assert mapping.header_rows == (2, 3)
    assert mapping.columns == {
        "month": 0,
        "area_code": 1,
        "insurance_type": 2,
        "due_persons": 3,
        "insured_persons": 4,
        "beneficiaries": 5,
        "fund_income_yuan": 6,
        "fund_expense_yuan": 7,
    }
    assert mapping.factors == {"fund_income_yuan": 10_000, "fund_expense_yuan": 10_000}
    assert mapping.unused == ()


def test_units_in_a_row_of_their_own() -> None:
    mapping = matched(sheet("月份|街道|险种|已参保|基金收入", "|||(人)|(万元)", "2023-03|坡子街|失业保险|9|2.5"))
    assert mapping.header_rows == (1, 2)
    assert mapping.factors == {"fund_income_yuan": Decimal(10_000)}


def test_units_below_two_header_rows() -> None:
    mapping = matched(sheet(*(row.replace("(万元)", "") for row in MERGED), "||||||(万元)|(元)"))
    assert mapping.header_rows == (1, 3)
    assert mapping.factors == {"fund_income_yuan": 10_000}


def test_a_unit_of_something_else_below_a_header_is_refused() -> None:
    with pytest.raises(Refused, match="单位与“元”不符"):
        match(sheet("月份|街道|险种|已参保|基金收入", "|||(人)|(人)"), built_in(), "x.xlsx")


def test_column_numbers_of_an_official_form_belong_to_the_header() -> None:
    mapping = matched(sheet("月份|街道|险种|应参保|已参保", "甲|乙|丙|1|2", "2023-03|坡子街|失业保险|10|9"))
    assert mapping.header_rows == (1, 2)


def test_sub_headers_nobody_claims_belong_to_the_header() -> None:
    rows = "月份|街道|险种|已参保|其中|其中", "月份|街道|险种|已参保|男职工|女职工"
    mapping = matched(sheet(*rows, "2023-03|坡子街|失业保险|9|4|5"))
    assert mapping.header_rows == (1, 2)
    assert mapping.unused == ("其中男职工", "其中女职工")


@pytest.mark.parametrize(
    "first_row",
    ["2023-03|坡子街|失业保险|10|9", "合计|||10|9", "|坡子街|失业保险|10|9", "2023-03|||10|9", "1|2|3|10|9"],
)
def test_the_first_data_row_is_not_eaten(first_row: str) -> None:
    assert matched(sheet("月份|街道|险种|应参保|已参保", first_row)).header_rows == (1, 1)


def test_unit_lines_multiply_and_header_units_win() -> None:
    rows = (
        "2023年3月社会保险月报",
        "填报单位:天心区人社局||单位:万人,万元",
        "街道|险种|应参保|已参保(人)|基金收入(亿元)|基金支出",
    )
    mapping = matched(sheet(*rows))
    assert mapping.factors == {
        "due_persons": Decimal(10_000),
        "fund_income_yuan": Decimal(100_000_000),
        "fund_expense_yuan": Decimal(10_000),
    }
    assert mapping.constants == {"month": "2023年3月"}


def test_two_units_of_one_thing_are_refused() -> None:
    with pytest.raises(Refused, match="不止一种单位"):
        match(sheet("2023年3月", "单位:元、万元", "街道|险种|已参保|基金收入"), built_in(), "x.xlsx")


def test_a_month_that_is_nowhere_is_missed_and_a_cumulative_one_is_no_month() -> None:
    for title in ("社会保险月报", "2023年1-6月社会保险报表", "2023年1月-6月报表", "2022年12月至2023年3月报表"):
        with pytest.raises(Refused, match="缺少“月份”列"):
            match(sheet(title, "街道|险种|应参保|已参保|领取待遇人数"), built_in(), "x.xlsx")


def test_the_month_may_stand_in_the_sheet_s_or_the_file_s_name() -> None:
    rows = "街道|险种|应参保|已参保", "坡子街|失业保险|10|9"
    assert matched(sheet(*rows, name="2023年3月")).constants == {"month": "2023年3月"}
    assert matched(sheet(*rows), "社会保险月报_2023年03月.xlsx").constants == {"month": "2023年03月"}


def test_a_street_s_own_file() -> None:
    mapping = matched(sheet("天心区坡子街街道2023年3月社会保险月报", "险种|应参保|已参保"))
    assert mapping.constants == {"month": "2023年3月", "area_code": "坡子街街道"}


def test_orders_without_the_time_of_acceptance_count_by_the_call() -> None:
    mapping = matched(sheet("工单编号|来电时间|街道|满意度"))
    assert mapping.columns["accepted_at"] == mapping.columns["called_at"] == 1


def test_neighbouring_fields_stand_back() -> None:
    mapping = matched(sheet("工单编号|创建时间|派单时间|受理时间|街道"))
    assert mapping.columns["accepted_at"] == 3
    assert mapping.unused == ("创建时间", "派单时间")
    assert matched(sheet("工单编号|创建时间|街道")).columns["accepted_at"] == 1


@pytest.mark.parametrize(
    "header",
    [HIRING + "|就业日期", HIRING + "|就业时间", "身份证号码|" + HIRING, HIRING.replace("行业", "就业日期")],
)
def test_two_headers_alike_are_refused(header: str) -> None:
    with pytest.raises(Refused, match=r"有2列都是“(就业日期|身份证号)”"):
        match(sheet(header, PERSON + "|2023-03-06"), built_in(), "x.xlsx")


def test_the_refusal_names_the_columns() -> None:
    with pytest.raises(Refused) as refused:
        match(sheet(HIRING + "|就业时间", PERSON + "|x"), built_in(), "x.xlsx")
    assert refused.value.reason == "工作表“Sheet1”有2列都是“就业日期”:K列“就业日期”、L列“就业时间”。"


def test_a_header_merged_across_columns_is_one_column() -> None:
    mapping = matched(sheet(HIRING + "|就业日期", PERSON + "|", PERSON))
    assert mapping.columns["employed_on"] == 10


def test_two_telephones_are_none_of_our_business() -> None:
    assert matched(sheet(HIRING + "|联系电话|联系电话", PERSON)).columns["employed_on"] == 10


@pytest.mark.parametrize(
    ("header", "lacking"),
    [
        (HIRING.replace("就业日期", "备注"), "就业日期"),
        (HIRING.replace("身份证号", "备注"), "身份证号"),
        ("姓名|身份证号|失业日期|困难类别|帮扶措施|就业日期|街道", "登记日期"),
        ("街道|受理时间|诉求类型|承办科室|满意度", "工单编号"),
    ],
)
def test_a_ledger_without_a_column_it_must_have_is_refused(header: str, lacking: str) -> None:
    with pytest.raises(Refused, match=f"缺少“{lacking}”列"):
        match(sheet(header), built_in(), "x.xlsx")


@pytest.mark.parametrize(
    "rows",
    [
        ("街道|受理件数|满意度",),
        ("填报说明", "一、本表由街道填报。"),
        ("a|b|c", "1|2|3"),
        (PERSON,),
        ("一级分类|二级分类|三级分类",),
    ],
)
def test_other_sheets_are_passed_over(rows: tuple[str, ...]) -> None:
    assert match(sheet(*rows), built_in(), "12345热线工单.xlsx") is None


def test_explain_names_the_nearest_source_and_what_it_lacks() -> None:
    told = explain(sheet("街道|受理件数|满意度"), built_in(), "x.xlsx")
    assert "最接近“12345热线工单”" in told
    assert "缺少“工单编号、受理时间”" in told
    assert "没有找到任何已知台账的表头" in explain(sheet("a|b|c"), built_in(), "x.xlsx")
    assert "没有数据" in explain(sheet(), built_in(), "x.xlsx")


def test_more_words_in_common_decide_not_the_file_s_name() -> None:
    header = "姓名|身份证号|失业日期|登记日期|困难类别|帮扶措施|就业日期|街道"
    assert matched(sheet(header), "城镇新增就业实名台账.xlsx").source.id == "reemployment"


OTHERS = "失业日期|登记日期|险种|已参保|工单编号|来电时间|(万元)|单位:万元|2023年3月"
WORDS = ["", *HIRING.split("|"), *OTHERS.split("|")]
CELLS = st.one_of(st.sampled_from(WORDS), st.text(max_size=6))


@settings(deadline=None)  # the first examples fill caches
@given(st.lists(st.lists(CELLS, max_size=8), max_size=6), st.text(max_size=8))
def test_any_sheet_is_matched_passed_over_or_refused(rows: list[list[str]], file_name: str) -> None:
    some = sheet(*rows)
    sources = built_in()
    assert explain(some, sources, file_name).endswith("。")
    try:
        mapping = match(some, sources, file_name)
    except Refused as refused:
        reason, advice = refused.reason, refused.advice
        mapping = None
    else:
        reason = advice = "。"
    assert reason.endswith("。")
    assert advice.endswith("。")
    if mapping is not None:
        header = {row.row_no: row.cells for row in some.head}
        assert mapping.header_rows[0] in header
        assert all(0 <= position < mapping.width for position in mapping.columns.values())
        required = {name for name, column in mapping.source.columns.items() if column.must_be_in_header}
        assert required <= mapping.columns.keys() | mapping.constants.keys()


def twins() -> list[Source]:
    (hiring,) = built_in("hiring")
    return [hiring.model_copy(update={"id": name, "name": name, "files": (f"*{name}*",)}) for name in ("甲", "乙")]


def test_the_file_s_name_breaks_a_tie_and_else_the_sheet_is_refused() -> None:
    assert matched(sheet(HIRING), "乙_2023.xlsx", twins()).source.id == "乙"
    with pytest.raises(Refused, match="同时符合“甲”、“乙”"):
        match(sheet(HIRING), twins(), "2023.xlsx")


def dated() -> Source:
    return Source.model_validate(
        {
            "id": "orders",
            "name": "工单",
            "on_reload": "upsert",
            "key": ["order_id"],
            "month": "accepted_at",
            "columns": {
                "order_id": {"title": "工单编号", "type": "text", "required": True},
                "accepted_at": {"title": "受理时间", "type": "date", "required": True},
                "closed_at": {
                    "title": "办结时间",
                    "type": "date",
                    "aliases": [{"name": "时间", "valid_from": date(2023, 1, 1)}],
                },
                "called_at": {
                    "title": "来电时间",
                    "type": "date",
                    "aliases": [{"name": "时间", "valid_to": date(2022, 12, 31)}],
                },
            },
        }
    )


@pytest.mark.parametrize(("title", "column"), [("2022年5月工单", "called_at"), ("2023年5月工单", "closed_at")])
def test_a_word_is_read_as_of_its_time(title: str, column: str) -> None:
    assert matched(sheet(title, "工单编号|受理时间|时间"), sources=[dated()]).columns[column] == 2


def test_a_word_of_two_times_without_a_date_is_refused_unless_the_day_is_known() -> None:
    rows = sheet("工单编号|受理时间|时间")
    with pytest.raises(Refused, match="既可作“办结时间”,也可作“来电时间”"):
        match(rows, [dated()], "x.xlsx")
    mapping = match(rows, [dated()], "x.xlsx", date(2023, 6, 30))
    assert mapping is not None
    assert "closed_at" in mapping.columns


@pytest.mark.parametrize(("position", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_column_letters(position: int, letter: str) -> None:
    assert column_letter(position) == letter


def test_every_built_in_source_is_read_from_its_own_folder() -> None:
    assert all((source.folder / "source.toml").is_file() for source in built_in())
    assert all(isinstance(source.folder, Path) for source in built_in())


TEACHERS = "序号|姓名|性别|身份证号|学历|岗位|聘用单位|聘用时间"


def test_a_list_of_one_kind_of_talent_takes_the_kind_from_its_title() -> None:
    mapping = matched(sheet("天心区2022年公开招聘教师名册", TEACHERS), "名册.xlsx")
    assert mapping.source.id == "talent"
    assert mapping.constants == {"kind": "公开招聘教师"}


def test_payments_take_the_month_from_their_title_unless_it_names_two() -> None:
    header = "姓名|身份证号|发放金额|批次"
    one = matched(sheet("2023年5月人才租房和生活补贴发放明细", header), "x.xlsx")
    assert one.constants == {"kind": "租房和生活补贴", "month": "2023年5月"}
    two = matched(sheet("2022年12月-2023年2月人才生活补贴发放明细", header), "x.xlsx")
    assert two.constants == {"kind": "生活补贴"}


def test_a_hiring_ledger_with_posts_stays_one() -> None:
    """What talent and hiring have in common decides nothing while no title names a kind of talent work."""
    header = "姓名|性别|身份证号|学历|岗位|职称|工作单位|录用日期|联系电话"
    assert matched(sheet("2023年5月新增就业人员", header), "x.xlsx").source.id == "hiring"


def test_every_kind_that_a_title_may_name_is_in_the_list() -> None:
    words = {word for entry in Site(DATA).reference("talent_kinds") for word in (entry.name, *entry.aliases)}
    (talent,) = built_in("talent")
    pattern = talent.columns["kind"].capture
    assert pattern is not None
    recruits = "公开招聘教师 招聘教师 新聘教师 教师公开招聘 教师招聘 教师招录 教师聘用 名优特教师引进"
    institutions = "事业单位公开招聘 事业单位公开招录 事业单位招聘 事业单位招录 事业单位招考 事业单位聘用"
    payments = "租房和生活补贴 租房与生活补贴 租房及生活补贴 租房生活补贴 生活补贴 租房补贴 购房补贴 晋级奖励"
    titles = f"{recruits} {institutions} {payments} 职称初定 职称考核认定 职称认定 职称评审 职称评定".split()
    for title in titles:
        found = re.search(pattern, f"天心区2023年{title}名册")
        assert found is not None
        assert found[1] == title
        assert title in words
