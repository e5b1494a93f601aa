"""What pages and notebooks read of unemployment spells: groups of spells, their curves, and who still waits.

Looked from the last day of the page's month at the spells that began in the 24 months up to it, as far as the ledger
knows who of them found work; who still waits is counted whenever the spell began. Only counts by day are read, never
persons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from dashboard.address.view import View
from dashboard.format import month_name, number
from dashboard.statistics.survival import Curve, Flow, LogRank, added, kaplan_meier
from dashboard.window import last_months, month_end
from etl.store import NOT_SAID, spell_flows, still_unemployed

MONTHS_BEGUN = 24
OF_WORK = "reemployment_month"
SMALL_N = 30
FEW_AT_RISK = 5  # below it one late registration moves the whole curve
DAYS_OF_WEEK = 7
SMALLEST_P = 0.001
LONG = 53  # the band above 52 weeks

Where = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Group:
    """Spells of one member of a dimension; ``member`` is `NOT_SAID` where rows do not say, or a month."""

    member: str | date
    flows: Sequence[Flow]
    backdated: int  # registered when work was already found: in no curve

    @cached_property
    def curve(self) -> Curve:
        return kaplan_meier(self.flows)

    @property
    def is_small(self) -> bool:
        return self.curve.n < SMALL_N or self.curve.fewest_at_risk < FEW_AT_RISK


def as_of(view: View) -> date:
    """The day looked from: the last of the page's month."""
    return month_end(view.month)


def begun_in(view: View) -> list[date]:
    """The months of unemployment that count, oldest first: none before the ledger records who found work.

    Of those who lost work earlier it holds only who was still waiting when it began, so that they would look slow.
    """
    first = min(recorded_since(view) or view.month, view.month)
    return [month for month in last_months(view.month, MONTHS_BEGUN) if month >= first]


def recorded_since(view: View) -> date | None:
    """The first month in which the district's ledger has anybody back in work; None where it has nobody yet."""
    if not view.build.columns(OF_WORK):
        return None
    rows = view.build.sums(OF_WORK, ["reemployed"], by=["month"], area=view.district.area_code)
    return min((row["month"] for row in rows if row["reemployed"]), default=None)


def earlier_left_out(view: View) -> str:
    """``;2021年1月前失业的没有完整记录,不计`` where the ledger does not reach back as far as the months that count."""
    months = begun_in(view)
    return f";{month_name(months[0])}前失业的没有完整记录,不计" if len(months) < MONTHS_BEGUN else ""


def groups(view: View, by: str, where: Where) -> list[Group]:
    """One group for each member of ``by``: ``hardship``, ``measure`` or ``month``."""
    months = begun_in(view)
    rows = spell_flows(
        view.build,
        by=by,
        area=view.area.area_code,
        since=months[0],
        until=months[-1],
        as_of=as_of(view),
        where=where,
    )
    return [
        Group(
            NOT_SAID if row["member"] is None else row["member"],
            [*map(Flow, row["day"], row["entered"], row["events"], row["censored"])],
            row["backdated"],
        )
        for row in rows
    ]


def together(parts: Iterable[Group]) -> Group:
    """Several groups as one."""
    known = list(parts)
    return Group("", added(part.flows for part in known), sum(part.backdated for part in known))


def comparable(by: str, found: Sequence[Group]) -> list[Group]:
    """The groups that may be compared, the largest first.

    Without those whose measure is not filled in: it is often written down once work is found, so that they are those
    who have found none.
    """
    kept = [group for group in found if not (by == "measure" and group.member == NOT_SAID) and group.curve.n]
    return sorted(kept, key=lambda group: (-group.curve.n, str(group.member)))


Waiting = Mapping[tuple[str, int], int]  # (hardship, band of weeks) -> persons


def waiting(view: View, where: Where) -> dict[tuple[str, int], int]:
    """Who is registered and without work on the day looked from."""
    rows = still_unemployed(view.build, area=view.area.area_code, as_of=as_of(view), where=where)
    return {(row["hardship"] or NOT_SAID, row["weeks"]): row["spells"] for row in rows}


def weeks(days: int) -> Decimal:
    """Days as weeks."""
    return Decimal(days) / DAYS_OF_WEEK


def weeks_text(days: int | None) -> str:
    """``14.4周``."""
    return "—" if days is None else f"{number(weeks(days), 1)}周"


def interval_text(curve: Curve) -> str:
    """``14.1—14.6周``, ``10.7周以上`` where the data do not reach the upper end."""
    low, high = curve.median_interval
    if low is None:
        return "区间不能估计"
    return f"{number(weeks(low), 1)}{'周以上' if high is None else f'—{number(weeks(high), 1)}周'}"


def p_text(found: LogRank) -> str:
    """``p=0.118``, ``p<0.001``."""
    return f"p<{SMALLEST_P}" if found.p < SMALLEST_P else f"p={found.p:.3f}"
