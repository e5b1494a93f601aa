"""Which build is published: ``builds/CURRENT`` names it, and is replaced in one step."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from etl.site import Site


def switch(site: Site, build_id: str) -> None:
    """Point ``builds/CURRENT`` at a build; readers see the old one or the new one."""
    fresh = site.builds / f".CURRENT.{os.getpid()}"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(build_id + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(site.builds / "CURRENT")
    sync_folder(site.builds)


def builds(site: Site) -> list[str]:
    """The ids of all complete builds, oldest first."""
    return sorted(path.parent.name for path in site.builds.glob("[0-9]*/manifest.json"))


def current_manifest(site: Site) -> dict[str, Any] | None:
    """The manifest of the published build, or None."""
    try:
        build_id = (site.builds / "CURRENT").read_text(encoding="utf-8").strip()
        manifest: dict[str, Any] = json.loads((site.builds / build_id / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return manifest


def sync_folder(folder: Path) -> None:
    """The names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
