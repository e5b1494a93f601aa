"""Every file that cannot be taken says truly why, in one sentence, and what to do, in another."""

from __future__ import annotations

import io
import random
import struct
import zipfile

import msoffcrypto
import openpyxl
import pytest
import xlwt

from etl.reading import kinds
from etl.reading.archive import open_archive
from etl.reading.model import Refused
from etl.reading.opening import open_file


def xlsx_bytes() -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    for row in range(200):
        book.active.append(["坡子街街道", row])
    book.save(out)
    return out.getvalue()


def zip_bytes(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def encrypted_xlsx() -> bytes:
    out = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(xlsx_bytes())).encrypt("密码", out)
    return out.getvalue()


def encrypted_xls() -> bytes:
    """A true .xls whose first record after BOF says that the rest is encrypted (FILEPASS, RC4)."""
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x")
    out = io.BytesIO()
    book.save(out)
    content = bytearray(out.getvalue())
    start = content.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")  # BOF of the workbook's globals
    following = start + 20
    filepass = b"\x2f\x00\x36\x00\x01\x00\x01\x00\x01\x00" + bytes(48)
    content[following : following + len(filepass)] = filepass
    return bytes(content)


ODF = b"application/vnd.oasis.opendocument."


def ods_bytes(cell: str) -> bytes:
    content = f"<a><table:table-cell {cell}/></a>".encode()
    return zip_bytes({"mimetype": ODF + b"spreadsheet", "content.xml": b" " * 1_048_570 + content})


def xlsb_bytes(*merges: tuple[int, int]) -> bytes:
    """The parts of an .xlsb that matter here: the records of merged ranges (first and last row), two columns wide."""
    records = [b"\xb0\x01\x10" + struct.pack("<4I", first, last, 0, 1) for first, last in merges]
    sheet = b"\xb1\x01\x04" + struct.pack("<I", len(merges)) + b"".join(records) + b"\xb2\x01\x00"
    return zip_bytes({"[Content_Types].xml": b"<a/>", "xl/workbook.bin": b"x", "xl/worksheets/sheet1.bin": sheet})


MERGED_DOWN = "文件有上下合并的单元格,无法读准。"
CASES = {
    "合并.ods": (ods_bytes('table:number-rows-spanned="12"'), f"这个ods{MERGED_DOWN}"),
    "合并.xlsb": (xlsb_bytes((0, 0), (3, 5)), f"这个xlsb{MERGED_DOWN}"),
    "横向合并.ods": (ods_bytes('table:number-rows-spanned="1"'), "工作簿已损坏,无法打开。"),
    "横向合并.xlsb": (xlsb_bytes((0, 0), (3, 3)), "工作簿已损坏,无法打开。"),
    "公文.ofd": (zip_bytes({"OFD.xml": b"<a/>", "Doc_0/Document.xml": b"<a/>"}), "这是OFD版式文件,不是表格。"),
    "通知.odt": (zip_bytes({"mimetype": ODF + b"text", "content.xml": b"<a/>"}), "这是文字文档或演示文稿,不是表格。"),
    "空.csv": (b"", "文件是空的(0字节)。"),
    "只有标记.csv": (b"\xef\xbb\xbf", "文件里没有数据。"),
    "只有空行.csv": (b"\r\n\r\n , \r\n", "文件里没有数据。"),
    "密码.xlsx": (encrypted_xlsx(), "文件设有打开密码。"),
    "密码.xls": (encrypted_xls(), "文件设有打开密码。"),
    "网页.xls": (
        "<html><body><table><tr><td>街道</td></tr></table></body></html>".encode(),
        "这是网页(HTML),不是真正的Excel文件。",
    ),
    "网页2.xls": ("\ufeff\n<!DOCTYPE HTML>\n<HTML></HTML>".encode(), "这是网页(HTML),不是真正的Excel文件。"),
    "网页3.xls": ("<table><tr><td>街道</td></tr></table>".encode("utf-16"), "这是网页(HTML),不是真正的Excel文件。"),
    "网页4.xls": ("<table><tr><td>街道</td></tr></table>".encode("gb18030"), "这是网页(HTML),不是真正的Excel文件。"),
    "存档.xls": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "这是网页存档(MHTML),不是真正的Excel文件。"),
    "表2003.xls": (
        b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>',
        "这是XML表格2003,不是真正的xls文件。",
    ),
    "数据.xml": (b'<?xml version="1.0"?><a/>', "这是XML文件,不是真正的Excel文件。"),
    "表.pdf": (b"%PDF-1.7\n%\xe2\xe3", "这是PDF文档,不是表格。"),
    "表.csv": (b"%PDF-1.7\n%\xe2\xe3", "这是PDF文档,不是表格。"),
    "截图.png": (b"\x89PNG\r\n\x1a\n\0\0", "这是图片,不是表格。"),
    "截图.xlsx": (b"\xff\xd8\xff\xe0\0\x10JFIF", "这是图片,不是表格。"),
    "通知.docx": (zip_bytes({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}), "这是Word文档,不是表格。"),
    "汇报.pptx": (
        zip_bytes({"[Content_Types].xml": b"<a/>", "ppt/presentation.xml": b"<a/>"}),
        "这是演示文稿,不是表格。",
    ),
    "通知.rtf": (b"{\\rtf1\\ansi", "这是Word文档,不是表格。"),
    "包.rar": (b"Rar!\x1a\x07\x01\0", "这是rar压缩包,无法打开。"),
    "包.zip": (zip_bytes({"a.csv": b"a,b\n"}), "这是压缩包,不是表格。"),
    "半个.xlsx": (xlsx_bytes()[:3000], "工作簿已损坏,无法打开。"),
    "坏.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "工作簿已损坏,无法打开。"),
    "说明.md": ("# 说明".encode(), "不支持.md文件。"),
    "坏.zip": (b"PK\x03\x05" + bytes(40), "压缩包已损坏,无法打开。"),
    "随机.csv": (bytes(range(256)) * 4, "文件内容不是文本,也不是表格。"),
    "深处.csv": (b"a,b\n" + b"1,2\n" * 3000 + b"\xff\xfe\n", "第3002行附近的文字无法识别,不是UTF-8或GB18030编码。"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_refusal_says_what_is_wrong(book_of, name):
    content, reason = CASES[name]
    with pytest.raises(Refused) as refused:
        book_of(name, content)
    assert refused.value.reason == reason
    assert refused.value.advice.startswith("请")
    assert refused.value.advice.endswith("。")
    assert refused.value.advice.count("。") == 1


def test_a_sheet_that_is_cut_off_is_broken(book_of):
    members = {}
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes())) as archive:
        for name in archive.namelist():
            members[name] = archive.read(name)
    members["xl/worksheets/sheet1.xml"] = members["xl/worksheets/sheet1.xml"][:500]
    with pytest.raises(Refused, match="工作簿已损坏"):
        book_of("a.xlsx", zip_bytes(members))


