-- purpose: 12345 orders by how often their caller called in the month; who called cannot be told from it
-- reads: hotline
with known as (
    select
        month as part,
        cast(date_trunc('month', accepted_at) as date) as received_month,
        caller_hash,
        area_code,
        category_1,
        category_2,
        is_demo
    from hotline
    where caller_hash is not null
),
counted as (
    select
        part,
        received_month,
        caller_hash,
        area_code,
        category_1,
        category_2,
        count(*) as orders,
        sum(case when is_demo then 1 else 0 end) as demo_rows
    from known
    group by
        part,
        received_month,
        caller_hash,
        area_code,
        category_1,
        category_2
),
callers as (
    select
        part,
        received_month as month,
        area_code,
        category_1,
        orders,
        demo_rows,
        -- within the month, over the whole district: what lies in two months adds up in no way
        sum(orders) over (partition by part, received_month, caller_hash) as caller_orders,
        sum(orders) over (partition by part, received_month, caller_hash, category_1, category_2) as topic_orders
    from counted
)
select
    part,
    month,
    area_code,
    category_1,
    -- orders divided by caller_orders are callers, exact for the district
    caller_orders,
    -- of them about the same subject (two levels): 2 and more is the same caller with the same matter again
    topic_orders,
    sum(orders) as orders,
    sum(demo_rows) as demo_rows
from callers
group by
    part,
    month,
    area_code,
    category_1,
    caller_orders,
    topic_orders
