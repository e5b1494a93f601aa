"""Locks of files: each goes with the process that holds it, however that ends."""

from __future__ import annotations

import fcntl


def take(descriptor: int, *, to_look: bool = False) -> bool:
    """Take the lock of an open file and say whether it was free; ``to_look``: beside others that only look."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if to_look else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
