-- purpose: spells of registered unemployment by their days: what a Kaplan-Meier table as of any month's end needs
-- reads: reemployment
with spells as (
    select
        month as part,
        cast(date_trunc('month', unemployed_on) as date) as month,
        unemployed_on,
        -- a spell is only seen from its registration on: it joins those at risk on this day (delayed entry)
        date_diff('day', unemployed_on, registered_on) as days_to_registration,
        -- null: still unemployed; a later end than the day looked from is as good as none
        date_diff('day', unemployed_on, reemployed_on) as days_to_reemployment,
        area_code,
        hardship,
        measure,
        is_demo
    from reemployment
)
select
    part,
    month,
    unemployed_on,
    days_to_registration,
    days_to_reemployment,
    area_code,
    hardship,
    measure,
    count(*) as spells,
    sum(case when is_demo then 1 else 0 end) as demo_rows
from spells
group by
    part,
    month,
    unemployed_on,
    days_to_registration,
    days_to_reemployment,
    area_code,
    hardship,
    measure
