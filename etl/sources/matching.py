"""Which source a sheet belongs to, and which of its columns is which.

A sheet that is nearly right is refused, never guessed at. The header decides; a file's name only breaks ties,
since clerks rename files and paste one ledger over another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fnmatch import fnmatch
from pathlib import PurePath

from etl.reading.model import HeadRow, Refused, Sheet
from etl.sources.claims import Claim, Header, find_header, stacks
from etl.sources.mapping import Group, Mapping
from etl.sources.model import Source
from etl.sources.titles import Titles, read_titles
from etl.sources.units import Unit, factor_to
from etl.sources.words import plain

CLEAR_COLUMNS = 3  # an incomplete header is taken for a source's own if this many columns are there …
CLEAR_SHARE = 0.4  # … and they are this part of the header
MOST_NAMED = 5  # of missing columns, in a message


@dataclass(frozen=True)
class Candidate:
    """One source's reading of a sheet."""

    header: Header
    titles: Titles
    missing: tuple[str, ...]  # titles of the columns that must be there and are neither in the header nor above it
    name_fits: bool

    @property
    def is_clear(self) -> bool:
        """True if the sheet is this source's beyond doubt, though columns are missing."""
        columns = len(set(self.header.stored))
        asked = [c.title for c in self.header.source.columns.values() if c.must_be_in_header]
        if len(self.missing) == len(asked):
            return False  # a summary sheet shares words with its ledger, but none that the ledger cannot do without
        return (columns >= CLEAR_COLUMNS and self.header.share >= CLEAR_SHARE) or (columns >= 2 and self.name_fits)


def match(sheet: Sheet, sources: list[Source], file_name: str, on: date | None = None) -> Mapping | None:
    """How the sheet answers to the one source it belongs to; None if it belongs to none.

    ``on`` is the day the file speaks of where its title lines name no period: a word that two columns used at
    different times is then read as of that day. Raises `Refused` for a sheet that is clearly a source's but lacks a
    column it must have, has two columns alike, or belongs to two sources equally.
    """
    found = candidates(sheet, sources, file_name, on)
    complete = [c for c in found if not c.missing and _is_enough(c)]
    nearly = next((c for c in found if c.missing and c.is_clear), None)
    if nearly and (not complete or nearly.header.cells > complete[0].header.cells):
        raise _lacking(sheet, nearly)
    if not complete:
        return None
    best = complete[0]
    rivals = [c for c in complete[1:] if _merit(c) == _merit(best)]
    if rivals:
        names = "、".join(f"“{c.header.source.name}”" for c in (best, *rivals))
        raise Refused(f"工作表“{sheet.name}”的表头同时符合{names}。", "请在文件名中写明台账名称后重新报送。")
    return _mapping(sheet, best)


def explain(sheet: Sheet, sources: list[Source], file_name: str) -> str:
    """One Chinese sentence on why no source takes the sheet, and one on what to do."""
    if not sheet.head:
        return f"工作表“{sheet.name}”没有数据。请确认报送的是填好的文件。"
    nearest = next((c for c in candidates(sheet, sources, file_name, None) if c.header.stored), None)
    if nearest is None:
        return (
            f"在工作表“{sheet.name}”的前{len(sheet.head)}行中没有找到任何已知台账的表头。"
            "请确认表头未被删去;新的表式请先登记来源。"
        )
    known = [nearest.header.source.columns[name].title for name in dict.fromkeys(nearest.header.stored)]
    lacking = f",缺少“{'、'.join(nearest.missing[:MOST_NAMED])}”" if nearest.missing else ""
    lacking += f"等{len(nearest.missing)}列" if len(nearest.missing) > MOST_NAMED else ""
    return (
        f"没有来源认得工作表“{sheet.name}”的表头,最接近“{nearest.header.source.name}”"
        f"(认得“{'、'.join(known)}”{lacking})。请按该台账的表头补齐,或用 propose 命令登记新的表头写法。"
    )


