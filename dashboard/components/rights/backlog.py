"""Cases of labour rights still open at the month's end, by kind and age, those past their deadline marked.

Nothing is said of a month without any case received or closed: most likely its ledger has not come, what was closed
in it is not known, and all would seem open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboard.address.view import View
from dashboard.components.kpi.rows_links import standing
from dashboard.components.markup import label
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.components.rights.only import only
from dashboard.elements import dcc, html
from dashboard.format import NOTHING, month_name, number
from dashboard.window import month_end

BANDS = (("15天以内", 15), ("16至45天", 45), ("46至60天", 60), ("60天以上", None))
LATE = "▼"


@dataclass(frozen=True)
class Backlog:
    """Open cases of one kind: how many of each age, and how many of them are past their deadline."""

    kind: str
    cases: tuple[int, ...]
    overdue: tuple[int, ...]
    dated: int  # cases whose deadline is known: only of these can overdue be told

    @property
    def total(self) -> int:
        return sum(self.cases)

    @property
    def late(self) -> int:
        return sum(self.overdue)


def read_backlog(view: View, *filters: str, month: date | None = None) -> list[Backlog] | None:
    """What was open at the end of the page's month (or another), the kind with most first; None without a ledger."""
    at = month or view.month
    if not view.build.sums("rights_month", ["received"], by=["month"], since=at, until=at):
        return None
    by = ["case_kind", "received_on", "closed_month", "due_on", "days_allowed"]
    where = view.where(*filters)
    rows = view.build.sums("rights_open", ["cases"], by=by, area=view.area.area_code, until=at, where=where)
    is_open = [row for row in rows if row["closed_month"] is None or row["closed_month"] > at]
    kinds = list(dict.fromkeys(row["case_kind"] for row in is_open))
    found = [_of_kind(kind, [row for row in is_open if row["case_kind"] == kind], month_end(at)) for kind in kinds]
    return sorted(found, key=lambda one: (-one.total, one.kind))


def whole(found: Sequence[Backlog], kind: str = "合计") -> Backlog:
    """All kinds together."""
    cases = tuple(sum(one.cases[band] for one in found) for band in range(len(BANDS)))
    overdue = tuple(sum(one.overdue[band] for one in found) for band in range(len(BANDS)))
    return Backlog(kind, cases, overdue, sum(one.dated for one in found))


def _of_kind(kind: str, rows: Sequence[dict[str, Any]], end: date) -> Backlog:
    cases, overdue, dated = [0] * len(BANDS), [0] * len(BANDS), 0
    for row in rows:
        count, band = int(row["cases"]), _band((end - row["received_on"]).days)
        due = _deadline(row)
        cases[band] += count
        dated += count if due else 0
        overdue[band] += count if due and due <= end else 0
    return Backlog(kind, tuple(cases), tuple(overdue), dated)


def _band(age: int) -> int:
    return next(position for position, (_, until) in enumerate(BANDS) if until is None or age <= until)


def _deadline(row: dict[str, Any]) -> date | None:
    """The ledger's own deadline, else the law's days from receipt; None where neither is known."""
    if row["due_on"] is not None or row["days_allowed"] is None:
        due: date | None = row["due_on"]
        return due
    received: date = row["received_on"]
    return received + timedelta(days=int(row["days_allowed"]))


def finding(view: View, found: Sequence[Backlog], before: Sequence[Backlog] | None = None) -> str:
    """``6月末未结312件,其中超期5件``, or of how many that can be told; beside ``before``, last year's."""
    total = whole(found)
    said = f"{view.month.month}月末未结{number(total.total)}件"
    if total.dated:
        among = "其中" if total.dated == total.total else f"有期限的{number(total.dated)}件中"
        said += f",{among}超期{number(total.late)}件" if total.late else f",{among}没有超期的"
    if before:
        more = total.total - whole(before).total
        said += f",比上年同期{'多' if more > 0 else '少'}{number(abs(more))}件" if more else ",与上年同期持平"
    return said


def backlog_panel(view: View, source: str, *filters: str) -> html.Section:
    """The table of the page's month."""
    found = read_backlog(view, *filters)
    if found is None:
        return no_data("backlog", "未结案件", f"{month_name(view.month)}没有受理或结案记录,未结案件无从计数。")
    if not found:
        return no_data("backlog", "未结案件", f"{month_name(view.month)}末没有未结案件{only(view, filters)}。")
    before = read_backlog(view, *filters, month=view.year_before[1]) if view.year_before else None
    lines = [*found, whole(found)] if len(found) > 1 else found
    head = ["案件类别", *(name for name, _ in BANDS), "合计", "有期限的"]
    body = [
        html.Tr(
            [html.Th(one.kind, scope="row"), *_cells(one, _total(view, one, filters))],
            className="whole" if one.kind == "合计" else None,
        )
        for one in lines
    ]
    table = html.Table(
        [html.Thead(html.Tr([html.Th(word, scope="col") for word in head])), html.Tbody(body)],
        className="matrix backlog",
    )
    shown = [[one.kind, *map(str, one.cases), str(one.total), str(one.late), str(one.dated)] for one in lines]
    csv = Table(f"{month_name(view.month)}末未结案件", [*head[:-1], "其中超期", "有期限的"], shown, shown)
    return panel(
        "backlog",
        finding(view, found, before),
        [
            html.Div(table, className="scroll", tabIndex="0", role="group", **label("未结案件按类别和时长,可左右滑动")),
            table_of(csv),
        ],
        sub=f"件;按受理至月末天数;{LATE}为超期件数,期限以台账为准,争议未写的按45天(延期60天){only(view, filters)}",
        source=source,
    )


def _total(view: View, one: Backlog, filters: Sequence[str]) -> html.Td:
    where = {key: view.filters[key] for key in filters if key in view.filters}
    kind = {} if one.kind == "合计" else {"case_kind": one.kind}
    link = standing(view, one.total, "labour_rights.open", f"未结案件({one.kind})", {**where, **kind})
    return _cell(one.total, one.late, link)


def _cells(one: Backlog, total: html.Td) -> list[html.Td]:
    cells = [_cell(cases, late) for cases, late in zip(one.cases, one.overdue, strict=True)]
    return [*cells, total, html.Td(number(one.dated), className="none")]


def _cell(cases: int, late: int, link: dcc.Link | str | None = None) -> html.Td:
    if not cases:
        return html.Td(NOTHING, className="none", title="没有")
    shown = link or number(cases)
    if not late:
        return html.Td(shown, className="none")
    return html.Td([html.Span(shown), html.Small(f"{LATE}超期{number(late)}")], className="none late")
