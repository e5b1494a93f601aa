"""An attacker of a whole public edition: each count of people behind it a variable, each sum and printed figure known.

It reads the build anew and knows nothing of how the edition was made. Whoever has a figure is given more than it says:
a change is as good as both figures that it compares, a rate as good as its two parts; so what stands against this
stands against less. A count is safe where all that is known allows at least ``threshold`` values in a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from dashboard.briefing.content import Content, Number
from dashboard.briefing.edition.disclosure import read_figures
from dashboard.briefing.edition.marks import Marks, marked
from dashboard.window import shift, window_months
from etl.store import Build, Kpi, KpiValue

PEOPLE = ("人", "人次", "件", "起", "户", "宗")
MONTHS = 25
AIMS = 12
Name = tuple[str, date, str]  # area, month, which count
SOFAR = {"month": "so far", "n": "n so far", "hits": "hits so far", "rest": "rest so far"}


@dataclass
class Attacked:
    """One KPI: its counts, what links them, and those that a reader knows."""

    truth: dict[Name, int] = field(default_factory=dict)
    sums: list[tuple[Name, list[Name]]] = field(default_factory=list)
    known: set[Name] = field(default_factory=set)
    starred: set[Name] = field(default_factory=set)  # the edition prints a sign in their place: not nought

    def small(self, threshold: int) -> list[Name]:
        """What nobody may find out."""
        return [name for name, value in self.truth.items() if 0 < value < threshold]

    def linked(self, start: Name) -> list[Name]:
        """The unknown counts that hang together with one."""
        if start in self.known:
            return []
        of: dict[Name, list[list[Name]]] = {}
        for total, parts in self.sums:
            for name in (total, *parts):
                of.setdefault(name, []).append([total, *parts])
        found, waiting = {start: None}, [start]
        while waiting:
            for names in of.get(waiting.pop(), []):
                new = [name for name in names if name not in found and name not in self.known]
                found |= dict.fromkeys(new)
                waiting += new
        return list(found)

    def reaches(self, names: list[Name], wide: int) -> dict[Name, tuple[float, float]]:
        """What each of linked counts may be, exactly where that is less than ``wide``.

        Aims at random first: what two solutions show to be possible needs no programme of its own.
        """
        equal, right = self._equations(names)
        least = np.array([1.0 if one in self.starred and self.truth[one] else 0.0 for one in names])
        most = np.array([self.truth[one] + 4.0 * wide for one in names])
        low = high = np.array([float(self.truth[one]) for one in names])
        for aim in np.random.default_rng(1).normal(size=(AIMS, len(names))):
            solved = linprog(aim, A_eq=equal, b_eq=right, bounds=np.column_stack([least, most]), method="highs")
            assert solved.status == 0, "the truth itself must be possible"
            low, high = np.minimum(low, solved.x), np.maximum(high, solved.x)
        found = {}
        for place, name in enumerate(names):
            found[name] = (float(low[place]), float(high[place]))
            if high[place] - low[place] + 1 < wide and 0 < self.truth[name] < wide:
                aim = np.zeros(len(names))
                aim[place] = 1
                ends = [
                    linprog(s * aim, A_eq=equal, b_eq=right, bounds=[(one, None) for one in least], method="highs")
                    for s in (1, -1)
                ]
                found[name] = (ends[0].fun, float("inf") if ends[1].status != 0 else -ends[1].fun)
        return found

    def _equations(self, names: list[Name]) -> tuple[csr_array | None, list[float] | None]:
        column = {one: place for place, one in enumerate(names)}
        rows, columns, signs, right = [], [], [], []
        for total, parts in self.sums:
            terms = [(total, 1), *((part, -1) for part in parts)]
            if not any(one in column for one, _ in terms):
                continue
            rows += [len(right) for one, _ in terms if one in column]
            columns += [column[one] for one, _ in terms if one in column]
            signs += [float(sign) for one, sign in terms if one in column]
            right.append(float(-sum(sign * self.truth[one] for one, sign in terms if one not in column)))
        if not right:
            return None, None
        return csr_array((signs, (rows, columns)), shape=(len(right), len(names))), right


def attack(build: Build, whole: Content, edition: Content, threshold: int) -> tuple[int, list[str]]:
    """How many small counts the edition leaves unprinted, and those that can be found out, in words."""
    tried, found = 0, []
    printed, wanted = list(_printed(edition, build)), list(_printed(whole, build))
    for kpi in build.kpis:
        one = _attacked(build, kpi, whole.month)
        if one is None:
            continue
        one.known = {name for number in printed if number[0] == kpi.kpi for name in _told(one, kpi, number)}
        own = {name for number in wanted if number[0] == kpi.kpi for name in _told(one, kpi, number)}
        one.starred = own - one.known
        reached: dict[Name, tuple[float, float]] = {}
        for name in one.small(threshold):
            tried += 1
            if name not in reached:
                names = one.linked(name)
                reached |= one.reaches(names, threshold) if names else {name: (one.truth[name], one.truth[name])}
            low, high = reached[name]
            if high - low + 1 < threshold - 1e-6:
                found.append(f"{kpi.kpi} {name[0]} {name[1]:%Y-%m} {name[2]}: {one.truth[name]}, {low:g} to {high:g}")
    return tried, found


def _printed(content: Content, build: Build) -> Iterator[tuple[str, str, date, str]]:
    """Every figure in text, tables and charts."""
    numbers: Iterable[Number] = (
        *content.numbers,
        *(cell.number for grid in content.grids for row in grid.rows for cell in row if cell.number),
    )
    yield from ((one.kpi, one.area, one.month, one.measure.removeprefix("briefed_")) for one in numbers)
    marks = Marks(read_figures(build, content.month), build, content.area, content.month)
    for page in content.pages:
        for chart in page.charts:
            yield from marked(chart.figure, marks).cells


def _attacked(build: Build, kpi: Kpi, month: date) -> Attacked | None:
    """The counts of a KPI in two years; None where it counts no people."""
    is_rate = kpi.unit == "%" or kpi.kind == "ratio"
    behind = build.row_sets.get(kpi.denominator_rows or "") if is_rate else None
    unit = (behind.unit if behind else "人") if is_rate else kpi.unit
    if unit not in PEOPLE:
        return None
    places = [one.area_code for one in build.areas if one.level in ("district", "street", "unassigned")]
    rows = build.values(areas=places, since=shift(month, -MONTHS), until=month, kpis=[kpi.kpi])
    if any(row.value is not None and row.value < 0 for row in rows):
        return None  # a balance
    one = Attacked()
    for row in rows:
        for what, value in _counts(kpi, row).items():
            if value is not None and value >= 0 and value == int(value):
                one.truth[row.area_code, row.month, what] = int(value)
    _link(one, kpi, build.meta.district, places)
    return one


def _counts(kpi: Kpi, row: KpiValue) -> Mapping[str, Decimal | None]:
    if kpi.unit != "%" and kpi.kind != "ratio":
        return {"so far": row.ytd} if kpi.kind == "level" else {"month": row.value, "so far": row.ytd}
    found: dict[str, Decimal | None] = {"n": row.denominator, "n so far": row.ytd_denominator}
    if kpi.unit == "%":
        for span, hits in (("", row.numerator), (" so far", row.ytd_numerator)):
            n = found[f"n{span}"]
            found |= {f"hits{span}": hits, f"rest{span}": None if n is None or hits is None else n - hits}
    return found


def _link(one: Attacked, kpi: Kpi, district: str, places: list[str]) -> None:
    """Months to the year so far, streets to the district, the two parts of a rate to its n: where they do add up."""
    for area, month, what in list(one.truth):
        sums: list[tuple[Name, list[Name]]] = []
        if what in SOFAR and kpi.kind != "level":
            window = [m for m in window_months(kpi, month) if m <= month]
            parts = [(area, m, what) for m in window if (area, m, what) in one.truth]
            sums.append(((area, month, SOFAR[what]), parts))
        if what.startswith("n"):
            span = what.removeprefix("n")
            sums.append(((area, month, what), [(area, month, f"hits{span}"), (area, month, f"rest{span}")]))
        if area == district:
            parts = [
                (other, month, what) for other in places if other != district and (other, month, what) in one.truth
            ]
            sums.append(((area, month, what), parts))
        for total, parts in sums:
            there = [total, *parts]
            if all(name in one.truth for name in there) and one.truth[total] == sum(one.truth[p] for p in parts):
                one.sums.append((total, parts))


def _told(one: Attacked, kpi: Kpi, cell: tuple[str, str, date, str]) -> list[Name]:
    """The counts that whoever has a figure is given."""
    _, area, month, measure = cell
    is_rate = kpi.unit == "%"
    now = ["hits", "rest"] if is_rate else ["so far"] if kpi.kind == "level" else ["month"]
    sofar = ["hits so far", "rest so far"] if is_rate else ["so far"]
    by_measure = {
        "value": [(w, 0) for w in now],
        "numerator": [(w, 0) for w in now],
        "mom": [(w, back) for w in now for back in (0, 1)],
        "recent_mean": [(w, back) for w in now for back in (0, 1, 2)],
        "yoy": [(w, back) for w in sofar for back in (0, 12)],
        "yoy_base": [(w, 12) for w in sofar],
        "denominator": [("n", 0)],
        "ytd_denominator": [("n so far", 0)],
        "target": [], "pace": [], "streets": [], "streets_behind": [], "months_missing": [],
    }  # fmt: skip
    named = by_measure.get(measure, [(w, 0) for w in sofar])  # whatever else is told of a year so far
    names = [(area, shift(month, -back), what) for what, back in named]
    return [name for name in names if name in one.truth]
