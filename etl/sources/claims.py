"""Where a sheet's header stands, and which column of a source each header word claims.

Reads only the head of a sheet, and decides nothing: two words for one column are both reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from etl.reading.model import HeadRow, Sheet
from etl.sources.model import Source
from etl.sources.units import Unit, factor_to
from etl.sources.words import LONGEST_HEADER, is_remark, readings, squeezed, unit_of_remark, word

ORDINALS = frozenset({"序号", "序", "行号", "no", "no.", "项次", "#"})  # count the rows of the paper, mean nothing
_COLUMN_NUMBER = re.compile(r"^(?:\(?\d{1,2}\)?|[甲乙丙丁戊己]|[a-z])$")
_GROUP_TAIL = re.compile(r"(?:基本)?(?:情况|信息|数据|指标|统计)$")  # 基金情况 over 收入: 基金收入
_VALUE_LIKE = re.compile(r"\d|^(?:合计|小计|总计|累计|共计|是|否|无)$")

# 一、坡子街街道 alone below the header begins the first section of the data
_SECTION_LIKE = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.]|[(（][一二三四五六七八九十\d])|(?:街道|镇|乡|社区|村)[:：]?$"
)

Period = tuple[date, date]


@dataclass(frozen=True)
class Claim:
    """One header cell that a column answers to. ``rank``: 0 by its own words, 1 by the lower of two header rows alone,
    2 and up by a weak alias, in the order of the source."""

    column: str
    position: int
    text: str  # as sent
    rank: int
    unit: Unit | None


@dataclass
class Header:
    """One reading of a sheet's header for one source."""

    source: Source
    first: int  # indexes into ``sheet.head``
    last: int
    claims: dict[str, list[Claim]] = field(default_factory=dict)
    wide: list[tuple[str, Claim]] = field(default_factory=list)  # label and column of what is to be unpivoted
    unused: list[tuple[int, str]] = field(default_factory=list)
    width: int = 0

    @property
    def stored(self) -> list[str]:
        """Claimed columns that are kept; wide columns count as what they become."""
        kept = [name for name in self.claims if self.source.columns[name].type != "discard"]
        if self.wide and self.source.unpivot:
            kept += [self.source.unpivot.into, *dict.fromkeys(claim.column for _, claim in self.wide)]
        return kept

    @property
    def cells(self) -> int:
        """Header cells that say something to the source."""
        return sum(len(found) for found in self.claims.values()) + len(self.wide)

    @property
    def share(self) -> float:
        """The part of the sheet's header cells that say something to the source."""
        return self.cells / max(1, self.cells + len(self.unused))

    def lacks(self) -> list[str]:
        """Columns that the header must have and has not, whatever the title lines may give."""
        stored = set(self.stored)
        return [
            name
            for name, column in self.source.columns.items()
            if column.must_be_in_header and name not in stored and column.else_from not in self.claims
        ]


@dataclass(frozen=True)
class Stack:
    """One to three rows that may be a header, read without regard to any source: most of them are data."""

    first: int  # indexes into ``sheet.head``
    last: int
    paths: tuple[tuple[int, tuple[str, ...]], ...]  # position, and its cells from top to bottom
    words: frozenset[str]  # all that its cells may say


def stacks(sheet: Sheet) -> list[Stack]:
    """What may be a header of the sheet, from the top; made once and then held against every source."""
    return [_stack(rows, index) for index in range(len(sheet.head)) for rows in _header_rows(sheet.head, index)]


def find_header(sheet: Sheet, found: Iterable[Stack], source: Source, period: Period | None) -> Header | None:
    """The best reading of the sheet's header for the source; None if none of the ``stacks`` has any of its words."""
    vocabulary = _vocabulary(source, period)
    best: Header | None = None
    best_score: tuple[int, ...] = ()
    for stack in found:
        if vocabulary.keys().isdisjoint(stack.words) and not _has_wide_labels(source, stack):
            continue
        header = _read(source, vocabulary, stack)
        if not header.cells:
            continue
        below_groups = sum(claim.rank == 1 for claims in header.claims.values() for claim in claims)
        # at equal merit the shorter header wins, then the earlier one: the comparison is strict
        rows = stack.last - stack.first + 1
        score = (-len(header.lacks()), len(set(header.stored)), header.cells, -below_groups, -rows)
        if best is None or score > best_score:
            best, best_score = header, score
    if best is not None:
        _extend(best, sheet.head)
    return best


def _has_wide_labels(source: Source, stack: Stack) -> bool:
    """Whether single columns are to be unpivoted, whose headers are no words of the source: ``2023年``."""
    if source.unpivot is None or source.unpivot.value is None:
        return False
    return any(_wide_label(source, path[-1]) is not None for _, path in stack.paths)


def _stack(rows: tuple[HeadRow, ...], index: int) -> Stack:
    carried = [""] * len(rows)
    paths = []
    for position in range(max(len(row.cells) for row in rows)):
        path = _path([row.cells[position].strip() if position < len(row.cells) else "" for row in rows], carried)
        if path:
            paths.append((position, tuple(path)))
    short = [path for _, path in paths if sum(map(len, path)) <= LONGEST_HEADER]
    words = frozenset().union(*(_words(upper, path[-1]) for path in short for upper in _uppers(path)))
    return Stack(index, index + len(rows) - 1, tuple(paths), words)


