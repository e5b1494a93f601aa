"""The last months of a KPI as a small line, drawn as SVG so that it is there at first paint."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dashboard.components.markup import label
from dashboard.elements import svg

WIDTH, HEIGHT, EDGE = 132, 34, 4
LEAST_SPREAD = 0.1  # of the largest value: the line has no axis, so that 30 to 29 must not look like a collapse


def sparkline(values: Sequence[Decimal | None], name: str) -> svg.Svg:
    """One point a month, oldest first; a month without a figure is a gap, never a zero."""
    known = [float(value) for value in values if value is not None]
    children: list[object] = []
    if known:
        low, high = min(known), max(known)
        spread = max(high - low, LEAST_SPREAD * max(abs(low), abs(high)))
        low -= (spread - (high - low)) / 2
        step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)

        def place(position: int, value: Decimal) -> tuple[float, float]:
            share = (float(value) - low) / spread if spread else 0.5
            return EDGE + position * step, HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE)

        for run in _runs(values):
            points = [place(position, value) for position, value in run]
            children.append(svg.Polyline(points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points)))
        last = max(position for position, value in enumerate(values) if value is not None)
        x, y = place(last, values[last] or Decimal(0))
        children.append(svg.Circle(cx=f"{x:.1f}", cy=f"{y:.1f}", r="2.6"))
    return svg.Svg(
        children,
        className="spark",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width=str(WIDTH),
        height=str(HEIGHT),
        role="img",
        **label(name),
    )


def _runs(values: Sequence[Decimal | None]) -> list[list[tuple[int, Decimal]]]:
    """Stretches of two or more months that follow each other."""
    runs: list[list[tuple[int, Decimal]]] = [[]]
    for position, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((position, value))
    return [run for run in runs if len(run) > 1]
