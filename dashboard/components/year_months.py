"""A sum month by month through the year, last year's twelve months in grey: the season that was and is to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboard.address.view import View
from dashboard.charts.months import HEIGHT, Series, months_chart
from dashboard.components.change_words import compared
from dashboard.components.panel import Table, chart_panel, no_data
from dashboard.components.split_panel import span
from dashboard.elements import html
from dashboard.format import plain, quantity
from dashboard.window import MONTHS, shift

MOST_PEAKS = 2  # months that share the highest figure are named; more of them are no peak


@dataclass(frozen=True)
class YearMonths:
    """What is added up: ``measure`` of ``mart``."""

    element_id: str
    measure_name: str  # 欠薪受理
    mart: str
    measure: str
    unit: str
    where: Mapping[str, Sequence[str]] | None = None


def year_months_panel(view: View, what: YearMonths, source: str) -> html.Section:
    """The panel; the whole district's ledger says which months are known, so that a street's empty month is zero."""
    now, before = read_months(view, what)
    if not any(now) and not any(before):
        return no_data(what.element_id, what.measure_name, f"{span(view)}和上年都没有{what.measure_name}记录。")
    year = view.month.year
    names = (f"{year}年", f"{year - 1}年")
    labels = [f"{number}月" for number in range(1, MONTHS + 1)]
    series = [Series(names[1], before, is_context=True), Series(names[0], now)]
    lines = list(zip(labels, now, before, strict=True))
    table = Table(
        f"{what.measure_name}按月",
        ["月份", *names],
        [[name, str(quantity(a, what.unit)), str(quantity(b, what.unit))] for name, a, b in lines],
        [[name, plain(a), plain(b)] for name, a, b in lines],
    )
    sub = f"{what.unit};按月,灰柱为上年" + "".join(f",仅{one}" for one in _narrowed(view, what))
    chart = months_chart(labels, series, what.unit)
    return chart_panel(what.element_id, finding(view, what, now, before), chart, HEIGHT, table, sub=sub, source=source)


Monthly = list[Decimal | None]


def read_months(view: View, what: YearMonths) -> tuple[Monthly, Monthly]:
    """The twelve months of this year and of last; None for a month later than the page's or without a ledger."""
    first, last = shift(view.year_start, -MONTHS), shift(view.year_start, MONTHS - 1)
    kept = view.build.sums(what.mart, [what.measure], by=["month"], until=view.month)
    rows = view.build.sums(
        what.mart,
        [what.measure],
        by=["month"],
        area=view.area.area_code,
        since=first,
        until=view.month,
        where=what.where,
    )
    sums: dict[date, Decimal] = {row["month"]: row[what.measure] or Decimal(0) for row in rows}
    months = [row["month"] for row in kept]
    known = (min(months), max(months)) if months else (last, first)

    def of(month: date) -> Decimal | None:
        return sums.get(month, Decimal(0)) if known[0] <= month <= known[1] and month not in view.unfiled else None

    return [of(shift(view.year_start, m)) for m in range(MONTHS)], [of(shift(first, m)) for m in range(MONTHS)]


def finding(view: View, what: YearMonths, now: Monthly, before: Monthly) -> str:
    """``1至6月欠薪受理16件,同比下降12.5%;上年12月最多,5件``."""
    so_far = sum((one for one in now if one is not None), Decimal(0))
    said = f"{span(view)}{what.measure_name}{quantity(so_far, what.unit)}"
    same = [one for one in before[: view.month.month] if one is not None]
    if len(same) == view.month.month and sum(same) > 0:
        said += f",{compared(so_far, sum(same, Decimal(0)), what.unit, view.build.meta.small_base)}"
    known = [one for one in before if one is not None]
    most = max(known, default=Decimal(0))
    peaks = [f"{position + 1}月" for position, one in enumerate(before) if one is not None and one == most]
    if most > 0 and len(known) == MONTHS and len(peaks) <= MOST_PEAKS:
        said += f";上年{'、'.join(peaks)}最多,{'各' if len(peaks) > 1 else ''}{quantity(most, what.unit)}"
    return said


def _narrowed(view: View, what: YearMonths) -> list[str]:
    """The filters that the reader chose and this panel keeps to."""
    return [chosen for key, chosen in view.filters.items() if [chosen] == list((what.where or {}).get(key, ()))]
