"""On which side of its dot each label of a scatter chart stands: over no other label, and over no dot but its own.

Plotly places a label on one of eight sides and lets labels cover each other. The sides are chosen once for all sizes
in which the chart is drawn. A label for which no side is free is left out, since a name at the wrong dot is worse
than none: its dot has a line in the chart's table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SIZES = ((266, 358), (463, 358), (598, 278))  # of the plot on a phone, a laptop and A4, in pixels
LETTER, LINE, DOT = 12.0, 17.0, 6.0  # a character's width, a line's height, a dot's radius and some air, in pixels
SIDES = {  # as Plotly sets them: the label's middle from its dot, in widths of the label, and in pixels to it
    "middle right": (0.5, 7.2, 2.5),
    "middle left": (-0.5, -7.2, 2.5),
    "top center": (0.0, 0.0, 15.8),
    "bottom center": (0.0, 0.0, -10.8),
    "top right": (0.5, 7.2, 15.8),
    "bottom right": (0.5, 7.2, -10.8),
    "top left": (-0.5, -7.2, 15.8),
    "bottom left": (-0.5, -7.2, -10.8),
}
Box = tuple[float, float, float, float]  # left, bottom, right, top
Boxes = tuple[Box, ...]  # one for each of the sizes
Point = tuple[float, float]  # shares of the plot's width and height


def label_sides(names: Sequence[str], points: Sequence[Point]) -> list[str | None]:
    """A side of Plotly for each dot, the right one first; None where none is free.

    The dot with the fewest sides left is served first, and takes the side that leaves most sides to the others.
    """
    dots = [_around(point) for point in points]
    free = {
        at: _free(_sides(name, point), [*dots[:at], *dots[at + 1 :]])
        for at, (name, point) in enumerate(zip(names, points, strict=True))
    }
    chosen: list[str | None] = [None] * len(names)
    while free:
        at = min(free, key=lambda one: len(free[one]))
        own = free.pop(at)
        if not own:
            continue
        blocked = {side: _blocked(boxes, free) for side, boxes in own.items()}
        best = min(own, key=lambda side: len(blocked[side]))
        chosen[at] = best
        for other, side in blocked[best]:
            del free[other][side]
    return chosen


def _free(sides: Mapping[str, Boxes], dots: Sequence[Boxes]) -> dict[str, Boxes]:
    """The sides on which a label stays within the plot and covers no other dot."""
    return {
        side: boxes
        for side, boxes in sides.items()
        if not _is_outside(boxes) and not any(_do_meet(boxes, dot) for dot in dots)
    }


def _blocked(own: Boxes, free: Mapping[int, Mapping[str, Boxes]]) -> list[tuple[int, str]]:
    """The sides of other dots that a label takes away."""
    return [(at, side) for at, sides in free.items() for side, boxes in sides.items() if _do_meet(own, boxes)]


def _sides(name: str, point: Point) -> dict[str, Boxes]:
    return {side: _boxes(name, point, side) for side in SIDES}


def _boxes(name: str, point: Point, side: str) -> Boxes:
    widths, right, up = SIDES[side]
    wide = LETTER * len(name)
    boxes = []
    for width, height in SIZES:
        x, y = point[0] * width + widths * wide + right, point[1] * height + up
        boxes.append((x - wide / 2, y - LINE / 2, x + wide / 2, y + LINE / 2))
    return tuple(boxes)


def _around(point: Point) -> Boxes:
    places = [(point[0] * width, point[1] * height) for width, height in SIZES]
    return tuple((x - DOT, y - DOT, x + DOT, y + DOT) for x, y in places)


def _do_meet(own: Boxes, other: Boxes) -> bool:
    """Whether two overlap in any of the sizes."""
    return any(
        one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
        for one, two in zip(own, other, strict=True)
    )


def _is_outside(own: Boxes) -> bool:
    """Whether a box hangs over the edge of the plot in any of the sizes."""
    return any(
        left < 0 or bottom < 0 or right > width or top > height
        for (left, bottom, right, top), (width, height) in zip(own, SIZES, strict=True)
    )
