"""Errors that must be found: what is written into a row, and the rule that has to name it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from etl.demo.files import Cell
from etl.demo.people import with_check_digit
from etl.demo.world import Ledger

FUTURE = date(2099, 1, 1)
KEPT = "kept"  # no rule of the checks: the row is taken and the text stays as it is, and never runs
DUPLICATE = "duplicate_row"


@dataclass(frozen=True)
class Spot:
    """A row before it was dressed."""

    ledger: Ledger
    row: int
    workbook: bool

    def __getitem__(self, column: str) -> Any:
        values = self.ledger.columns[column]
        return values[self.row].astype(object) if values.dtype.kind == "M" else values[self.row]


Changes = dict[str, Cell]


@dataclass(frozen=True)
class Recipe:
    """``make`` gives the cells to write, or None where this row cannot carry the error."""

    rule: str
    column: str
    make: Callable[[Spot], Changes | None]
    severity: str = "quarantine"
    also: tuple[tuple[str, str, str], ...] = ()  # what else the checks must say of it: rule, column, severity


def _set(column: str, value: Cell) -> Callable[[Spot], Changes | None]:
    return lambda spot: {column: value}


def _wrong_last(column: str) -> Callable[[Spot], Changes | None]:
    """The check character replaced by another one."""

    def make(spot: Spot) -> Changes | None:
        code = str(spot[column])
        return {column: code[:-1] + ("1" if code[-1] != "1" else "2")} if code else None

    return make


def _ruined(spot: Spot) -> Changes | None:
    """An id as Excel leaves it when it takes it for a number: 15 digits in a workbook, 6 in a text file."""
    number = float(spot["person_hash"].replace("X", "0"))
    return {"person_hash": float(f"{number:.14E}") if spot.workbook else f"{number:.5E}"}


def _born_in_month_13(spot: Spot) -> Changes | None:
    body = f"{spot['person_hash'][:10]}13{spot['person_hash'][12:17]}"
    return {"person_hash": with_check_digit(np.array([int(body)]))[0]}


def _child(spot: Spot) -> Changes | None:
    born = spot["employed_on"] - timedelta(days=10 * 365)
    body = f"{spot['person_hash'][:6]}{born:%Y%m%d}{spot['person_hash'][14:17]}"
    return {"person_hash": with_check_digit(np.array([int(body)]))[0]}


def _other_sex(spot: Spot) -> Changes | None:
    return {"sex": "女" if spot["sex"] == "男" else "男"}


def _formula(column: str) -> Callable[[Spot], Changes | None]:
    return lambda spot: {column: '=HYPERLINK("http://example.invalid/","点此")'} if spot[column] else None


def _registered_before_unemployed(spot: Spot) -> Changes | None:
    return (
        {"unemployed_on": (spot["registered_on"] + timedelta(days=30)).isoformat()}
        if not spot["reemployed_on"]
        else None
    )


def _closed_before_accepted(spot: Spot) -> Changes | None:
    earlier = spot["accepted_at"] - timedelta(days=2)
    return (
        {"closed_at": earlier.isoformat(sep=" ", timespec="minutes"), "is_on_time": "是"} if spot["closed_at"] else None
    )


def _paid(changes: Changes) -> Callable[[Spot], Changes | None]:
    return lambda spot: changes if spot["amount_yuan"] else None


def _closed(changes: Changes) -> Callable[[Spot], Changes | None]:
    return lambda spot: changes if spot["closed_at"] else None


def _closed_before_opened(spot: Spot) -> Changes | None:
    return {"closed_on": (spot["opened_on"] - timedelta(days=30)).isoformat()}


def _one_more_than(column: str, limit: str) -> Callable[[Spot], Changes | None]:
    """``column`` greater by one than what it is a part of."""
    return lambda spot: {column: str(int(spot[limit]) + 1)} if spot[limit] != "" else None


def _case_closed_before_received(spot: Spot) -> Changes | None:
    earlier = spot["received_on"] - timedelta(days=2)
    return {"closed_on": earlier.isoformat(), "is_on_time": "是"} if spot["closed_on"] else None


def _case_closed(changes: Changes) -> Callable[[Spot], Changes | None]:
    return lambda spot: changes if spot["closed_on"] else None


def _not_of_arrears(changes: Changes) -> Callable[[Spot], Changes | None]:
    """Arrears without a sum or persons are told a second time."""
    return lambda spot: changes if spot["case_kind"] != "欠薪" else None


def _paid_too_much(spot: Spot) -> Changes | None:
    return {"paid_yuan": "90000000"} if spot["paid_yuan"] and spot["area_code"] else None


def _same_again(spot: Spot) -> Changes | None:
    return {} if spot["area_code"] in spot.ledger.columns["area_code"] and spot["area_code"] else None


_IDS = (
    Recipe("id_checksum", "person_hash", _wrong_last("person_hash")),
    Recipe("id_scientific", "person_hash", _ruined),
    Recipe("id_format", "person_hash", lambda spot: {"person_hash": spot["person_hash"][:16]}),
    Recipe("id_birth_date", "person_hash", _born_in_month_13),
)
RECIPES: dict[str, tuple[Recipe, ...]] = {
    "hiring": (
        *_IDS,
        Recipe("age", "person_hash", _child),
        Recipe("required", "employed_on", _set("employed_on", None)),
        Recipe("date", "employed_on", _set("employed_on", "2023年2月30日")),
        Recipe(
            "not_future",
            "employed_on",
            _set("employed_on", FUTURE.isoformat()),
            also=(("age", "person_hash", "quarantine"),),  # nobody of the demo is under 70 then
        ),
        Recipe("credit_checksum", "credit_code", _wrong_last("credit_code")),
        Recipe("code", "education", _set("education", "自学成才")),
        Recipe("sex_agrees", "sex", _other_sex, "warning"),
        Recipe(KEPT, "employer", _formula("employer"), KEPT),
        Recipe(DUPLICATE, "", _same_again, "warning"),
    ),
    "reemployment": (
        *_IDS,
        Recipe("required", "registered_on", _set("registered_on", None)),
        Recipe("date", "unemployed_on", _set("unemployed_on", "去年底")),
        Recipe("order", "unemployed_on", _registered_before_unemployed),
        Recipe("not_future", "reemployed_on", _set("reemployed_on", FUTURE.isoformat())),
        Recipe("code", "hardship", _set("hardship", "生活困难")),
        Recipe(DUPLICATE, "", _same_again, "warning"),
    ),
    "insurance": (
        Recipe("integer", "insured_persons", _set("insured_persons", "约三千")),
        Recipe("required", "insured_persons", _set("insured_persons", None)),
        Recipe("code", "insurance_type", _set("insurance_type", "幸福险")),
        Recipe("range", "benefit_standard_yuan", _set("benefit_standard_yuan", "999999")),
    ),
    "talent": (
        *_IDS,
        Recipe("required", "month", _set("month", None)),
        Recipe("month", "month", _set("month", "上学期")),
        Recipe(
            "not_future",
            "month",
            _set("month", f"{FUTURE:%Y-%m}"),
            also=(("age", "person_hash", "quarantine"),),  # nobody of the demo is under 70 then
        ),
        Recipe("code", "kind", _set("kind", "优秀人才")),
        Recipe("yes_no", "is_special", _set("is_special", "或许")),
        Recipe("expression", "kind", _paid({"amount_yuan": None})),
        Recipe("range", "amount_yuan", _paid({"amount_yuan": "60892000"})),
        Recipe(KEPT, "employer", _formula("employer"), KEPT),
        Recipe(DUPLICATE, "", _same_again, "warning"),
    ),
    "hotline": (
        Recipe("required", "order_id", _set("order_id", None)),
        Recipe("datetime", "closed_at", _closed({"closed_at": "昨天下午", "is_on_time": None, "satisfaction": None})),
        Recipe("order", "closed_at", _closed_before_accepted),
        Recipe("not_future", "closed_at", _closed({"closed_at": f"{FUTURE} 10:00", "is_on_time": "否"})),
        Recipe("yes_no", "is_on_time", _closed({"is_on_time": "大概"})),
        Recipe("phone_number", "caller_hash", _set("caller_hash", "12345678"), "warning"),
        Recipe("code", "satisfaction", _closed({"satisfaction": "还行吧"})),
        Recipe(KEPT, "department", _formula("department"), KEPT, also=(("unknown_word", "department", "warning"),)),
        Recipe(DUPLICATE, "", _same_again, "warning"),
    ),
    "job_events": (
        Recipe("code", "event_kind", _set("event_kind", "游园会")),
        Recipe("date", "held_on", _set("held_on", "2023年2月30日")),
        Recipe("range", "intents", lambda spot: {"intents": "-80"} if spot["intents"] != "" else None),
        Recipe("required", "event_name", _set("event_name", None)),
        Recipe("expression", "intents", _one_more_than("intents", "positions"), "warning"),
        Recipe(
            "approximate",
            "positions",
            lambda spot: {"positions": "2万余"} if spot["positions"] != "" else None,
            also=(("expression", "positions", "warning"),),  # a fair without positions
        ),
        Recipe("not_future", "held_on", _set("held_on", FUTURE.isoformat())),
        Recipe(KEPT, "venue", _formula("venue"), KEPT),
        Recipe("expression", "event_name", _set("event_name", "报名13800000000招聘会")),
        Recipe(DUPLICATE, "", _same_again, "warning"),
    ),
    "gig_market": (
        Recipe("integer", "employers", _set("employers", "约六十")),
        Recipe("required", "persons_served", _set("persons_served", None)),
        Recipe("range", "positions", _set("positions", "-5")),
        Recipe("expression", "matched", _one_more_than("matched", "persons_served"), "warning"),
        Recipe("unknown_word", "trade", _set("trade", "遛狗"), "warning"),
    ),
    "service_points": (
        Recipe("order", "closed_on", _closed_before_opened),
        Recipe("code", "point_kind", _set("point_kind", "菜市场")),
        Recipe("date", "opened_on", _set("opened_on", "去年六月")),
        Recipe("expression", "reach_persons", _one_more_than("reach_persons", "working_age_persons"), "warning"),
        Recipe("required", "point_name", _set("point_name", None)),
    ),
    "labour_rights": (
        Recipe("required", "case_no", _set("case_no", None)),
        Recipe("date", "received_on", _set("received_on", "2023年2月30日")),
        Recipe("order", "closed_on", _case_closed_before_received),
        Recipe("not_future", "closed_on", _case_closed({"closed_on": FUTURE.isoformat(), "is_on_time": "否"})),
        Recipe("code", "case_kind", _not_of_arrears({"case_kind": "群体事件"})),
        Recipe(
            "code",
            "outcome",
            _case_closed({"outcome": "口头答应"}),
            also=(("expression", "outcome", "warning"),),  # closed, and nobody says how
        ),
        Recipe("range", "people", _set("people", "0")),
        Recipe("number", "amount_yuan", _not_of_arrears({"amount_yuan": "数额较大"})),
        Recipe("expression", "employer", _set("employer", "某某某")),
        Recipe(KEPT, "channel", _formula("channel"), KEPT, also=(("unknown_word", "channel", "warning"),)),
        Recipe(DUPLICATE, "", _same_again, "warning"),
    ),
    "wage_deposits": (
        Recipe("required", "project", _set("project", None)),
        Recipe("date", "started_on", _set("started_on", "三月初")),
        Recipe("number", "due_yuan", _set("due_yuan", "待定")),
        Recipe("expression", "paid_yuan", _paid_too_much, "warning"),
        Recipe("not_future", "paid_on", _set("paid_on", FUTURE.isoformat())),
        Recipe("yes_no", "has_account", _set("has_account", "大概")),
        Recipe(DUPLICATE, "", _same_again, "warning"),
    ),
}
