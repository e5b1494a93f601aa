"""Rows that the checks send back, so that the demo shows a clerk what a returned row looks like.

They stand below a ledger's own rows and are persons and orders of their own: no figure counts them, now or mended.
"""

from __future__ import annotations

import numpy as np

from etl.demo import files
from etl.demo.drawing import Array
from etl.demo.errors import RECIPES, Spot
from etl.demo.files import Rows
from etl.demo.people import People
from etl.demo.world import Ledger, World

# Of each ledger the rules of `RECIPES` that a row is sent back by: what clerks most often get wrong.
RULES = {
    "hiring": ("id_checksum", "date", "id_scientific", "code", "credit_checksum"),
    "hotline": ("datetime", "order", "yes_no"),
}


def faulty_rows(ledger: Ledger, world: World, workbook: bool) -> Rows:
    """One row for each rule of the ledger, as far as rows of it can carry the fault; none for other ledgers."""
    rules = RULES.get(ledger.source.id, ())
    if not rules:
        return []
    fresh = _others(ledger, world)
    rows, names = (files.cell_rows if workbook else files.text_rows)(fresh), list(fresh.columns)
    recipes = {recipe.rule: recipe for recipe in reversed(RECIPES[ledger.source.id])}
    found: Rows = []
    spots = iter(range(fresh.rows - 1, -1, -1))
    for rule in rules:
        for row in spots:
            if (changes := recipes[rule].make(Spot(fresh, row, workbook))) is not None:
                found.append([changes.get(name, cell) for name, cell in zip(names, rows[row], strict=True)])
                break
    return found


def _others(ledger: Ledger, world: World) -> Ledger:
    """The ledger once more, as other persons or orders."""
    own = _persons(ledger.columns, world) if "person_hash" in ledger.columns else _orders(ledger.columns)
    return Ledger(ledger.source, ledger.month, ledger.columns | own)


def _persons(columns: dict[str, Array], world: World) -> dict[str, Array]:
    """Others of the same age and sex."""
    people = People(world.rng("faulty"), world.site.district.adcode)
    ids = columns["person_hash"]
    born = np.array([f"{one[6:10]}-{one[10:12]}-{one[12:14]}" for one in ids], dtype="datetime64[D]")
    female = np.array([int(one[16]) % 2 == 0 for one in ids])
    return {"person_name": people.names(len(ids)), "person_hash": people.ids(born, female)}


def _orders(columns: dict[str, Array]) -> dict[str, Array]:
    """Numbers that no day reaches."""
    ids = [f"{one[:8]}9{at:05d}" for at, one in enumerate(columns["order_id"], start=1)]
    return {"order_id": np.array(ids, dtype=object)}
