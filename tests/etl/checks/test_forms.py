"""Ways of writing: what was meant comes out of every form; stdnum and plain Python are the second opinion."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date, datetime, timedelta
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from etl.checks import checking, typed

FULL_WIDTH = str.maketrans("0123456789./-:", "０１２３４５６７８９．／－：")
DAYS = st.dates(date(1954, 10, 4), date(2099, 12, 31))
MOMENTS = st.datetimes(datetime(1960, 1, 1), datetime(2099, 12, 31)).map(lambda m: m.replace(microsecond=0))
TEXTS = st.text(max_size=20)
ASCII = st.characters(codec="ascii")
PROVINCES = [
    "11",
    "12",
    "13",
    "14",
    "15",
    "21",
    "22",
    "23",
    "31",
    "32",
    "33",
    "34",
    "35",
    "36",
    "37",
    "41",
    "42",
    "43",
    "44",
    "45",
    "46",
    "50",
    "51",
    "52",
    "53",
    "54",
    "61",
    "62",
    "63",
    "64",
    "65",
    "71",
    "81",
    "82",
]


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(checking._functions())
    return con


def one(con: duckdb.DuckDBPyConnection, sql: str, *values: object) -> object:
    row = con.execute(f"select {sql}", list(values)).fetchone()
    assert row is not None
    return row[0]


def day_forms(day: date) -> list[str]:
    y, m, d = day.year, day.month, day.day
    forms = [
        f"{y}-{m:02}-{d:02}",
        f"{y}-{m}-{d}",
        f"{y}/{m}/{d}",
        f"{y}/{m:02}/{d:02}",
        f"{y}.{m}.{d}",
        f"{y}年{m}月{d}日",
    ]
    forms += [
        f"{y}年{m:02}月{d:02}日",
        f"{y}{m:02}{d:02}",
        f"{m}月{d}日",
        f"{day.isoformat()}T08:05:00",
        f"{day.isoformat()} 00:00:00",
    ]
    forms += [str((day - date(1899, 12, 30)).days), f"{(day - date(1899, 12, 30)).days}.5"]
    return forms + [form.translate(FULL_WIDTH) for form in forms] + [f"\u3000{form}\xa0" for form in forms]


@given(DAYS)
@settings(max_examples=30, deadline=None)
def test_a_day_in_every_form(con: duckdb.DuckDBPyConnection, day: date) -> None:
    forms = day_forms(day)
    rows = con.execute(
        "select w, cast(cf_datetime(w, ?, null) as date) from (select unnest(cast(? as varchar[])) as w)",
        [str(day.year), forms],
    ).fetchall()
    assert {form: found for form, found in rows if found != day} == {}


@given(MOMENTS)
@settings(max_examples=30, deadline=None)
def test_a_moment_in_every_form(con: duckdb.DuckDBPyConnection, moment: datetime) -> None:
    y, mo, d, h, mi, s = moment.timetuple()[:6]
    serial = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    full = [
        f"{y}-{mo}-{d} {h}:{mi:02}:{s:02}",
        f"{y}/{mo}/{d} {h:02}:{mi:02}:{s:02}",
        f"{y}年{mo}月{d}日{h}时{mi}分{s}秒",
        f"{y}年{mo}月{d}日 {h}:{mi:02}:{s:02}",
        f"{y}{mo:02}{d:02}{h:02}{mi:02}{s:02}",
        moment.isoformat() + ".000",
        f"{moment.isoformat()}+08:00",
        moment.strftime("%Y-%m-%d %I:%M:%S %p"),
        f"{serial:.8f}",
    ]
    short = [f"{y}/{mo}/{d} {h}:{mi:02}", f"{y}年{mo}月{d}日{h}点{mi}分", f"{y}-{mo:02}-{d:02} {h:02}:{mi:02}"]
    for forms, meant in ((full, moment), (short, moment.replace(second=0))):
        rows = con.execute(
            "select w, cf_datetime(w, null, null) from (select unnest(cast(? as varchar[])) as w)", [forms]
        ).fetchall()
        assert {form: found for form, found in rows if found != meant} == {}


HALF_DAYS = {0: ("AM", "凌晨"), 12: ("PM", "中午")} | {
    h: ("AM", "上午") if h < 12 else ("PM", "下午") for h in range(1, 24) if h != 12
}


@given(MOMENTS)
@settings(max_examples=30, deadline=None)
def test_a_moment_with_a_half_day_word(con: duckdb.DuckDBPyConnection, moment: datetime) -> None:
    y, mo, d, h, mi, s = moment.timetuple()[:6]
    english, chinese = HALF_DAYS[h]
    clock = (h + 11) % 12 + 1
    excel = "上午" if h < 12 else "下午"
    full = [
        f"{y}/{mo}/{d} {excel} {clock}:{mi:02}:{s:02}",
        f"{y}/{mo}/{d} {clock}:{mi:02}:{s:02} {english}",
        f"{y}-{mo:02}-{d:02} {clock:02}:{mi:02}:{s:02}{english.lower()}",
        f"{y}年{mo}月{d}日 {chinese}{clock}时{mi}分{s}秒",
        f"{y}年{mo}月{d}日（星期三）{chinese}{clock}时{mi}分{s}秒",
    ]
    short = [f"{y}年{mo}月{d}日 {chinese}{clock}点{mi}分", f"{y}/{mo}/{d} {clock}:{mi:02} {english}"]
    for forms, meant in ((full, moment), (short, moment.replace(second=0))):
        rows = con.execute(
            "select w, cf_datetime(w, null, null) from (select unnest(cast(? as varchar[])) as w)", [forms]
        ).fetchall()
        assert {form: found for form, found in rows if found != meant} == {}


@pytest.mark.parametrize(
    ("text", "hour"),
    [("2023-3-5 下午15:05", 15), ("2023-3-5 晚上8:05", 20), ("2023-3-5 中午1点5分", 13), ("2023年3月5日 周日 8:05", 8),
     ("2023/3/5 上午12:05", None), ("2023年3月5日上午12时5分", None), ("2023-3-5 晚上12:05", None),
     ("2023-3-5 上午15:05", None), ("2023-3-5 下午0:05", None), ("2023-3-5 上午", None), ("下午3:05", None),
     ("15时05分", None), ("2023-3-5 下午3:05 PM", None)],
)  # fmt: skip
def test_a_half_day_word_never_guesses(con: duckdb.DuckDBPyConnection, text: str, hour: int | None) -> None:
    found = one(con, "cf_datetime(?, '2023', null)", text)
    assert found == (None if hour is None else datetime(2023, 3, 5, hour, 5))


@pytest.mark.parametrize(
    "text",
    ["2023-02-30", "2023-13-01", "23.3.5", "3/4/2023", "2023-3", "3月5日", "2023年", "5", "1234567", "今天",
     "2023-03-05Z", "2023-03-05 08:05+09:00", "2023-03-05 25:00", "infinity", "epoch", "2023.3-5", "2023-3-512",
     "1899-12-31", "0000-00-00"],
)  # fmt: skip
def test_what_is_no_date(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert one(con, "cf_datetime(?, null, null)", text) is None


@pytest.mark.parametrize(
    ("text", "month"),
    [("2023-03", 3), ("2023/3", 3), ("2023年3月", 3), ("2023年03月份", 3), ("202303", 3), ("3月", 3), ("2023.10", 10),
     ("2023.03", 3), ("2023.3", 3), ("2023-03-15", 3), ("45000", 3), ("２０２３年３月", 3),
     ("2023.1", None), ("2023-13", None), ("2023.0", None), ("第一季度", None), ("13月", None)],
)  # fmt: skip
def test_months(con: duckdb.DuckDBPyConnection, text: str, month: int | None) -> None:
    assert one(con, "cf_month(?, '2023', null)", text) == (date(2023, month, 1) if month else None)


@given(st.decimals(-(10**12), 10**12, places=3, allow_nan=False, allow_infinity=False))
@settings(max_examples=50, deadline=None)
def test_a_number_in_every_form(con: duckdb.DuckDBPyConnection, number: Decimal) -> None:
    plain, grouped, small = f"{number:f}", f"{number:,f}", f"{abs(number):,f}"
    forms = [
        plain,
        grouped,
        plain.translate(FULL_WIDTH),
        f" {grouped} ",
        f"{plain}人",
        f"={chr(34)}{plain}{chr(34)}",
        f"{plain}0000",
    ]
    forms += [f"¥{plain}", f"￥{grouped}"] if number >= 0 else [f"({small})", f"（{small}）", f"−{small}"]
    rows = con.execute(
        "select w, cf_number(w, '人', -2, 0) from (select unnest(cast(? as varchar[])) as w)", [forms]
    ).fetchall()
    assert {form: found for form, found in rows if found != number} == {}


@pytest.mark.parametrize(
    ("text", "number"),
    [("1.2万", "12000"), ("1.23456789亿", "123456789"), ("3亿", "300000000"), ("12.5%", "0.125"), ("3‰", "0.003"),
     ("1.2万人", "12000"), ("2千", "2000"), (".5", "0.5"), ("12.300000000000001", "12.3"),
     ("1,23", None), ("12,34,567", None), ("1 234", None), ("1e5", None), ("1.2E+05", None), ("1_000", None),
     ("0x1F", None), ("1.2.3", None), ("万", None), ("约100", None), ("100余", None), ("NaN", None), ("inf", None)],
)  # fmt: skip
def test_numbers(con: duckdb.DuckDBPyConnection, text: str, number: str | None) -> None:
    found = one(con, "cf_number(?, '人', -2, 0)", text)
    assert found == (None if number is None else Decimal(number))


@given(st.integers(0, 10**6), st.integers(0, 4), st.sampled_from(["人", "元", "件"]))
@settings(max_examples=50, deadline=None)
def test_a_unit_behind_the_number_is_its_only_scale(
    con: duckdb.DuckDBPyConnection, number: int, power: int, unit: str
) -> None:
    written = {
        f"{number}{unit}": number,
        f"{number:,} {unit}": number,
        f"（{number:,}{unit}）": -number,
        f"{number}万{unit}": number * 10**4,
        f"{number}": number * 10**power,
    }
    rows = con.execute(
        "select w, cf_number(w, ?, null, ?) from (select unnest(cast(? as varchar[])) as w)",
        [unit, power, list(written)],
    ).fetchall()
    assert dict(rows) == written


@pytest.mark.parametrize(
    ("text", "fault"),
    [("约100", "approximate"), ("近1.2万", "approximate"), ("100余", "approximate"), ("50余万元", "approximate"),
     ("１００多人", "approximate"), ("超过300", "approximate"), (">=100", "approximate"), ("100+", "approximate"),
     ("100人以上", "approximate"), ("200左右", "approximate"), ("56件", "unit"), ("3.5万元", "unit"), ("5%", "unit"),
     ("1737元/月", "unit"), ("五十六", None), ("5-8", None), ("1.2.3", None), ("去年同期", None)],
)  # fmt: skip
def test_why_a_cell_is_no_number(con: duckdb.DuckDBPyConnection, text: str, fault: str | None) -> None:
    assert one(con, "cf_number(?, '人', null, 0)", text) is None
    assert one(con, "cf_number_fault(?)", text) == fault


@pytest.mark.parametrize(
    "text",
    ["", " ", "\u3000", "\xa0\t", "-", "——", "–", "…", "……", "...", "、", "N.A.", "、N.A.", "n/a", "无", "/", "NULL"],
)
def test_what_stands_for_nothing(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert one(con, "cf_text(?)", text) is None


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_tidying_twice_changes_nothing_and_clean_text_stays(con: duckdb.DuckDBPyConnection, text: str) -> None:
    text = text.replace("\0", "")
    for macro in ("cf_tidy", "cf_token", "cf_fold"):
        assert one(con, f"{macro}({macro}($1)) = {macro}($1)", text)
    assert one(con, "cf_is_dirty($1) or cf_text($1) = $1", text)


def check_character(number: str) -> str:
    """stdnum's check character of the first 17 digits (it wants to be given 18)."""
    return str(ric.calc_check_digit(f"{number[:17]}?"))


