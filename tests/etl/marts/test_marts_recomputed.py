"""The marts a second time, in pandas from random facts, and their promise to be additive over parts."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd
import pytest

from tests.etl.marts.facts import MARTS, SOURCES, columns, database, part_of, reads, run

AREAS = ["430103002", "430103004", "430103999"]
Facts = list[dict[str, Any]]


def _day(chance: random.Random) -> date:
    return date(2022, 11, 1) + timedelta(days=chance.randrange(150))


def _minute(chance: random.Random) -> datetime:
    return datetime(2022, 11, 1) + timedelta(minutes=chance.randrange(150 * 24 * 60))


def _hiring(chance: random.Random) -> dict[str, Any]:
    return {
        "employed_on": _day(chance),
        "person_group": chance.choice(["农民工", None]),
        "sex": chance.choice("男女"),
        "employer": chance.choice(["甲公司", "乙公司", None]),
        "industry": chance.choice(["建筑业", None]),
    }


def _reemployment(chance: random.Random) -> dict[str, Any]:
    unemployed = _day(chance)
    registered = unemployed + timedelta(days=chance.randrange(40))
    found = registered + timedelta(days=chance.randrange(400)) if chance.random() < 0.7 else None
    return {
        "unemployed_on": unemployed,
        "registered_on": registered,
        "reemployed_on": found,
        "hardship": chance.choice([None, None, "残疾人员", "大龄失业人员"]),
        "measure": chance.choice(["职业介绍", None]),
    }


def _insurance(chance: random.Random) -> dict[str, Any]:
    return {
        "month": _day(chance).replace(day=1),
        "insurance_type": chance.choice(["失业保险", "工伤保险"]),
        "due_persons": chance.choice([None, 0, chance.randrange(1000)]),
        "insured_persons": chance.randrange(1000),
        "beneficiaries": chance.choice([None, chance.randrange(100)]),
        "benefit_standard_yuan": chance.choice([None, Decimal(258), Decimal("1737.5")]),
        "fund_income_yuan": Decimal(chance.randrange(10**6)) / 100,
        "fund_expense_yuan": chance.choice([None, Decimal(chance.randrange(10**6)) / 100]),
    }


def _hotline(chance: random.Random) -> dict[str, Any]:
    accepted = _minute(chance)
    closed = accepted + timedelta(minutes=chance.randrange(60 * 24 * 60)) if chance.random() < 0.8 else None
    due = accepted + timedelta(days=chance.randrange(40))
    return {
        "caller_hash": chance.choice([None, *"abcdefgh"]),
        "called_at": chance.choice([None, accepted - timedelta(minutes=chance.randrange(90))]),
        "category_1": chance.choice(["劳动保障", "社会保险"]),
        "category_2": chance.choice(["工资报酬", None]),
        "accepted_at": accepted,
        "closed_at": closed,
        "due_at": chance.choice([None, due, datetime(due.year, due.month, due.day)]),
        "is_on_time": chance.choice([None, True, False]),
        "satisfaction": chance.choice([None, "非常满意", "满意", "基本满意", "不满意", "非常不满意", "未评价"]),
        "request_type": chance.choice(["咨询", "投诉"]),
        "department": chance.choice(["办公室", None]),
    }


def _talent(chance: random.Random) -> dict[str, Any]:
    return {
        "month": _day(chance).replace(day=1),
        "kind": chance.choice(["教师招聘", "事业单位招录", "晋级奖励"]),
        "batch": chance.choice(["第1批", "未注明"]),
        "education": chance.choice(["大学本科", None]),
        "is_special": chance.choice([True, False, None]),
        "amount_yuan": Decimal(chance.randrange(10**6)) / 100,
    }


def _public(chance: random.Random) -> dict[str, Any]:
    return {
        "figure": chance.choice(["new_urban_jobs", "reemployed"]),
        "measure": "cumulative",
        "counted_month": _day(chance).replace(day=1),
        "value": Decimal(chance.randrange(10**6)) / 1000,
        "unit": chance.choice(["人", "万人", "%", "亿元"]),
    }


def _event(chance: random.Random) -> dict[str, Any]:
    def count() -> int | None:
        return chance.choice([None, 0, chance.randrange(1000)])

    return {
        "held_on": _day(chance),
        "event_kind": chance.choice(["招聘会", "职业指导"]),
        "event_mode": chance.choice(["线上", "线下", None]),
        "campaign": chance.choice(["春风行动", None]),
        **{name: count() for name in ("employers", "positions", "attendees", "intents", "media_reach")},
    }


def _gig(chance: random.Random) -> dict[str, Any]:
    return {
        "month": _day(chance).replace(day=1),
        "trade": chance.choice(["餐饮服务", "不分行业"]),
        "employers": chance.randrange(100),
        "positions": chance.randrange(1000),
        "persons_served": chance.randrange(1000),
        "matched": chance.choice([None, chance.randrange(100)]),
        "insured_persons": chance.choice([None, chance.randrange(100)]),
    }


def _point(chance: random.Random) -> dict[str, Any]:
    opened = _day(chance)
    return {
        "month": _day(chance).replace(day=1),
        "point_kind": chance.choice(["社区就业微市场", "就业驿站"]),
        "opened_on": chance.choice([None, opened]),
        "closed_on": chance.choice([None, opened + timedelta(days=chance.randrange(60))]),
        "reach_persons": chance.choice([None, chance.randrange(100)]),
        "working_age_persons": chance.choice([None, chance.randrange(1, 3000)]),
    }


def _labour_rights(chance: random.Random) -> dict[str, Any]:
    received = _day(chance)
    closed = received + timedelta(days=chance.randrange(120)) if chance.random() < 0.8 else None
    return {
        "case_kind": chance.choice(["欠薪", "举报投诉", "劳动人事争议"]),
        "channel": chance.choice(["来访", None]),
        "received_on": received,
        "people": chance.choice([None, 1, chance.randrange(1, 60)]),
        "amount_yuan": chance.choice([None, Decimal(chance.randrange(10**6)) / 4]),
        "due_on": chance.choice([None, received + timedelta(days=45)]),
        "is_extended": chance.choice([None, True, False]),
        "closed_on": closed,
        "is_on_time": chance.choice([None, None, True, False]),
        "outcome": chance.choice([None, "调解", "裁决", "责令支付"]),
    }


def _wage_deposits(chance: random.Random) -> dict[str, Any]:
    started = _day(chance)
    due = chance.choice([0, chance.randrange(1, 10**6)])
    opened = started + timedelta(days=chance.randrange(30))
    return {
        "started_on": started,
        "contract_yuan": chance.choice([None, Decimal(due) * 50]),
        "due_yuan": Decimal(due),
        "paid_yuan": chance.choice([None, Decimal(0), Decimal(due), Decimal(due) / 2, Decimal(due + 1000)]),
        "paid_form": chance.choice(["现金", None]),
        "paid_on": chance.choice([None, started + timedelta(days=chance.randrange(60))]),
        "has_account": chance.choice([None, True, False]),
        "account_opened_on": chance.choice([None, opened]),
    }


MAKERS: dict[str, Callable[[random.Random], dict[str, Any]]] = {
    "hiring": _hiring,
    "reemployment": _reemployment,
    "insurance": _insurance,
    "hotline": _hotline,
    "talent": _talent,
    "public_figures": _public,
    "job_events": _event,
    "gig_market": _gig,
    "service_points": _point,
    "labour_rights": _labour_rights,
    "wage_deposits": _wage_deposits,
}


def random_facts(source: str, seed: int, rows: int = 400) -> Facts:
    chance = random.Random(seed)
    facts = []
    for _ in range(rows):
        fact = MAKERS[source](chance) | {"area_code": chance.choice(AREAS), "is_demo": chance.random() < 0.3}
        facts.append(fact | {"month": part_of(SOURCES[source], fact)})
    return facts


def frame_of(source: str, facts: Facts) -> pd.DataFrame:
    frame = pd.DataFrame(facts, columns=list(columns(SOURCES[source])))
    frame["part"] = pd.to_datetime(frame["month"])
    frame["demo_rows"] = frame["is_demo"].astype(int)
    return frame


def _month(days: pd.Series) -> pd.Series:
    return pd.Series(pd.to_datetime(days).dt.to_period("M").dt.to_timestamp())


def _sum(frame: pd.DataFrame, keys: list[str], measures: list[str]) -> pd.DataFrame:
    return frame.groupby(keys, dropna=False)[measures].sum().reset_index()


def employment(facts: Facts) -> pd.DataFrame:
    frame = frame_of("hiring", facts).assign(hired=1)
    frame["month"] = _month(frame["employed_on"])
    keys = ["part", "month", "area_code", "industry", "person_group", "employment_form", "education", "sex"]
    return _sum(frame, keys, ["hired", "demo_rows"])


def employer(facts: Facts) -> pd.DataFrame:
    frame = frame_of("hiring", facts).assign(hired=1).dropna(subset="employer")
    frame["month"] = _month(frame["employed_on"])
    keys = ["part", "month", "area_code", "employer", "industry", "person_group", "employment_form"]
    return _sum(frame, keys, ["hired", "demo_rows"])


def reemployment(facts: Facts) -> pd.DataFrame:
    frame = frame_of("reemployment", facts).dropna(subset="reemployed_on")
    frame["month"] = _month(frame["reemployed_on"])
    days = (pd.to_datetime(frame["reemployed_on"]) - pd.to_datetime(frame["unemployed_on"])).dt.days
    frame = frame.assign(
        reemployed=1, hard_to_employ=frame["hardship"].notna().astype(int), days_unemployed=days, persons_with_days=1
    )
    measures = ["reemployed", "hard_to_employ", "days_unemployed", "persons_with_days", "demo_rows"]
    return _sum(frame, ["part", "month", "area_code", "hardship", "measure"], measures)


def cohort(facts: Facts) -> pd.DataFrame:
    frame = frame_of("reemployment", facts)
    frame["month"] = _month(frame["registered_on"])
    weeks = (pd.to_datetime(frame["reemployed_on"]) - pd.to_datetime(frame["registered_on"])).dt.days / 7
    frame = frame.assign(registered=1, reemployed=frame["reemployed_on"].notna().astype(int))
    limits = {f"reemployed_in_{limit}_weeks": (weeks <= limit).astype(int) for limit in (13, 26, 52)}
    return _sum(
        frame.assign(**limits),
        ["part", "month", "area_code", "hardship", "measure"],
        ["registered", "reemployed", *limits, "demo_rows"],
    )


def talent(facts: Facts) -> pd.DataFrame:
    frame = frame_of("talent", facts)
    frame["month"] = _month(frame["month"])
    frame = frame.assign(
        persons=1,
        special_persons=[int(bool(special)) for special in frame["is_special"]],
        amount_yuan=frame["amount_yuan"].astype(float),
    )
    keys = ["part", "month", "area_code", "kind", "education", "title_level"]
    return _sum(frame, keys, ["persons", "special_persons", "amount_yuan", "demo_rows"]).round({"amount_yuan": 2})


def hotline(facts: Facts) -> pd.DataFrame:
    rows = []
    for fact in facts:
        names = ("area_code", "request_type", "category_1", "category_2", "category_3", "department")
        base = {name: fact.get(name) for name in names}
        base |= {"part": pd.Timestamp(fact["month"]), "demo_rows": int(fact["is_demo"])}
        rows.append(base | {"month": fact["accepted_at"], "received": 1})
        if fact["closed_at"] is not None:
            in_time = _in_time(fact)
            rated = fact["satisfaction"] not in (None, "未评价")
            satisfied = rated and not fact["satisfaction"].endswith("不满意")
            rows.append(
                base
                | {"month": fact["closed_at"], "closed": 1, "closed_timed": int(in_time is not None)}
                | {"closed_on_time": int(bool(in_time)), "rated": int(rated), "satisfied": int(satisfied)}
            )
    frame = pd.DataFrame(rows)
    frame["month"] = _month(frame["month"])
    keys = ["part", "month", "area_code", "request_type", "category_1", "category_2", "category_3", "department"]
    measures = ["received", "closed", "closed_timed", "closed_on_time", "rated", "satisfied", "demo_rows"]
    return _sum(frame.fillna(dict.fromkeys(measures, 0)), keys, measures)


def _in_time(fact: dict[str, Any]) -> bool | None:
    if fact["is_on_time"] is not None:
        return bool(fact["is_on_time"])
    if fact["due_at"] is None:
        return None
    lasts = timedelta(days=1) if fact["due_at"].time() == datetime.min.time() else timedelta(microseconds=1)
    return bool(fact["closed_at"] < fact["due_at"] + lasts)


def events(facts: Facts) -> pd.DataFrame:
    frame = frame_of("job_events", facts).assign(events=1)
    frame["month"] = _month(frame["held_on"])
    tells_both = frame["intents"].notna() & frame["positions"].notna()
    frame["intents_of_positions"] = frame["intents"].where(tells_both)
    frame["positions_with_intents"] = frame["positions"].where(tells_both)
    told = ["employers", "positions", "attendees", "intents", "intents_of_positions", "positions_with_intents"]
    keys = ["part", "month", "area_code", "event_kind", "event_mode", "campaign"]
    return _sum_known(frame, keys, ["events", *told, "media_reach", "demo_rows"])


def gig_market(facts: Facts) -> pd.DataFrame:
    frame = frame_of("gig_market", facts)
    frame["month"] = frame["part"]
    frame["served_with_matched"] = frame["persons_served"].where(frame["matched"].notna())
    told = ["employers", "positions", "persons_served", "matched", "served_with_matched", "insured_persons"]
    return _sum_known(frame, ["part", "month", "area_code", "trade"], [*told, "demo_rows"])


def _standing(facts: Facts) -> pd.DataFrame:
    """The points with ``is_open``: opened by the month's last day and not closed by then."""
    frame = frame_of("service_points", facts)
    frame["month"] = frame["part"]
    end = frame["month"] + pd.offsets.MonthEnd(0)
    opened, closed = pd.to_datetime(frame["opened_on"]), pd.to_datetime(frame["closed_on"])
    frame["is_open"] = ((opened.isna() | (opened <= end)) & (closed.isna() | (closed > end))).astype(int)
    return frame


