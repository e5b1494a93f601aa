-- Text as clerks mean it, for every check: temporary macros of the checking connection.
-- Patterns are RE2. Each macro gives NULL for what it cannot read; nothing here raises.

-- No invisible characters, half-width letters and digits, ends trimmed; punctuation and inner line breaks stay.
create or replace temp macro cf_tidy(t) as
    regexp_replace(
        regexp_replace(
            translate(t, '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ', '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'),
            '[\x{00}-\x{08}\x{0b}\x{0c}\x{0e}-\x{1f}\x{7f}\x{ad}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{feff}]', '', 'g'
        ),
        '^[\s\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+|[\s\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+$',
        '', 'g'
    );

-- What stands for "nothing": an empty cell, dashes, dots, 无.
create or replace temp macro cf_is_empty(t) as
    regexp_full_match(cf_tidy(t), '(?i)(?:[-—–−－─―]+|[.…．]{2,}|[…、。./／\\*]|n/?a|n\.a\.?|、n\.a\.?|无|暂无|空|[(（]空[)）]|null|none|nil)?');

-- Whether cf_text would change a text: one look, so that clean text is taken as it is.
create or replace temp macro cf_is_dirty(t) as
    regexp_matches(t, '(?i)[\x{00}-\x{08}\x{0b}\x{0c}\x{0e}-\x{1f}\x{7f}\x{ad}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{feff}\x{ff10}-\x{ff19}\x{ff21}-\x{ff3a}\x{ff41}-\x{ff5a}]|^[\s\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]|[\s\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]$|^(?:[-—–−－─―]+|[.…．]{2,}|[…、。./／\\*]|n/?a|n\.a\.?|、n\.a\.?|无|暂无|空|[(（]空[)）]|null|none|nil)?$|^#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)$');

-- What a formula leaves that could not be worked out: a VLOOKUP that found nothing is no employer's name.
create or replace temp macro cf_is_formula_error(t) as
    regexp_full_match(cf_tidy(t), '(?i)#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)');

create or replace temp macro cf_text(t) as
    case when cf_is_empty(t) or cf_is_formula_error(t) then null else cf_tidy(t) end;

-- For values with a form (numbers, dates, codes): punctuation half-width too, every dash one dash, every space one space.
create or replace temp macro cf_token(t) as
    regexp_replace(
        translate(cf_tidy(t), '！＂＃＄％＆＇（）＊＋，－．／：；＜＝＞？＠［＼］＾＿｀｛｜｝～。—–−─―', '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~.-----'),
        '[\s\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+', ' ', 'g'
    );

-- The form in which words are compared with lists and labels: no spaces, small letters. Text of nothing but Chinese
-- words, digits and letters has nothing else to fold: five patterns become one.
create or replace temp macro cf_fold(t) as
    lower(replace(case when regexp_full_match(t, '[\x{4e00}-\x{9fff}0-9A-Za-z:.,/ -]*') then t else cf_token(t) end, ' ', ''));

-- A Chinese word as it stands in a list: nothing in it to fold, so looking it up again is vain.
create or replace temp macro cf_is_plain_word(t) as regexp_full_match(t, '[\x{4e00}-\x{9fff}]{2,}') and t <> '暂无';

-- Numbers and codes as exported: ="0123", '0123 and spaces inside are Excel's doing, not the value's.
create or replace temp macro cf_bare(t) as
    regexp_replace(upper(cf_token(t)), '^="(.*)"$|[ ''`]', '\1', 'g');

-- The date-and-time forms of Chinese sheets, brought to `y-m-d h:m:s`; anything else fails the last pattern and is NULL.
-- `year` completes 3月5日; without it such dates are not read.
create or replace temp macro cf_iso(s, year) as
    try_cast(
        regexp_extract(
            regexp_replace(
            regexp_replace(
            regexp_replace(
            regexp_replace(
            regexp_replace(
            regexp_replace(
            regexp_replace(
            regexp_replace(
            regexp_replace(
            regexp_replace(
                regexp_replace(s, '^(\d{1,2}) ?月 ?(\d{1,2}) ?[日号]', coalesce(year || '年', '?') || '\1月\2日'),
                '^((?:19|20)\d\d)(\d\d)(\d\d)$', '\1-\2-\3'),
                '^((?:19|20)\d\d)(\d\d)(\d\d)[ T]?(\d\d):?(\d\d)$', '\1-\2-\3 \4:\5'),
                '^((?:19|20)\d\d)(\d\d)(\d\d)[ T]?(\d\d):?(\d\d):?(\d\d)$', '\1-\2-\3 \4:\5:\6'),
                '^(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号]? ?', '\1-\2-\3 '),
                '^(\d{4})/ ?(\d{1,2})/ ?(\d{1,2})', '\1-\2-\3'),
                '^(\d{4})\. ?(\d{1,2})\. ?(\d{1,2})', '\1-\2-\3'),
                ' ?[时点] ?', ':'),
                '分 ?(\d)', ':\1'),
                '(\d) ?[分秒]$', '\1'),
                ':$', ':00'),
            '^((?:19|20)\d\d-\d{1,2}-\d{1,2}(?:[ T]\d{1,2}:\d{1,2}(?::\d{1,2})?)?)(?:\.\d+)?(?: ?\+08:?00)? ?$', 1
        ) as timestamp
    );

