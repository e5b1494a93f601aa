-- What the writer keeps beside the fact tables (fact_<source>, made from each source.toml).
create table if not exists load_log (
    load_id bigint primary key, file_name varchar not null, sha256 varchar not null, bytes bigint not null,
    raw_path varchar not null, returned_path varchar, loaded_at timestamp not null,
    is_demo boolean not null, amends bigint,
    replaced_by bigint                    -- demo loads: the real load that took their place
);
create table if not exists load_sheet (
    load_id bigint not null, sheet varchar not null, source varchar not null,
    rows_read bigint not null, rows_accepted bigint not null, rows_quarantined bigint not null, rows_skipped bigint not null,
    month_from date, month_to date
);
create table if not exists quarantine (
    load_id bigint not null, sheet varchar not null, source varchar not null,
    row_no bigint not null, column_title varchar, rule varchar not null, value varchar, advice varchar not null,
    mended_by bigint                      -- the later load that brought the row again
);
create table if not exists warning (
    load_id bigint not null, sheet varchar not null, source varchar not null,
    row_no bigint, column_title varchar, rule varchar not null, value varchar, advice varchar not null
);
create table if not exists part (         -- one source and one month; version = the load that touched it last
    source varchar not null, month date not null, version bigint not null, primary key (source, month)
);
