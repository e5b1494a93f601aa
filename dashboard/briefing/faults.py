"""What an item of a briefing fails with when the reason can be told: one plain Chinese sentence, told as it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class Fault(Exception):
    """The item is not delivered; the message says why, without a path, a value of a row or a name."""


class NotThere(Fault):
    """What was asked for is not there (a month, an area, a page); the message says what there is."""


class Incomplete(Fault):
    """The item is delivered with words in the place of what is missing; ``written`` are its files."""

    def __init__(self, reason: str, written: Sequence[Path]) -> None:
        super().__init__(reason)
        self.written = list(written)
