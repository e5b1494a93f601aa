"""The rows behind a number: de-identified, one page at a time, each with its file, sheet and Excel row.

Columns, conditions and measures come from the build's own tables, values go in as parameters. Of each month's Parquet
file only the columns asked for are read, and files whose dates lie outside the months asked for are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from etl.store.sums import NOT_SAID

if TYPE_CHECKING:
    from etl.store.build import Build

MONTHS = 12


@dataclass(frozen=True)
class RowSet:
    """One line of table ``row_set``."""

    row_set: str  # hotline.closed
    source: str
    source_name: str
    title: str
    unit: str
    date_column: str
    until_column: str | None  # the day that a row ends, where the set is what stands at a month's end
    condition: str
    aggregate: str  # count | sum | max
    measure: str


@dataclass(frozen=True)
class FactColumn:
    """A column that a reader of single rows may see."""

    name: str
    title: str
    kind: str  # the type that source.toml gives it; text for the three that say where the row is from


ORIGIN = (
    FactColumn("file_name", "文件", "text"),
    FactColumn("row_sheet", "工作表", "text"),
    FactColumn("row_no", "行号", "integer"),
)


@dataclass(frozen=True)
class Tally:
    """How many rows there are, and what they add up to (for a count the same)."""

    rows: int
    value: Decimal | None


class Rows:
    """The rows of one set within an area and some months, both included; ``where`` as for `Build.sums`.

    Of a set with an ``until_column``, those that stand at the end of the last month, whenever they began.
    """

    def __init__(
        self,
        build: Build,
        row_set: RowSet,
        *,
        area: str,
        since: date,
        until: date,
        where: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.row_set = row_set
        self._build = build
        self._where = dict(where or {})
        unknown = set(self._where) - {column.name for column in self._facts}
        if unknown:
            raise ValueError(f"no such column: {', '.join(sorted(unknown))}")
        after = date(until.year + until.month // MONTHS, until.month % MONTHS + 1, 1)
        self._values: dict[str, object] = {"area": area, "after": after}
        self._values |= {} if row_set.until_column else {"since": since}
        self._values |= {f"where_{name}": list(members) for name, members in self._where.items()}
        self._values |= {"not_said": NOT_SAID} if self._where else {}

    @property
    def columns(self) -> tuple[FactColumn, ...]:
        """What is shown of a row, in order: the source's columns, then where the row is from."""
        return (*self._facts, *ORIGIN)

    @cached_property
    def tally(self) -> Tally:
        """Rows and their sum (or highest value), exact."""
        if not self._files:
            return Tally(0, None)
        measure = f"{self.row_set.aggregate}((\n{self.row_set.measure}\n))"
        sql = f"select count(*) as rows, cast({measure} as decimal(38, 6)) as value {self._chosen}"
        (found,) = self._build.records(sql, self._values)
        return Tally(**found)

    def page(self, offset: int, limit: int, sort: str | None = None, descending: bool = False) -> list[dict[str, Any]]:
        """Some rows in the order of a shown column, ties in the order of the files; columns by name.

        Raises `ValueError` for a column that is not shown.
        """
        if not self._files:
            return []
        values = {**self._values, "offset": offset, "limit": limit, "source": self.row_set.source}
        return self._build.records(self._page_sql(sort, descending) + "\nlimit $limit offset $offset", values)

    def all(self, at_most: int, size: int = 10_000) -> Iterator[list[tuple[Any, ...]]]:
        """Every row up to a limit, latest first, in batches of tuples in the order of `columns`."""
        if not self._files:
            return
        values = {**self._values, "limit": at_most, "source": self.row_set.source}
        sql = self._page_sql(self.row_set.date_column, descending=True) + "\nlimit $limit"
        yield from self._build.batches(sql, values, size)

    def page_sql(self, sort: str | None, descending: bool) -> tuple[str, dict[str, object]]:
        """The statement behind `page` with its values, for looking at its plan."""
        return self._page_sql(sort, descending), {**self._values, "source": self.row_set.source}

    @cached_property
    def _facts(self) -> tuple[FactColumn, ...]:
        return self._build.fact_columns(self.row_set.source)

    @cached_property
    def _files(self) -> list[str]:
        return sorted(str(path) for path in (self._build.path / "facts" / self.row_set.source).glob("*.parquet"))

    @property
    def _chosen(self) -> str:
        """From where and which rows: the last part of a statement."""
        files = ", ".join("'" + path.replace("'", "''") + "'" for path in self._files)
        day, end = self.row_set.date_column, self.row_set.until_column
        lasting = f"({end} is null or {end} >= $after)" if end else f"{day} >= $since"
        members = "".join(
            f"\n  and list_contains($where_{name}, coalesce(cast({name} as varchar), $not_said))"
            for name in self._where
        )
        return f"""
from read_parquet([{files}], file_row_number = true)
where starts_with(area_code, $area) and {day} < $after and {lasting} and (
{self.row_set.condition}
){members}"""

    def _page_sql(self, sort: str | None, descending: bool) -> str:
        order = sort or self.row_set.date_column
        names = [column.name for column in self._facts]
        if order not in names:
            raise ValueError(f"no such column: {order}")
        shown = ", ".join(
            "coalesce(a.short_name, f.area_code) as area_code" if n == "area_code" else f"f.{n}" for n in names
        )
        kept = ", ".join(dict.fromkeys((*names, "area_code", "load_id", "sheet", "row_no", "month", "file_row_number")))
        return f"""
with f as (select {kept} {self._chosen})
select {shown}, l.file_name, f.sheet as row_sheet, f.row_no
from f
left join area a on a.area_code = f.area_code
left join load_log l on l.load_id = f.load_id and l.source = $source
order by f.{order} {"desc" if descending else "asc"} nulls last, f.month desc, f.file_row_number"""