-- A day number of Excel (1900 system), with the time as its fraction; 20000 is 1954, 79999 is 2119.
create or replace temp macro cf_serial(s) as
    timestamp '1899-12-30 00:00:00'
        + to_seconds(cast(round(try_cast(regexp_extract(s, '^[2-7]\d{4}(?:\.\d+)?$') as double) * 86400) as bigint));

-- Half-day words: 下午3:05, 3:05:00 PM. 上午12 is midnight only as a program writes it (12:05:00): people mean noon.
-- A word that contradicts its hour (上午15时, 晚上12时) leaves the time unread.
create or replace temp macro cf_by_half_day(s, year) as
    list_transform(
        [{
            'clock': cf_iso(regexp_replace(upper(s), ' ?(上午|下午|凌晨|中午|晚上|AM|PM) ?', ' '), year),
            'half': case when regexp_matches(s, '\d ?[:时点]') then regexp_extract(upper(s), '上午|下午|凌晨|中午|晚上|AM|PM') end,
            'by_program': regexp_matches(s, '\d:\d\d:\d\d')
        }],
        lambda w: w.clock + to_hours(case
            when w.half in ('AM', '凌晨') and hour(w.clock) = 12 then -12
            when w.half = '上午' and hour(w.clock) = 12 and w.by_program then -12
            when w.half in ('AM', '上午', '凌晨') and hour(w.clock) < 12 then 0
            when w.half in ('PM', '下午', '中午') and hour(w.clock) = 12 then 0
            when w.half in ('PM', '下午') and hour(w.clock) > 12 then 0
            when w.half in ('PM', '下午') and hour(w.clock) between 1 and 11 then 12
            when w.half = '中午' and hour(w.clock) in (11, 13) then 0
            when w.half = '中午' and hour(w.clock) in (1, 2) then 12
            when w.half = '晚上' and hour(w.clock) between 5 and 11 then 12
            when w.half = '晚上' and hour(w.clock) > 16 then 0
        end)
    )[1];

create or replace temp macro cf_moment(s, year) as
    coalesce(cf_iso(s, year), cf_serial(s), cf_by_half_day(s, year));

-- Dates whose year stands last: only one reading of 13/5/2023 exists; for 3/5/2023 the column's `day_month` order
-- ('mdy', 'dmy') must be known, otherwise it stays as it is and fails.
create or replace temp macro cf_year_first(s, day_month) as
    regexp_replace(
        regexp_replace(
        regexp_replace(s,
            '^(1[3-9]|2\d|3[01])[-/.](\d{1,2})[-/.]((?:19|20)\d\d)\b', '\3-\2-\1'),
            '^(\d{1,2})[-/.](1[3-9]|2\d|3[01])[-/.]((?:19|20)\d\d)\b', '\3-\1-\2'),
            '^(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d\d)\b',
            case day_month when 'mdy' then '\3-\1-\2' when 'dmy' then '\3-\2-\1' else '\0' end);

-- Excel's long date carries its weekday: 2023年3月5日 星期日.
create or replace temp macro cf_without_weekday(s) as
    regexp_replace(s, ' ?\(?(?:星期|周|礼拜)[一二三四五六日天]\)? ?', ' ');

