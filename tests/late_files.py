"""What else arrives besides the monthly ledgers, written from them: corrections, a year from before.

Each late file says something that the last state must win: an order closed since, a person in work since, a person
moved to another street, a month of insurance reported anew, and the hiring of a year that nobody had sent yet;
events renamed and moved, a gig market that does not tell its matches, a service point closed; a round of recruitment
over the turn of a year, and cases, projects and orders that change their month, lose what they told, or open again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pandas as pd

MARK = "(演示数据)"
FIRST_YEAR = 2020
OLD_HIRES = (5, 3, 8, 9, 7, 11, 6, 5, 9, 8, 7, 12)  # persons hired in each month of the year before all ledgers
OLD_STREETS = ("坡子街街道", "文源街道", "桂花坪", "", "外区")

Read = Callable[[Path], pd.DataFrame]


def write_late_files(ledgers: Path, out: Path, read: Read) -> list[Path]:
    """The files, in the order in which they come; ``read`` gives a ledger as texts."""
    out.mkdir()

    def of(stem: str) -> pd.DataFrame:
        (path,) = ledgers.glob(f"{stem}.*")
        return read(path)

    june = "2023年06月"
    files = {
        f"补报_城镇新增就业_{FIRST_YEAR}年": pd.concat(
            [_old_hires(), _moved(of(f"城镇新增就业实名台账_{june}"))], ignore_index=True
        ),
        "补报_失业人员再就业_2023年6月": _in_work_since(of(f"失业人员再就业和就业困难人员就业台账_{june}")),
        "补报_社会保险月报_2023年5月": _reported_anew(of("社会保险月报_2023年05月")),
        "补报_12345热线工单_2023年6月": _closed_since(of(f"12345热线工单_{june}")),
        "补报_招聘与就业服务活动台账_2023年5月": _renamed(of("招聘与就业服务活动台账_2023年05月")),
        "补报_零工市场月报_2023年5月": _without_matches(of("零工市场月报_2023年05月")),
        "补报_就业服务站点月末清单_2023年6月": _closed_and_overlapping(of(f"就业服务站点月末清单_{june}")),
        "补报_人才台账_2023年1月": _recruited_in_one_round(of("人才台账_2023年01月")),
        "更正_劳动维权台账_2023年6月": _cases_as_they_stand(of(f"劳动维权台账_{june}")),
        "更正_农民工工资保证金台账_2023年6月": _projects_as_they_stand(of(f"农民工工资保证金台账_{june}")),
        "更正_12345热线工单_2023年5月": _orders_of_another_month(of("12345热线工单_2023年05月")),
    }
    return [_write(out / f"{name}.csv", rows) for name, rows in files.items()]


def _write(path: Path, rows: pd.DataFrame) -> Path:
    path.write_text(f"{path.stem}{MARK}\n" + rows.to_csv(index=False), encoding="utf-8")
    return path


def _old_hires() -> pd.DataFrame:
    return pd.DataFrame(_old_hire(month, at) for month, hired in enumerate(OLD_HIRES, start=1) for at in range(hired))


def _old_hire(month: int, at: int) -> dict[str, str]:
    return {
        "姓名": "某某",
        "身份证号": id_number(month * 20 + at),
        "街道": OLD_STREETS[at % len(OLD_STREETS)],
        "就业形式": "灵活就业",
        "就业日期": date(FIRST_YEAR, month, 1 + at).isoformat(),
    }


def id_number(number: int) -> str:
    """An invented id number (GB 11643) that nobody bears: born 1990-01-01 in the district."""
    digits = f"43010319900101{number:03d}"
    total = sum(int(digit) * (2 ** (17 - at) % 11) for at, digit in enumerate(digits))
    return digits + "10X98765432"[total % 11]


def _moved(hired: pd.DataFrame) -> pd.DataFrame:
    """The first person of the ledger once more, in another street: counted once, there."""
    again = hired.head(1).copy()
    again["街道"] = next(street for street in OLD_STREETS if street not in set(again["街道"]))
    return again


def _in_work_since(registered: pd.DataFrame) -> pd.DataFrame:
    """Two who were still looking found work on the last day of June, one of them of no hardship and no street."""
    waiting = registered[registered["再就业日期"] == ""].head(2).copy()
    assert len(waiting) == 2
    waiting["再就业日期"] = "2023-06-30"
    waiting.loc[waiting.index[0], "街道"] = "外区"
    waiting.loc[waiting.index[1], "困难类别"] = "残疾人员"
    return waiting


def _reported_anew(month: pd.DataFrame) -> pd.DataFrame:
    """The whole month again: a number corrected, one row gone for good, one of a street that no list knows."""
    again = month.iloc[:-1].copy()
    again.loc[again.index[0], "已参保"] = str(int(again["已参保"].iloc[0]) - 7)
    again.loc[again.index[1], "基金收入"] = "12345.67"
    again.loc[again.index[2], "应参保"] = ""
    return pd.concat([again, again.tail(1).assign(街道="外区")], ignore_index=True)


def _closed_since(orders: pd.DataFrame) -> pd.DataFrame:
    """Four orders as they stand later; the ledger does not say whether they were in time, and the dates must."""
    rows = orders.tail(4).copy()
    states: Iterator[tuple[str, str, str]] = iter(
        [
            ("2023-06-29", "2023-06-29 23:30:00", "不满意"),  # due on a day: the whole day counts
            ("2023-06-29 17:30:00", "2023-06-29 17:31:00", "非常满意"),
            ("", "2023-06-30 08:00:00", "未评价"),  # no limit: not among those of which it is known
            ("2023-07-05 17:30:00", "", ""),  # opened again
        ]
    )
    for at, (due, closed, satisfaction) in zip(rows.index, states, strict=True):
        rows.loc[at, ["办结时限", "办结时间", "满意度", "是否按时", "回访结果"]] = [due, closed, satisfaction, "", ""]
        if closed:
            rows.loc[at, ["来电时间", "受理时间"]] = ["2023-06-20 09:00:00", "2023-06-20 09:30:00"]
    return rows


def _renamed(events: pd.DataFrame) -> pd.DataFrame:
    """The month's events again: one under another name, one of no street; each still counts once."""
    again = events.copy()
    again.loc[again.index[0], "活动名称"] = "更正名称的活动"
    again.loc[again.index[-1], "街道"] = "外区"
    return again


