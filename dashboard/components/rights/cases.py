"""Cases by kind in one table: received, closed, people and yuan of those closed, and how long closing took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dashboard.address.view import View
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.components.rights.only import only
from dashboard.components.scroll_table import scroll_table
from dashboard.components.split_panel import span
from dashboard.elements import html
from dashboard.format import NOTHING, number, plain, quantity

MEASURES = ("received", "closed", "closed_people", "closed_amount_yuan")
SHARES = (Decimal("0.5"), Decimal("0.75"))
HEAD = ("案件类别", "受理(件)", "结案(件)", "涉及(人)", "涉及金额", "一半结案", "四分之三")


@dataclass(frozen=True)
class Kind:
    """One kind's year so far; ``days``: within how many days a half and three quarters were closed."""

    kind: str
    received: Decimal
    closed: Decimal
    people: Decimal
    amount_yuan: Decimal
    days: tuple[int | None, ...]


def read_kinds(view: View, *filters: str) -> list[Kind]:
    """The kinds that have any case in the year so far, the most received first."""
    rows = _sums(view, "rights_month", MEASURES, ["case_kind"], filters)
    counts: dict[str, dict[int, int]] = {}
    for row in _sums(view, "rights_duration", ["closed"], ["case_kind", "days"], filters):
        counts.setdefault(row["case_kind"], {})[int(row["days"])] = int(row["closed"])
    found = []
    for row in rows:
        received, closed, people, amount = (row[name] or Decimal(0) for name in MEASURES)
        days = tuple(days_within(counts.get(row["case_kind"], {}), share) for share in SHARES)
        found.append(Kind(row["case_kind"], received, closed, people, amount, days))
    return sorted(found, key=lambda one: (-one.received, -one.closed, one.kind))


def _sums(
    view: View, mart: str, measures: Sequence[str], by: Sequence[str], filters: Sequence[str]
) -> list[dict[str, Any]]:
    return view.build.sums(
        mart,
        measures,
        by=by,
        area=view.area.area_code,
        since=view.year_start,
        until=view.month,
        where=view.where(*filters),
    )


def days_within(counts: Mapping[int, int], share: Decimal) -> int | None:
    """The fewest days within which at least this share of the cases was closed; ``counts`` by days."""
    needed, reached = share * sum(counts.values()), 0
    for days in sorted(counts):
        reached += counts[days]
        if reached >= needed:
            return days
    return None


def cases_panel(view: View, source: str, *filters: str) -> html.Section:
    """The table of the year so far."""
    found = read_kinds(view, *filters)
    if not found:
        return no_data("cases", "各类案件", f"{span(view)}没有劳动维权案件。")
    rows = [_row(one) for one in found]
    exact = [_exact(one) for one in found]
    return panel(
        "cases",
        finding(view, found),
        [scroll_table(HEAD, rows, "各类案件表"), table_of(Table(f"各类案件({span(view)})", HEAD, rows, exact))],
        sub=f"人数、金额为结案案件的;后两列:一半、四分之三的案件自受理起多少天内结案{only(view, filters)}",
        source=source,
    )


def finding(view: View, found: Sequence[Kind]) -> str:
    """People and yuan of all closed cases; where nothing was closed, that."""
    closed = sum(one.closed for one in found)
    if not closed:
        return f"{span(view)}没有案件结案"
    people, yuan = sum(one.people for one in found), sum(one.amount_yuan for one in found)
    return f"{span(view)}结案{number(closed)}件,涉及{number(people)}人、{quantity(yuan, '元')}"


def _row(one: Kind) -> list[str]:
    days = [NOTHING if day is None else f"{day}天内" for day in one.days]
    counts = (one.received, one.closed, one.people)
    return [one.kind, *(number(count) for count in counts), str(quantity(one.amount_yuan, "元")), *days]


def _exact(one: Kind) -> list[str]:
    days = ["" if day is None else str(day) for day in one.days]
    return [one.kind, *(plain(n) for n in (one.received, one.closed, one.people, one.amount_yuan)), *days]