@given(st.sampled_from(PROVINCES), st.dates(date(1900, 1, 1), date(2023, 6, 30)), st.integers(1, 999))
@settings(max_examples=50, deadline=None)
def test_valid_ids(con: duckdb.DuckDBPyConnection, province: str, born: date, order: int) -> None:
    digits = f"{province}0103{born:%Y%m%d}{order:03}"
    number = digits + check_character(digits)
    assert one(con, "cf_id_fault(?, date '2023-07-01')", number) is None
    assert one(con, "cf_id_birth(?)", number) == born
    if born.year < 2000:
        assert one(con, "cf_id_full(?)", number[:6] + number[8:17]) == number


@given(st.from_regex(r"(43|11|99)0103(19|20)\d{2}[01]\d[0-3]\d{4}[\dX]", fullmatch=True, alphabet=ASCII))
@settings(max_examples=200, deadline=None)
def test_ids_that_we_take_stdnum_takes(con: duckdb.DuckDBPyConnection, number: str) -> None:
    fault = one(con, "cf_id_fault(?, date '2023-07-01')", number)
    assert (check_character(number) == number[17]) or fault is not None
    try:
        born = ric.get_birth_date(number)
    except ValidationError:
        assert fault in ("id_region", "id_birth_date")
        return
    if fault is None:
        assert date(1900, 1, 1) <= born <= date(2023, 7, 1)
    if fault == "id_checksum":
        assert check_character(number) != number[17]


