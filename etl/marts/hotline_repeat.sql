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
callers as (  -- within the month, over the whole district: what lies in two months adds up in no way
    select
        part,
        received_month,
        caller_hash,
        count(*) as caller_orders,
        -- of a caller with one order these are that order's
        min(area_code) as area_code,
        min(category_1) as category_1,
        sum(case when is_demo then 1 else 0 end) as demo_rows
    from known
    group by
        part,
        received_month,
        caller_hash
),
repeated as (  -- the few that called again: only theirs are looked at once more
    select
        k.part,
        k.received_month,
        k.area_code,
        k.category_1,
        c.caller_orders,
        sum(1) over (
            partition by k.part, k.received_month, k.caller_hash, k.category_1, k.category_2
        ) as topic_orders,
        k.is_demo
    from known k
    join callers c
        on c.part = k.part
        and c.received_month = k.received_month
        and c.caller_hash = k.caller_hash
    where c.caller_orders > 1
),
orders as (
    select
        part,
        received_month as month,
        area_code,
        category_1,
        caller_orders,
        1 as topic_orders,
        1 as orders,
        demo_rows
    from callers
    where caller_orders = 1
    union all
    select
        part,
        received_month as month,
        area_code,
        category_1,
        caller_orders,
        topic_orders,
        1 as orders,
        case when is_demo then 1 else 0 end as demo_rows
    from repeated
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
from orders
group by
    part,
    month,
    area_code,
    category_1,
    caller_orders,
    topic_orders
