"""How two and more workers share the tests: a file runs in one of them, the longest files begin first.

What a file or a session makes once is made once so, and no worker is left alone with a long file at the end. It stands
in for `--dist loadgroup`, which does nothing here: pytest-xdist 3.8 writes the group where pytest 9.2 does not look.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

SMALL_DEMO = (
    "tests/test_figures_from_files.py",
    "tests/test_panels_from_files.py",
    "tests/test_notebooks.py",
    "tests/test_store_cookbook.py",
)
LONGEST = (
    "tests/etl/killing/test_killed.py",
    *SMALL_DEMO,
    "tests/dashboard/briefing/test_capture_faults.py",
    "tests/dashboard/test_every_page.py",
    "tests/dashboard/test_browser.py",
    "tests/dashboard/briefing/test_routes.py",
    "tests/dashboard/briefing/test_making.py",
    "tests/dashboard/briefing/test_capture.py",
    "tests/dashboard/test_wall.py",
    "tests/dashboard/test_new_build.py",
    "tests/test_promises.py",
    "tests/etl/test_ugly_files.py",
    "tests/etl/test_publishing.py",
    "tests/etl/test_command_line.py",
    "tests/etl/demo/test_mess.py",
)


def file_of(nodeid: str) -> str:
    return nodeid.partition("::")[0]


def longest_first(items: list[pytest.Item]) -> None:
    """Sort in place; all others keep their order."""
    place = {file: position for position, file in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(file_of(item.nodeid), len(place)))


class FileByFile(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out files in the order of collection, and the files that read the small demo as one."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # by the number of tests, which says nothing of their length

    def _split_scope(self, nodeid: str) -> str:
        file = file_of(nodeid)
        return "small demo" if file in SMALL_DEMO else file