def points(facts: Facts) -> pd.DataFrame:
    frame = _standing(facts).assign(listed_points=1)
    frame["open_points"] = frame["is_open"]
    return _sum(frame, ["part", "month", "area_code", "point_kind"], ["listed_points", "open_points", "demo_rows"])


def circles(facts: Facts) -> pd.DataFrame:
    rows = []
    for (month, area), street in _standing(facts).groupby(["part", "area_code"]):
        reach = street["reach_persons"][street["is_open"] == 1].dropna()
        persons = street["working_age_persons"].dropna().max()
        known = len(reach) > 0 or street["is_open"].sum() == 0
        counted = known and not pd.isna(persons)
        rows.append(
            {
                "part": month,
                "month": month,
                "area_code": area,
                "reached_persons": min(reach.sum(), persons) if counted else None,
                "working_age_persons": persons if counted else None,
                "demo_rows": street["demo_rows"].sum(),
            }
        )
    return pd.DataFrame(rows)


def _sum_known(frame: pd.DataFrame, keys: list[str], measures: list[str]) -> pd.DataFrame:
    """Sums of what is known; nothing where nothing is."""
    frame = frame.assign(**{name: pd.to_numeric(frame[name]) for name in measures})
    return frame.groupby(keys, dropna=False)[measures].sum(min_count=1).reset_index()


