"""No suppressed count can be computed back: solved by an attacker of its own, and by trying every table there is."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from dashboard.briefing.edition.suppression import Edition, Sum, interval, suppress

THRESHOLD = 10


def crossed(table: list[list[int]]) -> Edition:
    """A table of rows and columns with all its totals in print."""
    rows, columns = len(table), len(table[0])
    values: dict[Hashable, int] = {(r, c): table[r][c] for r in range(rows) for c in range(columns)}
    values |= {(r, "all"): sum(table[r]) for r in range(rows)}
    values |= {("all", c): sum(row[c] for row in table) for c in range(columns)}
    values["all", "all"] = sum(map(sum, table))
    sums = [Sum((r, "all"), tuple((r, c) for c in range(columns))) for r in [*range(rows), "all"]]
    sums += [Sum(("all", c), tuple((r, c) for r in range(rows))) for c in [*range(columns), "all"]]
    return Edition(values, sums, {name: frozenset([name]) for name in values})


def line(*parts: int, threshold: int = THRESHOLD) -> set[Hashable]:
    """Which of some parts with their total in print are suppressed; the total is -1."""
    values = dict(enumerate(parts)) | {-1: sum(parts)}
    edition = Edition(values, [Sum(-1, tuple(range(len(parts))))], {name: frozenset([name]) for name in values})
    return set(suppress(edition, threshold))


def attacked(edition: Edition, hidden: Iterable[Hashable]) -> dict[Hashable, tuple[float, float]]:
    """What a reader with a solver gets of each suppressed count: every count a variable, every sum an equation."""
    gone = set(hidden)
    names = list(edition.values)
    seen = {count for cell, counts in edition.cells.items() if cell not in gone for count in counts}
    matrix = np.zeros((len(edition.sums), len(names)))
    for row, one in enumerate(edition.sums):
        matrix[row, names.index(one.total)] += 1
        for part in one.parts:
            matrix[row, names.index(part)] -= 1
    own = {count for counts in edition.cells.values() if len(counts) == 1 for count in counts}
    bounds = [
        (edition.values[name],) * 2 if name in seen else (1 if name in own and edition.values[name] else 0, None)
        for name in names
    ]
    found = {}
    for place, name in enumerate(names):
        if name in seen:
            continue
        aim = np.zeros(len(names))
        aim[place] = 1
        low, high = (linprog(sign * aim, A_eq=matrix, b_eq=np.zeros(len(matrix)), bounds=bounds) for sign in (1, -1))
        found[name] = (low.fun, -high.fun if high.success else np.inf)
    return found


def assert_safe(edition: Edition, threshold: int = THRESHOLD) -> set[Hashable]:
    hidden = suppress(edition, threshold)
    small = {name for name, value in edition.values.items() if 0 < value < threshold}
    for cell, counts in edition.cells.items():
        assert cell in hidden or not counts & small, "a small count is in print"
    for name, (low, high) in attacked(edition, hidden).items():
        if edition.values[name] and (name in small or name in hidden):
            assert high - low + 1 >= threshold - 1e-6, f"{name}: {low} to {high}"
    return set(hidden)


def test_a_small_count_alone_takes_the_next_with_it() -> None:
    assert line(3, 40, 500) == {0, 1}
    assert line(40, 50, 60) == set()


def test_two_small_counts_that_add_up_to_too_little_need_a_third() -> None:
    assert line(2, 3, 40, 500) == {0, 1, 2}, "5 in all: the 2 could only be 1 to 4"
    assert line(9, 9, 400) == {0, 1}, "18 in all: each might be 1 to 17"


def test_nought_is_printed_and_hides_nothing() -> None:
    assert line(0, 0, 40) == set()
    assert line(0, 3, 40) == {1, 2}


def test_a_total_that_is_small_itself_is_suppressed_with_its_parts() -> None:
    assert line(2, 3) == {-1, 0, 1}
    assert line(9) == {-1, 0}


def test_a_lone_part_cannot_stand_while_its_total_does() -> None:
    assert line(0, 0, 7, threshold=5) == set()
    assert line(4, 0, 0, threshold=5) == {-1, 0}


def test_the_totals_of_a_crossed_table_give_nothing_back() -> None:
    hidden = assert_safe(crossed([[3, 50, 60], [40, 70, 80], [90, 30, 20]]))
    assert len(hidden) == 4, "the corners of one rectangle"
    assert (0, 0) in hidden


def test_months_that_add_up_and_streets_that_add_up_are_held_together() -> None:
    """January to March of a district with three streets: month and year so far of each."""
    months = {"甲": (4, 30, 41), "乙": (50, 60, 70), "丙": (80, 20, 30)}
    values: dict[Hashable, int] = {}
    sums = []
    for street, figures in months.items():
        for m, figure in enumerate(figures):
            values[street, m] = figure
            values[street, "to", m] = sum(figures[: m + 1])
            sums.append(Sum((street, "to", m), tuple((street, k) for k in range(m + 1))))
    for m in range(3):
        for name in ((m,), ("to", m)):
            values["区", *name] = sum(values[street, *name] for street in months)
            sums.append(Sum(("区", *name), tuple((street, *name) for street in months)))
    edition = Edition(values, sums, {name: frozenset([name]) for name in values})
    hidden = assert_safe(edition)
    assert {("甲", 0), ("甲", "to", 0)} <= hidden


def test_a_rate_with_its_n_gives_its_count_and_the_rest_away() -> None:
    values = {"n": 4053, "satisfied": 4049, "others": 4}
    cells = {"n": frozenset(["n"]), "rate": frozenset(["satisfied", "others"])}
    edition = Edition(values, [Sum("n", ("satisfied", "others"))], cells)
    assert assert_safe(edition) == {"rate"}
    safe = Edition(values | {"satisfied": 4053, "others": 0}, edition.sums, cells)
    assert suppress(safe, THRESHOLD) == frozenset()


def test_a_small_count_that_is_printed_nowhere_is_not_computed_from_what_is() -> None:
    """The district and all its streets are in print: what is left are three persons of no known street."""
    values = {"区": 143, "甲": 60, "乙": 80, "未分配": 3}
    cells = {name: frozenset([name]) for name in ("区", "甲", "乙")}
    hidden = assert_safe(Edition(values, [Sum("区", ("甲", "乙", "未分配"))], cells))
    assert len(hidden) == 1


def test_the_same_count_in_two_tables_is_suppressed_in_both() -> None:
    values = {"甲": 3, "乙": 40, "区": 43}
    cells = {(table, name): frozenset([name]) for table in ("表一", "表二") for name in values}
    hidden = suppress(Edition(values, [Sum("区", ("甲", "乙"))], cells), THRESHOLD)
    assert {name for table, name in hidden if table == "表一"} == {name for table, name in hidden if table == "表二"}


def test_no_cell_is_suppressed_in_vain() -> None:
    edition = crossed([[3, 50, 60, 20], [40, 70, 80, 31], [90, 30, 4, 77], [12, 15, 18, 60]])
    hidden = assert_safe(edition)
    small = {name for name, value in edition.values.items() if 0 < value < THRESHOLD}
    for cell in hidden - small:
        left = hidden - {cell}
        ranges = attacked(edition, left)
        assert any(high - low + 1 < THRESHOLD - 1e-6 for name, (low, high) in ranges.items() if name in hidden), (
            f"{cell} could be printed"
        )


COUNTS = st.integers(0, 40)
TABLES = st.integers(1, 4).flatmap(
    lambda columns: st.lists(st.lists(COUNTS, min_size=columns, max_size=columns), min_size=1, max_size=4)
)


@given(TABLES)
@settings(max_examples=40)
def test_no_table_gives_a_suppressed_count_back(table: list[list[int]]) -> None:
    assert_safe(crossed(table))


@given(TABLES, st.data())
@settings(max_examples=30)
def test_nor_with_some_totals_out_of_print(table: list[list[int]], data: st.DataObject) -> None:
    whole = crossed(table)
    left_out = data.draw(st.sets(st.sampled_from(sorted(whole.values, key=str)), max_size=4))
    cells = {name: counts for name, counts in whole.cells.items() if name not in left_out}
    assert_safe(Edition(whole.values, whole.sums, cells))


def every_reading(edition: Edition, hidden: set[Hashable], most: int) -> dict[Hashable, set[int]]:
    """Each value that a suppressed inner count takes in some table with the same printed cells, by trying them all."""
    inner = [name for name in edition.values if "all" not in name and name in hidden]  # type: ignore[operator]
    found: dict[Hashable, set[int]] = {name: set() for name in inner}
    for guess in product(range(1, most + 1), repeat=len(inner)):
        values = dict(edition.values) | dict(zip(inner, guess, strict=True))
        totals = {one.total: sum(values[part] for part in one.parts) for one in edition.sums if one.total[0] != "all"}  # type: ignore[index]
        totals |= {
            one.total: sum(values[p] for p in one.parts)
            for one in edition.sums
            if one.total[0] == "all" and one.total[1] != "all"
        }  # type: ignore[index]
        totals["all", "all"] = sum(values[name] for name in values if "all" not in name)  # type: ignore[operator]
        if all(totals[name] == edition.values[name] for name in totals if name not in hidden):
            for name, value in zip(inner, guess, strict=True):
                found[name].add(value)
    return found


@given(
    st.lists(st.lists(st.integers(0, 6), min_size=2, max_size=2), min_size=2, max_size=2), st.sampled_from([2, 3, 4])
)
@settings(max_examples=40)
def test_trying_every_table_finds_at_least_as_many_values_as_the_threshold(table: list[list[int]], few: int) -> None:
    edition = crossed(table)
    hidden = set(suppress(edition, few))
    for name, values in every_reading(edition, hidden, most=9).items():
        assert len(values) >= few, f"{name} in {table}: {values}"


@pytest.mark.parametrize(("parts", "bounds"), [((3, 40), (1, 42)), ((20, 23), (1, 42))])
def test_the_interval_of_a_count_is_what_its_total_leaves(parts: tuple[int, int], bounds: tuple[int, int]) -> None:
    edition = Edition({0: parts[0], 1: parts[1], -1: 43}, [Sum(-1, (0, 1))], {n: frozenset([n]) for n in (0, 1, -1)})
    assert interval(edition, {0, 1}, 0) == bounds
    assert interval(edition, {0, 1, -1}, 0) == (1, None)
    assert interval(edition, {1}, 0) == (parts[0], parts[0])
