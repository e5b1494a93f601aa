-- purpose: 12345 orders that were open at some month's end: how many, how old and how many overdue, as of any of them
-- reads: hotline
with orders as (
    select
        month as part,
        cast(date_trunc('month', accepted_at) as date) as month,
        cast(accepted_at as date) as received_on,
        -- open at the end of each month from that of acceptance to the one before this; null: open still
        cast(date_trunc('month', closed_at) as date) as closed_month,
        -- overdue at the end of this month and of all later ones; null: no limit is known
        cast(date_trunc('month', due_at) as date) as due_month,
        area_code,
        department,
        category_1,
        is_demo
    from hotline
),
carried_over as (  -- the many that are closed within their month are open at no month's end
    select
        part,
        month,
        received_on,
        closed_month,
        due_month,
        area_code,
        department,
        category_1,
        is_demo
    from orders
    where closed_month is null or closed_month > month
)
select
    part,
    month,
    received_on,
    closed_month,
    due_month,
    area_code,
    department,
    category_1,
    count(*) as orders,
    sum(case when is_demo then 1 else 0 end) as demo_rows
from carried_over
group by
    part,
    month,
    received_on,
    closed_month,
    due_month,
    area_code,
    department,
    category_1
