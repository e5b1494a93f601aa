"""What the titles of panels, and the clauses of the first sentence, must say of the second computation's figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from tests.from_files import DISTRICT
from tests.second_panels import hotline, reemployment, services, talent
from tests.second_panels.ledgers import NOT_SAID, YEAR, Books, Cell, Held, Lines, Panels, number_of, share, total
from tests.second_panels.words import against, count, fixed, percent, span

Said = dict[str, list[str]]  # id of a panel, or ``state`` for the first sentence -> pieces that must stand in it

UNSAID = (NOT_SAID, *reemployment.NAMES.values())
NO_STREET = "未分配"


def titles(page: str, books: Books, area: str, month: int, panels: Panels) -> Said:
    """Of one page; a panel without lines says that it has none, and nothing is asked of it."""
    said: Said = {}
    for name, lines in panels.items():
        if (page, name) in UNITS and lines:
            said[name] = leading(lines, UNITS[page, name])
    return said | OWN[page](books, area, month, panels) if page in OWN else said


def _employment(books: Books, area: str, month: int, panels: Panels) -> Said:
    """The trade that changed most, where it changed alone."""
    held = books.hiring.at(area, month)
    if held is None or held.month != month or not held.has_before:
        return {}
    changes = {line[0]: _number(line[3]) for line in panels["industry"] if line[0] != NOT_SAID}
    largest = [trade for trade, change in changes.items() if abs(change) == max(map(abs, changes.values()))]
    if len(largest) != 1 or not changes[largest[0]] or not column(panels["industry"], 2):
        return {}
    grew = "增加" if changes[largest[0]] > 0 else "减少"
    return {"state": [f"行业中{largest[0]}同比{grew}最多({count(abs(changes[largest[0]]))}人)"]}


UNITS = {
    **{("employment", name): "人" for name in ("streets", "industry", "person_group", "employment_form", "education")},
    ("employment", "employers"): "人",
    **{("reemployment", name): "人" for name in ("streets", "hardship", "measure")},
    ("services", "gig-trades"): "人次",
    ("hotline", "categories"): "件",
    **{("rights", name): "件" for name in ("streets", "industry", "outcome-0", "outcome-1", "outcome-2")},
    **{("talent", name): unit for name, unit in (("degrees", "人"), ("titles", "人"), ("paid-to", "人次"))},
}


def leading(lines: Lines, unit: str) -> list[str]:
    """Who has most among those that are told, how many, and the share of all; shared by several, each."""
    everything = sum(_number(line[1]) for line in lines)
    told = [line for line in lines if line[0] not in (*UNSAID, NO_STREET) and line[1]] or lines
    most = max(_number(line[1]) for line in told)
    names = [str(line[0]) for line in told if line[1] == most]
    each = "各" if len(names) > 1 else ""
    said = f"最多,{each}{count(most, unit)},{each}占{percent(share(most, everything) or 0)}"
    return [f"{names[0]}{said}" if len(names) == 1 else said]


def _number(cell: Any) -> Fraction:
    return Fraction(cell or 0)


def column(lines: Lines, at: int) -> Fraction:
    """The sum of a column."""
    return sum((_number(line[at]) for line in lines), Fraction(0))


# -- page by page ------------------------------------------------------------------------------------------------


def _reemployment(books: Books, area: str, month: int, panels: Panels) -> Said:
    held = books.reemployment.at(area, month)
    if held is None:
        return {}
    lines, said = panels["waiting"], Said()
    if lines:
        everybody, long = column(lines, 1), column(lines, 2)
        waited = f"其中{count(long)}人失业超过52周" if long else "没有人失业超过52周"
        said["waiting"] = [f"{count(everybody)}人登记后仍未就业,{waited}"]
        if held.month == month:
            said["state"] = [f"仍未就业{count(everybody)}人,其中超过52周{count(long)}人"]
    for line in panels["survival"]:
        median = line[2]
        if isinstance(median, Fraction):
            said["survival"] = [f"一半的人在失业{fixed(median, 1)}周内再就业(95%区间{line[3]})"]
            if held.month == month:
                said.setdefault("state", []).append(f"中位时间{fixed(median, 1)}周(95%区间{line[3]})")
        else:
            said["survival"] = ["还不到一半"]
    return said


def _services(books: Books, area: str, month: int, panels: Panels) -> Said:
    said: Said = {}
    if (events := books.events.at(area, month)) and panels["calendar"]:
        year = events.year("活动日期")
        fairs = services.recruiting(year)
        said["calendar"] = [f"各类活动{len(year)}场,其中招聘活动{len(fairs)}场"]
        if fairs:
            intents = total(fairs, number_of("达成意向"))
            reached = "意向人次未填" if intents is None else f"达成意向{count(intents, '人次')}"
            said["stages"] = [f"招聘活动{len(fairs)}场,{reached}"]
            said["campaigns"] = said["modes"] = [f"招聘活动{len(fairs)}场"]
    if (gig := books.gig_market.at(area, month)) and panels["gig-trades"]:
        served = total(gig.year("月份"), number_of("服务人次"))
        _, n, rate = services.matched(gig.year("月份"))
        assert served is not None
        said["gig-months"] = [f"{span(gig.start, gig.month)}服务{count(served, '人次')}"]
        if isinstance(rate, Fraction):
            said["gig-months"].append(f"匹配率{percent(rate)}(n={fixed(_number(n), 0)}人次)")
        said["gig-streets"] = leading([[line[0], line[3]] for line in panels["gig-streets"]], "人次")
    if points := books.points.at(area, month):
        stand = services.open_points(points)
        said["points"] = [f"在运行站点{len(stand)}个"]
        if stand:
            said["hours"] = [f"在运行站点{len(stand)}个"]
        lines = panels["circle"]
        if lines:
            reached, persons = column(lines, 1), column(lines, 2)
            said["circle"] = [f"{percent(reached / persons)}(n={fixed(persons, 0)}人)"]
    return said


def _insurance(books: Books, area: str, month: int, panels: Panels) -> Said:
    held = books.insurance.at(area, month)
    if held is None:
        return {}
    income, expense = (total(held.year("月份"), number_of(name)) for name in ("基金收入", "基金支出"))
    if income is None or expense is None:
        return {}
    sides = "收大于支" if income > expense else "支大于收"
    fund = f"{span(held.start, held.month)}基金收入{count(income, '元')},支出{count(expense, '元')}"
    fund += f",{sides}{count(abs(income - expense), '元')}" if income != expense else ",收支相抵"
    return {"fund": [fund], "state": [fund]}


def _hotline(books: Books, area: str, month: int, panels: Panels) -> Said:
    held = books.hotline.at(area, month)
    if held is None:
        return {}
    came, closed = held.year(hotline.CAME), held.year(hotline.CLOSED)
    said: Said = {"months": _received(held)} if panels["months"] else {}
    lies = hotline.open_at(held, held.month)
    late = sum(hotline.is_late(row, held.month) for row in lies)
    if lies:
        oldest = max((reemployment.end_of(held.month) - row[hotline.CAME].normalize()).days for row in lies)
        overdue = f"其中超时{count(late)}件" if late else "没有超时"
        said["backlog"] = [f"月末未办结{count(len(lies))}件,{overdue};最久的已{count(oldest)}天"]
        said["state"] = [f"月末未办结{count(len(lies))}件,{overdue}"] if held.month == month else []
    if closed:
        in_time, good = hotline.on_time(closed), hotline.satisfied(closed)
        missed, bad = (n - hits for hits, n in (in_time, good))
        said["rates"] = (
            [f"超时办结{count(missed)}件,不满意{count(bad)}件"]
            if missed or bad
            else [f"办结{count(len(closed))}件,没有超时或不满意的工单"]
        )
        failed = {str(line[0]): _failed(line) for line in panels["rates"][1:]}
        most = [name for name, cases in failed.items() if cases == max(failed.values())]
        if (missed or bad) and len(most) == 1 < len(failed) and most[0] != NOT_SAID:
            said["rates"].append(f"两项合计{most[0]}最多({count(failed[most[0]])}件)")
    calls = [call for call in map(hotline.called_at, came) if call != call.normalize()]
    if calls:
        times = [(call.day_of_week, call.hour) for call in calls]
        most = max(times.count(cell) for cell in set(times))
        office = sum(day < 5 and 9 <= hour < 17 for day, hour in times)
        shared, each = ("并列", "各") if sum(times.count(cell) == most for cell in set(times)) > 1 else ("", "")
        said["hours"] = [f"{shared}最多,{each}{count(most)}件,{each}占{percent(Fraction(most, len(calls)))}"]
        said["hours.sub"] = [f"周一至周五9时至17时占{percent(Fraction(office, len(calls)))}"]
    return said | _repeats(held, panels)


def _failed(line: list[Cell]) -> Fraction:
    """Closed late, and called unsatisfactory, of a department."""
    _, _, in_time, timed, _, good, rated, _ = map(_number, [0, *line[1:4], 0, *line[5:7], 0])
    return timed - in_time + rated - good


def _received(held: Held) -> list[str]:
    came, before, closed = held.year(hotline.CAME), held.before(hotline.CAME), held.year(hotline.CLOSED)
    said = [f"受理{count(len(came), '件')}"]
    if before:
        said.append(against(len(came), len(before), "件"))
    away = len(closed) - len(came)
    return [*said, f"办结比受理{'多' if away > 0 else '少'}{count(abs(away), '件')}" if away else "办结与受理持平"]


def _repeats(held: Held, panels: Panels) -> Said:
    lines = panels["repeats"]
    if not lines:
        return {}
    orders, again, same = (column(lines, at) for at in (1, 2, 3))
    if not again:
        return {"repeats": ["没有重复来电"]}
    who = f"{hotline.repeat_callers(held)}个号码重复来电,共" if held.area == DISTRICT else "重复来电"
    topic = f"其中同一事项{count(same)}件" if same else "没有同一事项再次来电"
    return {"repeats": [f"{who}{count(again)}件,占{percent(again / orders)};{topic}"]}


def _rights(books: Books, area: str, month: int, panels: Panels) -> Said:
    said: Said = {}
    if held := books.rights.at(area, month):
        came, closed = (len(held.year(by)) for by in ("受理日期", "结案日期"))
        if panels["flow"]:
            away = f"未结{'增加' if came > closed else '减少'}{count(abs(came - closed))}件"
            balance = away if came != closed else "收结相抵"
            said["flow"] = [f"{span(held.start, held.month)}受理{count(came)}件,结案{count(closed)}件,{balance}"]
        if panels["cases"] and closed:
            people, yuan = (column(panels["cases"], at) for at in (3, 4))
            said["cases"] = [f"结案{count(closed)}件,涉及{count(people)}人、{count(yuan, '元')}"]
        if lines := panels["backlog"]:
            _, *_, lie, _, _ = lines[-1]
            said["backlog"] = [f"月末未结{count(_number(lie))}件"]
            said["state"] = said["backlog"] if held.month == month else []
        said |= _by_month("season", panels["season"], held, "件")
    if (held := books.deposits.at(area, month)) and (lines := panels["deposits"]):
        _, projects, due, paid, *_, told, opened, _ = (0, *map(_number, lines[-1][1:]))
        if projects:
            rates = [f"新开工{count(projects)}个项目,应缴保证金{count(due, '元')}"]
            rates += [f"缴纳率{percent(paid / due)}"] if due and paid == due else []
            rates += [f"工资专户开设率{percent(opened / told)}"] if told and opened == told else []
            said["deposits"] = rates
    return said


def _talent(books: Books, area: str, month: int, panels: Panels) -> Said:
    held = books.talent.at(area, month)
    if held is None:
        return {}
    said = _by_month("recruited", panels["recruited"], held, "人") | _by_month("paid", panels["paid"], held, "元")
    paid = [line for line in panels["kinds"] if line[0] in talent.PAID and line[3] is not None]
    if paid:
        said["kinds"] = [f"发放补贴和奖励{count(column(paid, 3), '元')},{count(column(paid, 1))}人次"]
    return said


def _by_month(name: str, lines: Lines, held: Held, unit: str) -> Said:
    """The year so far, against the same months of last year where all are known and there is any."""
    if not lines:
        return {}
    so_far = column(lines, 1)
    same = [line[2] for line in lines[: held.month % YEAR + 1]]
    said = [f"{span(held.start, held.month)}", count(so_far, unit)]
    if None not in same and (before := sum(map(_number, same))) > 0:
        said.append(against(so_far, before, unit))
    return {name: said}


OWN: Mapping[str, Callable[[Books, str, int, Panels], Said]] = {
    "employment": _employment,
    "reemployment": _reemployment,
    "services": _services,
    "insurance": _insurance,
    "hotline": _hotline,
    "rights": _rights,
    "talent": _talent,
}
