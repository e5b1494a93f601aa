"""The KPIs a second time: plain pandas from the ledger files to every figure of every area and month.

Written from the definitions that people read (DESIGN, the words of ``kpis/*.toml``), it shares no line with the
pipeline and must never import one: what both say alike is right, or wrong twice for different reasons.
All arithmetic is in fractions.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

Figures = dict[str, Fraction | str | int | None]  # column of kpi_value -> what it must hold
Amounts = dict[int, Fraction]
Months = Mapping[int, tuple[Fraction, Fraction | None]]  # month number -> numerator and denominator

UNASSIGNED = "430103999"
DISTRICT = "430103"
NATION = "000000"
FACTORS = {"亿元": 100_000_000, "万人": 10_000, "人": 1, "周": 1, "件": 1, "元": 1}
FACTORS |= {"场": 1, "家": 1, "家次": 1, "个": 1, "人次": 1}
PENSIONS = ("城镇职工基本养老保险", "机关事业单位养老保险", "城乡居民基本养老保险")
GOOD = ("非常满意", "满意", "基本满意")
BAD = ("不满意", "非常不满意")
RECRUITING = ("招聘会", "直播带岗")


@dataclass(frozen=True)
class Rule:
    """How a KPI is judged, as its file says it in words."""

    kind: str  # flow | level | ratio
    is_rate: bool = False
    is_less_better: bool = False
    is_seasonal: bool = False
    has_denominator: bool = False

    @property
    def has_pace(self) -> bool:
        return self.kind == "flow" and not self.is_less_better


SEASONAL = Rule("flow", is_seasonal=True)
RATE = Rule("ratio", is_rate=True, has_denominator=True)
RULES = {
    "new_urban_jobs": SEASONAL,
    "reemployed": SEASONAL,
    "hard_to_employ_placed": SEASONAL,
    "mean_weeks_to_reemployment": Rule("ratio", is_less_better=True, has_denominator=True),
    "registered_unemployment_rate": Rule("level", is_rate=True, is_less_better=True),
    "surveyed_unemployment_rate": Rule("level", is_rate=True, is_less_better=True),
    "pension_coverage_rate": Rule("level", is_rate=True, has_denominator=True),
    "basic_pension_yuan": Rule("level"),
    "unemployment_benefit_yuan": Rule("level"),
    "pension_insured": Rule("level"),
    "employee_pension_insured": Rule("level"),
    "resident_pension_insured": Rule("level"),
    "unemployment_insured": Rule("level"),
    "work_injury_insured": Rule("level"),
    "insurance_fund_income_yuan": Rule("flow"),
    "insurance_fund_expense_yuan": Rule("flow"),
    "teachers_recruited": Rule("flow"),
    "special_teachers_recruited": Rule("flow"),
    "institution_recruited": Rule("flow"),
    "talent_subsidy_yuan": Rule("flow"),
    "skill_award_yuan": Rule("flow"),
    "titles_awarded": Rule("flow"),
    "hotline_received": Rule("flow", is_less_better=True),
    "hotline_closed": Rule("flow"),
    "hotline_on_time_rate": RATE,
    "hotline_satisfaction_rate": RATE,
    "job_fairs": SEASONAL,
    "job_fair_employers": SEASONAL,
    "job_fair_positions": SEASONAL,
    "job_fair_intents": SEASONAL,
    "job_fair_intent_rate": RATE,
    "spring_breeze_fairs": Rule("flow"),
    "spring_breeze_positions": Rule("flow"),
    "spring_breeze_intents": Rule("flow"),
    "career_service_events": Rule("flow"),
    "gig_market_employers": Rule("level"),
    "gig_market_positions": Rule("flow"),
    "gig_market_persons_served": Rule("flow"),
    "gig_market_match_rate": RATE,
    "community_micro_markets": Rule("level"),
    "open_service_points": Rule("level"),
    "service_circle_coverage_rate": Rule("level", is_rate=True, has_denominator=True),
    "wage_arrears_cases": Rule("flow"),
    "wage_arrears_received": Rule("flow", is_less_better=True),
    "wage_arrears_workers": Rule("flow", is_less_better=True),
    "wage_arrears_yuan": Rule("flow", is_less_better=True),
    "complaints_handled": Rule("flow"),
    "labour_disputes_settled": Rule("flow"),
    "rights_closed_rate": RATE,
    "rights_on_time_rate": RATE,
    "dispute_mediation_rate": RATE,
    "wage_deposit_yuan": Rule("flow"),
    "wage_deposit_rate": RATE,
    "wage_account_rate": RATE,
}


# -- the files ---------------------------------------------------------------------------------------------------


def read_texts(path: Path) -> pd.DataFrame:
    """A ledger below its title line, every cell as text, empty ones as ''."""
    if path.suffix == ".csv":
        frame = pd.read_csv(path, skiprows=1, dtype=str, encoding="utf-8-sig")
    else:
        frame = pd.read_excel(path, skiprows=1, dtype=str, engine="openpyxl")
    return frame.fillna("")


@dataclass(frozen=True)
class Ledgers:
    """The ledgers as they stand when the last file is in."""

    hiring: pd.DataFrame
    reemployment: pd.DataFrame
    insurance: pd.DataFrame
    hotline: pd.DataFrame
    events: pd.DataFrame
    gig_market: pd.DataFrame
    points: pd.DataFrame
    talent: pd.DataFrame
    rights: pd.DataFrame
    deposits: pd.DataFrame


def read_ledgers(paths: Iterable[Path], areas: Path) -> Ledgers:
    """``paths`` in the order of loading: of a person, an order or a month that comes again the last state counts."""
    codes = _street_codes(areas)
    frames: dict[str, list[pd.DataFrame]] = {
        word: [] for word in ("新增就业", "再就业", "社会保险", "热线", "服务活动", "零工市场", "服务站点", "人才")
    }
    frames |= {"维权": [], "保证金": []}
    for at, path in enumerate(paths):
        frame = read_texts(path).assign(file=at)
        frame["area"] = [codes.get(street.strip(), UNASSIGNED) for street in frame["街道"]]
        frames[next(word for word in frames if word in path.name)].append(frame)
    hiring, reemployment, insurance, hotline, events, gig_market, points, talent, rights, deposits = (
        pd.concat(found).fillna("") for found in frames.values()
    )
    return Ledgers(
        _last(hiring, ["身份证号", "就业日期"], days=["就业日期"]),
        _last(reemployment, ["身份证号", "失业日期"], days=["失业日期", "登记日期", "再就业日期"]),
        _whole_months(insurance, "月份"),
        _last(hotline, ["工单编号"], days=["办结时限", "办结时间", "受理时间"]),
        _whole_months(events, "活动日期"),
        _whole_months(gig_market, "月份"),
        _whole_months(points, "月份"),
        _last(talent, ["事项类别", "身份证号", "月份", "项目", "批次"], days=["月份"]),
        _last(rights, ["案件编号"], days=["受理日期", "办理期限", "结案日期"]),
        _last(deposits, ["项目名称", "施工单位"], days=["开工日期", "缴存日期"]),
    )


def _whole_months(frame: pd.DataFrame, day: str) -> pd.DataFrame:
    """Of files that are each the whole truth for their months, the last one to speak of a month."""
    frame = frame.assign(month=_months(frame[day]))
    return frame[frame["file"] == frame.groupby("month")["file"].transform("max")]


def _last(frame: pd.DataFrame, key: list[str], days: list[str]) -> pd.DataFrame:
    frame = frame.assign(**{name: pd.to_datetime(frame[name], format="ISO8601") for name in days})
    return frame.drop_duplicates(key, keep="last")


def _street_codes(areas: Path) -> dict[str, str]:
    codes: dict[str, str] = {}
    listed = pd.read_csv(areas, dtype=str).fillna("")
    for row in listed[listed["level"] == "street"].itertuples():
        names = (str(row.name), str(row.name).removesuffix("街道"), *str(row.aliases).split("|"))
        codes |= {name: str(row.code) for name in names if name}
    return codes


def _months(values: pd.Series[str]) -> pd.Series[int]:
    """Months as numbers, so that neighbours differ by one."""
    when = pd.to_datetime(values, format="ISO8601")
    return when.dt.year * 12 + when.dt.month - 1


# -- what each KPI counts ----------------------------------------------------------------------------------------


def counted(ledgers: Ledgers) -> dict[str, Mapping[str, Months]]:
    """KPI -> area -> month -> numerator and denominator."""
    back = ledgers.reemployment[ledgers.reemployment["再就业日期"].notna()]
    back = back.assign(month=_months(back["再就业日期"]))
    hired = ledgers.hiring.assign(month=_months(ledgers.hiring["就业日期"]))
    days = (back["再就业日期"] - back["失业日期"]).dt.days
    return {
        "new_urban_jobs": _add(hired.assign(n=1)),
        "reemployed": _add(back.assign(n=1)),
        "hard_to_employ_placed": _add(back.assign(n=(back["困难类别"] != "").astype(int))),
        "mean_weeks_to_reemployment": _add(back.assign(n=_exact(Fraction(int(day), 7) for day in days), d=1)),
        **_hotline(ledgers.hotline),
        **_insurance(ledgers.insurance),
        **_events(ledgers.events),
        **_gig_market(ledgers.gig_market),
        **_points(ledgers.points),
        **_talent(ledgers.talent),
        **_rights(ledgers.rights),
        **_deposits(ledgers.deposits),
        "registered_unemployment_rate": {},
        "surveyed_unemployment_rate": {},
    }


def _hotline(orders: pd.DataFrame) -> dict[str, Mapping[str, Months]]:
    """Received in the month of acceptance, everything else in the month of closing."""
    received = orders.assign(month=_months(orders["受理时间"]), received=1)
    closed = orders[orders["办结时间"].notna()]
    by_dates = [_in_time(due, done) for due, done in zip(closed["办结时限"], closed["办结时间"], strict=True)]
    verdicts = [{"是": 1, "否": 0}.get(said, seen) for said, seen in zip(closed["是否按时"], by_dates, strict=True)]
    closed = closed.assign(
        month=_months(closed["办结时间"]),
        closed=1,
        timed=[int(verdict is not None) for verdict in verdicts],
        on_time=[verdict or 0 for verdict in verdicts],
        rated=closed["满意度"].isin((*GOOD, *BAD)).astype(int),
        satisfied=closed["满意度"].isin(GOOD).astype(int),
    )
    names = ["received", "closed", "timed", "on_time", "rated", "satisfied"]
    events = pd.concat([received, closed])
    events[names] = events[names].fillna(0).astype(int)
    return {
        "hotline_received": _add(events.assign(n=events["received"])),
        "hotline_closed": _add(events.assign(n=events["closed"])),
        "hotline_on_time_rate": _add(events.assign(n=events["on_time"], d=events["timed"])),
        "hotline_satisfaction_rate": _add(events.assign(n=events["satisfied"], d=events["rated"])),
    }


def _in_time(due: pd.Timestamp, done: pd.Timestamp) -> int | None:
    if pd.isna(due):
        return None
    return int(done.normalize() <= due if due == due.normalize() else done <= due)


def _rights(cases: pd.DataFrame) -> dict[str, Mapping[str, Months]]:
    """Received in the month of receipt, everything else in the month of closing.

    A month in which cases of any kind came or went is known: of a kind that had none, 0.
    """
    is_closed = cases["结案日期"].notna()
    came = cases.assign(month=_months(cases["受理日期"]), received=1)
    closed = cases[is_closed]
    closed = closed.assign(
        month=_months(closed["结案日期"]),
        closed=1,
        people=[int(text or 0) for text in closed["涉及人数"]],
        yuan=[int(text or 0) for text in closed["涉及金额"]],
        mediated=(closed["结案方式"] == "调解").astype(int),
        on_time=(closed["是否按期"] == "是").astype(int),
    )
    names = ["received", "closed", "people", "yuan", "mediated", "on_time"]
    events = pd.concat([came, closed])
    events[names] = events[names].fillna(0).astype(int)

    def of(kind: str, column: str) -> Mapping[str, Months]:
        return _add(events.assign(n=events[column].where(events["案件类别"] == kind, 0)))

    disputes = events[events["案件类别"] == "劳动人事争议"]
    mediated = _add(disputes.assign(n=disputes["mediated"], d=disputes["closed"]))
    return {
        "wage_arrears_cases": of("欠薪", "closed"),
        "wage_arrears_received": of("欠薪", "received"),
        "wage_arrears_workers": of("欠薪", "people"),
        "wage_arrears_yuan": of("欠薪", "yuan"),
        "complaints_handled": of("举报投诉", "closed"),
        "labour_disputes_settled": of("劳动人事争议", "closed"),
        "rights_closed_rate": _add(events.assign(n=events["closed"], d=events["received"])),
        "rights_on_time_rate": _add(events.assign(n=events["on_time"], d=events["closed"])),
        "dispute_mediation_rate": {
            area: {**none, **mediated.get(area, {})} for area, none in _add(events.assign(n=0)).items()
        },
    }


def _deposits(projects: pd.DataFrame) -> dict[str, Mapping[str, Months]]:
    """Due in the month in which a project starts, paid in the month of payment; either makes the month known."""
    due = [int(text) for text in projects["应缴金额"]]
    paid = [int(text or 0) for text in projects["已缴金额"]]
    begun = projects.assign(
        month=_months(projects["开工日期"]),
        due=due,
        paid_of_due=[min(pair) for pair in zip(due, paid, strict=True)],
        told=projects["是否开设工资专户"].isin(("是", "否")).astype(int),
        opened=(projects["是否开设工资专户"] == "是").astype(int),
    )
    paying = projects.assign(paid=paid)[projects["缴存日期"].notna()]
    events = pd.concat([begun, paying.assign(month=_months(paying["缴存日期"]))])
    names = ["due", "paid_of_due", "told", "opened", "paid"]
    events[names] = events[names].fillna(0).astype(int)
    return {
        "wage_deposit_yuan": _add(events.assign(n=events["paid"])),
        "wage_deposit_rate": _add(events.assign(n=events["paid_of_due"], d=events["due"])),
        "wage_account_rate": _add(events.assign(n=events["opened"], d=events["told"])),
    }


def _insurance(rows: pd.DataFrame) -> dict[str, Mapping[str, Months]]:
    def of(*kinds: str) -> pd.DataFrame:
        return rows[rows["险种"].isin(kinds)]

    def sum_of(frame: pd.DataFrame, column: str) -> Mapping[str, Months]:
        frame = frame[frame[column] != ""]
        return _add(frame.assign(n=_exact(Fraction(text) for text in frame[column])))

    def standard_of(kind: str) -> Mapping[str, Months]:
        frame = of(kind)
        frame = frame[frame["待遇标准"] != ""]
        return _add(frame.assign(n=_exact(Fraction(text) for text in frame["待遇标准"])), max)

    due = of(*PENSIONS)
    due = due[due["应参保"] != ""]
    return {
        "pension_coverage_rate": _add(due.assign(n=due["已参保"].astype(int), d=due["应参保"].astype(int))),
        "basic_pension_yuan": standard_of("城乡居民基本养老保险"),
        "unemployment_benefit_yuan": standard_of("失业保险"),
        "pension_insured": sum_of(of(*PENSIONS), "已参保"),
        "employee_pension_insured": sum_of(of(*PENSIONS[:2]), "已参保"),
        "resident_pension_insured": sum_of(of(PENSIONS[2]), "已参保"),
        "unemployment_insured": sum_of(of("失业保险"), "已参保"),
        "work_injury_insured": sum_of(of("工伤保险"), "已参保"),
        "insurance_fund_income_yuan": sum_of(rows, "基金收入"),
        "insurance_fund_expense_yuan": sum_of(rows, "基金支出"),
    }


def _events(rows: pd.DataFrame) -> dict[str, Mapping[str, Months]]:
    """In the month in which they were held; a month without recruiting counts 0 of it, and has no rate."""
    recruits = rows["活动类型"].isin(RECRUITING)

    is_spring = recruits & (rows["专项行动"] == "春风行动")

    def of(which: pd.Series[bool], column: str) -> Mapping[str, Months]:
        return _add(rows.assign(n=_numbers(rows[column]).where(which, 0)))

    positions, intents = _numbers(rows["提供岗位"]), _numbers(rows["达成意向"])
    both = recruits & positions.notna() & intents.notna()
    return {
        "job_fairs": _add(rows.assign(n=recruits.astype(int))),
        "job_fair_employers": of(recruits, "参会企业"),
        "job_fair_positions": of(recruits, "提供岗位"),
        "job_fair_intents": of(recruits, "达成意向"),
        "job_fair_intent_rate": _add(rows.assign(n=intents.where(both, 0), d=positions.where(both))),
        "spring_breeze_fairs": _add(rows.assign(n=is_spring.astype(int))),
        "spring_breeze_positions": of(is_spring, "提供岗位"),
        "spring_breeze_intents": of(is_spring, "达成意向"),
        "career_service_events": _add(rows.assign(n=(~recruits).astype(int))),
    }


def _gig_market(rows: pd.DataFrame) -> dict[str, Mapping[str, Months]]:
    told = rows[rows["匹配上岗"] != ""]
    return {
        "gig_market_employers": _add(rows.assign(n=_numbers(rows["用工主体"]))),
        "gig_market_positions": _add(rows.assign(n=_numbers(rows["发布岗位"]))),
        "gig_market_persons_served": _add(rows.assign(n=_numbers(rows["服务人次"]))),
        "gig_market_match_rate": _add(told.assign(n=_numbers(told["匹配上岗"]), d=_numbers(told["服务人次"]))),
    }


def _points(rows: pd.DataFrame) -> dict[str, Mapping[str, Months]]:
    """Open at the month's end: opened by then and not closed by then."""
    first = pd.to_datetime((rows["month"] + 1).map(lambda month: f"{month // 12}-{month % 12 + 1:02d}-01"))
    opened, closed = (pd.to_datetime(rows[name], format="ISO8601") for name in ("开办日期", "关闭日期"))
    stands = ~(opened >= first) & ~(closed < first)
    rows = rows.assign(
        stands=stands.astype(int),
        reach=_numbers(rows["服务圈人口"]).where(stands),
        persons=_numbers(rows["街道劳动年龄人口"]),
    )
    circles = []
    for (area, month), street in rows.groupby(["area", "month"]):
        reach, persons = street["reach"].dropna(), street["persons"].dropna()
        if len(persons) and (len(reach) or not street["stands"].any()):
            circles.append((area, month, min(int(reach.sum()), int(persons.max())), int(persons.max())))
    return {
        "community_micro_markets": _add(rows.assign(n=rows["stands"] * (rows["站点类型"] == "社区就业微市场"))),
        "open_service_points": _add(rows.assign(n=rows["stands"])),
        "service_circle_coverage_rate": _add(pd.DataFrame(circles, columns=["area", "month", "n", "d"])),
    }


