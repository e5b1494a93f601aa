"""What the demo adds up to: the published half-year exactly, and a natural district around it."""

from __future__ import annotations

import csv
from collections import defaultdict

import numpy as np
import pandas as pd
import pytest

from etl.demo import invent
from etl.demo.drawing import spread
from etl.demo.plan import SHARES
from etl.site import Site
from tests.etl.demo.conftest import REALDATA

HALF_YEAR = ("2023-01-01", "2023-06-30 23:59")


def within(times: pd.Series, window: tuple[str, str] = HALF_YEAR) -> pd.Series:
    return times.between(*(pd.Timestamp(end) for end in window))


def growth(times: pd.Series) -> float:
    """The half-year 2023 against that of 2022."""
    return within(times).sum() / within(times, ("2022-01-01", "2022-06-30 23:59")).sum() - 1


def test_people_of_the_article(final: dict[str, pd.DataFrame]) -> None:
    assert within(final["hiring"].employed_on).sum() == 9300
    people = final["reemployment"]
    found = people[within(people.reemployed_on)]
    assert len(found) == 3470
    assert (found.hardship != "").sum() == 664


def test_orders_of_the_article(final: dict[str, pd.DataFrame]) -> None:
    orders = final["hotline"]
    closed = orders[within(orders.closed_at)]
    assert len(closed) == 5169
    rated = closed[closed.satisfaction != "未评价"]
    assert set(rated.satisfaction) <= {"非常满意", "满意", "基本满意"}
    assert len(rated) > 3500
    before = orders[orders.closed_at < "2023-01-01"]
    assert "不满意" in set(before.satisfaction), "a rate that is 100 % in every year would show nothing"


def test_labour_rights_of_the_article(final: dict[str, pd.DataFrame]) -> None:
    cases = final["labour_rights"]
    closed = cases[within(cases.closed_on)]
    assert closed.case_kind.value_counts().to_dict() == {"举报投诉": 2026, "劳动人事争议": 666, "欠薪": 9}
    arrears = closed[closed.case_kind == "欠薪"]
    assert 50 < arrears.people.sum() < 60, "50余人"
    assert 3_570_000 < arrears.amount_yuan.sum() < 3_580_000, "357余万元"


def test_wage_deposits_of_the_article(final: dict[str, pd.DataFrame]) -> None:
    projects = final["wage_deposits"]
    paid = projects[within(projects.paid_on)]
    assert paid.paid_yuan.sum() == 19_704_450, "1970.445万元"
    begun = projects[within(projects.started_on)]
    assert (begun.paid_yuan == begun.due_yuan).all(), "缴纳率100%"
    assert set(begun.has_account) == {"是"}, "专户开设率100%"
    before = projects[projects.started_on < "2023-01-01"]
    assert {"", 0} & set(before.paid_yuan), "a rate that is 100 % in every year would show nothing"
    assert set(before.has_account) == {"是", "否"}


def test_insurance_of_the_article(final: dict[str, pd.DataFrame]) -> None:
    reports = final["insurance"]
    pensions = reports[reports.insurance_type.str.contains("养老")]
    sums = pensions.groupby("month")[["due_persons", "insured_persons"]].sum()
    coverage = (sums.insured_persons / sums.due_persons).astype(float)
    assert (coverage["2023-01":] >= 0.98).all()
    assert (coverage["2023-01":] < 0.99).all()
    assert coverage["2021-01"] < 0.97, "it has grown"
    latest = reports[reports.month == "2023-06"].set_index("insurance_type").benefit_standard_yuan
    assert set(latest["城乡居民基本养老保险"]) == {"258"}
    assert set(latest["失业保险"]) == {"1737"}
    assert set(reports[reports.month == "2022-03"].set_index("insurance_type").benefit_standard_yuan["失业保险"]) == {
        "1530"
    }


def test_events_of_the_article(final: dict[str, pd.DataFrame]) -> None:
    """14 fairs, 60,000 positions and some, 19,000 intents; one of them 200 employers, 20,000 positions and more."""
    events = final["job_events"]
    events = events[within(events.held_on)].replace({"": 0})
    campaign = events[events.campaign == "春风行动"]
    assert (len(campaign), campaign.intents.sum()) == (14, 19_000)
    assert 60_000 < campaign.positions.sum() < 70_000
    (first,) = campaign[campaign.held_on == "2023-02-11"].to_dict("records")
    assert 200 < first["employers"] < 210
    assert 20_000 < first["positions"] < 30_000
    assert first["media_reach"] > 10_000_000
    assert campaign.held_on.min() == pd.Timestamp("2023-02-11"), "打响了2023年就业工作第一仗"
    assert set(campaign.event_mode) == {"线上", "线下", "线上线下"}


