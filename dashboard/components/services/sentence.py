"""The first sentence of 就业服务, written from the KPIs of the theme: a figure that is not there is not spoken of."""

from __future__ import annotations

from decimal import Decimal

from dashboard.address.view import View
from dashboard.components.state_sentence import Part
from dashboard.components.wording import distance, figure
from dashboard.format import month_name
from dashboard.readings.figures import Figures, furthest_behind

CLAUSES = (  # what the sentence says, where the figure is there: words before each figure, and of which KPI
    (("举办招聘活动", "job_fairs"), ("提供岗位", "job_fair_positions"), ("达成就业意向", "job_fair_intents")),
    (
        ("零工市场用工主体", "gig_market_employers"),
        ("发布岗位", "gig_market_positions"),
        ("服务", "gig_market_persons_served"),
    ),
    (("在运行社区就业微市场", "community_micro_markets"),),
)
CAMPAIGN = (("", "spring_breeze_fairs"), ("岗位", "spring_breeze_positions"), ("意向", "spring_breeze_intents"))


def sentence(view: View, figures: Figures) -> list[Part]:
    """What was held, offered and reached, the campaign's part in it, the gig market, the micro markets, what lags."""
    clauses = [_clause(view, figures, clause) for clause in CLAUSES]
    clauses[0] += _campaign(view, figures) if clauses[0] else ""
    said = [clause for clause in clauses if clause]
    where = "" if view.is_district else "未分配记录的" if view.area.level == "unassigned" else view.area.name
    until = f"截至{view.month.year}年{view.month.month}月,{where}"
    if not said and not any(figures.of(kpi, view.month) for kpi in figures.kpis):
        return [Part(f"{month_name(view.month)}{where}没有就业服务指标数据。")]
    parts = [Part(until + (";".join(said) or "就业服务各项指标见下"))]
    worst = furthest_behind(view, [(kpi, now) for kpi in figures.kpis if (now := figures.of(kpi, view.month))])
    if worst:
        parts += [Part(";差距最大的是"), Part(f"{worst[0].short_name}{distance(*worst)}", worst[1].status)]
    return [*parts, Part("。")]


def _clause(view: View, figures: Figures, clause: tuple[tuple[str, str], ...]) -> str:
    """``举办招聘活动42场,提供岗位12.1万个``; figures that are not there are left out."""
    found = [(words, said) for words, kpi in clause if (said := _said(view, figures, kpi))]
    return ",".join(f"{words}{said}" for words, said in found)


def _campaign(view: View, figures: Figures) -> str:
    """``(其中春风行动14场、岗位60,860个、意向19,000人次)``; nothing where none was held."""
    found = [f"{words}{said}" for words, kpi in CAMPAIGN if (said := _said(view, figures, kpi, least=Decimal(1)))]
    return f"(其中春风行动{'、'.join(found)})" if found else ""


def _said(view: View, figures: Figures, name: str, least: Decimal = Decimal(0)) -> str:
    kpi = next((kpi for kpi in figures.kpis if kpi.kpi == name), None)
    now = figures.of(kpi, view.month) if kpi else None
    if kpi is None or now is None or now.ytd is None or now.ytd < least:
        return ""
    return str(figure(kpi, now))
