-- purpose: closed cases of labour rights by how many days they took, so that medians can be taken of any months and areas
-- reads: labour_rights
with closed_cases as (
    select
        month as part,
        cast(date_trunc('month', closed_on) as date) as month,
        area_code,
        case_kind,
        industry,
        date_diff('day', received_on, closed_on) as days,
        is_demo
    from labour_rights
    where closed_on is not null
)
select
    part,
    month,
    area_code,
    case_kind,
    industry,
    days,
    count(*) as closed,
    sum(case when is_demo then 1 else 0 end) as demo_rows
from closed_cases
group by
    part,
    month,
    area_code,
    case_kind,
    industry,
    days
