"""A briefing with every figure of the district in one month, for tests of what becomes of printed numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.briefing.briefed.changes import MEASURES, shown
from dashboard.briefing.content import Cell, Content, Grid, Number, Section, Sentence
from etl.store import Build


def content_of(
    build: Build, month: date, *, edition: str = "internal", changed: Sequence[Sentence] = (), kpis: Sequence[str] = ()
) -> Content:
    """All measures of the district's KPIs (or of some) in one table."""
    meta = build.meta
    names = {kpi.kpi: kpi for kpi in build.kpis}
    rows = []
    for row in build.values(areas=[meta.district], since=month, until=month, kpis=list(kpis) or None):
        cells = [Cell(names[row.kpi].name)]
        for measure, said in MEASURES.items():
            is_parts = measure.endswith("numerator") or measure.endswith("denominator")
            value = None if is_parts and names[row.kpi].kind != "ratio" else getattr(row, measure)
            text = shown(names[row.kpi], said, value)
            number = None if value is None else Number(row.kpi, row.area_code, month, measure, value, text)
            cells.append(Cell(text, value, number))
        rows.append(tuple(cells))
    return Content(
        build_id=build.id,
        built_at=meta.created_at,
        district_name=meta.district_name,
        bureau=meta.bureau,
        area=meta.district,
        area_name=meta.district_name,
        month=month,
        edition=edition,
        is_demo=False,
        title="月度工作简报",
        opening=Sentence("本月情况如下。"),
        sections=(Section("employment", "就业", ()),),
        kpis=Grid("指标", "指标", ("指标", *(said.name for said in MEASURES.values())), tuple(rows)),
        lagging=(),
        changed=tuple(changed),
        notes=(),
        pages=(),
    )
