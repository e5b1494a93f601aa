"""What the clerk is told for each rule: what is wrong and what to do, one Chinese sentence.

A source's own checks bring their own sentence; the ones here stand in where a check has none.
"""

from __future__ import annotations

ADVICE = {
    "required": "必填项为空,请补填。",
    "extra_cells": "本行在表头右侧有多余内容,可能错位,请核对后删除或移回。",
    "formula": "公式没有算出结果,请改为填写数值或文字。",
    "formula_word": "公式没有算出结果,已按空计,请改为填写文字。",
    "id_scientific": "身份证号已被Excel改成科学计数,后几位已丢失,无法还原;请将该列设为文本后重新录入。",
    "id_format": "身份证号应为18位(末位可为X)或15位,请核对位数。",
    "id_region": "身份证号前两位不是省级代码,请核对。",
    "id_birth_date": "身份证号中的出生日期不存在或晚于今天,请核对第7至14位。",
    "id_checksum": "身份证号末位校验码不符,请核对原件。",
    "credit_scientific": "信用代码已被Excel改成科学计数,后几位已丢失,无法还原;请将该列设为文本后重新录入。",
    "credit_format": "统一社会信用代码应为18位数字和大写字母(不含I、O、S、V、Z),请核对营业执照。",
    "credit_checksum": "统一社会信用代码末位校验码不符,请核对营业执照。",
    "text_scientific": "编号已被Excel改成科学计数,后几位已丢失,无法还原;请将该列设为文本后重新导出。",
    "date": "不是有效日期,请写作2023-03-05。",
    "date_order": "日、月顺序不明,请写作2023-03-05。",
    "date_without_year": "日期缺少年份,请写作2023-03-05。",
    "datetime": "不是有效时间,请写作2023-03-05 08:05。",
    "month": "不是有效月份,请写作2023-03。",
    "month_ambiguous": "可能是1月,也可能是末位0被Excel去掉的10月;请写作2023-01或2023-10。",
    "integer": "应为整数,请改正。",
    "number": "应为数字,请改正。",
    "approximate": "只是约数,不能汇总,请填准确数字。",
    "unit": "数字后的单位与本列不同,请换算后只填数字。",
    "phone_number": "电话号码应为11位手机号或带区号的固定电话,已按无号码计,请核对。",
    "yes_no": "应填“是”或“否”。",
    "code": "不在规定选项内,请从选项中选填。",
    "area": "街道为空或不在街道名单内,已计入未分配,请核对。",
    "area_column": "表中没有街道列,各行均计入未分配。",
    "not_future": "日期晚于今天,请核对。",
    "not_before": "日期过早,请核对。",
    "order": "日期先后颠倒,请核对。",
    "range": "超出合理范围,请核对数字和单位。",
    "age": "年龄不在规定范围内,请核对身份证号和日期。",
    "sex_agrees": "性别与身份证号第17位不符,请核对。",
    "expression": "与其他列不一致,请核对。",
}
