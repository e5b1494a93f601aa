-- purpose: persons newly employed in towns, by month of employment, street and what is known of them
-- reads: hiring
with persons as (
    select
        month as part,
        cast(date_trunc('month', employed_on) as date) as month_employed,
        area_code,
        industry,
        person_group,
        employment_form,
        education,
        sex,
        is_demo
    from hiring
)
select
    part,
    month_employed as month,
    area_code,
    industry,
    person_group,
    employment_form,
    education,
    sex,
    count(*) as hired,
    sum(case when is_demo then 1 else 0 end) as demo_rows
from persons
group by
    part,
    month_employed,
    area_code,
    industry,
    person_group,
    employment_form,
    education,
    sex
