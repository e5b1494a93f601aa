"""A KPI's figure of the year so far as a sentence says it, or None where the area has not reported it."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.address.view import View
from dashboard.components.wording import figure
from dashboard.readings.figures import Figures
from etl.store import KpiValue


@dataclass(frozen=True)
class Said:
    """The KPIs of a page at its month, by id."""

    view: View
    figures: Figures

    @property
    def where(self) -> str:
        """Whose figures they are; nothing of the district, whose name stands above the page."""
        area = self.view.area
        return "" if self.view.is_district else "未分配记录中" if area.level == "unassigned" else area.name

    def of(self, kpi: str) -> KpiValue | None:
        """The figure, where there is one; a rate of nothing is none."""
        now = self.figures.history.get((kpi, self.view.month))
        return now if now is not None and now.ytd is not None else None

    def text(self, kpi: str) -> str | None:
        """``357.21万元``, ``9件``, ``68.2%``."""
        now = self.of(kpi)
        known = next((one for one in self.figures.kpis if one.kpi == kpi), None)
        return str(figure(known, now)) if known and now else None
