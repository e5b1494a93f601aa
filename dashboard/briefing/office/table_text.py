"""A table of a briefing as the words that documents and slides print, before either lays it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.briefing.content import Grid
from dashboard.briefing.office.office_file import typeset


@dataclass(frozen=True)
class TableText:
    """``is_number`` says of each column whether it holds figures, which stand to the right."""

    names: Sequence[str]
    units: Sequence[str]  # in brackets, or empty
    rows: Sequence[Sequence[str]]
    is_number: Sequence[bool]

    @property
    def head(self) -> list[str]:
        """Each column's name with its unit."""
        return [f"{name}{unit}" for name, unit in zip(self.names, self.units, strict=True)]

    @property
    def columns(self) -> list[list[str]]:
        """All texts of each column, for its width; a unit may stand on a line of its own."""
        return [
            [name, unit, *(row[column] for row in self.rows)]
            for column, (name, unit) in enumerate(zip(self.names, self.units, strict=True))
        ]


def table_text(grid: Grid) -> TableText:
    """The words of a table."""
    units = [*grid.units, *[""] * len(grid.head)][: len(grid.head)]
    return TableText(
        names=[typeset(name) for name in grid.head],
        units=[typeset(f"({unit})") if unit else "" for unit in units],
        rows=[[typeset(cell.shown) for cell in row] for row in grid.rows],
        is_number=[any(row[column].value is not None for row in grid.rows) for column in range(len(grid.head))],
    )
