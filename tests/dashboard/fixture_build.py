"""An invented published build with the cases that break dashboards.

No target, a target of zero, 413 %, a negative month, a single month, a rate with and without its n, a level, a KPI
that should fall, streets without data, rows of unknown street, a street whose name is a script.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from etl.inserting import insert_rows
from tests.dashboard import fixture_rows
from tests.dashboard.fixture_facts import write_facts, write_marts

SCHEMA = Path(__file__).parents[2] / "etl" / "build_schema.sql"
DISTRICT = "430103"
EVIL_STREET = "430103014"
EMPTY_STREET = "430103013"
BUILD_ID = "20230703-0912-1"
YEARS = (2022, 2023)
LAST = date(2023, 6, 1)

STREETS = [
    ("430103002", "坡子街街道", "坡子街"),
    ("430103003", "城南路街道", "城南路"),
    ("430103004", "裕南街街道", "裕南街"),
    (EMPTY_STREET, "南托街道", "南托"),
    (EVIL_STREET, "<script>alert(1)</script>街道", "<b>桂花坪</b>"),
]

# kpi, name, theme, kind, direction, unit, decimals, annual target of 2023 of the district
KPIS: list[tuple[str, str, str, str, str, str, int, str | None]] = [
    ("new_urban_jobs", "城镇新增就业", "employment", "flow", "up", "人", 0, "17000"),
    ("reemployed", "失业人员再就业", "employment", "flow", "up", "人", 0, "5500"),
    ("hard_to_employ_placed", "就业困难人员就业", "employment", "flow", "up", "人", 0, "1600"),
    ("tiny_target", "微市场建设", "services", "flow", "up", "个", 0, "8"),
    ("zero_target", "返乡创业", "services", "flow", "up", "人", 0, "0"),
    ("net_change", "净增参保", "insurance", "flow", "up", "人", 0, None),
    ("pension_coverage_rate", "养老保险覆盖率", "insurance", "ratio", "up", "%", 1, "0.98"),
    ("benefit_standard", "失业保险金标准", "insurance", "level", "up", "元", 0, None),
    ("registered_unemployment_rate", "城镇登记失业率", "employment", "ratio", "down", "%", 2, "0.045"),
    ("hotline_satisfaction_rate", "12345满意率", "hotline", "ratio", "up", "%", 1, "0.995"),
    ("first_month_only", "首月指标", "talent", "flow", "up", "人", 0, None),
    ("subsidy", "人才补贴发放", "talent", "flow", "up", "元", 0, "12000000"),
]
MART_OF = {
    "new_urban_jobs": "employment_month",
    "reemployed": "reemployment_month",
    "hard_to_employ_placed": "reemployment_month",
    "hotline_satisfaction_rate": "hotline_month",
}
THEMES = [
    ("employment", "就业"),
    ("services", "就业服务"),
    ("insurance", "社会保险"),
    ("rights", "劳动维权"),
    ("hotline", "12345热线"),
    ("talent", "人才"),
]


LEDGERS = {
    "hiring": ("城镇新增就业实名台账", True),
    "reemployment": ("失业人员再就业和就业困难人员就业台账", True),
    "insurance": ("社会保险月报", True),
    "hotline": ("12345热线工单", True),
    "labour_rights": ("劳动维权台账", True),
    "wage_deposits": ("农民工工资保证金台账", True),
    "gig_market": ("零工市场月报", True),
    "job_events": ("招聘与就业服务活动台账", False),
    "service_points": ("就业服务站点月末清单", False),
    "talent": ("人才台账", False),
}


APRIL = date(2023, 4, 1)


def make(site: Path, *, build_id: str = BUILD_ID, demo: bool = True, empty: bool = False) -> Path:
    """Write a build below ``site`` and make it current; returns the site."""
    folder = site / "builds" / build_id
    for name, content in _files(demo, empty).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    with duckdb.connect(folder / "marts.duckdb") as con:
        con.execute("update meta set build_id = ?", [build_id])
    (folder / "manifest.json").write_text(json.dumps({"build_id": build_id}), encoding="utf-8")
    (site / "builds" / "CURRENT").write_text(build_id, encoding="utf-8")
    return site


@cache
def _files(demo: bool, empty: bool) -> dict[Path, bytes]:
    """The marts and facts of a build, by their path in it: many tests have one of their own."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        with duckdb.connect(folder / "marts.duckdb") as con:
            _fill(con, folder, demo, empty)
        return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _fill(con: duckdb.DuckDBPyConnection, folder: Path, demo: bool, empty: bool) -> None:
    con.execute(SCHEMA.read_text(encoding="utf-8"))
    rows = Rows()
    _meta(rows, empty)
    _catalogue(rows)
    if not empty:
        for kpi in KPIS:
            for position, area in enumerate([DISTRICT, *(code for code, _, _ in STREETS), f"{DISTRICT}999"]):
                _history(rows, kpi, area, position, demo)
        _paces(rows)
        _public(rows)
        _loads(rows, demo)
        write_marts(con)
        write_facts(folder / "facts")
    rows.insert(con)
    fixture_rows.add(con, folder, [code for code, _, _ in STREETS])


