-- purpose: wage deposits of building projects: what is due in the month a project starts, what was paid in that of payment
-- reads: wage_deposits
with projects as (
    select
        month as part,
        cast(date_trunc('month', started_on) as date) as started_month,
        -- a payment without its date counts with the start of the project: money is never left out
        cast(date_trunc('month', coalesce(paid_on, started_on)) as date) as paid_month,
        area_code,
        paid_form,
        coalesce(contract_yuan, 0) as contract_yuan,
        coalesce(due_yuan, 0) as due_yuan,
        coalesce(paid_yuan, 0) as paid_yuan,
        coalesce(has_account, case when account_opened_on is not null then true end) as account,
        is_demo
    from wage_deposits
),
events as (
    select
        part,
        started_month as month,
        area_code,
        paid_form,
        1 as projects,
        contract_yuan,
        due_yuan,
        -- what one project pays too much does not make up for what another owes
        case when paid_yuan > due_yuan then due_yuan else paid_yuan end as paid_of_due_yuan,
        case when due_yuan > 0 then 1 else 0 end as projects_due,
        case when due_yuan > 0 and paid_yuan >= due_yuan then 1 else 0 end as projects_paid,
        case when account is null then 0 else 1 end as projects_told,
        case when account then 1 else 0 end as projects_with_account,
        0 as paid_yuan,
        case when is_demo then 1 else 0 end as demo_rows
    from projects
    union all
    select
        part,
        paid_month as month,
        area_code,
        paid_form,
        0 as projects,
        0 as contract_yuan,
        0 as due_yuan,
        0 as paid_of_due_yuan,
        0 as projects_due,
        0 as projects_paid,
        0 as projects_told,
        0 as projects_with_account,
        paid_yuan,
        case when is_demo then 1 else 0 end as demo_rows
    from projects
    where paid_yuan > 0
)
select
    part,
    month,
    area_code,
    paid_form,
    sum(projects) as projects,
    sum(contract_yuan) as contract_yuan,
    sum(due_yuan) as due_yuan,
    sum(paid_of_due_yuan) as paid_of_due_yuan,
    sum(projects_due) as projects_due,
    sum(projects_paid) as projects_paid,
    -- projects whose ledger says whether they have a special account: the denominator of 工资专户开设率
    sum(projects_told) as projects_told,
    sum(projects_with_account) as projects_with_account,
    sum(paid_yuan) as paid_yuan,
    sum(demo_rows) as demo_rows
from events
group by
    part,
    month,
    area_code,
    paid_form
