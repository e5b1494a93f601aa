"""The gig market: whom it served and matched month by month, which trades it matches best, and street by street.

Employers stand at the end of a month and are never added over months; a rate takes only the rows that told both of
its sides, and carries its n.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dashboard.address.view import MONTHS_SHOWN, View
from dashboard.charts.months import HEIGHT, Series, months_chart
from dashboard.components.markup import Children
from dashboard.components.panel import Table, chart_panel, no_data, panel, table_of
from dashboard.components.ranking import Bar, ranking
from dashboard.components.split_panel import Split, beside, leading, places, span, split_panel, unsaid
from dashboard.components.wide_table import head_of, scrolling
from dashboard.components.wording import sharing
from dashboard.elements import dcc, html
from dashboard.format import NOTHING, base, month_key, number, percent, plain, quantity
from dashboard.window import last_months
from etl.store import NOT_SAID

MART = "gig_market_month"
OF_MONTH = ("positions", "persons_served", "matched", "served_with_matched")  # added over months
FEW = 30  # persons served below which a trade's rate is shown and not named in a title


@dataclass(frozen=True)
class Match:
    """Persons matched among those served; ``served`` is the n of the rate."""

    matched: Decimal
    served: Decimal

    @property
    def rate(self) -> Decimal:
        return self.matched / self.served


def gig_months_panel(view: View, source: str) -> html.Section:
    """Served and matched of the last two years, with the other figures in the table."""
    months = last_months(view.month, MONTHS_SHOWN)
    rows = _sums(view, ["employers", *OF_MONTH], ["month"], months[0], months[-1])
    found = {row["month"]: row for row in rows}
    if not found:
        return no_data("gig-months", "零工市场服务和匹配", f"{span(view)}{_chosen(view)}没有零工市场月报。")
    known = months[months.index(min(found)) :]
    labels = [f"{month:%y}年{month.month}月" for month in known]
    served, matched = ([found.get(month, {}).get(key) for month in known] for key in ("persons_served", "matched"))
    series = [Series("服务人次", served)]
    series += [Series("匹配上岗", matched)] if any(value is not None for value in matched) else []
    return chart_panel(
        "gig-months",
        gig_finding(view),
        months_chart(labels, series, "人次"),
        HEIGHT,
        _months_table(known, labels, found),
        sub=f"人次;按月{_chosen(view)};用工主体、岗位和匹配率见表格",
        source=source,
    )


def gig_finding(view: View) -> str:
    """``零工市场2023年1至6月服务5.50万人次,匹配率34.7%(n=55,000)``."""
    row = _sums(view, OF_MONTH, [], view.year_start, view.month)[0]
    said = f"零工市场{span(view)}"
    if row["persons_served"] is None:
        return f"{said}没有服务人次数据"
    said += f"服务{quantity(row['persons_served'], '人次')}"
    match = _match(row)
    return f"{said},匹配率{percent(match.rate)}(n={base(match.served, '人次')})" if match else said


def gig_trades_panel(view: View, source: str) -> html.Section:
    """Persons served by trade; a trade can be chosen."""
    split = Split("gig-trades", "行业工种", MART, "persons_served", "trade", "零工服务", unit="人次")
    return split_panel(view, split, source, link=lambda code: view.link(trade=code))


def gig_match_panel(view: View, source: str) -> html.Section:
    """The match rate of each trade, this year and last."""
    now = _matches(view, view.year_start, view.month)
    before = _matches(view, *view.year_before) if view.year_before else {}
    if not now:
        return no_data("gig-match", "各行业工种匹配率", f"{span(view)}没有同时填报服务和匹配的记录。")
    ranked = sorted(now, key=lambda trade: (-now[trade].rate, trade))
    bars = [
        Bar(
            name=trade,
            value=now[trade].rate,
            shown=percent(now[trade].rate),
            note=f"n={base(now[trade].served, '人次')}",
            before=before[trade].rate if trade in before else None,
            href=view.link(trade=trade),
            is_chosen=trade == view.filters.get("trade"),
        )
        for trade in ranked
    ]
    return panel(
        "gig-match",
        match_finding(now),
        [ranking(bars), table_of(_matches_table(f"各行业工种匹配率({span(view)})", ranked, now, before))],
        sub=f"{span(view)},匹配上岗占服务人次的百分比;n为服务人次{beside(view)}",
        source=source,
    )


def match_finding(found: Mapping[str, Match]) -> str:
    """The highest and the lowest of the trades that serve enough people to be compared."""
    sure = {trade: match for trade, match in found.items() if match.served >= FEW and trade != NOT_SAID}
    if len({match.rate for match in sure.values()}) < 2:
        return "各行业工种匹配率"
    high, low = (pick(match.rate for match in sure.values()) for pick in (max, min))
    first, last = ([trade for trade, match in sure.items() if match.rate == rate] for rate in (high, low))
    return f"匹配率{sharing(first, '最高')}({percent(high)}),{sharing(last, '最低')}({percent(low)})"


def gig_streets_panel(view: View, source: str) -> html.Section:
    """All streets, on the page of a street too."""
    sums = _sums(view, OF_MONTH, ["area_code"], view.year_start, view.month, whole=True)
    found = {row["area_code"]: row for row in sums}
    if not any(row["persons_served"] for row in found.values()):
        return no_data("gig-streets", "各街道零工市场", f"{span(view)}{_chosen(view)}没有零工市场月报。")
    monthly = _sums(view, ["employers"], ["month"], view.year_start, view.month, whole=True)
    standing_month = max(row["month"] for row in monthly if row["employers"] is not None)
    at_end = _sums(view, ["employers"], ["area_code"], standing_month, standing_month, whole=True)
    employers = {row["area_code"]: row["employers"] for row in at_end}
    names = {area.area_code: area.short_name for area in view.build.areas}
    is_ranked = view.build.meta.rank_streets
    served = {code: row["persons_served"] or Decimal(0) for code, row in found.items()}
    order = sorted(found, key=(lambda code: (-served[code], code)) if is_ranked else places(view))
    words = ("街道", "用工主体", "发布岗位", "服务人次", "匹配率")
    head = head_of(words)
    body = [_street(view, code, names.get(code, code), employers.get(code), found[code]) for code in order]
    table = html.Table([head, html.Tbody(body)], className="data in-line")
    whole = f"各街道零工服务共{quantity(sum(served.values(), Decimal(0)), '人次')}"
    return panel(
        "gig-streets",
        f"零工服务{leading(list(served.items()), '人次', names, unsaid(view))}" if is_ranked else whole,
        [scrolling(table, "各街道零工市场表"), table_of(_streets_table(view, order, names, employers, found))],
        sub=f"{span(view)}{_chosen(view)};用工主体为{standing_month.month}月末家数;n为填了匹配上岗的服务人次",
        source=source,
    )


def _street(view: View, code: str, name: str, employers: Decimal | None, row: Mapping[str, Any]) -> html.Tr:
    match = _match(row)
    rate: Children = [percent(match.rate), html.Small(f"n={base(match.served, '人次')}")] if match else [NOTHING]
    cells: Children = [html.Th(dcc.Link(name, href=view.link(area=code)), scope="row")]
    cells += [html.Td(number(value)) for value in (employers, row["positions"], row["persons_served"])]
    return html.Tr([*cells, html.Td(rate)], className="here" if code == view.area.area_code else None)


def _matches_table(name: str, ranked: Sequence[str], now: Mapping[str, Match], before: Mapping[str, Match]) -> Table:
    head = ["行业工种", "匹配上岗(人次)", "服务(人次)", "匹配率", "上年同期匹配率"]
    rows, exact = [], []
    for trade in ranked:
        match, earlier = now[trade], before.get(trade)
        rates = (match.rate, earlier.rate if earlier else None)
        rows.append([trade, number(match.matched), number(match.served), *map(percent, rates)])
        exact.append([trade, plain(match.matched), plain(match.served), *map(_share, rates)])
    return Table(name, head, rows, exact)


def _streets_table(
    view: View,
    order: Sequence[str],
    names: Mapping[str, str],
    employers: Mapping[str, Decimal | None],
    found: Mapping[str, Mapping[str, Any]],
) -> Table:
    head = ["街道", "月末用工主体(家)", "发布岗位(个)", "服务(人次)", "匹配上岗(人次)", "匹配率的服务人次", "匹配率"]
    rows, exact = [], []
    for code in order:
        name, row, match = names.get(code, code), found[code], _match(found[code])
        counts = [employers.get(code), *(row[key] for key in OF_MONTH)]
        rate = match.rate if match else None
        rows.append([name, *map(number, counts), percent(rate)])
        exact.append([name, *map(plain, counts), _share(rate)])
    return Table(f"各街道零工市场({span(view)}{_chosen(view)})", head, rows, exact)


def _share(rate: Decimal | None) -> str:
    return "" if rate is None else f"{rate:.4f}"


def _months_table(known: Sequence[date], labels: Sequence[str], found: Mapping[date, Mapping[str, Any]]) -> Table:
    rows, exact = [], []
    for month, name in zip(known, labels, strict=True):
        row = found.get(month, {})
        figures = [row.get(key) for key in ("employers", "positions", "persons_served", "matched")]
        match = _match(row)
        rows.append([name, *(number(value) for value in figures), percent(match.rate if match else None)])
        exact.append([month_key(month), *map(plain, figures), _share(match.rate if match else None)])
    head = ["月份", "月末用工主体(家)", "发布岗位(个)", "服务(人次)", "匹配上岗(人次)", "匹配率"]
    return Table("零工市场按月", head, rows, exact)


def _matches(view: View, since: date, until: date) -> dict[str, Match]:
    rows = view.build.sums(MART, OF_MONTH, by=["trade"], area=view.area.area_code, since=since, until=until)
    return {row["trade"] or NOT_SAID: match for row in rows if (match := _match(row))}


def _match(row: Mapping[str, Any]) -> Match | None:
    matched, served = row.get("matched"), row.get("served_with_matched")
    return None if matched is None or not served else Match(matched, served)


def _sums(
    view: View, measures: Sequence[str], by: Sequence[str], since: date, until: date, *, whole: bool = False
) -> list[dict[str, Any]]:
    area = None if whole else view.area.area_code
    return view.build.sums(MART, measures, by=by, area=area, since=since, until=until, where=view.where("trade"))


def _chosen(view: View) -> str:
    chosen = view.filters.get("trade")
    return f",仅{chosen}" if chosen else ""
