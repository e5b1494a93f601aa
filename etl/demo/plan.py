"""How many hires, re-employments, orders and cases each month of the demo has.

The figures of one published half-year (``demo.toml``) are met exactly; everything before and after follows from
growth and seasonality. Nothing here invents a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from etl.demo.drawing import Array, spread
from etl.demo.service_figures import Services
from etl.demo.talent_figures import Talent
from etl.site import Site, read_settings

# Share of the year in each month: mean over 2019, 2021 and 2022 (2020 left out) of the monthly increments that the
# ministry's series gives (人社部 月度统计数据). Orders are invented: many wage claims before the Spring Festival.
SHARES: dict[str, tuple[float, ...]] = {
    "hired": (0.0619, 0.0649, 0.1098, 0.1035, 0.1040, 0.1016, 0.1003, 0.0911, 0.0844, 0.0683, 0.0590, 0.0512),
    "reemployed": (0.0578, 0.0586, 0.0876, 0.0925, 0.0864, 0.1008, 0.0902, 0.0853, 0.0883, 0.0852, 0.0889, 0.0784),
    "hard_to_employ_placed": (
        0.0631, 0.0595, 0.0890, 0.0816, 0.0854, 0.0983, 0.0780, 0.0836, 0.0946, 0.0853, 0.0927, 0.0889,
    ),
    "orders": (0.0890, 0.0700, 0.0880, 0.0850, 0.0820, 0.0840, 0.0830, 0.0820, 0.0810, 0.0780, 0.0850, 0.0930),
    # invented too: wages are claimed before the Spring Festival, building begins after it
    "arrears_closed": (0.2000, 0.1000, 0.0700, 0.0500, 0.0500, 0.0600, 0.0600, 0.0600, 0.0600, 0.0600, 0.1000, 0.1300),
    "complaints_closed": (
        0.1050, 0.0700, 0.0900, 0.0820, 0.0800, 0.0830, 0.0800, 0.0800, 0.0780, 0.0720, 0.0850, 0.0950,
    ),
    "disputes_closed": (
        0.0750, 0.0600, 0.0900, 0.0900, 0.0850, 0.0900, 0.0850, 0.0850, 0.0850, 0.0750, 0.0850, 0.0950,
    ),
    "deposit_yuan": (0.0500, 0.0500, 0.1200, 0.1100, 0.1000, 0.1000, 0.0800, 0.0800, 0.0900, 0.0900, 0.0800, 0.0500),
}  # fmt: skip

DISTRICT_STREETS = 12  # a district whose demo.toml does not tell of something is taken for one of this many streets

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(gt=0)]


class Anchor(BaseModel):
    """January to ``months`` of ``year``: the figures that the demo meets exactly."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    year: int = 2023
    months: Annotated[int, Field(ge=1, le=12)] = 6
    hired: Count
    reemployed: Count
    hard_to_employ_placed: Count
    orders_closed: Count
    satisfaction_rate: Share = 1.0
    pension_coverage: Share = 0.984
    # labour rights: cases closed, and the deposits of the projects that began
    arrears_closed: Count = 9
    arrears_people: Count = 56
    arrears_yuan: Count = 3_500_000
    complaints_closed: Count = 2000
    disputes_closed: Count = 660
    deposit_yuan: Count = 20_000_000
    deposit_rate: Share = 1.0
    account_rate: Share = 1.0

    @property
    def last_month(self) -> np.datetime64:
        return np.datetime64(f"{self.year}-{self.months:02d}", "M")


class Growth(BaseModel):
    """Growth of each series from one year to the next, as a fraction."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hired: float = 0.05
    reemployed: float = 0.05
    hard_to_employ_placed: float = 0.04
    orders: float = 0.06
    arrears_closed: float = -0.12
    complaints_closed: float = 0.05
    disputes_closed: float = 0.06
    deposit_yuan: float = 0.05


class Benefit(BaseModel):
    """A benefit standard in yuan a month, from its first month on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    insurance: str
    since: date
    yuan: Annotated[float, Field(gt=0)]


