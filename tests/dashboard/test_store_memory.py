"""What is kept of a build: the same figures as if they were read anew, no more of them than there is room for."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from etl.store import Build, KpiValue
from etl.store import build as build_module
from etl.store.memory import Memory, months_between, question, whole_years, within_lists
from etl.store.sums import months_added

AREAS = ["430103", "430103002"]


def read_anew(build: Build, since: date, until: date) -> list[KpiValue]:
    names = ", ".join(field.name for field in fields(KpiValue))
    rows = build._con.cursor().execute(f"select {names} from kpi_value").fetchall()
    found = [KpiValue(*row) for row in rows]
    return sorted(
        (row for row in found if row.area_code in AREAS and since <= row.month <= until),
        key=lambda row: (row.month, row.kpi, row.area_code),
    )


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2022, 3, 1), date(2023, 2, 1)),
        (date(2022, 3, 1), date(2023, 6, 1)),  # of the same years, so that it is answered from what is kept
        (date(2023, 6, 1), date(2023, 6, 1)),
    ],
)
def test_figures_are_those_of_the_table(build: Build, since: date, until: date) -> None:
    expected = read_anew(build, since, until)
    assert expected
    for _ in range(2):
        assert build.values(areas=AREAS, since=since, until=until) == expected
    one = expected[0].kpi
    some = [row for row in expected if row.kpi == one]
    assert build.values(areas=AREAS, since=since, until=until, kpis=[one, "no_such_kpi"]) == some


def test_one_kpi_of_many_places_is_read_alone(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    since, until = date(2022, 3, 1), date(2023, 6, 1)
    expected = read_anew(build, since, until)
    one = expected[0].kpi
    monkeypatch.setattr(build_module, "MOST_PLACES", 1)
    some = build.values(areas=[*AREAS, *AREAS], since=since, until=until, kpis=[one, "no_such_kpi"])
    assert some == [row for row in expected if row.kpi == one]
    assert build.values(areas=AREAS, since=since, until=until) == expected


def test_what_a_caller_does_to_its_rows_changes_no_other_answer(build: Build) -> None:
    sql = "select kpi, unit from kpi order by kpi"
    first = build.records(sql)
    first[0].pop("unit")
    first.clear()
    assert build.records(sql)[0].keys() == {"kpi", "unit"}


@pytest.mark.parametrize("by", [[], ["industry"], ["industry", "sex"]])
@pytest.mark.parametrize("until", [date(2023, 2, 1), date(2023, 5, 1), date(2031, 5, 1)])
def test_sums_over_months_are_those_of_the_mart(build: Build, site: Path, by: list[str], until: date) -> None:
    since = until.replace(month=1)
    kept = ", ".join(by)
    with duckdb.connect(site / "builds" / build.id / "marts.duckdb", read_only=True) as con:
        sql = f"""
            select {kept + "," if by else ""} cast(sum(hired) as decimal(38, 6)) as hired from employment_month
            where area_code like '430103%' and month between ? and ?
            {f"group by {kept} order by {', '.join(f'{name} nulls last' for name in by)}" if by else ""}"""
        expected = con.execute(sql, [since, until]).fetchall()
    found = build.sums("employment_month", ["hired"], by=by, since=since, until=until)
    assert [tuple(row.values()) for row in found] == expected


def test_a_sum_of_nothing_is_unknown_and_not_zero() -> None:
    rows = [("a", date(2023, 1, 1), None), ("a", date(2023, 2, 1), Decimal(2)), ("b", date(2023, 1, 1), None)]
    added = months_added(rows, ["part"], ["count"], date(2023, 1, 1), date(2023, 2, 1))
    assert added == [{"part": "a", "count": Decimal(2)}, {"part": "b", "count": None}]
    assert months_added([], [], ["count"], date(2023, 1, 1), date(2023, 2, 1)) == [{"count": None}]


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    memory = Memory(room=10)
    memory.keep("a", ((1,), (2,), (3,)), 1)
    memory.keep("b", ((1,), (2,), (3,)), 1)
    assert memory.get("a")
    memory.keep("c", ((1,), (2,), (3,)), 1)
    assert memory.get("b") is None
    assert memory.get("a")
    assert memory.get("c")
    memory.keep("too much", ((1,),) * 10, 1)
    assert memory.get("too much") is None
    assert memory.get("a")


def test_questions_that_differ_in_a_value_are_two() -> None:
    assert question("select ?", [True]) != question("select ?", [1])
    assert question("select $a", {"a": ["x", "y"]}) != question("select $a", {"a": ["xy"]})
    assert question("select $a", {"a": ["x"]}) == question("select $a", {"a": ("x",)})


def test_one_month_is_not_widened_to_its_year() -> None:
    assert whole_years(date(2023, 6, 1), date(2023, 6, 1)) == (date(2023, 6, 1), date(2023, 6, 1))
    assert whole_years(date(2022, 7, 1), date(2023, 6, 1)) == (date(2022, 1, 1), date(2023, 12, 1))


def test_figures_that_were_read_for_other_areas_and_months_are_the_same(site: Path, build: Build) -> None:
    fresh = Build(site / "builds" / build.id)
    fresh.values(areas=AREAS[1:], since=date(2023, 2, 1), until=date(2023, 3, 1))  # leaves a gap in what is kept
    fresh.values(areas=AREAS[:1], since=date(2023, 5, 1), until=date(2023, 5, 1), kpis=["no_such_kpi"])
    expected = read_anew(build, date(2022, 3, 1), date(2023, 6, 1))
    assert fresh.values(areas=AREAS, since=date(2022, 3, 1), until=date(2023, 6, 1)) == expected


def test_months_are_those_within_the_span() -> None:
    span = date(2022, 11, 1), date(2023, 2, 1)
    whole = [date(2022, 11, 1), date(2022, 12, 1), date(2023, 1, 1), date(2023, 2, 1)]
    assert months_between(date(2000, 1, 1), date(2031, 5, 1), span) == whole
    assert months_between(date(2022, 12, 1), date(2023, 1, 1), span) == whole[1:3]
    assert months_between(date(2022, 12, 2), date(2023, 1, 31), span) == whole[2:3]
    assert months_between(date(2023, 3, 1), date(2023, 5, 1), span) == []
    assert months_between(date(2023, 3, 1), date(2023, 5, 1), None) == []


def test_what_lists_hold_takes_room_too() -> None:
    memory = Memory(room=30)
    for asked in range(3):
        rows = (("day",), ([1, 2, 3, 4],), (None,), ([5, 6],))
        assert within_lists(rows[1:]) == 6
        memory.keep(asked, rows, 1, within_lists(rows[1:]))
    assert [memory.get(asked) is None for asked in range(3)] == [True, False, False]
