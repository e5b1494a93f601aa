"""What pages and notebooks read of surges: which subjects rose beyond chance in the four weeks up to a month's end.

Every subject is judged at once, so that the share of false alarms among the alarms is held; the test itself is
`dashboard.statistics.surges`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.address.view import View
from dashboard.readings.spells import as_of
from dashboard.statistics.surges import Judged, false_discovery, has_season, judge
from dashboard.window import last_months
from etl.store import NOT_SAID
from etl.store.hotline import Blocks, four_weeks

FALSE_ALARMS = 0.05  # share of the alarms that may be false
FEWEST = 10  # orders below which nobody is alarmed
BASELINE = 14  # months that four weeks and the year before them lie in
DENSE = 5.0  # orders expected in four weeks from which a third-level category is judged too

Path = tuple[str, ...]  # names of a category from the first level: two or three


@dataclass(frozen=True)
class Surges:
    """What was judged in one area: ``blocks`` is None where the ledger is too short or misses a month of the year."""

    blocks: Blocks | None
    judged: Mapping[Path, Judged]
    q: Mapping[Path, float]
    has_season: bool

    @property
    def alarms(self) -> list[Path]:
        """Those beyond chance, the least likely first."""
        found = [path for path, q in self.q.items() if q < FALSE_ALARMS and self.judged[path].observed >= FEWEST]
        return sorted(found, key=lambda path: (self.judged[path].chance, path))


def read_surges(view: View) -> Surges:
    """All categories of the area, whatever the page is filtered by: the more are judged, the stricter each."""
    if view.unfiled & set(last_months(view.month, BASELINE)):
        return Surges(None, {}, {}, False)
    blocks = four_weeks(view.build, as_of(view), area=view.area.area_code, where={})
    return judged_of(blocks) if blocks is not None and blocks.counts else Surges(None, {}, {}, False)


def judged_of(blocks: Blocks) -> Surges:
    """Second-level categories, and those of the third level that are dense enough."""
    second, third = _added(blocks, 2), _added(blocks, 3)
    judged = judge(second)
    judged |= {path: one for path, one in judge(third).items() if one.expected >= DENSE and path[-1] != NOT_SAID}
    chances = {path: one.chance for path, one in judged.items()}
    return Surges(blocks, judged, false_discovery(chances), has_season(len(next(iter(blocks.counts.values())))))


def _added(blocks: Blocks, depth: int) -> dict[Path, list[int]]:
    found: dict[Path, list[int]] = {}
    for names, counts in blocks.counts.items():
        path = tuple(name or NOT_SAID for name in names[:depth])
        before = found.get(path, [0] * len(counts))
        found[path] = [one + other for one, other in zip(before, counts, strict=True)]
    return found
