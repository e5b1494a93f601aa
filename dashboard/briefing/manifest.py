"""``manifest.json``: which build a briefing was made from and how, every file by its SHA-256, every number in its text.

``texts`` are titles, sources and notes, whose numbers are the pages' own. The manifest is a briefing's last file to
arrive: a folder without it is none. It names no path of the machine.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dashboard.briefing.content import Content, printed_texts
from dashboard.format import month_key

NAME = "manifest.json"
LIBRARIES = ("dash", "plotly", "duckdb", "openpyxl", "python-docx", "python-pptx", "playwright", "pypdf")


@dataclass(frozen=True)
class Failed:
    """An item that was not delivered, and why, in one Chinese sentence."""

    item: str
    reason: str


def write(
    content: Content, folder: Path, files: Sequence[Path], failed: Sequence[Failed], command: str, made_at: datetime
) -> Path:
    """Write the manifest of the files in ``folder``; ``command`` without local paths."""
    told = {
        "build": content.build_id,
        "built_at": content.built_at.isoformat(timespec="seconds"),
        "district": content.district_name,
        "area": content.area,
        "area_name": content.area_name,
        "month": month_key(content.month),
        "edition": content.edition,
        "is_demo": content.is_demo,
        "title": content.title,
        "pages": [page.path for page in content.pages],
        "command": command,
        "made_at": made_at.isoformat(timespec="seconds"),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        "files": [_file(folder, path) for path in sorted(files)],
        "failed": [asdict(one) for one in failed],
        "numbers": [_plain(asdict(number)) for number in content.numbers],
        "texts": printed_texts(content),
    }
    path = folder / NAME
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def read(folder: Path) -> dict[str, Any] | None:
    """The manifest of a finished briefing; None where the folder holds none."""
    try:
        found: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("files"), list) else None


def file_names(told: dict[str, Any]) -> list[str]:
    """The files that a manifest names, as far as they lie within its folder."""
    names = [str(one.get("name", "")) for one in told["files"] if isinstance(one, dict)]
    return [name for name in names if name and not Path(name).is_absolute() and ".." not in Path(name).parts]


def _file(folder: Path, path: Path) -> dict[str, Any]:
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return {"name": path.relative_to(folder).as_posix(), "bytes": path.stat().st_size, "sha256": digest}


def _plain(number: dict[str, Any]) -> dict[str, str]:
    """Decimals as digits, so that nothing is lost to a float; months as in an address."""
    return {name: _text(value) for name, value in number.items()}


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return month_key(value) if isinstance(value, date) else str(value)