def spell(facts: Facts) -> pd.DataFrame:
    frame = frame_of("reemployment", facts)
    days = {name: pd.to_datetime(frame[name]) for name in ("unemployed_on", "registered_on", "reemployed_on")}
    frame = frame.assign(
        month=_month(frame["unemployed_on"]),
        unemployed_on=days["unemployed_on"],
        days_to_registration=(days["registered_on"] - days["unemployed_on"]).dt.days,
        days_to_reemployment=(days["reemployed_on"] - days["unemployed_on"]).dt.days,
        spells=1,
    )
    keys = ["part", "month", "unemployed_on", "days_to_registration", "days_to_reemployment"]
    return _sum(frame, [*keys, "area_code", "hardship", "measure"], ["spells", "demo_rows"])


def _orders(facts: Facts) -> pd.DataFrame:
    frame = frame_of("hotline", facts)
    for name in ("accepted_at", "called_at", "closed_at", "due_at"):
        frame[name] = pd.to_datetime(frame[name])
    return frame.assign(month=_month(frame["accepted_at"]), received=1)


def hour(facts: Facts) -> pd.DataFrame:
    frame = _orders(facts)
    called = frame["called_at"].fillna(frame["accepted_at"])
    frame["weekday"] = called.dt.isocalendar().day.astype(int)
    frame["hour"] = called.dt.hour.where(called != called.dt.normalize())
    return _sum(frame, ["part", "month", "area_code", "category_1", "weekday", "hour"], ["received", "demo_rows"])