def test_a_workbook_that_unpacks_without_end_is_refused_unread(book_of, monkeypatch):
    monkeypatch.setattr(kinds, "SUSPECT_UNPACKED", 1 << 20)
    bomb = {"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": bytes(4 << 20)}
    with pytest.raises(Refused, match="疑似压缩炸弹"):
        book_of("a.xlsx", zip_bytes(bomb))


def test_folders_and_missing_files(tmp_path):
    with pytest.raises(Refused, match="这是文件夹"):
        open_file(tmp_path, tmp_path / "work")
    with pytest.raises(Refused, match="找不到文件"):
        open_file(tmp_path / "无.csv", tmp_path / "work")


def test_nothing_is_left_of_a_refused_file(book_of, tmp_path):
    with pytest.raises(Refused):
        book_of("a.csv", b"\xb0\xa1,b\n" * 200 + b"\xff\xff\n")
    assert list((tmp_path / "work").iterdir()) == []


def test_a_csv_that_begins_like_a_picture_is_read(book_of):
    assert book_of("a.csv", b"BMI,b\n1,2\n").sheets[0].head[0].cells == ("BMI", "b")


def test_an_xls_that_would_end_the_process_is_refused(book_of):
    """One byte is wrong: a cell stands in column 65,536, and calamine would ask for 100 GB."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    sheet.write(0, 0, 1)
    sheet.write(65_535, 255, 1)
    out = io.BytesIO()
    book.save(out)
    cell = b"\x7e\x02\x0a\x00\xff\xff\xff"  # RK record, row 65535, low byte of the column
    assert cell in out.getvalue()
    damaged = out.getvalue().replace(cell + b"\x00", cell + b"\xff")
    with pytest.raises(Refused, match="工作簿已损坏"):
        book_of("a.xls", damaged)


@pytest.mark.parametrize("name", ["a.xlsx", "a.zip", "a.csv"])
def test_damage_anywhere_gives_a_book_or_a_refusal(tmp_path, name):
    whole = {
        "a.xlsx": xlsx_bytes(),
        "a.zip": zip_bytes({"a.csv": "街道\n".encode() * 50}),
        "a.csv": '街道,"人数"\n'.encode("gb18030") * 50,
    }[name]
    chance = random.Random(name)
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(chance.choice([1, 3, 20])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path = tmp_path / name
        path.write_bytes(damaged[: chance.choice([None, chance.randrange(1, len(damaged))])])
        try:
            books = [open_file(member, tmp_path) for member in open_archive(path, tmp_path)] if name == "a.zip" else []
            books = books or [open_file(path, tmp_path)]
        except Refused as refused:
            assert refused.reason  # noqa: PT017  (either end is right)
        else:
            assert all(book.sheets for book in books)
