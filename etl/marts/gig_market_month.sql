-- purpose: the gig market by month, street and trade: employers and insured at the month's end, all else of the month
-- reads: gig_market
select
    month as part,
    month,
    area_code,
    trade,
    sum(employers) as employers,
    sum(positions) as positions,
    sum(persons_served) as persons_served,
    sum(matched) as matched,
    -- served among the rows that also say how many were matched: the denominator that belongs to matched
    sum(case when matched is not null then persons_served end) as served_with_matched,
    sum(insured_persons) as insured_persons,
    sum(case when is_demo then 1 else 0 end) as demo_rows
from gig_market
group by
    month,
    area_code,
    trade
