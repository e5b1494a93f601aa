"""What a number means and where it comes from, one click away from it."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from dashboard.components.markup import Children
from dashboard.components.wording import pace_basis, target_text
from dashboard.format import day_name
from etl.store import Area, Kpi, KpiValue, Target


def definition(
    kpi: Kpi, figures: KpiValue | None, targets: Sequence[Target], areas: tuple[Area, ...], source_note: str | None
) -> html.Details:
    """Definition, formula, target with its document, pace, source and owner, folded away."""
    told = [
        ("定义", kpi.definition),
        ("计算", kpi.formula),
        ("分子", kpi.numerator_name if kpi.denominator_name else None),
        ("分母", kpi.denominator_name),
        ("依据", kpi.basis),
        ("说明", kpi.caveat),
        ("序时", pace_basis(figures.pace_basis, areas) if figures and figures.target else None),
        ("来源", source_note or kpi.source),
        ("科室", kpi.owner),
    ]
    entries: Children = []
    for name, text in told:
        if text:
            entries += [html.Dt(name), html.Dd(text)]
    for target in targets:
        entries += [html.Dt("目标"), html.Dd(_target(kpi, target))]
    return html.Details([html.Summary("口径与来源"), html.Dl(entries)], className="definition")


def _target(kpi: Kpi, target: Target) -> str:
    """``1.70万人(示例目标,计分目标)``."""
    notes = [target.label]
    if target.is_sample and target.label != "示例目标":
        notes.append("示例目标")
    if target.qualifier:
        notes.append(target.qualifier)
    if target.document:
        notes.append(target.document)
    if target.issued_on:
        notes.append(f"{day_name(target.issued_on)}下达")
    if target.is_chosen:
        notes.append("计分")
    return f"{target_text(kpi, target.target)}({','.join(notes)})"
