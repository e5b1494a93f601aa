-- purpose: employment-service events by the month in which they were held: how many, and the employers, positions, attendees and intents they told
-- reads: job_events
with events as (
    select
        month as part,
        cast(date_trunc('month', held_on) as date) as month_held,
        area_code,
        event_kind,
        event_mode,
        campaign,
        employers,
        positions,
        attendees,
        intents,
        media_reach,
        is_demo
    from job_events
)
select
    part,
    month_held as month,
    area_code,
    event_kind,
    event_mode,
    campaign,
    count(*) as events,
    sum(employers) as employers,
    sum(positions) as positions,
    sum(attendees) as attendees,
    sum(intents) as intents,
    -- the two sides of intents per position: only events that told both
    sum(case when positions is not null then intents end) as intents_of_positions,
    sum(case when intents is not null then positions end) as positions_with_intents,
    sum(media_reach) as media_reach,
    sum(case when is_demo then 1 else 0 end) as demo_rows
from events
group by
    part,
    month_held,
    area_code,
    event_kind,
    event_mode,
    campaign
