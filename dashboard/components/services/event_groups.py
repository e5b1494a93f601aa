"""Recruiting events by campaign or by how they are held: one line each, with the rate of intents and its n."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dashboard.address.view import View
from dashboard.components.markup import Children
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.components.split_panel import span
from dashboard.components.wide_table import head_of, scrolling
from dashboard.elements import dcc, html
from dashboard.format import NOTHING, base, number, percent, plain
from dashboard.readings.recruiting import Events, EventSums, add_up, of_campaign, recruiting
from etl.store import NOT_SAID, JobEvent

HEAD = ("场次", "上年", "参会企业", "提供岗位", "达成意向", "岗位意向率")

Groups = list[tuple[str, EventSums, EventSums]]  # name, this year, the same months of last year


def campaigns_panel(view: View, events: Events, source: str) -> html.Section:
    """All campaigns, whichever is chosen."""
    found = groups(events.now, events.before, lambda one: one.campaign)
    return _panel(view, "campaigns", "专项行动", found, source, link=True)


def modes_panel(view: View, events: Events, source: str) -> html.Section:
    """Online, on site or both, within the chosen campaign."""
    now, before = (of_campaign(view, some) for some in (events.now, events.before))
    return _panel(view, "modes", "举办方式", groups(now, before, lambda one: one.event_mode), source)


def groups(now: Sequence[JobEvent], before: Sequence[JobEvent], member: Callable[[JobEvent], str | None]) -> Groups:
    """Recruiting events by the member each belongs to, those with most events first, 未填写 last."""
    held, earlier = recruiting(now), recruiting(before)
    names = dict.fromkeys(member(one) or NOT_SAID for one in [*held, *earlier])
    found = [
        (
            name,
            add_up([one for one in held if (member(one) or NOT_SAID) == name]),
            add_up([one for one in earlier if (member(one) or NOT_SAID) == name]),
        )
        for name in names
    ]
    return sorted(found, key=lambda group: (group[0] == NOT_SAID, -group[1].events, -group[2].events, group[0]))


def _panel(view: View, element_id: str, title: str, found: Groups, source: str, *, link: bool = False) -> html.Section:
    total = sum(now.events for _, now, _ in found)
    if not total:
        return no_data(element_id, f"各{title}招聘活动", f"{span(view)}没有招聘活动记录。")
    chosen = view.filters.get("campaign")
    head = head_of((title, *HEAD))
    body = html.Tbody([_row(view, *group, link=link) for group in found])
    table = html.Table([head, body], className="data close")
    narrowed = f",仅{chosen}" if chosen and not link else ""
    return panel(
        element_id,
        _finding(title, found, total),
        [scrolling(table, f"各{title}招聘活动表"), table_of(_table(view, title, found))],
        sub=f"{span(view)}{narrowed};场、家次、个、人次,上年为同期场次;n为岗位数,意向率只计岗位、意向都填的活动",
        source=source,
    )


def _finding(title: str, found: Groups, total: int) -> str:
    named = next((group for group in found if group[0] != NOT_SAID and group[1].events), None)
    if named is None:
        return f"招聘活动{number(total)}场,都未填{title}"
    name, now, _ = named
    if now.events == total:
        return f"招聘活动{number(total)}场,都是{name}"
    return f"招聘活动{number(total)}场,其中{name}{number(now.events)}场"


def _row(view: View, name: str, now: EventSums, before: EventSums, *, link: bool) -> html.Tr:
    is_chosen = link and view.filters.get("campaign") == name
    first: dcc.Link | str = dcc.Link(name, href=view.link(campaign=None if is_chosen else name)) if link else name
    cells: Children = [html.Th(first, scope="row"), html.Td(number(now.events))]
    cells.append(html.Td(number(before.events) if view.year_before else NOTHING))
    cells += [html.Td(number(now.sums[key])) for key in ("employers", "positions", "intents")]
    rate = now.per_position
    cells.append(html.Td(NOTHING if rate is None else [percent(rate.value), html.Small(f"n={base(rate.base, '个')}")]))
    return html.Tr(cells, className="here" if is_chosen else None)


def _table(view: View, title: str, found: Groups) -> Table:
    head = [
        title,
        "场次",
        "上年同期场次",
        "参会企业(家次)",
        "提供岗位(个)",
        "达成意向(人次)",
        "意向率的岗位数",
        "岗位意向率",
    ]
    rows, exact = [], []
    for name, now, before in found:
        rate = now.per_position
        counts = [now.events, before.events if view.year_before else None]
        counts += [*(now.sums[key] for key in ("employers", "positions", "intents")), rate.base if rate else None]
        rows.append([name, *map(number, counts), percent(rate.value if rate else None)])
        exact.append([name, *map(plain, counts), f"{rate.value:.4f}" if rate else ""])
    return Table(f"各{title}招聘活动({span(view)})", head, rows, exact)
