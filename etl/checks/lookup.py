"""Words of a reference list, and the name or code that each of them stands for.

A lookup is an expression, not a join: rows keep their order, and one pass reads the file. The lists stand in variables
of the connection. The fast form is a cast to an ENUM of words; a cast that fails costs a thousand times one that
succeeds, so words that the first rows of the sheet use are made part of it, whatever they mean. Writing an ENUM of
400 words into a statement takes longer than a small file has rows: those search the list.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import duckdb

from etl.checks.sql import literal, literals
from etl.site import District, ReferenceEntry

YES_NO = {
    "true": ("是", "有", "对", "已", "√", "✓", "✔", "☑", "y", "yes", "true", "t", "1", "已开设", "已开立"),
    "false": (
        *("否", "无", "不是", "没有", "未", "错", "×", "✗", "✘", "x", "n", "no", "false", "f", "0"),
        *("未开设", "未开立"),
    ),
}
Move = tuple[str, date | None, date | None, str | None]  # a code: after which day, until which month, counts as which
OFFICE = re.compile(r"(?:人民政府|街道办事处|街道办|办事处|街道)$")


NOTHING = ""  # the result of a word that is known to stand for nothing
MOST_NEW_WORDS = 300  # in the first rows: more of them, and the column is free text to this list
LONGEST_WORD = 100


@dataclass(frozen=True)
class Lookup:
    """Known words (as written and folded) and what each stands for."""

    words: tuple[str, ...]
    results: tuple[str, ...]
    seen_words: tuple[str, ...] = ()  # of the sheet's first rows, with what they came to
    seen_results: tuple[str, ...] = ()
    is_searched: bool = False  # the sheet has few rows, or more words than can be taken in

    def exact(self, text: str) -> str:
        """SQL: what ``text`` stands for, taken letter by letter; `NOTHING` or NULL when that is nothing."""
        if self.is_searched or not self.words:
            return self._slow(text)
        place = f"enum_code(try_cast({text} as enum({literals(self.words + self.seen_words)})))"
        return f"list_extract([{literals(self.results + self.seen_results)}], 1 + {place})"

    def folded(self, text: str) -> str:
        """SQL: what ``text`` stands for, whatever its spaces, widths and letter case; NULL when unknown."""
        return self._slow(f"cf_fold({text})")

    def find(self, text: str) -> str:
        """SQL: what ``text`` stands for, NULL when unknown."""
        return f"nullif(coalesce({self.exact(text)}, {self.folded(text)}), {literal(NOTHING)})"

    def _slow(self, text: str) -> str:
        if not self.words:
            return "cast(null as varchar)"
        words, results = (f"getvariable({literal(name)})" for name in self.variables)
        return f"list_extract({results}, list_position({words}, {text}))"

    @property
    def variables(self) -> tuple[str, str]:
        """The connection's variables that hold words and results, named after what is in them."""
        digest = hashlib.sha1("\0".join((*self.words, *self.results)).encode(), usedforsecurity=False).hexdigest()
        return f"cf_words_{digest}", f"cf_results_{digest}"


def with_seen(con: duckdb.DuckDBPyConnection, known: Lookup, seen: Iterable[str], keeps_unknown: bool) -> Lookup:
    """The lookup with the words of the sheet's first rows taken in, each with what the slow way makes of it."""
    new = sorted({word for word in seen if len(word) <= LONGEST_WORD} - set(known.words))
    if len(new) > MOST_NEW_WORDS:
        return replace(known, is_searched=True)
    meaning = dict(zip(known.words, known.results, strict=True))
    rows = con.execute(
        "select w, cf_fold(w), cf_without_ids(cf_text(w)) from (select unnest(cast(? as varchar[])) as w) order by w",
        [new],
    ).fetchall()
    results = [meaning.get(fold, (text if keeps_unknown else None) or NOTHING) for _, fold, text in rows]
    return replace(known, seen_words=tuple(row[0] for row in rows), seen_results=tuple(results))


def lookup(con: duckdb.DuckDBPyConnection, meanings: Mapping[str, str]) -> Lookup:
    """A lookup of words -> result; where two words fold to the same, the first counts."""
    folds = folded(con, meanings)
    known = dict(meanings)
    for word, result in meanings.items():
        known.setdefault(folds[word], result)
    known.pop("", None)
    made = Lookup(tuple(known), tuple(known.values()))
    for variable, texts in zip(made.variables, (made.words, made.results), strict=True):
        con.execute(f"set variable {variable} = cast(? as varchar[])", [list(texts)])
    return made