@lru_cache(maxsize=16384)
def _words(upper: str, lower: str) -> frozenset[str]:
    """What two cells may say: the same cells stand in several stacks, and in every month's file."""
    return frozenset(key for key, *_ in _spellings(upper, lower))


def _uppers(path: tuple[str, ...]) -> tuple[str, ...]:
    """What may be read above the lowest cell: of three rows the middle one, both, or the top one."""
    if len(path) == 1:
        return ("",)
    return (path[-2],) if len(path) == 2 else (path[-2], path[0] + path[1], path[0])


def _vocabulary(source: Source, period: Period | None) -> dict[str, list[tuple[str, int]]]:
    """Header word -> (column, rank) for the aliases in use in the period (all of them where it is unknown)."""
    words: dict[str, list[tuple[str, int]]] = {}
    for name, column in source.columns.items():
        words.setdefault(word(column.title), []).append((name, 0))
        for order, alias in enumerate(column.aliases, start=2):
            outside = period is not None and (
                (alias.valid_from is not None and alias.valid_from > period[1])
                or (alias.valid_to is not None and alias.valid_to < period[0])
            )
            if not outside:
                words.setdefault(word(alias.name), []).append((name, order if alias.weak else 0))
    return words


def _header_rows(head: tuple[HeadRow, ...], index: int) -> Iterator[tuple[HeadRow, ...]]:
    """The row alone, and with the one or two below it; the lower of rows tied by merged cells never stands alone."""
    if index == 0 or not _tied(head[index - 1], head[index]):
        yield (head[index],)
    for count in (2, 3):
        rows = head[index : index + count]
        if len(rows) == count and rows[-1].row_no == rows[0].row_no + count - 1:
            yield rows


def _tied(upper: HeadRow, lower: HeadRow) -> bool:
    """True if some header cells reach over both rows while others are groups over sub-headers."""
    if lower.row_no != upper.row_no + 1 or len({cell.strip() for cell in upper.cells if cell.strip()}) < 2:
        return False
    return any(above.strip() and above == below for above, below in zip(upper.cells, lower.cells, strict=False))


def _read(source: Source, vocabulary: dict[str, list[tuple[str, int]]], stack: Stack) -> Header:
    header = Header(source, stack.first, stack.last)
    for position, path in stack.paths:
        header.width = position + 1
        text = "".join(path)
        if len(text) > LONGEST_HEADER or word(text) in ORDINALS:
            continue
        if grouped := _group_claim(source, vocabulary, path, position):
            header.wide.append(grouped)
        elif claims := _path_claims(source, vocabulary, path, position):
            for claim in claims:
                header.claims.setdefault(claim.column, []).append(claim)
        else:
            header.unused.append((position, text))
    _settle_groups(header)
    return header


def _path(cells: list[str], carried: list[str]) -> list[str]:
    """The header cells of one column from top to bottom, those merged downwards once.

    In text files a merged group stands only over the first of its columns: ``carried`` holds it for the next ones.
    """
    path: list[str] = []
    for level, cell in enumerate(cells):
        below = [text for text in cells[level + 1 :] if text]
        if cell:
            carried[level + 1 :] = [""] * len(carried[level + 1 :])
        text = cell or (carried[level] if below else "")
        carried[level] = text if any(other != text for other in below) else ""
        if text and text not in path[-1:]:
            path.append(text)
    return path


def _group_claim(
    source: Source, vocabulary: dict[str, list[tuple[str, int]]], path: tuple[str, ...], position: int
) -> tuple[str, Claim] | None:
    """(label, column) of a header cell that is to be unpivoted: ``2023年``, or ``已参保`` under ``失业保险``."""
    unpivot = source.unpivot
    if unpivot is None:
        return None
    if unpivot.value is not None:
        if _path_claims(source, vocabulary, path, position) or (label := _wide_label(source, path[-1])) is None:
            return None
        return label, Claim(unpivot.value, position, "".join(path), 0, None)
    for above in reversed(path[:-1]):
        if (label := _wide_label(source, above)) is not None:
            claims = _claims(source, vocabulary, above, path[-1], position)
            is_figure = len(claims) == 1 and source.columns[claims[0].column].type in ("integer", "number")
            return (label, replace(claims[0], text="".join(path))) if is_figure else None
    return None


def _settle_groups(header: Header) -> None:
    """Beside groups the same column once more is their total; where the label has its own column, there are none."""
    if header.source.unpivot is None or header.source.unpivot.value is not None:
        return
    if header.source.unpivot.into in header.claims:
        for _, claim in header.wide:
            header.claims.setdefault(claim.column, []).append(claim)
        header.wide = []
    for column in {claim.column for _, claim in header.wide}:
        header.unused += [(claim.position, claim.text) for claim in header.claims.pop(column, [])]


