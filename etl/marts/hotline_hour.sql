-- purpose: 12345 orders received, by weekday (1 Monday to 7 Sunday) and hour of the call
-- reads: hotline
with orders as (
    select
        month as part,
        cast(date_trunc('month', accepted_at) as date) as month,
        area_code,
        category_1,
        coalesce(called_at, accepted_at) as called_at,
        is_demo
    from hotline
),
timed as (
    select
        part,
        month,
        area_code,
        category_1,
        -- 1900-01-01 was a Monday
        date_diff('day', cast('1900-01-01' as date), cast(called_at as date)) % 7 + 1 as weekday,
        -- midnight to the second is a date without a time
        case when called_at <> cast(cast(called_at as date) as timestamp) then extract(hour from called_at) end as hour,
        is_demo
    from orders
)
select
    part,
    month,
    area_code,
    category_1,
    weekday,
    hour,
    count(*) as received,
    sum(case when is_demo then 1 else 0 end) as demo_rows
from timed
group by
    part,
    month,
    area_code,
    category_1,
    weekday,
    hour
