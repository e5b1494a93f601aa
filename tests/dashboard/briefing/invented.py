"""A briefing made by hand, small enough to check with a pencil: two themes, three KPIs, two pages, three charts."""

from __future__ import annotations

import struct
import zlib
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import plotly.graph_objects as go

from dashboard.briefing.content import Cell, Chart, Content, Grid, Number, PageContent, Section, Sentence

MONTH = date(2023, 6, 1)
DISTRICT = "430103"


def number(kpi: str, measure: str, value: str, shown: str) -> Number:
    return Number(kpi, DISTRICT, MONTH, measure, Decimal(value), shown)


def cell(kpi: str, measure: str, value: str, shown: str) -> Cell:
    return Cell(shown, Decimal(value), number(kpi, measure, value, shown))


def kpi_row(name: str, kpi: str, *figures: tuple[str, str, str]) -> tuple[Cell, ...]:
    return (Cell(name), *(cell(kpi, *figure) for figure in figures))


KPIS = Grid(
    "主要指标",
    "2023年6月主要指标完成情况",
    ("指标", "本月", "累计", "完成率", "差距"),
    (
        kpi_row(
            "城镇新增就业",
            "new_urban_jobs",
            ("value", "1752", "1,752人"),
            ("ytd", "9300", "9,300人"),
            ("completion", "0.547", "54.7%"),
            ("gap_pp", "2.4", "+2.4"),
        ),
        kpi_row(
            "净增参保",
            "net_change",
            ("value", "-30", "−30人"),
            ("ytd", "-120", "−120人"),
            ("completion", "0.01", "1.0%"),
            ("gap_pp", "-5.2", "−5.2"),
        ),
        (Cell("返乡创业"), cell("zero_target", "value", "0", "0人"), Cell("—"), Cell("—"), Cell("—")),
    ),
    ("", "", "", "", "百分点"),
)

JOBS = Sentence(
    "城镇新增就业9,300人,完成年度目标的54.7%。",
    (number("new_urban_jobs", "ytd", "9300", "9,300人"), number("new_urban_jobs", "completion", "0.547", "54.7%")),
)
NET = Sentence("净减参保120人。", (number("net_change", "ytd", "-120", "120人"),))
LAGGING = Sentence("净增参保慢于序时进度5.2个百分点。", (number("net_change", "gap_pp", "-5.2", "5.2个百分点"),))


def months_figure() -> go.Figure:
    """Two series of columns with a gap, last year as a line."""
    figure = go.Figure()
    figure.add_bar(x=["1月", "2月", "3月"], y=[3.0, 0.0, None], name="受理")
    figure.add_bar(x=["1月", "2月", "3月"], y=[2.0, 1.0, None], name="办结")
    figure.add_scatter(x=["1月", "2月", "3月"], y=[4.0, 5.0, 6.0], name="上年", mode="lines")
    figure.update_layout(barmode="group", xaxis={"type": "category"})
    return figure


def chart(page: str, element_id: str, finding: str, figure: go.Figure | None = None, sub: str = "件;按月") -> Chart:
    return Chart(page, element_id, finding, sub, f"来源:{finding}台账", figure or months_figure())


PAGES = (
    PageContent("/", "总览", "3项指标中1项缓慢", (chart("/", "trend", "新增就业超序时进度2.4个百分点"),)),
    PageContent(
        "/hotline",
        "12345热线",
        "1至3月受理3件",
        (chart("/hotline", "months", "受理3件,办结3件"), chart("/hotline", "backlog", "未办结0件")),
    ),
)


def content(**changes: Any) -> Content:
    """The briefing, with some of its fields changed."""
    fields: dict[str, Any] = {
        "build_id": "20230703-0912-1",
        "built_at": datetime(2023, 7, 3, 9, 12),
        "district_name": "长沙市天心区",
        "bureau": "长沙市天心区人力资源和社会保障局",
        "area": DISTRICT,
        "area_name": "长沙市天心区",
        "month": MONTH,
        "edition": "internal",
        "is_demo": True,
        "title": "长沙市天心区就业工作简报(2023年6月)",
        "opening": JOBS,
        "sections": (Section("employment", "就业", (JOBS,)), Section("insurance", "社会保险", (NET,))),
        "kpis": KPIS,
        "lagging": (LAGGING,),
        "changed": (Sentence("5月城镇新增就业由1,760人更正为1,761人。"),),
        "notes": ("序时进度按近三年同期计算。", "目标为示例目标。"),
        "pages": PAGES,
    }
    return Content(**(fields | changes))


def png(path: Path, wide: int = 40, high: int = 20) -> None:
    """A whole white picture."""
    path.parent.mkdir(parents=True, exist_ok=True)

    def block(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * wide) * high)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + block(b"IHDR", head) + block(b"IDAT", rows) + block(b"IEND", b""))
