"""The first sentence of 人才: recruited, paid, certified, each only where there is any."""

from __future__ import annotations

from dashboard.components.said import Said
from dashboard.components.split_panel import span
from dashboard.components.state_sentence import Part
from dashboard.components.talent.kinds import read_kinds
from dashboard.format import month_name, number

KINDS = {"talent_subsidy_yuan": "租房和生活补贴", "skill_award_yuan": "晋级奖励"}


def talent_sentence(said: Said) -> list[Part]:
    """A kind without figures is left out; without any the sentence says so."""
    view = said.view
    clauses = [*_recruited(said), *_paid(said)]
    titles = _some(said, "titles_awarded")
    clauses += [f"认定职称{titles}"] if titles else []
    if not clauses:
        told = any(said.of(kpi.kpi) for kpi in said.figures.kpis)
        return [Part(f"{span(view) if told else month_name(view.month)}{said.where}没有人才工作记录。")]
    return [Part(f"{span(view)},{said.where}{';'.join(clauses)}。")]


def _recruited(said: Said) -> list[str]:
    teachers, special = _some(said, "teachers_recruited"), _some(said, "special_teachers_recruited")
    institutions = _some(said, "institution_recruited")
    of_them = f",其中特殊人才、名优特教师{special}" if special else ""
    clauses = [f"公开招聘教师{teachers}{of_them}"] if teachers else []
    return [*clauses, f"事业单位招录{institutions}"] if institutions else clauses


def _paid(said: Said) -> list[str]:
    """Yuan with how many times they were paid."""
    persons = {one.kind: one.persons for one in read_kinds(said.view)}
    return [
        f"发放{kind}{yuan}({number(persons.get(kind))}人次)"
        for kpi, kind in KINDS.items()
        if (yuan := _some(said, kpi))
    ]


def _some(said: Said, kpi: str) -> str | None:
    """The figure unless it is nothing."""
    now = said.of(kpi)
    return said.text(kpi) if now is not None and now.ytd else None
