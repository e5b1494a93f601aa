"""Which of the chosen filters a mart knows, and how a panel says what it is narrowed to."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.address.filters import FILTERS
from dashboard.address.view import View


@dataclass(frozen=True)
class Narrowed:
    """``where`` as `Build.sums` takes it; ``words`` to go behind a panel's subtitle: ``;仅社会保险,不分承办科室``."""

    where: dict[str, list[str]]
    words: str


def narrowed(view: View, mart: str, *keys: str) -> Narrowed:
    """By those of ``keys`` that the address chooses; what the mart does not know is said."""
    columns = view.build.columns(mart)
    known = [key for key in keys if key in view.filters and key in columns]
    unknown = [key for key in keys if key in view.filters and key not in columns]
    said = []
    if known:
        said.append(f"仅{'、'.join(view.filters[key] for key in known)}")
    said += [f"不分{FILTERS[key].name}" for key in unknown]
    return Narrowed(view.where(*known), f";{','.join(said)}" if said else "")
