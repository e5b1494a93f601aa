"""The invented 城镇新增就业实名台账: one row a person hired, in the file of the month of hiring."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from etl.demo import employers
from etl.demo.drawing import Array, choose
from etl.demo.people import People, born_before
from etl.demo.plan import Plan
from etl.demo.world import Ledger, World

GROUPS = {
    "高校毕业生": 0.24,
    "农民工": 0.30,
    "城镇登记失业人员": 0.16,
    "城镇新成长劳动力": 0.10,
    "退役军人": 0.03,
    "就业困难人员": 0.06,
    "脱贫人口": 0.02,
    "残疾人": 0.01,
    "下岗失业人员": 0.01,
    "其他": 0.07,
}
AGES = {
    "高校毕业生": (21, 26),
    "城镇新成长劳动力": (17, 24),
    "退役军人": (21, 34),
    "就业困难人员": (38, 58),
    "下岗失业人员": (40, 57),
}
ANY_AGE = (18, 57)
EDUCATION = {
    "博士研究生": 0.002,
    "硕士研究生": 0.03,
    "大学本科": 0.22,
    "大学专科": 0.28,
    "中等职业": 0.14,
    "高中": 0.18,
    "初中及以下": 0.148,
    "其他": 0.0,
}
GRADUATE_EDUCATION = {
    "博士研究生": 0.006,
    "硕士研究生": 0.12,
    "大学本科": 0.56,
    "大学专科": 0.314,
    "中等职业": 0.0,
    "高中": 0.0,
    "初中及以下": 0.0,
    "其他": 0.0,
}
FORMS = {
    "单位就业": 0.715,
    "灵活就业": 0.20,
    "自主创业": 0.055,
    "公益性岗位": 0.01,
    "机关事业单位": 0.018,
    "基层项目": 0.002,
    "其他": 0.0,
}
WITHOUT_EMPLOYER = ("灵活就业", "自主创业")


def ledgers(world: World, plan: Plan, people: People) -> Iterator[Ledger]:
    """One ledger a month; the anchor period holds exactly as many rows as people were hired."""
    rng = world.rng("hiring")
    source = world.sources["hiring"]
    counts = plan.counts("hired", rng)
    staff = employers.invent(
        rng,
        world.city,
        world.site.district.adcode,
        world.names("hiring", "industry"),
        max(20, int(counts.sum()) // 30),
    )
    for month, size in zip(plan.months, counts, strict=True):
        yield Ledger(source, month, _rows(world, rng, people, staff, np.full(size, month)))


def _rows(
    world: World, rng: np.random.Generator, people: People, staff: employers.Employers, months: Array
) -> dict[str, Array]:
    size = len(months)
    days = np.sort(world.calendar.draw(rng, months))
    group = choose(rng, world.names("hiring", "person_group"), GROUPS, size)
    female = rng.random(size) < np.where(group == "退役军人", 0.06, np.where(group == "农民工", 0.41, 0.49))
    youngest, oldest = (np.array([AGES.get(name, ANY_AGE)[end] for name in group]) for end in (0, 1))
    education_names = world.names("hiring", "education")
    education = np.where(
        group == "高校毕业生",
        choose(rng, education_names, GRADUATE_EDUCATION, size),
        choose(rng, education_names, EDUCATION, size),
    )
    form = choose(rng, world.names("hiring", "employment_form"), FORMS, size)
    alone = np.isin(form, WITHOUT_EMPLOYER)
    employer = staff.draw(rng, size)
    industry = np.where(
        alone, choose(rng, world.names("hiring", "industry"), employers.INDUSTRIES, size), staff.industries[employer]
    )
    return {
        "person_name": people.names(size),
        "person_hash": people.ids(born_before(rng, days, youngest, oldest), female),
        "sex": np.where(female, "女", "男").astype(object),
        "education": education,
        "person_group": group,
        "area_code": world.draw_streets(rng, size),
        "employer": np.where(alone, "", staff.names[employer]),
        "credit_code": np.where(alone, "", staff.codes[employer]),
        "industry": industry,
        "employment_form": form,
        "employed_on": days,
    }
