"""The page of talent on a ledger that can be counted by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dashboard.address.view import View, resolve
from dashboard.app import Changfeng, create_app
from dashboard.components.talent.kinds import read_kinds
from dashboard.components.talent.recruitment_rounds import Round, finding, read_rounds
from dashboard.components.talent.sentence import talent_sentence
from etl.store import Build
from tests.dashboard import fixture_build
from tests.dashboard.fixture_facts import FACTS
from tests.dashboard.test_rights import said
from tests.dashboard.trees import nodes, text


@pytest.fixture(scope="module")
def app(site: Path) -> Changfeng:
    return create_app(site)


def view_of(build: Build, **query: str) -> View:
    return resolve(build, "/talent", query)


def panel(app: Changfeng, element_id: str, **query: str) -> str:
    tree = app.shell.draw("/talent", {key: [value] for key, value in query.items()}).tree
    return text(next(node for node in nodes(tree) if getattr(node, "id", None) == element_id))


def test_a_round_over_the_turn_of_the_year_is_one_round(build: Build) -> None:
    found = read_rounds(view_of(build), "事业单位招录")
    assert found == [
        Round("<b>第1批</b>", date(2022, 8, 1), date(2022, 8, 1), (0, 0, 2, 1), Decimal(0)),
        Round("2022年第2批", date(2022, 12, 1), date(2023, 1, 1), (1, 1, 0, 0), Decimal(0)),
    ]
    assert (
        finding(view_of(build), "事业单位招录", found) == "2022年以来事业单位招录2轮5人,其中博士1人、硕士1人、本科2人"
    )


def test_rounds_that_nobody_named_are_told_apart_by_month_and_not_counted(build: Build) -> None:
    found = read_rounds(view_of(build), "教师招聘")
    assert [(one.batch, one.first, one.total, one.special) for one in found] == [
        ("未注明", date(2022, 6, 1), 1, 0),
        ("未注明", date(2023, 6, 1), 2, 1),
    ]
    assert finding(view_of(build), "教师招聘", found) == "2022年以来教师招聘3人,其中本科3人"


def test_months_after_the_pages_do_not_count(build: Build) -> None:
    assert sum(one.total for one in read_rounds(view_of(build, month="2022-12"), "事业单位招录")) == 4


def test_kinds_with_persons_and_yuan_corrections_included(app: Changfeng, build: Build) -> None:
    found = {one.kind: one for one in read_kinds(view_of(build))}
    rent = found["租房和生活补贴"]
    ours = [one for one in FACTS["talent"] if one["kind"] == "租房和生活补贴" and one["month"] >= date(2023, 1, 1)]
    assert (rent.persons, rent.yuan) == (len(ours), sum(one["amount_yuan"] for one in ours)) == (4, 13_000)
    assert (rent.persons_before, rent.yuan_before) == (1, 10_000)
    assert found["晋级奖励"].yuan == 0
    assert found["职称认定"].yuan is None
    assert "2023年1至6月发放补贴和奖励1.30万元,5人次" in panel(app, "kinds")
    assert "2022年5月发放补贴和奖励" not in panel(app, "kinds", month="2022-03")


def test_the_splits_say_what_they_are_of(app: Changfeng) -> None:
    assert "职称级别中初级最多,2人,占66.7%" in panel(app, "titles")
    assert "招录学历中大学本科最多,2人,占66.7%" in panel(app, "degrees")
    assert "领取补贴学历中硕士研究生最多,4人次,占100.0%" in panel(app, "paid-to")


def test_the_rounds_say_which_years_they_count(app: Changfeng) -> None:
    said_of_rounds = panel(app, "rounds-1")
    assert "上年1月以来各轮次,按聘用月份计入各自年份" in said_of_rounds
    assert "2022年12月至2023年1月" in said_of_rounds


def test_the_sentence_has_only_clauses_whose_figures_are_there(build: Build) -> None:
    def sentence(**values: tuple[str, str, str | None]) -> str:
        return "".join(part.text for part in talent_sentence(said(build, **values)))

    assert sentence() == "2023年6月没有人才工作记录。"
    assert sentence(skill_award_yuan=("元", "0", None)) == "2023年1至6月没有人才工作记录。"
    told = sentence(
        teachers_recruited=("人", "506", None),
        special_teachers_recruited=("人", "150", None),
        talent_subsidy_yuan=("元", "6089200", None),
        titles_awarded=("人", "267", None),
    )
    assert told == (
        "2023年1至6月,公开招聘教师506人,其中特殊人才、名优特教师150人;"
        "发放租房和生活补贴608.92万元(4人次);认定职称267人。"
    )


def test_names_from_files_stay_text(app: Changfeng) -> None:
    html = app.shell.draw("/talent", {}).html
    assert "<b>第1批" not in html
    assert "&lt;b&gt;第1批" in html


@pytest.mark.parametrize("area", [fixture_build.EMPTY_STREET, fixture_build.EVIL_STREET, "430103999"])
@pytest.mark.parametrize("month", ["2022-03", "2023-06"])
def test_any_area_and_month_is_drawn(app: Changfeng, area: str, month: str) -> None:
    assert text(app.shell.draw("/talent", {"area": [area], "month": [month]}).tree)
