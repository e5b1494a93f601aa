"""What a panel's figures are narrowed to, said where they stand: a sum under a filter is never taken for the whole."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.address.view import View


def only(view: View, keys: Sequence[str]) -> str:
    """``;仅欠薪、建筑业``, or nothing where none of these filters is chosen."""
    chosen = [view.filters[key] for key in keys if key in view.filters]
    return f";仅{'、'.join(chosen)}" if chosen else ""
