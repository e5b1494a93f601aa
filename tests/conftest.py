"""Settings of all tests."""

from __future__ import annotations

from hypothesis import settings

# How long an example takes says how busy the machine is, not whether the code is right.
# The same commit gives the same examples, so a red run is the fault of a change; new ones are looked for by
# `pytest --hypothesis-profile=explore`.
settings.register_profile("changfeng", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=500)
settings.load_profile("changfeng")
