"""Whether the numbers of a month can be relied on: what is filed, late, returned, without a street. Rules only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboard.address.view import View
from dashboard.readings.published import beside_ledgers
from dashboard.window import last_months
from etl.store.quality import Filing, Finding, Source, ThinMonth, filings, findings, ledgers, spans, thin_months

MONTHS_SHOWN = 12
SERIOUS = Decimal("0.01")  # of the year's rows waiting to be mended: from here on figures are not yet to be used


@dataclass(frozen=True)
class Trust:
    """What the page of data quality is drawn from."""

    sources: Sequence[Source]
    months: Sequence[date]  # the last twelve, oldest first
    filed: Mapping[tuple[str, date], Filing]
    late: Sequence[tuple[Source, date]]  # months that are over, due, and not filed
    thin: Sequence[ThinMonth]  # of these months: those whose own file seems never to have come
    latest: Mapping[str, date]  # the last month filed, by source
    findings: Sequence[Finding]
    rows: int  # of the year up to the month
    rows_open: int  # returned and not sent again
    unassigned: int  # of the year's rows
    apart: Sequence[str]  # published figures that the ledgers contradict

    @property
    def late_this_year(self) -> list[tuple[Source, date]]:
        """What is missing from the year's sums."""
        return [(source, month) for source, month in self.late if month.year == self.months[-1].year]

    @property
    def open_share(self) -> Decimal:
        """Rows waiting to be mended against all rows of the year."""
        return Decimal(self.rows_open) / max(self.rows + self.rows_open, 1)


def read_trust(view: View) -> Trust:
    """All of it, for the whole district."""
    build = view.build
    months = last_months(view.month, MONTHS_SHOWN)
    sources = ledgers(build)
    filed = filings(build, min(months[0], view.year_start), view.month)
    span = spans(build)
    over = build.meta.created_at.date().replace(day=1)  # months before this one are over
    late = [
        (source, month)
        for source in sources
        for month in months
        if source.is_monthly and span[source.source][0] <= month < over and (source.source, month) not in filed
    ]
    this_year = [filing for filing in filed.values() if filing.month >= view.year_start]
    known = {source.source for source in sources}
    return Trust(
        sources=sources,
        months=months,
        filed=filed,
        late=late,
        thin=[one for one in thin_months(build) if months[0] <= one.month <= view.month],
        latest={source.source: span[source.source][1] for source in sources},
        findings=findings(build, view.month),
        rows=sum(filing.rows for filing in this_year if filing.source in known),
        rows_open=build.rows_open(view.month),
        unassigned=sum(filing.unassigned for filing in this_year if filing.source in known),
        apart=[one.figure.title for one in beside_ledgers(view) if one.verdict == "apart"],
    )
