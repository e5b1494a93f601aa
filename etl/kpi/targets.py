"""Annual targets with their history: ``targets/<year>.csv``, appended and never overwritten.

Several rows of one KPI, area and label are revisions; several labels (市下达, 区定, 国家 …) stand side by side.
All are kept; `TargetBook.choose` says which one a month is scored against.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from etl.kpi.catalogue import Kpi
from etl.kpi.exact import ONE, ZERO
from etl.site import SiteError, area_code, read_text, written_date

QUARTERS = ("q1", "q2", "q3", "q4")
REQUIRED = ("kpi", "area_code", "label", "target")
OPTIONAL = ("year", "unit", "qualifier", *QUARTERS, "document", "issued_on", "note")
SAMPLE = "示例"  # labels that begin so are ours, not the government's
MULTIPLES = {"百": 10**2, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}


@dataclass(frozen=True)
class Target:
    """One line of a target file; ``target`` is in base units, None where the line leaves it open."""

    kpi: str
    area_code: str
    year: int
    label: str
    target: Fraction | None
    qualifier: str | None
    plan: tuple[Fraction, ...] | None  # cumulative shares of the year due at the quarters' ends
    document: str | None
    issued_on: date | None  # None: in force from the beginning

    @property
    def is_sample(self) -> bool:
        return self.label.startswith(SAMPLE)

    def issued_by(self, day: date) -> bool:
        return self.issued_on is None or self.issued_on <= day


class TargetBook:
    """All targets of a site."""

    def __init__(self, targets: Iterable[Target], preference: tuple[str, ...] = ()) -> None:
        self.targets = tuple(targets)
        self._rank = {label: rank for rank, label in enumerate(preference)}
        self._of: dict[tuple[str, str, int], list[Target]] = {}
        for target in self.targets:
            self._of.setdefault((target.kpi, target.area_code, target.year), []).append(target)

    def choose(self, kpi: str, area_code: str, year: int, by: date) -> Target | None:
        """The target in force at the end of a month (``by``): the preferred label, its latest revision issued by then.

        A year's target comes out in spring and is the target of its January too: before the first document of the
        year, that first one counts. A later revision never reaches back.
        """
        rows = self._of.get((kpi, area_code, year), [])
        known = [row for row in rows if row.issued_by(by)]
        if not known and rows:
            first = min(row.issued_on for row in rows if row.issued_on is not None)
            known = [row for row in rows if row.issued_on == first]
        if not known:
            return None
        label = min((row.label for row in known), key=lambda label: self._rank.get(label, len(self._rank)))
        # of two lines of the same day the later one in the file corrects the earlier
        latest: Target | None = None
        for row in known:
            if row.label == label and (latest is None or (row.issued_on or date.min) >= (latest.issued_on or date.min)):
                latest = row
        return latest


def read_targets(folder: Path, kpis: Iterable[Kpi], preference: tuple[str, ...] = ()) -> TargetBook:
    """All ``<year>.csv`` of a folder; an absent folder means no targets. Raises `SiteError` naming file and line."""
    known = {kpi.id: kpi for kpi in kpis}
    targets: list[Target] = []
    for path in sorted(folder.glob("*.csv")) if folder.is_dir() else []:
        if not re.fullmatch(r"\d{4}", path.stem):
            raise SiteError(f"目标文件名 {path.name} 应为年份,例如 2023.csv。")
        targets.extend(_read_year(path, known))
    return TargetBook(targets, preference)


def _read_year(path: Path, kpis: dict[str, Kpi]) -> Iterator[Target]:
    try:
        reader = csv.DictReader(io.StringIO(read_text(path), newline=""))
        header = list(reader.fieldnames or ())
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise SiteError(f"目标文件 {path} 不是正确的CSV文件:{error}") from None
    missing = [name for name in REQUIRED if name not in header]
    unknown = [name for name in header if name not in (*REQUIRED, *OPTIONAL)]
    if missing or unknown:
        wrong = [*(f"缺少 {name}" for name in missing), *(f"不认识 {name or '空表头'}" for name in unknown)]
        raise SiteError(f"目标文件 {path} 的表头有误:{', '.join(wrong)}。")
    for line, row in rows:
        where = f"目标文件 {path} 第{line}行"
        if None in row:
            raise SiteError(f"{where}比表头多出几格。")
        cells = {name: (text or "").strip() for name, text in row.items()}
        if any(cells.values()):
            cells["area_code"] = area_code(cells["area_code"])
            yield _target(cells, int(path.stem), kpis, where)


def _target(cells: dict[str, str], year: int, kpis: dict[str, Kpi], where: str) -> Target:
    kpi = kpis.get(cells["kpi"])
    if kpi is None:
        raise SiteError(f"{where}:没有指标“{cells['kpi']}”,指标代码应与 kpis 目录中的文件名一致。")
    if not re.fullmatch(r"\d{6}(\d{3})?", cells["area_code"]):
        raise SiteError(f"{where}:地区代码“{cells['area_code']}”应为6位(区县及以上)或9位(街道)数字。")
    if cells.get("year") and cells["year"] != str(year):
        raise SiteError(f"{where}:年份“{cells['year']}”与文件名不一致。")
    if not cells["label"]:
        raise SiteError(f"{where}缺少 label(市下达、区定、国家等)。")
    amount = _number(cells["target"], where, "target")
    if amount is not None and amount < 0:
        raise SiteError(f"{where}:目标不应为负数。")
    return Target(
        kpi=kpi.id,
        area_code=cells["area_code"],
        year=year,
        label=cells["label"],
        target=None if amount is None else amount * _factor(cells.get("unit", ""), kpi, where),
        qualifier=cells.get("qualifier") or None,
        plan=_plan(cells, where),
        document=cells.get("document") or None,
        issued_on=_issued_on(cells.get("issued_on", ""), where),
    )


def _factor(unit: str, kpi: Kpi, where: str) -> Fraction:
    """What a target's number is multiplied by: 万人 -> 10000 for a KPI in 人; % -> 1/100, since rates are fractions."""
    if unit in ("", kpi.unit):
        return Fraction(1, 100) if kpi.is_rate else ONE
    multiple = MULTIPLES.get(unit.removesuffix(kpi.unit)) if unit.endswith(kpi.unit) and not kpi.is_rate else None
    if multiple is None:
        raise SiteError(f"{where}:单位“{unit}”与指标单位“{kpi.unit}”不符。")
    return Fraction(multiple)


def _plan(cells: dict[str, str], where: str) -> tuple[Fraction, ...] | None:
    texts = [cells.get(name, "") for name in QUARTERS]
    if not any(texts):
        return None
    shares = []
    for name, text in zip(QUARTERS, texts, strict=True):
        number = _number(text.removesuffix("%"), where, name)
        if number is None:
            raise SiteError(f"{where}:q1至q4应全部填写或全部留空。")
        shares.append(number / 100 if text.endswith("%") else number)
    steps = [ZERO, *shares]
    if shares[-1] != ONE or any(later < earlier for earlier, later in zip(steps, shares, strict=False)):
        raise SiteError(f"{where}:q1至q4是累计进度,应逐季不减,q4应为1或100%。")
    return tuple(shares)


def _number(text: str, where: str, name: str) -> Fraction | None:
    if not text:
        return None
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise SiteError(f"{where}:{name} 的“{text}”不是数字。")
    return Fraction(number)


def _issued_on(text: str, where: str) -> date | None:
    found = written_date(text)
    if text and found is None:
        raise SiteError(f"{where}:issued_on 的“{text}”应写作 2023-03-05。")
    return found
