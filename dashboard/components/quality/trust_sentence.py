"""The answer to a leader's question, whether the numbers can be trusted: one sentence, from what is counted."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.address.view import View
from dashboard.components.state_sentence import Part
from dashboard.format import month_name, number, percent
from dashboard.readings.trust import SERIOUS, Trust

NAMED = 3


def trust_sentence(view: View, trust: Trust) -> list[Part]:
    """The verdict first, then what it rests on."""
    until = f"截至{month_name(view.month)},"
    if not trust.sources:
        return [Part(f"{until}还没有装载台账。")]
    demo = [Part("当前为演示数据,不反映真实业务。")] if view.has_demo else []
    return [Part(until), *_verdict(trust), Part(f":{';'.join(_grounds(trust))}。"), *demo]


def _verdict(trust: Trust) -> list[Part]:
    if trust.late_this_year:
        return [Part("数字不完整", "slow")]
    if trust.open_share >= SERIOUS:
        return [Part("数字暂不宜使用", "slow")]
    if trust.thin:
        return [Part("数字可能不完整", "behind")]
    if trust.rows_open or trust.apart:
        return [Part("数字可以使用,有待核对", "behind")]
    return [Part("数字可以使用", "done")]


def _grounds(trust: Trust) -> list[str]:
    monthly = [source for source in trust.sources if source.is_monthly]
    late = trust.late_this_year
    if late:
        names = list(dict.fromkeys(source.source_name for source, _ in late))
        said = [f"本年缺报{len(late)}个月({_few(names)})"]
    else:
        said = [] if trust.thin else [f"{len(monthly)}种月报台账本年已报齐"]
    if trust.thin:
        names = list(dict.fromkeys(one.source_name for one in trust.thin))
        said.append(f"近12个月可能漏报{len(trust.thin)}个月({_few(names)})")
    if trust.rows_open:
        said.append(f"退回待补正{number(trust.rows_open)}行(占{percent(trust.open_share, 2)})")
    else:
        said.append("没有退回待补正的行")
    if trust.unassigned:
        said.append(f"街道不明{number(trust.unassigned)}行,只计入全区")
    if trust.apart:
        said.append(f"{len(trust.apart)}项与公布数不一致")
    return said


def _few(names: Sequence[str]) -> str:
    more = f"等{len(names)}种" if len(names) > NAMED else ""
    return f"{'、'.join(names[:NAMED])}{more}"
