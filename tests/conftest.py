"""Settings of all tests."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests import small_demo as demo

# How long an example takes says how busy the machine is, not whether the code is right.
# The same commit gives the same examples, so a red run is the fault of a change; new ones are looked for by
# `pytest --hypothesis-profile=explore`.
settings.register_profile("changfeng", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=500)
settings.load_profile("changfeng")


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> demo.SmallDemo:
    """Loaded once a worker: tests that ask for it carry ``xdist_group(tests.small_demo.GROUP)``."""
    return demo.make(tmp_path_factory.mktemp("small_demo"))
