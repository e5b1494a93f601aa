"""Splits of a sum: the parts add up to the whole, filters hold, the rest is folded, last year stands beside."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from dashboard.address.view import View, resolve
from dashboard.components.ranking import Bar, ranking
from dashboard.components.split_panel import (
    Member,
    Split,
    folded,
    largest_change,
    leading,
    members,
    span,
    split_panel,
)
from etl.store import NOT_SAID, Build
from tests.dashboard.trees import nodes, text

INDUSTRY = Split("industry", "行业", "employment_month", "hired", "industry", "新增就业")


def view_of(build: Build, **query: str) -> View:
    return resolve(build, "/employment", query)


def test_members_of_the_year_so_far_beside_the_same_months_of_last_year(build: Build) -> None:
    assert members(view_of(build, month="2023-06"), INDUSTRY) == [
        Member("批发和零售业", Decimal(5), Decimal(3)),
        Member("建筑业", Decimal(3), Decimal(3)),
        Member(NOT_SAID, Decimal(1), Decimal(0)),
    ]


def test_months_after_the_asked_one_do_not_count(build: Build) -> None:
    assert members(view_of(build, month="2023-01"), INDUSTRY) == [
        Member("批发和零售业", Decimal(5), Decimal(3)),
        Member("建筑业", Decimal(1), Decimal(1)),
    ]


def test_a_street_counts_alone_and_the_district_counts_rows_of_no_street(build: Build) -> None:
    assert sum(one.now for one in members(view_of(build, area="430103002"), INDUSTRY)) == 7
    assert sum(one.now for one in members(view_of(build), INDUSTRY)) == 9


@pytest.mark.parametrize(("chosen", "total"), [("农民工", 3), ("高校毕业生", 5), (NOT_SAID, 1)])
def test_a_filter_on_another_dimension_holds(build: Build, chosen: str, total: int) -> None:
    split = Split("x", "行业", "employment_month", "hired", "industry", "新增就业", where={"person_group": [chosen]})
    assert sum(one.now for one in members(view_of(build), split)) == total


def test_the_panel_says_the_largest_and_its_share(build: Build) -> None:
    said = text(split_panel(view_of(build, month="2023-06"), INDUSTRY, "来源:台账"))
    assert "行业中批发和零售业最多,5人,占55.6%" in said
    assert "2023年1至6月" in said
    assert "55.6% 上年同期3人" in said  # of so few no percentage
    assert "11.1% 上年同期0人" in said  # no row of unknown trade last year


def test_without_rows_the_panel_says_so(build: Build) -> None:
    said = text(split_panel(view_of(build, area="430103013"), INDUSTRY, ""))
    assert "2023年1至6月没有新增就业记录。" in said


def test_what_does_not_fit_is_folded_and_still_adds_up(build: Build) -> None:
    split = Split("x", "行业", "employment_month", "hired", "industry", "新增就业", most=0)
    tree = split_panel(view_of(build, month="2023-06"), split, "")
    assert "其余2个行业8人88.9%" in text(tree)
    assert "未填写1人" in text(tree)  # rows that do not say are no trade among others
    table = next(node for node in nodes(tree) if node._type == "Table")
    assert len([node for node in nodes(table) if node._type == "Tr"]) == 1 + 3  # nothing is folded in the table


def test_rows_without_a_street_do_not_lead_the_streets() -> None:
    """They come from anywhere; named first they would read as the street that has most."""
    found = [("430103999", Decimal(9)), ("430103004", Decimal(5)), ("430103002", Decimal(2))]
    words = {"430103004": "城南路", "430103999": "未分配"}
    said = leading(found, "人", words, {NOT_SAID, "430103999"})
    assert said == "城南路最多,5人,占31.3%"
    assert leading(found[:1], "人", words, {"430103999"}) == "未分配最多,9人,占100.0%"


@pytest.mark.parametrize(
    ("trades", "said"),
    [
        ({"建筑业": (5, 3), "制造业": (4, 3)}, "建筑业同比增加最多(2人)"),
        ({"建筑业": (5, 3), "制造业": (4, 2), NOT_SAID: (9, 0)}, "建筑业、制造业同比增加并列最多(各2人)"),
        ({"建筑业": (1, 3), "制造业": (1, 3), "采矿业": (0, 2)}, "建筑业等3个同比减少并列最多(各2人)"),
        ({"建筑业": (5, 3), "制造业": (1, 3)}, ""),  # one grew by as many as the other shrank
        ({"建筑业": (3, 3)}, ""),
        ({}, ""),
    ],
)
def test_members_that_changed_alike_are_told_together(trades: dict[str, tuple[int, int]], said: str) -> None:
    found = [Member(name, Decimal(now), Decimal(before)) for name, (now, before) in trades.items()]
    assert largest_change(found, "人") == said


def test_the_rest_counts_those_with_a_figure_this_year() -> None:
    rest = [Member("甲", Decimal(5), Decimal(3)), Member("乙", Decimal(0), Decimal(2))]
    (line,) = folded(rest, INDUSTRY, Decimal(10), 30)
    assert (line.name, line.shown, line.note) == ("其余1个行业", "5人", "50.0% 同比持平")
    assert folded(rest[1:], INDUSTRY, Decimal(10), 30) == []


def test_rows_that_do_not_say_stand_last_without_a_bar(build: Build) -> None:
    tree = split_panel(view_of(build, month="2023-06"), INDUSTRY, "")
    lines = [node for node in nodes(tree) if node._type == "Li"]
    bars = [[getattr(node, "className", "") for node in nodes(line)].count("fill") for line in lines]
    assert (text(lines[-1])[:3], bars) == ("未填写", [1, 1, 0])


def test_a_panel_says_what_it_is_narrowed_to(build: Build) -> None:
    view = view_of(build, month="2023-06", person_group="农民工", industry="建筑业")
    split = replace(INDUSTRY, where=view.where("person_group"), only="填写单位的")
    assert "填写单位的共3人;竖线为上年同期;仅农民工" in text(split_panel(view, split, ""))
    nowhere = replace(view, area=replace(view.area, area_code="430103013"))
    assert "没有填写单位的新增就业记录;仅农民工。" in text(split_panel(nowhere, split, ""))


def test_bars_share_one_scale_and_the_rest_has_none() -> None:
    bars = [
        Bar("甲", Decimal(10), "10人", before=Decimal(20)),
        Bar("乙", Decimal(-5), "−5人"),
        Bar("其余", Decimal(99), "99人", is_rest=True),
    ]
    widths = [node.style["width"] for node in nodes(ranking(bars)) if getattr(node, "className", "") == "fill"]
    assert widths == ["50.00%", "0.00%"]


def test_the_first_month_is_one_month(build: Build) -> None:
    assert span(view_of(build, month="2023-01")) == "2023年1月"
    assert span(view_of(build, month="2023-06")) == "2023年1至6月"
