"""Read-only access to a published build: the only door to the figures for dashboard, briefing and notebooks.

A build never changes, so what was read from it may be cached by its id. ``open_current`` follows ``builds/CURRENT``;
a page opens it once and draws everything from that one build.
"""

from etl.store.build import Build
from etl.store.model import (
    Area,
    Event,
    ForecastRecord,
    Kpi,
    KpiValue,
    Load,
    Meta,
    NoBuild,
    PublicFigure,
    Quality,
    Revision,
    Target,
)
from etl.store.opening import current_id, open_build, open_current
from etl.store.rows import FactColumn, Rows, RowSet, Tally
from etl.store.services import JobEvent, ServicePoint, job_events, service_points
from etl.store.spells import spell_flows, still_unemployed
from etl.store.sums import NOT_SAID

__all__ = [
    "NOT_SAID",
    "Area",
    "Build",
    "Event",
    "FactColumn",
    "ForecastRecord",
    "JobEvent",
    "Kpi",
    "KpiValue",
    "Load",
    "Meta",
    "NoBuild",
    "PublicFigure",
    "Quality",
    "Revision",
    "RowSet",
    "Rows",
    "ServicePoint",
    "Tally",
    "Target",
    "current_id",
    "job_events",
    "open_build",
    "open_current",
    "service_points",
    "spell_flows",
    "still_unemployed",
]