def week(facts: Facts) -> pd.DataFrame:
    frame = _orders(facts)
    frame["week"] = frame["accepted_at"].dt.to_period("W-SUN").dt.start_time
    keys = ["part", "month", "week", "area_code", "category_1", "category_2", "category_3"]
    return _sum(frame, keys, ["received", "demo_rows"])


def left_open(facts: Facts) -> pd.DataFrame:
    frame = _orders(facts)
    frame = frame.assign(
        received_on=frame["accepted_at"].dt.normalize(),
        closed_month=_month(frame["closed_at"]),
        due_month=_month(frame["due_at"]),
        orders=1,
    )
    frame = frame[~(frame["closed_month"] == frame["month"])]
    keys = ["part", "month", "received_on", "closed_month", "due_month", "area_code", "department", "category_1"]
    return _sum(frame, keys, ["orders", "demo_rows"])


def repeat(facts: Facts) -> pd.DataFrame:
    frame = _orders(facts).dropna(subset="caller_hash").assign(orders=1)
    caller, topic = ["month", "caller_hash"], ["month", "caller_hash", "category_1", "category_2"]
    frame["caller_orders"] = frame.groupby(caller)["orders"].transform("sum")
    frame["topic_orders"] = frame.groupby(topic, dropna=False)["orders"].transform("sum")
    keys = ["part", "month", "area_code", "category_1", "caller_orders", "topic_orders"]
    return _sum(frame, keys, ["orders", "demo_rows"])


