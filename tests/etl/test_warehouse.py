"""Taking files: one transaction each, keyed upserts, whole periods, demo rows that give way, quarantine that closes."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from etl.checks.model import Checked
from etl.site import Site
from etl.sources.mapping import Mapping
from etl.sources.model import Source
from etl.warehouse import Arrival, Busy, DemoRefused, Part, Warehouse

NOW = datetime(2023, 7, 3, 9, 12)
JANUARY, FEBRUARY = date(2023, 1, 1), date(2023, 2, 1)


def source(on_reload: str = "upsert") -> Source:
    return Source.model_validate(
        {
            "id": "orders",
            "name": "工单",
            "on_reload": on_reload,
            "key": ["order_id"],
            "month": "opened_on",
            "columns": {
                "order_id": {"title": "编号", "type": "text", "required": True},
                "opened_on": {"title": "日期", "type": "date", "required": True},
                "state": {"title": "状态", "type": "text"},
            },
        }
    )


def part(
    warehouse: Warehouse,
    rows: list[tuple[str, date, str]],
    rejected: list[tuple[int, str]] = [],  # noqa: B006
    of: Source | None = None,
    sheet: str = "",
    name: str = "s",
) -> Part:
    con = warehouse.con
    con.execute(
        f"create or replace table {name}_accepted"
        " (row_no bigint, month date, order_id varchar, opened_on date, state varchar)"
    )
    for row_no, (order_id, opened_on, state) in enumerate(rows, start=2):
        month = opened_on.replace(day=1)
        con.execute(f"insert into {name}_accepted values (?, ?, ?, ?, ?)", [row_no, month, order_id, opened_on, state])
    for table in ("rejected", "warned"):
        con.execute(
            f"create or replace table {name}_{table}"
            " (row_no bigint, column_title varchar, rule varchar, value varchar, advice varchar)"
        )
    for row_no, rule in rejected:
        con.execute(f"insert into {name}_rejected values (?, '日期', ?, 'x', '请改正。')", [row_no, rule])
    count = len({row_no for row_no, _ in rejected})
    checked = Checked(f"{name}_accepted", f"{name}_rejected", f"{name}_warned", len(rows) + count, len(rows), count, 0)
    return Part(sheet, Mapping(of or source(), (1, 1), 3, {}, {}), checked)


def arrival(name: str = "a.csv", is_demo: bool = False, amends: int | None = None, **more: object) -> Arrival:
    return Arrival(name, f"sha of {name}", 10, f"raw/{name}", None, is_demo, amends, **more)  # type: ignore[arg-type]


def orders(warehouse: Warehouse) -> list[tuple[str, str]]:
    return warehouse.rows("select order_id, state from warehouse.fact_orders order by 1")


def test_a_row_sent_again_replaces_the_one_of_its_key_and_both_months_are_touched(site: Site) -> None:
    with Warehouse(site) as warehouse:
        warehouse.take(arrival("a"), [part(warehouse, [("1", date(2023, 1, 5), "open"), ("2", JANUARY, "open")])], NOW)
        warehouse.take(arrival("b"), [part(warehouse, [("1", date(2023, 2, 6), "closed")])], NOW)
        assert orders(warehouse) == [("1", "closed"), ("2", "open")]
        assert warehouse.part_versions() == {"orders": {JANUARY: 2, FEBRUARY: 2}}


def test_a_whole_period_is_replaced_and_other_months_stay(site: Site) -> None:
    monthly = source("replace_period")
    with Warehouse(site) as warehouse:
        rows = [("1", JANUARY, "a"), ("2", JANUARY, "a"), ("3", FEBRUARY, "a")]
        warehouse.take(arrival("a"), [part(warehouse, rows, of=monthly)], NOW)
        warehouse.take(arrival("b"), [part(warehouse, [("1", JANUARY, "b")], of=monthly)], NOW)
        assert orders(warehouse) == [("1", "b"), ("3", "a")]


def test_a_returned_workbook_of_a_whole_period_only_adds_its_rows(site: Site) -> None:
    monthly = source("replace_period")
    with Warehouse(site) as warehouse:
        first = part(warehouse, [("1", JANUARY, "a")], rejected=[(3, "date"), (4, "date")], of=monthly)
        load = warehouse.take(arrival("a"), [first], NOW)
        mended = part(warehouse, [("2", JANUARY, "mended")], of=monthly)
        warehouse.take(arrival("a2", amends=load, mended_rows=(("", 3),)), [mended], NOW)
        assert orders(warehouse) == [("1", "a"), ("2", "mended")]
        assert warehouse.rows("select row_no, mended_by from warehouse.quarantine order by 1") == [(3, 2), (4, None)]


def test_the_corrected_file_closes_the_quarantine_of_its_own_months_only(site: Site) -> None:
    with Warehouse(site) as warehouse:
        warehouse.take(arrival("台账.csv"), [part(warehouse, [("1", JANUARY, "a")], rejected=[(9, "date")])], NOW)
        warehouse.take(arrival("台账.csv"), [part(warehouse, [("5", FEBRUARY, "a")], rejected=[(8, "date")])], NOW)
        assert warehouse.rows("select count(*) from warehouse.quarantine where mended_by is null") == [(2,)]
        warehouse.take(arrival("台账.csv"), [part(warehouse, [("1", JANUARY, "a"), ("9", JANUARY, "a")])], NOW)
        assert warehouse.rows("select row_no from warehouse.quarantine where mended_by is null") == [(8,)]


def test_demo_rows_give_way_to_the_first_real_file_and_never_come_back(site: Site) -> None:
    with Warehouse(site) as warehouse:
        demo = [("d1", JANUARY, "demo"), ("d2", FEBRUARY, "demo")]
        warehouse.take(arrival("demo", is_demo=True), [part(warehouse, demo)], NOW)
        warehouse.take(arrival("real"), [part(warehouse, [("1", FEBRUARY, "real")])], NOW)
        assert orders(warehouse) == [("1", "real")]
        assert warehouse.part_versions() == {"orders": {JANUARY: 2, FEBRUARY: 2}}, (
            "both months are to be published anew"
        )
        assert warehouse.seen("sha of demo") is None
        with pytest.raises(DemoRefused):
            warehouse.take(arrival("demo", is_demo=True), [part(warehouse, demo)], NOW)
        assert orders(warehouse) == [("1", "real")]


def test_an_error_in_the_second_sheet_leaves_nothing_of_the_first(site: Site) -> None:
    with Warehouse(site) as warehouse:
        good = part(warehouse, [("1", JANUARY, "a")], name="good")
        broken = part(warehouse, [("2", JANUARY, "a")], name="broken")
        warehouse.con.execute("insert into broken_accepted values (9, null, '3', null, 'no month')")
        with pytest.raises(Exception, match="NOT NULL"):
            warehouse.take(arrival(), [good, broken], NOW)
        assert orders(warehouse) == []
        assert warehouse.rows("select count(*) from warehouse.load_log") == [(0,)]


def test_a_new_column_of_a_source_widens_its_table(site: Site) -> None:
    with Warehouse(site) as warehouse:
        warehouse.take(arrival("a"), [part(warehouse, [("1", JANUARY, "a")])], NOW)
        wider = source().model_dump() | {"id": "orders"}
        wider["columns"]["note"] = {"title": "备注", "type": "text"}
        new = part(warehouse, [("2", JANUARY, "a")], of=Source.model_validate(wider))
        warehouse.con.execute("alter table s_accepted add column note varchar")
        warehouse.take(arrival("b"), [new], NOW)
        assert warehouse.rows("select order_id, note from warehouse.fact_orders order by 1") == [
            ("1", None),
            ("2", None),
        ]


def test_only_one_command_writes_at_a_time(site: Site) -> None:
    with Warehouse(site), pytest.raises(Busy):
        Warehouse(site)
    Warehouse(site).close()


def test_the_secret_is_made_once_and_is_readable_by_its_owner_only(site: Site) -> None:
    assert len(site.secret) == 32
    assert Site(site.path).secret == site.secret
    assert Path(site.path / "secret.key").stat().st_mode & 0o777 == 0o600
