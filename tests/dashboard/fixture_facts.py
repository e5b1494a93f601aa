"""The facts behind the marts of the invented build: few enough to count by hand, with the cases that break pages.

The marts are made from them by their own SQL, so that a page under test reads what it will read in a real build.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
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


FACTS: dict[str, Facts] = {"hiring": _hiring(), "insurance": _insurance()}
