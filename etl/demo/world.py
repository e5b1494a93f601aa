"""The district that the demo is invented for: its streets, lists, working days and sources, and one seed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from etl.demo.drawing import Array, Calendar
from etl.site import ReferenceEntry, Site, SiteError
from etl.sources.model import Source, discover

UNKNOWN_STREET_SHARE = 0.004  # half of them empty, half a word that no list knows
UNKNOWN_STREET = "外区"


@dataclass(frozen=True)
class Ledger:
    """One invented file: a source, a month or whole year, and for each column of the source (in order) a value a row.

    Texts and whole numbers are objects, dates datetime64[D], times datetime64[m]; empty is ``""`` or NaT.
    """

    source: Source
    month: np.datetime64
    columns: dict[str, Array]

    @property
    def rows(self) -> int:
        return len(next(iter(self.columns.values())))


@dataclass(frozen=True)
class World:
    """What all invented ledgers of one district share."""

    site: Site
    seed: int

    def rng(self, purpose: str) -> np.random.Generator:
        """A generator of its own for each purpose, so that one ledger does not change when another does."""
        return np.random.default_rng([self.seed, zlib.crc32(purpose.encode())])

    @cached_property
    def sources(self) -> dict[str, Source]:
        return {source.id: source for source in discover(self.site.source_dirs)}

    def entries(self, source: str, column: str) -> list[ReferenceEntry]:
        """The reference list of a coded column."""
        name = self.sources[source].columns[column].list
        if name is None:
            raise SiteError(f"来源 {source} 的列 {column} 没有参照表。")
        return self.site.reference(name)

    def names(self, source: str, column: str) -> list[str]:
        return [entry.name for entry in self.entries(source, column)]

    @cached_property
    def streets(self) -> list[str]:
        """Names of the district's streets, in the order of the list."""
        district = self.site.district
        named = [
            entry.name
            for entry in self.site.reference("areas")
            if entry.extra.get("level") == "street"
            and entry.code.startswith(district.adcode)
            and entry.valid_to is None
        ]
        if not named:
            raise SiteError("参照表 areas.csv 中没有本区的街道(level 为 street),无法编造演示数据。")
        return named

    @cached_property
    def street_weights(self) -> Array:
        """Invented shares of the streets, the same for every ledger."""
        weights = self.rng("streets").lognormal(0.0, 0.4, len(self.streets))
        return np.asarray(weights / weights.sum())

    def draw_streets(self, rng: np.random.Generator, size: int) -> Array:
        """A street for each row; a few are empty or unknown, as in every real ledger."""
        drawn = np.array(self.streets, dtype=object)[rng.choice(len(self.streets), size, p=self.street_weights)]
        luck = rng.random(size)
        drawn[luck < UNKNOWN_STREET_SHARE] = UNKNOWN_STREET
        drawn[luck < UNKNOWN_STREET_SHARE / 2] = ""
        return drawn

    @cached_property
    def calendar(self) -> Calendar:
        """Working days by the site's holiday list; without one, the weekdays."""
        off: list[np.datetime64] = []
        on: list[np.datetime64] = []
        if (self.site.path / "reference" / "holidays.csv").exists():
            for entry in self.site.reference("holidays"):
                if entry.valid_from and entry.valid_to:
                    days = np.arange(np.datetime64(entry.valid_from), np.datetime64(entry.valid_to) + 1)
                    (on if entry.extra.get("kind") == "上班" else off).extend(days)
        return Calendar(np.array(off, dtype="datetime64[D]"), np.array(on, dtype="datetime64[D]"))

    @cached_property
    def city(self) -> str:
        """The place in the names of invented employers: 长沙 of 长沙市天心区."""
        district = self.site.district
        return district.name.removesuffix(district.short_name).removesuffix("市") or district.short_name
