"""What a chart of an office program is made of: series, categories or points, axes; and why a figure has none.

`conversion` makes it of a figure, `chart_xml` writes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Mark = Literal["bar", "line", "dots"]


@dataclass(frozen=True)
class Label:
    """What stands beside a point: its value, with the series' name or without, or a text of its own."""

    side: str = "t"  # t, b, l, r: as the format has them
    with_name: bool = False
    text: str | None = None


@dataclass(frozen=True)
class Series:
    """Values in the order of the categories, or points with their own ``across``; None is a gap."""

    name: str
    mark: Mark
    values: tuple[float | None, ...]
    colour: str
    across: tuple[float, ...] = ()
    width: float = 2.0
    dash: str = "solid"
    symbol: str = "circle"
    is_in_legend: bool = True
    labels: Mapping[int, Label] = field(default_factory=dict)


@dataclass(frozen=True)
class Axis:
    """Ends and step are None where the program may choose."""

    number_format: str
    title: str = ""
    low: float | None = None
    high: float | None = None
    step: float | None = None


@dataclass(frozen=True)
class NativeChart:
    """A chart of categories, or without them one of points on two axes of numbers."""

    series: tuple[Series, ...]
    value: Axis
    categories: tuple[str, ...] = ()
    across: Axis | None = None
    stacked: bool = False
    horizontal: bool = False
    every: int = 1  # category that is named
    remarks: tuple[str, ...] = ()  # where it is drawn otherwise than on the page


@dataclass(frozen=True)
class Heat:
    """A heat map, which becomes a table: rows of values by column."""

    across: tuple[str, ...]
    down: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    is_share: bool = False
    decimals: int = 0


class NoCounterpart(Exception):
    """What of a figure an office chart cannot show."""
