"""Harmless mess: the same values written as clerks write them. Everything here must be read back to what it was."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from etl.demo.drawing import Array
from etl.demo.files import Cell
from etl.demo.world import Ledger, World
from etl.site import ReferenceEntry

FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
EXCEL_EPOCH = date(1899, 12, 30)


class Dresser:
    """Writes the cells of one file; which form a cell takes depends on nothing but its place."""

    def __init__(self, ledger: Ledger, world: World, workbook: bool) -> None:
        self._ledger = ledger
        self._workbook = workbook
        self._district = world.site.district.short_name
        self._one_year = ledger.source.id in (
            "hiring",
            "job_events",
        )  # all dates lie in the month of the title: the year may be left out
        self._other_names = {
            name: _other_names(world.entries(ledger.source.id, name))
            for name, column in ledger.source.columns.items()
            if column.type == "code" and name in ledger.columns
        }

    def column(self, name: str, values: Array) -> list[Cell]:
        """The cells of a column, top to bottom."""
        position = list(self._ledger.columns).index(name)
        kind = self._ledger.source.columns[name].type
        cells = values.astype(object) if values.dtype.kind == "M" else values
        dressed: list[Cell] = []
        for row, value in enumerate(cells):
            form = row + position
            if value is None or value == "":
                dressed.append("—" if kind in ("date", "datetime") and form % 5 == 0 else None)
            elif kind == "date":
                dressed.append(self._date(value, form))
            elif kind == "datetime":
                dressed.append(self._time(value, form))
            elif kind == "month":
                dressed.append(_month(value, form))
            elif kind in ("integer", "number"):
                dressed.append(self._number(value, form, money=name.endswith("_yuan")))
            elif kind == "id_number":
                dressed.append([value, value.lower(), f"{value}\u3000", value.translate(FULL_WIDTH)][form % 4])
            elif kind == "area":
                dressed.append(self._street(value, form))
            elif kind == "code":
                dressed.append(self._other_names[name].get(value, value) if form % 3 == 0 else value)
            else:
                dressed.append(value)
        return dressed

    def _date(self, day: date, form: int) -> Cell:
        serial = (day - EXCEL_EPOCH).days
        iso = day.isoformat()
        forms: list[Cell] = [
            day if self._workbook else iso,
            f"{day.year}/{day.month}/{day.day}",
            f"{day.year}.{day.month}.{day.day}",
            f"{day.year}年{day.month}月{day.day}日",
            iso.replace("-", ""),
            iso.translate(FULL_WIDTH),
            serial if self._workbook else str(serial),
            f"{day.month}月{day.day}日" if self._one_year else iso,
        ]
        return forms[form % len(forms)]

    def _time(self, moment: datetime, form: int) -> Cell:
        iso = moment.isoformat(sep=" ", timespec="minutes")
        clock = f"{moment.hour}:{moment.minute:02d}"
        forms: list[Cell] = [
            moment if self._workbook else iso,
            f"{moment.year}/{moment.month}/{moment.day} {clock}",
            f"{moment.year}.{moment.month}.{moment.day} {clock}",
            f"{moment.year}年{moment.month}月{moment.day}日 {clock}",
            f"{iso}:00",
        ]
        return forms[form % len(forms)]

    def _number(self, value: int | str, form: int, money: bool) -> Cell:
        amount = int(value)
        forms: list[Cell] = [
            amount if self._workbook else str(amount),
            f"{amount:,}",
            str(amount).translate(FULL_WIDTH),
        ]
        if money and amount >= 10_000 and amount % 100 == 0:
            forms.append(f"{amount / 10_000:.2f}万")  # whole hundreds of yuan: nothing is lost
        return forms[form % len(forms)]

    def _street(self, name: str, form: int) -> Cell:
        if not name.endswith("街道"):
            return name
        return [name, name.removesuffix("街道") or name, f"{name}办事处", f"{self._district}{name}", f" {name} "][
            form % 5
        ]


def _month(value: str, form: int) -> Cell:
    year, month = value.split("-")
    return [value, f"{year}年{int(month)}月", f"{year}{month}", f"{int(month)}月"][form % 4]


def _other_names(entries: list[ReferenceEntry]) -> dict[str, str]:
    """For each name one other word that means it and nothing else."""
    meant = Counter(word for entry in entries for word in {entry.name, *entry.aliases})
    return {
        e.name: next((word for word in e.aliases if meant[word] == 1), e.name) for e in entries if meant[e.name] == 1
    }
