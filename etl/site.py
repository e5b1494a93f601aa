"""Where a district's files are, and what its district.toml says.

A site is one directory (default ``data/``): what people edit (``district.toml``, ``kpis/``,
``targets/``, ``reference/``, ``public/``, their own ``sources/``) and what the program keeps
(``inbox/ raw/ returned/ warehouse.duckdb builds/ briefs/ secret.key``). Nothing here opens the warehouse.
"""

from __future__ import annotations

import csv
import io
import os
import re
import secrets
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

BUILT_IN_SOURCES = Path(__file__).parent / "sources"


class SiteError(Exception):
    """The site's own files are wrong; the message is a Chinese sentence naming the file and the line or key."""


class District(BaseModel):
    """``district.toml``: who the district is and how it is scored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str  # 长沙市天心区
    short_name: str  # 天心区
    adcode: Annotated[str, StringConstraints(pattern=r"^\d{6}$")]  # GB/T 2260
    bureau: str
    title: str
    behind_threshold_pp: Annotated[float, Field(gt=0, lt=100)] = 5.0
    reference_area: Annotated[str, StringConstraints(pattern=r"^\d{6}$")] = "000000"
    target_preference: tuple[str, ...] = ("区定", "市下达", "国家", "示例目标")  # labels, the first present is scored
    oldest_month: date = date(2010, 1, 1)
    rank_streets: bool = True  # false: streets stand in the order of the reference list, without places or bands
    small_base: Annotated[int, Field(ge=0)] = 30  # a street's figure that rests on fewer cases is marked
    public_threshold: Annotated[int, Field(ge=1, le=100)] = 10  # smaller counts of people are not made public

    @property
    def unassigned_area(self) -> str:
        """The area code under which rows of unknown street count (未分配)."""
        return f"{self.adcode}999"


@dataclass(frozen=True)
class ReferenceEntry:
    """One line of ``data/reference/<list>.csv``."""

    code: str
    name: str
    aliases: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    extra: dict[str, str]  # the list's own further columns (level, parent, successor …)


@dataclass(frozen=True)
class Site:
    """The directory of one district."""

    path: Path
    extra_sources: tuple[Path, ...] = ()

    @cached_property
    def district(self) -> District:
        """``district.toml``; raises `SiteError` if it is missing or wrong."""
        return read_settings(self.path / "district.toml", District)

    @property
    def inbox(self) -> Path:
        return self.path / "inbox"

    @property
    def public(self) -> Path:
        return self.path / "public"

    @property
    def raw(self) -> Path:
        return self.path / "raw"

    @property
    def returned(self) -> Path:
        return self.path / "returned"

    @property
    def warehouse(self) -> Path:
        return self.path / "warehouse.duckdb"

    @property
    def builds(self) -> Path:
        return self.path / "builds"

    @property
    def kpis(self) -> Path:
        return self.path / "kpis"

    @property
    def targets(self) -> Path:
        return self.path / "targets"

    @property
    def work(self) -> Path:
        """Scratch space of a running command; emptied when the next one starts."""
        return self.path / ".work"

    @property
    def source_dirs(self) -> tuple[Path, ...]:
        """Folders of source folders: the built-in ones, the site's own, those given on the command line."""
        own = self.path / "sources"
        return (BUILT_IN_SOURCES, *((own,) if own.is_dir() else ()), *self.extra_sources)

    def reference(self, name: str) -> list[ReferenceEntry]:
        """The entries of ``reference/<name>.csv`` in file order; raises `SiteError` if there is no such list."""
        return read_reference(self.path / "reference" / f"{name}.csv")

    @cached_property
    def secret(self) -> bytes:
        """The key of the id hashes: 32 random bytes in ``secret.key`` (mode 0600), made at first use."""
        path = self.path / "secret.key"
        if not path.exists():
            fresh = path.with_name(f".secret.{os.getpid()}")
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(fresh, path)  # fails if another command made the key first: then theirs counts
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
        if len(key) != 32:
            raise SiteError(f"{path.name} 已损坏:应为64位十六进制字符;请从备份恢复,否则同一人的记录无法对上。")
        return key


Settings = TypeVar("Settings", bound=BaseModel)


def read_settings(path: Path, model: type[Settings]) -> Settings:
    """A TOML file as ``model``; raises `SiteError` naming file, key and what is wrong."""
    try:
        return model.model_validate(tomllib.loads(read_text(path)))
    except FileNotFoundError:
        raise SiteError(f"缺少文件 {path}。") from None
    except tomllib.TOMLDecodeError as error:
        raise SiteError(f"{path} 不是正确的TOML文件:{error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SiteError(f"{path} 的 {where or '内容'} 有误:{first['msg']}") from None


def read_text(path: Path) -> str:
    """A file that people edit: UTF-8, with or without the mark that Notepad adds, or GB18030 as Excel saves a CSV."""
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SiteError(f"{path} 中有无法识别的文字,请另存为UTF-8编码。")


def written_date(text: str) -> date | None:
    """2023-03-05, or 2023/3/5 as Excel writes it back; None for anything else."""
    found = re.fullmatch(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})", text.strip())
    try:
        return date(int(found[1]), int(found[3]), int(found[4])) if found else None
    except ValueError:
        return None


def area_code(text: str) -> str:
    """The code of an area; Excel saves 000000, the nation, as 0."""
    return "000000" if text == "0" else text


def read_reference(path: Path) -> list[ReferenceEntry]:
    """A reference list (CSV with at least code and name) in file order; aliases are separated by ``|``."""
    try:
        rows = list(csv.DictReader(io.StringIO(read_text(path), newline="")))
    except FileNotFoundError:
        raise SiteError(f"缺少参照表 {path}。") from None
    entries = []
    for line, row in enumerate(rows, start=2):
        if not any(text and text.strip() for text in row.values() if isinstance(text, str)):
            continue  # a line that was emptied in Excel
        if not row.get("code") or not row.get("name"):
            raise SiteError(f"参照表 {path} 第{line}行缺少 code 或 name。")
        known = {"code", "name", "aliases", "valid_from", "valid_to"}
        entries.append(
            ReferenceEntry(
                code=area_code(row["code"].strip()) if "level" in row else row["code"].strip(),
                name=row["name"].strip(),
                aliases=tuple(alias.strip() for alias in (row.get("aliases") or "").split("|") if alias.strip()),
                valid_from=_date(row.get("valid_from"), path, line),
                valid_to=_date(row.get("valid_to"), path, line),
                extra=_extra({key: text for key, text in row.items() if key not in known}),
            )
        )
    return entries


def _extra(row: dict[str, str | None]) -> dict[str, str]:
    extra = {key: (text or "").strip() for key, text in row.items()}
    return extra | {key: area_code(extra[key]) for key in ("parent", "successor") if extra.get(key) and "level" in row}


def _date(text: str | None, path: Path, line: int) -> date | None:
    if not text or not text.strip():
        return None
    found = written_date(text)
    if found is None:
        raise SiteError(f"参照表 {path} 第{line}行的日期“{text}”应写作 2023-01-31。")
    return found
