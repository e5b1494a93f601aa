"""The checks of the test ledger a second time, row by row in plain Python: slow, plain, apart from the SQL.

It knows one source (`sheets.LEDGER`) and says for each row what becomes of it; the tests compare it with `check`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
SPACES = " \t\n\r\u00a0\u3000\u2002\u2003"
NOTHING = {
    "",
    "-",
    "--",
    "---",
    "...",
    "..",
    "、",
    "/",
    "无",
    "暂无",
    "空",
    "n/a",
    "n.a.",
    "、n.a.",
    "null",
    "none",
    "*",
    ".",
}
STREETS = {"坡子街": "430103002", "城南": "430103004", "城南路": "430103004", "暮云": "430103015"}
ENDINGS = ("", "街道", "街道办", "街道办事处", "办事处")
SEXES = {"男": "男", "男性": "男", "m": "男", "女": "女", "女性": "女", "f": "女"}
FORMS = {
    "单位就业": "单位就业",
    "单位": "单位就业",
    "灵活就业": "灵活就业",
    "零工": "灵活就业",
    "新业态": "灵活就业",
    "无业": "无业",
    "无": "无业",
}
YES_NO = {
    "是": True,
    "有": True,
    "y": True,
    "1": True,
    "√": True,
    "否": False,
    "无": False,
    "n": False,
    "0": False,
    "×": False,
}
HEADER = ["姓名", "身份证号", "性别", "街道", "用人单位", "信用代码", "就业形式", "就业日期", "是否首次"]
NOTE_WORDS = ("注", "说明", "备注", "数据来源", "填表人", "审核人")
UNASSIGNED = "430103999"


@dataclass
class Verdict:
    """What the reference says of a sheet."""

    accepted: dict[int, tuple[object, ...]] = field(default_factory=dict)
    rejected: dict[int, set[tuple[str, str]]] = field(default_factory=dict)  # row -> {(column, rule)}
    areas_told: set[int] = field(default_factory=set)
    skipped: dict[int, str] = field(default_factory=dict)


def judge(rows: Sequence[Sequence[str | None]], today: date, secret: bytes) -> Verdict:
    """The verdict on the rows below a header in row 1."""
    verdict = Verdict()
    for row_no, cells in enumerate(rows, start=2):
        values, faults = _read(cells, today, secret)
        kind = _kind(cells, values)
        if kind:
            verdict.skipped[row_no] = kind
            continue
        if values[2] == UNASSIGNED:
            verdict.areas_told.add(row_no)
        if faults:
            verdict.rejected[row_no] = faults
        else:
            verdict.accepted[row_no] = values
    _drop_duplicates(verdict)
    return verdict


def tidy(text: str | None) -> str:
    """Half-width letters and digits, nothing invisible, trimmed."""
    kept = "".join(c for c in text or "" if c not in INVISIBLE)
    narrow = "".join(unicodedata.normalize("NFKC", c) if "０" <= c <= "ｚ" and c.isalnum() else c for c in kept)
    return narrow.strip(SPACES)


def token(text: str | None) -> str:
    """Half-width altogether."""
    narrow = "".join(unicodedata.normalize("NFKC", c) if "！" <= c <= "～" else c for c in tidy(text))
    narrow = re.sub("[—–−]", "-", narrow).replace("。", ".")
    return re.sub(f"[{SPACES}]+", " ", narrow)


def folded(text: str | None) -> str:
    """Without spaces, small letters."""
    return token(text).replace(" ", "").lower()


def is_nothing(text: str | None) -> bool:
    """Whether a cell says nothing."""
    word = token(text).lower().replace("…", "...")
    return word in NOTHING or re.fullmatch(r"-+|\.{2,}", word) is not None


def read_date(text: str | None) -> date | None:
    """A day in any of the forms that stand for exactly one day."""
    word = token(text).lstrip("'")
    for pattern in (
        r"(\d{4})-(\d{1,2})-(\d{1,2})",
        r"(\d{4})/(\d{1,2})/(\d{1,2})",
        r"(\d{4})\.(\d{1,2})\.(\d{1,2})",
        r"(\d{4})年(\d{1,2})月(\d{1,2})日",
        r"((?:19|20)\d\d)(\d\d)(\d\d)",
    ):
        found = re.fullmatch(pattern, word)
        if found:
            try:
                day = date(*(int(part) for part in found.groups()))
            except ValueError:
                return None
            return day if 1900 <= day.year <= 2099 else None
    if re.fullmatch(r"[2-7]\d{4}", word):
        return (datetime(1899, 12, 30) + timedelta(days=int(word))).date()
    return None


def read_id(text: str | None, today: date) -> tuple[str | None, str | None]:
    """(the id number of 18 characters, None) or (None, the rule it breaks)."""
    number = token(text).replace(" ", "").replace("'", "").upper()
    if re.fullmatch(r"\d\.\d+E\+\d+", number):
        return None, "id_scientific"
    if re.fullmatch(r"\d{15}", number):
        number = number[:6] + "19" + number[6:]
        number += _check_character(number)
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return None, "id_format"
    if number[:2] not in ("11", "43", "44"):
        return None, "id_region"
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None, "id_birth_date"
    if not date(1900, 1, 1) <= born <= today:
        return None, "id_birth_date"
    return (number, None) if number[17] == _check_character(number) else (None, "id_checksum")


def _check_character(number: str) -> str:
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(number[:17]))
    return "10X98765432"[total % 11]


def read_credit_code(text: str | None) -> tuple[str | None, str | None]:
    """(the code, None) or (None, the rule it breaks)."""
    code = token(text).replace(" ", "").replace("'", "").upper()
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    if re.fullmatch(r"\d\.\d+E\+\d+", code):
        return None, "credit_scientific"
    if len(code) != 18 or any(c not in letters for c in code) or not code[2:8].isdigit():
        return None, "credit_format"
    total = sum(letters.index(c) * pow(3, place, 31) for place, c in enumerate(code[:17]))
    return (code, None) if letters.index(code[17]) == -total % 31 else (None, "credit_checksum")


def read_street(text: str | None) -> str:
    """The code of a street of today, 未分配 for everything else."""
    word = folded(text)
    for above in ("长沙市天心区", "天心区"):
        word = word.removeprefix(above) if word != above else word
    for stem, code in STREETS.items():
        if word in [stem + ending for ending in ENDINGS] or word == code:
            return code
    return UNASSIGNED


def _read(cells: Sequence[str | None], today: date, secret: bytes) -> tuple[tuple[object, ...], set[tuple[str, str]]]:
    _, id_text, sex_text, street, employer, code_text, form_text, day_text, first_text = cells
    faults: set[tuple[str, str]] = set()
    number, id_fault = (None, "required") if is_nothing(id_text) else read_id(id_text, today)
    code, code_fault = (None, None) if is_nothing(code_text) else read_credit_code(code_text)
    sex, first, day = SEXES.get(folded(sex_text)), YES_NO.get(folded(first_text)), read_date(day_text)
    for column, fault in (("身份证号", id_fault), ("信用代码", code_fault)):
        if fault:
            faults.add((column, fault))
    if sex is None and not is_nothing(sex_text):
        faults.add(("性别", "code"))
    if first is None and not is_nothing(first_text):
        faults.add(("是否首次", "yes_no"))
    if day is None:
        year_last = re.match(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}", token(day_text))
        faults.add(("就业日期", "required" if is_nothing(day_text) else "date_order" if year_last else "date"))
    form = FORMS.get(folded(form_text)) or (None if is_nothing(form_text) else tidy(form_text))
    person = None if number is None else hmac.new(secret, number.encode(), hashlib.sha256).hexdigest()
    firm = None if is_nothing(employer) else tidy(employer)
    return (person, sex, read_street(street), firm, code, form, day, first), faults


def _kind(cells: Sequence[str | None], values: tuple[object, ...]) -> str | None:
    words = [folded(cell) for cell in cells if folded(cell)]
    if not words:
        return "blank"
    if sum(folded(cell) == title for cell, title in zip(cells, HEADER, strict=True)) >= max(2, len(words) / 2):
        return "header"
    if values[0] is not None and values[6] is not None:
        return None
    labels = [words[0], *(folded(cells[place]) for place in (0, 2, 3, 6))]
    if any(re.fullmatch(r".{0,14}(合计|小计|总计|累计)(\d+人)?", label) for label in labels):
        return "total"
    if len(set(words)) <= 4 and re.match(f"({'|'.join(NOTE_WORDS)})[:：]", words[0]):
        return "note"
    return None


def _drop_duplicates(verdict: Verdict) -> None:
    by_key: dict[tuple[object, object], list[int]] = {}
    for row_no, values in verdict.accepted.items():
        by_key.setdefault((values[0], values[6]), []).append(row_no)
    for rows in by_key.values():
        contents = [verdict.accepted[row_no] for row_no in rows]
        for place, row_no in enumerate(rows):
            if contents[place] in contents[:place]:
                verdict.skipped[row_no] = "duplicate"
                del verdict.accepted[row_no]
            elif contents[place] != contents[-1]:
                verdict.rejected[row_no] = {("身份证号、就业日期", "duplicate_key")}
                del verdict.accepted[row_no]
