"""Which column of a sheet is which column of a source."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from etl.sources.model import Source


@dataclass(frozen=True)
class Group:
    """Columns of a wide sheet that become a row of their own: a year, or all columns under 养老保险."""

    label: str
    columns: dict[str, int]  # source column -> position, from 0


@dataclass(frozen=True)
class Mapping:
    """How one sheet answers to one source."""

    source: Source
    header_rows: tuple[int, int]  # first and last Excel row of the header
    width: int  # columns of the sheet that may carry data
    columns: dict[str, int]  # source column -> position, from 0
    titles: dict[str, str]  # source column -> header words as sent
    factors: dict[str, Decimal] = field(default_factory=dict)  # unit lines and header units: multiply by
    constants: dict[str, str] = field(default_factory=dict)  # source column -> text taken from the title lines
    named_street: str | None = None  # in the title lines or the file's name, whether or not there is a column for it
    groups: tuple[Group, ...] = ()  # of a wide sheet
    year: int | None = None  # from the title lines, for dates without a year
    is_demo: bool = False
    unused: tuple[str, ...] = ()  # header words that no column claims
    title_rows: int = 0  # rows above the header that are not blank

    @property
    def grouped(self) -> tuple[str, ...]:
        """The source columns that stand in groups, in the source's order."""
        found = {name for group in self.groups for name in group.columns}
        return tuple(name for name in self.source.columns if name in found)
