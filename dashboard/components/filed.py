"""Up to which month a ledger has come: what a page adds up and compares ends there, and the page says so.

A month that nobody has reported yet is no zero: set beside last year's it would read as a fall, and every order that
was open at the last report as overdue a month later. KPIs are held to the same rule when they are measured.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dashboard.address.view import View
from dashboard.components.frame.header import notices
from dashboard.components.markup import Children
from dashboard.elements import html
from dashboard.format import month_name, month_span, number
from dashboard.window import MONTHS, shift
from etl.store.quality import Ledger, ThinMonth, ledger_of, thin_months


@dataclass(frozen=True)
class Filed:
    """What a ledger has brought of the year of a view."""

    view: View | None  # at the last month of the year that has come; None where none has
    notice: str = ""  # what has not come, what that does to the figures, and which KPIs have another year

    def panels(self, drawn: Callable[[View], Children], trend: Sequence[html.Section] = ()) -> Children:
        """The notice, then what is drawn from this ledger as far as it has come; where nothing has, the trend alone."""
        said = notices([self.notice] if self.notice else [])
        alone = [html.Div(list(trend), className="single")] if trend else []
        return [*said, *(drawn(self.view) if self.view else alone)]


def filed(view: View, source: str) -> Filed:
    """How far a ledger carries a view."""
    ledger = ledger_of(view.build, source)
    if not ledger.months:
        return Filed(None, f"{ledger.name}还没有上报。")
    come = [month for month in ledger.months if view.year_start <= month <= view.month]
    if not come:
        return Filed(None, f"{month_span(view.year_start, view.month)}没有上报{ledger.name}。")
    last = come[-1]
    unfiled = _gaps(ledger, shift(view.year_start, -MONTHS), last)
    gaps = [month for month in unfiled if month >= view.year_start]
    gaps_before = [month for month in unfiled if month <= shift(last, -MONTHS)]

    def counts(month: date) -> bool:
        """Whether it is one of the year's months so far, or of the same months of last year."""
        same = shift(month, MONTHS)
        return view.year_start <= month <= last or view.year_start <= same <= last

    said = []
    if last < view.month:
        said.append(f"{month_span(shift(last, 1), view.month)}没有上报{ledger.name},以下截至{month_name(last)}")
    if gaps:
        said.append(f"{ledger.name}缺{_named(gaps)},以下累计不含这些月份,不与上年同期比较")
    elif gaps_before and ledger.months[0] < view.year_start:
        said.append(f"{ledger.name}缺{_named(gaps_before)},以下不与上年同期比较")
    said += [_thin(one) for one in thin_months(view.build) if one.source == source and counts(one.month)]
    said += _from_december(view, {source, ledger.name})
    held = replace(view, month=last, unfiled=frozenset(unfiled))
    return Filed(held, f"{';'.join(said)}。" if said else "")


def _from_december(view: View, sources: set[str]) -> list[str]:
    """Which KPIs of the ledger count from December, while all that is drawn from it counts from January."""
    names = [
        kpi.short_name
        for kpi in view.build.kpis
        if kpi.counting_window == "december" and kpi.kind != "level" and kpi.source in sources
    ]
    return [f"{'、'.join(names)}按上年12月至本年11月统计,以下除走势外自本年1月起计,与指标期间不同"] if names else []


def _gaps(ledger: Ledger, since: date, until: date) -> list[date]:
    """The months of a span that are missing; where no file is due for a month, only those before the first file."""
    count = (until.year - since.year) * MONTHS + until.month - since.month + 1
    span = [shift(since, position) for position in range(count)]
    if ledger.is_monthly:
        return [month for month in span if month not in ledger.months]
    return [month for month in span if month < ledger.months[0]]


def _thin(one: ThinMonth) -> str:
    """What later files have brought of a month is part of the sums, and not all of it."""
    found = f"只有以后的文件带来的{number(one.rows)}行(相邻各月约{number(one.usual_rows)}行)"
    return f"{one.source_name}没有{month_name(one.month)}的文件,{found},可能漏报,以下累计和同比以补报后为准"


def _named(months: list[date]) -> str:
    """``2023年3、4月``; months of one year."""
    return f"{months[0].year}年{'、'.join(str(month.month) for month in months)}月"
