-- purpose: persons of working age within 15 minutes of an open service point, street by street, at the month's end
-- reads: service_points
with points as (
    select
        month,
        area_code,
        case
            when opened_on is not null and year(opened_on) * 12 + month(opened_on) > year(month) * 12 + month(month) then 0
            when closed_on is not null and year(closed_on) * 12 + month(closed_on) <= year(month) * 12 + month(month) then 0
            else 1
        end as is_open,
        reach_persons,
        working_age_persons,
        is_demo
    from service_points
),
streets as (
    select
        month,
        area_code,
        sum(is_open) as open_points,
        sum(case when is_open = 1 then reach_persons end) as reach_persons,
        -- each of a street's points repeats the street's population: it never adds up
        max(working_age_persons) as working_age_persons,
        sum(case when is_demo then 1 else 0 end) as demo_rows
    from points
    group by
        month,
        area_code
),
told as (  -- a street counts where its population is known, and so is the reach of its points, if it has any open
    select
        month,
        area_code,
        case when open_points = 0 then 0 else reach_persons end as reach_persons,
        working_age_persons,
        demo_rows
    from streets
)
select
    month as part,
    month,
    area_code,
    -- circles overlap: a street has no more persons within reach than it has
    case
        when working_age_persons is null or reach_persons is null then null
        when reach_persons > working_age_persons then working_age_persons
        else reach_persons
    end as reached_persons,
    case when reach_persons is not null then working_age_persons end as working_age_persons,
    demo_rows
from told