class Rows:
    """Rows by table, put in all at once; columns left out are NULL."""

    def __init__(self) -> None:
        self.of: dict[str, list[dict[str, Any]]] = {}

    def add(self, table: str, **row: Any) -> None:
        self.of.setdefault(table, []).append(row)

    def insert(self, con: duckdb.DuckDBPyConnection) -> None:
        for table, rows in self.of.items():
            names = con.sql(f"from {table}").columns
            assert {name for row in rows for name in row} <= set(names)
            insert_rows(con, table, [[row.get(name) for name in names] for row in rows])


def _meta(rows: Rows, empty: bool) -> None:
    rows.add(
        "meta",
        build_id=BUILD_ID,
        created_at=datetime(2023, 7, 3, 9, 12),
        district=DISTRICT,
        district_name="长沙市天心区",
        bureau="长沙市天心区人力资源和社会保障局",
        title="天心区就业与社会保障统计",
        reference_area="000000",
        default_month=None if empty else LAST,
        behind_threshold_pp=Decimal(5),
        rank_streets=True,
        small_base=30,
        public_threshold=10,
    )


def _catalogue(rows: Rows) -> None:
    for position, (theme, name) in enumerate(THEMES):
        rows.add("theme", theme=theme, name=name, position=position)
    areas = [
        ("000000", "全国", "全国", "nation"),
        (DISTRICT, "长沙市天心区", "天心区", "district"),
        *((code, name, short, "street") for code, name, short in STREETS),
        (f"{DISTRICT}999", "未分配", "未分配", "unassigned"),
    ]
    for position, (code, name, short, level) in enumerate(areas):
        rows.add("area", area_code=code, name=name, short_name=short, level=level, position=position)
    for position, (kpi, name, theme, kind, direction, unit, decimals, target) in enumerate(KPIS):
        rows.add(
            "kpi",
            kpi=kpi,
            name=name,
            short_name=name,
            theme=theme,
            position=position,
            kind=kind,
            direction=direction,
            unit=unit,
            decimals=decimals,
            pace="seasonal",
            counting_window="calendar",
            mart=MART_OF.get(kpi, "insurance_month"),
            numerator_name="满意件数" if kind == "ratio" else None,
            denominator_name="回访件数" if kind == "ratio" else None,
            denominator_unit="件" if kind == "ratio" else None,
            definition=f"{name}的定义 <script>alert(2)</script>",
            formula="当月登记的人数之和",
            owner="就业服务中心",
            source="hiring",
            on_overview=True,
            numerator_rows="hotline.satisfied" if kpi == "hotline_satisfaction_rate" else None,
            denominator_rows="hotline.rated" if kpi == "hotline_satisfaction_rate" else None,
            numerator_divisor=1,
        )
        if target is not None:
            rows.add(
                "target",
                kpi=kpi,
                area_code=DISTRICT,
                year=2023,
                label="示例目标",
                target=Decimal(target),
                document=None,
                is_sample=True,
                is_chosen=True,
            )


def _months(kpi: str) -> list[date]:
    if kpi == "first_month_only":
        return [LAST]
    return [date(year, month, 1) for year in YEARS for month in range(1, 13) if date(year, month, 1) <= LAST]


