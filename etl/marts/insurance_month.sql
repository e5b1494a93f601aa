-- purpose: social insurance by month, street and kind of insurance: persons at the month's end, yuan of the month
-- reads: insurance
select
    month as part,
    month,
    area_code,
    insurance_type,
    sum(due_persons) as due_persons,
    sum(insured_persons) as insured_persons,
    -- insured among the rows that also say how many should be: the numerator that belongs to due_persons
    sum(case when due_persons > 0 then insured_persons else 0 end) as insured_of_due,
    sum(beneficiaries) as beneficiaries,
    -- a standard is one amount for the whole area: it never adds up
    max(benefit_standard_yuan) as benefit_standard_yuan,
    sum(fund_income_yuan) as fund_income_yuan,
    sum(fund_expense_yuan) as fund_expense_yuan,
    sum(case when is_demo then 1 else 0 end) as demo_rows
from insurance
group by
    month,
    area_code,
    insurance_type
