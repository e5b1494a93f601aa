"""What small drawings in the text are made of, by Dash's names."""

from __future__ import annotations

import dash_svg

from dashboard.elements.element import Element


class Svg(Element, dash_svg.Svg): ...  # type: ignore[misc]


class Polyline(Element, dash_svg.Polyline): ...  # type: ignore[misc]


class Circle(Element, dash_svg.Circle): ...  # type: ignore[misc]