class Calibration(BaseModel):
    """``demo.toml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    anchor: Anchor
    growth: Growth = Growth()
    benefits: tuple[Benefit, ...] = ()
    services: Services = Services.of(DISTRICT_STREETS)
    talent: Talent = Talent()


def calibration(site: Site, streets: int) -> Calibration:
    """The site's ``demo.toml``, or figures for a district of that many streets."""
    path = site.path / "demo.toml"
    if path.exists():
        return read_settings(path, Calibration)
    return Calibration(
        anchor=Anchor(
            hired=650 * streets,
            reemployed=240 * streets,
            hard_to_employ_placed=46 * streets,
            orders_closed=360 * streets,
            arrears_closed=streets,
            arrears_people=6 * streets,
            arrears_yuan=360_000 * streets,
            complaints_closed=145 * streets,
            disputes_closed=48 * streets,
            deposit_yuan=1_400_000 * streets,
        ),
        benefits=(
            Benefit(insurance="城乡居民基本养老保险", since=date(2000, 1, 1), yuan=200),
            Benefit(insurance="失业保险", since=date(2000, 1, 1), yuan=1500),
        ),
        services=Services.of(streets),
    )


@dataclass(frozen=True)
class Plan:
    """The months of the demo and how large it is: ``factor`` 1 is the real size of the district."""

    calibration: Calibration
    months: Array  # datetime64[M], every month of the demo
    factor: float = 1.0

    @property
    def first_day(self) -> np.datetime64:
        return np.datetime64(self.months[0], "D")

    @property
    def last_day(self) -> np.datetime64:
        return np.datetime64(self.months[-1] + 1, "D") - 1

    def scaled(self, figure: float) -> int:
        """A figure of the district at the demo's size."""
        return max(1, round(figure * self.factor))

    def anchored(self, figure: str) -> int:
        """A figure of the anchor period at the demo's size."""
        return self.scaled(float(getattr(self.calibration.anchor, figure)))

    def in_anchor(self, days: Array) -> Array:
        """Which of ``days`` (of any precision; NaT is none of them) lie in the anchor period."""
        anchor = self.calibration.anchor
        month = days.astype("datetime64[M]")
        return np.asarray((month >= np.datetime64(f"{anchor.year}-01", "M")) & (month <= anchor.last_month))

    def counts(self, series: str, rng: np.random.Generator) -> Array:
        """Events (or yuan) of a series in each month; those of the anchor period sum to its figure exactly."""
        return self.monthly(self.anchored(series), SHARES[series], getattr(self.calibration.growth, series), rng)

    def monthly(self, figure: int, of_year: Sequence[float], growth: float, rng: np.random.Generator) -> Array:
        """``figure``, the sum of the anchor period, month by month, and what growth and season make of it around."""
        anchor = self.calibration.anchor
        shares = np.array(of_year)
        half = float(shares[: anchor.months].sum())
        by_month: dict[np.datetime64, int] = {}
        for year in np.unique(self.months.astype("datetime64[Y]")):
            distance = int(year.astype(int)) + 1970 - anchor.year
            total = figure / half * (1.0 + growth) ** distance
            noisy = shares * rng.normal(1.0, 0.025, 12)
            if distance == 0:
                head = spread(figure, noisy[: anchor.months])
                tail = spread(round(total * (1.0 - half)), noisy[anchor.months :])
                counts = np.concatenate([head, tail])
            else:
                counts = spread(round(total), noisy)
            by_month |= dict(zip(year.astype("datetime64[M]") + np.arange(12), counts.tolist(), strict=True))
        return np.array([by_month[month] for month in self.months])


def months_of(years: tuple[int, ...], anchor: Anchor, today: date) -> Array:
    """All months of ``years`` that are over; the anchor's year, if it is the last, ends with the anchor."""
    end = anchor.last_month if max(years) == anchor.year else np.datetime64(f"{max(years)}-12", "M")
    last = min(end, np.datetime64(f"{today:%Y-%m}", "M") - 1)
    months = [np.datetime64(f"{year}-01", "M") + np.arange(12) for year in sorted(set(years))]
    return np.concatenate([part[part <= last] for part in months])