def test_campus_talks_and_camp_of_the_article(final: dict[str, pd.DataFrame]) -> None:
    events = final["job_events"]
    june_9 = events[events.held_on == "2023-06-09"]
    assert set(june_9[june_9.venue == "中南林业科技大学"].event_kind) == {"职业指导", "招聘会"}
    talks = set(events[events.event_kind == "送政策进校园"].venue)
    assert {"长沙理工大学", "湖南女子学院"} <= talks
    camps = events[events.event_kind == "创业训练营"].event_name
    assert camps.str.contains("长株潭新消费经济文化创意产业创新创业人才训练营").any()


def test_gig_market_of_the_article(final: dict[str, pd.DataFrame]) -> None:
    reports = final["gig_market"]
    half_year = reports[reports.month >= "2023-01"]
    assert reports[reports.month == "2023-06"].employers.sum() == 590
    assert 46_000 < half_year.positions.sum() < 47_000
    assert half_year.persons_served.sum() == 55_000
    assert (reports.matched <= reports.persons_served).all()
    standing = reports.groupby("month").employers.sum()
    assert standing.is_monotonic_increasing
    assert standing["2021-01"] < 400


def test_micro_markets_of_the_article(final: dict[str, pd.DataFrame]) -> None:
    points = final["service_points"]
    markets = points[points.point_kind == "社区就业微市场"].groupby("month").point_name.nunique()
    assert markets["2023-06"] == 5
    assert markets.is_monotonic_increasing
    assert markets["2022-01"] == 2
    assert not points.duplicated(["month", "point_name"]).any()
    gone = points[points.closed_on.notna()]
    assert set(gone.month) == {"2022-09", "2022-10", "2022-11", "2022-12"}
    assert (points.reach_persons < points.working_age_persons).all()


def test_a_smaller_demo_keeps_the_published_counts(shipped: Site) -> None:
    small: dict[str, list[pd.DataFrame]] = {}
    for ledger in invent(shipped, rows=4000):
        small.setdefault(ledger.source.id, []).append(pd.DataFrame({n: list(v) for n, v in ledger.columns.items()}))
    events = pd.concat(small["job_events"])
    assert (events.held_on[events.campaign == "春风行动"] >= pd.Timestamp("2023-01-01")).sum() == 14
    assert (small["service_points"][-1].point_kind == "社区就业微市场").sum() == 5
    assert 0 < small["gig_market"][-1].employers.sum() < 590


def test_talent_of_the_article(final: dict[str, pd.DataFrame]) -> None:
    talent = final["talent"]
    half = talent[talent.month.between("2023-01", "2023-06")].groupby("kind")
    teachers, titles = half.get_group("教师招聘"), half.get_group("职称认定")
    assert (len(teachers), (teachers.is_special == "是").sum()) == (506, 150)
    assert len(titles) == 267
    assert set(titles.title_level) == {"初级", "中级"}
    assert half.get_group("租房和生活补贴").amount_yuan.sum() == 6_089_200
    assert half.get_group("晋级奖励").amount_yuan.sum() == 15_000
    recruited = talent[talent.kind == "事业单位招录"]
    assert dict(recruited.education.value_counts()) == {"博士研究生": 4, "硕士研究生": 21, "大学本科": 42}
    assert set(recruited.month) == {"2022-08", "2023-01"}, "two rounds, from last year to the beginning of this one"


def test_the_year_before_is_a_little_smaller(final: dict[str, pd.DataFrame]) -> None:
    assert 0.02 < growth(final["hiring"].employed_on) < 0.09
    assert 0.02 < growth(final["reemployment"].reemployed_on) < 0.09
    assert 0.02 < growth(final["hotline"].closed_at) < 0.09
    cases = final["labour_rights"]
    assert 0.02 < growth(cases.closed_on) < 0.09
    assert growth(cases.closed_on[cases.case_kind == "欠薪"]) < 0, "arrears grow fewer"


def test_two_whole_years_and_a_half(frames: dict[str, pd.DataFrame]) -> None:
    for frame in frames.values():
        months = sorted(frame.file_month.unique())
        assert (months[0], months[-1], len(months)) == ("2021-01", "2023-06", 30)
    assert frames["hiring"].employed_on.dt.strftime("%Y-%m").eq(frames["hiring"].file_month).all()
    assert 110_000 < sum(len(frame) for frame in frames.values()) < 160_000