@given(
    st.from_regex(r"[19][1-59]\d{6}[0-9A-HJ-NP-RTUWXY]{9}", fullmatch=True, alphabet=ASCII),
    st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"),
)
@settings(max_examples=100, deadline=None)
def test_credit_codes_against_stdnum(con: duckdb.DuckDBPyConnection, start: str, last: str) -> None:
    assert one(con, "cf_credit_fault(?)", start + uscc.calc_check_digit(start)) is None
    fault = one(con, "cf_credit_fault(?)", start + last)
    assert (fault is None) == uscc.is_valid(start + last)


@given(st.binary(min_size=1, max_size=100), st.text("0123456789X", min_size=18, max_size=18))
@settings(max_examples=50, deadline=None)
def test_the_hash_is_hmac(con: duckdb.DuckDBPyConnection, secret: bytes, number: str) -> None:
    found = con.execute(
        f"select {typed._keyed_hash('n')} from (select $n as n)", typed._pads(secret) | {"n": number}
    ).fetchone()
    assert found == (hmac.new(secret, number.encode(), hashlib.sha256).hexdigest(),)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("19900000001", "19900000001"),
        ("199 0000 0001", "19900000001"),
        ("１９９-0000-0001", "19900000001"),
        ("+86 19900000001", "19900000001"),
        ("0086-19900000001", "19900000001"),
        ("'19900000001", "19900000001"),
        ("0731-80000000", "073180000000"),
        ("(0731)80000000", "073180000000"),
        ("0731-80000000转801", "073180000000"),
        ("010-80000000", "01080000000"),
        ("021 8000000", None),  # seven digits do not follow a code of three
        ("80000000", None),  # of which city?
        ("12345", None),
        ("199****0001", None),
        ("1.99E+10", None),
        ("19900000001、19900000002", None),
        ("12900000001", None),
    ],
)
def test_telephone_numbers(con: duckdb.DuckDBPyConnection, written: str, number: str | None) -> None:
    assert one(con, "cf_phone(?)", written) == number


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "+86", "0086 "]))
def test_a_mobile_number_is_one_however_it_is_parted(con: duckdb.DuckDBPyConnection, number: str, before: str) -> None:
    for parted in (number, f"{number[:3]}-{number[3:7]}-{number[7:]}", f"{number[:3]} {number[3:7]} {number[7:]}"):
        assert one(con, "cf_phone(?)", before + parted) == number


@given(TEXTS)
def test_no_text_becomes_more_than_digits(con: duckdb.DuckDBPyConnection, text: str) -> None:
    found = one(con, "cf_phone(?)", text)
    assert found is None or (isinstance(found, str) and found.isascii() and found.isdigit() and 10 <= len(found) <= 12)
