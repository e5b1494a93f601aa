"""Coverage by street and kind of insurance: insured of those who should be, each with its n, the lowest marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dashboard.address.view import View
from dashboard.components.markup import label
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.elements import dcc, html
from dashboard.format import NOTHING, month_name, number, percent, plain
from etl.store import Area

LOWEST = "▽"


@dataclass(frozen=True)
class Coverage:
    """Insured among those who should be; ``due`` is the n of the rate."""

    insured: Decimal
    due: Decimal

    @property
    def rate(self) -> Decimal:
        return self.insured / self.due


Cells = Mapping[tuple[str, str], Coverage]  # (area_code, kind)


def read_coverage(view: View) -> dict[tuple[str, str], Coverage]:
    """Of the month, the district under its own code; kinds that say nothing of who should be insured are left out."""
    streets = _month_sums(view, ["area_code", "insurance_type"])
    whole = _month_sums(view, ["insurance_type"])
    rows = [*streets, *({**row, "area_code": view.district.area_code} for row in whole)]
    return {
        (row["area_code"], row["insurance_type"]): Coverage(row["insured_of_due"], row["due_persons"])
        for row in rows
        if row["due_persons"] and row["insurance_type"]
    }


def _month_sums(view: View, by: Sequence[str]) -> list[dict[str, Any]]:
    return view.build.sums(
        "insurance_month", ["insured_of_due", "due_persons"], by=by, since=view.month, until=view.month
    )


def coverage_panel(view: View, source: str) -> html.Section:
    """The table of the page's month."""
    cells = read_coverage(view)
    kinds = list(dict.fromkeys(kind for _, kind in cells))
    if not kinds:
        return no_data("coverage", "各街道参保覆盖率", f"{month_name(view.month)}没有应参保人数数据。")
    is_ranked = view.build.meta.rank_streets
    lowest = {kind: lowest_streets(view, kind, cells) if is_ranked else [] for kind in kinds}
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in ("街道", *kinds)]))
    reporting = {code for code, _ in cells}
    areas = [view.district, *(street for street in view.streets if street.area_code in reporting)]
    rows = []
    for area in areas:
        is_district = area == view.district
        name, code = ("全区", None) if is_district else (area.short_name, area.area_code)
        link = dcc.Link(name, href=view.link(area=code))
        data = [_cell(cells.get((area.area_code, kind)), area in lowest[kind]) for kind in kinds]
        marked = "whole" if is_district else "here" if area == view.area else None
        rows.append(html.Tr([html.Th(link, scope="row"), *data], className=marked))
    table = html.Table([head, html.Tbody(rows)], className="matrix")
    sign = f"{LOWEST}为该险种最低的街道"
    return panel(
        "coverage",
        finding(view, kinds, cells, lowest),
        [
            html.Div(table, className="scroll", tabIndex="0", role="group", **label("各街道参保覆盖率表,可左右滑动")),
            table_of(_table(view, areas, kinds, cells)),
        ],
        sub=f"{month_name(view.month)}末已参保占应参保的百分比,下方小字为应参保人数{f';{sign}' if is_ranked else ''}",
        source=source,
    )


def _table(view: View, areas: Sequence[Area], kinds: Sequence[str], cells: Cells) -> Table:
    """Three columns a kind: insured of those who should be, those who should be, the rate."""
    head = ["街道"]
    for kind in kinds:
        head += [f"{kind}应参保中已参保(人)", f"{kind}应参保(人)", f"{kind}覆盖率"]
    rows, exact = [], []
    for area in areas:
        found = [cells.get((area.area_code, kind)) for kind in kinds]
        name = "全区" if area == view.district else area.short_name
        rows.append([name, *(word for one in found for word in _shown(one))])
        exact.append([name, *(word for one in found for word in _exact(one))])
    return Table(f"{month_name(view.month)}末各街道参保覆盖率", head, rows, exact)


def _shown(one: Coverage | None) -> list[str]:
    return [number(one.insured), number(one.due), percent(one.rate)] if one else [NOTHING] * 3


def _exact(one: Coverage | None) -> list[str]:
    return [plain(one.insured), plain(one.due), f"{one.rate:.4f}"] if one else [""] * 3


def finding(view: View, kinds: Sequence[str], cells: Cells, lowest: Mapping[str, Sequence[Area]]) -> str:
    """The kind with the lowest coverage of the district, and the streets that are lowest in it."""
    whole = {
        kind: cells[view.district.area_code, kind].rate for kind in kinds if (view.district.area_code, kind) in cells
    }
    kind = min(whole, key=lambda one: whole[one])
    said = f"{kind}覆盖率最低,全区{percent(whole[kind])}"
    streets = lowest[kind]
    if not streets:
        return said
    names = "、".join(street.short_name for street in streets[:2])
    more = f"等{len(streets)}个街道" if len(streets) > 2 else ""
    return f"{said},其中{names}{more}{percent(cells[streets[0].area_code, kind].rate)}"


def lowest_streets(view: View, kind: str, cells: Cells) -> list[Area]:
    """The streets that share the lowest rate; none where fewer than two report or all are alike."""
    rates = {street: cells[key].rate for street in view.streets if (key := (street.area_code, kind)) in cells}
    least = min(rates.values(), default=None)
    return [street for street, rate in rates.items() if rate == least] if len(set(rates.values())) > 1 else []


def _cell(coverage: Coverage | None, is_lowest: bool) -> html.Td:
    if coverage is None:
        return html.Td(NOTHING, className="none", title="没有数据")
    rate = percent(coverage.rate).removesuffix("%")
    mark = [html.I(LOWEST, title="最低", role="img")] if is_lowest else []
    return html.Td(
        [*mark, html.Span(rate), html.Small(number(coverage.due))], className="none lowest" if is_lowest else "none"
    )