def test_no_row_breaks_a_rule_of_its_ledger(frames: dict[str, pd.DataFrame]) -> None:
    hiring, people, orders = (frames[name] for name in ("hiring", "reemployment", "hotline"))
    born = pd.to_datetime(hiring.person_hash.str[6:14])
    assert (born + pd.DateOffset(years=16) <= hiring.employed_on).all()
    assert (born + pd.DateOffset(years=60) > hiring.employed_on).all()
    assert (hiring.person_hash.str[16].astype(int) % 2 == (hiring.sex == "男")).all()
    alone = hiring.employment_form.isin(["灵活就业", "自主创业"])
    assert (hiring.employer[alone] == "").all()
    assert (hiring.credit_code[~alone] != "").all()
    assert (people.unemployed_on <= people.registered_on).all()
    done = people[people.reemployed_on.notna()]
    assert (done.registered_on <= done.reemployed_on).all()
    assert (done.reemployed_on.dt.strftime("%Y-%m") <= done.file_month).all(), "no file knows what came after its month"
    assert (orders.called_at <= orders.accepted_at).all()
    closed = orders[orders.closed_at.notna()]
    assert (closed.accepted_at <= closed.closed_at).all()
    assert (closed.is_on_time == np.where(closed.closed_at <= closed.due_at, "是", "否")).all()
    assert (closed.closed_at.dt.strftime("%Y-%m") <= closed.file_month).all()
    talent = frames["talent"]
    assert (talent.month == talent.file_month).all()
    paid = talent.kind.isin(["租房和生活补贴", "晋级奖励"])
    assert (talent.amount_yuan[paid] > 0).all()
    assert (talent.amount_yuan[~paid] == "").all()
    assert not talent.duplicated(["kind", "person_hash", "month", "item", "batch"]).any()
    _no_row_of_labour_rights_breaks_a_rule(frames)
    still_open = orders[orders.closed_at.isna()]
    assert (still_open[["is_on_time", "followup_result", "satisfaction"]] == "").all(axis=None)


def _no_row_of_labour_rights_breaks_a_rule(frames: dict[str, pd.DataFrame]) -> None:
    cases, projects = frames["labour_rights"], frames["wage_deposits"]
    assert (cases.received_on <= cases.due_on).all()
    closed = cases[cases.closed_on.notna()]
    assert (closed.received_on <= closed.closed_on).all()
    assert (closed.closed_on.dt.strftime("%Y-%m") <= closed.file_month).all()
    assert (closed.is_on_time == np.where(closed.closed_on <= closed.due_on, "是", "否")).all()
    assert (closed.outcome != "").all()
    assert (cases[cases.closed_on.isna()][["is_on_time", "outcome"]] == "").all(axis=None)
    assert (cases.people >= 1).all()
    disputes = cases[cases.case_kind == "劳动人事争议"]
    allowed = (disputes.due_on - disputes.received_on).dt.days
    assert (allowed == np.where(disputes.is_extended == "是", 60, 45)).all()
    assert (projects.started_on <= projects.paid_on).eq(projects.paid_on.notna()).all()
    assert (projects.paid_on.notna() == (projects.paid_yuan != "")).all()
    assert (projects.due_yuan <= projects.contract_yuan * 0.05).all()


def test_each_person_is_one_and_comes_once_or_again_with_news(frames: dict[str, pd.DataFrame]) -> None:
    hired, people = frames["hiring"].person_hash, frames["reemployment"]
    assert hired.is_unique
    assert not set(hired) & set(people.person_hash)
    assert not set(frames["talent"].person_hash) & (set(hired) | set(people.person_hash))
    again = people[people.person_hash.duplicated(keep="first")]
    assert len(again) > 10_000
    assert again.reemployed_on.notna().all()
    assert not people.duplicated(["person_hash", "reemployed_on"]).any()
    assert people.groupby("person_hash").unemployed_on.nunique().eq(1).all()


def test_each_order_comes_again_only_when_it_is_closed(frames: dict[str, pd.DataFrame]) -> None:
    orders = frames["hotline"]
    assert (orders.order_id.str[:8] == orders.accepted_at.dt.strftime("%Y%m%d")).all()
    again = orders[orders.order_id.duplicated(keep="first")]
    assert len(again) > 2_000
    assert again.closed_at.notna().all()
    assert orders.order_id.value_counts().max() == 2


def test_some_callers_call_again(final: dict[str, pd.DataFrame]) -> None:
    orders = final["hotline"]
    calls = orders.caller_hash[orders.caller_hash != ""].groupby(
        [orders.caller_hash, orders.accepted_at.dt.to_period("M")]
    )
    often = calls.size()
    assert orders.caller_hash.str.fullmatch("199000[0-9]{5}|").all()
    assert 0.01 < (orders.caller_hash == "").mean() < 0.05
    assert 0.02 < often[often >= 2].sum() / often.sum() < 0.2
    assert often.max() >= 3


def test_each_case_comes_again_only_when_it_is_closed(frames: dict[str, pd.DataFrame]) -> None:
    cases = frames["labour_rights"]
    again = cases[cases.case_no.duplicated(keep="first")]
    assert len(again) > 2_000
    assert again.closed_on.notna().all()
    assert cases.case_no.value_counts().max() == 2
    projects = frames["wage_deposits"]
    told_again = projects[projects.project.duplicated(keep="first")]
    assert len(told_again) > 30
    assert told_again.paid_on.notna().all()