def _month_value(kpi: str, month: date, position: int) -> Decimal:
    base = {
        "new_urban_jobs": 1550,
        "reemployed": 578,
        "hard_to_employ_placed": 83,
        "tiny_target": 5.5,
        "subsidy": 1014866.67,
        "benefit_standard": 1737,
    }.get(kpi, 40)
    if kpi == "net_change":
        return Decimal(-30 if month.month % 2 else 25)
    if kpi == "benefit_standard":
        return Decimal(1737)
    share = 1 if position == 0 else Decimal("0.18")
    return (Decimal(str(base)) * share * (100 + (month.month * 7) % 30) / 100).quantize(Decimal("0.01"))


def _rate(kpi: str, month: date, position: int) -> tuple[Decimal, Decimal]:
    if kpi == "hotline_satisfaction_rate" and position == 3:
        return Decimal(0), Decimal(0)  # nobody was asked: no rate
    share = {"pension_coverage_rate": "0.981", "registered_unemployment_rate": "0.047"}.get(kpi, "0.981")
    n = Decimal(5169 if position == 0 else 370 + month.month)
    return (n * Decimal(share)).quantize(Decimal(1)), n


def _history(rows: Rows, spec: tuple[Any, ...], area: str, position: int, demo: bool) -> None:
    kpi, _, _, kind, direction, _, _, target_text = spec
    if area == EMPTY_STREET or (area == f"{DISTRICT}999" and kpi != "new_urban_jobs"):
        return
    before: dict[date, Decimal | None] = {}
    sums: dict[int, tuple[Decimal, Decimal]] = {}
    for month in _months(kpi):
        if kind == "ratio":
            numerator, denominator = _rate(kpi, month, position)
        else:
            numerator, denominator = _month_value(kpi, month, position), Decimal(1)
        total, n = sums.get(month.year, (Decimal(0), Decimal(0)))
        sums[month.year] = (total + numerator, n + denominator)
        total, n = sums[month.year]
        if kind == "flow":
            value, ytd = numerator, total
        elif kind == "level":
            value, ytd = numerator, numerator
        else:
            value = numerator / denominator if denominator else None
            ytd = total / n if n else None
        target = Decimal(target_text) if target_text and month.year == 2023 and position == 0 else None
        row = _measured(kind, direction, month, ytd, target)
        last_year = before.get(month.replace(year=month.year - 1))
        before[month] = ytd
        yoy = None
        if ytd is not None and last_year:
            yoy = (ytd - last_year) * 100 if kind == "ratio" else ytd / last_year - 1
        rows.add(
            "kpi_value",
            kpi=kpi,
            area_code=area,
            month=month,
            value=value,
            numerator=numerator if kind == "ratio" else None,
            denominator=denominator if kind == "ratio" else None,
            ytd=ytd,
            ytd_numerator=total if kind == "ratio" else None,
            ytd_denominator=n if kind == "ratio" else None,
            target=target,
            target_is_sample=None if target is None else True,
            yoy=yoy,
            yoy_base=last_year,
            mom=None,
            months_missing=2 if kpi == "reemployed" else 0,
            is_demo=demo,
            is_provisional=False,
            **row,
        )


def _measured(kind: str, direction: str, month: date, ytd: Decimal | None, target: Decimal | None) -> dict[str, Any]:
    nothing = {"completion": None, "pace": None, "pace_basis": None, "gap_pp": None, "status": "no_target"}
    rest = {"needed_per_month": None, "forecast": None, "forecast_low": None, "forecast_high": None}
    if not target or ytd is None:
        return nothing | rest
    if kind == "flow":
        completion = ytd / target
        pace = Decimal(month.month) / 12 + Decimal("0.046")
        gap = (completion - pace) * 100
        status = "done" if completion >= 1 else "on_pace" if gap >= 0 else "behind" if gap >= -5 else "slow"
        left = 12 - month.month
        landing = ytd / pace
        return {
            "completion": completion,
            "pace": pace,
            "pace_basis": "seasonal",
            "gap_pp": gap,
            "status": status,
            "needed_per_month": max(target - ytd, Decimal(0)) / left if left else None,
            "forecast": landing,
            "forecast_low": landing * Decimal("0.95"),
            "forecast_high": landing * Decimal("1.06"),
        }
    gap = (ytd - target) * 100 * (1 if direction == "up" else -1)
    status = "done" if gap >= 0 else "behind" if gap >= -5 else "slow"
    completion = ytd / target if direction == "up" else None
    return nothing | rest | {"completion": completion, "gap_pp": gap, "status": status}


