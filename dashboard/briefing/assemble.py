"""A briefing of one build, month and area: what it says, its tables and its pages, all from one build opened once.

The figures are those of the pages (`dashboard.readings.figures`), the charts the pages' own; nothing is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dash.development.base_component import Component

from dashboard.address.view import View
from dashboard.briefing.content import Content, PageContent, Sentence
from dashboard.briefing.faults import Fault
from dashboard.briefing.text.kpi_grids import history_grids, kpi_grid, street_grids
from dashboard.briefing.text.lagging import lagging, opening
from dashboard.briefing.text.lagging_streets import Streets
from dashboard.briefing.text.notes import notes
from dashboard.briefing.text.page_content import page_content
from dashboard.briefing.text.runs import History
from dashboard.briefing.text.sections import Story, sections
from dashboard.format import month_key, month_name
from dashboard.readings.figures import SPARK_MONTHS, matrix_areas, on_overview
from dashboard.window import last_months
from etl.store import KpiValue

Draw = Callable[[str, Mapping[str, object]], Component]  # path and query -> the page's whole tree


@dataclass(frozen=True)
class Missing:
    """A page that could not be read, and why, in one sentence."""

    path: str
    reason: str


def assemble(
    view: View,
    draw: Draw,
    names: Mapping[str, str],
    *,
    edition: str = "internal",
    changed: Sequence[Sentence] = (),
) -> tuple[Content, tuple[Missing, ...]]:
    """The content of the pages in ``names`` (path and name, in their order), and the pages that failed.

    ``view`` is the overview's of the month and area. ``changed``: figures of earlier briefings that are others now.
    """
    story, cells = _story(view)
    pairs = [(kpi, now) for kpi in story.kpis if on_overview(kpi) and (now := story.now(kpi))]
    all_pairs = [(kpi, now) for kpi in story.kpis if (now := story.now(kpi))]
    pages, missing = _pages(view, draw, names)
    streets = street_grids(story, [view.district, *matrix_areas(view)], cells) if view.is_district else []
    meta = view.build.meta
    content = Content(
        build_id=view.build.id,
        built_at=meta.created_at,
        district_name=meta.district_name,
        bureau=meta.bureau,
        area=view.area.area_code,
        area_name=view.area.name,
        month=view.month,
        edition=edition,
        is_demo=view.has_demo,
        title=f"{view.area.name if not view.is_district else view.district.short_name}就业与社会保障工作简报"
        f"({month_name(view.month)})",
        opening=opening(view, pairs),
        sections=tuple(sections(story)),
        kpis=kpi_grid(story),
        lagging=tuple(lagging(story, all_pairs, _streets(view, cells) if view.is_district else None)),
        changed=tuple(changed),
        notes=tuple(notes(view, story, edition)),
        pages=tuple(pages),
        grids=(*streets, *history_grids(story)),
    )
    return content, tuple(missing)


def _story(view: View) -> tuple[Story, Mapping[tuple[str, str], KpiValue]]:
    """All figures of the area, and those of the month of every area: two queries however many KPIs there are."""
    build, code = view.build, view.area.area_code
    late = set(last_months(view.month, SPARK_MONTHS))
    histories: dict[str, dict[date, KpiValue]] = {}
    for row in build.values(areas=[code], since=build.months[0], until=view.month):
        histories.setdefault(row.kpi, {})[row.month] = row
    lately: Mapping[str, History] = {kpi: history for kpi, history in histories.items() if late & history.keys()}
    codes = [area.area_code for area in (view.district, *matrix_areas(view))]
    rows = build.values(areas=codes, since=view.month, until=view.month)
    story = Story(
        kpis=build.kpis,
        histories=lately,
        area=code,
        where="" if view.is_district else "未分配记录" if view.area.level == "unassigned" else view.area.name,
        month=view.month,
        small_base=build.meta.small_base,
        has_landing=view.area.level != "unassigned",
    )
    return story, {(row.area_code, row.kpi): row for row in rows}


def _streets(view: View, cells: Mapping[tuple[str, str], KpiValue]) -> Streets:
    meta = view.build.meta
    return Streets(meta.district, view.month, view.streets, cells, meta.rank_streets, meta.small_base)


def _pages(view: View, draw: Draw, names: Mapping[str, str]) -> tuple[list[PageContent], list[Missing]]:
    """Each page by itself: one that fails does not take the others along."""
    query: dict[str, object] = {"month": month_key(view.month)}
    if not view.is_district:
        query["area"] = view.area.area_code
    found, missing = [], []
    for path, name in names.items():
        try:
            found.append(page_content(path, name, draw(path, query), view.build.id))
        except Fault as fault:
            missing.append(Missing(path, str(fault)))
    return found, missing
