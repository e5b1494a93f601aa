"""What a KPI's definition says of its target, in the words of who set it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from dashboard.components.kpi.definition import Background, definition
from dashboard.delivery.first_paint import to_html
from etl.store import Build, Target


@pytest.mark.parametrize(
    ("direction", "target", "qualifier", "told"),
    [
        ("up", Decimal("0.98"), "以上", "98.0%以上(某文件,计分)"),
        ("down", Decimal("0.05"), "以内", "不高于5.0%(某文件,计分)"),
        ("up", Decimal("0.98"), None, "98.0%(某文件,计分)"),
        ("up", None, "以上", "无年度目标(某文件,计分)"),
    ],
)
def test_a_target_is_told_with_its_qualifier(
    build: Build, direction: str, target: Decimal | None, qualifier: str | None, told: str
) -> None:
    kpi = replace(build.kpis[0], kind="ratio", direction=direction, unit="%", decimals=1)
    issued = Target(kpi.kpi, 2023, "某文件", target, qualifier, None, None, is_sample=False, is_chosen=True)
    assert f"<dt>目标</dt><dd>{told}</dd>" in to_html(definition(kpi, None, Background(targets=[issued]), build.areas))