create or replace temp macro cf_datetime(t, year, day_month) as
    cf_moment(cf_year_first(cf_without_weekday(ltrim(cf_token(t), '''`')), day_month), year);

-- Months; a bare 2023.1 is January or an October whose zero Excel dropped, so it is not read.
create or replace temp macro cf_month(t, year, day_month) as
    cast(date_trunc('month', coalesce(
        try_cast(
            regexp_extract(
                regexp_replace(
                regexp_replace(
                regexp_replace(ltrim(cf_token(t), '''`'),
                    '^(\d{1,2}) ?月份?$', coalesce(year || '年', '?') || '\1月'),
                    '^(\d{4}) ?年 ?(\d{1,2}) ?月份?$', '\1-\2'),
                    '^(\d{4})(?:[/年](\d{1,2})|\.(0[1-9]|1[0-2]|[2-9])|(0[1-9]|1[0-2]))$', '\1-\2\3\4'),
                '^((?:19|20)\d\d-(?:0?[1-9]|1[0-2]))$', 1
            ) || '-1' as timestamp
        ),
        cf_datetime(t, year, day_month)
    )) as date);

-- A number with its own scale (1.2万, 12.5%, (1,234), ￥80). Scales are powers of ten and stay text until one exact cast:
-- `percent` is that of a %, `bare` that of a number without a scale of its own.
create or replace temp macro cf_power(s, percent, bare) as
    case regexp_extract(s, '(万亿|百万|千万|[百千万亿%‰])?$')
        when '' then bare
        when '%' then percent
        when '‰' then percent - 1
        when '百' then 2
        when '千' then 3
        when '万' then 4
        when '百万' then 6
        when '千万' then 7
        when '亿' then 8
        when '万亿' then 12
    end;
create or replace temp macro cf_plain_number(s, percent, bare) as
    case when regexp_full_match(s,
            '[-+]?(?:(?:\d{1,13}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d*)?|\.\d+)(?:万亿|百万|千万|[百千万亿%‰])?')
        then try_cast(replace(regexp_extract(s, '^[-+\d,.]+'), ',', '') || 'e' || cf_power(s, percent, bare) as decimal(28, 9))
    end;
-- `unit` is a pattern of the words that may follow (人, 元): a number with its unit has no other scale than its own, so
-- 35000元 in a column of 万元 is 35000. Digits parted by a space may be two numbers: not read.
create or replace temp macro cf_amount(s, unit, percent, bare) as
    cf_plain_number(
        regexp_replace(regexp_replace(s, '(?:' || unit || ')(\)?)$', '\1'), '^\((.*)\)$', '-\1'),
        percent, case when regexp_matches(s, '(?:' || unit || ')\)?$') then 0 else bare end
    );
create or replace temp macro cf_number(t, unit, percent, bare) as
    case when not regexp_matches(cf_token(t), '\d \d')
        then cf_amount(regexp_replace(cf_bare(t), '^(\(?)[¥￥]', '\1'), unit, percent, bare) end;

-- Why a cell is no number: it says about how many (约100, 50余), or counts in another unit (56件 in a column of 人).
create or replace temp macro cf_number_fault(t) as
    case
        when regexp_full_match(cf_bare(t),
            '(?:大约|大概|约|近|将近|接近|超过|超|逾|不足|不到|不少于|不低于|至少|[<>=≤≥≈~])+\d.*'
            || '|[-+\d,.]+[百千万亿]*(?:余|多|来|几|以上|以下|左右|上下|许|\+).*|[-+\d,.]+[百千万亿]*\p{Han}{1,3}(?:以上|以下|左右|上下|许|\+)')
            then 'approximate'
        when regexp_full_match(cf_bare(t), '[-+¥￥]?[\d,.]+[百千万亿]*(?:\p{Han}{1,3}(?:/\p{Han}{1,3})?|[%‰])') then 'unit'
    end;

-- 公民身份号码 (GB 11643-1999): 18 characters; 15 digits of the first generation get their century and check character.
create or replace temp macro cf_id_sum(i) as
    (7 * (ascii(substr(i, 1, 1)) - 48) + 9 * (ascii(substr(i, 2, 1)) - 48) + 10 * (ascii(substr(i, 3, 1)) - 48)
    + 5 * (ascii(substr(i, 4, 1)) - 48) + 8 * (ascii(substr(i, 5, 1)) - 48) + 4 * (ascii(substr(i, 6, 1)) - 48)
    + 2 * (ascii(substr(i, 7, 1)) - 48) + 1 * (ascii(substr(i, 8, 1)) - 48) + 6 * (ascii(substr(i, 9, 1)) - 48)
    + 3 * (ascii(substr(i, 10, 1)) - 48) + 7 * (ascii(substr(i, 11, 1)) - 48) + 9 * (ascii(substr(i, 12, 1)) - 48)
    + 10 * (ascii(substr(i, 13, 1)) - 48) + 5 * (ascii(substr(i, 14, 1)) - 48) + 8 * (ascii(substr(i, 15, 1)) - 48)
    + 4 * (ascii(substr(i, 16, 1)) - 48) + 2 * (ascii(substr(i, 17, 1)) - 48));
create or replace temp macro cf_id_check(i) as substr('10X98765432', 1 + cf_id_sum(i) % 11, 1);
create or replace temp macro cf_id_full(s) as
    case when regexp_full_match(s, '\d{15}')
        then substr(s, 1, 6) || '19' || substr(s, 7, 9) || cf_id_check(substr(s, 1, 6) || '19' || substr(s, 7, 9))
    else s end;
create or replace temp macro cf_id_birth(i) as
    try_cast(substr(i, 7, 4) || '-' || substr(i, 11, 2) || '-' || substr(i, 13, 2) as date);
-- Why an id number is not one; NULL when it is. Order matters: the first reason is the one told.
create or replace temp macro cf_id_fault(i, today) as
    case
        when regexp_full_match(i, '[-+]?\d(?:\.\d+)?E\+?\d+') then 'id_scientific'
        when not regexp_full_match(i, '\d{17}[\dX]') then 'id_format'
        when substr(i, 1, 2) not in ('11', '12', '13', '14', '15', '21', '22', '23', '31', '32', '33', '34', '35', '36', '37',
            '41', '42', '43', '44', '45', '46', '50', '51', '52', '53', '54', '61', '62', '63', '64', '65', '71', '81', '82', '83')
            then 'id_region'
        when coalesce(cf_id_birth(i) not between date '1900-01-01' and today, true) then 'id_birth_date'
        when substr(i, 18, 1) <> cf_id_check(i) then 'id_checksum'
    end;

-- Telephone numbers as digits: a mobile number, or a number with its area code; +86 and extensions are left out.
create or replace temp macro cf_phone(t) as
    nullif(regexp_extract(
        regexp_replace(cf_token(t), '[-() ''`]|^(?:\+|00)86|(?:转|#|EXT).*$', '', 'gi'),
        '^(1[3-9]\d{9}|0(?:10|2\d)\d{8}|0[3-9]\d{2}\d{7,8})$', 1), '');
-- A number that its sender hid: masked, or said to be kept back.
create or replace temp macro cf_is_hidden_phone(t) as regexp_matches(t, '[*＊×]{2}|匿名|保密|隐藏|不详|未留');

-- 统一社会信用代码 (GB 32100-2015): 31 characters without I O S V Z, check character modulo 31.
create or replace temp macro cf_credit_value(c) as strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', c) - 1;
create or replace temp macro cf_credit_fault(c) as
    case
        when regexp_full_match(c, '[-+]?\d(?:\.\d+)?E\+?\d+') then 'credit_scientific'
        when not regexp_full_match(c, '[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{10}') then 'credit_format'
        when cf_credit_value(substr(c, 18, 1)) <> (31 - (
            1 * cf_credit_value(substr(c, 1, 1)) + 3 * cf_credit_value(substr(c, 2, 1)) + 9 * cf_credit_value(substr(c, 3, 1))
            + 27 * cf_credit_value(substr(c, 4, 1)) + 19 * cf_credit_value(substr(c, 5, 1)) + 26 * cf_credit_value(substr(c, 6, 1))
            + 16 * cf_credit_value(substr(c, 7, 1)) + 17 * cf_credit_value(substr(c, 8, 1)) + 20 * cf_credit_value(substr(c, 9, 1))
            + 29 * cf_credit_value(substr(c, 10, 1)) + 25 * cf_credit_value(substr(c, 11, 1)) + 13 * cf_credit_value(substr(c, 12, 1))
            + 8 * cf_credit_value(substr(c, 13, 1)) + 24 * cf_credit_value(substr(c, 14, 1)) + 10 * cf_credit_value(substr(c, 15, 1))
            + 30 * cf_credit_value(substr(c, 16, 1)) + 28 * cf_credit_value(substr(c, 17, 1))) % 31) % 31
            then 'credit_checksum'
    end;

-- Id numbers and mobile numbers masked wherever they stand in a text: in what is kept, published or told.
create or replace temp macro cf_without_ids(t) as
    regexp_replace(
    regexp_replace(
    regexp_replace(t,
        '([1-9]\d{5})(?:19|20)\d{2}(?:0\d|1[0-2])\d{4}(\d[\dXx])', '\1**********\2', 'g'),
        '\b([1-9]\d{5})\d{2}(?:0\d|1[0-2])[0-3]\d\d(\d\d)\b', '\1*******\2', 'g'),
        '\b(1[3-9]\d)\d{6}(\d\d)\b', '\1******\2', 'g');
create or replace temp macro cf_shown(t) as left(cf_without_ids(regexp_replace(cf_tidy(t), '\s+', ' ', 'g')), 60);
create or replace temp macro cf_masked_id(t) as
    case when length(cf_bare(t)) >= 12
        then left(cf_bare(t), 6) || repeat('*', least(length(cf_bare(t)), 60) - 8) || right(cf_bare(t), 2)
        else left(cf_bare(t), 2) || '**' end;
create or replace temp macro cf_masked_name(t) as left(cf_tidy(t), 1) || '**';

-- A number without the zeros that its type adds.
create or replace temp macro cf_printed(n) as
    regexp_replace(regexp_replace(cast(n as varchar), '(\.\d*?)0+$', '\1'), '\.$', '');
