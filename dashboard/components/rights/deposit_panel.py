"""Wage deposits of building projects: due, paid, the rate with its n, special accounts, by the form of payment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from dashboard.address.view import View
from dashboard.components.markup import Children
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.components.scroll_table import scroll_table
from dashboard.components.split_panel import span
from dashboard.elements import dcc, html
from dashboard.format import completion, number, plain, quantity
from etl.store import NOT_SAID

HEAD = ("缴存方式", "项目", "应缴", "已缴", "缴纳率", "缴清", "专户")


@dataclass(frozen=True)
class Deposits:
    """Projects that started in the year so far; ``paid_yuan`` alone is what was paid in it, whenever they started."""

    projects: Decimal
    due_yuan: Decimal
    paid_of_due_yuan: Decimal
    projects_due: Decimal
    projects_paid: Decimal
    projects_told: Decimal  # that say whether they have a special account
    projects_with_account: Decimal
    paid_yuan: Decimal

    @property
    def rate(self) -> Decimal | None:
        return self.paid_of_due_yuan / self.due_yuan if self.due_yuan else None

    @property
    def account_rate(self) -> Decimal | None:
        return self.projects_with_account / self.projects_told if self.projects_told else None


MEASURES = tuple(field.name for field in fields(Deposits))
MEASURE_NAMES = (  # in their order, for the table to take along
    "新开工项目(个)",
    "应缴(元)",
    "应缴中已缴(元)",
    "应缴项目(个)",
    "缴清项目(个)",
    "填报专户项目(个)",
    "已开专户项目(个)",
    "当期缴存(元)",
)


def read_deposits(view: View) -> dict[str, Deposits]:
    """The year so far by form of payment, the form with most projects first."""
    rows = view.build.sums(
        "wage_deposit_month",
        MEASURES,
        by=["paid_form"],
        area=view.area.area_code,
        since=view.year_start,
        until=view.month,
    )
    rows.sort(key=lambda row: (-row["projects"], -row["paid_yuan"]))
    return {row["paid_form"] or NOT_SAID: Deposits(*(row[name] or Decimal(0) for name in MEASURES)) for row in rows}


def whole(parts: Sequence[Deposits]) -> Deposits:
    """All forms together."""
    return Deposits(*(sum((getattr(one, name) for one in parts), Decimal(0)) for name in MEASURES))


def deposit_panel(view: View, source: str) -> html.Section:
    """The table of the year so far, with the projects that are behind as a count."""
    found = read_deposits(view)
    if not found:
        return no_data("deposits", "农民工工资保证金", f"{span(view)}没有新开工项目,也没有缴存保证金。")
    total = whole(list(found.values()))
    lines = [*found.items(), *([("合计", total)] if len(found) > 1 else [])]
    body: Children = [
        html.P(_behind(view, total), className="calm"),
        scroll_table(HEAD, [_row(name, one) for name, one in lines], "工资保证金按缴存方式"),
        table_of(
            Table(
                f"农民工工资保证金({span(view)})",
                ["缴存方式", *MEASURE_NAMES],
                [[name, *(number(getattr(one, key)) for key in MEASURES)] for name, one in lines],
                [[name, *(plain(getattr(one, key)) for key in MEASURES)] for name, one in lines],
            )
        ),
    ]
    sub = (
        "项目计入开工当月;缴清、专户为“已有/应有或填报”的项目数;"
        "缴存期限20个工作日,刚开工的可能尚未到期;一个项目多缴的不抵另一个欠缴的"
    )
    return panel("deposits", finding(view, total), body, sub=sub, source=source)


def finding(view: View, total: Deposits) -> str:
    """``2023年1至6月新开工25个项目应缴保证金1,970.45万元,缴纳率100.0%,工资专户开设率100.0%``."""
    if not total.projects:
        return f"{span(view)}没有新开工项目,缴存保证金{quantity(total.paid_yuan, '元')}"
    said = f"{span(view)}新开工{number(total.projects)}个项目,应缴保证金{quantity(total.due_yuan, '元')}"
    if total.rate is not None:
        said += f",缴纳率{completion(total.rate)}"
    if total.account_rate is not None:
        said += f",工资专户开设率{completion(total.account_rate)}"
    return said


def _behind(view: View, total: Deposits) -> Children:
    """What a section head would ring about; what the ledger does not say is told apart from what is missing."""
    owing, without = total.projects_due - total.projects_paid, total.projects_told - total.projects_with_account
    untold = total.projects - total.projects_told
    rest = f";{number(untold)}个项目未填报专户" if untold else ""
    return [
        f"应缴的{number(total.projects_due)}个项目中,未缴清的{number(owing)}个",
        *_rows(view, "wage_deposits.unpaid", "未缴清的项目明细", owing),
        f";填报专户的{number(total.projects_told)}个项目中,未开设的{number(without)}个",
        *_rows(view, "wage_deposits.without_account", "未开设专户的项目明细", without),
        f"{rest}。当期缴存{quantity(total.paid_yuan, '元')}(按缴存日期)。",
    ]


def _rows(view: View, row_set: str, title: str, projects: Decimal) -> Children:
    """The way to the projects behind a count, where there are any; their rows have none of the page's filters."""
    if not projects or row_set not in view.build.row_sets:
        return []
    return [" ", dcc.Link("看明细", href=view.rows_link(row_set), title=title, className="act")]


def _row(name: str, one: Deposits) -> list[str]:
    return [
        name,
        number(one.projects),
        str(quantity(one.due_yuan, "元")),
        str(quantity(one.paid_of_due_yuan, "元")),
        completion(one.rate),
        f"{number(one.projects_paid)}/{number(one.projects_due)}",
        f"{number(one.projects_with_account)}/{number(one.projects_told)}",
    ]
