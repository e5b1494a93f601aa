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
from dashboard.components.change_words import is_few
from dashboard.components.wording import (
    SILENT,
    away_from_target,
    difference,
    figure,
    has_pace,
    preliminary,
    says_something,
    silent_months,
)
from dashboard.format import WAN, base, change, chinese_numeral, completion, in_full, number, points, quantity
from dashboard.window import MONTHS, months_left, shift, window_year
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
    is_part: bool = False  # a street of whose month nothing came may have had nothing: the ledger is the district's

    @property
    def silence(self) -> str:
        """What is said of a month without a row."""
        return silence(self.is_part)

    @property
    def now(self) -> KpiValue | None:
        """The month's figures, or None where nothing came."""
        return self.history.get(self.month)


def silence(is_part: bool) -> str:
    """What is said where a month has no row: nobody reported it, or the street has none in the district's ledger."""
    return "无记录" if is_part else "未上报"


def kpi_sentence(subject: Subject, lead: str = "") -> Sentence:
    """Figure, target and pace, 同比, what goes on or happens first, the month itself, what the figure lacks."""
    saying, now = Saying(subject.area, subject.month), subject.now
    if now is None or now.ytd is None:
        return saying.sentence(f"{lead}{_nothing(subject, now)}。")
    clauses = [
        _amount(subject, now, saying),
        _against_target(subject, now, saying),
        _against_last_year(subject, now, saying),
        *_trend(subject),
        *_first(subject, saying),
    ]
    said = ",".join(clause for clause in clauses if clause)
    month = _month(subject, now, saying)
    return saying.sentence(f"{lead}{said}{f';{month}' if month else ''}{_lacking(subject, now, saying)}。")


def _nothing(subject: Subject, now: KpiValue | None) -> str:
    kpi = subject.kpi
    if now is not None and now.ytd_denominator == 0:
        return f"{kpi.name}因{kpi.denominator_name or '基数'}为零,无从计算"
    return f"{kpi.name}{subject.month.month}月{subject.silence}"


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
    of = (kpi.denominator_name or "基数").removesuffix(kpi.denominator_unit or "")  # 服务8,688人次
    return f"{said}({of}{n}{small})"


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
    target = saying.number(kpi.kpi, "target", now.target, in_full(now.target, kpi.unit, kpi.decimals))
    said = f"{f'{month.month}月' if is_new else '已'}{'超额' if is_more else ''}完成{word}({target})"
    rate = completion(now.completion)
    if not is_more or now.completion is None or rate == "100.0%":  # 100.0% would deny what has just been said
        return said
    return f"{said},完成率{saying.number(kpi.kpi, 'completion', now.completion, rate)}"


def _share(kpi: Kpi, now: KpiValue, word: str, saying: Saying) -> str:
    """``完成全年目标17,000人的54.7%``; of a negative total the target alone."""
    target = saying.number(kpi.kpi, "target", now.target, in_full(now.target, kpi.unit, kpi.decimals))
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
    amount = saying.number(kpi.kpi, "target", target, in_full(target, kpi.unit, kpi.decimals))
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


def _against_last_year(subject: Subject, now: KpiValue, saying: Saying) -> str:
    """``同比增长5.1%``, ``同比下降0.7个百分点``, ``同比持平``; ``上年同期为4场`` where a percentage would say less.

    So it is of a total that is not above nought or was not a year ago, and of few. Nothing of a total that lacks
    months: it would be held against a whole one.
    """
    kpi, was = subject.kpi, now.yoy_base
    if not is_whole(kpi, now):
        return ""
    is_amount = kpi.kind != "ratio" and kpi.unit != "%"
    is_from_nought = now.yoy is None and was is not None and was <= 0 and now.ytd != was
    is_to_nought = now.ytd is not None and (now.ytd < 0 or (now.ytd == 0 and bool(was)))
    if is_amount and (is_from_nought or is_to_nought or (now.yoy and is_few(was, kpi.unit, subject.small_base))):
        return "" if was is None else f"上年同期{_was(kpi, 'yoy_base', was, saying)}"
    return "" if now.yoy is None else _changed("同比", kpi, "yoy", now.yoy, saying)


def is_whole(kpi: Kpi, now: KpiValue) -> bool:
    """Whether a total lacks no month, so that it may be held against a whole one; what is no total does not add up."""
    return kpi.kind != "flow" or not now.months_missing


