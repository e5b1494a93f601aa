-- purpose: whom each employer hired in a month, so that those who hire most can be named; a firm is known by its name
-- reads: hiring
select
    month as part,
    cast(date_trunc('month', employed_on) as date) as month,
    area_code,
    employer,
    industry,
    count(*) as hired,
    sum(case when is_demo then 1 else 0 end) as demo_rows
from hiring
where employer is not null
group by
    month,
    cast(date_trunc('month', employed_on) as date),
    area_code,
    employer,
    industry
