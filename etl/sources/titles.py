"""What stands above the header: period, units, the demo mark. Says nothing where the lines are silent or disagree."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from etl.reading.model import HeadRow
from etl.sources.units import Unit, parse_unit
from etl.sources.words import squeezed

DEMO_MARK = "演示数据"

_CHINESE_YEAR = re.compile(r"[〇零○二一三四五六七八九]{4}(?=年)")
_CHINESE_MONTH = re.compile(r"(?<=年)(十[一二]?|[一二三四五六七八九])(?=月)")
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_MONTH_NAMES = {
    name: str(month)
    for month, name in enumerate(("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"), start=1)
}
# 填表日期 and the like date the paper, not the figures
_CLERICAL = re.compile(
    r"(?:填表|制表|填报|报送|上报|报出|打印|导出|审核|下载|生成|更新|编制|印发)(?:日期|时间):?"
    r"(?:\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?|\d{8})?"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")
_SPAN = re.compile(r"(?<!\d)((?:19|20)\d{2})年(?:度)?(\d{1,2})月?[-~—–－至到](\d{1,2})月")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:年(?:度)?(\d{1,2})月|[-./](\d{1,2})(?!\d))")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(?!\d)")
_NAMED_SPANS = {
    "一季度": (1, 3),
    "上半年": (1, 6),
    "前三季度": (1, 9),
    "二季度": (4, 6),
    "三季度": (7, 9),
    "四季度": (10, 12),
    "下半年": (7, 12),
}
_UNIT_LINE = re.compile(r"单位:([^单\d]+)")  # 填报单位:某某局 matches too, but no office is named like a unit
_UNIT_BRACKET = re.compile(r"[(\[]([^()\[\]]{1,8})[)\]]")


@dataclass(frozen=True)
class Titles:
    """The lines above a header, in one written form, and what they give."""

    lines: tuple[str, ...]
    year: int | None
    months: tuple[int, int] | None  # first and last month of ``year``
    units: tuple[Unit, ...]
    is_demo: bool

    @property
    def period(self) -> tuple[date, date] | None:
        """First and last day the sheet speaks of, where the lines name a year."""
        if self.year is None:
            return None
        first, last = self.months or (1, 12)
        return date(self.year, first, 1), date(self.year, last, calendar.monthrange(self.year, last)[1])

    def capture(self, pattern: str) -> str | None:
        """Group 1 of ``pattern`` in the first line that has it."""
        for line in self.lines:
            if found := re.search(pattern, line):
                return found[1] if found.re.groups else found[0]
        return None


def read_titles(rows: Iterable[HeadRow], names: Iterable[str]) -> Titles:
    """Titles of the rows above a header; ``names`` (sheet, file) speak only where those rows are silent."""
    above = tuple(dict.fromkeys(line for row in rows for line in _lines(row)))
    below = tuple(_normal(_spaced(name)) for name in names)
    year, months = _period(above)
    if year is None:
        year, months = _period(below)
    elif months is None:
        named_year, named_months = _period(below)
        months = named_months if named_year == year else None
    return Titles(
        lines=above + below,
        year=year,
        months=months,
        units=tuple(dict.fromkeys(unit for line in above for unit in _units(line))),
        is_demo=any(DEMO_MARK in line for line in above),
    )


def _lines(row: HeadRow) -> list[str]:
    cells = [line for cell in dict.fromkeys(row.cells) for line in cell.splitlines() if line.strip()]
    together = ["".join(cells)] if len(cells) > 1 else []  # a title written over several cells
    return [_normal(text) for text in (*cells, *together)]


def _normal(text: str) -> str:
    line = squeezed(text)
    line = _CHINESE_YEAR.sub(lambda found: found[0].translate(_DIGITS), line)
    line = _CHINESE_MONTH.sub(lambda found: _MONTH_NAMES[found[0]], line)
    return _CLERICAL.sub("", line)


def _spaced(name: str) -> str:
    return re.sub(r"[_\s]+", " ", name)


def _period(lines: tuple[str, ...]) -> tuple[int | None, tuple[int, int] | None]:
    """The first year and month named; the first year named alone if no line has a month.

    A line that names two years (2022年12月至2023年2月) leaves the year open: a date without one is then not guessed.
    """
    for line in lines:
        if len(set(_YEAR.findall(line))) > 1:
            return None, None
        if (found := _period_of(line)) is not None:
            return found
    for line in lines:
        if alone := _YEAR.search(line):
            return int(alone[1]), None
    return None, None


def _period_of(line: str) -> tuple[int, tuple[int, int]] | None:
    if (span := _SPAN.search(line)) and 1 <= int(span[2]) <= int(span[3]) <= 12:
        return int(span[1]), (int(span[2]), int(span[3]))
    for pattern in (_MONTH, _COMPACT):
        for month in pattern.finditer(line):
            number = int(next(group for group in month.groups()[1:] if group))
            if 1 <= number <= 12:
                return int(month[1]), (number, number)
    if year := _YEAR.search(line):
        for name, months in _NAMED_SPANS.items():
            if name in line[year.end() :]:
                return int(year[1]), months
    return None


def _units(line: str) -> list[Unit]:
    """Units of ``单位:万人、元``, else of the line's brackets: ``地区生产总值(亿元)``."""
    if stated := _UNIT_LINE.findall(line):
        parts = [part for text in stated for part in re.split(r"[、,;/|和及\s]", text)]
    else:
        parts = _UNIT_BRACKET.findall(line)
    return [unit for part in parts if (unit := parse_unit(part.strip("()[]。."))) is not None]
