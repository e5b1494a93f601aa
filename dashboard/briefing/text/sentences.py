"""One KPI of one month as a sentence of an official briefing, by rules over its figures and the months before.

Each clause is chosen by the figure that it tells (its sign, whether it is there), never by a template with gaps: what
is not known is not said, and no two clauses can disagree. All printed numbers come out of `dashboard.format`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboard.briefing.content import Sentence
from dashboard.briefing.text.runs import (
    LONGEST_RUN,
    SHORTEST_RUN,
    History,
    falls,
    first_round_number,
    is_first_reaching,
    is_first_shrinking,
    lags,
    rises,
    run,
    shrinks,
)
from dashboard.briefing.text.saying import Saying
from dashboard.components.wording import (
    SILENT,
    away_from_target,
    difference,
    figure,
    has_pace,
    is_of_street,
    preliminary,
    says_something,
    silent_months,
)
from dashboard.format import WAN, base, change, chinese_numeral, completion, number, points, quantity
from dashboard.window import shift, window_year
from etl.store import Kpi, KpiValue

ON_RECORD = "有记录以来首次"


@dataclass(frozen=True)
class Subject:
    """What a sentence is about; ``history`` holds the months up to ``month``."""

    kpi: Kpi
    area: str  # area code
    month: date
    history: History
    small_base: int = 0  # a rate of fewer cases says so

    @property
    def now(self) -> KpiValue | None:
        """The month's figures, or None where nothing came."""
        return self.history.get(self.month)


def kpi_sentence(subject: Subject, lead: str = "") -> Sentence:
    """Figure, target and pace, 同比, what goes on or happens first, the month itself, what the figure lacks."""
    saying, now = Saying(subject.area, subject.month), subject.now
    if now is None or now.ytd is None:
        return saying.sentence(f"{lead}{_nothing(subject, now)}。")
    clauses = [
        _amount(subject, now, saying),
        _against_target(subject, now, saying),
        _against_last_year(subject.kpi, now, saying),
        *_trend(subject),
        *_first(subject, saying),
    ]
    said = ",".join(clause for clause in clauses if clause)
    month = _month(subject, now, saying)
    return saying.sentence(f"{lead}{said}{f';{month}' if month else ''}{_lacking(subject.kpi, now, saying)}。")


def _nothing(subject: Subject, now: KpiValue | None) -> str:
    kpi = subject.kpi
    if now is not None and now.ytd_denominator == 0:
        return f"{kpi.name}因{kpi.denominator_name or '基数'}为零,无从计算"
    return f"{kpi.name}{subject.month.month}月未上报"


def _amount(subject: Subject, now: KpiValue, saying: Saying) -> str:
    """``城镇新增就业人数9,300人``, ``群众满意率100.0%(作出评价的件数4,053)``, ``净增参保净减20人``."""
    kpi, ytd = subject.kpi, now.ytd or Decimal(0)
    name = kpi.name.removesuffix(kpi.unit)  # 服务8,688人次, not 服务人次8,688人次
    if kpi.kind == "flow" and ytd < 0:
        return f"{name}净减{saying.number(kpi.kpi, 'ytd', ytd, quantity(-ytd, kpi.unit, kpi.decimals))}"
    said = f"{name}{saying.number(kpi.kpi, 'ytd', ytd, figure(kpi, now))}"
    if now.ytd_denominator is None:
        return said
    n = saying.number(kpi.kpi, "ytd_denominator", now.ytd_denominator, base(now.ytd_denominator, kpi.denominator_unit))
    small = ",基数偏小" if now.ytd_denominator < subject.small_base else ""
    return f"{said}({kpi.denominator_name or '基数'}{n}{small})"


def _against_target(subject: Subject, now: KpiValue, saying: Saying) -> str:
    """The target of the year with the pace it should have by now; what does not fill up, with the target itself."""
    kpi, ytd = subject.kpi, now.ytd or Decimal(0)
    if not now.target or now.gap_pp is None:
        return ""
    if not has_pace(now):
        return f"{against_target_itself(kpi, now, saying)}{_for_how_long(subject)}"
    word = "示例目标" if now.target_is_sample else "全年目标"
    if ytd >= now.target:
        return _done(subject, now, word, saying)
    share = _share(kpi, now, word, saying)
    return f"{share},{pace_words(kpi, now, saying)}{_for_how_long(subject)}"