def _numbers(texts: pd.Series[str]) -> pd.Series[float]:
    """Whole numbers as they stand; NaN where a cell says nothing."""
    return pd.to_numeric(texts.where(texts != ""))


def _talent(rows: pd.DataFrame) -> dict[str, Mapping[str, Months]]:
    """A row is a person and a matter; where the ledger came without a kind, the kind was nought."""
    rows = rows.assign(month=_months(rows["月份"]), money=_exact(Fraction(text or 0) for text in rows["金额"]))

    def persons(kind: str, special: str = "") -> Mapping[str, Months]:
        counts = (rows["事项类别"] == kind) & rows["是否特殊人才"].str.contains(special)
        return _add(rows.assign(n=counts.astype(int)))

    def money(kind: str) -> Mapping[str, Months]:
        return _add(rows.assign(n=rows["money"].where(rows["事项类别"] == kind, Fraction(0))))

    return {
        "teachers_recruited": persons("教师招聘"),
        "special_teachers_recruited": persons("教师招聘", "是"),
        "institution_recruited": persons("事业单位招录"),
        "talent_subsidy_yuan": money("租房和生活补贴"),
        "skill_award_yuan": money("晋级奖励"),
        "titles_awarded": persons("职称认定"),
    }


def _exact(numbers: Iterable[Fraction]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Fractions as a column."""
    return np.array(list(numbers), dtype=object)


def _total(numbers: Iterable[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0))


def _add(rows: pd.DataFrame, together: Callable[[Iterable[Fraction]], Fraction] = _total) -> Mapping[str, Months]:
    """Area -> month -> numerator and denominator; the district is all rows, whatever their street."""
    both = pd.concat([rows, rows.assign(area=DISTRICT)])
    result: dict[str, dict[int, tuple[Fraction, Fraction | None]]] = {}
    keys: tuple[str, int]
    for keys, group in both.groupby(["area", "month"]):  # type: ignore[assignment]
        area, month = keys
        known = group["d"].dropna() if "d" in group else ()
        below = Fraction(sum(known)) if len(known) else None
        result.setdefault(area, {})[int(month)] = Fraction(together(group["n"])), below
    return result


# -- the nation, as published ------------------------------------------------------------------------------------


def published(path: Path) -> dict[str, Amounts]:
    """KPI -> month -> figure of the nation in base units: flows cumulative within the year, as printed."""
    rows = pd.read_csv(path, dtype=str).drop_duplicates(["figure", "counted_month"], keep="last")
    assert set(rows["area_code"]) == {NATION}
    figures: dict[str, Amounts] = {}
    for row in rows.assign(month=_months(rows["counted_month"])).itertuples():
        factor = Fraction(1, 100) if row.unit == "%" else Fraction(FACTORS[str(row.unit)])
        figures.setdefault(str(row.figure), {})[int(str(row.month))] = Fraction(str(row.value)) * factor
    return figures


# -- targets -----------------------------------------------------------------------------------------------------


class Targets:
    """``targets/<year>.csv``, read plainly."""

    def __init__(self, folder: Path, preference: list[str]) -> None:
        frames = [pd.read_csv(path, dtype=str).assign(year=int(path.stem)) for path in sorted(folder.glob("*.csv"))]
        self._rows: dict[tuple[str, str, int], list[dict[str, str]]] = {}
        for row in pd.concat(frames).fillna("").to_dict("records"):
            line = {str(name): cell for name, cell in row.items()}
            self._rows.setdefault((line["kpi"], line["area_code"], line["year"]), []).append(line)
        self._preference = preference

    def at(self, kpi: str, area: str, month: int) -> Fraction | None:
        """The target in force at the month's end: the preferred label, its latest line; before all lines the first."""
        end = f"{month // 12:04d}-{month % 12 + 1:02d}-31"
        rows = self._rows.get((kpi, area, month // 12), [])
        issued = [r for r in rows if r["issued_on"] <= end]
        if not issued and rows:
            first = min(r["issued_on"] for r in rows)
            issued = [r for r in rows if r["issued_on"] == first]
        if not issued:
            return None
        label = min((r["label"] for r in issued), key=self._preference.index)
        row = sorted((r for r in issued if r["label"] == label), key=lambda r: str(r["issued_on"]))[-1]
        return Fraction(row["target"]) * (Fraction(1, 100) if row["unit"] == "%" else FACTORS[row["unit"]])


# -- the figures -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Window:
    """The year so far."""

    ytd: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    missing: int


@dataclass(frozen=True)
class Line:
    """One KPI of one area: the months to measure, what each brought, and the year so far at each."""

    months: list[int]
    alone: Months
    value: Amounts
    window: dict[int, Window]
    years: dict[int, list[Fraction]]  # complete years: the cumulative figure at each month


class SecondComputation:
    """Every figure of every KPI, area and month of a site, from its files."""

    def __init__(self, site: Path, ledgers: Iterable[Path]) -> None:
        settings = tomllib.loads((site / "district.toml").read_text(encoding="utf-8"))
        areas = pd.read_csv(site / "reference" / "areas.csv", dtype=str)
        self._threshold = Fraction(str(settings["behind_threshold_pp"]))
        self._targets = Targets(site / "targets", list(settings["target_preference"]))
        self._streets = list(areas[areas["level"] == "street"]["code"])
        self._counted = counted(read_ledgers(ledgers, site / "reference" / "areas.csv"))
        self._published = published(site / "public" / "mohrss_monthly.csv")

    @cached_property
    def lines(self) -> dict[tuple[str, str], Line]:
        found: dict[tuple[str, str], Line] = {}
        for kpi, rule in RULES.items():
            by_area = self._counted[kpi]
            if by_area:
                ledger_came = sorted(by_area[DISTRICT])
                streets = self._streets if rule.kind == "flow" else [s for s in self._streets if s in by_area]
                for area in [DISTRICT, *streets, *([UNASSIGNED] if UNASSIGNED in by_area else [])]:
                    found[kpi, area] = _line(rule, area, by_area.get(area, {}), ledger_came)
            if kpi in self._published:
                found[kpi, NATION] = _published_line(rule, self._published[kpi])
        return found

    def figures(self) -> dict[tuple[str, str, int], Figures]:
        """(KPI, area, month number) -> the columns of ``kpi_value``."""
        return {
            (kpi, area, month): self._month(kpi, area, line, month)
            for (kpi, area), line in self.lines.items()
            for month in line.months
        }

    def _month(self, kpi: str, area: str, line: Line, month: int) -> Figures:
        rule, window, m = RULES[kpi], line.window[month], month % 12 + 1
        target = self._targets.at(kpi, area, month)
        pace, basis = self._pace(kpi, area, month) if rule.has_pace else (None, None)
        value = line.value.get(month)
        above, below = line.alone.get(month, (None, None))
        is_level = rule.kind == "level"
        before = line.window.get(month - 12)
        base = line.value.get(month - 12) if is_level else before.ytd if before else None
        left = 12 - m
        needed = max(target - window.ytd, Fraction(0)) / left if target and window.ytd is not None and left else None
        return {
            "value": value,
            "numerator": above,
            "denominator": below,
            "ytd": window.ytd,
            "ytd_numerator": window.numerator,
            "ytd_denominator": window.denominator,
            "target": target,
            **_judged(rule, window.ytd, target, pace, self._threshold),
            "pace": pace,
            "pace_basis": basis,
            "needed_per_month": needed if rule.has_pace else None,
            "yoy": _change(rule, value if is_level else window.ytd, base),
            "yoy_base": base,
            "mom": _change(rule, value, line.value.get(month - 1)),
            "months_missing": window.missing,
        }

    def _pace(self, kpi: str, area: str, month: int) -> tuple[Fraction, str]:
        """The mean cumulative share of the last three complete years: own, else the district's, else the nation's."""
        m = month % 12
        for whose in dict.fromkeys([area, *([DISTRICT] if area != NATION else []), NATION]):
            line = self.lines.get((kpi, whose))
            years = sorted(year for year in line.years if year < month // 12) if line else []
            if RULES[kpi].is_seasonal and line and len(years) >= 3:
                shares = [line.years[year][m] / line.years[year][-1] for year in years[-3:]]
                return sum(shares, Fraction(0)) / 3, "seasonal" if whose == area else f"seasonal:{whose}"
        return Fraction(m + 1, 12), "calendar"


def _line(rule: Rule, area: str, alone: Months, ledger_came: list[int]) -> Line:
    """From the ledger. A row without a street is the exception: a month with none of them is a known zero."""
    first, last = ledger_came[0], ledger_came[-1]
    if area == UNASSIGNED and rule.kind == "flow":
        alone = {month: alone.get(month, (Fraction(0), None)) for month in ledger_came}
    elif area == UNASSIGNED:
        first = min(alone)
    value = {month: amount for month, both in alone.items() if (amount := _quotient(rule, *both)) is not None}
    months = list(range(first, last + 1))
    window = {month: _so_far(rule, alone, value, month, ledger_came) for month in months}
    years = {
        year: running
        for year in {month // 12 for month in alone}
        if (running := _running([value.get(year * 12 + m) for m in range(12)]))
    }
    return Line(months, alone, value, window, years if rule.kind == "flow" else {})


def _quotient(rule: Rule, above: Fraction | None, below: Fraction | None) -> Fraction | None:
    if not rule.has_denominator or above is None:
        return above
    return above / below if below else None


def _running(values: list[Fraction | None]) -> list[Fraction]:
    """The cumulative figures of a complete year; empty where a month is missing or nothing came of it."""
    known = [value for value in values if value is not None]
    sums = [sum(known[: at + 1], Fraction(0)) for at in range(len(known))]
    return sums if len(known) == 12 and sums[-1] > 0 else []


def _so_far(rule: Rule, alone: Months, value: Amounts, month: int, ledger_came: list[int]) -> Window:
    year = range(month // 12 * 12, month + 1)
    known = [m for m in year if m in alone]
    missing = len(year) - len(known)
    if rule.kind == "level":
        latest = max((m for m in known if m in value), default=None)
        above, below = alone[latest] if latest is not None else (None, None)
        return Window(value[latest] if latest is not None else None, above, below, missing)
    above = sum((alone[m][0] for m in known), Fraction(0)) if known else None
    if rule.kind == "flow":
        if above is None and any(m in ledger_came for m in year):
            above = Fraction(0)  # the ledger came, without a case of this street
        return Window(above, above, None, missing)
    divisors = [divisor for m in known if (divisor := alone[m][1]) is not None]
    below = sum(divisors, Fraction(0)) if divisors else None
    return Window(_quotient(rule, above, below), above, below, missing)


def _published_line(rule: Rule, figures: Amounts) -> Line:
    """As published: a flow's month is the difference to the month before, unknown where that one is not known."""
    months = sorted(figures)
    value = dict(figures)
    if rule.kind == "flow":
        value = {m: figures[m] - (figures[m - 1] if m % 12 else 0) for m in months if m % 12 == 0 or m - 1 in figures}
    alone = {m: (value[m], None) for m in value} if not rule.has_denominator else {}
    window = {}
    for month in months:
        year = [m for m in range(month // 12 * 12, month + 1) if m in figures]
        missing = month % 12 + 1 - len(year) if rule.kind == "flow" else 0
        window[month] = Window(figures[month], figures[month], None, missing)
    years = {
        year: [figures[year * 12 + m] for m in range(12)]
        for year in {m // 12 for m in months}
        if all(year * 12 + m in figures for m in range(12))
    }
    return Line(months, alone, value, window, years if rule.kind == "flow" else {})


def _judged(
    rule: Rule, ytd: Fraction | None, target: Fraction | None, pace: Fraction | None, threshold: Fraction
) -> Figures:
    if not target or ytd is None:
        return {"completion": None, "gap_pp": None, "status": "no_target"}
    completion = None if rule.is_less_better else ytd / target
    if pace is not None and completion is not None:
        gap = (completion - pace) * 100
        is_done = completion >= 1
    else:
        distance = target - ytd if rule.is_less_better else ytd - target
        gap = distance * 100 if rule.is_rate else distance / target * 100
        is_done = gap >= 0
    status = "done" if is_done else "on_pace" if gap >= 0 else "behind" if gap >= -threshold else "slow"
    return {"completion": completion, "gap_pp": gap, "status": status}


def _change(rule: Rule, now: Fraction | None, base: Fraction | None) -> Fraction | None:
    if now is None or base is None:
        return None
    if rule.is_rate:
        return (now - base) * 100
    return (now - base) / base if base > 0 else None
