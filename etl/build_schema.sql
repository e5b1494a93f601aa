-- The tables of a published build (builds/<id>/marts.duckdb). Values are in base units (人, 件, 元); rates and shares are fractions (0.547), never percent.
create table meta (
    build_id varchar, created_at timestamp, district varchar, district_name varchar, bureau varchar, title varchar,
    reference_area varchar,        -- whose series stand beside the district's own
    default_month date,            -- latest month in which a ledger of the district has rows
    behind_threshold_pp decimal(9, 3),  -- t of district.toml: gap below -t is slow
    rank_streets boolean,          -- of district.toml: whether streets are put in an order
    small_base integer,            -- of district.toml: fewer cases than this are marked as a small base
    public_threshold integer       -- of district.toml: smaller counts of people and cases are not made public
);
create table area (
    area_code varchar, name varchar, short_name varchar, level varchar,  -- nation | province | city | district | street | unassigned
    parent varchar, position integer, valid_from date, valid_to date, successor varchar,
    residents bigint, residents_on date, residents_source varchar  -- 常住人口, at which date, published where; null where not filled in
);
create table theme (theme varchar, name varchar, position integer);
create table kpi (
    kpi varchar, name varchar, short_name varchar, theme varchar, position integer,
    kind varchar,                  -- flow | level | ratio
    direction varchar,             -- up | down
    unit varchar, decimals integer, pace varchar, counting_window varchar,
    mart varchar, numerator_name varchar, denominator_name varchar,
    denominator_unit varchar,      -- in which the denominator is told: 件, 人, 元
    definition varchar, formula varchar, basis varchar, caveat varchar, owner varchar, source varchar,
    on_overview boolean,
    next_review date,               -- when the owner looks at the definition again
    numerator_rows varchar, denominator_rows varchar,  -- row_set
    numerator_divisor integer      -- what the rows add up to is divided by this: 7 for days to weeks
);
create table kpi_revision (kpi varchar, revised_on date, change varchar, revised_by varchar);  -- of the definition
create table kpi_event (kpi varchar, happened_on date, event varchar, document varchar);  -- told beside the series
create table target (
    kpi varchar, area_code varchar, year integer, label varchar, target decimal(38, 6),
    qualifier varchar, document varchar, issued_on date, is_sample boolean,
    is_chosen boolean              -- the one that kpi_value is scored against
);
create table kpi_value (
    kpi varchar, area_code varchar, month date,
    value decimal(38, 12),         -- of the month alone (level: at its end; ratio: numerator / denominator of the month)
    numerator decimal(38, 6), denominator decimal(38, 6),
    ytd decimal(38, 12),           -- flow: sum; level: latest; ratio: sum of numerators / sum of denominators
    ytd_numerator decimal(38, 6), ytd_denominator decimal(38, 6),
    target decimal(38, 6), target_is_sample boolean,
    completion decimal(38, 15), pace decimal(38, 15),
    pace_basis varchar,            -- calendar | seasonal | seasonal:<area_code> | plan | null where pace has no meaning
    gap_pp decimal(38, 12),        -- completion - pace; level, ratio, down: distance to the target, positive is good
    status varchar,                -- done | on_pace | behind | slow | no_target
    yoy decimal(38, 15),           -- relative change; for rates the difference in percentage points
    yoy_base decimal(38, 12), mom decimal(38, 15),
    needed_per_month decimal(38, 6),
    forecast decimal(38, 6), forecast_low decimal(38, 6), forecast_high decimal(38, 6),
    months_missing integer,        -- months of the counting window so far without any row
    is_demo boolean, is_provisional boolean
);
create table kpi_pace (            -- share of the year's target due by each of its months, those to come included
    kpi varchar, area_code varchar,
    year integer, month_of_year integer,  -- of the counting window: its first month is 1
    pace decimal(38, 15), pace_basis varchar
);
create table kpi_split (
    kpi varchar, area_code varchar, month date, dimension varchar, member varchar, value decimal(38, 6)
);
create table forecast_record (     -- how the landing method did at this month of earlier years
    kpi varchar, area_code varchar, month_of_year integer, years integer, mean_abs_error decimal(18, 6), straight_line_error decimal(18, 6)
);
create table public_figure (
    figure varchar, title varchar, theme varchar, area_code varchar, period_start date, period_end date, period_text varchar,
    measure varchar, value decimal(38, 6), unit varchar, qualifier varchar,
    printed varchar,               -- letter for letter as published (357余万元)
    source_title varchar, source_url varchar, published_on date,
    counted_month date             -- the month of the ledger that the figure is counted in
);
create table load_log (
    load_id bigint, source varchar, source_name varchar, file_name varchar, sha256 varchar, loaded_at timestamp,
    rows_read bigint, rows_accepted bigint, rows_quarantined bigint, rows_skipped bigint, rows_open bigint,  -- still to be mended
    month_from date, month_to date, is_demo boolean, amends bigint,
    returned_file varchar          -- the workbook with the bad rows, under returned/
);
create table quality (
    source varchar, load_id bigint, kind varchar,  -- quarantine (open rows) | warning | unassigned | missing (streets)
    rule varchar, column_title varchar,
    month date,                    -- the last month of the file
    rows bigint, detail varchar,
    advice varchar                 -- what the clerk was told, of the first such row
);
create table source (source varchar, source_name varchar, kind varchar, is_monthly boolean, position integer);
create table filing (              -- rows that stand, by the month they count for and the file that brought them
    source varchar, month date, load_id bigint, rows bigint, unassigned bigint
);
create table same_person (         -- persons whom a ledger has under two streets within a year, by the month of the second
    source varchar, month date, persons bigint
);
create table month_end (           -- rows by the date that counts, and those of a month's last three days
    source varchar, column_title varchar, month date, rows bigint, last_days_rows bigint
);
create table row_set (             -- the rows behind a number; condition and measure are SQL over the source's facts
    row_set varchar, source varchar, source_name varchar, title varchar, unit varchar, position integer,
    date_column varchar,           -- the column whose month counts
    until_column varchar,          -- where the rows are those that stand at a month's end: the day that each ends
    condition varchar,
    aggregate varchar, measure varchar  -- count | sum | max, and of what
);
create table fact_column (         -- columns of a source's facts that a reader of single rows may see
    source varchar, column_name varchar, title varchar, kind varchar, position integer
);
