"""What needs attention, case by case: how far behind, what each month must bring, which streets, which data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dashboard.address.view import View, resolve
from dashboard.components.kpi.attention import attention
from dashboard.components.kpi.card import Card, kpi_card
from dashboard.components.kpi.definition import Background
from etl.store import Area, Build, Quality
from tests.dashboard.trees import text


@pytest.fixture(scope="module")
def june(build: Build) -> View:
    return resolve(build, "/", {})


def card(build: Build, history: list[str | None], kpi: dict[str, str] | None = None, **figures: object) -> Card:
    """The card of a flow in 人 whose last months are ``history``."""
    row = build.values(areas=[build.meta.district], since=build.months[-1], until=build.months[-1])[0]
    plain = {"months_missing": 0, "status": "behind", "target": Decimal(1000), "ytd": Decimal(450)}
    measured = {"completion": Decimal("0.45"), "pace": Decimal("0.5"), "gap_pp": Decimal(-5)}
    return Card(
        kpi=replace(build.kpis[0], kpi="k", name="甲人数", short_name="甲", **(kpi or {})),  # type: ignore[arg-type]
        figures=replace(row, **(plain | measured | figures)),  # type: ignore[arg-type]
        history=[None if value is None else Decimal(value) for value in history],
        background=Background(),
    )


def said(
    view: View, cards: list[Card], slow: dict[str, list[Area]] | None = None, data: tuple[Quality, ...] = ()
) -> str:
    return text(attention(view, cards, slow or {}, data)).removeprefix("需要关注")


def test_the_needed_speed_stands_beside_the_recent_one(build: Build, june: View) -> None:
    behind = card(build, ["500", "70", "80", "60"], needed_per_month=Decimal("91.2"))
    assert said(june, [behind]) == (
        "◆有差距甲人数 完成45.0%,落后序时进度5.0个百分点;后6个月月均需完成92人,近3个月月均70人。看走势 →"
    )


def test_the_last_month_is_no_mean(build: Build) -> None:
    may = replace(resolve(build, "/", {}), month=date(2023, 11, 1))
    behind = card(build, [None, None, "40"], needed_per_month=Decimal(550))
    assert "最后1个月需完成550人,当月40人。" in said(may, [behind])


def test_at_the_years_end_the_distance_is_to_the_target(build: Build) -> None:
    december = replace(resolve(build, "/", {}), month=date(2023, 12, 1))
    behind = card(build, ["40"], completion=Decimal("0.982"), pace=Decimal(1), gap_pp=Decimal("-1.8"))
    assert "完成98.2%,距全年目标差1.8个百分点。" in said(december, [behind])


def test_a_rate_tells_its_last_month(build: Build, june: View) -> None:
    rate = card(
        build,
        ["0.981"],
        kpi={"kind": "ratio", "unit": "%"},
        ytd=Decimal("0.977"),
        pace=None,
        gap_pp=Decimal("-1.3"),
    )
    assert "甲人数 98%,低于目标1.3个百分点;6月当月98%。" in said(june, [rate])


def test_the_first_month_of_a_rate_is_not_told_twice(build: Build, june: View) -> None:
    rate = card(build, ["0.977"], kpi={"kind": "ratio", "unit": "%"}, ytd=Decimal("0.977"), pace=None)
    assert "当月" not in said(june, [rate])


def test_rows_without_a_street_are_those_of_the_year(build: Build) -> None:
    kinds = {line.kind for line in build.quality(date(2024, 1, 1), date(2024, 6, 1))}
    assert kinds == {"quarantine", "missing"}
    assert "unassigned" in {line.kind for line in build.quality(date(2023, 1, 1), date(2023, 6, 1))}


def test_slow_streets_are_named_the_slowest_first(build: Build, june: View) -> None:
    streets = list(june.streets)[:2]
    assert ";坡子街、城南路缓慢。看街道 →" in said(june, [card(build, ["1"])], {"k": streets})
    four = [replace(june.streets[0], short_name=name) for name in "甲乙丙丁"]
    assert ";甲、乙、丙等4个街道缓慢。" in said(june, [card(build, ["1"])], {"k": four})


def test_streets_behind_a_district_that_keeps_up_are_told(build: Build, june: View) -> None:
    kept_up = card(build, ["1"], status="on_pace", gap_pp=Decimal(1))
    assert said(june, [kept_up], {"k": [june.streets[0]]}) == "街道全区未落后、有街道缓慢的:甲(坡子街)。看街道 →"
    street = replace(june, area=june.streets[0])
    assert said(street, [kept_up], {"k": [june.streets[0]]}) == "没有落后的指标,数据没有待办。"


def test_a_target_without_a_figure_is_missing_data(build: Build, june: View) -> None:
    silent = card(build, [None], status="no_target", ytd=None, completion=None, gap_pp=None)
    assert "6月暂无数据:甲。" in said(june, [silent])


def test_data_to_mend_are_told_by_kind(build: Build, june: View) -> None:
    lines = (
        Quality("hiring", "就业台账", "quarantine", 12, None),
        Quality("hotline", "热线工单", "quarantine", 3, None),
        Quality("insurance", "社会保险月报", "missing", 2, "南托、桂花坪"),
    )
    told = said(june, [], data=lines)
    assert "退回待补正:就业台账12处、热线工单3处。" in told
    assert "缺报:社会保险月报2个街道(南托、桂花坪)。" in told


def test_a_month_without_a_row_is_missing_of_the_district_and_silent_of_a_street(build: Build, june: View) -> None:
    whole = card(build, ["1"], months_missing=2)
    assert "本年累计不完整:甲缺2个月数据。" in said(june, [whole])
    street = resolve(build, "/streets", {"area": "430103004"})
    own = card(build, [None], months_missing=2, area_code="430103004", value=None, is_provisional=True)
    assert "本年有的月份没有本街道的记录(没有发生,或未报送):甲2个月无记录。" in said(street, [own])
    nowhere = replace(street, area=replace(street.area, level="unassigned"))
    assert "没有本街道的记录" not in said(nowhere, [own])
    shown = text(kpi_card(street, own))
    assert "2个月无记录" in shown
    assert "本月无记录" in shown
    assert "初步数据" not in shown
    assert "甲2个月无记录等8项。" in said(street, [own] * 8)
