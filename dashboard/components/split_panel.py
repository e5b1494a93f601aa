"""A sum of a mart by one of its dimensions, the largest first: who or what makes up this year's figure so far.

The parts and the folded rest add up to the whole that the title speaks of; last year's months stand beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboard.address.filters import member_name
from dashboard.address.view import View
from dashboard.components.change_words import compared
from dashboard.components.data_table import MOST_ROWS
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.components.ranking import Bar, ranking
from dashboard.components.wording import listed, sharing
from dashboard.elements import html
from dashboard.format import month_span, number, percent, plain, quantity
from etl.store import NOT_SAID


@dataclass(frozen=True)
class Split:
    """What is split: ``measure`` of ``mart`` by ``dimension``, counted in ``unit``."""

    element_id: str
    title: str  # of the dimension: 行业
    mart: str
    measure: str
    dimension: str
    measure_name: str  # of what is counted: 新增就业
    unit: str = "人"
    most: int = 10  # members shown; the others are folded into one line
    where: Mapping[str, Sequence[str]] | None = None
    whole_district: bool = False  # on the page of a street too: streets are compared with each other
    only: str = ""  # what rows must say to stand in the mart: 填写用人单位的


@dataclass(frozen=True)
class Member:
    """One member of the dimension: this year's sum so far, and that of the same months last year."""

    code: str
    now: Decimal
    before: Decimal | None  # None where last year's months are not known


def split_panel(
    view: View,
    split: Split,
    source: str,
    *,
    link: Callable[[str], str] | None = None,
    name: Mapping[str, str] | None = None,
) -> html.Section:
    """``link`` gives the address of a member; ``name`` the word for a member's code, where they differ."""
    found = members(view, split)
    words = name or {}
    title = f"各{split.title}{split.measure_name}"
    if not any(one.now for one in found):
        why = f"{span(view)}没有{split.only}{split.measure_name}记录{_narrowed(view, split)}。"
        return no_data(split.element_id, title, why)
    return panel(
        split.element_id,
        _finding(view, found, split, words) if is_ranked(view, split) else f"{title}共{_total(found, split)}",
        [
            ranking(_bars(view, found, split, words, link)),
            table_of(_table(found, split, words, f"{title}({span(view)})")),
        ],
        sub=f"{span(view)},{split.only}共{_total(found, split)}{beside(view)}{_narrowed(view, split)}",
        source=source,
    )


def span(view: View) -> str:
    """The months that count: ``2023年1至6月``."""
    return month_span(view.year_start, view.month)


def _narrowed(view: View, split: Split) -> str:
    """The chosen filters that the split holds to: a panel is read, and printed, without the menus above it."""
    chosen = [member_name(key, view.filters[key]) for key in split.where or {} if key in view.filters]
    return f";仅{'、'.join(chosen)}" if chosen else ""


def beside(view: View) -> str:
    """What the upright line of a ranking is, where last year can be compared."""
    return ";竖线为上年同期" if view.year_before else ""


def members(view: View, split: Split) -> list[Member]:
    """All members with a figure this year or last, the largest first; streets not ranked in their own order.

    Rows that do not say stand last, however many they are: they are no member among others.
    """
    now = _sums(view, split, view.year_start, view.month)
    before = _sums(view, split, *view.year_before) if view.year_before else {}
    unknown = Decimal(0) if view.year_before else None
    found = [Member(code, now.get(code, Decimal(0)), before.get(code, unknown)) for code in now | before]
    found = [one for one in found if one.now or one.before]  # a mart of events has rows that count nothing here
    if not is_ranked(view, split):
        place = places(view)
        return sorted(found, key=lambda one: place(one.code))
    return sorted(found, key=lambda one: (one.code == NOT_SAID, -one.now, -(one.before or 0), one.code))


def places(view: View) -> Callable[[str], tuple[int, str]]:
    """What areas are sorted by where they are not to be ranked: their order in the reference list."""
    listed = {area.area_code: place for place, area in enumerate(view.build.areas)}
    return lambda code: (listed.get(code, len(listed)), code)


def is_ranked(view: View, split: Split) -> bool:
    """Whether the largest comes first: of streets only where the district ranks them."""
    return split.dimension != "area_code" or view.build.meta.rank_streets


def _total(found: Sequence[Member], split: Split) -> str:
    return str(quantity(sum((one.now for one in found), Decimal(0)), split.unit))


def _sums(view: View, split: Split, since: date, until: date) -> dict[str, Decimal]:
    rows = view.build.sums(
        split.mart,
        [split.measure],
        by=[split.dimension],
        area=None if split.whole_district else view.area.area_code,
        since=since,
        until=until,
        where=split.where,
    )
    said = ((row[split.dimension], row[split.measure]) for row in rows)
    return {NOT_SAID if code is None else str(code): total for code, total in said if total is not None}


