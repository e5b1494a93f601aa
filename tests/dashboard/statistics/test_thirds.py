"""Thirds of a ranking, by hand."""

from __future__ import annotations

from decimal import Decimal

from dashboard.statistics.thirds import moves, thirds


def ranked(*values: int) -> dict[str, Decimal]:
    return {name: Decimal(value) for name, value in zip("abcdefg", values, strict=False)}


def test_seven_streets_make_three_two_two() -> None:
    assert list(thirds(ranked(70, 60, 50, 40, 30, 20, 10)).values()) == [0, 0, 0, 1, 1, 2, 2]


def test_equals_share_a_place_and_low_may_be_good() -> None:
    assert thirds(ranked(5, 5, 5)) == {"a": 0, "b": 0, "c": 0}
    assert thirds(ranked(1, 2, 3), low_is_good=True) == {"a": 0, "b": 1, "c": 2}


def test_two_members_have_no_thirds() -> None:
    assert thirds(ranked(1, 2)) == {}


def test_moves_pass_over_a_month_without_a_figure() -> None:
    assert moves([{"a": 0, "b": 2}, {"b": 2}, {"a": 1, "b": 2}, {"a": 0, "b": 0}]) == {"a": 2, "b": 1}
    assert moves([]) == {}