def candidates(sheet: Sheet, sources: Iterable[Source], file_name: str, on: date | None) -> list[Candidate]:
    """Each source's reading of the sheet, best first; sources that know no word of it are left out."""
    found = []
    rows = stacks(sheet)
    for source in sources:
        header = find_header(sheet, rows, source, None)
        if header is None:
            continue
        titles = _titles(sheet, header, file_name)
        period = titles.period or ((on, on) if on and _is_ambiguous(header) else None)
        if period is not None and _has_dated_words(source):
            header = find_header(sheet, rows, source, period)
            if header is None:
                continue
            titles = _titles(sheet, header, file_name)
        found.append(Candidate(header, titles, _missing(header, titles), _name_fits(source, file_name)))
    return sorted(found, key=_merit, reverse=True)


def _merit(candidate: Candidate) -> tuple[int, int, bool]:
    return (candidate.header.cells, -len(candidate.missing), candidate.name_fits)


def _is_enough(candidate: Candidate) -> bool:
    """One column in common proves nothing, unless the source has no more."""
    asked = [name for name, column in candidate.header.source.columns.items() if column.type != "discard"]
    return len(set(candidate.header.stored)) >= min(2, len(asked))


def _titles(sheet: Sheet, header: Header, file_name: str) -> Titles:
    return read_titles(sheet.head[: header.first], (sheet.name, PurePath(file_name).stem))


def _missing(header: Header, titles: Titles) -> tuple[str, ...]:
    columns = header.source.columns
    return tuple(columns[name].title for name in header.lacks() if _captured(header.source, name, titles) is None)


def _captured(source: Source, name: str, titles: Titles) -> str | None:
    pattern = source.columns[name].capture
    return titles.capture(pattern) if pattern else None


def _is_ambiguous(header: Header) -> bool:
    """True if one header cell is claimed by two columns: the same word, used at different times."""
    positions = [claim.position for found in header.claims.values() for claim in found]
    return len(positions) != len(set(positions))


def _has_dated_words(source: Source) -> bool:
    return any(alias.valid_from or alias.valid_to for column in source.columns.values() for alias in column.aliases)


def _name_fits(source: Source, file_name: str) -> bool:
    return any(fnmatch(plain(file_name).casefold(), plain(pattern).casefold()) for pattern in source.files)


def _mapping(sheet: Sheet, candidate: Candidate) -> Mapping:
    header, titles, source = candidate.header, candidate.titles, candidate.header.source
    chosen, spare = _choose(sheet, header)
    _refuse_double_labels(sheet, header)
    columns = {name: claim.position for name, claim in chosen.items()}
    texts = {name: claim.text for name, claim in chosen.items()}
    for name, column in source.columns.items():
        if name not in columns and column.else_from in chosen:
            columns[name], texts[name] = chosen[column.else_from].position, chosen[column.else_from].text
    absent = [name for name in source.columns if name not in columns]
    constants = {name: text for name in absent if (text := _captured(source, name, titles)) is not None}
    rows = sheet.head[header.first].row_no, sheet.head[header.last].row_no
    return Mapping(
        source=source,
        header_rows=rows,
        width=header.width,
        columns={name: columns[name] for name in source.columns if name in columns},
        titles={name: texts[name] for name in source.columns if name in texts},
        factors=_factors(sheet, header, chosen, titles),
        constants=constants,
        named_street=_captured(source, "area_code", titles) if "area_code" in source.columns else None,
        groups=_groups(header),
        year=titles.year,
        is_demo=titles.is_demo,
        unused=tuple(text for _, text in sorted([*header.unused, *((c.position, c.text) for c in spare)])),
        title_rows=header.first,
    )


def _choose(sheet: Sheet, header: Header) -> tuple[dict[str, Claim], list[Claim]]:
    """One header cell for each column, and the weaker claims left over; raises `Refused` for two alike."""
    chosen: dict[str, Claim] = {}
    spare: list[Claim] = []
    taken: dict[int, str] = {}
    for name, found in header.claims.items():
        best = min(claim.rank for claim in found)
        alike = _without_merged(sheet, header, [claim for claim in found if claim.rank == best])
        if header.source.columns[name].type != "discard":
            spare += [claim for claim in found if claim.rank > best]
            if len(alike) > 1:
                raise _two_alike(sheet, header.source.columns[name].title, alike)
        rival = taken.setdefault(alike[0].position, name)
        if rival != name:
            one, other = (header.source.columns[column].title for column in (rival, name))
            raise Refused(
                f"工作表“{sheet.name}”的列“{plain(alike[0].text)}”既可作“{one}”,也可作“{other}”。",
                f"请把表头改为“{one}”或“{other}”。",
            )
        chosen[name] = alike[0]
    return chosen, spare


