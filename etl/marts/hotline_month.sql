-- purpose: 12345 orders by what happened in the month: received in the month of acceptance, all else in that of closing
-- reads: hotline
with orders as (
    select
        month as part,
        cast(date_trunc('month', accepted_at) as date) as received_month,
        cast(date_trunc('month', closed_at) as date) as closed_month,
        area_code,
        request_type,
        category_1,
        category_2,
        category_3,
        department,
        -- the ledger's own verdict first: it knows of extensions that were granted
        coalesce(
            is_on_time,
            case
                when due_at = cast(cast(due_at as date) as timestamp) then cast(closed_at as date) <= cast(due_at as date)
                else closed_at <= due_at
            end
        ) as on_time,
        -- by the wording, so that a district's own grades (比较满意, 很不满意) fall on the right side; 未评价 is no grade
        satisfaction like '%满意' as is_rated,
        satisfaction like '%满意' and satisfaction not like '%不满意' as is_satisfied,
        is_demo
    from hotline
),
counted as (  -- one pass over the orders; what follows reads only these sums
    select
        part,
        received_month,
        closed_month,
        area_code,
        request_type,
        category_1,
        category_2,
        category_3,
        department,
        count(*) as orders,
        sum(case when on_time is null then 0 else 1 end) as timed,
        sum(case when on_time then 1 else 0 end) as on_time,
        sum(case when is_rated then 1 else 0 end) as rated,
        sum(case when is_satisfied then 1 else 0 end) as satisfied,
        sum(case when is_demo then 1 else 0 end) as demo_rows
    from orders
    group by
        part,
        received_month,
        closed_month,
        area_code,
        request_type,
        category_1,
        category_2,
        category_3,
        department
),
events as (
    select
        part,
        received_month as month,
        area_code,
        request_type,
        category_1,
        category_2,
        category_3,
        department,
        orders as received,
        0 as closed,
        0 as closed_timed,
        0 as closed_on_time,
        0 as rated,
        0 as satisfied,
        demo_rows
    from counted
    union all
    select
        part,
        closed_month as month,
        area_code,
        request_type,
        category_1,
        category_2,
        category_3,
        department,
        0 as received,
        orders as closed,
        timed as closed_timed,
        on_time as closed_on_time,
        rated,
        satisfied,
        demo_rows
    from counted
    where closed_month is not null
)
select
    part,
    month,
    area_code,
    request_type,
    category_1,
    category_2,
    category_3,
    department,
    sum(received) as received,
    sum(closed) as closed,
    -- closed orders whose timeliness is known: the denominator of 按时办结率
    sum(closed_timed) as closed_timed,
    sum(closed_on_time) as closed_on_time,
    sum(rated) as rated,
    sum(satisfied) as satisfied,
    sum(demo_rows) as demo_rows
from events
group by
    part,
    month,
    area_code,
    request_type,
    category_1,
    category_2,
    category_3,
    department
