"""For a layout nobody knows: the nearest source, and the header words to add to it, as text to paste.

A proposal is a guess for a person to judge. Nothing here changes a file, and no cell's value is printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher

from etl.reading.model import HeadRow, Sheet
from etl.site import Site, SiteError
from etl.sources.claims import ORDINALS, Header, find_header, stacks
from etl.sources.matching import candidates, column_letter
from etl.sources.model import Alias, Column, Source
from etl.sources.words import readings, squeezed, word

ENOUGH = 0.45  # of 1: below, a header is said to belong to no column
NAME_WEIGHT = 0.55  # the words count a little more than the shape of the values
SAMPLE_ROWS = 40

_SHAPES: dict[str, re.Pattern[str]] = {
    "id_number": re.compile(r"^\d{17}[\dXx]$|^\d{15}$"),
    "credit_code": re.compile(r"^[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}$", re.IGNORECASE),
    "phone": re.compile(r"^1\d{10}$|^0\d{2,3}-?\d{7,8}$"),
    "datetime": re.compile(r"^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[T ]?\d{1,2}:\d{2}"),
    "date": re.compile(r"^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?$|^\d{8}$|^\d{1,2}月\d{1,2}日$"),
    "month": re.compile(r"^\d{4}[-/.年]\d{1,2}月?$|^\d{6}$|^\d{1,2}月$"),
    "yes_no": re.compile(r"^(?:是|否|有|无|√|×|y|n)$", re.IGNORECASE),
    "area": re.compile(r"(?:街道|街道办事处|镇|乡|街)$"),
    "number": re.compile(r"^-?[\d,]+(?:\.\d+)?[%万亿]?$"),
}
_SHAPE_OF_TYPE = {"integer": "number", "discard": "phone", "phone_number": "phone"}


@dataclass(frozen=True)
class Suggestion:
    """A header word for a column, and why."""

    column: str
    text: str
    score: float
    reason: str


def propose(sheet: Sheet, sources: list[Source], file_name: str, site: Site | None = None) -> str:
    """The nearest source and the ``aliases`` lines to put into its source.toml: valid TOML, told in Chinese comments.

    ``site`` gives the reference lists by whose words a column is recognised.
    """
    readings_of_sheet = [_nearest(sheet, source, file_name, site) for source in sources]
    found = [reading for reading in readings_of_sheet if reading is not None]
    if not found:
        return f"# 工作表“{sheet.name}”中没有像表头的行。\n"
    header, suggestions = max(found, key=lambda pair: _nearness(*pair))
    if not _is_near(header, suggestions):
        return (
            f"# 工作表“{sheet.name}”与已登记的来源都不相近(最接近的是“{header.source.name}”,"
            f"必需的{len(_asked(header.source))}列中对上{_asked_for(header, suggestions)}列,"
            f"表中{header.cells + len(header.unused)}个表头中对上{header.cells + len(suggestions)}个)。\n"
            "# 如确需装载这种表,请为它新建一个来源。\n"
        )
    return _text(sheet, header, suggestions)


def _asked(source: Source) -> list[str]:
    return [name for name, column in source.columns.items() if column.must_be_in_header]


def _asked_for(header: Header, suggestions: list[Suggestion]) -> int:
    """How many of the columns a sheet of the source must have are known or proposed."""
    there = {*header.stored, *(suggestion.column for suggestion in suggestions)}
    return sum(name in there or header.source.columns[name].else_from in there for name in _asked(header.source))


def _is_near(header: Header, suggestions: list[Suggestion]) -> bool:
    """Half of the columns that the source cannot do without, two columns in all, and a third of the sheet's own."""
    columns = len({*header.stored, *(suggestion.column for suggestion in suggestions)})
    of_sheet = header.cells + len(header.unused)
    return (
        columns >= 2
        and 2 * _asked_for(header, suggestions) >= len(_asked(header.source))
        and 3 * (header.cells + len(suggestions)) >= of_sheet
    )


def _nearness(header: Header, suggestions: list[Suggestion]) -> float:
    return len(set(header.stored)) + sum(suggestion.score for suggestion in suggestions) - 0.5 * len(header.lacks())


def _nearest(sheet: Sheet, source: Source, file_name: str, site: Site | None) -> tuple[Header, list[Suggestion]] | None:
    known = next(iter(candidates(sheet, [source], file_name, None)), None)
    header = known.header if known and len(set(known.header.stored)) > 1 else _likely_header(sheet, source)
    if header is None:
        return None
    rows = sheet.head[header.last + 1 :][:SAMPLE_ROWS]
    lists = _list_words(source, site)
    open_columns = {name: column for name, column in source.columns.items() if name not in header.claims}
    scored = [
        suggestion
        for position, text in header.unused
        for name, column in open_columns.items()
        if (suggestion := _score(name, column, text, _values(rows, position), lists)).score >= ENOUGH
    ]
    chosen: dict[str, Suggestion] = {}
    for suggestion in sorted(scored, key=lambda s: -s.score):
        if suggestion.column not in chosen and suggestion.text not in {s.text for s in chosen.values()}:
            chosen[suggestion.column] = suggestion
    return header, list(chosen.values())


