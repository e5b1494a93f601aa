"""From what somebody asks for (month, area, pages, edition) to the content of a briefing, or what there is instead."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dash.development.base_component import Component

from dashboard.address.view import resolve
from dashboard.briefing.assemble import Missing, assemble
from dashboard.briefing.briefed.changes import changed, sentences
from dashboard.briefing.briefed.frozen import Unreadable, open_as_of, original, unequal
from dashboard.briefing.content import EDITIONS, Content
from dashboard.briefing.faults import Fault, NotThere
from dashboard.delivery.shell import Shell
from dashboard.format import month_key, month_name
from etl.store import Area, Build, NoBuild


def _public(content: Content, build: Build) -> Content:
    from dashboard.briefing.edition.public import (
        publish,  # brings scipy: a quarter of the time in which a server starts
    )

    return publish(content, build)


Edit = Callable[[Content, Build], Content]  # what an edition leaves out
EDITED: dict[str, Edit] = {"internal": lambda content, _: content, "public": _public}
ECHO = 20  # characters of a wrong word repeated


@dataclass(frozen=True)
class Request:
    """A briefing as it is asked for; ``build`` is the one that all of it is made from."""

    build: str
    month: str  # 2023-06
    area: str = ""  # code or name; empty: the whole district
    pages: tuple[str, ...] = ()  # paths or names; none: all of the navigation
    edition: str = "internal"
    is_as_of: bool = False  # made again from a build of before

    @property
    def command(self) -> str:
        """The command line that makes it again, without local paths."""
        words = ["python", "-m", "dashboard", "brief", "--month", self.month]
        words += ["--area", self.area] if self.area else []
        words += ["--pages", ",".join(self.pages)] if self.pages else []
        words += ["--as-of", self.build] if self.is_as_of else []
        return shlex.join([*words, "--edition", self.edition])


@dataclass(frozen=True)
class Composed:
    """The content of a briefing, and the pages that failed."""

    content: Content
    missing: tuple[Missing, ...]
    is_district: bool
    is_reprint: bool  # of a briefing that was printed from the same build
    unequal: str | None  # what a reprint prints otherwise than the first time


def compose(request: Request, shell: Shell) -> Composed:
    """The content, and the pages that failed; raises `NotThere` for a month, an area or a page that there is not."""
    if request.edition not in EDITIONS:
        raise NotThere(f"没有“{request.edition[:ECHO]}”这种版本。可选:internal(内部)、public(公开)。")
    try:
        build = open_as_of(shell.site, request.build)
    except NoBuild as nothing:
        raise Fault(str(nothing)) from None
    month, area = _month(build, request.month), _area(build, request.area)
    names = _pages(shell, request.pages)
    view = resolve(build, "/", {"month": month_key(month), "area": area.area_code})

    def draw(path: str, query: Mapping[str, object]) -> Component:
        return shell.draw(path, query).tree

    try:
        first = original(shell.site, build.id, month, area.area_code, request.edition) if request.is_as_of else None
        until = first.briefed_at if first else None
        found = changed(build, shell.site, month, area=area.area_code, edition=request.edition, until=until)
    except Unreadable as damaged:
        raise Fault(str(damaged)) from None
    told = sentences(found, build.meta.district, request.edition)
    content, missing = assemble(view, draw, names, edition=request.edition, changed=told)
    content = EDITED[request.edition](content, build)
    return Composed(content, missing, view.is_district, first is not None, unequal(first, content) if first else None)


def _month(build: Build, asked: str) -> date:
    if not build.months:
        raise Fault("已发布的版次里还没有本区数据。请先装载台账:python -m etl load")
    there = f"有数据的月份:{month_name(build.months[0])}至{month_name(build.months[-1])}。"
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", asked):
        raise NotThere(f"月份“{asked[:ECHO]}”应写作 2023-06 的样子。{there}")
    month = date.fromisoformat(f"{asked}-01")
    if month not in build.months:
        raise NotThere(f"没有{month_name(month)}的数据。{there}")
    return month


def _area(build: Build, asked: str) -> Area:
    places = [area for area in build.areas if area.level in ("street", "unassigned")]
    district = next(area for area in build.areas if area.area_code == build.meta.district)
    if not asked:
        return district
    found = next((one for one in (district, *places) if asked in (one.area_code, one.name, one.short_name)), None)
    if found is None:
        named = "、".join(f"{one.short_name}({one.area_code})" for one in (district, *places))
        raise NotThere(f"没有代码或名称为“{asked[:ECHO]}”的地区。可选:{named}。")
    return found


def _pages(shell: Shell, asked: Sequence[str]) -> dict[str, str]:
    """Paths and names of the pages that are asked for, in the order of the navigation."""
    there = shell.briefed
    if not asked:
        return there
    for word in asked:
        if word not in there and word not in there.values():
            named = "、".join(f"{path}({name})" for path, name in there.items())
            raise NotThere(f"没有页面“{word[:ECHO]}”。可选:{named}。")
    return {path: name for path, name in there.items() if path in asked or name in asked}
