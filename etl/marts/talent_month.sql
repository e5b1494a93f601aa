-- purpose: talent work by month: persons recruited, paid or certified, special talent among them, and yuan paid
-- reads: talent
select
    month as part,
    month,
    area_code,
    kind,
    education,
    title_level,
    -- one row of the ledger is one person and one matter: who is paid twice in a month counts twice
    count(*) as persons,
    sum(case when is_special then 1 else 0 end) as special_persons,
    sum(amount_yuan) as amount_yuan,
    sum(case when is_demo then 1 else 0 end) as demo_rows
from talent
group by
    month,
    area_code,
    kind,
    education,
    title_level
