-- purpose: cases of labour rights that were open at some month's end: how many, since when and due when, as of any of them
-- reads: labour_rights
with cases as (
    select
        month as part,
        cast(date_trunc('month', received_on) as date) as month,
        received_on,
        -- open at the end of each month from that of receipt to the one before this; null: open still
        cast(date_trunc('month', closed_on) as date) as closed_month,
        due_on,
        -- from receipt, where the ledger names no deadline: 劳动争议调解仲裁法 §43; null: only the ledger can say
        case
            when due_on is not null or case_kind <> '劳动人事争议' then null
            when coalesce(is_extended, false) then 60
            else 45
        end as days_allowed,
        area_code,
        case_kind,
        industry,
        is_demo
    from labour_rights
)
select
    part,
    month,
    received_on,
    closed_month,
    due_on,
    days_allowed,
    area_code,
    case_kind,
    industry,
    count(*) as cases,
    sum(case when is_demo then 1 else 0 end) as demo_rows
from cases
where closed_month is null or closed_month > month
group by
    part,
    month,
    received_on,
    closed_month,
    due_on,
    days_allowed,
    area_code,
    case_kind,
    industry