def _finding(view: View, found: Sequence[Member], split: Split, words: Mapping[str, str]) -> str:
    return f"{split.title}中{leading([(one.code, one.now) for one in found], split.unit, words, unsaid(view))}"


def unsaid(view: View) -> set[str]:
    """The members under which rows stand that do not say theirs, those of an unknown street with them."""
    return {NOT_SAID, *(area.area_code for area in view.build.areas if area.level == "unassigned")}


def leading(
    found: Sequence[tuple[str, Decimal]], unit: str, words: Mapping[str, str], aside: Collection[str] = (NOT_SAID,)
) -> str:
    """``甲最多,15人,占5.0%``: who has the highest figure of a ranking, alone or with others, and its share of all.

    ``found`` are members with their figures in any order; those ``aside`` lead only where no other does.
    """
    total = sum((amount for _, amount in found), Decimal(0))
    named = [one for one in found if one[0] not in aside and one[1]] or found
    highest = max(amount for _, amount in named)
    names = [words.get(code, code) for code, amount in named if amount == highest]
    each = "各" if len(names) > 1 else ""
    share = f",{each}占{percent(highest / total)}" if total > 0 else ""
    return f"{sharing(names)},{each}{quantity(highest, unit)}{share}"


def largest_change(found: Sequence[Member], unit: str) -> str:
    """``制造业同比增加最多(5人)``, several where they share it; nothing where one grew by what another shrank."""
    changes = {one.code: one.now - one.before for one in found if one.code != NOT_SAID and one.before is not None}
    largest = max(map(abs, changes.values()), default=Decimal(0))
    names = [code for code, change in changes.items() if abs(change) == largest]
    directions = {changes[name] > 0 for name in names}
    if not largest or len(directions) > 1 or not any(one.before for one in found):
        return ""
    shared, each = ("并列", "各") if len(names) > 1 else ("", "")
    return f"{listed(names)}同比{'增加' if True in directions else '减少'}{shared}最多({each}{quantity(largest, unit)})"


def _bars(
    view: View, found: Sequence[Member], split: Split, words: Mapping[str, str], link: Callable[[str], str] | None
) -> list[Bar]:
    total, least = sum((one.now for one in found), Decimal(0)), view.build.meta.small_base

    def bar(one: Member) -> Bar:
        return Bar(
            name=words.get(one.code, one.code),
            value=one.now,
            shown=str(quantity(one.now, split.unit)),
            note=_note(one, total, split, least),
            before=one.before,
            href=link(one.code) if link else None,
            is_chosen=one.code in (view.filters.get(split.dimension), view.area.area_code),
            is_rest=one.code == NOT_SAID,
        )

    named = [one for one in found if one.code != NOT_SAID]
    shown = named if len(named) <= split.most + 1 else named[: split.most]
    rest = folded(named[len(shown) :], split, total, least)
    return [*map(bar, shown), *rest, *(bar(one) for one in found if one.code == NOT_SAID)]


def folded(rest: Sequence[Member], split: Split, total: Decimal, small_base: int) -> list[Bar]:
    """What does not fit as one line, which counts those with a figure this year; nothing where there are none."""
    count = sum(1 for one in rest if one.now)
    if not count:
        return []
    whole = Member("", sum((one.now for one in rest), Decimal(0)), _added([one.before for one in rest]))
    name, amount = f"其余{number(count)}个{split.title}", str(quantity(whole.now, split.unit))
    return [Bar(name, whole.now, amount, _note(whole, total, split, small_base), is_rest=True)]


def _note(one: Member, total: Decimal, split: Split, small_base: int) -> str:
    share = percent(one.now / total) if total > 0 else ""
    return f"{share} {compared(one.now, one.before, split.unit, small_base)}"


def _added(values: Sequence[Decimal | None]) -> Decimal | None:
    """The sum of the known; None where none is."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _table(found: Sequence[Member], split: Split, words: Mapping[str, str], name: str) -> Table:
    names = [words.get(one.code, one.code) for one in found]
    return Table(
        name,
        [split.title, f"本年({split.unit})", f"上年同期({split.unit})", "增减"],
        [
            [n, number(one.now), number(one.before), number(less(one.now, one.before))]
            for n, one in zip(names[:MOST_ROWS], found[:MOST_ROWS], strict=True)
        ],
        [
            [n, plain(one.now), plain(one.before), plain(less(one.now, one.before))]
            for n, one in zip(names, found, strict=True)
        ],
    )


def less(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """What is left of the first; None where either is not known."""
    return None if one is None or other is None else one - other
