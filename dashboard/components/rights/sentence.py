"""The first sentence of 劳动维权: arrears, complaints, disputes, deposits, open cases; each only if known."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.rights.backlog import Backlog
from dashboard.components.rights.backlog import finding as open_cases
from dashboard.components.said import Said
from dashboard.components.split_panel import span
from dashboard.components.state_sentence import Part
from dashboard.format import month_name, number, quantity


def rights_sentence(said: Said, backlog: Sequence[Backlog] | None) -> list[Part]:
    """``backlog`` is None where the month has no ledger, and empty where nothing is open."""
    view = said.view
    clauses = [clause for clause in (_arrears(said), _complaints(said), _disputes(said), _deposits(said)) if clause]
    if backlog is not None:
        clauses.append(open_cases(view, backlog) if backlog else f"{view.month.month}月末没有未结案件")
    if not clauses:
        return [Part(f"{month_name(view.month)}{said.where}没有劳动维权数据。")]
    return [Part(f"{span(view)},{said.where}{';'.join(clauses)}。")]


def _arrears(said: Said) -> str | None:
    now, cases = said.of("wage_arrears_cases"), said.text("wage_arrears_cases")
    if now is None or not cases:
        return None
    if not now.ytd:
        return "没有欠薪案件结案"
    amounts = [text for kpi in ("wage_arrears_workers", "wage_arrears_yuan") if (text := said.text(kpi))]
    return f"处理欠薪案件{cases}" + (f",涉及{'、'.join(amounts)}" if amounts else "")


def _complaints(said: Said) -> str | None:
    cases = said.text("complaints_handled")
    return f"处理举报投诉{cases}" if cases else None


def _disputes(said: Said) -> str | None:
    cases = said.text("labour_disputes_settled")
    if not cases:
        return None
    rate, shown = said.of("dispute_mediation_rate"), said.text("dispute_mediation_rate")
    if rate is None or not rate.ytd_denominator:
        return f"处理劳动人事争议{cases}"
    n = f"{number(rate.ytd_denominator)}件中{number(rate.ytd_numerator)}件"
    return f"处理劳动人事争议{cases},调解结案占{shown}({n})"


def _deposits(said: Said) -> str | None:
    """Each rate with its n: yuan due for the deposits, projects for the accounts."""
    yuan, rate, accounts = (said.text(f"wage_{name}") for name in ("deposit_yuan", "deposit_rate", "account_rate"))
    parts = [f"缴存工资保证金{yuan}"] if yuan else []
    due = said.of("wage_deposit_rate")
    if rate and due and due.ytd_denominator:
        parts.append(f"保证金缴纳率{rate}(应缴{quantity(due.ytd_denominator, '元')})")
    told = said.of("wage_account_rate")
    if accounts and told and told.ytd_denominator:
        parts.append(f"工资专户开设率{accounts}({number(told.ytd_denominator)}个项目)")
    return ",".join(parts) or None
