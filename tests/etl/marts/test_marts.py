"""Each mart on a few facts that a clerk could count by hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from etl.site import read_reference
from tests.etl.marts.facts import ROOT, database, records

JAN, FEB, MAR = date(2023, 1, 1), date(2023, 2, 1), date(2023, 3, 1)
A, B = "430103002", "430103004"


def _only(rows: list[dict[str, object]], *names: str) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def test_employment_counts_persons_by_group_and_marks_demo() -> None:
    facts = [
        {"month": JAN, "area_code": A, "person_group": "农民工", "sex": "女", "employed_on": date(2023, 1, 31)},
        {
            "month": JAN,
            "area_code": A,
            "person_group": "农民工",
            "sex": "女",
            "employed_on": date(2023, 1, 1),
            "is_demo": True,
        },
        {"month": JAN, "area_code": A, "person_group": None, "sex": "女", "employed_on": date(2023, 1, 3)},
        {"month": FEB, "area_code": B, "person_group": "农民工", "sex": "男", "employed_on": date(2023, 2, 1)},
    ]
    rows = records(database(hiring=facts), "employment_month")
    assert _only(rows, "part", "month", "area_code", "person_group", "sex", "hired", "demo_rows") == [
        (JAN, JAN, A, None, "女", 1, 0),
        (JAN, JAN, A, "农民工", "女", 2, 1),
        (FEB, FEB, B, "农民工", "男", 1, 0),
    ]


def test_employers_count_those_whose_employer_is_named() -> None:
    fact = {"month": JAN, "area_code": A, "industry": "建筑业", "employer": "甲公司", "employed_on": date(2023, 1, 3)}
    facts = [fact, fact | {"is_demo": True}, fact | {"employer": None}, fact | {"industry": None}]
    rows = records(database(hiring=facts), "employer_month")
    assert _only(rows, "part", "month", "employer", "industry", "hired", "demo_rows") == [
        (JAN, JAN, "甲公司", None, 1, 0),
        (JAN, JAN, "甲公司", "建筑业", 2, 1),
    ]


NEW_YEAR, DECEMBER = date(2023, 1, 1), date(2022, 12, 1)
REGISTERED = {"month": JAN, "area_code": A, "registered_on": date(2023, 1, 9)}
REEMPLOYMENT: list[dict[str, Any]] = [
    # registered in January, back in work in March: January's part, March's figure; 59 days
    REGISTERED | {"hardship": "残疾人员", "unemployed_on": NEW_YEAR, "reemployed_on": date(2023, 3, 1)},
    REGISTERED | {"unemployed_on": DECEMBER, "reemployed_on": date(2023, 3, 2)},
    REGISTERED | {"unemployed_on": DECEMBER},
    {"month": MAR, "area_code": A, "unemployed_on": MAR, "registered_on": MAR, "reemployed_on": MAR, "is_demo": True},
]


def test_reemployment_counts_in_the_month_of_the_new_job() -> None:
    rows = records(database(reemployment=REEMPLOYMENT), "reemployment_month")
    assert _only(rows, "part", "month", "hardship", "reemployed", "hard_to_employ", "days_unemployed", "demo_rows") == [
        (JAN, MAR, None, 1, 0, 91, 0),
        (JAN, MAR, "残疾人员", 1, 1, 59, 0),
        (MAR, MAR, None, 1, 0, 0, 1),
    ]


def test_cohort_counts_all_who_registered_and_how_soon_they_left() -> None:
    rows = records(database(reemployment=REEMPLOYMENT), "reemployment_cohort")
    assert _only(rows, "part", "month", "hardship", "registered", "reemployed", "reemployed_in_13_weeks") == [
        (JAN, JAN, None, 2, 1, 1),
        (JAN, JAN, "残疾人员", 1, 1, 1),
        (MAR, MAR, None, 1, 1, 1),
    ]


@pytest.mark.parametrize(
    ("last_day", "within"),
    [(date(2023, 4, 2), (1, 1, 1)), (date(2023, 4, 3), (0, 1, 1)), (date(2023, 7, 2), (0, 1, 1)),
     (date(2023, 7, 3), (0, 0, 1)), (date(2023, 12, 31), (0, 0, 1)), (date(2024, 1, 1), (0, 0, 0))],
)  # fmt: skip
def test_cohort_weeks_are_whole_weeks_since_registration(last_day: date, within: tuple[int, int, int]) -> None:
    fact = {"month": JAN, "area_code": A, "registered_on": date(2023, 1, 1), "reemployed_on": last_day}
    rows = records(database(reemployment=[fact]), "reemployment_cohort")
    assert _only(rows, "reemployed_in_13_weeks", "reemployed_in_26_weeks", "reemployed_in_52_weeks") == [within]


def test_talent_counts_persons_and_special_talent_and_adds_money() -> None:
    teacher = {"month": JAN, "area_code": A, "kind": "教师招聘", "education": "大学本科"}
    subsidy = {"month": FEB, "area_code": A, "kind": "租房和生活补贴"}
    facts: list[dict[str, Any]] = [
        teacher | {"is_special": True},
        teacher | {"is_special": False, "is_demo": True},
        teacher,
        subsidy | {"amount_yuan": Decimal("3000.5")},
        subsidy | {"amount_yuan": Decimal(5000)},
    ]
    rows = records(database(talent=facts), "talent_month")
    names = ("part", "month", "kind", "education", "persons", "special_persons", "amount_yuan", "demo_rows")
    assert _only(rows, *names) == [
        (JAN, JAN, "教师招聘", "大学本科", 3, 1, None, 1),
        (FEB, FEB, "租房和生活补贴", None, 2, 0, Decimal("8000.5"), 0),
    ]


def test_insurance_adds_persons_and_money_but_not_the_standard() -> None:
    pension = {
        "month": JAN,
        "area_code": A,
        "insurance_type": "城乡居民基本养老保险",
        "benefit_standard_yuan": Decimal(258),
    }
    facts = [
        pension | {"due_persons": 100, "insured_persons": 98, "beneficiaries": 30, "fund_income_yuan": Decimal("10.5")},
        pension | {"due_persons": None, "insured_persons": 7, "fund_income_yuan": Decimal("0.25"), "is_demo": True},
    ]
    rows = records(database(insurance=facts), "insurance_month")
    names = ("due_persons", "insured_persons", "insured_of_due", "beneficiaries", "benefit_standard_yuan")
    assert _only(rows, *names) == [(100, 105, 98, 30, Decimal(258))]
    assert _only(rows, "fund_income_yuan", "fund_expense_yuan", "demo_rows") == [(Decimal("10.75"), None, 1)]


def test_an_order_counts_where_it_was_accepted_and_where_it_was_closed() -> None:
    order = {"month": JAN, "area_code": A, "accepted_at": datetime(2023, 1, 31, 23, 59), "department": "办公室"}
    facts = [
        order | {"closed_at": datetime(2023, 2, 3, 9, 0), "is_on_time": True, "satisfaction": "满意"},
        order | {"closed_at": datetime(2023, 1, 31, 23, 59, 59), "is_on_time": False, "satisfaction": "未评价"},
        order | {"closed_at": None, "is_demo": True},
    ]
    rows = records(database(hotline=facts), "hotline_month")
    names = ("part", "month", "received", "closed", "closed_timed", "closed_on_time", "rated", "satisfied", "demo_rows")
    assert _only(rows, *names) == [
        (JAN, JAN, 3, 1, 1, 0, 0, 0, 1),
        (JAN, FEB, 0, 1, 1, 1, 1, 1, 0),
    ]


@pytest.mark.parametrize(
    ("is_on_time", "due_at", "expected"),
    [
        (True, datetime(2023, 1, 4, 12), (1, 1)),  # an extension was granted: the ledger's verdict stands
        (False, datetime(2023, 1, 9, 12), (1, 0)),
        (None, datetime(2023, 1, 5, 12), (1, 1)),
        (None, datetime(2023, 1, 5, 11, 59), (1, 0)),
        (None, datetime(2023, 1, 5), (1, 1)),  # a deadline without a time of day lasts until midnight
        (None, datetime(2023, 1, 4), (1, 0)),
        (None, None, (0, 0)),  # not known: neither on time nor late
    ],
)
def test_timeliness_is_the_verdict_or_else_the_deadline(
    is_on_time: bool | None, due_at: datetime | None, expected: tuple[int, int]
) -> None:
    fact = {
        "month": JAN,
        "area_code": A,
        "accepted_at": datetime(2023, 1, 2, 8),
        "closed_at": datetime(2023, 1, 5, 12),
        "is_on_time": is_on_time,
        "due_at": due_at,
    }
    rows = records(database(hotline=[fact]), "hotline_month")
    assert _only(rows, "closed_timed", "closed_on_time") == [expected]


GRADES = {
    entry.name: entry.extra["counts_as"] for entry in read_reference(ROOT / "data" / "reference" / "satisfaction.csv")
}


@pytest.mark.parametrize(
    ("grade", "counts_as"), [*GRADES.items(), ("比较满意", "satisfied"), ("很不满意", "dissatisfied"), (None, "none")]
)
def test_grades_count_as_their_reference_list_says(grade: str | None, counts_as: str) -> None:
    fact = {
        "month": JAN,
        "area_code": A,
        "accepted_at": datetime(2023, 1, 2),
        "closed_at": datetime(2023, 1, 3),
        "satisfaction": grade,
    }
    [row] = records(database(hotline=[fact]), "hotline_month")
    assert (row["rated"], row["satisfied"]) == {"satisfied": (1, 1), "dissatisfied": (1, 0), "none": (0, 0)}[counts_as]


CASE: dict[str, Any] = {"month": JAN, "area_code": A, "case_kind": "欠薪", "received_on": date(2023, 1, 20)}


def test_a_case_counts_where_it_was_received_and_where_it_was_closed() -> None:
    facts = [
        CASE | {"people": 8, "amount_yuan": Decimal("512000.5"), "closed_on": FEB, "is_on_time": True},
        CASE | {"people": 1, "amount_yuan": None, "closed_on": None, "is_demo": True},
    ]
    rows = records(database(labour_rights=facts), "rights_month")
    names = ("part", "month", "received", "received_closed", "received_people", "received_amount_yuan", "demo_rows")
    assert _only(rows, *names) == [
        (JAN, JAN, 2, 1, 9, Decimal("512000.5"), 1),
        (JAN, FEB, 0, 0, 0, Decimal(0), 0),
    ]
    names = ("month", "closed", "closed_timed", "closed_on_time", "closed_people", "closed_amount_yuan")
    assert _only(rows, *names) == [(JAN, 0, 0, 0, 0, Decimal(0)), (FEB, 1, 1, 1, 8, Decimal("512000.5"))]


@pytest.mark.parametrize(
    ("kind", "told", "closed_on", "expected"),
    [
        ("劳动人事争议", {}, date(2023, 3, 6), (1, 1)),  # day 45
        ("劳动人事争议", {}, date(2023, 3, 7), (1, 0)),
        ("劳动人事争议", {"is_extended": True}, date(2023, 3, 21), (1, 1)),  # day 60
        ("劳动人事争议", {"is_extended": True}, date(2023, 3, 22), (1, 0)),
        ("劳动人事争议", {"due_on": date(2023, 3, 31)}, date(2023, 3, 31), (1, 1)),  # the ledger's deadline first
        ("劳动人事争议", {"due_on": date(2023, 3, 31), "is_on_time": False}, date(2023, 3, 1), (1, 0)),
        ("举报投诉", {}, date(2023, 2, 1), (0, 0)),  # working days: only the ledger can say
        ("举报投诉", {"due_on": date(2023, 4, 20)}, date(2023, 4, 21), (1, 0)),
    ],
)
def test_a_case_is_on_time_by_the_ledger_or_else_by_the_law(
    kind: str, told: dict[str, Any], closed_on: date, expected: tuple[int, int]
) -> None:
    rows = records(database(labour_rights=[CASE | told | {"case_kind": kind, "closed_on": closed_on}]), "rights_month")
    assert _only(rows[1:], "closed_timed", "closed_on_time") == [expected]


OUTCOMES = {
    entry.name: entry.extra["counts_as"]
    for entry in read_reference(ROOT / "data" / "reference" / "rights_outcomes.csv")
}


@pytest.mark.parametrize(("outcome", "counts_as"), [*OUTCOMES.items(), (None, "other")])
def test_outcomes_count_as_their_reference_list_says(outcome: str | None, counts_as: str) -> None:
    rows = records(database(labour_rights=[CASE | {"closed_on": FEB, "outcome": outcome}]), "rights_month")
    assert _only(rows[1:], "closed", "closed_mediated") == [(1, int(counts_as == "mediated"))]


def test_a_case_open_at_a_months_end_keeps_what_its_age_and_deadline_need() -> None:
    dispute = CASE | {"case_kind": "劳动人事争议"}
    facts = [
        CASE | {"due_on": date(2023, 3, 20), "closed_on": date(2023, 2, 1)},  # open at the end of January alone
        CASE | {"closed_on": date(2023, 1, 31)},  # at no month's end
        CASE | {"received_on": date(2023, 1, 21), "is_demo": True},  # no deadline is known
        dispute | {"received_on": date(2023, 1, 22)},
        dispute | {"received_on": date(2023, 1, 23), "is_extended": True},
        dispute | {"received_on": date(2023, 1, 24), "due_on": date(2023, 4, 1), "is_extended": True},
    ]
    rows = records(database(labour_rights=facts), "rights_open")
    assert _only(rows, "received_on", "closed_month", "due_on", "days_allowed", "cases", "demo_rows") == [
        (date(2023, 1, 20), FEB, date(2023, 3, 20), None, 1, 0),
        (date(2023, 1, 21), None, None, None, 1, 1),
        (date(2023, 1, 22), None, None, 45, 1, 0),
        (date(2023, 1, 23), None, None, 60, 1, 0),
        (date(2023, 1, 24), None, date(2023, 4, 1), None, 1, 0),
    ]


def test_days_from_receipt_to_closing_count_in_the_month_of_closing() -> None:
    facts = [CASE | {"closed_on": date(2023, 1, 20)}, CASE | {"closed_on": date(2023, 2, 3)}, CASE]
    rows = records(database(labour_rights=facts * 2), "rights_duration")
    assert _only(rows, "part", "month", "days", "closed") == [(JAN, JAN, 0, 2), (JAN, FEB, 14, 2)]


def test_a_round_of_recruitment_is_what_the_ledger_calls_it() -> None:
    teacher = {"month": FEB, "area_code": A, "kind": "教师招聘", "batch": "第1批", "education": "大学本科"}
    facts = [teacher, teacher | {"is_special": True}, teacher | {"batch": "未注明"}, teacher | {"kind": "职称认定"}]
    rows = records(database(talent=facts), "recruitment_round")
    assert _only(rows, "month", "batch", "persons", "special_persons") == [(FEB, "未注明", 1, 0), (FEB, "第1批", 2, 1)]


PROJECT: dict[str, Any] = {"month": JAN, "area_code": A, "started_on": date(2023, 1, 9), "due_yuan": Decimal(450_000)}


def test_a_deposit_is_due_where_the_project_starts_and_paid_where_it_is_paid() -> None:
    facts = [
        PROJECT | {"paid_yuan": Decimal(450_000), "paid_on": FEB, "has_account": True},
        PROJECT | {"paid_yuan": Decimal(600_000), "account_opened_on": FEB},  # too much, and no day: with the start
        PROJECT | {"has_account": False, "is_demo": True},
        PROJECT | {"due_yuan": Decimal(0)},
    ]
    rows = records(database(wage_deposits=facts), "wage_deposit_month")
    names = ("month", "projects", "due_yuan", "paid_of_due_yuan", "paid_yuan", "demo_rows")
    assert _only(rows, *names) == [
        (JAN, 4, Decimal(1_350_000), Decimal(900_000), Decimal(600_000), 1),
        (FEB, 0, Decimal(0), Decimal(0), Decimal(450_000), 0),
    ]
    names = ("projects_due", "projects_paid", "projects_told", "projects_with_account")
    assert _only(rows, *names) == [(3, 2, 3, 2), (0, 0, 0, 0)]


@pytest.mark.parametrize(
    ("value", "unit", "base"),
    [
        ("9300", "人", "9300"), ("6", "万个", "60000"), ("1970.445", "万元", "19704450"), ("98", "%", "0.98"),
        ("3.61", "%", "0.0361"), ("30434.1944", "万人", "304341944"), ("1.2", "亿元", "120000000"),
        ("258", "元/人月", "258"),
    ],
)  # fmt: skip
def test_published_values_come_out_in_base_units(value: str, unit: str, base: str) -> None:
    fact = {
        "month": JAN,
        "area_code": "430103",
        "figure": "f",
        "measure": "stock",
        "value": Decimal(value),
        "unit": unit,
    }
    [row] = records(database(public_figures=[fact]), "public_month")
    assert row["value"] == Decimal(base)
    assert (row["period_start"], row["period_end"], row["demo_rows"]) == (None, None, 0)


def test_events_count_in_their_month_and_rates_have_both_sides() -> None:
    fair = {"month": FEB, "area_code": A, "event_kind": "招聘会", "campaign": "春风行动"}
    facts = [
        fair | {"held_on": date(2023, 2, 11), "employers": 206, "positions": 20680, "intents": 6450},
        fair | {"held_on": date(2023, 2, 28), "employers": 30, "positions": 900, "is_demo": True},  # no intents told
        fair | {"held_on": date(2023, 2, 28), "intents": 40, "attendees": 90},  # no positions told
        {"month": MAR, "area_code": A, "event_kind": "职业指导", "held_on": date(2023, 3, 1), "attendees": 60},
    ]
    rows = records(database(job_events=facts), "job_event_month")
    names = ("part", "month", "event_kind", "events", "employers", "positions", "attendees", "intents", "demo_rows")
    assert _only(rows, *names) == [
        (FEB, FEB, "招聘会", 3, 236, 21580, 90, 6490, 1),
        (MAR, MAR, "职业指导", 1, None, None, 60, None, 0),
    ]
    assert _only(rows, "intents_of_positions", "positions_with_intents") == [(6450, 20680), (None, None)]


def test_gig_market_adds_up_and_its_rate_leaves_out_who_did_not_tell() -> None:
    cell = {"month": MAR, "area_code": A, "trade": "餐饮服务"}
    facts = [
        cell | {"employers": 60, "positions": 1200, "persons_served": 1500, "matched": 520, "insured_persons": 210},
        cell | {"employers": 2, "positions": 20, "persons_served": 100, "is_demo": True},
    ]
    rows = records(database(gig_market=facts), "gig_market_month")
    names = ("employers", "positions", "persons_served", "matched", "served_with_matched", "insured_persons")
    assert _only(rows, *names, "demo_rows") == [(62, 1220, 1600, 520, 1500, 210, 1)]


@pytest.mark.parametrize(
    ("opened_on", "closed_on", "is_open"),
    [
        (None, None, 1),  # the statement lists it: open, since whenever
        (date(2023, 1, 31), None, 1),
        (date(2023, 2, 1), None, 0),  # opens in the month after
        (date(2022, 12, 5), date(2023, 1, 31), 0),  # closed on the last day: not there at the month's end
        (date(2022, 12, 5), date(2023, 2, 1), 1),
        (date(2022, 12, 5), date(2022, 12, 20), 0),
        (date(2022, 2, 1), None, 1),
        (date(2021, 12, 5), date(2023, 12, 20), 1),
    ],
)
def test_a_point_is_open_by_its_dates(opened_on: date | None, closed_on: date | None, is_open: int) -> None:
    fact = {
        "month": JAN,
        "area_code": A,
        "point_kind": "就业驿站",
        "opened_on": opened_on,
        "closed_on": closed_on,
        "reach_persons": 80,
        "working_age_persons": 100,
    }
    con = database(service_points=[fact])
    assert _only(records(con, "service_point_month"), "listed_points", "open_points") == [(1, is_open)]
    circle = records(con, "service_circle_month")
    assert _only(circle, "reached_persons", "working_age_persons") == [(80 * is_open, 100)]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([(30, 100), (50, 100)], (80, 100)),  # two points of one street: its population counts once
        ([(70, 100), (50, 100)], (100, 100)),  # circles overlap: no more than live there
        ([(30, None), (50, None)], (None, None)),  # no population, no rate
        ([(None, 100), (None, 100)], (None, None)),  # no reach told, no rate
        ([(None, 100), (50, None)], (50, 100)),
    ],
)
def test_a_circle_counts_each_street_once(
    points: list[tuple[int | None, int | None]], expected: tuple[int | None, int | None]
) -> None:
    facts = [
        {"month": JAN, "area_code": A, "reach_persons": reach, "working_age_persons": persons}
        for reach, persons in points
    ]
    rows = records(database(service_points=facts), "service_circle_month")
    assert _only(rows, "reached_persons", "working_age_persons") == [expected]


def test_spells_keep_the_days_of_each_and_when_it_was_first_seen() -> None:
    rows = records(database(reemployment=REEMPLOYMENT), "reemployment_spell")
    names = ("part", "month", "unemployed_on", "days_to_registration", "days_to_reemployment", "hardship", "spells")
    assert _only(rows, *names) == [
        (JAN, DECEMBER, DECEMBER, 39, None, None, 1),
        (JAN, DECEMBER, DECEMBER, 39, 91, None, 1),
        (JAN, JAN, NEW_YEAR, 8, 59, "残疾人员", 1),
        (MAR, MAR, MAR, 0, 0, None, 1),
    ]


def _order(accepted: datetime, **cells: object) -> dict[str, Any]:
    return {"month": accepted.date().replace(day=1), "area_code": A, "accepted_at": accepted, **cells}


def test_weekday_and_hour_are_those_of_the_call() -> None:
    sunday_night = datetime(2023, 4, 2, 23, 50)
    facts = [
        _order(datetime(2023, 4, 3, 0, 10), called_at=sunday_night),
        _order(sunday_night),
        _order(datetime(2023, 4, 3, 9, 0)),
        _order(datetime(2023, 4, 3)),  # a date without a time
    ]
    rows = records(database(hotline=facts), "hotline_hour")
    assert _only(rows, "weekday", "hour", "received") == [(1, None, 1), (1, 9, 1), (7, 23, 2)]


def test_a_week_that_lies_in_two_months_comes_in_two_parts() -> None:
    facts = [_order(datetime(2023, 1, day, 8)) for day in (29, 30, 31)] + [_order(datetime(2023, 2, 5, 23))]
    rows = records(database(hotline=facts), "hotline_week")
    monday = date(2023, 1, 30)
    assert _only(rows, "part", "week", "received") == [(JAN, date(2023, 1, 23), 1), (JAN, monday, 2), (FEB, monday, 1)]


def _open_at(rows: list[dict[str, Any]], end: date) -> list[tuple[int, bool]]:
    """Age in days and whether overdue of what was open at the end of a month, as the mart lets a page count it."""
    month = end.replace(day=1)
    here = [r for r in rows if r["month"] <= month and (r["closed_month"] is None or r["closed_month"] > month)]
    told = [
        ((end - r["received_on"]).days, bool(r["due_month"] and r["due_month"] <= month), r["orders"]) for r in here
    ]
    return sorted((age, late) for age, late, orders in told for _ in range(orders))


def test_what_was_open_at_any_months_end() -> None:
    facts = [
        _order(datetime(2023, 1, 28, 9), due_at=datetime(2023, 2, 3), closed_at=datetime(2023, 2, 1, 9)),
        _order(datetime(2023, 1, 31, 23), due_at=datetime(2023, 2, 7, 18), closed_at=datetime(2023, 3, 1, 0)),
        _order(datetime(2023, 1, 10, 9), due_at=datetime(2023, 1, 13), closed_at=datetime(2023, 1, 31, 23)),
        _order(datetime(2023, 1, 3, 9), due_at=datetime(2023, 1, 10)),
        _order(datetime(2023, 1, 3, 10), due_at=datetime(2023, 1, 10)),
        _order(datetime(2023, 2, 28, 9)),
    ]
    rows = records(database(hotline=facts), "hotline_open")
    assert _open_at(rows, date(2022, 12, 31)) == []
    assert _open_at(rows, date(2023, 1, 31)) == [(0, False), (3, False), (28, True), (28, True)]
    assert _open_at(rows, date(2023, 2, 28)) == [(0, False), (28, True), (56, True), (56, True)]
    assert _open_at(rows, date(2023, 3, 31)) == [(31, False), (87, True), (87, True)]


def test_repeat_callers_are_counted_within_the_month_and_never_named() -> None:
    wages, pension = {"category_1": "劳动保障"}, {"category_1": "社会保险"}
    facts = [
        _order(datetime(2023, 1, 2, 9), caller_hash="a1", **wages),
        _order(datetime(2023, 1, 9, 9), caller_hash="a1", **wages),
        _order(datetime(2023, 1, 9, 10), caller_hash="a1", **pension),
        _order(datetime(2023, 2, 1, 9), caller_hash="a1", **wages),  # another month: it begins anew
        _order(datetime(2023, 1, 2, 9), caller_hash="b2", **wages),
        _order(datetime(2023, 1, 2, 9), **wages),  # no number: not among those of whom it is known
    ]
    rows = records(database(hotline=facts), "hotline_repeat")
    assert _only(rows, "part", "category_1", "caller_orders", "topic_orders", "orders") == [
        (JAN, "劳动保障", 1, 1, 1),
        (JAN, "劳动保障", 3, 2, 2),
        (JAN, "社会保险", 3, 1, 1),
        (FEB, "劳动保障", 1, 1, 1),
    ]
    january = [row for row in rows if row["part"] == JAN]
    assert sum(Decimal(str(r["orders"])) / Decimal(str(r["caller_orders"])) for r in january) == 2, "two callers"
    assert not [value for row in rows for value in row.values() if value in ("a1", "b2")]