def _done(subject: Subject, now: KpiValue, word: str, saying: Saying) -> str:
    """``已超额完成全年目标(8个),完成率412.5%``; in the month in which it happened ``6月完成全年目标(8个)``."""
    kpi, month = subject.kpi, subject.month
    before = subject.history.get(shift(month, -1))
    is_same_year = window_year(kpi, shift(month, -1)) == window_year(kpi, month)
    is_new = is_same_year and before is not None and before.ytd is not None and before.ytd < (now.target or 0)
    is_more = now.ytd is not None and now.target is not None and now.ytd > now.target
    target = saying.number(kpi.kpi, "target", now.target, quantity(now.target, kpi.unit, kpi.decimals))
    said = f"{f'{month.month}月' if is_new else '已'}{'超额' if is_more else ''}完成{word}({target})"
    rate = completion(now.completion)
    if not is_more or now.completion is None or rate == "100.0%":  # 100.0% would deny what has just been said
        return said
    return f"{said},完成率{saying.number(kpi.kpi, 'completion', now.completion, rate)}"


def _share(kpi: Kpi, now: KpiValue, word: str, saying: Saying) -> str:
    """``完成全年目标17,000人的54.7%``; of a negative total the target alone."""
    target = saying.number(kpi.kpi, "target", now.target, quantity(now.target, kpi.unit, kpi.decimals))
    if now.completion is None or now.completion < 0:
        return f"{word}{target}"
    shown = completion(now.completion)
    rate = saying.number(kpi.kpi, "completion", now.completion, shown)
    return f"完成{word}{target}的{rate}" if shown[0].isdigit() else f"完成率{rate}({word}{target})"


def pace_words(kpi: Kpi, now: KpiValue, saying: Saying) -> str:
    """``快于序时进度2.4个百分点``, ``慢于…``, ``与序时进度持平``; at the year's end ``距全年目标差2.0个百分点``."""
    gap = now.gap_pp or Decimal(0)
    if gap == 0:
        return "与序时进度持平"
    size = _points_of(kpi, "gap_pp", gap, saying)
    if now.pace is not None and now.pace >= 1 and gap < 0:
        return f"距全年目标差{size}" if size else "距全年目标略有差距"
    return f"{'' if size else '略'}{'快' if gap > 0 else '慢'}于序时进度{size}"


def against_target_itself(kpi: Kpi, now: KpiValue, saying: Saying) -> str:
    """``高于年度目标(98.0%)0.4个百分点``, ``低于年度目标(不高于17.0周)0.3周``, ``与年度目标(100.0%)持平``."""
    gap, target = now.gap_pp or Decimal(0), now.target or Decimal(0)
    amount = saying.number(kpi.kpi, "target", target, quantity(target, kpi.unit, kpi.decimals))
    bound = f"不高于{amount}" if kpi.direction == "down" else amount
    goal = f"{'示例目标' if now.target_is_sample else '年度目标'}({bound})"
    if gap == 0:
        return f"与{goal}持平"
    word = "高" if (gap > 0) == (kpi.direction == "up") else "低"
    if kpi.unit == "%":
        size = _points_of(kpi, "gap_pp", gap, saying)
    else:
        away = away_from_target(kpi, now)
        shown = difference(kpi, abs(away))
        size = saying.number(kpi.kpi, "distance", away, shown) if shown else ""
    return f"{'' if size else '略'}{word}于{goal}{size}"


def _points_of(kpi: Kpi, measure: str, value: Decimal, saying: Saying) -> str:
    """The size in 百分点 as a number of the sentence; nothing where it would read 0."""
    size = points(abs(value), signed=False)
    return saying.number(kpi.kpi, measure, value, f"{size}个百分点") if says_something(size) else ""


def _against_last_year(kpi: Kpi, now: KpiValue, saying: Saying) -> str:
    """``同比增长5.1%``, ``同比下降0.7个百分点``, ``同比持平``; of a total not above nought what it was a year ago.

    Nothing of a total that lacks months: it would be held against a whole one.
    """
    if now.yoy is None or (kpi.kind == "flow" and now.months_missing):
        return ""
    is_nought = now.ytd == 0 and bool(now.yoy_base)  # 下降100.0% would say less than what there was
    if kpi.kind == "flow" and now.ytd is not None and (now.ytd < 0 or is_nought):
        if now.yoy_base is None:
            return ""
        word = "净减" if now.yoy_base < 0 else "为"
        base = quantity(abs(now.yoy_base), kpi.unit, kpi.decimals)
        return f"上年同期{word}{saying.number(kpi.kpi, 'yoy_base', now.yoy_base, base)}"
    return _changed("同比", kpi, "yoy", now.yoy, saying)


