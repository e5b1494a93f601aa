-- purpose: of those who registered as unemployed in a month, how many are back in work, and how soon
-- reads: reemployment
with persons as (
    select
        month as part,
        cast(date_trunc('month', registered_on) as date) as month,
        area_code,
        hardship,
        measure,
        reemployed_on,
        date_diff('day', registered_on, reemployed_on) as days_registered,
        is_demo
    from reemployment
)
select
    part,
    month,
    area_code,
    hardship,
    measure,
    count(*) as registered,
    sum(case when reemployed_on is null then 0 else 1 end) as reemployed,
    sum(case when days_registered <= 91 then 1 else 0 end) as reemployed_in_13_weeks,
    sum(case when days_registered <= 182 then 1 else 0 end) as reemployed_in_26_weeks,
    sum(case when days_registered <= 364 then 1 else 0 end) as reemployed_in_52_weeks,
    sum(case when is_demo then 1 else 0 end) as demo_rows
from persons
group by
    part,
    month,
    area_code,
    hardship,
    measure
