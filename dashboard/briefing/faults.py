"""What an item of a briefing fails with when the reason can be told: one plain Chinese sentence, told as it is."""

from __future__ import annotations


class Fault(Exception):
    """The item is not delivered; the message says why, without a path, a value of a row or a name."""
