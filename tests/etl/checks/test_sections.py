"""Lines between the rows that name a street: no data, and the street of what stands below; never a guess."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.site import Site
from tests.etl.checks.sheets import REPORT, Outcome, Run, make_source

NOBODY = "430103999"
CODES = {"坡子街街道": "430103002", "城南路街道": "430103004"}
STREETLESS = ["月份", "险种", "人数"]
WITH_STREET = ["月份", "街道", "险种", "人数"]


def run(site: Site, header: list[str], rows: list[list[str | None]]) -> Outcome:
    return Run(site, make_source(REPORT), header).go(rows)


def streets(outcome: Outcome) -> dict[object, object]:
    return {row["row_no"]: row["area_code"] for row in outcome.accepted}


@pytest.mark.parametrize(
    "line",
    ["一、坡子街街道", "(一)坡子街街道", "（一）坡子街街道", "1.坡子街", "坡子街街道：", "坡子街街道",
     "坡子街办事处(2人)", "坡子街街道 共12人"],
)  # fmt: skip
def test_a_line_gives_its_street_to_the_rows_below(site: Site, line: str) -> None:
    rows: list[list[str | None]] = [
        [line, None, None],
        ["2023-03", "养老", "5"],
        ["2023-03", "失业", "6"],
        ["二、城南路街道", None, None],
        ["2023-03", "养老", "7"],
    ]
    outcome = run(site, STREETLESS, rows)
    assert outcome.skipped == {2: "section", 5: "section"}
    assert streets(outcome) == {3: "430103002", 4: "430103002", 6: "430103004"}
    assert (outcome.rejected, outcome.warned) == ([], [])


def test_a_line_merged_over_all_columns_or_with_its_number_apart(site: Site) -> None:
    rows: list[list[str | None]] = [["坡子街街道"] * 3, ["2023-03", "养老", "5"], ["二", "城南路街道", "8人"]]
    outcome = run(site, STREETLESS, [*rows, ["2023-03", "失业", "6"]])
    assert outcome.skipped == {2: "section", 4: "section"}
    assert streets(outcome) == {3: "430103002", 5: "430103004"}


def test_a_total_or_a_row_of_another_street_ends_a_section(site: Site) -> None:
    rows: list[list[str | None]] = [
        [None, "坡子街街道", None, None],
        ["2023-03", None, "养老", "5"],
        ["小计", None, None, "5"],
        ["2023-03", None, "失业", "6"],
        [None, "一、坡子街街道", None, None],
        ["2023-04", None, "养老", "7"],
        ["2023-04", "城南路街道", "养老", "8"],
        ["2023-05", None, "养老", "9"],
    ]
    outcome = run(site, WITH_STREET, rows)
    assert outcome.skipped == {2: "section", 4: "total", 6: "section"}
    assert streets(outcome) == {3: "430103002", 5: NOBODY, 7: "430103002", 8: "430103004", 9: NOBODY}
    assert [(row, rule) for row, _, rule in outcome.warnings] == [(5, "area"), (9, "area")]


def test_a_street_alone_above_a_row_of_its_own_street_is_a_row_that_lacks_its_figures(site: Site) -> None:
    rows: list[list[str | None]] = [
        [None, "坡子街街道", None, None],
        [None, "城南路街道", None, None],
        ["2023-03", "城南路街道", "养老", "5"],
        ["2023-03", None, "失业", "6"],
    ]
    outcome = run(site, WITH_STREET, rows)
    assert outcome.skipped == {}
    assert {row for row, _, _ in outcome.rules} == {2, 3}
    assert streets(outcome) == {4: "430103004", 5: NOBODY}


def test_a_broken_row_of_the_same_street_does_not_end_its_section(site: Site) -> None:
    rows: list[list[str | None]] = [
        ["一、城南路街道", None, None, None],
        [None, "城南路街道", None, None],
        ["2023-03", "城南路街道", "养老", "5"],
        ["2023-04", None, "失业", "6"],
    ]
    outcome = run(site, WITH_STREET, rows)
    assert {row for row, _, _ in outcome.rules} == {3}
    assert streets(outcome) == {4: "430103004", 5: "430103004"}


def test_a_line_that_nobody_understands_ends_the_section_above(site: Site) -> None:
    rows: list[list[str | None]] = [
        ["一、坡子街街道", None, None],
        ["2023-03", "养老", "5"],
        ["二、岳麓街道", None, None],
        ["2023-04", "养老", "6"],
    ]
    outcome = run(site, STREETLESS, rows)
    assert {row for row, _, _ in outcome.rules} == {4}
    assert streets(outcome) == {3: "430103002", 5: NOBODY}


def test_a_word_that_is_no_street_is_no_section(site: Site) -> None:
    rows: list[list[str | None]] = [
        ["一、岳麓街道", None, None],
        ["2023-03", "养老", "5"],
        ["二、天心区", None, None],
        ["3", "坡子街街道", None],
        ["2023-03", "失业", "5"],
    ]
    outcome = run(site, STREETLESS, rows)
    assert {row for row, _, _ in outcome.rules} == {2, 4, 5}
    assert set(streets(outcome).values()) == {NOBODY}


def test_a_street_that_ended_counts_as_its_successor_of_the_month(site: Site) -> None:
    rows: list[list[str | None]] = [
        ["一、暮云镇", None, None],
        ["2015-05", "养老", "5"],
        ["2015-07", "养老", "6"],
    ]
    assert streets(run(site, STREETLESS, rows)) == {3: "430103114", 4: "430103015"}


LINES = st.sampled_from([*CODES, *(f"一、{street}" for street in CODES), "小计", "row", "row", "row", "own"])


@given(st.lists(LINES, max_size=25))
@settings(max_examples=25, deadline=None)
def test_every_row_is_counted_and_filled_as_read_from_top_to_bottom(site: Site, lines: list[str]) -> None:
    rows: list[list[str | None]] = []
    told: dict[object, object] = {}
    current = NOBODY
    for row_no, line in enumerate(lines, start=2):
        month = f"{2011 + row_no // 12}-{row_no % 12 + 1:02}"
        if line == "row":
            rows.append([month, None, "养老", "5"])
            told[row_no] = current
        elif line == "own":
            rows.append([month, "城南路街道", "养老", "5"])
            told[row_no] = CODES["城南路街道"]
            current = current if current == CODES["城南路街道"] else NOBODY
        elif line == "小计":
            rows.append(["小计", None, None, None])
            current = NOBODY
        else:
            rows.append([None, line, None, None])
            bare_above_no_row = line in CODES and lines[row_no - 1 : row_no] != ["row"]
            current = current if bare_above_no_row else CODES[line.removeprefix("一、")]
            if bare_above_no_row and current not in (NOBODY, CODES[line]):
                current = NOBODY  # a row of another street
    outcome = run(site, WITH_STREET, rows)
    assert streets(outcome) == told
    assert outcome.checked.rows_read == len(rows)
