"""What becomes of each row of a small sheet: accepted with its values, rejected with its rule, or skipped."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.site import Site
from etl.sources.mapping import Group
from tests.etl.checks.sheets import LEDGER, ORDERS, REPORT, Outcome, Run, make_source

GOOD_ID, OTHER_ID, GOOD_CODE = "430103199001011234", "11010519491231002X", "91110000600037341L"


def person(**cells: str) -> list[str | None]:
    """A good row of the ledger with some cells changed, by title."""
    row = {
        "姓名": "张三",
        "身份证号": GOOD_ID,
        "性别": "男",
        "街道": "坡子街街道",
        "用人单位": "某厂",
        "信用代码": GOOD_CODE,
        "就业形式": "单位就业",
        "就业日期": "2023-03-05",
        "是否首次": "是",
    }
    return list((row | cells).values())


def test_good_row_is_typed(ledger: Run) -> None:
    outcome = ledger.go([person()])
    assert outcome.accepted == [
        {
            "row_no": 2,
            "month": date(2023, 3, 1),
            "person_hash": hmac.new(ledger.site.secret, GOOD_ID.encode(), hashlib.sha256).hexdigest(),
            "sex": "男",
            "area_code": "430103002",
            "employer": "某厂",
            "credit_code": GOOD_CODE,
            "form": "单位就业",
            "employed_on": date(2023, 3, 5),
            "is_first": True,
        }
    ]
    assert (outcome.rejected, outcome.warned, outcome.skipped) == ([], [], {})


@pytest.mark.parametrize(
    ("cells", "column", "rule"),
    [
        ({"身份证号": "430103199001011235"}, "身份证号", "id_checksum"),
        ({"身份证号": "4.30103199001011E+17"}, "身份证号", "id_scientific"),
        ({"身份证号": "43010319900101123"}, "身份证号", "id_format"),
        ({"身份证号": "990103199001011234"}, "身份证号", "id_region"),
        ({"身份证号": "430103199002301234"}, "身份证号", "id_birth_date"),
        ({"身份证号": "430103203001011234"}, "身份证号", "id_birth_date"),
        ({"身份证号": "—"}, "身份证号", "required"),
        ({"信用代码": "91110000600037341M"}, "信用代码", "credit_checksum"),
        ({"信用代码": "9111000060003734"}, "信用代码", "credit_format"),
        ({"信用代码": "9.11100006000373E+17"}, "信用代码", "credit_scientific"),
        ({"性别": "不明"}, "性别", "code"),
        ({"就业日期": "2023-02-30"}, "就业日期", "date"),
        ({"就业日期": "3/5/2023"}, "就业日期", "date_order"),
        ({"就业日期": "3月5日"}, "就业日期", "date_without_year"),
        ({"就业日期": ""}, "就业日期", "required"),
        ({"是否首次": "也许"}, "是否首次", "yes_no"),
    ],
)
def test_bad_cell_rejects_the_row(ledger: Run, cells: dict[str, str], column: str, rule: str) -> None:
    outcome = ledger.go([person(**cells), person(身份证号=OTHER_ID)])
    assert outcome.rules == [(2, column, rule)]
    assert outcome.values("row_no") == [3]


def test_messages_carry_no_personal_data(ledger: Run) -> None:
    outcome = ledger.go(
        [
            person(身份证号="430103199001011235"),
            person(就业日期=f"{GOOD_ID} 13812345678"),
            person(身份证号="４３０１０３１９９００１０１１２３５"),
            person(),
            person(用人单位="另一家"),
        ]
    )
    told = " ".join(str(line) for line in (*outcome.rejected, *outcome.warned))
    for secret in (GOOD_ID, "430103199001011235", "19900101", "13812345678", "张三"):
        assert secret not in told
    assert "430103**********35" in told


def test_an_id_number_in_another_column_is_not_kept(ledger: Run) -> None:
    outcome = ledger.go(
        [
            person(用人单位=f"个体户{OTHER_ID}电话13812345678", 就业形式=GOOD_ID),
            person(身份证号=OTHER_ID, 用人单位="第110105194912310027号店、123456789012号", 就业形式="自己干"),
        ],
    )
    assert [row["employer"] for row in outcome.accepted] == [
        "个体户110105**********2X电话138******78",
        "第110105**********27号店、123456789012号",
    ]
    assert [row["form"] for row in outcome.accepted] == ["430103**********34", "自己干"]


def test_fifteen_digits_and_small_x_are_the_same_person(ledger: Run) -> None:
    outcome = ledger.go(
        [
            person(身份证号="430103900101123", 就业日期="2023-01-05"),
            person(身份证号=" 430103199001011234 ", 就业日期="2023-02-05"),
            person(身份证号="'430103 19900101 1234"),
            person(身份证号="11010519491231002x", 就业日期="2023-01-05"),
            person(身份证号=OTHER_ID, 就业日期="2023-02-05"),
        ]
    )
    hashes = outcome.values("person_hash")
    assert hashes[0] == hashes[1] == hashes[2] != hashes[3] == hashes[4]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("坡子街街道", "430103002"),
        ("坡子街", "430103002"),
        ("坡子街办事处", "430103002"),
        ("坡子街街道办事处", "430103002"),
        ("天心区坡子街", "430103002"),
        ("长沙市天心区 坡子街街道办", "430103002"),
        ("城南街道", "430103004"),
        ("430103004000", "430103004"),
        ("430103004", "430103004"),
        ("暮云镇", "430103015"),  # since June 2015
        ("天心区", "430103999"),
        ("岳麓区", "430103999"),
        ("", "430103999"),
    ],
)
def test_streets(ledger: Run, written: str, code: str) -> None:
    outcome = ledger.go([person(街道=written)])
    assert outcome.values("area_code") == [code]
    assert outcome.warnings == ([(2, "街道", "area")] if code.endswith("999") else [])


def test_a_street_is_what_it_was_at_the_time(ledger: Run) -> None:
    outcome = ledger.go(
        [
            person(街道="暮云街道", 就业日期="2014-05-01"),
            person(街道="暮云镇", 就业日期="2014-06-01"),
            person(街道="暮云街道", 就业日期="2016-05-01"),
        ]
    )
    assert outcome.values("area_code") == ["430103114", "430103114", "430103015"]


def test_no_street_column_is_told_once(ledger: Run) -> None:
    ledger.header = ["身份证号", "就业日期"]
    outcome = ledger.go([[GOOD_ID, "2023-03-05"], [OTHER_ID, "2023-03-06"]])
    assert outcome.values("area_code") == ["430103999", "430103999"]
    assert outcome.warnings == [(1, "街道", "area_column")]


def test_unknown_words_of_an_open_list_are_kept_and_told_once(ledger: Run) -> None:
    outcome = ledger.go(
        [
            person(就业形式="平台就业"),
            person(就业形式="平台就业", 身份证号=OTHER_ID),
            person(就业形式="零 工", 就业日期="2023-04-01"),
        ]
    )
    assert outcome.values("form") == ["平台就业", "平台就业", "灵活就业"]
    assert outcome.warnings == [(2, "就业形式", "unknown_word")]


def test_a_dash_is_empty_but_a_listed_word_is_a_word(ledger: Run) -> None:
    outcome = ledger.go([person(用人单位="——", 性别="/", 就业形式="无", 是否首次="无")])
    assert (
        outcome.accepted[0] | {"employer": None, "sex": None, "form": "无业", "is_first": False} == outcome.accepted[0]
    )


def test_text_survives_as_text(ledger: Run) -> None:
    texts = ["=cmd|'/c calc'!A1", "'; drop table sheet; --", "+1", "@SUM(A1)", "a\"b''c", "{0} %s \\1"]
    outcome = ledger.go(
        [person(用人单位=text, 就业日期=f"2023-03-{day:02}") for day, text in enumerate(texts, start=1)]
    )
    assert outcome.values("employer") == texts


def test_identical_rows_count_once(ledger: Run) -> None:
    outcome = ledger.go([person(), person(就业日期="2023/3/5", 姓名="张 三")])
    assert outcome.values("row_no") == [2]
    assert outcome.skipped == {3: "duplicate"}
    assert outcome.warnings == [(3, "身份证号、就业日期", "duplicate_row")]


def test_of_rows_that_contradict_the_last_counts(orders: Run) -> None:
    outcome = orders.go(
        [
            ["A1", "2023-03-05 08:00", "", "受理"],
            ["A2", "2023-03-05 08:00", "", "受理"],
            ["A1", "2023-03-05 08:00", "2023-03-06 08:00", "办结"],
        ]
    )
    assert outcome.values("row_no") == [3, 4]
    assert outcome.rules == [(2, "工单编号", "duplicate_key")]
    assert "第4行" in str(outcome.rejected[0]["advice"])


def test_a_state_that_returns_is_the_last_one(orders: Run) -> None:
    first = ["A1", "2023-03-05 08:00", "", "受理"]
    outcome = orders.go([first, [*first[:3], "退回"], first])
    assert outcome.values("row_no") == [2]
    assert outcome.rules == [(3, "工单编号", "duplicate_key")]
    assert outcome.skipped == {4: "duplicate"}


def test_an_order_number_in_scientific_notation_is_no_key(orders: Run) -> None:
    outcome = orders.go([["2.02301E+14", "2023-03-05 08:00", "", ""], ["DE+1", "2023-03-05 08:00", "", ""]])
    assert outcome.rules == [(2, "工单编号", "text_scientific")]
    assert outcome.values("order_id") == ["DE+1"]


def test_cells_right_of_the_header(orders: Run) -> None:
    orders.spare_columns = 1
    outcome = orders.go([["A1", "2023-03-05", "", "", "多"], ["A2", "2023-03-05", "", "", " "]])
    assert outcome.rules == [(2, None, "extra_cells")]


def test_month_first_dates_are_read_when_the_column_shows_its_order(orders: Run) -> None:
    outcome = orders.go(
        [
            ["A1", "01/22/2018 12:00:00 AM", "", ""],
            ["A2", "02/03/2018 09:09:08 PM", "", ""],
            ["A3", "02/03/2018 21:09", "3/4/2018", ""],
        ]
    )
    assert outcome.values("accepted_at") == [datetime(2018, 1, 22), datetime(2018, 2, 3, 21, 9, 8)]
    assert outcome.rules == [(4, "办结时间", "date_order")]


def test_totals_notes_blank_rows_and_repeated_headers_are_no_data(ledger: Run) -> None:
    empty: list[str | None] = [None] * 9
    outcome = ledger.go(
        [
            person(),
            empty,
            ["　", *empty[1:]],
            ["天心区就业台账", *empty[1:]],
            ledger.header,
            person(身份证号=OTHER_ID),
            ["合　计", "2", *empty[2:]],
            ["注：以上数据截至6月底。", *empty[1:]],
            ["填表人：王五", "", "审核人：赵六", *empty[3:]],
        ]
    )
    assert outcome.skipped == {
        3: "blank",
        4: "blank",
        5: "title",
        6: "header",
        8: "total",
        9: "note",
        10: "note",
    }
    assert outcome.values("row_no") == [2, 7]
    assert outcome.warned == []
    assert (outcome.checked.rows_read, outcome.checked.rows_skipped) == (7, 5)


def test_a_ledger_total_that_miscounts_is_told(ledger: Run) -> None:
    outcome = ledger.go([person(), ["", "合计 3 人", *[None] * 7]])
    assert outcome.warnings == [(3, None, "total")]
    assert "共1行,合计为3" in str(outcome.warned[0]["advice"])


def test_a_row_without_its_key_is_data_with_a_fault(ledger: Run) -> None:
    outcome = ledger.go([["李四", *[None] * 8]])
    assert outcome.rules == [(2, "就业日期", "required"), (2, "身份证号", "required")]


def figures(month: str, street: str, kind: str, persons: str, yuan: str = "", rate: str = "") -> list[str | None]:
    return [month, street, kind, persons, yuan, rate]


def test_report_totals_are_compared(report: Run) -> None:
    outcome = report.go(
        [
            figures("2023-03", "坡子街", "养老", "100", "1,000.5"),
            figures("2023-03", "城南路", "养老", "１２０", "2000"),
            figures("2023-03", "小计", "养老", "220", "3000.5"),
            figures("2023-03", "坡子街", "失业", "10"),
            figures("2023-03", "城南路", "失业", "20"),
            figures("2023-03", "小计", "失业", "31"),
            figures("", "合计", "", "250", "3000.5", "50%"),
        ]
    )
    assert outcome.checked.rows_accepted == 4
    assert set(outcome.skipped.values()) == {"total"}
    assert outcome.warnings == [(7, "人数", "total")]
    assert "各行之和为30,合计为31" in str(outcome.warned[0]["advice"])


def test_a_total_above_its_rows(report: Run) -> None:
    rows = [figures("2023-03", "坡子街", "养老", "100"), figures("2023-03", "城南路", "养老", "120")]
    assert report.go([figures("2023-03", "合计", "养老", "220"), *rows]).warned == []
    assert report.go([figures("2023-03", "合计", "养老", "221"), *rows]).warnings == [(2, "人数", "total")]


def test_the_line_of_the_district_is_a_total_only_among_streets(report: Run) -> None:
    among = report.go([figures("2023-03", "天心区", "养老", "100"), figures("2023-03", "坡子街", "养老", "100")])
    assert among.skipped == {2: "total"}
    assert among.values("persons") == [100]
    alone = report.go([figures("2023-03", "天心区", "养老", "100"), figures("2023-04", "坡子街", "养老", "90")])
    assert alone.values("persons") == [100, 90]
    assert alone.warnings == [(2, "街道", "area")]


def test_running_totals_are_not_compared(report: Run) -> None:
    outcome = report.go([figures("2023-03", "坡子街", "养老", "100"), figures("", "本年累计", "", "900")])
    assert (outcome.skipped, outcome.warned) == ({3: "total"}, [])


def test_unit_factors(report: Run) -> None:
    report.factors = {"persons": Decimal("10000"), "yuan": Decimal("10000")}
    outcome = report.go(
        [
            figures("2023-03", "坡子街", "养老", "1.25", "1970.445", "98%"),
            figures("2023-03", "城南路", "养老", "3万人", "357万元", "12.5"),
            figures("", "合计", "", "4.3", "2327.4"),
        ]
    )
    assert outcome.values("persons") == [12500, 30000]
    assert outcome.values("yuan") == [Decimal("19704450"), Decimal("3570000")]
    assert outcome.values("rate") == [Decimal("98"), Decimal("12.5")]
    assert outcome.warned == []  # rounded like its rows


def test_a_cell_that_says_about_how_many_or_another_unit_goes_back_with_that_reason(report: Run) -> None:
    rows = [
        ["2023-03", "坡子街", "养老", "约100", "1,000元", "5%"],
        ["2023-03", "坡子街", "失业", "56件", "1,000", "5"],
        ["2023-03", "城南路", "养老", "1,056 人", "5%", "5"],
        ["2023-03", "城南路", "失业", "100人", "约3万元", "5"],
    ]
    outcome = report.go(rows)
    assert outcome.rules == [
        (2, "人数", "approximate"),
        (3, "人数", "unit"),
        (4, "金额", "unit"),
        (5, "金额", "approximate"),
    ]


def test_an_amount_with_its_unit_stands_for_itself_under_a_unit_line(report: Run) -> None:
    report.factors = {"yuan": Decimal(10_000)}
    rows = [
        ["2023-03", "坡子街", "养老", "1", "3.5", None],
        ["2023-03", "坡子街", "失业", "1", "35000元", None],
        ["2023-03", "城南路", "养老", "1", "3.5万元", None],
    ]
    assert report.go(rows).values("yuan") == [Decimal(35_000)] * 3


def test_half_a_person_is_no_number_of_persons(report: Run) -> None:
    outcome = report.go([figures("2023-03", "坡子街", "养老", "12.5"), figures("2023-03", "城南路", "养老", "12.0")])
    assert outcome.rules == [(2, "人数", "integer")]


def test_constants_and_year_of_the_title(report: Run) -> None:
    report.header = ["街道", "险种", "人数"]
    report.constants = {"month": "3月份"}
    report.year = 2023
    outcome = report.go([["坡子街", "养老", "5"]])
    assert outcome.accepted[0]["month"] == date(2023, 3, 1)


def test_default_stands_for_an_empty_cell_not_for_a_wrong_one(report: Run) -> None:
    columns = dict(REPORT["columns"])  # type: ignore[call-overload]
    columns["persons"] = columns["persons"] | {"default": "7"}
    report.source = make_source(REPORT, columns=columns)
    outcome = report.go(
        [
            figures("2023-03", "坡子街", "养老", "—"),
            figures("2023-04", "坡子街", "养老", "x"),
            figures("2023-05", "", "养老", "1"),
        ]
    )
    assert outcome.values("persons") == [7, 1]
    assert outcome.rules == [(3, "人数", "integer")]


@given(st.lists(st.lists(st.sampled_from(["", "—", "7", "12"]), min_size=4, max_size=4), max_size=6))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_group_with_a_figure_becomes_one_row(report: Run, table: list[list[str]]) -> None:
    report.source = make_source(REPORT, unpivot={"columns": "(养老|失业)", "into": "kind"})
    report.header = ["月份", "人数甲", "金额甲", "人数乙", "金额乙"]
    report.groups = (Group("养老", {"persons": 1, "yuan": 2}), Group("失业", {"persons": 3, "yuan": 4}))
    outcome = report.go([[f"20{10 + n}-03", *cells] for n, cells in enumerate(table)])
    said = [
        (row_no, kind, *cells)
        for row_no, row in enumerate(table, start=2)
        for kind, cells in (("养老保险", row[:2]), ("失业保险", row[2:]))
        if any(cell.isdigit() for cell in cells)
    ]
    good = [(row_no, kind, int(n), y) for row_no, kind, n, y in said if n.isdigit()]
    found = [(row["row_no"], row["kind"], row["persons"]) for row in outcome.accepted]
    assert sorted(found) == sorted((row_no, kind, n) for row_no, kind, n, _ in good)
    yuan = {(row["row_no"], row["kind"]): row["yuan"] for row in outcome.accepted}
    assert yuan == {(row_no, kind): Decimal(y) if y.isdigit() else None for row_no, kind, _, y in good}
    assert {row for row, _, _ in outcome.rules} == {row_no for row_no, _, n, _ in said if not n.isdigit()}


def test_wide_sheet_becomes_long(report: Run) -> None:
    report.source = make_source(REPORT, unpivot={"columns": r"^\d+月$", "into": "month", "value": "persons"})
    report.header = ["街道", "险种", "1月", "2月"]
    report.groups = (Group("2023年1月", {"persons": 2}), Group("2023年2月", {"persons": 3}))
    outcome = report.go(
        [
            ["坡子街", "养老", "5", "6"],
            ["城南路", "养老", "x", "—"],
            ["坡子街", "失业", "…", ""],
            ["合计", "", "5", "7"],
        ]
    )
    assert [(r["row_no"], r["month"], r["persons"]) for r in outcome.accepted] == [
        (2, date(2023, 1, 1), 5),
        (2, date(2023, 2, 1), 6),
    ]
    assert outcome.rules == [(3, "2023年1月人数", "integer")]
    assert outcome.skipped == {4: "empty", 5: "total"}
    assert outcome.warnings == [(5, "人数", "total")]
    assert outcome.checked.rows_read == 2 + 1 + 2


def test_a_missing_column_can_be_filled_from_another(orders: Run) -> None:
    columns = dict(ORDERS["columns"])  # type: ignore[call-overload]
    columns["accepted_at"] = columns["accepted_at"] | {"else_from": "closed_at"}
    orders.source = make_source(ORDERS, columns=columns)
    orders.header = ["工单编号", "办结时间"]
    outcome = orders.go([["A1", "2023-03-05 8:05"]])
    assert outcome.values("accepted_at") == [datetime(2023, 3, 5, 8, 5)]


@pytest.mark.parametrize(
    ("rule", "row", "column"),
    [
        ({"rule": "not_future", "column": "employed_on"}, {"就业日期": "2023-07-02"}, "就业日期"),
        (
            {"rule": "not_before", "column": "employed_on", "value": date(2010, 1, 1)},
            {"就业日期": "2009-12-31"},
            "就业日期",
        ),
        (
            {"rule": "age", "column": "person_hash", "at": "employed_on", "minimum": 16},
            {"就业日期": "2005-12-31"},
            "身份证号",
        ),
        ({"rule": "sex_agrees", "columns": ["person_hash", "sex"]}, {"性别": "女"}, "性别"),
        (
            {"rule": "expression", "columns": ["employer"], "sql": "employer <> '黑名单'"},
            {"用人单位": "黑名单"},
            "用人单位",
        ),
    ],
)
@pytest.mark.parametrize("severity", ["quarantine", "warning"])
def test_checks_of_the_source(
    ledger: Run, rule: dict[str, object], row: dict[str, str], column: str, severity: str
) -> None:
    ledger.source = make_source(LEDGER, checks=[rule | {"severity": severity, "advice": "请核对。"}])
    outcome = ledger.go([person(**row), person(就业日期="2023-07-01")])
    told = (outcome.rules, outcome.warnings) if severity == "quarantine" else (outcome.warnings, outcome.rules)
    assert told == ([(2, column, rule["rule"])], [])
    assert len(outcome.accepted) == (1 if severity == "quarantine" else 2)


def test_order_and_range(orders: Run, report: Run) -> None:
    orders.source = make_source(ORDERS, checks=[{"rule": "order", "columns": ["accepted_at", "closed_at"]}])
    late = orders.go([["A1", "2023-03-05", "2023-03-04", ""], ["A2", "2023-03-05", "", ""]])
    assert late.rules == [(2, "办结时间", "order")]
    report.source = make_source(REPORT, checks=[{"rule": "range", "column": "rate", "minimum": 0, "maximum": 100}])
    wide = report.go(
        [figures("2023-03", "坡子街", "养老", "1", rate="100.5"), figures("2023-04", "坡子街", "养老", "1")]
    )
    assert wide.rules == [(2, "比率", "range")]


def test_a_check_on_a_column_the_sheet_lacks_says_nothing(ledger: Run) -> None:
    ledger.source = make_source(
        LEDGER, checks=[{"rule": "expression", "columns": ["employer"], "sql": "employer is not null"}]
    )
    ledger.header = ["身份证号", "就业日期", "街道"]
    assert ledger.go([[GOOD_ID, "2023-03-05", "坡子街"]]).rejected == []


def test_an_empty_sheet(ledger: Run) -> None:
    outcome = ledger.go([])
    assert (outcome.checked.rows_read, outcome.accepted, outcome.rejected) == (0, [], [])


PHONES = LEDGER | {"columns": LEDGER["columns"] | {"caller_hash": {"title": "来电号码", "type": "phone_number"}}}  # type: ignore[operator]


def called_from(site: Site, *numbers: str | None) -> Outcome:
    source = make_source(PHONES)
    run = Run(site, source, [column.title for column in source.columns.values()])
    days = range(1, len(numbers) + 1)
    return run.go([[*person(就业日期=f"2023-03-{day:02}"), number] for day, number in zip(days, numbers, strict=True)])


def test_of_a_telephone_number_only_its_keyed_hash_is_kept(site: Site) -> None:
    outcome = called_from(site, "19900000001", "+86 199-0000-0001", "0731-80000000", None, "无")
    kept = [row["caller_hash"] for row in outcome.accepted]
    mobile, landline = (
        hmac.new(site.secret, number, hashlib.sha256).hexdigest() for number in (b"19900000001", b"073180000000")
    )
    assert kept == [mobile, mobile, landline, None, None]
    assert (outcome.rejected, outcome.warned) == ([], [])


def test_what_is_no_telephone_number_is_told_masked_and_the_row_taken(site: Site) -> None:
    outcome = called_from(site, "80000000", "199****0001", "匿名")
    assert [row["caller_hash"] for row in outcome.accepted] == [None, None, None]
    assert [(line["column_title"], line["rule"], line["value"]) for line in outcome.warned] == [
        ("来电号码", "phone_number", "8**")
    ], "a number that was hidden by its sender is none, and no mistake"
