-- purpose: unemployed persons back in work, by the month in which they found it (not the month of registration)
-- reads: reemployment
with back_in_work as (
    select
        month as part,
        cast(date_trunc('month', reemployed_on) as date) as month,
        area_code,
        hardship,
        measure,
        date_diff('day', unemployed_on, reemployed_on) as days_unemployed,
        is_demo
    from reemployment
    where reemployed_on is not null
)
select
    part,
    month,
    area_code,
    hardship,
    measure,
    count(*) as reemployed,
    sum(case when hardship is null then 0 else 1 end) as hard_to_employ,
    -- days, not weeks: whole numbers add up exactly over parts and streets; the KPI divides by 7
    sum(days_unemployed) as days_unemployed,
    sum(case when days_unemployed is null then 0 else 1 end) as persons_with_days,
    sum(case when is_demo then 1 else 0 end) as demo_rows
from back_in_work
group by
    part,
    month,
    area_code,
    hardship,
    measure
