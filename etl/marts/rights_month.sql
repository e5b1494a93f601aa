-- purpose: cases of labour rights by what happened in the month: received in the month of receipt, closed in that of closing
-- reads: labour_rights
with cases as (
    select
        month as part,
        cast(date_trunc('month', received_on) as date) as received_month,
        cast(date_trunc('month', closed_on) as date) as closed_month,
        area_code,
        case_kind,
        outcome,
        channel,
        industry,
        people,
        amount_yuan,
        -- The ledger's own verdict first, then its deadline, which knows of extensions. An arbitration ledger without
        -- either: 45 days, or 60 where extended (劳动争议调解仲裁法 §43). The 60 working days of an inspection
        -- (劳动保障监察条例 §17) need a calendar of holidays, which is the ledger's to apply: not known without it.
        coalesce(
            is_on_time,
            closed_on <= due_on,
            case
                when case_kind = '劳动人事争议' and coalesce(is_extended, false)
                    then date_diff('day', received_on, closed_on) <= 60
                when case_kind = '劳动人事争议' then date_diff('day', received_on, closed_on) <= 45
            end
        ) as on_time,
        is_demo
    from labour_rights
),
counted as (  -- one pass over the cases; what follows reads only these sums
    select
        part,
        received_month,
        closed_month,
        area_code,
        case_kind,
        outcome,
        channel,
        industry,
        count(*) as cases,
        sum(people) as people,
        sum(amount_yuan) as amount_yuan,
        sum(case when on_time is null then 0 else 1 end) as timed,
        sum(case when on_time then 1 else 0 end) as on_time,
        sum(case when is_demo then 1 else 0 end) as demo_rows
    from cases
    group by
        part,
        received_month,
        closed_month,
        area_code,
        case_kind,
        outcome,
        channel,
        industry
),
events as (
    select
        part,
        received_month as month,
        area_code,
        case_kind,
        outcome,
        channel,
        industry,
        cases as received,
        case when closed_month is null then 0 else cases end as received_closed,
        coalesce(people, 0) as received_people,
        coalesce(amount_yuan, 0) as received_amount_yuan,
        0 as closed,
        0 as closed_mediated,
        0 as closed_timed,
        0 as closed_on_time,
        0 as closed_people,
        0 as closed_amount_yuan,
        demo_rows
    from counted
    union all
    select
        part,
        closed_month as month,
        area_code,
        case_kind,
        outcome,
        channel,
        industry,
        0 as received,
        0 as received_closed,
        0 as received_people,
        0 as received_amount_yuan,
        cases as closed,
        case when outcome = '调解' then cases else 0 end as closed_mediated,
        timed as closed_timed,
        on_time as closed_on_time,
        coalesce(people, 0) as closed_people,
        coalesce(amount_yuan, 0) as closed_amount_yuan,
        demo_rows
    from counted
    where closed_month is not null
)
select
    part,
    month,
    area_code,
    case_kind,
    outcome,
    channel,
    industry,
    sum(received) as received,
    -- of those received in the month, how many are closed by now: the numerator that belongs to received
    sum(received_closed) as received_closed,
    sum(received_people) as received_people,
    sum(received_amount_yuan) as received_amount_yuan,
    sum(closed) as closed,
    sum(closed_mediated) as closed_mediated,
    -- closed cases whose timeliness is known: the denominator of 按期结案率
    sum(closed_timed) as closed_timed,
    sum(closed_on_time) as closed_on_time,
    sum(closed_people) as closed_people,
    sum(closed_amount_yuan) as closed_amount_yuan,
    sum(demo_rows) as demo_rows
from events
group by
    part,
    month,
    area_code,
    case_kind,
    outcome,
    channel,
    industry
