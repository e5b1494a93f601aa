"""What every stage that handles files needs: a file's checksum, and its path inside a SQL literal."""

from __future__ import annotations

import hashlib
from pathlib import Path


def sha256_of(path: Path) -> str:
    """The file's SHA-256, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def quoted(path: Path) -> str:
    """A path for the inside of a SQL literal, where no parameter can stand (attach, copy, read_parquet)."""
    return str(path).replace("'", "''")
