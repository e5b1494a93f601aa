"""The facts behind the marts of the invented build: few enough to count by hand, with the cases that break pages.

The marts are made from them by their own SQL, so that a page under test reads what it will read in a real build.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from tests.etl.marts.facts import MARTS, SOURCES, database, part_of

FIRST, SECOND, EVIL = "430103002", "430103003", "430103014"
UNASSIGNED = "430103999"
Facts = list[dict[str, Any]]


def write_marts(con: duckdb.DuckDBPyConnection) -> None:
    """All marts of the product as tables of ``con``."""
    made = {source: [_with_part(source, row) for row in rows] for source, rows in FACTS.items()}
    with database(**made) as facts:
        for mart in MARTS:
            con.register("incoming", facts.sql(mart.read_text(encoding="utf-8")).to_arrow_table())
            con.execute(f"create table {mart.stem} as select * from incoming")
            con.unregister("incoming")


def _with_part(source: str, row: dict[str, Any]) -> dict[str, Any]:
    return {"month": part_of(SOURCES[source], row), **row}


def write_facts(folder: Path) -> None:
    """The facts that pages read row by row, one file a month, as a published build has them."""
    for source in ("job_events", "service_points"):
        rows = [_with_part(source, row) for row in FACTS[source]]
        (folder / source).mkdir(parents=True)
        with database(**{source: rows}) as facts:
            for month in {row["month"] for row in rows}:
                path = str(folder / source / f"{month:%Y-%m}.parquet").replace("'", "''")
                facts.execute(f"copy (from {source} where month = date '{month}') to '{path}' (format parquet)")


def _hiring() -> Facts:
    """2022: 4 in January, 2 in June. 2023: 6 in January, 3 in June, of them one of unknown street and trade."""
    known = {"person_group": "高校毕业生", "employment_form": "单位就业", "education": "大学本科", "sex": "女"}
    trade = known | {"industry": "批发和零售业", "employer": "长沙示例甲商贸有限公司"}
    building = known | {"industry": "建筑业", "person_group": "农民工", "employer": "<b>长沙示例乙建筑有限公司</b>"}
    facts = [trade | {"area_code": FIRST, "employed_on": date(2022, 1, 10)} for _ in range(3)]
    facts += [building | {"area_code": SECOND, "employed_on": date(2022, 1, 11)}]
    facts += [building | {"area_code": EVIL, "employed_on": date(2022, 6, 30)} for _ in range(2)]
    facts += [trade | {"area_code": FIRST, "employed_on": date(2023, 1, 31)} for _ in range(5)]
    facts += [building | {"area_code": SECOND, "employed_on": date(2023, 1, 3)}]
    facts += [building | {"area_code": FIRST, "employed_on": date(2023, 6, 1)} for _ in range(2)]
    facts += [{"area_code": UNASSIGNED, "employed_on": date(2023, 6, 30)}]
    return facts


def _insurance() -> Facts:
    """May and June 2023: two streets, two kinds; one kind does not say who should be insured."""
    kind = {"insurance_type": "失业保险", "fund_income_yuan": Decimal(30000), "fund_expense_yuan": Decimal("10000.50")}
    first = kind | {"area_code": FIRST, "due_persons": 200, "insured_persons": 190}
    second = kind | {"area_code": SECOND, "due_persons": 100, "insured_persons": 80}
    pension = {"insurance_type": "城乡居民基本养老保险", "area_code": FIRST, "insured_persons": 50}
    pension |= {"fund_income_yuan": Decimal(1000), "fund_expense_yuan": Decimal(90000)}
    return [
        row | {"month": month} for month in (date(2023, 5, 1), date(2023, 6, 1)) for row in (first, second, pension)
    ]


def _labour_rights() -> Facts:
    """2022: 3 arrears. 2023: 10 cases received, 5 closed; 6 open at the end of June, 3 of them past their deadline."""
    arrears = {"case_kind": "欠薪", "area_code": FIRST, "industry": "建筑业"}
    complaint = {"case_kind": "举报投诉", "area_code": EVIL, "industry": "<b>餐饮业</b>"}
    dispute = {"case_kind": "劳动人事争议", "area_code": FIRST}
    paid = {"outcome": "责令支付"}
    return [
        arrears | paid | {"received_on": date(2022, 1, 10), "closed_on": date(2022, 1, 20)},
        arrears | paid | {"received_on": date(2022, 12, 5), "closed_on": date(2022, 12, 25), "amount_yuan": Decimal(0)},
        arrears
        | paid
        | {"received_on": date(2022, 12, 20), "closed_on": date(2023, 1, 10)}
        | {"people": 8, "amount_yuan": Decimal(100_000)},
        arrears
        | {"area_code": SECOND, "received_on": date(2023, 1, 5), "closed_on": date(2023, 1, 25), "outcome": "调解"}
        | {"people": 5, "amount_yuan": Decimal("50000.5")},
        arrears | {"area_code": SECOND, "received_on": date(2023, 6, 20)},  # no deadline known
        complaint | {"received_on": date(2023, 3, 1), "closed_on": date(2023, 3, 31), "outcome": "责令改正"},
        complaint | {"received_on": date(2023, 5, 10), "due_on": date(2023, 6, 30)},  # 51 days old, overdue
        complaint | {"received_on": date(2023, 5, 20), "due_on": date(2023, 7, 20)},
        dispute | {"received_on": date(2023, 4, 1)},  # 90 days old, due on 16 May by law
        dispute | {"received_on": date(2023, 5, 16)},  # day 45 is 30 June
        dispute | {"received_on": date(2023, 5, 17)},  # day 45 is 1 July
        dispute
        | {"area_code": UNASSIGNED, "received_on": date(2023, 2, 1), "closed_on": date(2023, 2, 11), "outcome": "调解"},
        dispute | {"received_on": date(2023, 2, 1), "closed_on": date(2023, 3, 13), "outcome": "裁决"},
    ]


def _wage_deposits() -> Facts:
    """2023: 3 projects, 600,000 due of them, 450,000 paid; 550,000 paid in the year, 100,000 of it for an older one."""
    paid = {"paid_form": "现金", "has_account": True, "area_code": FIRST}
    return [
        paid
        | {"started_on": date(2022, 11, 5), "due_yuan": Decimal(100_000), "paid_yuan": Decimal(100_000)}
        | {"paid_on": date(2023, 3, 1)},
        paid
        | {"started_on": date(2023, 1, 9), "due_yuan": Decimal(450_000), "paid_yuan": Decimal(450_000)}
        | {"paid_on": date(2023, 2, 1)},
        {"area_code": SECOND, "started_on": date(2023, 2, 9), "due_yuan": Decimal(150_000), "has_account": False},
        {"area_code": FIRST, "started_on": date(2023, 6, 9), "due_yuan": Decimal(0), "paid_form": "免存"},
    ]


def _talent() -> Facts:
    """Two rounds of institutions, one over the turn of the year; teachers of unnamed rounds; a negative correction."""
    institution = {"kind": "事业单位招录", "area_code": FIRST}
    first, second = institution | {"batch": "<b>第1批</b>"}, institution | {"batch": "2022年第2批"}
    teacher = {"kind": "教师招聘", "area_code": SECOND, "education": "大学本科", "batch": "未注明"}
    rent = {"kind": "租房和生活补贴", "area_code": FIRST, "education": "硕士研究生", "batch": "未注明"}
    title = {"kind": "职称认定", "area_code": FIRST, "month": date(2023, 3, 1)}
    facts = [first | {"month": date(2022, 8, 1), "education": "大学本科"} for _ in range(2)]
    facts += [first | {"month": date(2022, 8, 1), "education": "大学专科"}]
    facts += [second | {"month": date(2022, 12, 1), "education": "硕士研究生"}]
    facts += [second | {"month": date(2023, 1, 1), "education": "博士研究生"}]
    facts += [teacher | {"month": date(2022, 6, 1)}, teacher | {"month": date(2023, 6, 1)}]
    facts += [teacher | {"month": date(2023, 6, 1), "is_special": True}]
    facts += [rent | {"month": date(2022, 5, 1), "amount_yuan": Decimal(10_000)}]
    facts += [rent | {"month": date(2023, 5, 1), "amount_yuan": Decimal(5_000)} for _ in range(3)]
    facts += [rent | {"month": date(2023, 5, 1), "amount_yuan": Decimal(-2_000)}]
    facts += [{"kind": "晋级奖励", "area_code": FIRST, "month": date(2023, 4, 1), "amount_yuan": Decimal(0)}]
    facts += [title | {"title_level": "初级"} for _ in range(2)]
    return [*facts, title | {"title_level": "中级"}]


def _reemployment() -> Facts:
    """Eight spells looked from 30 June 2023: days from unemployment to registration, and to work or that day.

    January: 10 to 30, 60, 120 (back in work), 10 to 180 (waits). 2021: 35 to 576 (waits). May: 21 to 41 (waits).
    February: 10 to 149 (waits; finds work in July), and one registered only after work was found.
    """
    january = {"area_code": FIRST, "unemployed_on": date(2023, 1, 1), "registered_on": date(2023, 1, 11)}
    february = {"area_code": SECOND, "unemployed_on": date(2023, 2, 1), "measure": "<i>职业指导</i>"}
    old, zero = {"hardship": "大龄失业人员"}, {"hardship": "零就业家庭成员"}
    waits = {"area_code": SECOND, "measure": "职业培训"}
    return [
        january | {"measure": "职业介绍", "reemployed_on": date(2023, 1, 31)},
        january | {"measure": "职业介绍", "reemployed_on": date(2023, 3, 2)},
        january | {"measure": "职业培训", "reemployed_on": date(2023, 5, 1)} | old,
        january | zero,
        waits | {"unemployed_on": date(2021, 12, 1), "registered_on": date(2022, 1, 5)} | old,
        waits | {"unemployed_on": date(2023, 5, 20), "registered_on": date(2023, 6, 10)},
        february | {"registered_on": date(2023, 2, 11), "reemployed_on": date(2023, 7, 5)},
        february | {"registered_on": date(2023, 3, 10), "reemployed_on": date(2023, 3, 1)},
    ]


def _job_events() -> Facts:
    """2022: one fair. 2023: three fairs and a stream; one told no positions, one no attendees, one no intents."""
    fair = {"event_kind": "招聘会", "event_mode": "线下", "campaign": "春风行动", "venue": "示例活动中心"}
    return [
        fair
        | {"event_name": "上年招聘会", "held_on": date(2022, 2, 10), "area_code": FIRST}
        | {"employers": 50, "positions": 1000, "attendees": 900, "intents": 300},
        fair
        | {"event_name": "<script>alert(9)</script>新春招聘会", "held_on": date(2023, 1, 5), "area_code": FIRST}
        | {"event_mode": "线上", "employers": 100, "positions": 3000, "intents": 600, "media_reach": 10260000},
        fair
        | {"event_name": "春季招聘会", "held_on": date(2023, 2, 11), "area_code": SECOND}
        | {"employers": 60, "positions": 1000, "attendees": 800, "intents": 400},
        {"event_name": "直播", "event_kind": "直播带岗", "held_on": date(2023, 2, 11), "area_code": FIRST}
        | {"event_mode": "线上", "employers": 10, "attendees": 2000, "intents": 50},
        {"event_name": "讲座", "event_kind": "职业指导", "held_on": date(2023, 6, 9), "area_code": FIRST}
        | {"attendees": 300},
        fair
        | {"event_name": "=1+1", "held_on": date(2023, 6, 20), "area_code": UNASSIGNED, "campaign": None}
        | {"venue": None, "event_mode": None, "positions": 500, "attendees": 100},
    ]


def _gig_market() -> Facts:
    """June 2022, May and June 2023; one trade does not say how many were matched."""
    june = {"month": date(2023, 6, 1)}
    food = {"area_code": FIRST, "trade": "餐饮服务"}
    return [
        food | {"month": date(2022, 6, 1), "employers": 2, "positions": 10, "persons_served": 20, "matched": 5},
        food | {"month": date(2023, 5, 1), "employers": 5, "positions": 100, "persons_served": 200, "matched": 50},
        food | june | {"employers": 6, "positions": 120, "persons_served": 100, "matched": 50},
        {"area_code": SECOND, "trade": "家政服务", "employers": 4, "positions": 80, "persons_served": 50} | june,
        {
            "area_code": SECOND,
            "trade": "快递外卖",
            "employers": 3,
            "positions": 10,
            "persons_served": 100,
            "matched": 20,
        }
        | june,
    ]


def _service_points() -> Facts:
    """June 2023: two open in one street (their circles overlap), one closed in June, one that told no population."""
    month = {"month": date(2023, 6, 1)}
    first = month | {"area_code": FIRST, "working_age_persons": 1000}
    return [
        first
        | {"point_name": "甲社区微市场", "point_kind": "社区就业微市场", "opened_on": date(2023, 3, 1)}
        | {"opening_hours": "9:00至17:00", "services_offered": "岗位对接、政策宣传", "reach_persons": 600},
        first | {"point_name": "<i>乙驿站</i>", "point_kind": "就业驿站", "reach_persons": 500},
        month
        | {"point_name": "丙零工驿站", "point_kind": "零工驿站", "area_code": SECOND, "opened_on": date(2022, 5, 1)}
        | {"closed_on": date(2023, 6, 15), "reach_persons": 300, "working_age_persons": 2000},
        month | {"point_name": "丁驿站", "point_kind": "就业驿站", "area_code": EVIL, "opened_on": date(2023, 1, 10)},
    ]


def _hotline() -> Facts:
    """2023 up to June: 7 orders received (in June 4), 3 closed, 1 late, 2 rated, 1 of them badly; 4 open, 2 overdue.

    One more lies in June 2022; one is closed in July, which no page of June may know; one says neither subject nor
    hour nor limit; the orders of a1 are one caller's about one matter.
    """
    pension = {"category_1": "社会保险", "category_2": "养老保险", "department": "社会保险科", "area_code": FIRST}
    retiring = pension | {"category_3": "退休办理"}
    wages = {"category_1": "劳动保障", "category_2": "工资报酬", "category_3": "<b>欠薪</b>", "area_code": SECOND}
    wages |= {"department": "劳动保障监察大队"}
    monday = {"called_at": datetime(2023, 6, 5, 10, 5), "caller_hash": "a1", "due_at": datetime(2023, 6, 9)}
    return [
        retiring
        | monday
        | {"accepted_at": datetime(2023, 6, 5, 10, 30), "closed_at": datetime(2023, 6, 9, 17), "satisfaction": "满意"},
        retiring
        | monday
        | {"accepted_at": datetime(2023, 6, 5, 11), "closed_at": datetime(2023, 6, 12, 9), "satisfaction": "不满意"},
        wages | {"accepted_at": datetime(2023, 6, 6, 9), "due_at": datetime(2023, 6, 30, 18), "caller_hash": "b2"},
        wages | {"accepted_at": datetime(2023, 6, 30, 9), "due_at": datetime(2023, 7, 5)},
        {"area_code": EVIL, "accepted_at": datetime(2023, 1, 10, 14), "category_1": "就业创业", "department": "办公室"},
        pension
        | {"category_3": "养老金发放", "accepted_at": datetime(2023, 5, 20, 11), "due_at": datetime(2023, 5, 25)}
        | {"closed_at": datetime(2023, 7, 3, 9), "satisfaction": "满意"},
        retiring | {"accepted_at": datetime(2022, 6, 10, 9), "closed_at": datetime(2022, 6, 12, 9), "is_on_time": True},
        {"area_code": UNASSIGNED, "accepted_at": datetime(2023, 3, 1), "closed_at": datetime(2023, 3, 2)},
    ]


FACTS: dict[str, Facts] = {
    "hotline": _hotline(),
    "hiring": _hiring(),
    "insurance": _insurance(),
    "reemployment": _reemployment(),
    "labour_rights": _labour_rights(),
    "wage_deposits": _wage_deposits(),
    "talent": _talent(),
    "job_events": _job_events(),
    "gig_market": _gig_market(),
    "service_points": _service_points(),
}
