"""The KPIs that the first sentence of a page tells, as figures of the second computation would have it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from tests.from_files import RULES, Figures
from tests.second_panels.words import count, fixed

Told = tuple[str, str, str]  # words before the figure, KPI, unit

TOLD: Mapping[str, tuple[Told, ...]] = {
    "employment": (),
    "reemployment": (("失业人员再就业", "reemployed", "人"), ("就业困难人员就业", "hard_to_employ_placed", "人")),
    "services": (
        ("举办招聘活动", "job_fairs", "场"),
        ("提供岗位", "job_fair_positions", "个"),
        ("达成就业意向", "job_fair_intents", "人次"),
        ("零工市场用工主体", "gig_market_employers", "家"),
        ("发布岗位", "gig_market_positions", "个"),
        ("服务", "gig_market_persons_served", "人次"),
        ("在运行社区就业微市场", "community_micro_markets", "家"),
    ),
    "insurance": (
        ("养老保险覆盖率", "pension_coverage_rate", "%"),
        ("基础养老金", "basic_pension_yuan", "元"),
        ("失业保险金标准", "unemployment_benefit_yuan", "元"),
    ),
    "hotline": (
        ("热线受理", "hotline_received", "件"),
        ("热线办结", "hotline_closed", "件"),
        ("按时办结率", "hotline_on_time_rate", "%"),
        ("群众满意率", "hotline_satisfaction_rate", "%"),
    ),
    "rights": (
        ("处理欠薪案件", "wage_arrears_cases", "件"),
        ("处理举报投诉", "complaints_handled", "件"),
        ("处理劳动人事争议", "labour_disputes_settled", "件"),
        ("调解结案占", "dispute_mediation_rate", "%"),
        ("缴存工资保证金", "wage_deposit_yuan", "元"),
    ),
    "talent": (
        ("公开招聘教师", "teachers_recruited", "人"),
        ("名优特教师", "special_teachers_recruited", "人"),
        ("事业单位招录", "institution_recruited", "人"),
        ("发放租房和生活补贴", "talent_subsidy_yuan", "元"),
        ("发放晋级奖励", "skill_award_yuan", "元"),
        ("认定职称", "titles_awarded", "人"),
    ),
}
UNLESS_NOUGHT = ("talent", "wage_arrears_cases")  # what is nought is worded otherwise
AGAINST_PACE = ("reemployment",)


def kpis_told(page: str, figures: Mapping[str, Figures]) -> list[str]:
    """Pieces of the sentence; ``figures`` by KPI, of the page's area and month."""
    said = _employment(figures.get("new_urban_jobs", {})) if page == "employment" else []
    for words, kpi, unit in TOLD[page]:
        value = figures.get(kpi, {}).get("ytd")
        if isinstance(value, Fraction) and (value or not {page, kpi} & set(UNLESS_NOUGHT)):
            digits = fixed(value * 100, 1) if RULES[kpi].is_rate else count(value, unit).removesuffix(unit)
            said.append(f"{words}{digits}")
            said += _distance(figures[kpi]) if page in AGAINST_PACE else []
    return said


def _employment(now: Figures) -> list[str]:
    completion, value, target = (now.get(name) for name in ("completion", "value", "target"))
    said = []
    if isinstance(completion, Fraction) and target and completion < 1:
        said += [f"完成{fixed(completion * 100, 1)}%", *_distance(now)]
    if isinstance(value, Fraction):
        said.append(f"月新增{fixed(value, 0)}人")
    return said


def _distance(now: Figures) -> list[str]:
    """How far from the pace, where the year is not over."""
    gap, pace = now.get("gap_pp"), now.get("pace")
    if not isinstance(gap, Fraction) or not isinstance(pace, Fraction) or pace >= 1 or abs(gap) < Fraction(1, 20):
        return []
    return [f"{'超' if gap > 0 else '落后'}序时进度{fixed(abs(gap), 1)}个百分点"]
