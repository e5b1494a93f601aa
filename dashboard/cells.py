"""One cell of a ledger row as text: for the page's table, its grid and the CSV. It is text everywhere, never markup."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from dashboard.format import NOTHING, number

MIDNIGHT = (0, 0, 0)


def shown(value: object) -> str:
    """The cell as people read it: ``2023-06-05 09:12``, ``1,234``, ``是``; a dash where the row does not say."""
    return NOTHING if value is None else _plain(value, grouped=True)


def exact(value: object) -> str:
    """The cell for a file: every digit, no separators, empty where the row does not say."""
    return "" if value is None else _plain(value, grouped=False)


def _plain(value: object, *, grouped: bool) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        is_day = (value.hour, value.minute, value.second) == MIDNIGHT
        return f"{value:%Y-%m-%d}" if is_day else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        decimals = max(0, -int(value.normalize().as_tuple().exponent))
        return number(value, decimals) if grouped else f"{value:.{decimals}f}"
    return str(value)
