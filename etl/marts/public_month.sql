-- purpose: published figures in base units (人, 件, 元; rates as fractions), one row for each figure, area and month
-- reads: public_figures
select
    month as part,
    month,
    area_code,
    figure,
    measure,
    cast(
        case
            when unit = '%' then value * 0.01
            when unit like '万%' then value * 10000
            when unit like '亿%' then value * 100000000
            else value
        end
        as decimal(38, 6)
    ) as value,
    period_start,
    period_end,
    case when is_demo then 1 else 0 end as demo_rows
from public_figures
