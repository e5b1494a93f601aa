"""Small sheets for the tests of the checks: a site of two streets, a ledger, a report, and a run of `check` on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from etl.checks.checking import check
from etl.checks.model import Checked, Context
from etl.reading.model import Relation
from etl.site import Site
from etl.sources.mapping import Group, Mapping
from etl.sources.model import Source

TODAY = date(2023, 7, 1)

AREAS = """code,name,aliases,level,parent,successor,valid_from,valid_to
430103,天心区,长沙市天心区,district,430100,,,
430103002,坡子街街道,坡子街,street,430103,,,
430103004,城南路街道,城南路|城南街道,street,430103,,,
430103015,暮云街道,,street,430103,,2015-06-01,
430103114,暮云镇,,street,430103,430103015,,2015-05-31
430103999,未分配,未知,unassigned,430103,,,
"""
LISTS = {
    "areas": AREAS,
    "sexes": "code,name,aliases\n1,男,男性|M\n2,女,女性|F\n",
    "forms": "code,name,aliases\n1,单位就业,单位\n2,灵活就业,零工|新业态\n3,无业,无\n",
    "kinds": "code,name,aliases\n1,养老保险,养老\n2,失业保险,失业\n",
}
LEDGER = {
    "name": "台账",
    "on_reload": "upsert",
    "key": ["person_hash", "employed_on"],
    "month": "employed_on",
    "columns": {
        "person_name": {"title": "姓名", "type": "discard"},
        "person_hash": {"title": "身份证号", "type": "id_number", "required": True},
        "sex": {"title": "性别", "type": "code", "list": "sexes"},
        "area_code": {"title": "街道", "type": "area"},
        "employer": {"title": "用人单位", "type": "text"},
        "credit_code": {"title": "信用代码", "type": "credit_code"},
        "form": {"title": "就业形式", "type": "code", "list": "forms", "on_unknown": "keep"},
        "employed_on": {"title": "就业日期", "type": "date", "required": True},
        "is_first": {"title": "是否首次", "type": "yes_no"},
    },
}
REPORT = {
    "name": "月报",
    "on_reload": "replace_period",
    "key": ["month", "area_code", "kind"],
    "month": "month",
    "columns": {
        "month": {"title": "月份", "type": "month", "required": True},
        "area_code": {"title": "街道", "type": "area"},
        "kind": {"title": "险种", "type": "code", "list": "kinds", "required": True},
        "persons": {"title": "人数", "type": "integer", "unit": "人", "required": True},
        "yuan": {"title": "金额", "type": "number", "unit": "元"},
        "rate": {"title": "比率", "type": "number", "unit": "%"},
    },
}
ORDERS = {
    "name": "工单",
    "on_reload": "upsert",
    "key": ["order_id"],
    "month": "accepted_at",
    "columns": {
        "order_id": {"title": "工单编号", "type": "text", "required": True},
        "accepted_at": {"title": "受理时间", "type": "datetime", "required": True},
        "closed_at": {"title": "办结时间", "type": "datetime"},
        "state": {"title": "状态", "type": "text"},
    },
}


def make_site(path: Path) -> Site:
    """A site whose reference lists a reader of the tests can hold in mind."""
    (path / "reference").mkdir(parents=True)
    (path / "district.toml").write_text(
        'name = "长沙市天心区"\nshort_name = "天心区"\nadcode = "430103"\nbureau = "人社局"\ntitle = "统计"\n',
        encoding="utf-8",
    )
    for name, text in LISTS.items():
        (path / "reference" / f"{name}.csv").write_text(text, encoding="utf-8")
    return Site(path)


def make_source(description: dict[str, object], **changes: object) -> Source:
    """A source from its description, with some keys replaced."""
    return Source.model_validate({"id": "tested"} | description | changes)


@dataclass(frozen=True)
class Outcome:
    """What a check run left behind, as plain Python."""

    checked: Checked
    accepted: list[dict[str, object]]
    rejected: list[dict[str, object]]
    warned: list[dict[str, object]]
    skipped: dict[int, str]

    @property
    def rules(self) -> list[tuple[object, object, object]]:
        """(row, column, rule) of what was rejected."""
        return [(line["row_no"], line["column_title"], line["rule"]) for line in self.rejected]

    @property
    def warnings(self) -> list[tuple[object, object, object]]:
        """(row, column, rule) of what was only told."""
        return [(line["row_no"], line["column_title"], line["rule"]) for line in self.warned]

    def values(self, column: str) -> list[object]:
        """One column of the accepted rows, in order of row."""
        return [row[column] for row in self.accepted]


@dataclass
class Run:
    """One sheet under a header in row 1; `go` checks it in a fresh connection."""

    site: Site
    source: Source
    header: Sequence[str]
    factors: dict[str, Decimal] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    year: int | None = None
    today: date = TODAY
    spare_columns: int = 0  # cells right of the header

    def mapping(self) -> Mapping:
        titles = {c.title: n for n, c in self.source.columns.items()}
        columns = {titles[word]: place for place, word in enumerate(self.header) if word in titles}
        return Mapping(
            source=self.source,
            header_rows=(1, 1),
            width=len(self.header),
            columns=columns,
            titles={name: self.source.columns[name].title for name in columns},
            factors=self.factors,
            constants=self.constants,
            groups=self.groups,
            year=self.year,
        )

    def go(self, rows: Sequence[Sequence[str | None]]) -> Outcome:
        con = duckdb.connect()
        width = len(self.header) + self.spare_columns
        columns = ", ".join(f"c{place} varchar" for place in range(width))
        con.execute(f"create table sheet ({columns})")
        marks = ", ".join("?" * width)
        for row in rows:
            con.execute(f"insert into sheet values ({marks})", [*row, *[None] * (width - len(row))])
        context = Context(self.site, self.today, "t1")
        checked = check(con, Relation("sheet", "rowid + 2"), self.mapping(), context)
        skipped = {row["row_no"]: row["kind"] for row in _rows(con, "t1_skipped", "row_no")}
        return Outcome(
            checked,
            _rows(con, checked.accepted, "row_no"),
            _rows(con, checked.rejected, "row_no, column_title, rule"),
            _rows(con, checked.warned, "row_no, column_title, rule"),
            skipped,
        )


def _rows(con: duckdb.DuckDBPyConnection, table: str, order: str) -> list[dict[str, object]]:
    result = con.execute(f"select * from {table} order by {order}")
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
