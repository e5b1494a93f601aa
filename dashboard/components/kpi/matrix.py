"""Streets against KPIs: one glance says which street is behind in what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from dashboard.address.view import View
from dashboard.components.data_table import csv_link
from dashboard.components.kpi.rows_links import rows_links
from dashboard.components.kpi.status import STATUSES
from dashboard.components.markup import HIDDEN, Children, label, labelled_by
from dashboard.components.panel import no_data
from dashboard.components.wording import base_of, figure, has_pace
from dashboard.elements import dcc, html
from dashboard.format import NOTHING, completion, month_name, plain
from etl.store import Area, Kpi, KpiValue

ONE_LINE = 9  # columns; more than these share their heads' width by breaking the names

Cells = Mapping[tuple[str, str], KpiValue]  # (area_code, kpi)


def matrix(
    view: View,
    kpis: Sequence[Kpi],
    areas: Sequence[Area],
    cells: Cells,
    source_note: str,
    *,
    part: str = "trend",
    cells_lead: bool = False,
) -> html.Section:
    """The table, the district above its streets; ``areas`` are the rows below it.

    ``part`` of the page shows the KPI that a head leads to; with ``cells_lead`` each cell leads there too.
    """
    shown = [kpi for kpi in kpis if _tells_apart(kpi, areas, cells)]
    if not view.streets:
        return no_data("matrix", "各街道指标", "街道名录(reference/areas.csv)中还没有街道,数字只计入全区。")
    if not shown:
        return no_data("matrix", finding(shown, view.streets, cells), "各街道还没有数据。")
    title = html.H2(finding(shown, view.streets, cells), id="matrix-title")
    head = html.Thead(html.Tr([html.Th("街道", scope="col"), *(_column_head(view, kpi, part) for kpi in shown)]))
    lead = {kpi.kpi: view.link(kpi=kpi.kpi, anchor=part) for kpi in shown} if cells_lead else {}
    rows = [_row(view, area, shown, cells, lead) for area in [view.district, *areas]]
    table = html.Table([head, html.Tbody(rows)], className="matrix many" if len(shown) > ONE_LINE else "matrix")
    return html.Section(
        [
            title,
            html.P(
                "带符号的为完成率(%)或与目标比较的数值,其余未设目标,为累计数或比率;点街道名看该街道", className="sub"
            ),
            html.P("左右滑动看全部指标", className="swipe", **HIDDEN),
            html.Div(table, className="scroll", tabIndex="0", role="group", **label("各街道指标表,可左右滑动")),
            _csv(view, shown, [view.district, *areas], cells),
            html.P(source_note, className="src"),
        ],
        className="panel",
        id="matrix",
        **labelled_by("matrix-title"),
    )


def finding(kpis: Sequence[Kpi], streets: Sequence[Area], cells: Cells) -> str:
    """The title: the KPI in which most streets are slow, or that none is."""
    counts = {kpi.kpi: len(slow_streets(kpi, streets, cells)) for kpi in kpis}
    most = max(counts.values(), default=0)
    if most:
        names = [kpi.short_name for kpi in kpis if counts[kpi.kpi] == most]
        more = f"等{len(names)}项指标" if len(names) > 2 else ""
        each = "各有" if len(names) > 1 else ""
        return f"{len(streets)}个街道中,{each}{most}个街道{'、'.join(names[:2])}{more}缓慢"
    scored = any(cells[key].status != "no_target" for key in cells if key[0] in {s.area_code for s in streets})
    return f"{len(streets)}个街道没有指标缓慢" if scored else f"{len(streets)}个街道的各项指标"


def slow_streets(kpi: Kpi, streets: Sequence[Area], cells: Cells, *, is_ranked: bool = True) -> list[Area]:
    """The streets that are slow in a KPI, the furthest behind first; not ranked in the order given."""
    found = [(cells[key], street) for street in streets if (key := (street.area_code, kpi.kpi)) in cells]
    slow = [(figures.gap_pp or Decimal(0), street) for figures, street in found if figures.status == "slow"]
    return [street for _, street in (sorted(slow, key=lambda pair: pair[0]) if is_ranked else slow)]


def _tells_apart(kpi: Kpi, areas: Sequence[Area], cells: Cells) -> bool:
    """Whether a column is worth its place: a standard that is the same in every street is not."""
    column = [cells[key] for area in areas if (key := (area.area_code, kpi.kpi)) in cells]
    return len({figures.ytd for figures in column}) > 1 or any(figures.status != "no_target" for figures in column)


def _column_head(view: View, kpi: Kpi, part: str) -> html.Th:
    shown = "走势" if part == "trend" else "各街道比较"
    link = dcc.Link(kpi.short_name, href=view.link(kpi=kpi.kpi, anchor=part), title=f"看{kpi.name}{shown}")
    return html.Th(link, scope="col")


def _row(view: View, area: Area, kpis: Sequence[Kpi], cells: Cells, lead: Mapping[str, str]) -> html.Tr:
    is_district = area == view.district
    name = "全区" if is_district else area.short_name
    link = dcc.Link(name, href=view.link(area=None if is_district else area.area_code), title=area.name)
    marked = " ".join(
        word for word, holds in (("whole", is_district), ("here", area == view.area and not is_district)) if holds
    )
    data: Children = [_cell(view, area, kpi, cells.get((area.area_code, kpi.kpi)), lead.get(kpi.kpi)) for kpi in kpis]
    return html.Tr([html.Th(link, scope="row"), *data], className=marked or None)


def _cell(view: View, area: Area, kpi: Kpi, figures: KpiValue | None, href: str | None) -> html.Td:
    """``href`` is where the cell leads; without one it leads to the rows behind it."""
    if figures is None or figures.ytd is None:
        return html.Td(NOTHING, className="none", title="没有数据")
    amount = figure(kpi, figures)
    title = f"{kpi.name} {amount}"
    if n := base_of(kpi, figures):
        title += f",n={n}"
    status = STATUSES[figures.status]
    words: Children
    if figures.status == "no_target":
        words = [amount.text if amount.unit in (kpi.unit, "%") else str(amount).removesuffix(kpi.unit)]
    else:
        shown = completion(figures.completion).removesuffix("%") if has_pace(figures) else amount.text
        words = [html.I(status.shape, title=status.word, role="img"), html.Span(shown)]
        title += f",{status.word}"
    if href:
        return html.Td([dcc.Link(words, href=href)], className=status.css, title=title)
    for link in rows_links(view, kpi, figures, area)[:1]:
        words = [dcc.Link(words, href=link.href, title=f"{area.short_name}{link.name}")]
    return html.Td(words, className=status.css, title=title)


def _csv(view: View, kpis: Sequence[Kpi], areas: Sequence[Area], cells: Cells) -> html.A:
    """The exact figures: of each KPI the year so far, and completion where the table shows it."""
    head, columns = ["街道"], []
    for kpi in kpis:
        column = [cells.get((area.area_code, kpi.kpi)) for area in areas]
        head.append(f"{kpi.name}({'比例' if kpi.unit == '%' else kpi.unit})")
        columns.append([plain(one.ytd) if one else "" for one in column])
        if any(one and has_pace(one) for one in column):
            head.append(f"{kpi.name}完成率")
            columns.append([plain(one.completion) if one else "" for one in column])
    names = ["全区" if area == view.district else area.short_name for area in areas]
    rows = list(zip(names, *columns, strict=True))
    return csv_link(head, rows, f"{month_name(view.month)}各街道指标")
