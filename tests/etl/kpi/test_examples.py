"""Every KPI file's worked examples, run through the build, and every KPI counted a second time in pandas."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from etl.kpi.catalogue import Cell, Example, Kpi, read_catalogue, read_kpi
from etl.kpi.compile import measure_build
from tests.etl.kpi.support import DISTRICT, REPO, example_site, marts_database, values

FOLDER = REPO / "data" / "kpis"
PATHS = sorted(FOLDER.glob("*.toml"))
EXAMPLES = [(path, number) for path in PATHS for number in range(len(read_kpi(path).example))]


def _measured(kpi: Kpi, path: Path, example: Example, folder: Path) -> dict[str, Any]:
    undivided: dict[str, Cell] = dict.fromkeys(kpi.splits)  # an example need not say what it does not speak of
    con = marts_database({kpi.mart: [undivided | row for row in example.rows]})
    measure_build(con, example_site(folder / "site", kpi, path, example))
    return values(con, kpi.id, DISTRICT)[example.as_of.strftime("%Y-%m")]


def _agrees(found: object, expected: Cell) -> bool:
    """Equal to as many decimals as the example writes; anything but a number is equal or not."""
    if isinstance(expected, bool) or not isinstance(expected, int | Decimal) or not isinstance(found, int | Decimal):
        return found == expected
    digits = Decimal(expected)
    return Decimal(found).quantize(digits, rounding=ROUND_HALF_UP) == digits


def test_every_shipped_kpi_has_a_worked_example() -> None:
    without = [kpi.id for kpi in read_catalogue(FOLDER) if not kpi.example]
    assert without == []


@pytest.mark.parametrize(("path", "number"), EXAMPLES, ids=[f"{path.stem}-{number + 1}" for path, number in EXAMPLES])
def test_worked_example(path: Path, number: int, tmp_path: Path) -> None:
    kpi = read_kpi(path)
    example = kpi.example[number]
    assert example.expect, "an example that expects nothing proves nothing"
    row = _measured(kpi, path, example, tmp_path)
    wrong = {name: (row[name], cell) for name, cell in example.expect.items() if not _agrees(row[name], cell)}
    assert wrong == {}


# What each shipped KPI counts, written a second time by hand: (rows that count, numerator, denominator) of a frame.
PENSION = ["城镇职工基本养老保险", "机关事业单位养老保险", "城乡居民基本养老保险"]
RECRUITING = ["招聘会", "直播带岗"]


def _is_spring_breeze_fair(rows: pd.DataFrame) -> pd.Series[bool]:
    return rows.event_kind.isin(RECRUITING) & (rows.campaign == "春风行动")


SECOND: dict[str, Any] = {
    "new_urban_jobs": (None, lambda f: f.hired.sum(), None),
    "reemployed": (None, lambda f: f.reemployed.sum(), None),
    "hard_to_employ_placed": (lambda f: f.hardship.notna(), lambda f: f.hard_to_employ.sum(), None),
    "mean_weeks_to_reemployment": (None, lambda f: f.days_unemployed.sum() / 7, lambda f: f.persons_with_days.sum()),
    "pension_coverage_rate": (
        lambda f: f.insurance_type.isin(PENSION),
        lambda f: f.insured_of_due.sum(),
        lambda f: f.due_persons.sum(),
    ),
    "pension_insured": (lambda f: f.insurance_type.isin(PENSION), lambda f: f.insured_persons.sum(), None),
    "employee_pension_insured": (
        lambda f: f.insurance_type.isin(PENSION[:2]),
        lambda f: f.insured_persons.sum(),
        None,
    ),
    "resident_pension_insured": (
        lambda f: f.insurance_type == "城乡居民基本养老保险",
        lambda f: f.insured_persons.sum(),
        None,
    ),
    "unemployment_insured": (lambda f: f.insurance_type == "失业保险", lambda f: f.insured_persons.sum(), None),
    "work_injury_insured": (lambda f: f.insurance_type == "工伤保险", lambda f: f.insured_persons.sum(), None),
    "basic_pension_yuan": (
        lambda f: f.insurance_type == "城乡居民基本养老保险",
        lambda f: f.benefit_standard_yuan.max(),
        None,
    ),
    "unemployment_benefit_yuan": (
        lambda f: f.insurance_type == "失业保险",
        lambda f: f.benefit_standard_yuan.max(),
        None,
    ),
    "insurance_fund_income_yuan": (None, lambda f: f.fund_income_yuan.sum(), None),
    "insurance_fund_expense_yuan": (None, lambda f: f.fund_expense_yuan.sum(), None),
    "hotline_received": (None, lambda f: f.received.sum(), None),
    "hotline_closed": (None, lambda f: f.closed.sum(), None),
    "hotline_on_time_rate": (None, lambda f: f.closed_on_time.sum(), lambda f: f.closed_timed.sum()),
    "hotline_satisfaction_rate": (None, lambda f: f.satisfied.sum(), lambda f: f.rated.sum()),
    "job_fairs": (lambda f: f.event_kind.isin(RECRUITING), lambda f: f.events.sum(), None),
    "job_fair_employers": (lambda f: f.event_kind.isin(RECRUITING), lambda f: f.employers.sum(), None),
    "job_fair_positions": (lambda f: f.event_kind.isin(RECRUITING), lambda f: f.positions.sum(), None),
    "job_fair_intents": (lambda f: f.event_kind.isin(RECRUITING), lambda f: f.intents.sum(), None),
    "job_fair_intent_rate": (
        lambda f: f.event_kind.isin(RECRUITING) & f.intents.notna() & f.positions.notna(),
        lambda f: f.intents.sum(),
        lambda f: f.positions.sum(),
    ),
    "spring_breeze_fairs": (_is_spring_breeze_fair, lambda f: f.events.sum(), None),
    "spring_breeze_positions": (_is_spring_breeze_fair, lambda f: f.positions.sum(), None),
    "spring_breeze_intents": (_is_spring_breeze_fair, lambda f: f.intents.sum(), None),
    "career_service_events": (lambda f: ~f.event_kind.isin(RECRUITING), lambda f: f.events.sum(), None),
    "gig_market_employers": (None, lambda f: f.employers.sum(), None),
    "gig_market_positions": (None, lambda f: f.positions.sum(), None),
    "gig_market_persons_served": (None, lambda f: f.persons_served.sum(), None),
    "gig_market_match_rate": (
        lambda f: f.matched.notna(),
        lambda f: f.matched.sum(),
        lambda f: f.persons_served.sum(),
    ),
    "community_micro_markets": (
        lambda f: f.point_kind == "社区就业微市场",
        lambda f: f.open_points.sum(),
        None,
    ),
    "open_service_points": (None, lambda f: f.open_points.sum(), None),
    "service_circle_coverage_rate": (
        None,
        lambda f: f.reached_persons.sum(),
        lambda f: f.working_age_persons.sum(),
    ),
    "teachers_recruited": (lambda f: f.kind == "教师招聘", lambda f: f.persons.sum(), None),
    "special_teachers_recruited": (lambda f: f.kind == "教师招聘", lambda f: f.special_persons.sum(), None),
    "institution_recruited": (lambda f: f.kind == "事业单位招录", lambda f: f.persons.sum(), None),
    "talent_subsidy_yuan": (lambda f: f.kind == "租房和生活补贴", lambda f: f.amount_yuan.sum(), None),
    "skill_award_yuan": (lambda f: f.kind == "晋级奖励", lambda f: f.amount_yuan.sum(), None),
    "titles_awarded": (lambda f: f.kind == "职称认定", lambda f: f.persons.sum(), None),
    "wage_arrears_cases": (lambda f: f.case_kind == "欠薪", lambda f: f.closed.sum(), None),
    "wage_arrears_received": (lambda f: f.case_kind == "欠薪", lambda f: f.received.sum(), None),
    "wage_arrears_workers": (lambda f: f.case_kind == "欠薪", lambda f: f.closed_people.sum(), None),
    "wage_arrears_yuan": (lambda f: f.case_kind == "欠薪", lambda f: f.closed_amount_yuan.sum(), None),
    "complaints_handled": (lambda f: f.case_kind == "举报投诉", lambda f: f.closed.sum(), None),
    "labour_disputes_settled": (lambda f: f.case_kind == "劳动人事争议", lambda f: f.closed.sum(), None),
    "rights_closed_rate": (None, lambda f: f.closed.sum(), lambda f: f.received.sum()),
    "rights_on_time_rate": (None, lambda f: f.closed_on_time.sum(), lambda f: f.closed_timed.sum()),
    "dispute_mediation_rate": (
        lambda f: f.case_kind == "劳动人事争议",
        lambda f: f.closed[f.outcome == "调解"].sum(),
        lambda f: f.closed.sum(),
    ),
    "wage_deposit_yuan": (None, lambda f: f.paid_yuan.sum(), None),
    "wage_deposit_rate": (None, lambda f: f.paid_of_due_yuan.sum(), lambda f: f.due_yuan.sum()),
    "wage_account_rate": (None, lambda f: f.projects_with_account.sum(), lambda f: f.projects_told.sum()),
    "registered_unemployment_rate": (
        lambda f: f.figure == "registered_unemployment_rate",
        lambda f: f.value.max(),
        None,
    ),
    "surveyed_unemployment_rate": (lambda f: f.figure == "surveyed_unemployment_rate", lambda f: f.value.max(), None),
}


def test_every_shipped_kpi_is_counted_a_second_time() -> None:
    assert {path.stem for path in PATHS} == set(SECOND)


@pytest.mark.parametrize(("path", "number"), EXAMPLES, ids=[f"{path.stem}-{number + 1}" for path, number in EXAMPLES])
def test_second_count_in_pandas(path: Path, number: int, tmp_path: Path) -> None:
    kpi = read_kpi(path)
    example = kpi.example[number]
    counts, above, below = SECOND[kpi.id]
    frame = pd.DataFrame([dict(row) for row in example.rows])
    for name in frame.columns.difference(["part", "month", "area_code"]):
        if any(isinstance(cell, int | Decimal) for cell in frame[name]):
            frame[name] = frame[name].astype(float)
    frame = frame[counts(frame)] if counts else frame
    at = pd.Timestamp(example.as_of.replace(day=1))
    months = pd.to_datetime(frame["month"])
    start = at.replace(month=1) if kpi.counting_window == "calendar" else at - pd.DateOffset(months=at.month % 12)
    so_far = frame[(months >= start) & (months <= at)]
    if kpi.kind == "level":
        so_far = so_far[pd.to_datetime(so_far["month"]) == pd.to_datetime(so_far["month"]).max()]
    expected = above(so_far) / below(so_far) if below else above(so_far)
    assert float(_measured(kpi, path, example, tmp_path)["ytd"]) == pytest.approx(expected, rel=1e-6)