def _without_merged(sheet: Sheet, header: Header, claims: list[Claim]) -> list[Claim]:
    """A header merged across columns stands in each of them; the empty ones to the right of the first are dropped."""
    below = sheet.head[header.last + 1 :]
    kept = claims[:1]
    for claim in claims[1:]:
        side_by_side = claim.text == kept[-1].text and claim.position == kept[-1].position + 1
        if not (side_by_side and below and not any(_cell(row, claim.position) for row in below)):
            kept.append(claim)
    return kept


def _groups(header: Header) -> tuple[Group, ...]:
    labels = dict.fromkeys(label for label, _ in header.wide)
    return tuple(Group(label, {c.column: c.position for own, c in header.wide if own == label}) for label in labels)


def _refuse_double_labels(sheet: Sheet, header: Header) -> None:
    seen: dict[tuple[str, str], int] = {}
    for label, claim in header.wide:
        if (label, claim.column) in seen:
            where = f"{column_letter(seen[label, claim.column])}列和{column_letter(claim.position)}列"
            raise Refused(
                f"工作表“{sheet.name}”的{where}表头相同:“{plain(claim.text)}”。", "请删去或改名其中一列后重新报送。"
            )
        seen[label, claim.column] = claim.position


def _factors(sheet: Sheet, header: Header, chosen: dict[str, Claim], titles: Titles) -> dict[str, Decimal]:
    """What each column's numbers are multiplied by; a unit in the header wins over a unit line."""
    factors = {}
    wanted = {name: claim.unit for name, claim in chosen.items()}
    chosen = chosen | {claim.column: claim for _, claim in header.wide}
    for _, claim in header.wide:
        if wanted.setdefault(claim.column, claim.unit) != claim.unit:
            title = header.source.columns[claim.column].title
            raise Refused(f"工作表“{sheet.name}”各组的“{title}”单位不一致。", "请统一各组的单位后重新报送。")
    for name, own in wanted.items():
        unit = header.source.columns[name].unit
        if unit is None:
            continue
        if own and factor_to(unit, own) is None:
            raise Refused(
                f"工作表“{sheet.name}”的列“{plain(chosen[name].text)}”的单位与“{unit}”不符。",
                f"请核对该列是否为“{header.source.columns[name].title}”,并改正单位。",
            )
        factor = factor_to(unit, own) if own else _from_lines(sheet, unit, titles.units)
        if factor is not None and factor != 1:
            factors[name] = factor
    return factors


def _from_lines(sheet: Sheet, column_unit: str, units: tuple[Unit, ...]) -> Decimal | None:
    named = {factor for unit in units if unit.base and (factor := factor_to(column_unit, unit)) is not None}
    if len(named) > 1:
        raise Refused(
            f"工作表“{sheet.name}”的单位行对“{column_unit}”写了不止一种单位。",
            "请在各列表头中写明单位,如“基金收入(万元)”。",
        )
    return named.pop() if named else None


def _lacking(sheet: Sheet, candidate: Candidate) -> Refused:
    columns = "、".join(f"“{title}”" for title in candidate.missing)
    return Refused(
        f"工作表“{sheet.name}”是“{candidate.header.source.name}”,但缺少{columns}列。",
        "请补上后重新报送;若该列另有叫法,请用 propose 命令登记。",
    )


def _two_alike(sheet: Sheet, title: str, claims: list[Claim]) -> Refused:
    columns = "、".join(f"{column_letter(claim.position)}列“{plain(claim.text)}”" for claim in claims)
    return Refused(
        f"工作表“{sheet.name}”有{len(claims)}列都是“{title}”:{columns}。",
        "请删去或改名多余的列后重新报送。",
    )


def column_letter(position: int) -> str:
    """The name that a spreadsheet gives a column: 0 -> A, 26 -> AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _cell(row: HeadRow, position: int) -> str:
    return row.cells[position].strip() if position < len(row.cells) else ""
