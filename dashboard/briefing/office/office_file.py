"""What text documents and slides have in common as files: their names, their text, their bytes.

Two runs from one content give the same bytes: every part carries the time of the build, never that of the run.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

from dashboard.briefing.content import Content
from dashboard.delivery.xlsx import UNWRITABLE
from dashboard.format import month_key

DEMO = "演示数据"
LONGEST_PROPERTY = 255  # characters
LONGEST_NAME = 180  # bytes; file systems take 255, and a copy gets words added
NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]+')
HALF_WIDTH = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）"}
BETWEEN_WORDS = re.compile(r"[;()]|(?<!\d)[,:]|[,:](?!\d)")  # the comma of 1,234 and the colon of 09:12 stay
EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a zip file


def plain_text(text: str) -> str:
    """One line of text without the characters that XML has no way to write."""
    return UNWRITABLE.sub("", re.sub(r"[\t\r\n]+", " ", text))


def typeset(text: str) -> str:
    """One line as documents print it: full-width punctuation between words, numbers and times as they are."""
    return BETWEEN_WORDS.sub(lambda found: HALF_WIDTH[found[0]], plain_text(text))


def set_properties(file: Any, content: Content) -> None:
    """Title, author and time of a document or deck, the same for each run of one build and of no machine."""
    properties = file.core_properties
    properties.title = plain_text(content.title)[:LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = plain_text(content.bureau)[:LONGEST_PROPERTY]
    properties.created = properties.modified = content.built_at.replace(tzinfo=None)
    properties.comments = plain_text(f"版次 {content.build_id}")[:LONGEST_PROPERTY]
    properties.language = "zh-CN"


def without_thumbnail(relations: Any) -> None:
    """Take the libraries' own picture of an empty page out of a package's relations."""
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        relations.pop(key)


def file_name(content: Content, ending: str) -> str:
    """``2023年6月就业工作简报_2023-06.docx``: from the title and the month, safe on every system."""
    words = NOT_IN_NAMES.sub("", plain_text(content.title)).strip(".") or "简报"
    words = words.encode()[:LONGEST_NAME].decode(errors="ignore")
    edition = "_公开版" if content.edition == "public" else ""
    return f"{words}_{month_key(content.month)}{edition}{ending}"


def repacked(package: bytes, moment: datetime) -> bytes:
    """The same parts in the same order, each with one time."""
    time = max(EARLIEST, moment.timetuple()[:6])
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, time), source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
