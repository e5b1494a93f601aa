"""The page of labour rights on cases that can be counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from dashboard.address.view import View, resolve
from dashboard.app import Changfeng, create_app
from dashboard.components.rights.backlog import Backlog, finding, read_backlog
from dashboard.components.rights.cases import days_within, read_kinds
from dashboard.components.rights.deposit_panel import finding as deposit_finding
from dashboard.components.rights.deposit_panel import read_deposits, whole
from dashboard.components.rights.sentence import rights_sentence
from dashboard.components.said import Said
from dashboard.components.year_months import YearMonths, read_months
from dashboard.readings.figures import Figures
from dashboard.window import month_end
from etl.store import Build
from tests.dashboard import fixture_build
from tests.dashboard.fixture_facts import FACTS
from tests.dashboard.trees import nodes, text


@pytest.fixture(scope="module")
def app(site: Path) -> Changfeng:
    return create_app(site)


def view_of(build: Build, **query: str) -> View:
    return resolve(build, "/rights", query)


def panel(app: Changfeng, element_id: str, **query: str) -> str:
    tree = app.shell.draw("/rights", {key: [value] for key, value in query.items()}).tree
    return text(next(node for node in nodes(tree) if getattr(node, "id", None) == element_id))


def test_open_cases_by_age_and_those_past_their_deadline(build: Build) -> None:
    assert read_backlog(view_of(build)) == [
        Backlog("劳动人事争议", (0, 2, 0, 1), (0, 1, 0, 1), 3),
        Backlog("举报投诉", (0, 1, 1, 0), (0, 0, 1, 0), 2),
        Backlog("欠薪", (1, 0, 0, 0), (0, 0, 0, 0), 0),
    ]


@pytest.mark.parametrize("month", ["2022-12", "2023-02", "2023-04", "2023-05", "2023-06"])
def test_open_cases_counted_a_second_way(build: Build, month: str) -> None:
    view = view_of(build, month=month)
    end, late, total = month_end(view.month), 0, 0
    for case in FACTS["labour_rights"]:
        if case["received_on"] > end or (case.get("closed_on") and case["closed_on"] <= end):
            continue
        allowed = timedelta(days=45) if case["case_kind"] == "劳动人事争议" else None
        due = case.get("due_on") or (case["received_on"] + allowed if allowed else None)
        total, late = total + 1, late + int(due is not None and due <= end)
    found = read_backlog(view)
    assert found is not None
    assert (sum(one.total for one in found), sum(one.late for one in found)) == (total, late)


def test_a_month_without_cases_says_nothing_of_what_is_open(app: Changfeng, build: Build) -> None:
    assert read_backlog(view_of(build, month="2022-06")) is None
    assert "2022年6月没有受理或结案记录" in panel(app, "backlog", month="2022-06")


def test_the_finding_compares_with_last_year(build: Build) -> None:
    now, before = [Backlog("欠薪", (3, 0, 0, 0), (0, 0, 0, 0), 3)], [Backlog("欠薪", (0, 5, 0, 0), (0, 0, 0, 0), 0)]
    assert finding(view_of(build), now, before) == "6月末未结3件,其中没有超期的,比上年同期少2件"
    assert finding(view_of(build), before, now) == "6月末未结5件,比上年同期多2件"  # no deadline is known: none is said


def test_days_within_which_a_share_was_closed() -> None:
    counts = {2: 1, 5: 1, 9: 1, 30: 1}
    assert [days_within(counts, Decimal(share)) for share in ("0.25", "0.5", "0.75", "1")] == [2, 5, 9, 30]
    assert days_within({}, Decimal("0.5")) is None


def test_kinds_with_their_people_money_and_days(build: Build) -> None:
    disputes, complaints, arrears = read_kinds(view_of(build))
    assert (disputes.received, disputes.closed, disputes.days) == (5, 2, (10, 40))
    assert (complaints.received, complaints.closed, complaints.people) == (3, 1, 0)
    assert (arrears.people, arrears.amount_yuan, arrears.days) == (13, Decimal("150000.5"), (20, 21))


def test_last_years_months_stand_beside_those_of_this_year(app: Changfeng, build: Build) -> None:
    what = YearMonths("season", "欠薪受理", "rights_month", "received", "件", {"case_kind": ["欠薪"]})
    now, before = read_months(view_of(build), what)
    assert now == [1, 0, 0, 0, 0, 1, *[None] * 6]
    assert before == [1, *[0] * 10, 2]
    assert "2023年1至6月欠薪受理2件,上年同期1件;上年12月最多,2件" in panel(app, "season")


def test_deposits_are_paid_of_due_and_every_rate_has_its_n(app: Changfeng, build: Build) -> None:
    found = read_deposits(view_of(build))
    total = whole(list(found.values()))
    ours = [one for one in FACTS["wage_deposits"] if one["started_on"] >= date(2023, 1, 1)]
    due = sum(one["due_yuan"] for one in ours)
    assert total.rate == sum(one.get("paid_yuan", Decimal(0)) for one in ours) / due == Decimal("0.75")
    assert total.account_rate == Decimal("0.5")
    assert found["免存"].rate is None
    said = panel(app, "deposits")
    assert "新开工3个项目,应缴保证金60.00万元,缴纳率75.0%,工资专户开设率50.0%" in said
    assert "应缴的2个项目中,未缴清的1个;填报专户的2个项目中,未开设的1个;1个项目未填报专户" in said
    assert "当期缴存55.00万元" in said
    assert "看明细" not in said  # this build has no rows of projects to show
    old = deposit_finding(view_of(build), replace(total, projects=Decimal(0)))
    assert old == "2023年1至6月没有新开工项目,缴存保证金55.00万元"


def test_flow_outcomes_streets_and_trades_stand_on_the_page(app: Changfeng) -> None:
    assert "2023年1至6月受理10件,结案5件,未结增加5件" in panel(app, "flow")
    assert "劳动人事争议结案方式中" in panel(app, "outcome-0")
    assert "未填写" not in panel(app, "outcome-0")  # open cases have no outcome, and count nothing here
    assert "占50.0%" in panel(app, "outcome-0")
    assert "街道中坡子街最多,4件,占40.0%" in panel(app, "streets")
    assert "<b>餐饮业</b>最多,3件,占30.0%" in panel(app, "industry")


def test_a_kind_chosen_narrows_the_panels_of_cases(app: Changfeng) -> None:
    chosen = {"case_kind": "举报投诉"}
    assert "受理3件,结案1件,未结增加2件" in panel(app, "flow", **chosen)
    assert "2023年1至6月,未分配记录中6月末没有未结案件。" in panel(app, "state", area="430103999")
    assert "6月末未结2件,其中超期1件" in panel(app, "backlog", **chosen)
    assert "仅举报投诉" in panel(app, "backlog", **chosen)
    assert "6月末未结6件,有期限的5件中超期3件" in panel(app, "state", **chosen)  # the sentence is of all


def test_names_from_files_stay_text(app: Changfeng) -> None:
    html = app.shell.draw("/rights", {}).html
    assert "<b>餐饮业" not in html
    assert "&lt;b&gt;餐饮业" in html


@pytest.mark.parametrize("area", [fixture_build.EMPTY_STREET, fixture_build.EVIL_STREET, "430103999"])
@pytest.mark.parametrize("month", ["2022-03", "2023-06"])
def test_any_area_and_month_is_drawn(app: Changfeng, area: str, month: str) -> None:
    assert text(app.shell.draw("/rights", {"area": [area], "month": [month]}).tree)


def said(build: Build, **values: tuple[str, str, str | None]) -> Said:
    """KPIs by id: unit, figure of the year so far and, of a rate, its n."""
    view = view_of(build)
    kpi = replace(build.kpis[0], decimals=0)
    row = build.values(areas=["430103"], since=view.month, until=view.month)[0]
    kpis, history = [], {}
    for name, (unit, value, n) in values.items():
        kpis.append(replace(kpi, kpi=name, unit=unit, decimals=1 if unit == "%" else 0))
        exact, denominator = Decimal(value), Decimal(n) if n else None
        counted = exact * denominator if denominator else None
        history[name, view.month] = replace(
            row, kpi=name, ytd=exact, ytd_numerator=counted, ytd_denominator=denominator, target=None, pace=None
        )
    return Said(view, Figures(kpis, history, {}, {}, {}))


def sentence(one: Said, backlog: list[Backlog] | None) -> str:
    return "".join(part.text for part in rights_sentence(one, backlog))


def test_the_sentence_has_only_clauses_whose_figures_are_there(build: Build) -> None:
    assert sentence(said(build), None) == "2023年6月没有劳动维权数据。"
    assert sentence(said(build, complaints_handled=("件", "2026", None)), None) == "2023年1至6月,处理举报投诉2,026件。"
    whole_year = said(
        build,
        wage_arrears_cases=("件", "9", None),
        wage_arrears_workers=("人", "52", None),
        wage_arrears_yuan=("元", "3572100", None),
        labour_disputes_settled=("件", "666", None),
        dispute_mediation_rate=("%", "0.5", "666"),
        wage_deposit_yuan=("元", "19704450", None),
        wage_deposit_rate=("%", "1", "19704450"),
        wage_account_rate=("%", "1", "25"),
    )
    assert sentence(whole_year, []) == (
        "2023年1至6月,处理欠薪案件9件,涉及52人、357.21万元;处理劳动人事争议666件,调解结案占50.0%(666件中333件);"
        "缴存工资保证金1,970.45万元,保证金缴纳率100.0%(应缴1,970.45万元),工资专户开设率100.0%(25个项目);6月末没有未结案件。"
    )


def test_no_arrears_are_said_as_none(build: Build) -> None:
    nothing = said(build, wage_arrears_cases=("件", "0", None), wage_arrears_yuan=("元", "0", None))
    assert sentence(nothing, None) == "2023年1至6月,没有欠薪案件结案。"