def _paces(rows: Rows) -> None:
    """The pace of `_measured` through the whole year, and how landings in June did."""
    for kpi, _, _, kind, _, _, _, target in KPIS:
        if kind != "flow" or not target or target == "0":
            continue
        for m in range(1, 13):
            share = min(Decimal(m) / 12 + Decimal("0.046"), Decimal(1))
            row = {"year": 2023, "month_of_year": m, "pace": share, "pace_basis": "seasonal"}
            rows.add("kpi_pace", kpi=kpi, area_code=DISTRICT, **row)
    errors = {"mean_abs_error": Decimal("0.0338"), "straight_line_error": Decimal("0.0906")}
    rows.add("forecast_record", kpi="new_urban_jobs", area_code="000000", month_of_year=6, years=9, **errors)


def _public(rows: Rows) -> None:
    figures = [
        ("jobs", "城镇新增就业", "employment", "9300", "人", None),
        ("reemployed", "失业人员再就业", "employment", "3470", "人", None),
        ("posts", "春风行动提供岗位", "services", "6", "万个", "余"),
        ("coverage", "养老保险覆盖率", "insurance", "98", "%", "以上"),
        ("wages", "欠薪金额", "rights", "357", "万元", "余"),
        ("deposit", "工资保证金", "rights", "1970.445", "万元", None),
        ("pension", "基础养老金", "insurance", "258", "元/人月", None),
    ]
    for figure, title, theme, value, unit, qualifier in figures:
        rows.add(
            "public_figure",
            figure=figure,
            title=title,
            theme=theme,
            area_code=DISTRICT,
            period_start=date(2023, 1, 1),
            period_text="2023年,截至发布",
            value=Decimal(value),
            unit=unit,
            qualifier=qualifier,
            source_title="红网时刻新闻:<i>民生渡</i>",
            source_url="javascript:alert(3)",
        )


def _loads(rows: Rows, demo: bool) -> None:
    rows.add(
        "load_log",
        load_id=1,
        source="hiring",
        source_name="城镇新增就业实名台账",
        file_name="6月台账.xlsx",
        sha256="0" * 64,
        loaded_at=datetime(2023, 7, 3, 9, 0),
        rows_read=9324,
        rows_accepted=9312,
        rows_quarantined=12,
        rows_skipped=1,
        rows_open=12,
        month_from=LAST,
        month_to=LAST,
        is_demo=demo,
        returned_file="returned/2023-07-03/6月台账_退回.xlsx",
    )
    told = {"rule": "id_checksum", "column_title": "身份证号", "advice": "身份证号末位校验码不符,请核对原件。"}
    for kind, count, more in (
        ("quarantine", 12, told),
        ("unassigned", 41, {}),
        ("missing", 2, {"detail": "南托、桂花坪"}),
    ):
        rows.add("quality", source="hiring", load_id=1, kind=kind, month=LAST, rows=count, **more)
    for position, (source, (name, is_monthly)) in enumerate(LEDGERS.items()):
        rows.add("source", source=source, source_name=name, kind="ledger", is_monthly=is_monthly, position=position)
        if source != "hiring":
            _filed_whole(rows, source, name)
    for month in (month for month in _months("hiring") if month != APRIL):  # nothing came for April
        rows.add("filing", source="hiring", month=month, load_id=1, rows=1800, unassigned=41 if month == LAST else 0)
    rows.add("same_person", source="hiring", month=LAST, persons=3)
    for month, late in ((date(2023, 5, 1), 174), (LAST, 900)):  # of May's 1800 rows as many as even days would bring
        rows.add(
            "month_end",
            source="hiring",
            column_title="就业日期",
            month=month,
            rows=1800,
            last_days_rows=late,
        )


def _filed_whole(rows: Rows, source: str, name: str) -> None:
    """A ledger of which every month has come, one row each."""
    rows.add(
        "load_log",
        load_id=2,
        source=source,
        source_name=name,
        file_name=f"{name}.xlsx",
        sha256="1" * 64,
        loaded_at=datetime(2023, 7, 3, 8, 0),
        rows_read=18,
        rows_accepted=18,
        rows_quarantined=0,
        rows_skipped=0,
        rows_open=0,
        is_demo=False,
    )
    for month in _months(source):
        rows.add("filing", source=source, month=month, load_id=2, rows=1, unassigned=0)
