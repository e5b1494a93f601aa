"""What a page can be narrowed to besides month and area: dimensions of the marts, chosen in the address by member.

A filter's key is its name in the address and the column in every mart that has it, so that it goes along from page
to page.
"""

from __future__ import annotations

from dataclasses import dataclass

from etl.store import NOT_SAID, Build


@dataclass(frozen=True)
class Filter:
    """One dimension; ``mart`` and ``measure`` say whose members stand in the menu, and in which order."""

    key: str
    name: str
    mart: str
    measure: str


FILTERS = {
    one.key: one
    for one in (
        Filter("person_group", "人员类别", "employment_month", "hired"),
        Filter("industry", "行业", "employment_month", "hired"),
        Filter("employment_form", "就业形式", "employment_month", "hired"),
        Filter("hardship", "困难类别", "reemployment_spell", "spells"),
        Filter("measure", "帮扶措施", "reemployment_spell", "spells"),
        Filter("campaign", "专项行动", "job_event_month", "events"),
        Filter("trade", "行业工种", "gig_market_month", "persons_served"),
        Filter("insurance_type", "险种", "insurance_month", "insured_persons"),
        Filter("category_1", "诉求类别", "hotline_month", "received"),
        Filter("category_2", "二级类别", "hotline_month", "received"),  # within the one above: a page zooms into it
        Filter("case_kind", "案件类别", "rights_month", "received"),
        Filter("department", "承办科室", "hotline_month", "received"),
    )
}


UNSAID = {"hardship": "非困难人员", "measure": "未填帮扶措施"}  # an empty 困难类别 means that there is none


def member_name(key: str, member: str) -> str:
    """The word for a member of a filter, also for rows that do not say."""
    return UNSAID.get(key, member) if member == NOT_SAID else member


def members(build: Build, one: Filter) -> list[str]:
    """The members of a filter that the district has ever reported, the most frequent first."""
    if not {one.key, one.measure} <= build.columns(one.mart):
        return []
    rows = build.sums(one.mart, [one.measure], by=[one.key])
    ranked = sorted(rows, key=lambda row: -(row[one.measure] or 0))
    return [str(row[one.key] if row[one.key] is not None else NOT_SAID) for row in ranked]