def rights(facts: Facts) -> pd.DataFrame:
    rows = []
    for fact in facts:
        base = {name: fact.get(name) for name in ("area_code", "case_kind", "outcome", "channel", "industry")}
        base |= {"part": pd.Timestamp(fact["month"]), "demo_rows": int(fact["is_demo"])}
        people, yuan = fact["people"] or 0, float(fact["amount_yuan"] or 0)
        is_closed = fact["closed_on"] is not None
        came = {"received": 1, "received_closed": int(is_closed), "received_people": people}
        rows.append(base | {"month": fact["received_on"], "received_amount_yuan": yuan} | came)
        if is_closed:
            in_time = _within_the_law(fact)
            ended = {"closed": 1, "closed_mediated": int(fact["outcome"] == "调解"), "closed_people": people}
            ended |= {"closed_timed": int(in_time is not None), "closed_on_time": int(bool(in_time))}
            rows.append(base | {"month": fact["closed_on"], "closed_amount_yuan": yuan} | ended)
    frame = pd.DataFrame(rows)
    frame["month"] = _month(frame["month"])
    keys = ["part", "month", "area_code", "case_kind", "outcome", "channel", "industry"]
    measures = ["received", "received_closed", "received_people", "received_amount_yuan", "closed", "closed_mediated"]
    measures += ["closed_timed", "closed_on_time", "closed_people", "closed_amount_yuan", "demo_rows"]
    return _sum(frame.fillna(dict.fromkeys(measures, 0)), keys, measures)


def _within_the_law(fact: dict[str, Any]) -> bool | None:
    if fact["is_on_time"] is not None:
        return bool(fact["is_on_time"])
    if fact["due_on"] is not None:
        return bool(fact["closed_on"] <= fact["due_on"])
    if fact["case_kind"] != "劳动人事争议":
        return None
    return bool(fact["closed_on"] - fact["received_on"] <= timedelta(days=60 if fact["is_extended"] else 45))


