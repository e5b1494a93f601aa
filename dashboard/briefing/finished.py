"""The briefings that lie finished in a site, each known by its manifest; what no manifest names cannot be asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.briefing import manifest
from dashboard.briefing.content import EDITIONS
from dashboard.briefs import BRIEFS

FOLDER = re.compile(r"\d{4}-\d{2}(_\d{6,9})?(_public)?")


@dataclass(frozen=True)
class Finished:
    """One briefing."""

    folder: Path
    told: dict[str, Any]  # its manifest

    @property
    def files(self) -> list[Path]:
        """Its files that are there, the manifest last."""
        names = [*manifest.file_names(self.told), manifest.NAME]
        return [path for name in names if (path := self.folder / name).is_file() and not path.is_symlink()]

    def file(self, name: str) -> Path | None:
        """The file of that name, as far as the manifest names it."""
        return next((path for path in self.files if path.relative_to(self.folder).as_posix() == name), None)

    @property
    def summary(self) -> dict[str, Any]:
        """What the page of briefings shows of it."""
        told = self.told
        return {
            "folder": self.folder.name,
            "title": str(told.get("title", "")),
            "edition": EDITIONS.get(str(told.get("edition")), ""),
            "build": str(told.get("build", "")),
            "made_at": str(told.get("made_at", "")).replace("T", " ")[:16],
            "is_demo": bool(told.get("is_demo")),
            "failed": [f"{one['item']}:{one['reason']}" for one in told.get("failed", [])],
            "files": [
                {"name": path.relative_to(self.folder).as_posix(), "bytes": path.stat().st_size} for path in self.files
            ],
        }


def finished(site: Path) -> Iterator[Finished]:
    """All of a site, the latest month first."""
    folder = site / BRIEFS
    names = sorted((path.name for path in folder.iterdir() if path.is_dir()), reverse=True) if folder.is_dir() else []
    yield from (found for name in names if (found := find(site, name)))


def find(site: Path, name: str) -> Finished | None:
    """The briefing of that folder; None where there is none, or where the name is none of a briefing."""
    folder = site / BRIEFS / name
    if not FOLDER.fullmatch(name) or folder.is_symlink():
        return None
    told = manifest.read(folder)
    return Finished(folder, told) if told else None