def _path_claims(
    source: Source, vocabulary: dict[str, list[tuple[str, int]]], path: tuple[str, ...], position: int
) -> list[Claim]:
    """What the lowest cell claims, read with what stands above it; of three rows, the reading that says most."""
    readings_of_path = [_claims(source, vocabulary, upper, path[-1], position) for upper in _uppers(path)]
    found = min((claims for claims in readings_of_path if claims), key=lambda claims: claims[0].rank, default=[])
    return [replace(claim, text="".join(path)) for claim in found]


def _claims(
    source: Source, vocabulary: dict[str, list[tuple[str, int]]], upper: str, lower: str, position: int
) -> list[Claim]:
    """The columns that one header cell (of one or two rows) names; several only where the source is ambiguous."""
    for key, rank, own_unit, group_unit in _spellings(upper, lower):
        claims = []
        for name, alias_rank in vocabulary.get(key, ()):
            column_unit = source.columns[name].unit
            if own_unit and column_unit and factor_to(column_unit, own_unit) is None:
                continue  # 基金收入(人) is another figure
            unit = own_unit
            if unit is None and group_unit and column_unit and factor_to(column_unit, group_unit) is not None:
                unit = group_unit
            text = upper if lower in ("", upper) else f"{upper}{lower}"
            claims.append(Claim(name, position, text, alias_rank or rank, unit))
        if claims:
            return claims
    return []


def _spellings(upper: str, lower: str) -> Iterator[tuple[str, int, Unit | None, Unit | None]]:
    """(word, rank, unit of the cell, unit of the group above it), most literal first."""
    if not upper or not lower or lower == upper:
        yield from ((key, 0, unit, None) for key, unit in readings(lower or upper))
        return
    if is_remark(lower):
        yield from ((key, 0, unit, None) for key, unit in readings(f"{upper}({word(lower).strip('()')})"))
        return
    for below, unit in readings(lower):
        for above, group_unit in readings(upper):
            yield above + below, 0, unit, group_unit
            yield _GROUP_TAIL.sub("", above) + below, 0, unit, group_unit
    group_unit = next((unit for _, unit in readings(upper) if unit), None)
    for below, unit in readings(lower):
        yield below, 1, unit, group_unit


def _wide_label(source: Source, text: str) -> str | None:
    if source.unpivot is None or (found := re.search(source.unpivot.columns, squeezed(text))) is None:
        return None
    if source.unpivot.label is not None:
        return found.expand(source.unpivot.label)
    return found[1] if found.re.groups else found[0]


def _extend(header: Header, head: tuple[HeadRow, ...]) -> None:
    """Take the rows below the header that still belong to it: sub-headers nobody claims, column numbers (甲 乙 1 2)."""
    while header.last + 1 < len(head) and head[header.last + 1].row_no == head[header.last].row_no + 1:
        following = head[header.last + 1]
        if not _continues(header, head[header.last], following) and not _numbers_columns(following):
            return
        header.last += 1
        header.width = max(header.width, _width(following))
        _join(header, following)


def _join(header: Header, row: HeadRow) -> None:
    """Add a further header row to what is read: units to the claims above them, words to the headers nobody claims."""
    cells = {position: cell.strip() for position, cell in enumerate(row.cells) if cell.strip()}
    for name, found in header.claims.items():
        header.claims[name] = [
            replace(claim, text=f"{claim.text}{cells[claim.position]}", unit=unit_of_remark(cells[claim.position]))
            if unit_of_remark(cells.get(claim.position, "")) and claim.unit is None
            else claim
            for claim in found
        ]
    header.unused = [
        (at, text if cells.get(at, text) == text or _COLUMN_NUMBER.match(word(cells[at])) else text + cells[at])
        for at, text in header.unused
    ]


def _continues(header: Header, row: HeadRow, following: HeadRow) -> bool:
    """True for a row that goes on with the header: empty or the same text under every claimed column, else words."""
    filled = {position: cell.strip() for position, cell in enumerate(following.cells) if cell.strip()}
    claimed = {claim.position for found in header.claims.values() for claim in found}
    if not filled or not claimed:
        return False
    for position, text in filled.items():
        above = row.cells[position].strip() if position < len(row.cells) else ""
        if text == above:
            continue
        if (position in claimed and not is_remark(text)) or word(above) in ORDINALS:
            return False
        if _VALUE_LIKE.search(squeezed(text)) or len(text) > LONGEST_HEADER:
            return False
    return not (len(filled) == 1 and _SECTION_LIKE.search(squeezed(*filled.values())))


def _numbers_columns(row: HeadRow) -> bool:
    """True for the row of column numbers under the header of an official form: ``甲 乙 1 2 3``."""
    cells = [word(cell) for cell in row.cells if cell.strip()]
    numbers = [int(cell.strip("()")) for cell in cells if cell.strip("()").isdecimal()]
    return (
        len(cells) >= 3
        and len(numbers) >= 2
        and all(_COLUMN_NUMBER.match(cell) for cell in cells)
        and numbers == list(range(1, len(numbers) + 1))
    )


def _width(row: HeadRow) -> int:
    return max((position + 1 for position, cell in enumerate(row.cells) if cell.strip()), default=0)
