"""One KPI in full: what it counts, how, by which document and whose, its targets with their changes, its revisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.address.view import View
from dashboard.components.data_table import csv_link
from dashboard.components.markup import Children
from dashboard.components.wording import base_name, figure, target_text
from dashboard.elements import dcc, html
from dashboard.format import NOTHING, day_name, plain
from dashboard.window import counted_span
from etl.store import Kpi, KpiValue, Revision, Target

KINDS = {"flow": "累计数,在计数期内逐月相加", "level": "时点数,取月末数", "ratio": "比率,分子分母分别累计后相除"}
DIRECTIONS = {"up": "越高越好", "down": "越低越好"}
WINDOWS = {"calendar": "自然年(1月至12月)", "december": "上年12月至本年11月"}
PACES = {"calendar": "按日历月份平均分摊", "seasonal": "按近三年同月累计占比", "plan": "按目标文件的分季度安排"}


@dataclass(frozen=True)
class Entry:
    """A KPI with what stands behind it; ``figures`` are those of the month and area of the page."""

    kpi: Kpi
    figures: KpiValue | None
    targets: Sequence[Target]
    revisions: Sequence[Revision]


def definition_entry(view: View, entry: Entry) -> html.Article:
    """The entry; its id is ``def-<kpi>``, so that a definition has an address."""
    kpi = entry.kpi
    told = [
        ("定义", kpi.definition),
        ("计算", kpi.formula),
        ("分子", kpi.numerator_name if kpi.denominator_name else None),
        ("分母", base_name(kpi)),
        ("类型", f"{KINDS[kpi.kind]};{DIRECTIONS[kpi.direction]}"),
        ("计数期", WINDOWS[kpi.counting_window] if kpi.kind == "flow" else None),
        ("序时", PACES.get(kpi.pace or "") if kpi.kind == "flow" and kpi.direction == "up" else None),
        ("依据", kpi.basis),
        ("说明", kpi.caveat),
        ("来源", kpi.source),
        ("科室", kpi.owner),
        ("复核", f"{day_name(kpi.next_review)}前" if kpi.next_review else None),
    ]
    lines: Children = []
    for name, text in told:
        if text:
            lines += [html.Dt(name), html.Dd(text)]
    return html.Article(
        [
            html.Header([html.H3(kpi.name), _now(view, entry)]),
            html.Dl(lines),
            _targets(kpi, entry.targets),
            _revisions(entry.revisions),
        ],
        className="panel entry",
        id=f"def-{kpi.kpi}",
    )


def _now(view: View, entry: Entry) -> dcc.Link:
    amount = figure(entry.kpi, entry.figures) if entry.figures else NOTHING
    said = f"{counted_span(entry.kpi, view.month)} {amount}"
    return dcc.Link(said, href=view.link(path="/", kpi=entry.kpi.kpi, anchor="trend"), className="act")


def _targets(kpi: Kpi, targets: Sequence[Target]) -> html.Div | html.P:
    if not targets:
        return html.P("没有年度目标。", className="calm")
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in ("年度", "目标", "口径", "文件", "下达")]))
    table = html.Table([head, html.Tbody([_target(kpi, one) for one in targets])], className="data")
    return html.Div([html.Div(table, className="scroll"), _csv(kpi, targets)])


def _csv(kpi: Kpi, targets: Sequence[Target]) -> html.A:
    head = ("年度", f"目标({'比例' if kpi.unit == '%' else kpi.unit})", "限定词", "口径", "是否计分", "文件", "下达")
    lines = [
        (
            str(one.year),
            plain(one.target),
            one.qualifier or "",
            one.label,
            "是" if one.is_chosen else "否",
            one.document or "",
            f"{one.issued_on or ''}",
        )
        for one in targets
    ]
    return csv_link(head, lines, f"{kpi.name}年度目标")


def _target(kpi: Kpi, target: Target) -> html.Tr:
    qualifier = "" if kpi.direction == "down" and target.qualifier == "以内" else target.qualifier or ""
    label = f"{target.label}(计分)" if target.is_chosen else target.label
    issued = day_name(target.issued_on) if target.issued_on else NOTHING
    cells = (f"{target_text(kpi, target.target)}{qualifier}", label, target.document or NOTHING, issued)
    return html.Tr([html.Th(f"{target.year}年", scope="row"), *(html.Td(cell) for cell in cells)])


def _revisions(revisions: Sequence[Revision]) -> html.Div | None:
    if not revisions:
        return None
    items = [html.Li(f"{day_name(one.revised_on)}:{one.change}{_by(one)}") for one in revisions]
    return html.Div([html.H4("口径变更"), html.Ul(items)], className="revisions")


def _by(revision: Revision) -> str:
    return f"({revision.revised_by})" if revision.revised_by else ""
