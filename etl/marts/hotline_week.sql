-- purpose: 12345 orders received, by week (its Monday) and the three levels of their subject; a week may lie in two parts
-- reads: hotline
with orders as (
    select
        month as part,
        cast(date_trunc('month', accepted_at) as date) as month,
        cast(date_trunc('week', accepted_at) as date) as week,
        area_code,
        category_1,
        category_2,
        category_3,
        is_demo
    from hotline
)
select
    part,
    month,
    week,
    area_code,
    category_1,
    category_2,
    category_3,
    count(*) as received,
    sum(case when is_demo then 1 else 0 end) as demo_rows
from orders
group by
    part,
    month,
    week,
    area_code,
    category_1,
    category_2,
    category_3