def _was(kpi: Kpi, measure: str, was: Decimal, saying: Saying) -> str:
    """``为4场``, ``净减20人``."""
    size = quantity(abs(was), kpi.unit, kpi.decimals)
    return f"{'净减' if was < 0 else '为'}{saying.number(kpi.kpi, measure, was, size)}"


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
    """``环比连续第三个月上升``, of what is no sum of a month: months of a flow go up and down with the season.

    ``当月环比…`` of a rate, whose figure before it is that of the year so far.
    """
    kpi = subject.kpi
    if kpi.kind == "flow":
        return []
    is_amount = kpi.kind == "level" and kpi.unit != "%"
    for holds, word in ((rises, "增加" if is_amount else "上升"), (falls, "减少" if is_amount else "下降")):
        months = run(subject.history, subject.month, holds)
        if SHORTEST_RUN <= months <= LONGEST_RUN:
            return [f"{'当月' if kpi.kind == 'ratio' else ''}环比连续第{chinese_numeral(months)}个月{word}"]
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
        word = "达到" if subject.now and subject.now.value == passed else "突破"
        said.append(f"{ON_RECORD}{word}{saying.number(kpi.kpi, 'round_number', passed, _round(passed, kpi.unit))}")
    return said


def _round(passed: Decimal, unit: str) -> str:
    """``20万人``, ``3,000家``: a round number has no decimals."""
    return f"{number(passed / WAN)}万{unit}" if passed % WAN == 0 else f"{number(passed)}{unit}"


def _month(subject: Subject, now: KpiValue, saying: Saying) -> str:
    """The month alone: ``6月当月1,752人,环比下降0.5%``, ``6月净减30人``, ``6月未上报``; of a street ``6月无记录``."""
    kpi, month = subject.kpi, f"{subject.month.month}月"
    if now.value is None:
        return _silent(subject, now, month)
    if kpi.kind == "flow" and now.value < 0:
        return _shrunk(subject, now.value, saying)
    amount = quantity(now.value, kpi.unit, kpi.decimals)
    if not kpi.on_overview or kpi.kind == "level" or str(amount) == str(quantity(now.ytd, kpi.unit, kpi.decimals)):
        return ""
    said = f"{month}当月{saying.number(kpi.kpi, 'value', now.value, amount)}"
    if kpi.kind == "flow":
        said += _against_month_before(subject, now, saying)
    return said


def _silent(subject: Subject, now: KpiValue, month: str) -> str:
    """``6月未上报,为此前数据``; a street's total says ``6月无记录``, and nothing where no month of it has a row."""
    if not subject.is_part or subject.kpi.kind != "flow":
        return f"{month}{subject.silence},为此前数据"
    is_empty = now.months_missing == MONTHS - months_left(subject.kpi, subject.month)
    return "" if is_empty else f"{month}{subject.silence}"


def _against_month_before(subject: Subject, now: KpiValue, saying: Saying) -> str:
    """``,环比增长5.1%``; ``,上月为2人`` of few, and of a month that brought nothing."""
    kpi, before = subject.kpi, shift(subject.month, -1)
    if now.mom is None:
        return ""
    row = subject.history.get(before)
    was = row.value if row else None
    if was is None or not now.mom or not (now.value == 0 or is_few(was, kpi.unit, subject.small_base)):
        return f",{_changed('环比', kpi, 'mom', now.mom, saying)}"
    shown = quantity(was, kpi.unit, kpi.decimals)
    return f",上月为{saying.number(kpi.kpi, 'value', was, shown, before)}"


def _shrunk(subject: Subject, value: Decimal, saying: Saying) -> str:
    kpi, history, month = subject.kpi, subject.history, subject.month
    size = saying.number(kpi.kpi, "value", value, quantity(-value, kpi.unit, kpi.decimals))
    said = f"{month.month}月净减{size}"
    months = run(history, month, shrinks)
    if is_first_shrinking(history, month):
        return f"{said},{ON_RECORD}净减"
    return f"{said},连续第{chinese_numeral(months)}个月净减" if months >= SHORTEST_RUN else said


def _lacking(subject: Subject, now: KpiValue, saying: Saying) -> str:
    """``(缺2个月数据,初步数据)``; of a street ``(2个月无记录)``."""
    months = ""
    if now.months_missing:
        count = f"{now.months_missing}个月"
        months = saying.number(subject.kpi.kpi, "months_missing", now.months_missing, count)
    said = [one for one in (silent_months(now, months), preliminary(now)) if one and one != SILENT]
    return f"({','.join(said)})" if said else ""
