"""What is said of a KPI that lags: how far it is, what each month left must bring, what the last months brought."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.briefing.text.lagging import lagging
from dashboard.briefing.text.sections import Story
from tests.dashboard.briefing.figures import JUNE, figures, kpi, months_before

NET = kpi(name="净增参保")
LATE: dict[str, Any] = {"target": "100", "pace": "0.5", "status": "slow"}
CASES: list[tuple[str, list[str], dict[str, Any], str]] = [
    (
        "the share, what is needed, what there was",
        ["9", "7"],
        {"value": "8", "ytd": "30", "completion": "0.3", "gap_pp": "-20", "needed_per_month": "11.7"},
        "净增参保完成率30.0%,慢于序时进度20.0个百分点;后6个月月均需完成12人,近3个月月均8人。",
    ),
    (
        "a total below nought is told, and so are months that shrank",
        ["-5", "-7"],
        {"value": "-6", "ytd": "-20", "completion": "-0.2", "gap_pp": "-70", "needed_per_month": "20"},
        "净增参保净减20人,慢于序时进度70.0个百分点;后6个月月均需完成20人,近3个月月均净减6人。",
    ),
    (
        "the first month of all",
        [],
        {"value": "-6", "ytd": "-6", "completion": "-0.06", "gap_pp": "-56", "needed_per_month": "17.7"},
        "净增参保净减6人,慢于序时进度56.0个百分点;后6个月月均需完成18人,当月净减6人。",
    ),
    (
        "a total of nought",
        ["0", "0"],
        {"value": "0", "ytd": "0", "completion": "0", "gap_pp": "-50", "needed_per_month": "16.7", "forecast": "0"},
        "净增参保完成率0.0%,慢于序时进度50.0个百分点;后6个月月均需完成17人,近3个月月均0人,按往年节奏预计全年完成0%。",
    ),
]


@pytest.mark.parametrize(("before", "now", "sentence"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_kpi_that_lags(before: list[str], now: dict[str, Any], sentence: str) -> None:
    row = figures(**LATE, **now)
    history = {one.month: one for one in [*months_before(JUNE, [{"value": value} for value in before]), row]}
    (said,) = lagging(Story([NET], {NET.kpi: history}, "430103", "", JUNE, 30), [(NET, row)])
    assert said.text == sentence
