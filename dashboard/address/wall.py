"""The wall mode of an address: which pages a screen that nobody touches turns through, and how often.

``?view=wall&pages=/,/employment&every=30``; assets/25_wall.js does the turning.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dashboard.address.parameters import LONGEST_ECHO, text

VIEW = "wall"
USUAL_SECONDS = 30
SECONDS = range(5, 3601)


@dataclass(frozen=True)
class Wall:
    """What the wall shows: paths in turn, seconds each."""

    pages: tuple[str, ...]
    every: int
    notices: tuple[str, ...] = ()


def wall_of(query: Mapping[str, object], known: Collection[str], usual: Sequence[str]) -> Wall:
    """The wall of an address; ``usual`` are the pages of one that names none."""
    asked = list(dict.fromkeys(part.strip() for part in text(query, "pages").split(",") if part.strip()))
    pages = tuple(path for path in asked if path in known) or tuple(usual)
    notices = [f"没有页面“{path[:LONGEST_ECHO]}”,已略过。" for path in asked if path not in known][:1]
    every, given = USUAL_SECONDS, text(query, "every")
    if given.isascii() and given.isdigit() and len(given) <= len(str(SECONDS.stop)):
        every = min(max(int(given), SECONDS.start), SECONDS.stop - 1)
    elif given:
        notices.append(f"轮播间隔“{given[:LONGEST_ECHO]}”无法识别,每页停留{every}秒。")
    return Wall(pages, every, tuple(notices))