def rights_open(facts: Facts) -> pd.DataFrame:
    rows = []
    for fact in facts:
        if fact["closed_on"] and (fact["closed_on"].year, fact["closed_on"].month) == (
            fact["received_on"].year,
            fact["received_on"].month,
        ):
            continue
        by_law = {"劳动人事争议": 60 if fact["is_extended"] else 45}.get(fact["case_kind"])
        rows.append(fact | {"days_allowed": None if fact["due_on"] else by_law, "industry": None, "cases": 1})
    frame = pd.DataFrame(rows)
    for name in ("received_on", "due_on", "closed_on", "month"):
        frame[name] = pd.to_datetime(frame[name])
    frame = frame.assign(
        part=frame["month"], month=_month(frame["received_on"]), demo_rows=frame["is_demo"].astype(int)
    )
    frame["closed_month"] = _month(frame["closed_on"])
    keys = [
        "part",
        "month",
        "received_on",
        "closed_month",
        "due_on",
        "days_allowed",
        "area_code",
        "case_kind",
        "industry",
    ]
    return _sum(frame, keys, ["cases", "demo_rows"])


def durations(facts: Facts) -> pd.DataFrame:
    frame = pd.DataFrame([fact | {"industry": None, "closed": 1} for fact in facts if fact["closed_on"]])
    frame["days"] = [(one.closed_on - one.received_on).days for one in frame.itertuples()]
    frame["part"] = pd.to_datetime(frame["month"])
    frame = frame.assign(month=_month(frame["closed_on"]), demo_rows=frame["is_demo"].astype(int))
    return _sum(frame, ["part", "month", "area_code", "case_kind", "industry", "days"], ["closed", "demo_rows"])


def rounds(facts: Facts) -> pd.DataFrame:
    frame = frame_of("talent", [fact for fact in facts if fact["kind"] != "晋级奖励"])
    frame["month"] = _month(frame["month"])
    special = [int(bool(one)) for one in frame["is_special"]]
    keys = ["part", "month", "area_code", "kind", "batch", "education"]
    return _sum(frame.assign(persons=1, special_persons=special), keys, ["persons", "special_persons", "demo_rows"])


def deposits(facts: Facts) -> pd.DataFrame:
    rows = []
    for fact in facts:
        base = {name: fact[name] for name in ("area_code", "paid_form")}
        base |= {"part": pd.Timestamp(fact["month"]), "demo_rows": int(fact["is_demo"])}
        due, paid = float(fact["due_yuan"]), float(fact["paid_yuan"] or 0)
        account = fact["has_account"] if fact["has_account"] is not None else fact["account_opened_on"] and True
        rows.append(
            base
            | {"month": fact["started_on"], "projects": 1, "contract_yuan": float(fact["contract_yuan"] or 0)}
            | {"due_yuan": due, "paid_of_due_yuan": min(due, paid), "projects_due": int(due > 0)}
            | {"projects_paid": int(0 < due <= paid)}
            | {"projects_told": int(account is not None), "projects_with_account": int(bool(account))}
        )
        if paid:
            rows.append(base | {"month": fact["paid_on"] or fact["started_on"], "paid_yuan": paid})
    frame = pd.DataFrame(rows)
    frame["month"] = _month(frame["month"])
    measures = ["projects", "contract_yuan", "due_yuan", "paid_of_due_yuan", "projects_due", "projects_paid"]
    measures += ["projects_told", "projects_with_account", "paid_yuan", "demo_rows"]
    return _sum(frame.fillna(dict.fromkeys(measures, 0)), ["part", "month", "area_code", "paid_form"], measures)