def _changed(against: str, kpi: Kpi, measure: str, value: Decimal, saying: Saying) -> str:
    """同比 or 环比 with its verb and its size: 百分点 of a rate, % of anything else."""
    in_points = kpi.unit == "%"
    if value == 0:
        return f"{against}持平"
    said = change(value, in_points)
    verb, size = said[:2], said[2:]
    if verb == "增长" and kpi.kind == "ratio":
        verb = "上升"  # a mean of weeks rises, it does not grow
    if not says_something(size):
        return f"{against}基本持平"
    return f"{against}{verb}{saying.number(kpi.kpi, measure, value, size)}"


def _for_how_long(subject: Subject) -> str:
    """``(连续第三个月)`` behind what stands before it: a lag."""
    late = run(subject.history, subject.month, lags)
    return f"(连续第{chinese_numeral(late)}个月)" if late >= SHORTEST_RUN else ""


def _trend(subject: Subject) -> list[str]:
    """``环比连续第三个月上升``, of what is no sum of a month: months of a flow go up and down with the season."""
    kpi = subject.kpi
    if kpi.kind == "flow":
        return []
    is_amount = kpi.kind == "level" and kpi.unit != "%"
    for holds, word in ((rises, "增加" if is_amount else "上升"), (falls, "减少" if is_amount else "下降")):
        months = run(subject.history, subject.month, holds)
        if SHORTEST_RUN <= months <= LONGEST_RUN:
            return [f"环比连续第{chinese_numeral(months)}个月{word}"]
    return []


def _first(subject: Subject, saying: Saying) -> list[str]:
    """What a level or a rate reaches for the first time: its target, a round number."""
    kpi, month, history = subject.kpi, subject.month, subject.history
    if kpi.kind == "flow":
        return []
    said = [f"{ON_RECORD}达到目标"] if is_first_reaching(history, month) else []
    counts = kpi.kind == "level" and kpi.unit != "%" and not kpi.unit.startswith("元")
    passed = first_round_number(history, month) if counts else None
    if passed is not None:
        said.append(f"{ON_RECORD}突破{saying.number(kpi.kpi, 'round_number', passed, _round(passed, kpi.unit))}")
    return said


def _round(passed: Decimal, unit: str) -> str:
    """``20万人``, ``3,000家``: a round number has no decimals."""
    return f"{number(passed / WAN)}万{unit}" if passed % WAN == 0 else f"{number(passed)}{unit}"


def _month(subject: Subject, now: KpiValue, saying: Saying) -> str:
    """The month alone: ``6月当月1,752人,环比下降0.5%``, ``6月净减30人``, ``6月未上报``; of a street ``6月无记录``."""
    kpi, month = subject.kpi, f"{subject.month.month}月"
    if now.value is None:
        return f"{month}无记录" if is_of_street(now) else f"{month}未上报,为此前数据"
    if kpi.kind == "flow" and now.value < 0:
        return _shrunk(subject, now.value, saying)
    amount = quantity(now.value, kpi.unit, kpi.decimals)
    if not kpi.on_overview or kpi.kind == "level" or str(amount) == str(quantity(now.ytd, kpi.unit, kpi.decimals)):
        return ""
    said = f"{month}当月{saying.number(kpi.kpi, 'value', now.value, amount)}"
    if kpi.kind == "flow" and now.mom is not None:
        said += f",{_changed('环比', kpi, 'mom', now.mom, saying)}"
    return said


def _shrunk(subject: Subject, value: Decimal, saying: Saying) -> str:
    kpi, history, month = subject.kpi, subject.history, subject.month
    size = saying.number(kpi.kpi, "value", value, quantity(-value, kpi.unit, kpi.decimals))
    said = f"{month.month}月净减{size}"
    months = run(history, month, shrinks)
    if is_first_shrinking(history, month):
        return f"{said},{ON_RECORD}净减"
    return f"{said},连续第{chinese_numeral(months)}个月净减" if months >= SHORTEST_RUN else said


def _lacking(kpi: Kpi, now: KpiValue, saying: Saying) -> str:
    """``(缺2个月数据,初步数据)``."""
    months = ""
    if now.months_missing:
        months = saying.number(kpi.kpi, "months_missing", now.months_missing, f"{now.months_missing}个月")
    said = [one for one in (silent_months(now, months), preliminary(now)) if one and one != SILENT]
    return f"({','.join(said)})" if said else ""
