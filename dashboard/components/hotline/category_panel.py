"""What people call about: three levels as ranked bars; a click zooms in, the path above leads back out.

The address holds the path (``category_1``, ``category_2``), so that a zoomed list can be sent on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboard.address.view import View
from dashboard.components.change_words import compared
from dashboard.components.hotline.narrowed import narrowed
from dashboard.components.hotline.rates_table import Rate
from dashboard.components.markup import CURRENT, Children, label
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.components.ranking import Bar, ranking
from dashboard.components.split_panel import beside, leading, less, span
from dashboard.elements import dcc, html
from dashboard.format import base, number, percent, plain, quantity
from etl.store import NOT_SAID

MART = "hotline_month"
LEVELS = ("category_1", "category_2", "category_3")
MEASURES = ("received", "rated", "satisfied")
NAMES = ("一级", "二级", "三级")
EVERYTHING = "全部诉求"


Sums = Mapping[str, Mapping[str, Decimal]]  # the measures of each category


@dataclass(frozen=True)
class Category:
    """One category of the level shown, this year so far; ``before`` in the same months of last year."""

    name: str
    received: Decimal
    before: Decimal | None  # None where last year's months are not known
    satisfied: Rate  # of the orders closed in the same months


def category_panel(view: View, source: str, *filters: str) -> html.Section:
    """The level that the address zooms to; a path that nobody has called about shows the level above."""
    path = path_of(view)
    scope = narrowed(view, MART, *(key for key in filters if key not in LEVELS))
    found = read_categories(view, path, scope.where)
    if not any(one.received for one in found):
        return no_data("categories", "诉求类别", f"{span(view)}没有受理工单{scope.words}。")
    total = sum((one.received for one in found), Decimal(0))
    bars = [_bar(view, path, one, total) for one in found]
    table = _table(found, f"{'·'.join(path) or EVERYTHING}({span(view)})")
    return panel(
        "categories",
        finding(path, found),
        [_breadcrumb(view, path), html.Div(ranking(bars), className="wordy"), table_of(table)],
        sub=f"{span(view)}受理,件{beside(view)};满意率为同期办结并评价的工单{scope.words}",
        source=source,
    )


def path_of(view: View) -> list[str]:
    """The categories zoomed into, from the first level; a second level that does not lie in the first is left out."""
    if "category_1" not in view.filters:
        return []
    path = [view.filters["category_1"]]
    if "category_2" in view.filters:
        inside = view.build.sums(MART, ["received"], where=view.where("category_1", "category_2"))
        path += [view.filters["category_2"]] if inside[0]["received"] else []
    return path


def read_categories(view: View, path: Sequence[str], where: Mapping[str, list[str]]) -> list[Category]:
    """The categories just below a path, the most frequent first."""
    level = LEVELS[len(path)]
    within = {**where, **{key: [name] for key, name in zip(LEVELS, path, strict=False)}}

    def sums(since: date, until: date) -> Sums:
        area = view.area.area_code
        rows = view.build.sums(MART, MEASURES, by=[level], area=area, since=since, until=until, where=within)
        return {str(row[level] or NOT_SAID): row for row in rows}

    if not view.build.columns(MART):
        return []
    now = sums(view.year_start, view.month)
    before = sums(*view.year_before) if view.year_before else None
    found = [_category(name, now, before) for name in {**now, **(before or {})}]
    told = (one for one in found if one.received or one.before)
    return sorted(told, key=lambda one: (-one.received, -(one.before or 0), one.name))


def finding(path: Sequence[str], found: Sequence[Category]) -> str:
    """``社会保险中养老保险最多,612件,占31.0%``."""
    inside = f"{path[-1]}诉求中" if path else "诉求中"
    return f"{inside}{leading([(one.name, one.received) for one in found], '件', {})}"


def _category(name: str, now: Sums, before: Sums | None) -> Category:
    row, earlier = now.get(name), (before or {}).get(name)
    rate = Rate(int(row["satisfied"]), int(row["rated"])) if row else Rate(0, 0)
    unknown = None if before is None else Decimal(0)
    return Category(name, row["received"] if row else Decimal(0), earlier["received"] if earlier else unknown, rate)


def _bar(view: View, path: Sequence[str], one: Category, total: Decimal) -> Bar:
    growth = compared(one.received, one.before, "件", view.build.meta.small_base)
    rate = f" 满意{one.satisfied.shown}(n={base(one.satisfied.n, '件')})" if one.satisfied.n else " 无评价"
    return Bar(
        name=one.name,
        value=one.received,
        shown=str(quantity(one.received, "件")),
        note=f"{percent(one.received / total)} {growth}{rate}",
        before=one.before,
        href=_zoom(view, path, one.name),
    )


def _zoom(view: View, path: Sequence[str], name: str) -> str:
    """Below the third level lie the orders themselves."""
    if len(path) == len(LEVELS) - 1:
        return view.rows_link("hotline.received", category_1=path[0], category_2=path[1], category_3=name)
    if path:
        return view.link(anchor="categories", category_1=path[0], category_2=name)
    return view.link(anchor="categories", category_1=name, category_2=None)


def _breadcrumb(view: View, path: Sequence[str]) -> html.Nav:
    steps: Children = []
    names = [EVERYTHING, *path]
    for depth, name in enumerate(names[:-1]):
        here: dict[str, str | None] = dict.fromkeys(LEVELS[:2])
        here.update(zip(LEVELS, path[:depth], strict=False))
        steps.append(html.Li(dcc.Link(name, href=view.link(anchor="categories", **here))))
    steps.append(html.Li(f"{names[-1]}:{NAMES[len(path)]}类别", **CURRENT))
    return html.Nav(html.Ol(steps), className="breadcrumb", **label("诉求类别的层级"))


def _table(found: Sequence[Category], name: str) -> Table:
    head = ["类别", "本年(件)", "上年同期(件)", "增减", "满意件数", "评价件数", "满意率95%区间"]
    counts = [(one, [one.received, one.before, less(one.received, one.before)]) for one in found]
    return Table(
        name,
        head,
        [
            [one.name, *map(number, cells), number(one.satisfied.hits), number(one.satisfied.n), one.satisfied.interval]
            for one, cells in counts
        ],
        [
            [
                one.name,
                *map(plain, cells),
                str(one.satisfied.hits),
                str(one.satisfied.n),
                one.satisfied.interval,
            ]
            for one, cells in counts
        ],
    )
