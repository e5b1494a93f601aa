"""What a file is by its content, whatever it is called; what is no table is refused with its true reason.

A web page, a PDF or a Word document named .xls is what a clerk's computer really sends; a .csv named .xls is read.
"""

from __future__ import annotations

import errno
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from zipfile import BadZipFile, ZipFile

import msoffcrypto
import olefile  # type: ignore[import-untyped]

from etl.reading.lost_merges import refuse_lost_merges
from etl.reading.model import Refused

Kind = Literal["text", "xlsx", "workbook", "archive"]

HEAD = 8192
TEXT_SUFFIXES = (".csv", ".txt", ".tsv", ".tab", ".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", "")
MOST_UNPACKED = 4 << 30  # bytes of a workbook; a ledger of a million rows has about 1 GB
SUSPECT_UNPACKED, SUSPECT_RATIO = 512 << 20, 200  # plain sheets shrink 5 to 100 times

AS_XLSX = "请用Excel或WPS打开,另存为xlsx后重新发送。"
AS_TABLE = "请发送表格(xlsx、xls或csv)。"
FROM_SOURCE = "请发送表格原件(xlsx、xls或csv),不要发送截图或扫描件。"
BROKEN_WORKBOOK = ("工作簿已损坏,无法打开。", AS_XLSX)
BROKEN_ARCHIVE = ("压缩包已损坏,无法打开。", "请重新压缩为zip后发送。")
PASSWORD = ("文件设有打开密码。", "请取消密码后重新发送。")

ODF = b"application/vnd.oasis.opendocument."  # .odt .odp .odg; .ods is a table

MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "这是PDF文档,不是表格。", FROM_SOURCE),
    (b"\x89PNG", "这是图片,不是表格。", FROM_SOURCE),
    (b"\xff\xd8\xff", "这是图片,不是表格。", FROM_SOURCE),
    (b"GIF8", "这是图片,不是表格。", FROM_SOURCE),
    (b"RIFF", "这是图片,不是表格。", FROM_SOURCE),
    (b"BM", "这是图片,不是表格。", FROM_SOURCE),
    (b"II*\0", "这是图片,不是表格。", FROM_SOURCE),
    (b"MM\0*", "这是图片,不是表格。", FROM_SOURCE),
    (b"{\\rtf", "这是Word文档,不是表格。", AS_TABLE),
    (b"Rar!", "这是rar压缩包,无法打开。", "请解压后发送,或改用zip压缩。"),
    (b"7z\xbc\xaf", "这是7z压缩包,无法打开。", "请解压后发送,或改用zip压缩。"),
    (b"\x1f\x8b", "这是gz压缩包,无法打开。", "请解压后发送,或改用zip压缩。"),
    (b"SQLite format 3", "这是数据库文件,不是表格。", AS_TABLE),
)


@contextmanager
def refusing_damage(refusal: tuple[str, str]) -> Iterator[None]:
    """Turn what zipfile raises on a damaged archive into a `Refused`."""
    try:
        yield
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error):
        raise Refused(*refusal) from None
    except OSError as error:
        if error.errno == errno.EINVAL:  # an offset before the start of the file
            raise Refused(*refusal) from None
        raise


def kind_of(path: Path) -> Kind:
    """How to read the file; raises `Refused` for everything that is no table and no archive."""
    head = _head(path)
    for magic, reason, advice in MAGIC:
        if head.startswith(magic) and not (magic == b"BM" and b"\0" not in head[:64]):
            raise Refused(reason, advice)
    if head.startswith(olefile.MAGIC):
        return _ole_kind(path)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(path)
    _refuse_markup(head)
    if path.suffix.lower() == ".zip":
        raise Refused(*BROKEN_ARCHIVE)
    if path.suffix.lower() not in TEXT_SUFFIXES:
        raise Refused(f"不支持{path.suffix}文件。", AS_TABLE)
    return "text"


