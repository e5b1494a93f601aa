"""The chosen KPI through its year: what the chart shows said in its title, the chart, the table, the source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd

from dashboard.address.view import View
from dashboard.charts import trend
from dashboard.components.change_words import year_on_year
from dashboard.components.data_table import data_table
from dashboard.components.graph import graph
from dashboard.components.kpi.source_note import source_note
from dashboard.components.markup import labelled_by
from dashboard.components.wording import distance, has_pace
from dashboard.elements import html
from dashboard.format import completion, landing, month_key, month_name, quantity
from dashboard.readings.figures import Past, past
from dashboard.window import last_months, months_left, shift, window_months
from etl.store import Area, Kpi, KpiValue

MONTHS_OF_RATE = 24
COLUMNS = {"value": "当月", "ytd": "累计", "last_year": "上年累计", "pace": "序时进度"}

History = Mapping[date, KpiValue]


def kpi_trend(view: View, kpi: Kpi) -> html.Section:
    """The panel of one KPI, read from the build."""
    return trend_panel(view, kpi, past(view, kpi), f"来源:{source_note(view.build, kpi, view.month)}")


def trend_panel(view: View, kpi: Kpi, past: Past, source: str) -> html.Section:
    """The panel; its title says what the chart shows."""
    figures = past.history.get(view.month)
    reference_area = _reference_area(view, past.reference)
    months = _year(kpi, view.month, past) if kpi.kind == "flow" else _rates(view.month, past.history)
    marks = _marks(kpi, figures, reference_area)
    if view.area.level == "unassigned":  # rows that wait for their street have no year of their own to land in
        marks = replace(marks, landing=None, landing_low=None, landing_high=None)
    figure = trend.cumulative(months, marks) if kpi.kind == "flow" else trend.monthly(months, marks)
    name = f"{kpi.name}:{view.area.name}"
    return html.Section(
        [
            html.H2(finding(view, kpi, figures), id="trend-title"),
            html.P(_reading_aid(kpi, months, marks), className="sub"),
            graph(figure, "trend-graph", f"{kpi.name}走势图,数据见下方表格", trend.HEIGHT),
            _table(kpi, months, name),
            html.P(source, className="src"),
        ],
        className="panel",
        id="trend",
        **labelled_by("trend-title"),
    )


def finding(view: View, kpi: Kpi, figures: KpiValue | None) -> str:
    """The title: where the KPI stands, and where the year will land."""
    where = "" if view.is_district else view.area.short_name
    if figures is None or figures.ytd is None:
        return f"{where}{kpi.name}{month_name(view.month)}没有上报数据"
    amount = quantity(figures.ytd, kpi.unit, kpi.decimals)
    if not figures.target or figures.gap_pp is None:
        said = f"{where}{kpi.name}{'累计' if kpi.kind == 'flow' else ''}{amount}"
        against = year_on_year(kpi, figures, view.build.meta.small_base)
        return f"{said},{against}" if against else said
    if not has_pace(figures):
        return f"{where}{kpi.name}{amount},{distance(kpi, figures)}"
    until = f"截至{view.month.month}月" if months_left(kpi, view.month) else "全年"
    said = f"{where}{kpi.name}{until}完成{completion(figures.completion)}"
    if figures.status == "done":
        return f"{said},已完成全年目标" if months_left(kpi, view.month) else f"{said},{distance(kpi, figures)}"
    said += f",{distance(kpi, figures)}"
    if figures.forecast is not None and months_left(kpi, view.month):
        said += f",预计全年完成{landing(figures.forecast / figures.target)}"
    return said


def _reading_aid(kpi: Kpi, months: pd.DataFrame, marks: trend.Marks) -> str:
    unit = "%" if kpi.unit == "%" else kpi.unit
    if kpi.kind != "flow":
        has_two = list(months["value"]) != list(months["ytd"])
        line = "粗线为本年以来,细线为当月" if has_two else f"近{MONTHS_OF_RATE}个月"
        return f"{unit};{line},横线为目标" if marks.target else f"{unit};{line}"
    said = [f"{unit};柱为当月,粗线为累计"]
    if months["pace"].notna().any():
        said.append("点线为序时进度")
    if months["last_year"].notna().any():
        said.append("灰线为上年")
    if "reference" in months and months["reference"].notna().any():
        said.append(f"灰虚线为{marks.reference_name}")
    if marks.landing is not None:
        said.append("虚线与浅色区为预计及区间")
    return ",".join(said)


def _year(kpi: Kpi, month: date, past: Past) -> pd.DataFrame:
    """Twelve rows of the counting window; later months carry last year and the pace, which are known of them."""
    rows = []
    target = past.history[month].target if month in past.history else None
    paces = dict(zip(window_months(kpi, month), past.paces, strict=False))
    for point in window_months(kpi, month):
        now = past.history.get(point) if point <= month else None
        before, other = past.history.get(shift(point, -12)), past.reference.get(point) if point <= month else None
        rows.append(
            {
                "label": f"{point.month}月",
                "month": point,
                "value": now.value if now else None,
                "ytd": now.ytd if now else None,
                "last_year": before.ytd if before else None,
                "pace": paces[point] * target if point in paces and target else None,
                "reference": other.completion * target if other and other.completion is not None and target else None,
            }
        )
    return pd.DataFrame(rows, dtype=object)


def _rates(month: date, history: History) -> pd.DataFrame:
    points = last_months(month, MONTHS_OF_RATE)
    first = next((position for position, point in enumerate(points) if point in history), len(points) - 1)
    rows = []
    for point in points[first:]:
        now = history.get(point)
        label = f"{point:%y}年{point.month}月"
        rows.append(
            {"label": label, "month": point, "value": now.value if now else None, "ytd": now.ytd if now else None}
        )
    return pd.DataFrame(rows, dtype=object)


def _marks(kpi: Kpi, figures: KpiValue | None, reference: Area | None) -> trend.Marks:
    name = f"{reference.short_name}同期完成率折算" if reference else ""
    if figures is None:
        return trend.Marks(kpi.unit, kpi.decimals, reference_name=name)
    return trend.Marks(
        kpi.unit,
        kpi.decimals,
        target=figures.target or None,
        landing=figures.forecast,
        landing_low=figures.forecast_low,
        landing_high=figures.forecast_high,
        reference_name=name,
    )


def _reference_area(view: View, reference: History) -> Area | None:
    code = next((figures.area_code for figures in reference.values()), None)
    return next((area for area in view.build.areas if area.area_code == code), None)


def _table(kpi: Kpi, months: pd.DataFrame, name: str) -> html.Details:
    columns = {column: word for column, word in COLUMNS.items() if column in months and months[column].notna().any()}
    if kpi.kind != "flow" and "ytd" in columns:
        columns["ytd"] = "本年以来"
    known = months.dropna(subset=list(columns), how="all") if columns else months.head(0)
    rows, exact = [], []
    for _, row in known.iterrows():
        cells: Sequence[Decimal | None] = [None if pd.isna(row[column]) else row[column] for column in columns]
        rows.append([row["label"], *(str(quantity(cell, kpi.unit, kpi.decimals)) for cell in cells)])
        exact.append([month_key(row["month"]), *("" if cell is None else f"{cell.normalize():f}" for cell in cells)])
    return data_table(["月份", *columns.values()], rows, exact, name)
