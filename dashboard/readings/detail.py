"""What the page of rows, its grid and its downloads are asked for: one address as rows of the build.

They share this, so that the page, every block the grid fetches and the files hold the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from dashboard.address.view import View
from dashboard.window import shift, window_months
from etl.store import Kpi, Rows, RowSet

PAGE = 50  # rows
LOOK_BACK = 24  # months within which a level's latest figure is looked for


@dataclass(frozen=True)
class Detail:
    """The rows that a view asks for."""

    view: View
    row_set: RowSet
    since: date
    until: date
    is_whole_year: bool  # never of rows that stand at the month's end
    sort: str | None
    is_descending: bool
    number: int  # of the page as the address has it, from 1

    @property
    def stands(self) -> bool:
        """Whether these are rows as they stand at the month's end."""
        return self.row_set.until_column is not None

    @cached_property
    def rows(self) -> Rows:
        """The rows themselves."""
        area = self.view.area.area_code
        where = {column: [member] for column, member in self.where.items()}
        return self.view.build.rows(self.row_set.row_set, area=area, since=self.since, until=self.until, where=where)

    @cached_property
    def where(self) -> Mapping[str, str]:
        """The columns that the address narrows down, with the member that counts."""
        columns = {column.name for column in self.view.build.fact_columns(self.row_set.source)}
        asked = {**self.view.filters, **self.view.others}
        return {column: member for column, member in asked.items() if column in columns and column != "area_code"}

    @cached_property
    def shown(self) -> list[dict[str, Any]]:
        """The rows of the page that the address asks for; of the last page where it asks for one beyond."""
        return self.rows.page((self.page - 1) * PAGE, PAGE, self.sort, self.is_descending)

    @property
    def page(self) -> int:
        """The number of that page, from 1."""
        return min(self.number, self.pages)

    @property
    def pages(self) -> int:
        """How many pages the rows fill; one where there is none."""
        return max(1, -(-self.rows.tally.rows // PAGE))

    @cached_property
    def kpi(self) -> Kpi | None:
        """The KPI that the address came from, if it counts these rows."""
        kpi = self.view.kpi
        return kpi if kpi and self.row_set.row_set in (kpi.numerator_rows, kpi.denominator_rows) else None

    @cached_property
    def is_denominator(self) -> bool:
        return self.kpi is not None and self.row_set.row_set != self.kpi.numerator_rows

    @cached_property
    def expected(self) -> Decimal | None:
        """The number that the rows must add up to: the KPI's own; None where the rows are but some of its rows."""
        if self.kpi is None or self.where:
            return None
        found = self.view.build.values(
            areas=[self.view.area.area_code], since=self.until, until=self.until, kpis=[self.kpi.kpi]
        )
        if not found:
            return None
        figures = found[0]
        if self.is_denominator:
            return figures.ytd_denominator if self.is_whole_year else figures.denominator
        above = figures.ytd_numerator if self.is_whole_year else figures.numerator
        return above if above is not None else figures.ytd if self.is_whole_year else figures.value

    @property
    def counted(self) -> Decimal | None:
        """What the rows add up to, in the KPI's unit."""
        value = self.rows.tally.value
        if value is None:
            return Decimal(0) if self.row_set.aggregate != "max" else None
        divisor = self.kpi.numerator_divisor if self.kpi and not self.is_denominator else None
        return value / divisor if divisor else value


def detail(view: View) -> Detail | None:
    """The rows that an address asks for; None where it names none, or none that there are."""
    row_set = view.build.row_sets.get(view.others.get("set", ""))
    if row_set is None:
        return None
    is_whole_year = view.others.get("span") == "year" and row_set.until_column is None
    since, until = _window(view, is_whole_year)
    names = {column.name for column in view.build.fact_columns(row_set.source)}
    sort = view.others.get("sort", "").removeprefix("-")
    return Detail(
        view=view,
        row_set=row_set,
        since=since,
        until=until,
        is_whole_year=is_whole_year,
        sort=sort if sort in names else None,
        is_descending=view.others["sort"].startswith("-") if sort in names else True,
        number=_page(view.others.get("page", "")),
    )


def _window(view: View, is_whole_year: bool) -> tuple[date, date]:
    """The months that count, both included."""
    if is_whole_year:
        return (window_months(view.kpi, view.month)[0] if view.kpi else view.year_start), view.month
    if view.kpi and view.kpi.kind == "level":  # its latest figure stands on the card
        known = view.build.values(
            areas=[view.area.area_code], since=shift(view.month, -LOOK_BACK), until=view.month, kpis=[view.kpi.kpi]
        )
        latest = max((row.month for row in known if row.value is not None), default=view.month)
        return latest, latest
    return view.month, view.month


def _page(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1
