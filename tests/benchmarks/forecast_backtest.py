"""How well the landing forecast would have done on the ministry's national series, printed as tables.

Every forecast is made from what was published at the time: the three complete years before. Nothing here is asserted;
`tests/etl/kpi/test_published.py` holds the two figures that the design names.
Run: python -m tests.benchmarks.forecast_backtest
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from pathlib import Path

from etl.kpi.exact import half_up
from etl.kpi.forecast import PastError, half_width, past_errors
from etl.kpi.pace import Year
from etl.kpi.window import MONTHS

SERIES = Path(__file__).parents[2] / "data" / "public" / "mohrss_monthly.csv"
KPIS = {"new_urban_jobs": "城镇新增就业", "reemployed": "失业人员再就业", "hard_to_employ_placed": "就业困难人员就业"}
MIDDLE = range(3, 10)  # before March there is little to go by, after September little left to guess


def complete_years(path: Path, kpi: str) -> dict[int, Year]:
    """The published cumulative figures of the nation, by year; years that miss a month are left out."""
    years: dict[int, dict[int, Fraction]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["figure"] == kpi and row["area_code"] == "000000" and row["measure"] == "cumulative":
                year, month = (int(part) for part in row["period_end"].split("-")[:2])
                years.setdefault(year, {})[month] = Fraction(row["value"])
    return {year: [months[m] for m in range(1, MONTHS + 1)] for year, months in years.items() if len(months) == MONTHS}


def is_covered(error: PastError, errors: Iterable[PastError]) -> bool | None:
    """Did the 80 % interval, laid with the misses known by then, hold the year's end? None: there was none yet."""
    width = half_width([past.miss for past in errors if past.m == error.m and past.year < error.year])
    return None if width is None else error.miss <= width


def percent(number: Fraction) -> str:
    return f"{half_up(number * 100, 1)}%"


def mean(numbers: Sequence[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0)) / len(numbers)


def line(label: str, chosen: Sequence[PastError], errors: Sequence[PastError]) -> str:
    """One row of a table."""
    covered = [hit for error in chosen if (hit := is_covered(error, errors)) is not None]
    worst = max(error.error for error in chosen)
    return "| " + " | ".join(
        [
            label,
            str(len(chosen)),
            percent(mean([error.error for error in chosen])),
            percent(worst),
            percent(mean([error.straight_line_error for error in chosen])),
            f"{sum(covered)}/{len(covered)}" if covered else "—",
        ]
    ) + " |"  # fmt: skip


def table(title: str, errors: Sequence[PastError], key: Callable[[PastError], int]) -> list[str]:
    """A table of the errors grouped by ``key``."""
    head = (
        f"| {title} | forecasts | seasonal, mean error | worst | straight line, mean error | inside the 80 % interval |"
    )
    groups = sorted({key(error) for error in errors})
    return [head, "|---|---|---|---|---|---|"] + [
        line(str(group), [error for error in errors if key(error) == group], errors) for group in groups
    ]


def report(path: Path) -> list[str]:
    """All tables as lines of Markdown."""
    lines = []
    for kpi, title in KPIS.items():
        errors = past_errors(complete_years(path, kpi))
        middle = [error for error in errors if error.m in MIDDLE]
        first, last = min(error.year for error in errors), max(error.year for error in errors)
        lines += [f"### {title} ({kpi}), nation, landings of {first} to {last}", ""]
        lines += table("month", errors, lambda error: error.m)
        lines += [line("3 to 9", middle, errors), ""]
        lines += table("year (months 3 to 9)", middle, lambda error: error.year)
        lines += [""]
    return lines


def main() -> int:
    """Print the tables; 2 if the series is not there."""
    if not SERIES.is_file():
        print(f"{SERIES} is not there", file=sys.stderr)
        return 2
    print("\n".join(report(SERIES)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
