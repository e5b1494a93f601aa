"""From a number to the rows behind it: the links on cards, in definitions and in the matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.address.filters import FILTERS
from dashboard.address.view import View
from dashboard.elements import dcc, html
from dashboard.format import number
from etl.store import Area, Kpi, KpiValue


@dataclass(frozen=True)
class RowsLink:
    """One way to rows: ``name`` says which rows, ``word`` what to click."""

    word: str
    name: str
    href: str


def rows_links(view: View, kpi: Kpi, figures: KpiValue | None, area: Area | None = None) -> list[RowsLink]:
    """To the rows of a KPI's numerator and, of a rate, its denominator; nothing where there is no figure to explain.

    The figures of cards and of the matrix are never filtered, so neither are the rows.
    """
    if figures is None or figures.ytd is None:
        return []
    is_rate = kpi.denominator_rows is not None
    parts = [
        ("看分子" if is_rate else "看明细", kpi.numerator_rows, kpi.numerator_name),
        ("看分母", kpi.denominator_rows, kpi.denominator_name),
    ]
    changes: dict[str, str | None] = dict.fromkeys(FILTERS)
    if area is not None:
        changes["area"] = None if area == view.district else area.area_code
    return [
        RowsLink(
            word,
            f"{name or kpi.name}明细",
            view.rows_link(row_set, whole_year=kpi.kind != "level", kpi=kpi.kpi, **changes),
        )
        for word, row_set, name in parts
        if row_set
    ]


def standing(view: View, count: int, row_set: str, name: str, where: Mapping[str, str]) -> dcc.Link | str:
    """A count of what stands at the month's end, and the way to these very rows; ``where`` as they were counted."""
    if not count:
        return number(count)
    href = view.rows_link(row_set, whole_year=False, **{**dict.fromkeys(FILTERS), **where})
    return dcc.Link(number(count), href=href, title=f"{name}明细")


def drawn(links: list[RowsLink]) -> list[html.Span]:
    """The links of a card, in one piece that does not break."""
    return [html.Span([_link(link) for link in links], className="to-rows")] if links else []


def _link(link: RowsLink) -> dcc.Link:
    return dcc.Link(link.word, href=link.href, title=link.name, className="act")
