"""Colours: text can be read on every ground it stands on, and no other file names one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs_version

from dashboard.theme import COLOURS, DARK, GRAPH_CONFIG, dark_pairs

DASHBOARD = Path(__file__).parents[2] / "dashboard"
TEXT_ON_GROUND = [
    *((text, ground) for text in ("ink", "soft", "context-text") for ground in ("paper", "wash")),
    *((status, f"{status}-wash") for status in ("done", "on-pace", "behind", "slow")),
    *((status, ground) for status in ("done", "on-pace", "behind", "slow") for ground in ("paper", "wash")),
    ("data", "paper"),
    ("paper", "data"),
    ("demo-text", "demo"),
]
GRAPHICS = ("data", "data-light", "context", "ink", "done", "on-pace", "behind", "slow", "focus")  # on a panel
PALETTES = pytest.mark.parametrize("palette", [COLOURS, DARK], ids=["light", "dark"])


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@PALETTES
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_contrast_of_text(palette: dict[str, str], text: str, ground: str) -> None:
    assert contrast(palette[text], palette[ground]) >= 4.5


@PALETTES
@pytest.mark.parametrize("graphic", GRAPHICS)
def test_contrast_of_graphics(palette: dict[str, str], graphic: str) -> None:
    assert contrast(palette[graphic], palette["paper"]) >= 3


def test_each_light_colour_has_one_dark_partner() -> None:
    assert list(DARK) == list(COLOURS)
    assert len(set(COLOURS.values())) == len(COLOURS)
    assert not set(COLOURS.values()) & set(DARK.values())  # a colour left in the light is seen at once
    assert dark_pairs()[COLOURS["ink"]] == DARK["ink"]


def test_only_the_theme_names_colours() -> None:
    hexes = re.compile(r"#[0-9a-fA-F]{3,8}\b")
    for path in [*DASHBOARD.rglob("*.py"), *DASHBOARD.rglob("*.css")]:
        if path.name != "theme.py":
            assert not hexes.search(path.read_text(encoding="utf-8")), path.name


def test_style_sheets_use_known_variables() -> None:
    for path in DASHBOARD.rglob("*.css"):
        used = set(re.findall(r"var\(--([a-z-]+)\)", path.read_text(encoding="utf-8")))
        assert used <= {*COLOURS, "fonts"}, path.name


def test_charts_offer_no_upload() -> None:
    assert GRAPH_CONFIG["showSendToCloud"] is False
    assert GRAPH_CONFIG["plotlyServerURL"] == ""


def test_the_plotly_script_in_assets_is_the_one_that_plotly_for_python_speaks_to() -> None:
    head = (DASHBOARD / "assets" / "plotly-cartesian.min.js").open(encoding="utf-8").read(200)
    assert f"(cartesian - minified) v{get_plotlyjs_version()}" in head
