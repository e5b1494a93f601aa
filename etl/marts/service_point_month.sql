-- purpose: service points by month, street and kind: how many the statement lists, and how many stood open at the month's end
-- reads: service_points
with points as (
    select
        month,
        area_code,
        point_kind,
        -- by whole months: opened in the month or before it, not closed by its end
        case
            when opened_on is not null and year(opened_on) * 12 + month(opened_on) > year(month) * 12 + month(month) then 0
            when closed_on is not null and year(closed_on) * 12 + month(closed_on) <= year(month) * 12 + month(month) then 0
            else 1
        end as is_open,
        is_demo
    from service_points
)
select
    month as part,
    month,
    area_code,
    point_kind,
    count(*) as listed_points,
    sum(is_open) as open_points,
    sum(case when is_demo then 1 else 0 end) as demo_rows
from points
group by
    month,
    area_code,
    point_kind
