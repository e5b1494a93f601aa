-- purpose: persons recruited by the round of recruitment that the ledger names, with their degree
-- reads: talent
select
    month as part,
    month,
    area_code,
    kind,
    batch,
    education,
    count(*) as persons,
    sum(case when is_special then 1 else 0 end) as special_persons,
    sum(case when is_demo then 1 else 0 end) as demo_rows
from talent
where kind in ('教师招聘', '事业单位招录')
group by
    month,
    area_code,
    kind,
    batch,
    education
