"""Who needs help now: those registered and still without work at the month's end, by how long and by difficulty."""

from __future__ import annotations

from dashboard.address.filters import member_name
from dashboard.address.view import View
from dashboard.components.kpi.rows_links import standing
from dashboard.components.markup import Children, label
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.elements import dcc, html
from dashboard.format import day_name, number
from dashboard.readings.spells import LONG, Waiting, as_of, waiting
from etl.store import NOT_SAID

BANDS = {LONG: "超过52周", 52: "27—52周", 26: "14—26周", 13: "13周及以内"}  # on a phone the first columns are seen
HEAD = ["困难类别", "合计", *BANDS.values()]
COUNTED_IN = "台账没有再就业日期的都计在内(退休、注销而未注明的也在内)"
FIRST = "零就业家庭成员"  # a household without any income from work is to be helped within days


def waiting_panel(view: View, source: str) -> html.Section:
    """One row a difficulty; within a filter only those of its measure or difficulty."""
    found = waiting(view, view.where("hardship", "measure"))
    day = day_name(as_of(view))
    if not found:
        return no_data("waiting", "登记失业仍未就业", f"{day}没有登记失业仍未就业的记录。")
    members = ordered(found)
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in HEAD]))
    whole = {(NOT_SAID, band): sum(found.get((one, band), 0) for one in members) for band in BANDS}
    where = {key: view.filters[key] for key in ("hardship", "measure") if key in view.filters}

    def total(count: int, **hardship: str) -> dcc.Link | str:
        return standing(view, count, "reemployment.waiting", "登记失业仍未就业", {**where, **hardship})

    rows = [_row("合计", total(sum(found.values())), _line(whole, NOT_SAID), None)]
    for one in members:
        counts = _line(found, one)
        name = member_name("hardship", one)
        rows.append(_row(name, total(sum(counts), hardship=one), counts, view.link(hardship=one)))
    table = html.Table([head, html.Tbody(rows)], className="matrix waiting")
    chosen = "、".join(member_name(key, view.filters[key]) for key in ("hardship", "measure") if key in view.filters)
    return panel(
        "waiting",
        finding(found),
        [
            html.Div(
                table, className="scroll", tabIndex="0", role="group", **label("登记失业仍未就业人数表,可左右滑动")
            ),
            table_of(_table(found, day)),
        ],
        sub=f"{day},人{f',仅{chosen}' if chosen else ''};周数自失业日期起算,{COUNTED_IN}",
        source=source,
    )


def ordered(found: Waiting) -> list[str]:
    """零就业家庭 first, then difficulties by how many wait longest, those without a difficulty last."""
    members = {member for member, _ in found}
    return sorted(
        members,
        key=lambda one: (one == NOT_SAID, one != FIRST, -found.get((one, LONG), 0), -sum(_line(found, one)), one),
    )


def finding(found: Waiting) -> str:
    """``3,539人登记后仍未就业,其中2,012人失业超过52周``."""
    total, long = sum(found.values()), sum(count for (_, band), count in found.items() if band == LONG)
    said = f"{number(total)}人登记后仍未就业"
    return f"{said},其中{number(long)}人失业超过52周" if long else f"{said},没有人失业超过52周"


def _line(found: Waiting, member: str) -> list[int]:
    return [found.get((member, band), 0) for band in BANDS]


def _row(name: str, total: dcc.Link | str, counts: list[int], href: str | None) -> html.Tr:
    said: Children = [html.Td(count, className="none") for count in [total, *(number(count) for count in counts)]]
    title = dcc.Link(name, href=href) if href else name
    return html.Tr([html.Th(title, scope="row"), *said], className=None if href else "whole")


def _table(found: Waiting, day: str) -> Table:
    lines = [(member_name("hardship", one), _line(found, one)) for one in ordered(found)]
    return Table(
        f"{day}登记失业仍未就业人数",
        HEAD,
        [[name, *(number(count) for count in [sum(counts), *counts])] for name, counts in lines],
        [[name, *(str(count) for count in [sum(counts), *counts])] for name, counts in lines],
    )
