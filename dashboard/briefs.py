"""Where a site keeps its briefings, and what they printed: the shell, the pages and the briefing itself look there."""

from __future__ import annotations

from pathlib import Path

BRIEFS = "briefs"  # in a site: all that briefings leave there


def briefed_folder(site: Path) -> Path:
    """Where the files of printed figures are."""
    return site / BRIEFS / "briefed"
