"""The invented 人才台账: one row a person and matter, in the file of its month.

Teachers, titles and payments follow the months of a year; public institutions recruit in the rounds that ``demo.toml``
names. Money is met to the yuan: the last payment of a month is what its plan leaves over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from etl.demo.drawing import Array, choose
from etl.demo.people import People, born_before
from etl.demo.plan import Plan
from etl.demo.world import Ledger, World

# Invented shares of the year in each month.
TEACHER_MONTHS = (0.02, 0.02, 0.10, 0.12, 0.14, 0.10, 0.20, 0.22, 0.04, 0.02, 0.01, 0.01)
TITLE_MONTHS = (0.04, 0.04, 0.10, 0.10, 0.12, 0.10, 0.08, 0.08, 0.08, 0.08, 0.09, 0.09)
PAYMENT_MONTHS = (0.07, 0.07, 0.09, 0.09, 0.09, 0.09, 0.08, 0.08, 0.08, 0.08, 0.09, 0.09)
GROWTH = 0.06
HUNDRED_YUAN = 100

TEACHERS = {"硕士研究生": 0.3, "大学本科": 0.7}
CERTIFIED = {"硕士研究生": 0.15, "大学本科": 0.55, "大学专科": 0.3}
POSTS = ("小学语文教师", "小学数学教师", "小学英语教师", "初中数学教师", "初中物理教师", "高中化学教师", "幼儿园教师")
TITLES = {"初级": "助理工程师", "中级": "工程师"}
SENIOR_SHARE = 0.3  # of titles that are 中级


@dataclass(frozen=True)
class Payment:
    """One amount that a person may receive at a time, to a whole hundred yuan."""

    item: str
    education: str
    hundreds: int
    weight: float


SUBSIDIES = (
    Payment("租房和生活补贴", "博士研究生", 75, 0.04),
    Payment("租房和生活补贴", "硕士研究生", 50, 0.36),
    Payment("租房和生活补贴", "大学本科", 30, 0.60),
)
AWARDS = (
    Payment("中级工", "大学专科", 10, 0.5),
    Payment("高级工", "大学专科", 15, 0.4),
    Payment("技师", "大学本科", 20, 0.1),
)


@dataclass(frozen=True)
class Matters:
    """Rows of one kind before they have a person: month and, where the kind has them, what is said of each."""

    kind: str
    months: Array
    education: Array
    item: Array | str = ""
    post: Array | str = ""
    is_special: Array | str = ""
    title_level: Array | str = ""
    amount_yuan: Array | str = ""
    employer: str = "示例企业"
    ages: tuple[int, int] = (22, 40)

    def column(self, name: str) -> Array:
        return np.asarray(np.full(len(self.months), getattr(self, name), dtype=object))


def ledgers(world: World, plan: Plan, people: People) -> Iterator[Ledger]:
    """One ledger a month with all kinds."""
    rng = world.rng("talent")
    matters = [
        _teachers(plan, rng),
        _institutions(plan),
        _payments(plan, rng, "租房和生活补贴", "talent_subsidy_yuan", SUBSIDIES),
        _payments(plan, rng, "晋级奖励", "skill_award_yuan", AWARDS),
        _titles(plan, rng),
    ]
    parts = [_rows(world, rng, people, kind) for kind in matters]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    months = np.concatenate([kind.months for kind in matters])
    for month in plan.months:
        here = np.flatnonzero(months == month)
        yield Ledger(world.sources["talent"], month, {name: values[here] for name, values in columns.items()})


def rows_expected(plan: Plan, rng: np.random.Generator) -> float:
    """About how many rows the whole ledger has."""
    persons = _monthly(plan, rng, "teachers_recruited", TEACHER_MONTHS).sum()
    persons += _monthly(plan, rng, "titles_awarded", TITLE_MONTHS).sum()
    for figure, payments in (("talent_subsidy_yuan", SUBSIDIES), ("skill_award_yuan", AWARDS)):
        usual = sum(payment.hundreds * payment.weight for payment in payments)
        hundreds = _monthly(plan, rng, figure, PAYMENT_MONTHS, HUNDRED_YUAN).sum()
        persons += hundreds / usual + len(plan.months) / 2  # the last payment of a month is a part of one
    return float(persons)


def _monthly(plan: Plan, rng: np.random.Generator, figure: str, shares: tuple[float, ...], unit: int = 1) -> Array:
    """A figure of the anchor period, and what goes before and after it, in whole units a month."""
    total = getattr(plan.calibration.talent, figure) / unit
    return plan.monthly(max(1, round(total * plan.factor)), shares, GROWTH, rng)


def _teachers(plan: Plan, rng: np.random.Generator) -> Matters:
    months = np.repeat(plan.months, _monthly(plan, rng, "teachers_recruited", TEACHER_MONTHS))
    size = len(months)
    given = plan.calibration.talent
    share = given.special_teachers_recruited / given.teachers_recruited
    special = rng.random(size) < share
    anchored = np.flatnonzero(plan.in_anchor(months))
    special[anchored] = False
    special[rng.choice(anchored, round(share * len(anchored)), replace=False)] = True
    return Matters(
        kind="教师招聘",
        months=months,
        education=choose(rng, list(TEACHERS), TEACHERS, size),
        post=rng.choice(np.array(POSTS, dtype=object), size),
        is_special=np.where(special, "是", "否").astype(object),
        employer="示例学校",
    )


def _institutions(plan: Plan) -> Matters:
    """The rounds of recruitment that lie in the months of the demo."""
    months: list[np.datetime64] = []
    education: list[str] = []
    for given in plan.calibration.talent.institution_rounds:
        month = np.datetime64(given.month, "M")
        for name, persons in (
            ("博士研究生", given.doctors),
            ("硕士研究生", given.masters),
            ("大学本科", given.bachelors),
        ):
            here = round(persons * plan.factor) if month in plan.months else 0
            months += [month] * here
            education += [name] * here
    return Matters(
        kind="事业单位招录",
        months=np.array(months, dtype="datetime64[M]"),
        education=np.array(education, dtype=object),
        post="综合管理",
        employer="示例事业单位",
    )


def _payments(plan: Plan, rng: np.random.Generator, kind: str, figure: str, payments: tuple[Payment, ...]) -> Matters:
    """Payments to persons that add up to each month's plan exactly."""
    drawn: list[Array] = []
    paid: list[Array] = []
    planned = _monthly(plan, rng, figure, PAYMENT_MONTHS, HUNDRED_YUAN)
    usual = np.array([payment.hundreds for payment in payments])
    weights = np.array([payment.weight for payment in payments])
    for hundreds in planned:
        which = rng.choice(len(payments), hundreds // usual.min() + 1, p=weights / weights.sum())
        so_far = np.cumsum(usual[which])
        needed = int(np.searchsorted(so_far, hundreds)) + 1 if hundreds else 0
        amounts = usual[which[:needed]]
        amounts[-1:] -= so_far[needed - 1 : needed] - hundreds
        drawn.append(which[:needed])
        paid.append(amounts)
    index = np.concatenate(drawn)
    return Matters(
        kind=kind,
        months=np.repeat(plan.months, [len(amounts) for amounts in paid]),
        education=np.array([payment.education for payment in payments], dtype=object)[index],
        item=np.array([payment.item for payment in payments], dtype=object)[index],
        amount_yuan=(np.concatenate(paid) * HUNDRED_YUAN).astype(object),
    )


def _titles(plan: Plan, rng: np.random.Generator) -> Matters:
    months = np.repeat(plan.months, _monthly(plan, rng, "titles_awarded", TITLE_MONTHS))
    level = np.where(rng.random(len(months)) < SENIOR_SHARE, "中级", "初级").astype(object)
    return Matters(
        kind="职称认定",
        months=months,
        education=choose(rng, list(CERTIFIED), CERTIFIED, len(months)),
        item=np.array([TITLES[name] for name in level], dtype=object),
        title_level=level,
        ages=(23, 45),
    )


def _rows(world: World, rng: np.random.Generator, people: People, matters: Matters) -> dict[str, Array]:
    size = len(matters.months)
    days = matters.months.astype("datetime64[D]")
    youngest, oldest = (np.full(size, age) for age in matters.ages)
    number = rng.integers(1, 40, size)
    return {
        "person_name": people.names(size),
        "person_hash": people.ids(born_before(rng, days, youngest, oldest), rng.random(size) < 0.55),
        "kind": matters.column("kind"),
        "item": matters.column("item"),
        "month": matters.months.astype(str).astype(object),
        "post": matters.column("post"),
        "education": matters.education,
        "is_special": matters.column("is_special"),
        "title_level": matters.column("title_level"),
        "amount_yuan": matters.column("amount_yuan"),
        "employer": np.array([f"{world.city}{matters.employer}{n}号" for n in number], dtype=object),
        "area_code": world.draw_streets(rng, size),
        "batch": np.array(
            [f"{str(month)[:4]}年第{(int(str(month)[5:]) + 2) // 3}批" for month in matters.months], dtype=object
        ),
    }
