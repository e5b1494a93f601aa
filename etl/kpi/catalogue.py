"""The KPI catalogue: one frozen `Kpi` for each ``kpis/<kpi>.toml``, validated, in the order in which pages show them.

The dashboard and the notebooks import this module, so it knows nothing of sources, the warehouse or DuckDB:
``numerator``, ``denominator`` and ``where`` are text here and become SQL in `etl.kpi.compile`.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import ErrorDetails

from etl.site import SiteError, read_text

Theme = Literal["employment", "services", "insurance", "rights", "hotline", "talent"]
Window = Literal["calendar", "december"]
Cell = bool | int | Decimal | date | str | None

THEMES: dict[str, str] = {  # in the order of the navigation
    "employment": "就业",
    "services": "就业服务",
    "insurance": "社会保险",
    "rights": "劳动维权",
    "hotline": "12345热线",
    "talent": "人才",
}

_ID = re.compile(r"[a-z][a-z0-9_]*")
_MULTIPLE = re.compile(r"^[百千万亿]+")  # a unit that begins so is not a base unit

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
RowSetName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]


class Example(BaseModel):
    """A worked example: mart rows in, the district's figures at one month out; it runs as a test."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: tuple[dict[str, Cell], ...]  # rows of the mart; all of them are counted for the district
    target: Decimal | None = None  # in base units, rates as fractions
    plan: Annotated[tuple[Decimal, ...], Field(min_length=4, max_length=4)] | None = None  # cumulative shares at Q1..Q4
    as_of: date  # the month measured, by any of its days
    expect: dict[str, Cell]  # columns of kpi_value; numbers are compared to as many decimals as are written
    note: str | None = None


class Revision(BaseModel):
    """A change of the definition, so that a break in the series can be explained."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    on: date
    change: Text
    by: str | None = None


class Event(BaseModel):
    """What happened in the KPI's history, told beside its series: a standard raised, a campaign begun."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    on: date
    text: Text
    document: str | None = None


class Kpi(BaseModel):
    """One indicator: what it counts, in which unit, over which mart, and how it is judged.

    flow: ``numerator`` adds up within the counting window. ratio: numerator and denominator are each summed, then
    divided. level: stands at a month's end; with a denominator its value is numerator / denominator of that month.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = ""  # the file's name without .toml
    name: Text
    short_name: Text
    theme: Theme
    position: int
    kind: Literal["flow", "level", "ratio"]
    direction: Literal["up", "down"]
    unit: Text  # base unit: 人, 件, 元; % for rates, which are kept as fractions
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    mart: Name
    numerator: Text  # SQL aggregate over the mart's rows
    numerator_divisor: Annotated[int, Field(ge=1)] = 1  # its sum is divided by this, exactly: 7 for days to weeks
    denominator: Text | None = None
    where: Text | None = None  # SQL condition on the mart's columns
    numerator_name: Text
    denominator_name: Text | None = None
    denominator_unit: Text | None = None  # base unit; not needed where `denominator_rows` names rows that have one
    numerator_rows: RowSetName | None = None  # the rows that it counts: <source>.<name> of a source.toml
    denominator_rows: RowSetName | None = None
    pace: Literal["calendar", "seasonal", "plan"] = "calendar"
    counting_window: Window = "calendar"  # december: December of the year before to November
    definition: Text
    formula: Text
    basis: Text
    caveat: str | None = None
    owner: Text  # 科室
    source: Text  # the ledger's Chinese name
    on_overview: bool = False
    splits: tuple[Name, ...] = ()  # dimensions of the mart
    next_review: date | None = None
    example: tuple[Example, ...] = ()
    revision: tuple[Revision, ...] = ()
    event: tuple[Event, ...] = ()

    @property
    def is_rate(self) -> bool:
        """True where the value is a share shown in percent: its differences are percentage points."""
        return self.unit == "%"

    @property
    def has_pace(self) -> bool:
        """True where the year's target fills up month by month; all others compare with the target itself."""
        return self.kind == "flow" and self.direction == "up"

    @model_validator(mode="after")
    def _parts_agree(self) -> Kpi:
        if self.kind == "ratio" and self.denominator is None:
            raise ValueError('kind = "ratio" 需要 denominator')
        if self.kind == "flow" and self.denominator is not None:
            raise ValueError('kind = "flow" 不应有 denominator')
        if self.denominator is not None and self.denominator_name is None:
            raise ValueError("有 denominator 时需要 denominator_name")
        if self.denominator_rows is not None and self.denominator is None:
            raise ValueError("没有 denominator 时不应有 denominator_rows")
        if self.denominator_unit is not None and self.denominator is None:
            raise ValueError("没有 denominator 时不应有 denominator_unit")
        for key, unit in (("unit", self.unit), ("denominator_unit", self.denominator_unit or "")):
            if _MULTIPLE.match(unit):
                raise ValueError(f"{key} 应为基本单位(人、件、元、%),不应为“{unit}”")
        return self


def read_catalogue(folder: Path) -> list[Kpi]:
    """All KPIs of a folder by theme, position and id; raises `SiteError` naming the file and the key."""
    if not folder.is_dir():
        raise SiteError(f"缺少指标目录 {folder}。")
    kpis = [read_kpi(path) for path in sorted(folder.glob("*.toml"))]
    if not kpis:
        raise SiteError(f"指标目录 {folder} 中没有指标文件(.toml)。")
    order = list(THEMES)
    return sorted(kpis, key=lambda kpi: (order.index(kpi.theme), kpi.position, kpi.id))


def read_kpi(path: Path) -> Kpi:
    """One KPI file; its name is the id. Numbers stay the decimals that are written."""
    if not _ID.fullmatch(path.stem):
        raise SiteError(f"指标文件名 {path.name} 应为小写英文、数字与下划线,例如 new_urban_jobs.toml。")
    try:
        content = tomllib.loads(read_text(path), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise SiteError(f"指标文件 {path} 不是正确的TOML文件:{error}") from None
    if "id" in content:
        raise SiteError(f"指标文件 {path} 中不应写 id:文件名就是指标代码。")
    try:
        return Kpi.model_validate(content | {"id": path.stem})
    except ValidationError as error:
        raise SiteError(f"指标文件 {path} 有误:{_in_chinese(error.errors()[0])}。") from None


def _in_chinese(detail: ErrorDetails) -> str:
    """What is wrong with one key, in words that whoever edits the file understands."""
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in detail["loc"])
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return f"缺少 {key}"
        case "extra_forbidden":
            return f"不认识的项 {key}"
        case "literal_error":
            return f"{key} 应为 {str(context['expected']).replace(' or ', ', ')} 之一"
        case "value_error":
            return str(context["error"])
        case "string_too_short":
            return f"{key} 不应为空"
        case _:
            return f"{key} 的值不对({detail['msg']})"