def test_late_and_open_cases_are_few(final: dict[str, pd.DataFrame]) -> None:
    cases = final["labour_rights"]
    closed = cases[cases.closed_on.notna()]
    assert 0.005 < (closed.is_on_time == "否").mean() < 0.03
    assert 0.01 < cases.closed_on.isna().mean() < 0.06
    mediated = (closed.outcome == "调解").groupby(closed.case_kind).mean()
    assert 0.6 < mediated["劳动人事争议"] < 0.75
    assert mediated["欠薪"] == 0, "an inspection ends by order, not by mediation"


def test_hardship_takes_longer(final: dict[str, pd.DataFrame]) -> None:
    people = final["reemployment"]
    weeks = (people.reemployed_on - people.registered_on).dt.days / 7
    hard = people.hardship != ""
    assert 7 < weeks[~hard].median() < 12
    assert 14 < weeks[hard].median() < 22
    settled = people[people.registered_on.between("2021-01-01", "2022-06-30")]
    share = settled.reemployed_on.isna().groupby(settled.hardship != "").mean()
    assert share[False] < share[True]


def test_words_are_those_of_the_lists(ledgers: list, shipped: Site) -> None:
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    lists: dict[tuple[str, str], str] = {}
    for ledger in ledgers:
        for name, values in ledger.columns.items():
            if listed := ledger.source.columns[name].list:
                seen[ledger.source.id, name] |= set(values)
                lists[ledger.source.id, name] = listed
    assert len(seen) > 10
    for place, words in seen.items():
        assert words <= {entry.name for entry in shipped.reference(lists[place])} | {""}, place


def test_few_streets_are_unknown(frames: dict[str, pd.DataFrame], shipped: Site) -> None:
    streets = {entry.name for entry in shipped.reference("areas") if entry.extra["level"] == "street"}
    for name in ("hiring", "reemployment", "hotline", "talent", "labour_rights"):
        unknown = ~frames[name].area_code.isin(streets)
        assert 0.002 < unknown.mean() < 0.007, name
        assert set(frames[name].area_code[unknown]) == {"", "外区"}
    assert set(frames["insurance"].area_code) == streets


def test_calls_come_at_calling_hours(final: dict[str, pd.DataFrame]) -> None:
    accepted = final["hotline"].accepted_at
    assert accepted.dt.hour.between(8, 18).mean() > 0.75
    assert accepted.dt.day_of_week.value_counts().idxmax() == 0
    assert (accepted.dt.day_of_week >= 5).mean() < 0.2


def test_late_and_open_orders_are_few(final: dict[str, pd.DataFrame]) -> None:
    orders = final["hotline"]
    assert 0.015 < (orders.is_on_time == "否").mean() < 0.035
    assert 0.005 < orders.closed_at.isna().mean() < 0.03
    by_type = orders.due_at.dt.normalize() - orders.accepted_at.dt.normalize()
    assert by_type[orders.request_type == "咨询"].median() < by_type[orders.request_type == "建议"].median()


def test_shares_of_the_year_sum_to_one() -> None:
    for series, shares in SHARES.items():
        assert len(shares) == 12
        assert sum(shares) == pytest.approx(1.0, abs=1e-9), series


@pytest.mark.skipif(not REALDATA.exists(), reason="../shared/realdata is not here")
def test_shares_are_those_of_the_ministry() -> None:
    with (REALDATA / "mohrss_monthly" / "mohrss_monthly_ytd_2013_2026.csv").open(encoding="utf-8") as file:
        rows = {row["period_true"]: row for row in csv.DictReader(file)}
    titles = {
        "hired": "城镇新增就业人数_累计_万人",
        "reemployed": "城镇失业人员再就业人数_累计_万人",
        "hard_to_employ_placed": "就业困难人员就业人数_累计_万人",
    }
    for series, title in titles.items():
        cumulative = [[float(rows[f"{year}-{m:02d}"][title]) for m in range(1, 13)] for year in (2019, 2021, 2022)]
        shares = np.mean([np.diff([0.0, *year]) / year[-1] for year in cumulative], axis=0)
        assert SHARES[series] == pytest.approx(shares, abs=0.00016), series


@pytest.mark.parametrize(("total", "weights", "expected"), [
    (10, [1, 1, 1], [4, 3, 3]),
    (0, [1, 2], [0, 0]),
    (7, [0, 1], [0, 7]),
])  # fmt: skip
def test_spreading_loses_nobody(total: int, weights: list[int], expected: list[int]) -> None:
    assert spread(total, np.array(weights, dtype=float)).tolist() == expected