def _without_matches(month: pd.DataFrame) -> pd.DataFrame:
    """The gig market's month again: one row does not tell how many were matched, one has no street."""
    again = month.copy()
    again.loc[again.index[0], "匹配上岗"] = ""
    again.loc[again.index[-1], "街道"] = ""
    return again


def _closed_and_overlapping(points: pd.DataFrame) -> pd.DataFrame:
    """The month's points again: one closed on its last day, one not open yet, and one whose circle is too wide."""
    again = points.copy()
    assert len(again) >= 4
    again.loc[again.index[0], "关闭日期"] = "2023-06-30"
    again.loc[again.index[1], "开办日期"] = "2023-07-01"
    again.loc[again.index[2], "服务圈人口"] = str(int(again["街道劳动年龄人口"].iloc[2]) + 5)
    again.loc[again.index[3], "服务圈人口"] = ""
    return again


def _recruited_in_one_round(talent: pd.DataFrame) -> pd.DataFrame:
    """One round of institutions in two years: one of no degree, who comes again in another street, one of no street."""
    rows = pd.DataFrame([dict.fromkeys(talent.columns, "")] * 4)
    rows["姓名"], rows["事项类别"], rows["批次"], rows["项目"] = "某某", "事业单位招录", "2022年第3批", "公开招聘"
    rows["身份证号"] = [id_number(number) for number in (900, 901, 902, 901)]
    rows["月份"] = ["2022-12", "2023-01", "2023-01", "2023-02"]
    rows["学历"] = ["硕士研究生", "", "大学本科", "大学本科"]
    rows["街道"] = ["坡子街街道", "文源街道", "外区", "桂花坪"]
    return rows


def _cases_as_they_stand(cases: pd.DataFrame) -> pd.DataFrame:
    """A case received a month earlier than was told, of no trade; one that is open again, and one of another street."""
    again = cases[cases["结案日期"] != ""].head(3).copy()
    assert len(again) == 3
    first, second, third = again.index
    again.loc[first, ["受理日期", "行业", "办理期限"]] = ["2023-04-28", "", ""]
    again.loc[second, ["结案日期", "是否按期", "结案方式"]] = ""
    again.loc[third, ["街道", "涉及人数", "涉及金额"]] = ["外区", "", ""]
    return again


def _projects_as_they_stand(projects: pd.DataFrame) -> pd.DataFrame:
    """A project that began last year, one that owes a part, one that tells neither form nor account."""
    again = projects.head(3).copy()
    first, second, third = again.index
    again.loc[first, ["开工日期", "缴存日期", "专户开设日期"]] = ["2022-12-30", "2023-01-09", ""]
    again.loc[second, "已缴金额"] = "1"
    again.loc[third, ["缴存方式", "是否开设工资专户", "专户开设日期", "街道"]] = ["", "", "", "外区"]
    return again


def _orders_of_another_month(orders: pd.DataFrame) -> pd.DataFrame:
    """An order that was accepted in April after all, and one that names neither caller, subject nor department."""
    again = orders.head(2).copy()
    first, second = again.index
    again.loc[first, ["来电时间", "受理时间"]] = ["2023-04-27 09:00:00", "2023-04-27 09:30:00"]
    again.loc[second, ["来电号码", "问题分类二级", "问题分类三级", "承办科室"]] = ""
    return again
