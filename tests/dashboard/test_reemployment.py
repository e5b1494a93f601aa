"""The page of re-employment on spells that can be counted by hand, and recomputed person by person from the facts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from dash import dcc

from dashboard.address.view import View, resolve
from dashboard.app import Changfeng, create_app
from dashboard.components.reemployment.cohort_table import TOO_YOUNG, cell
from dashboard.components.reemployment.median_ranking import median_ranking
from dashboard.components.reemployment.survival_panel import finding as curves_finding
from dashboard.components.reemployment.waiting_panel import ordered
from dashboard.readings.spells import Group, as_of, begun_in, groups, recorded_since, together, waiting
from dashboard.statistics.survival import Spell, flows_of
from etl.store import NOT_SAID, Build, spell_flows
from tests.dashboard import fixture_build
from tests.dashboard.fixture_facts import FACTS, FIRST, SECOND
from tests.dashboard.trees import nodes, text

PATH = "/reemployment"


@pytest.fixture(scope="module")
def app(site: Path) -> Changfeng:
    return create_app(site)


def view_of(build: Build, **query: str) -> View:
    return resolve(build, PATH, query)


def panel(app: Changfeng, element_id: str, **query: str) -> str:
    tree = app.shell.draw(PATH, {key: [value] for key, value in query.items()}).tree
    return text(next(node for node in nodes(tree) if getattr(node, "id", None) == element_id))


def test_the_sentence_says_what_there_is(app: Changfeng) -> None:
    said = panel(app, "state")
    assert said.startswith("截至2023年6月,失业人员再就业")
    assert "就业困难人员就业" in said
    assert "中位时间17.1周" in said  # 120 days: 5/6 of 3/4 of 2/3 is less than one half
    assert "月末登记失业仍未就业4人,其中超过52周1人。" in said


def test_the_sentence_leaves_out_what_is_not_there(app: Changfeng) -> None:
    said = panel(app, "state", area=FIRST)
    assert "坡子街街道" in said
    assert "仍未就业1人,其中超过52周0人" in said
    assert panel(app, "state", area=fixture_build.EMPTY_STREET) == "2023年6月南托街道没有再就业数据。"


def test_curve_by_hand_with_late_registrations_and_those_still_waiting(build: Build) -> None:
    curve = together(groups(view_of(build), "month", {})).curve
    assert [(step.day, step.at_risk) for step in curve.steps] == [(30, 6), (60, 4), (120, 3)]
    assert curve.n == 6  # not who lost work in 2021: others of that year found work before the ledger began
    assert curve.median == 120
    assert curve.known_until == 180


def test_who_lost_work_before_the_ledger_began_waits_and_is_in_no_cohort(build: Build, app: Changfeng) -> None:
    view = view_of(build)
    assert recorded_since(view) == date(2023, 1, 1)
    assert begun_in(view) == [date(2023, month, 1) for month in range(1, 7)]
    assert "21年12月" not in panel(app, "cohorts")
    assert "2023年1月前失业的没有完整记录,不计" in panel(app, "cohorts")
    assert "2023年1至6月失业的人仍未就业的百分比" in panel(app, "survival")
    assert ("大龄失业人员", 53) in waiting(view, {})


def test_a_ledger_without_anybody_back_in_work_counts_from_the_month_itself(build: Build) -> None:
    view = view_of(build, month="2022-03")
    assert begun_in(view) == [date(2022, 3, 1)]


@pytest.mark.parametrize("month", ["2023-02", "2023-03", "2023-06"])
def test_curve_recomputed_from_the_facts(build: Build, month: str) -> None:
    view = view_of(build, month=month)
    day = as_of(view)
    spells = []
    for fact in FACTS["reemployment"]:
        begun, found = fact["unemployed_on"], fact.get("reemployed_on")
        if fact["registered_on"] <= day and begun >= date(2023, 1, 1):  # when the ledger begins
            ended = found is not None and found <= day
            spells.append(((fact["registered_on"] - begun).days, ((found if ended else day) - begun).days, ended))
    survival, expected = Fraction(1), []
    for length in sorted({last for entry, last, ended in spells if ended and entry < last}):
        at_risk = [one for one in spells if one[0] < length <= one[1]]
        survival *= 1 - Fraction(sum(one[1] == length and one[2] for one in at_risk), len(at_risk))
        expected.append((length, len(at_risk), survival))
    steps = together(groups(view, "month", {})).curve.steps
    assert [(step.day, step.at_risk) for step in steps] == [row[:2] for row in expected]
    assert all(
        abs(Fraction(step.survival) - row[2]) < Fraction(1, 10**19) for step, row in zip(steps, expected, strict=True)
    )


def test_cohorts_by_hand(build: Build) -> None:
    view = view_of(build)
    cohorts = {group.member: group for group in groups(view, "month", {})}
    january = date(2023, 1, 1)
    assert cell(view, january, cohorts[january], 1).share == Decimal("0.25")
    assert cell(view, january, cohorts[january], 3).share == Decimal("0.5")
    assert cell(view, january, cohorts[january], 6).why_not == TOO_YOUNG
    february = cohorts[date(2023, 2, 1)]
    assert (february.curve.n, february.backdated) == (1, 1)
    assert cell(view, date(2023, 2, 1), february, 3).share == 0


def test_a_dash_says_why_and_small_cohorts_are_marked(app: Changfeng) -> None:
    said = panel(app, "cohorts")
    assert "23年1月4*25.0%" in said
    assert f"—{TOO_YOUNG}" in said
    assert "按失业月份看再就业:6个月的观察期都未满" in panel(app, "cohorts", area=FIRST)


def test_who_waits_by_length_with_zero_job_households_first(build: Build) -> None:
    found = waiting(view_of(build), {})
    assert found == {
        ("零就业家庭成员", 26): 1,
        ("大龄失业人员", 53): 1,
        (NOT_SAID, 13): 1,
        (NOT_SAID, 26): 1,
    }
    assert ordered(found) == ["零就业家庭成员", "大龄失业人员", NOT_SAID]
    assert sum(waiting(view_of(build, month="2023-01"), {}).values()) == 4  # three of January, and the one of 2021


def test_who_has_no_difficulty_is_not_called_unknown(app: Changfeng) -> None:
    assert "4人登记后仍未就业,其中1人失业超过52周" in panel(app, "waiting")
    assert "非困难人员" in panel(app, "waiting")
    assert "未填写" not in panel(app, "waiting")
    tree = app.shell.draw(PATH, {"hardship": [NOT_SAID]}).tree
    assert "未填写" not in text(tree)  # nor in the menu, nor where a panel says what it is narrowed to
    assert "仅非困难人员" in text(tree)


def test_a_filter_narrows_curves_and_those_waiting_and_not_the_sentence(app: Changfeng) -> None:
    chosen = {"hardship": "大龄失业人员"}
    assert "1人登记后仍未就业,其中1人失业超过52周" in panel(app, "waiting", **chosen)
    assert "仍未就业4人" in panel(app, "state", **chosen)
    assert "23年1月1*" in panel(app, "cohorts", **chosen)


def test_groups_side_by_side_name_their_test_and_its_limits(app: Changfeng) -> None:
    said = panel(app, "survival", by="measure")
    assert "对数秩检验(log-rank):p=" in said
    assert "帮扶措施不是随机安排的,差异不等于措施的效果。" in said
    assert "未填帮扶措施" not in said  # written down once work is found: those without are those who wait
    assert "未填帮扶措施的1人不参加比较" in panel(app, "median-measure")
    assert "log-rank" not in panel(app, "survival")
    assert "登记时已再就业的1人不计入" in panel(app, "survival")


def test_the_choice_of_curves_stays_while_month_and_area_change_and_not_on_other_pages(build: Build) -> None:
    view = view_of(build, by="hardship", area=SECOND)
    assert "by=hardship" in view.link(month="2023-01")
    assert "by=" not in view.link(path="/employment")
    assert "by=" not in resolve(build, "/employment", {"by": "hardship"}).link(month="2023-01")


def test_an_unknown_grouping_shows_all(app: Changfeng) -> None:
    assert "一半的人在失业17.1周内再就业" in panel(app, "survival", by="<script>")


def test_small_groups_are_marked_and_unreached_medians_say_so(app: Changfeng) -> None:
    said = panel(app, "median-hardship")
    assert "零就业家庭成员未达到中位数n=1人*" in said
    assert "各困难类别人数太少,中位周数仅供参考" in said


def test_splits_count_who_is_back_in_work_also_those_registered_late(app: Changfeng) -> None:
    assert "街道中坡子街最多,3人,占75.0%" in panel(app, "streets")
    assert "帮扶措施中职业介绍最多,2人,占50.0%" in panel(app, "measure")


def test_the_rows_behind_the_year_are_one_click_away(app: Changfeng) -> None:
    tree = app.shell.draw(PATH, {"hardship": ["大龄失业人员"]}).tree
    links = [node.href for node in nodes(tree) if isinstance(node, dcc.Link) and "/rows" in node.href]
    assert any("set=reemployment.reemployed" in href and "span=year" in href and "hardship=" in href for href in links)


def test_words_from_files_stay_text(app: Changfeng) -> None:
    html = app.shell.draw(PATH, {"by": ["measure"]}).html
    assert "<i>职业指导" not in html
    assert "&lt;i&gt;职业指导" in html


def test_only_known_groupings_are_asked_for(build: Build) -> None:
    day = date(2023, 6, 30)
    with pytest.raises(ValueError, match="no such grouping"):
        spell_flows(build, by="1; drop table area", area="430103", since=day, until=day, as_of=day, where={})


def test_all_spells_as_one_are_the_groups_together(build: Build) -> None:
    asked = {"area": fixture_build.DISTRICT, "since": date(2022, 1, 1), "until": date(2023, 6, 1)}

    def ended(by: str | None) -> dict[int, int]:
        days: Counter[int] = Counter()
        for row in spell_flows(build, by=by, as_of=date(2023, 6, 30), where={}, **asked):
            for day, events, censored in zip(row["day"], row["events"], row["censored"], strict=True):
                days[day] += events + censored
        return dict(days)

    assert ended(None) == ended("month") == ended("hardship")
    assert sum(ended(None).values()) > 0


def group(member: str, *exits: int) -> Group:
    """Forty persons at risk from the first day on; as many find work on each of ``exits``."""
    return Group(member, flows_of(Spell(0, day, True, count=40 // len(exits)) for day in exits), 0)


QUICK, SLOW = group("职业介绍", 70, 140), group("职业培训", 140, 210)
WAITING = Group("就业见习", flows_of([Spell(0, 300, True, count=10), Spell(0, 400, False, count=30)]), 0)
FEW = Group("其他", flows_of([Spell(0, 700, True)]), 0)


def longest(build: Build, *found: Group) -> str:
    return text(median_ranking(view_of(build), "measure", "帮扶措施", list(found), ""))


def test_the_longest_median_is_told_only_of_groups_that_can_be_compared(build: Build) -> None:
    assert "帮扶措施中职业培训再就业中位时间最长,20.0周(n=40人)" in longest(build, QUICK, SLOW, FEW)
    assert "各帮扶措施人数太少" in longest(build, QUICK, FEW)  # the only large group is neither longest nor shortest
    twin = replace(SLOW, member="创业培训")
    assert "帮扶措施中创业培训、职业培训再就业中位时间并列最长,20.0周" in longest(build, QUICK, SLOW, twin)


def test_who_has_not_reached_one_half_is_not_passed_over(build: Build) -> None:
    assert "帮扶措施中就业见习再就业的还不到一半(n=40人)" in longest(build, QUICK, SLOW, WAITING)


def test_the_curves_name_no_tiny_group_as_fastest_or_slowest() -> None:
    assert curves_finding("measure", [QUICK, SLOW, FEW]) == "再就业中位时间职业介绍最短,10.0周;职业培训最长,20.0周"
    assert curves_finding("measure", [QUICK, FEW]) == "按帮扶措施看失业后多久再就业"
    assert curves_finding("measure", [QUICK, replace(QUICK, member="甲")]) == "按帮扶措施看失业后多久再就业"
    assert curves_finding("measure", [QUICK, SLOW, WAITING]) == (
        "再就业中位时间职业介绍最短,10.0周;就业见习再就业的还不到一半"
    )
    assert curves_finding("", [WAITING]) == "观察期内再就业的还不到一半"
