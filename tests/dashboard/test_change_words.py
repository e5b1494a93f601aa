"""A change of few is told by the earlier figure, any other by its percentage."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from dashboard.address.view import resolve
from dashboard.app import create_app
from dashboard.components.change_words import MONTH, compared, month_on_month, year_on_year
from dashboard.components.kpi.trend_panel import finding
from etl.store import Build
from tests.dashboard import fixture_build
from tests.dashboard.trees import nodes, text


@pytest.mark.parametrize(
    ("now", "was", "unit", "said"),
    [
        ("9", "10", "件", "上年同期10件"),
        ("31", "29", "人", "上年同期29人"),
        ("33", "30", "人", "同比增长10.0%"),
        ("10", "10", "件", "同比持平"),
        ("5", "0", "件", "上年同期0件"),
        ("5", "-2", "人", "同比—"),
        ("5", None, "件", "同比—"),
        ("9", "10", "元", "同比下降10.0%"),
    ],
)
def test_an_amount_against_last_year(now: str, was: str | None, unit: str, said: str) -> None:
    assert compared(Decimal(now), None if was is None else Decimal(was), unit, 30) == said


@pytest.mark.parametrize(
    ("kpi", "ytd", "was", "yoy", "said"),
    [
        ({"kind": "flow", "unit": "件"}, "9", "10", "-0.1", "上年同期10件"),
        ({"kind": "flow", "unit": "件"}, "9", "0", None, "上年同期0件"),
        ({"kind": "flow", "unit": "件"}, "9", None, None, None),
        ({"kind": "flow", "unit": "元"}, "9", "10", "-0.1", "同比下降10.0%"),
        ({"kind": "ratio", "unit": "%"}, "0.5", "0.4", "10", "同比上升10.0个百分点"),
        ({"kind": "ratio", "unit": "周"}, "9", "10", "-0.1", "同比下降10.0%"),
    ],
)
def test_a_kpi_against_last_year(
    build: Build, kpi: dict[str, str], ytd: str, was: str | None, yoy: str | None, said: str | None
) -> None:
    row = build.values(areas=[build.meta.district], since=build.months[-1], until=build.months[-1])[0]
    base, change = (None if one is None else Decimal(one) for one in (was, yoy))
    figures = replace(row, ytd=Decimal(ytd), yoy_base=base, yoy=change, gap_pp=None, target=None)
    one = replace(build.kpis[0], name="甲", **kpi)  # type: ignore[arg-type]
    assert year_on_year(one, figures, 30) == said
    title = finding(resolve(build, "/", {}), one, figures)
    assert title.endswith(f",{said}") if said else "同" not in title


def test_a_month_of_few_is_told_beside_the_month_before(build: Build) -> None:
    row = build.values(areas=[build.meta.district], since=build.months[-1], until=build.months[-1])[0]
    kpi = replace(build.kpis[0], kind="flow", unit="人", decimals=0)
    now, few, many = (replace(row, value=Decimal(n), mom=Decimal("0.5")) for n in (45, 20, 30))
    assert month_on_month(kpi, now, few, 30) == "上月20人"
    assert month_on_month(kpi, now, many, 30) == "环比增长50.0%"
    assert month_on_month(kpi, replace(now, mom=None), few, 30) is None
    assert compared(Decimal(3), Decimal(6), "人", 5, against=MONTH) == "环比下降50.0%"


def test_a_card_tells_last_years_few_in_place_of_a_percentage(site: Path, tmp_path: Path) -> None:
    own = shutil.copytree(site, tmp_path / "site")
    with duckdb.connect(own / "builds" / fixture_build.BUILD_ID / "marts.duckdb") as con:
        con.execute("update kpi_value set ytd = 9, yoy_base = 10, yoy = -0.1 where kpi = 'tiny_target'")
    tree = create_app(own).shell.draw("/services", {}).tree
    said = text(next(node for node in nodes(tree) if getattr(node, "id", None) == "kpi-tiny_target"))
    assert "上年同期10个" in said
    assert "10.0%" not in said
