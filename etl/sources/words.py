"""Header words and title lines in one written form, so that layouts are compared by what they say.

Comparing is all this is for: what is kept or shown to people is always the text as sent.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from etl.sources.units import Unit, parse_unit

LONGEST_HEADER = 120  # characters; longer cells are instructions or free text, never a header word

_BRACKETS = str.maketrans("【】〔〕[]{}〈〉「」『』", "()" * 7)
_DECORATION = "*★☆※▲△●◆■#_ :;,.、-—"
_NUMBERING = re.compile(r"^(?:\d{1,2}[.、)]|\(\d{1,2}\)|[一二三四五六七八九十]{1,2}、)(?=\D)")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_SUFFIX_UNIT = re.compile(r"^(.+?)[/_:,、-]([^/_:,、-]{1,5}(?:/[^/]{1,3})?)$")
_INSTRUCTION = re.compile(
    r"^(?:单位:?.*|.*(?:必填|选填|可选|非必填|格式|年月日|年-月-日|年/月/日|yyyy|下拉|单选|填写|文本|阿拉伯数字|公历|盖章|公章).*"
    r"|\d{1,2}位(?:数字?)?|例如?:?.*|如:?.*|是/?否|有/?无|男/?女|\d{8}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})$"
)


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Half-width, no invisible characters, single spaces; applying it twice changes nothing."""
    while (simpler := _plain_once(text)) != text:
        text = simpler
    return text


def _plain_once(text: str) -> str:
    visible = "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Cc") or char.isspace())
    return " ".join(unicodedata.normalize("NFKC", visible).split())


@lru_cache(maxsize=65536)
def word(text: str) -> str:
    """A header word for comparison: `plain`, without spaces, decoration (``*`` ``:``) and numbering, lower case."""
    while (simpler := _word_once(text)) != text:
        text = simpler
    return text


def _word_once(text: str) -> str:
    bare = plain(text).replace(" ", "").translate(_BRACKETS).casefold().strip(_DECORATION)
    return _NUMBERING.sub("", bare)


@lru_cache(maxsize=65536)
def readings(text: str) -> tuple[tuple[str, Unit | None], ...]:
    """What a header cell may say, most literal first: the whole word, then without a unit or a filling instruction.

    ``基金收入(万元)`` -> ``基金收入(万元)`` and ``基金收入`` in 万元; brackets that say anything else stay.
    """
    whole = word(text)
    found: dict[str, Unit | None] = {whole: None}
    unit: Unit | None = None

    def drop(match: re.Match[str]) -> str:
        nonlocal unit
        inside = match[1].strip(_DECORATION)
        given = parse_unit(inside.removeprefix("单位").lstrip(":"))
        unit = unit or given
        return "" if given or _INSTRUCTION.match(inside) else match[0]

    short = word(_BRACKETED.sub(drop, whole))
    if short:
        found.setdefault(short, unit)
    suffix = _SUFFIX_UNIT.match(short)
    if suffix and (given := parse_unit(suffix[2])):
        found.setdefault(word(suffix[1]), given)
    return tuple(found.items())


def is_remark(text: str) -> bool:
    """True for a cell that only says the unit or how to fill the column above: ``(万元)``, ``万元``, ``(必填)``."""
    bare = _inside(text)
    return bool(bare) and (parse_unit(bare) is not None or bool(_INSTRUCTION.match(bare)))


def unit_of_remark(text: str) -> Unit | None:
    """The unit that a cell under a header says, if that is all it says: ``(万元)``, ``单位:万元``."""
    return parse_unit(_inside(text).removeprefix("单位").lstrip(":"))


def _inside(text: str) -> str:
    return word(text).removeprefix("(").removesuffix(")")


def squeezed(text: str) -> str:
    """`plain`, and without spaces where the text is Chinese: ``2023 年 3 月`` and ``2023年3月`` say the same."""
    line = plain(text)
    # an accent that stood behind a space joins the letter before it once the space is gone
    return plain(line.replace(" ", "")) if re.search(r"[一-鿿]", line) else line
