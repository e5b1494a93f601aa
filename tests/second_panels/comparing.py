"""The lines of a panel's CSV against those of the second computation."""

from __future__ import annotations

import csv
import io
from base64 import b64decode
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from dash.development.base_component import Component

from dashboard.delivery.trees import has_class, nodes
from tests.second_panels.ledgers import ANY, Cell, Lines, Panels

Csv = list[list[str]]


def panels_of(tree: object) -> Mapping[str, Component]:
    """The panels of a page by their id."""
    return {node.id: node for node in nodes(tree) if isinstance(node, Component) and has_class(node, "panel")}


def lines_of(panels: Mapping[str, Component], name: str) -> Csv:
    """The CSV of a panel below its head, or the one at the place named behind its id; empty where there is none."""
    element_id, _, place = name.partition("/")
    found = csvs(panels[element_id]) if element_id in panels else []
    return found[int(place or 0)][1:] if len(found) > int(place or 0) else []


def csvs(panel: Component) -> list[Csv]:
    links = [node.href for node in nodes(panel) if str(getattr(node, "download", "")).endswith(".csv")]
    return [list(csv.reader(io.StringIO(b64decode(one.partition("base64,")[2]).decode("utf-8-sig")))) for one in links]


def differences(panels: Mapping[str, Component], expected: Panels) -> list[str]:
    """What stands in a panel and should not, and what should and does not; the order of lines is not compared."""
    found = {name: lines_apart(lines_of(panels, name), lines) for name, lines in expected.items()}
    return [f"{name}: {said}" for name, apart in found.items() for said in apart]


def lines_apart(shown: Csv, expected: Lines) -> list[str]:
    """The lines that stand on one side only."""
    left = list(shown)
    missing = []
    for line in expected:
        found = next((one for one in left if are_alike(one, line)), None)
        if found is None:
            missing.append(f"not shown {[str(cell) for cell in line]}")
        else:
            left.remove(found)
    return [*missing, *(f"shown {line}" for line in left)]


def are_alike(shown: Sequence[str], expected: Sequence[Cell]) -> bool:
    """Cell by cell; what is proved elsewhere at the end of a line stands for all that follows."""
    is_whole = len(shown) == len(expected) or (len(shown) > len(expected) and expected[-1] is ANY)
    return is_whole and all(map(agree, shown, expected))


def agree(shown: str, expected: Cell) -> bool:
    """Whole numbers to the last digit, fractions to the last digit that is shown, of which there must be two."""
    if expected is ANY:
        return True
    if expected is None or isinstance(expected, str):
        return shown == (expected or "")
    try:
        value = Decimal(shown)
    except ArithmeticError:
        return False
    exponent = int(value.as_tuple().exponent)
    if Fraction(expected).denominator == 1 or exponent > -2:
        return Fraction(value) == expected
    return abs(Fraction(value) - expected) <= Fraction(1, 2) * Fraction(10) ** exponent + Fraction(1, 10**12)
