"""What a number means and where it comes from, one click away from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.components.kpi.rows_links import RowsLink
from dashboard.components.markup import Children, label
from dashboard.components.wording import base_name, pace_basis, target_text
from dashboard.elements import dcc, html
from dashboard.format import day_name, percent, quantity
from etl.store import Area, ForecastRecord, Kpi, KpiValue, Target

NAME = "口径与来源"


@dataclass(frozen=True)
class Background:
    """What stands behind a KPI's figure besides its catalogue entry."""

    targets: Sequence[Target] = ()
    source_note: str | None = None
    record: ForecastRecord | None = None  # of the area whose years the landing goes by


def definition(
    kpi: Kpi,
    figures: KpiValue | None,
    background: Background,
    areas: tuple[Area, ...],
    rows: Sequence[RowsLink] = (),
) -> html.Details:
    """Definition, formula, target with its document, pace, landing, source and owner, folded away."""
    told = [
        ("全称", kpi.name if kpi.name != kpi.short_name else None),
        ("定义", kpi.definition),
        ("计算", kpi.formula),
        ("分子", kpi.numerator_name if kpi.denominator_name else None),
        ("分母", base_name(kpi)),
        *(("目标", _target(kpi, target)) for target in background.targets),
        ("序时", pace_basis(figures.pace_basis, areas) if figures and figures.target else None),
        ("预计", _landing(kpi, figures, background.record, areas) if figures else None),
        ("依据", kpi.basis),
        ("说明", kpi.caveat),
        ("来源", background.source_note or kpi.source),
        ("科室", kpi.owner),
    ]
    entries: Children = []
    for name, text in told:
        if text:
            entries += [html.Dt(name), html.Dd(text)]
    if rows:
        links = [dcc.Link(f"{link.name} →", href=link.href, className="act") for link in rows]
        entries += [html.Dt("明细"), html.Dd(links, className="links")]
    summary = html.Summary("ⓘ", title=NAME, **label(f"{kpi.short_name}:{NAME}"))
    return html.Details([summary, html.Dl(entries)], className="definition pop")


def _target(kpi: Kpi, target: Target) -> str:
    """``98.0%以上(示例目标,非正式下达,计分)``; 不高于17.0周 already says 以内."""
    marked = "示例目标" if target.is_sample else None
    notes: list[str] = []
    for note in (target.document, target.label, marked):
        if note and not any(note in said for said in notes):  # 示例目标 is often the label and in the document's name
            notes.append(note)
    if target.issued_on:
        notes.append(f"{day_name(target.issued_on)}下达")
    if target.is_chosen:
        notes.append("计分")
    is_said = not target.target or (kpi.direction == "down" and target.qualifier == "以内")
    qualifier = "" if is_said else target.qualifier or ""
    return f"{target_text(kpi, target.target)}{qualifier}({','.join(notes)})"


def _landing(kpi: Kpi, figures: KpiValue, record: ForecastRecord | None, areas: tuple[Area, ...]) -> str | None:
    """The year's landing with its interval, and how the same method did at this month of earlier years."""
    if figures.forecast is None:
        return None
    said = f"全年{quantity(figures.forecast, kpi.unit, kpi.decimals)}"
    if figures.forecast_low is not None and figures.forecast_high is not None:
        low, high = (quantity(end, kpi.unit, kpi.decimals) for end in (figures.forecast_low, figures.forecast_high))
        said += f"(区间{low}至{high})"
    said += ",按往年同月累计占比推算"
    if record is None:
        return said
    name = next((area.short_name for area in areas if area.area_code == record.area_code), record.area_code)
    error, straight = percent(record.mean_abs_error), percent(record.straight_line_error)
    return f"{said};{name}{record.years}年同月预计的平均误差{error}(直线外推{straight})"