SECOND: dict[str, tuple[str, Callable[[Facts], pd.DataFrame]]] = {
    "employment_month": ("hiring", employment),
    "employer_month": ("hiring", employer),
    "reemployment_month": ("reemployment", reemployment),
    "reemployment_cohort": ("reemployment", cohort),
    "hotline_month": ("hotline", hotline),
    "job_event_month": ("job_events", events),
    "gig_market_month": ("gig_market", gig_market),
    "service_point_month": ("service_points", points),
    "service_circle_month": ("service_points", circles),
    "talent_month": ("talent", talent),
    "reemployment_spell": ("reemployment", spell),
    "hotline_hour": ("hotline", hour),
    "hotline_week": ("hotline", week),
    "hotline_open": ("hotline", left_open),
    "hotline_repeat": ("hotline", repeat),
    "rights_month": ("labour_rights", rights),
    "rights_open": ("labour_rights", rights_open),
    "rights_duration": ("labour_rights", durations),
    "recruitment_round": ("talent", rounds),
    "wage_deposit_month": ("wage_deposits", deposits),
}


def test_every_mart_is_computed_a_second_time() -> None:
    elsewhere = {"insurance_month", "public_month"}  # below, and in tests/etl/public
    assert SECOND.keys() | elsewhere == {path.stem for path in MARTS}


@pytest.mark.parametrize("mart", SECOND)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_mart_equals_the_second_computation(mart: str, seed: int) -> None:
    source, again = SECOND[mart]
    facts = random_facts(source, seed)
    _same(run(database(**{source: facts}), mart), again(facts))


def test_insurance_equals_the_second_computation() -> None:
    facts = random_facts("insurance", 4)
    mart = run(database(insurance=facts), "insurance_month")
    groups: dict[tuple[Any, ...], Facts] = {}
    for fact in facts:
        groups.setdefault((pd.Timestamp(fact["month"]), fact["area_code"], fact["insurance_type"]), []).append(fact)
    assert len(mart) == len(groups)
    for _, row in mart.iterrows():
        group = groups[row["month"], row["area_code"], row["insurance_type"]]
        for name in ("due_persons", "insured_persons", "beneficiaries", "fund_income_yuan", "fund_expense_yuan"):
            known = [fact[name] for fact in group if fact[name] is not None]
            assert (None if pd.isna(row[name]) else float(row[name])) == (float(sum(known)) if known else None)
        assert row["insured_of_due"] == sum(fact["insured_persons"] for fact in group if fact["due_persons"])
        standards = [fact["benefit_standard_yuan"] for fact in group if fact["benefit_standard_yuan"] is not None]
        assert (None if pd.isna(row["benefit_standard_yuan"]) else row["benefit_standard_yuan"]) == (
            float(max(standards)) if standards else None
        )


@pytest.mark.parametrize("mart", [path.stem for path in MARTS])
def test_mart_is_additive_over_parts(mart: str) -> None:
    """All parts at once give the rows that the parts give one by one: what lets a build redo only changed parts."""
    facts = {source: random_facts(source, 5, rows=250) for source in reads(mart)}
    whole = run(database(**facts), mart)
    months = sorted({fact["month"] for rows in facts.values() for fact in rows})
    pieces = [
        run(database(**{source: [f for f in rows if f["month"] == month] for source, rows in facts.items()}), mart)
        for month in months
    ]
    assert sum(len(piece) > 0 for piece in pieces) > 3
    _same(whole, pd.concat([piece for piece in pieces if len(piece)]))


@pytest.mark.parametrize("mart", [path.stem for path in MARTS])
def test_mart_of_nothing_is_empty_and_names_nobody(mart: str) -> None:
    nothing = run(database(), mart)
    assert nothing.empty
    assert not {name for source in SOURCES.values() for name in source.stored if name.endswith("_hash")} & set(nothing)


def _same(left: pd.DataFrame, right: pd.DataFrame) -> None:
    """The same rows with the same columns, whatever their order and number types."""
    assert set(left.columns) == set(right.columns)
    assert len(left) == len(right) > 0
    con = duckdb.connect()
    con.register("l", left)
    con.register("r", right[list(left.columns)])
    same = ", ".join(f"l.{name} is not distinct from r.{name}" for name in left.columns).replace(", ", " and ")
    unmatched = con.execute(f"select count(*) from l where not exists (select 1 from r where {same})").fetchone()
    assert unmatched == (0,)