def code_lookup(con: duckdb.DuckDBPyConnection, entries: Iterable[ReferenceEntry]) -> Lookup:
    """The names of a closed list by name and alias; a name always means itself."""
    entries = list(entries)
    meanings = {entry.name: entry.name for entry in entries}
    for entry in entries:
        for alias in entry.aliases:
            meanings.setdefault(alias, entry.name)
    return lookup(con, meanings)


def yes_no_lookup(con: duckdb.DuckDBPyConnection) -> Lookup:
    """The words for true and false."""
    return lookup(con, {word: result for result, words in YES_NO.items() for word in words})


@dataclass(frozen=True)
class Areas:
    """How words become area codes."""

    lookup: Lookup
    whole: Lookup  # words for the district as a whole
    moved: tuple[Move, ...]

    def at_month(self, code: str, month: str) -> str:
        """SQL: the area that ``code`` was at ``month`` (a date of that month), NULL when there was none."""
        if not self.moved:
            return code
        cases = " ".join(
            f"when {code} = {literal(old)} and {_between(month, first, last)} then {literal(then)}"
            for old, first, last, then in self.moved
        )
        return f"case {cases} else {code} end"


def area_lookup(con: duckdb.DuckDBPyConnection, entries: Iterable[ReferenceEntry], district: District) -> Areas:
    """Streets by code, name, alias and the forms clerks use; the district and what lies above it are no street."""
    entries = list(entries)
    streets = [entry for entry in entries if entry.extra.get("level", "street") == "street"]
    meanings: dict[str, str] = {}
    for entry in streets:
        for word in (entry.name, entry.code, f"{entry.code}000"):
            meanings.setdefault(word, entry.code)
    for entry in streets:
        for alias in entry.aliases:
            meanings.setdefault(alias, entry.code)
    for entry in streets:
        for word in _written_forms(entry):
            meanings.setdefault(word, entry.code)
    for word, code in list(meanings.items()):
        for above in (district.name, district.short_name):
            meanings.setdefault(above + word, code)
    whole = {district.name: district.adcode, district.short_name: district.adcode, "全区": district.adcode}
    return Areas(lookup(con, meanings), lookup(con, whole), tuple(_moves(streets)))


def _written_forms(entry: ReferenceEntry) -> list[str]:
    forms = []
    for word in (entry.name, *entry.aliases):
        stem = OFFICE.sub("", word)
        if len(stem) < 2:
            continue
        forms.append(stem)
        if stem.endswith(("镇", "乡")):
            forms += [f"{stem}人民政府", f"{stem}政府"]
        else:
            ends = ("道", "道办", "道办事处") if stem.endswith("街") else ("街",)
            forms += [stem + end for end in (*ends, "街道", "街道办", "街道办事处", "办事处")]
    return forms


def _moves(streets: list[ReferenceEntry]) -> list[Move]:
    """Months in which a code counts as another: after it ended, its successor; before it began, what it was."""
    by_code = {entry.code: entry for entry in streets}
    moves: list[Move] = []
    for entry in streets:
        if entry.valid_to:
            moves += _after(entry, by_code)
        if entry.valid_from:
            before = [other for other in streets if other.extra.get("successor") == entry.code]
            was = before[0].code if len(before) == 1 else None  # parts of several streets: nobody can say which
            month_before = (entry.valid_from.replace(day=1) - timedelta(days=1)).replace(day=1)
            moves.append((entry.code, None, month_before, was))
    return moves


def _after(entry: ReferenceEntry, by_code: dict[str, ReferenceEntry]) -> list[Move]:
    moves: list[Move] = []
    ended, code, seen = entry.valid_to, entry.extra.get("successor") or None, {entry.code}
    while ended is not None:
        heir = by_code.get(code) if code and code not in seen else None
        until = heir.valid_to if heir else None
        moves.append((entry.code, ended, until, heir.code if heir else None))
        if heir is None:
            break
        seen.add(heir.code)
        ended, code = until, heir.extra.get("successor") or None
    return moves


def _between(month: str, after: date | None, until: date | None) -> str:
    """Months after that of ``after``, up to that of ``until``: a month of change belongs to the word written."""
    bounds = []
    if after:
        bounds.append(f"date_trunc('month', {month}) > date {literal(after.isoformat())}")
    if until:
        bounds.append(f"date_trunc('month', {month}) <= date {literal(until.isoformat())}")
    return " and ".join(bounds)


_folded: dict[str, str] = {}  # words of lists and headers, which every sheet asks for again


def folded(con: duckdb.DuckDBPyConnection, words: Iterable[str]) -> dict[str, str]:
    """Words of our own lists -> the form in which cells are compared."""
    words = list(words)
    new = [word for word in words if word not in _folded]
    if new:
        rows = con.execute("select w, cf_fold(w) from (select unnest(cast(? as varchar[])) as w)", [new]).fetchall()
        _folded.update(rows)
    return {word: _folded[word] for word in words}