def _likely_header(sheet: Sheet, source: Source) -> Header | None:
    """The row with the most different words, where no row has two words of the source."""
    if partly := find_header(sheet, stacks(sheet), source, None):
        best = partly.first
    else:
        wordy = [len({cell for cell in row.cells if _is_word(cell)}) for row in sheet.head]
        if not wordy or max(wordy) < 2:
            return None
        best = wordy.index(max(wordy))
    header = partly or Header(source, best, best)
    if not partly:
        header.unused = [(at, cell) for at, cell in enumerate(sheet.head[best].cells) if _is_word(cell)]
        header.width = len(sheet.head[best].cells)
    return header


def _is_word(cell: str) -> bool:
    bare = word(cell)
    return 1 < len(bare) <= 30 and bare not in ORDINALS and not re.search(r"\d{3}|^\d", bare)


def _values(rows: tuple[HeadRow, ...], position: int) -> list[str]:
    cells = (row.cells[position] if position < len(row.cells) else "" for row in rows)
    return [squeezed(cell) for cell in cells if cell.strip()]


def _list_words(source: Source, site: Site | None) -> dict[str, frozenset[str]]:
    if site is None:
        return {}
    words = {}
    for name in {column.list for column in source.columns.values() if column.list}:
        try:
            entries = site.reference(name)
        except SiteError:
            continue  # a site's own source may name a list that is still to be written
        words[name] = frozenset(squeezed(text) for entry in entries for text in (entry.name, *entry.aliases))
    return words


def _score(name: str, column: Column, text: str, values: list[str], lists: dict[str, frozenset[str]]) -> Suggestion:
    alike = max(
        SequenceMatcher(None, ours, word(theirs)).ratio() for ours, _ in readings(text) for theirs in column.names()
    )
    fit = _fit(column, values, lists)
    if fit is None:  # any text fits a text column, so the shape says nothing
        return Suggestion(name, text, alike * 0.9, f"名称相近{alike:.0%}")
    score = NAME_WEIGHT * alike + (1 - NAME_WEIGHT) * fit if fit >= 0.5 else alike * 0.5
    return Suggestion(name, text, score, f"名称相近{alike:.0%},{len(values)}个值中{fit:.0%}合于该列")


def _fit(column: Column, values: list[str], lists: dict[str, frozenset[str]]) -> float | None:
    """Which part of the values look like the column's; None where the column's type has no look of its own."""
    test = _test_of(column, lists)
    if test is None or not values:
        return None
    return sum(map(test, values)) / len(values)


def _test_of(column: Column, lists: dict[str, frozenset[str]]) -> Callable[[str], bool] | None:
    if column.type == "code" and column.list in lists:
        words = lists[column.list]
        return lambda value: value in words
    shape = _SHAPE_OF_TYPE.get(column.type, column.type)
    if shape == "datetime":
        return lambda value: bool(_SHAPES["datetime"].search(value) or _SHAPES["date"].search(value))
    if shape not in _SHAPES or (column.type == "discard" and "电话" not in column.title):
        return None
    return lambda value: bool(_SHAPES[shape].search(value))


def _text(sheet: Sheet, header: Header, suggestions: list[Suggestion]) -> str:
    source = header.source
    row = sheet.head[header.first].row_no
    known = [
        f"{column_letter(claims[0].position)}列{source.columns[name].title}" for name, claims in header.claims.items()
    ]
    lines = [
        f"# 工作表“{sheet.name}”最接近来源“{source.name}”({source.id}),表头在第{row}行。",
        f"# 已认得:{'、'.join(known) or '无'}。",
    ]
    if suggestions:
        lines.append(f"# 请逐条核对,把认可的 aliases 行替换到 sources/{source.id}/source.toml 的同名列中。")
    for suggestion in suggestions:
        column = source.columns[suggestion.column]
        aliases = ", ".join([*map(_alias, column.aliases), _quoted(suggestion.text)])
        lines += [
            "",
            f"# {column.title}:{suggestion.reason}",
            f"[columns.{suggestion.column}]",
            f"aliases = [{aliases}]",
        ]
    named = {suggestion.text for suggestion in suggestions}
    left = [text for _, text in header.unused if text not in named]
    filled = {suggestion.column for suggestion in suggestions}
    lacking = [
        source.columns[name].title
        for name in header.lacks()
        if name not in filled and source.columns[name].else_from not in filled
    ]
    lines.append("")
    if left:
        lines.append(f"# 没有对应列的表头:{'、'.join(squeezed(text) for text in left)}。")
    if lacking:
        lines.append(f"# 仍缺少的必需列:{'、'.join(lacking)}。")
    return "\n".join(lines).rstrip() + "\n"


def _alias(alias: Alias) -> str:
    if alias == Alias(name=alias.name):
        return _quoted(alias.name)
    parts = [f"name = {_quoted(alias.name)}"]
    parts += [f"{key} = {day}" for key in ("valid_from", "valid_to") if (day := getattr(alias, key))]
    parts += ["weak = true"] if alias.weak else []
    return f"{{ {', '.join(parts)} }}"


def _quoted(text: str) -> str:
    """A TOML string on one line; header cells may hold quotes and line breaks."""
    escaped = squeezed(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