def _head(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Refused("这是文件夹,不是文件。", "请指定其中的文件。")
        with path.open("rb") as file:
            head = file.read(HEAD)
    except FileNotFoundError:
        raise Refused("找不到文件。", "请检查路径。") from None
    except PermissionError:
        raise Refused("没有读取权限。", "请检查文件权限,或关闭正在占用它的程序。") from None
    if not head:
        raise Refused("文件是空的(0字节)。", "请重新导出或重新发送。")
    return head


def _ole_kind(path: Path) -> Kind:
    try:
        with olefile.OleFileIO(path) as ole:
            streams = {parts[0].lower() for parts in ole.listdir()}
    except Exception:  # noqa: BLE001  (it raises what it likes on a broken file)
        raise Refused(*BROKEN_WORKBOOK) from None
    if "encryptedpackage" in streams:
        raise Refused(*PASSWORD)
    if streams & {"workbook", "book"}:
        _refuse_encrypted(path)
        return "workbook"
    if "worddocument" in streams:
        raise Refused("这是Word文档,不是表格。", AS_TABLE)
    if "powerpoint document" in streams:
        raise Refused("这是演示文稿,不是表格。", AS_TABLE)
    raise Refused("这不是Excel工作簿,无法打开。", AS_XLSX)


def _refuse_encrypted(path: Path) -> None:
    with path.open("rb") as file:
        try:
            encrypted = msoffcrypto.OfficeFile(file).is_encrypted()
        except Exception:  # noqa: BLE001  (as above; calamine judges it)
            return
    if encrypted:
        raise Refused(*PASSWORD)


def _zip_kind(path: Path) -> Kind:
    with (
        refusing_damage(BROKEN_ARCHIVE if path.suffix.lower() == ".zip" else BROKEN_WORKBOOK),
        ZipFile(path) as archive,
    ):
        names = set(archive.namelist())
        packed = sum(member.compress_size for member in archive.infolist())
        unpacked = sum(member.file_size for member in archive.infolist())
        mimetype = archive.read("mimetype")[:80] if "mimetype" in names else b""
    tops = {name.split("/")[0] for name in names}
    if "[Content_Types].xml" in names and "word" in tops:
        raise Refused("这是Word文档,不是表格。", AS_TABLE)
    if "[Content_Types].xml" in names and "ppt" in tops:
        raise Refused("这是演示文稿,不是表格。", AS_TABLE)
    if "OFD.xml" in names:
        raise Refused("这是OFD版式文件,不是表格。", FROM_SOURCE)
    if mimetype.startswith((ODF + b"text", ODF + b"presentation", ODF + b"graphics")):
        raise Refused("这是文字文档或演示文稿,不是表格。", AS_TABLE)
    is_office = "[Content_Types].xml" in names and "xl" in tops
    is_ods = {"mimetype", "content.xml"} <= names
    if not (is_office or is_ods):
        return "archive"
    if unpacked > MOST_UNPACKED or (unpacked > SUSPECT_UNPACKED and unpacked > SUSPECT_RATIO * packed):
        raise Refused("工作簿解压后过大,疑似压缩炸弹。", "请核实文件来源,拆分成较小的文件后重新发送。")
    if is_ods or "xl/workbook.bin" in names:
        with refusing_damage(BROKEN_WORKBOOK), ZipFile(path) as archive:
            refuse_lost_merges(archive)
        return "workbook"
    return "xlsx"


def _refuse_markup(head: bytes) -> None:
    """Web pages and XML, which many systems export under the name .xls."""
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1"
    text = head[: len(head) // 2 * 2].decode(encoding, "ignore").lower().removeprefix("\xef\xbb\xbf").lstrip()
    if text.startswith("<?xml") and "schemas-microsoft-com:office:spreadsheet" in text:
        raise Refused("这是XML表格2003,不是真正的xls文件。", AS_XLSX)
    if text.startswith(("<!doctype html", "<html", "<table", "<head", "<body", "<meta", "<style", "<div", "<script")):
        raise Refused("这是网页(HTML),不是真正的Excel文件。", AS_XLSX)
    if text.startswith(("mime-version:", "content-type: multipart")):
        raise Refused("这是网页存档(MHTML),不是真正的Excel文件。", AS_XLSX)
    if text.startswith("<?xml") or text.startswith("<!--"):
        is_page = "<html" in text
        raise Refused(f"这是{'网页(HTML)' if is_page else 'XML文件'},不是真正的Excel文件。", AS_XLSX)
