"""What a check run is told and what it leaves behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from etl.site import Site


@dataclass(frozen=True)
class Context:
    """What the checks need besides the text."""

    site: Site
    today: date  # the day of loading: nothing that happened lies after it
    prefix: str  # tables left behind are named <prefix>_accepted, <prefix>_rejected, <prefix>_warned


@dataclass(frozen=True)
class Checked:
    """Tables in the connection: every data row is in ``accepted`` or ``rejected``, each row read is counted once.

    ``accepted``: row_no bigint, month date (first of month), then `Source.stored` columns, typed.
    ``rejected`` and ``warned``: row_no bigint, column_title varchar, rule varchar, value varchar (masked where
    personal), advice varchar; several lines for one row are possible.
    """

    accepted: str
    rejected: str
    warned: str
    rows_read: int  # rows of the relation that are not blank
    rows_accepted: int
    rows_rejected: int  # distinct rows
    rows_skipped: int  # totals, notes and the like
    under_headings: str | None = None  # row_no, heading_row: rows whose street a line above them says
