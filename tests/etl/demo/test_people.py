"""Invented ids and credit codes are formally right, and recognisably nobody's."""

from __future__ import annotations

import csv
from datetime import date

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from etl.demo.employers import credit_code
from etl.demo.people import People, with_check_digit
from tests.etl.demo.conftest import ROOT


def test_every_id_is_valid_to_the_oracle(frames: dict[str, pd.DataFrame]) -> None:
    ids = pd.concat([frames[source].person_hash for source in ("hiring", "reemployment", "talent")]).drop_duplicates()
    assert [number for number in ids if not ric.is_valid(number)] == []
    assert ids.str[:6].nunique() > 50
    assert ids.str[:6].value_counts(normalize=True).max() < 0.4


def test_every_credit_code_is_valid_to_the_oracle(frames: dict[str, pd.DataFrame]) -> None:
    hiring = frames["hiring"]
    codes = hiring.credit_code[hiring.credit_code != ""].drop_duplicates()
    assert len(codes) > 1000
    assert [code for code in codes if not uscc.is_valid(code)] == []
    assert codes.str[8:11].eq("DEM").all()
    employers = hiring[hiring.employer != ""].groupby("credit_code")
    assert employers.employer.nunique().eq(1).all()
    assert employers.industry.nunique().eq(1).all()
    assert hiring.employer[hiring.employer != ""].str.contains("示例").all()


def test_no_id_is_one_of_the_samples(frames: dict[str, pd.DataFrame]) -> None:
    sampled = set()
    for sample in (ROOT / "etl" / "sources").glob("*/samples/*.csv"):
        with sample.open(encoding="utf-8-sig", newline="") as file:
            sampled |= {cell.strip() for row in csv.reader(file) for cell in row if len(cell.strip()) == 18}
    invented = set().union(*(frames[source].person_hash for source in ("hiring", "reemployment", "talent")))
    assert not invented & sampled
    sequences = {number[14:17] for number in invented}
    assert min(sequences) >= "900"
    assert "999" not in sequences


@given(st.lists(st.tuples(st.dates(date(1950, 1, 1), date(2009, 12, 31)), st.booleans()), min_size=1, max_size=60))
def test_ids_carry_birth_date_and_sex(people: list[tuple[date, bool]]) -> None:
    born = np.array([day for day, _ in people], dtype="datetime64[D]")
    female = np.array([is_female for _, is_female in people])
    ids = People(np.random.default_rng(1), "430103").ids(born, female)
    assert len(set(ids)) == len(ids)
    for number, (day, is_female) in zip(ids, people, strict=True):
        assert ric.is_valid(number)
        assert number[6:14] == f"{day:%Y%m%d}"
        assert (int(number[16]) % 2 == 0) == is_female


def test_ids_stay_different_when_a_day_is_crowded() -> None:
    people = People(np.random.default_rng(1), "430103")
    day = np.full(400, np.datetime64("1999-09-09"))
    ids = np.concatenate([people.ids(day, np.ones(400, dtype=bool)) for _ in range(3)])
    assert len(set(ids)) == 1200


@given(st.integers(10**16, 10**17 - 1))
def test_check_digit_is_the_oracles(body: int) -> None:
    number = with_check_digit(np.array([body]))[0]
    assert number[-1] == ric.calc_check_digit(number)


def test_credit_code_by_hand() -> None:
    assert credit_code("91110000", "60003734") == "91110000600037341L"  # the example of python-stdnum's documentation
