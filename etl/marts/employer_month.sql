-- purpose: whom each named employer hired in a month, so that those who hire most can be told
-- reads: hiring
with persons as (
    select
        month as part,
        cast(date_trunc('month', employed_on) as date) as month_employed,
        area_code,
        employer,
        industry,
        person_group,
        employment_form,
        is_demo
    from hiring
    where employer is not null
)
select
    part,
    month_employed as month,
    area_code,
    employer,
    industry,
    person_group,
    employment_form,
    count(*) as hired,
    sum(case when is_demo then 1 else 0 end) as demo_rows
from persons
group by
    part,
    month_employed,
    area_code,
    employer,
    industry,
    person_group,
    employment_form
