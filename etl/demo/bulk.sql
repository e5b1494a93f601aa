-- purpose: invented hotline orders in order of time, every cell as text (title and header stand above in the same query)
-- p: number of the order within its day; h0 to h3: random numbers of the row; lists come as variables of the connection.
with numbered as (
    select i * {days} // {rows} as day_no, i - (i * {days} // {rows} * {rows} + {days} - 1) // {days} as p,
        cast(hash(i, {seed}) >> 1 as bigint) as h0
    from range({rows}) r(i)
),
drawn as (
    select date '{first_day}' + cast(day_no as integer) as day, p, getvariable('minutes')[1 + p * 1440 // {per_day}] as minute,
        h0, cast(hash(h0, 1) >> 1 as bigint) as h1, cast(hash(h0, 2) >> 1 as bigint) as h2,
        cast(hash(h0, 3) >> 1 as bigint) as h3
    from numbered
),
timed as (
    select day, p, h0, h1, h2, h3,
        cast(day as timestamp) + to_minutes(minute) as accepted_at,
        cast(day as timestamp) + to_minutes(greatest(0, minute - cast(h0 % 30 as integer))) as called_at,
        day + 5 as due_on,
        day + 1 + case when h1 % 40 = 0 then 5 + cast(h1 // 64 % 9 as integer) else cast(h1 // 64 % 5 as integer) end as done_on
    from drawn
),
closing as (
    select day, p, h0, h1, h2, h3, accepted_at, called_at, due_on,
        case when h3 % 200 <> 0 and done_on < date '{first_day}' + {days}
             then cast(done_on as timestamp) + to_minutes(540 + cast(h2 % 480 as integer)) end as closed_at
    from timed
)
select
    strftime(day, '%Y%m%d') || lpad(cast(p + 1 as varchar), 7, '0'),
    left(cast(called_at as varchar), 16),
    left(cast(accepted_at as varchar), 16),
    getvariable('streets')[1 + h0 // 4096 % len(getvariable('streets'))],
    getvariable('types')[1 + h2 // 512 % len(getvariable('types'))],
    getvariable('firsts')[1 + h3 // 256 % len(getvariable('firsts'))],
    null,
    null,
    null,
    cast(due_on as varchar),
    left(cast(closed_at as varchar), 16),
    case when closed_at < due_on + 1 then '是' when closed_at is not null then '否' end,
    null,
    case when closed_at is not null and h1 % 5 <> 0 then getvariable('rated')[1 + h2 // 8192 % len(getvariable('rated'))] end
from closing
