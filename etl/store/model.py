"""What a published build tells, as frozen records: the columns of `etl/build_schema.sql` under the same names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


class NoBuild(Exception):
    """The site has no published build yet."""


@dataclass(frozen=True)
class Meta:
    """Table ``meta`` of a build."""

    build_id: str
    created_at: datetime
    district: str
    district_name: str
    bureau: str
    title: str
    reference_area: str
    default_month: date | None
    behind_threshold_pp: float
    rank_streets: bool
    small_base: int
    public_threshold: int


@dataclass(frozen=True)
class Area:
    """One line of table ``area``."""

    area_code: str
    name: str
    short_name: str
    level: str  # nation | province | city | district | street | unassigned
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None  # the area that its records count for once it has ended
    residents: int | None = None  # 常住人口
    residents_on: date | None = None
    residents_source: str | None = None


@dataclass(frozen=True)
class Kpi:
    """One line of table ``kpi``: what is counted, how, by whom."""

    kpi: str
    name: str
    short_name: str
    theme: str
    kind: str  # flow | level | ratio
    direction: str  # up | down
    unit: str
    decimals: int
    pace: str | None
    counting_window: str
    mart: str
    numerator_name: str | None
    denominator_name: str | None
    denominator_unit: str | None
    definition: str | None
    formula: str | None
    basis: str | None
    caveat: str | None
    owner: str | None
    source: str | None
    on_overview: bool
    next_review: date | None
    numerator_rows: str | None  # the name of a row set
    denominator_rows: str | None
    numerator_divisor: int | None


@dataclass(frozen=True)
class KpiValue:
    """One line of table ``kpi_value``: where a KPI of an area stands at the end of a month."""

    kpi: str
    area_code: str
    month: date
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    ytd: Decimal | None
    ytd_numerator: Decimal | None
    ytd_denominator: Decimal | None
    target: Decimal | None
    target_is_sample: bool | None
    completion: Decimal | None
    pace: Decimal | None
    pace_basis: str | None
    gap_pp: Decimal | None
    status: str
    yoy: Decimal | None
    yoy_base: Decimal | None
    mom: Decimal | None
    needed_per_month: Decimal | None
    forecast: Decimal | None
    forecast_low: Decimal | None
    forecast_high: Decimal | None
    months_missing: int | None
    is_demo: bool | None
    is_provisional: bool | None


@dataclass(frozen=True)
class ForecastRecord:
    """One line of ``forecast_record``: how far the landing missed at this month of earlier years, as a share."""

    area_code: str
    years: int
    mean_abs_error: Decimal
    straight_line_error: Decimal


@dataclass(frozen=True)
class Target:
    """One line of table ``target``; a KPI of a year may have several."""

    kpi: str
    year: int
    label: str
    target: Decimal | None
    qualifier: str | None
    document: str | None
    issued_on: date | None
    is_sample: bool
    is_chosen: bool


@dataclass(frozen=True)
class Revision:
    """One line of ``kpi_revision``: a change of a KPI's definition."""

    kpi: str
    revised_on: date
    change: str
    revised_by: str | None


@dataclass(frozen=True)
class Event:
    """One line of ``kpi_event``: what happened in a KPI's history."""

    kpi: str
    happened_on: date
    event: str
    document: str | None


@dataclass(frozen=True)
class PublicFigure:
    """One published figure of an area, as its source printed it."""

    figure: str
    area_code: str
    title: str
    theme: str
    theme_name: str
    period_text: str | None
    period_start: date | None
    period_end: date | None  # None where the source names no cut-off date (截至发布)
    measure: str | None
    value: Decimal | None
    unit: str
    qualifier: str | None
    printed: str | None  # letter for letter
    counted_month: date | None  # the month of the ledger that it stands beside
    source_title: str
    source_url: str | None
    published_on: date | None


@dataclass(frozen=True)
class Quality:
    """Lines of table ``quality`` of one source and kind, added up."""

    source: str
    source_name: str
    kind: str  # quarantine | warning | unassigned | missing
    rows: int
    detail: str | None  # the first one's


@dataclass(frozen=True)
class Load:
    """One line of ``load_log``: a file taken in."""

    source: str
    source_name: str
    file_name: str
    loaded_at: datetime
    rows_read: int
    rows_accepted: int
    rows_quarantined: int
    rows_open: int
    month_from: date | None
    month_to: date | None
    is_demo: bool
    returned_file: str | None
