"""Numbers as people read them, against a second computation with exact integers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import format as fmt

amounts = st.decimals(min_value=-(10**13), max_value=10**13, places=6, allow_nan=False, allow_infinity=False)


def half_up(value: Decimal, decimals: int) -> int:
    """``value`` in units of its last shown decimal, rounded half away from zero, by integers alone."""
    scaled = int(value.scaleb(6)) * 10**decimals
    whole, rest = divmod(abs(scaled), 10**6)
    return (whole + (2 * rest >= 10**6)) * (1 if scaled >= 0 else -1)


@given(amounts, st.integers(0, 4))
def test_number_is_rounded_half_up_from_the_exact_decimal(value: Decimal, decimals: int) -> None:
    digits = fmt.number(value, decimals).replace(",", "").replace(fmt.MINUS, "-")
    assert Decimal(digits).scaleb(decimals) == half_up(value, decimals)


@given(amounts, st.integers(0, 4))
def test_number_never_shows_a_negative_zero(value: Decimal, decimals: int) -> None:
    text = fmt.number(value, decimals)
    assert not text.startswith(fmt.MINUS) or any(digit in text for digit in "123456789")


@given(st.decimals(min_value=0, max_value=Decimal("0.9999999"), places=7))
def test_a_missed_target_is_never_printed_as_reached(share: Decimal) -> None:
    text = fmt.completion(share)
    assert text == "不足100%" or Decimal(text.removesuffix("%")) < 100


@given(st.decimals(min_value=-200, max_value=200, places=3))
def test_points_keep_their_sign(gap: Decimal) -> None:
    text = fmt.points(gap)
    assert (text[0] == fmt.MINUS) == (gap < 0)
    assert (text[0] == "+") == (gap > 0)


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (None, "人", 0, "—"),
        ("9300", "人", 0, "9,300人"),
        ("99999", "人", 0, "99,999人"),
        ("100000", "人", 0, "10.00万人"),
        ("6980000", "人", 0, "698.00万人"),
        ("99999999", "人", 0, "1.00亿人"),
        ("123456789", "人", 0, "1.23亿人"),
        ("6089200", "元", 0, "608.92万元"),
        ("1737", "元", 0, "1,737元"),
        ("-15", "人", 0, "−15人"),
        ("0.976", "%", 1, "97.6%"),
        ("0.00005", "%", 1, "0.0%"),
        ("0.9765", "%", 1, "97.7%"),
    ],
)
def test_quantity(value: str | None, unit: str, decimals: int, text: str) -> None:
    assert str(fmt.quantity(None if value is None else Decimal(value), unit, decimals)) == text


@pytest.mark.parametrize(
    ("value", "text"), [("0.54705", "54.7%"), ("4.13", "413.0%"), ("0.5465", "54.7%"), ("-0.1", "−10.0%")]
)
def test_percent(value: str, text: str) -> None:
    assert fmt.percent(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "in_points", "text"),
    [
        (None, False, "—"),
        ("0", False, "持平"),
        ("0.062", False, "增长6.2%"),
        ("-0.098", False, "下降9.8%"),
        ("0.0004", False, "增长0.04%"),
        ("41.3", False, "增长41.3倍"),
        ("0.4", True, "上升0.4个百分点"),
        ("-0.7", True, "下降0.7个百分点"),
        ("0", True, "持平"),
    ],
)
def test_change(value: str | None, in_points: bool, text: str) -> None:
    assert fmt.change(None if value is None else Decimal(value), in_points) == text


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "text"),
    [
        ("9300", "人", None, "9300人"),
        ("6", "万个", "余", "6万余个"),
        ("2", "万条", "余", "2万余条"),
        ("200", "家", "余", "200余家"),
        ("357", "万元", "余", "357余万元"),
        ("1.9", "万人次", None, "1.9万人次"),
        ("98", "%", "以上", "98%以上"),
        ("1970.445", "万元", None, "1970.445万元"),
        ("258", "元/人月", None, "258元/人月"),
        ("1000", "万次", "超", "超1000万次"),
    ],
)
def test_published_figures_keep_every_digit_and_word(value: str, unit: str, qualifier: str | None, text: str) -> None:
    assert fmt.published(Decimal(value).quantize(Decimal("0.000001")), unit, qualifier) == text


def test_what_is_still_needed_is_rounded_up() -> None:
    assert fmt.rounded_up(Decimal("1283.000001"), 0) == 1284
    assert fmt.rounded_up(Decimal("1283"), 0) == 1283


def test_dates() -> None:
    assert fmt.month_name(date(2023, 6, 1)) == "2023年6月"
    assert fmt.month_key(date(2023, 6, 1)) == "2023-06"
    assert fmt.day_name(date(2023, 6, 30)) == "2023年6月30日"


@pytest.mark.parametrize(
    ("value", "target", "unit", "decimals", "shown"),
    [
        ("16.95", "17", "周", 1, "16.95周"),
        ("17.04", "17", "周", 1, "17.04周"),
        ("17", "17", "周", 1, "17.0周"),
        ("16.7", "17", "周", 1, "16.7周"),
        ("0.98976", "0.99", "%", 1, "98.98%"),
        ("0.9899999", "0.99", "%", 1, "99.000%"),
        ("0.97", None, "%", 1, "97.0%"),
        ("217960", "218000", "人", 0, "217,960人"),
        ("218000", "218000", "人", 0, "21.80万人"),
        ("216000", "218000", "人", 0, "21.60万人"),
    ],
)
def test_a_figure_beside_its_target_has_the_decimals_that_tell_them_apart(
    value: str, target: str | None, unit: str, decimals: int, shown: str
) -> None:
    assert str(fmt.attained(Decimal(value), Decimal(target) if target else None, unit, decimals)) == shown


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "shown"),
    [
        ("17000", "人", 0, "17,000人"),
        ("100000", "个", 0, "10万个"),
        ("123456", "人", 0, "12.3456万人"),
        ("1234500000", "元", 0, "12.345亿元"),
        ("12345678000", "人", 0, "123.45678亿人"),
        ("98765432", "元", 0, "9,876.5432万元"),
        ("17", "周", 1, "17.0周"),
        ("0.98", "%", 1, "98.0%"),
        (None, "人", 0, "—"),
    ],
)
def test_a_target_in_full(value: str | None, unit: str, decimals: int, shown: str) -> None:
    assert fmt.in_full(None if value is None else Decimal(value), unit, decimals) == shown


@pytest.mark.parametrize(
    ("n", "unit", "shown"),
    [
        (5169, "件", "5,169件"),
        (612345, "人", "612,345人"),  # to the last one, as an n is read
        (Decimal("19704450"), "元", "1,970.45万元"),
        (0, "元", "0元"),
        (12, None, "12"),
        (None, "件", "—"),
        (None, None, "—"),
    ],
)
def test_what_a_rate_was_divided_by_has_its_unit(n: Decimal | int | None, unit: str | None, shown: str) -> None:
    assert fmt.base(n, unit) == shown


@given(amounts, amounts)
def test_two_amounts_and_their_difference_add_up_as_they_are_shown(one: Decimal, other: Decimal) -> None:
    shown = fmt.with_difference(one, other, "元")
    first, second, rest = (Decimal(amount.text.replace(",", "").replace(fmt.MINUS, "-")) for amount in shown)
    assert first - second == rest
    assert bool(rest) == (one != other)
    assert len({amount.unit for amount in shown}) == 1


def test_a_difference_takes_the_decimals_it_needs() -> None:
    said = [str(amount) for amount in fmt.with_difference(Decimal(1125899700), Decimal(914401400), "元")]
    assert said == ["11.259亿元", "9.144亿元", "2.115亿元"]  # not 11.26 less 9.14 is 2.11
    assert [str(amount) for amount in fmt.with_difference(300, 500, "元")] == ["300元", "500元", "−200元"]
