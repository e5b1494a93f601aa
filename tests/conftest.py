"""Settings of all tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests.scheduling import FileByFile, longest_first

if TYPE_CHECKING:
    from tests.from_files import Figures
    from tests.small_demo import SmallDemo

# How long an example takes says how busy the machine is, not whether the code is right.
# The same commit gives the same examples, so a red run is the fault of a change; new ones are looked for by
# `pytest --hypothesis-profile=explore`.
settings.register_profile("changfeng", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=500)
settings.load_profile("changfeng")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    longest_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FileByFile:
    return FileByFile(config, log)


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> SmallDemo:
    """Loaded once: the files that ask for it stand in ``tests.scheduling.SMALL_DEMO``."""
    from tests import small_demo as demo  # brings pandas and the demo's writer: most runs of single tests do without

    return demo.make(tmp_path_factory.mktemp("small_demo"))


@pytest.fixture(scope="session")
def second_figures(small_demo: SmallDemo) -> dict[tuple[str, str, int], Figures]:
    """The KPIs of the small demo computed a second time."""
    from tests.from_files import SecondComputation

    return SecondComputation(small_demo.site.path, list(small_demo.ledgers)).figures()
