"""A directory for another district: its own district.toml and areas, the shared lists and KPI definitions, no targets.

Nothing of the first district goes with it but what holds in every district.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

TEMPLATE = Path(__file__).parent.parent / "data"
AREA_HEADER = ["code", "name", "aliases", "level", "parent", "successor", "valid_from", "valid_to"]
PROVINCES = {  # GB/T 2260, first two digits
    "11": "北京市", "12": "天津市", "13": "河北省", "14": "山西省", "15": "内蒙古自治区", "21": "辽宁省", "22": "吉林省",
    "23": "黑龙江省", "31": "上海市", "32": "江苏省", "33": "浙江省", "34": "安徽省", "35": "福建省", "36": "江西省",
    "37": "山东省", "41": "河南省", "42": "湖北省", "43": "湖南省", "44": "广东省", "45": "广西壮族自治区", "46": "海南省",
    "50": "重庆市", "51": "四川省", "52": "贵州省", "53": "云南省", "54": "西藏自治区", "61": "陕西省", "62": "甘肃省",
    "63": "青海省", "64": "宁夏回族自治区", "65": "新疆维吾尔自治区", "71": "台湾省", "81": "香港特别行政区",
    "82": "澳门特别行政区",
}  # fmt: skip


def make_site(directory: Path, name: str, adcode: str) -> list[Path]:
    """Write the directory; the files written. Raises ValueError (Chinese) for a wrong code or a directory in use."""
    if not re.fullmatch(r"\d{6}", adcode) or adcode[:2] not in PROVINCES:
        raise ValueError(f"行政区划代码“{adcode}”应为6位数字,如 610102(GB/T 2260)。")
    if not name.strip() or re.search(r"[\x00-\x1f]", name):
        raise ValueError("区县名称不能为空,也不能有控制字符。")
    if directory.exists() and any(directory.iterdir()):
        raise ValueError(f"{directory} 已存在且不为空;请换一个目录。")
    directory.mkdir(parents=True, exist_ok=True)
    for folder in ("inbox", "targets", "public", "reference", "kpis"):
        (directory / folder).mkdir(exist_ok=True)
    written = [_write_district(directory, name, adcode), _write_areas(directory, name, adcode)]
    for path in sorted((TEMPLATE / "kpis").glob("*.toml")):
        written.append(Path(shutil.copyfile(path, directory / "kpis" / path.name)))
    for path in sorted((TEMPLATE / "reference").glob("*.csv")):
        if path.name != "areas.csv":
            written.append(Path(shutil.copyfile(path, directory / "reference" / path.name)))
    national = TEMPLATE / "public" / "mohrss_monthly.csv"
    if national.exists():
        written.append(Path(shutil.copyfile(national, directory / "public" / national.name)))
    for path in sorted((TEMPLATE / "targets").glob("*.csv")):
        written.append(_write_national_targets(path, directory / "targets" / path.name))
    return written


def _short_name(name: str) -> str:
    """西安市新城区 -> 新城区: what stands after the last 省, 市, 州 or 盟 that is not the end."""
    return re.sub(r"^.*(?:省|自治区|市|自治州|盟)(?=.)", "", name) or name


def _write_district(directory: Path, name: str, adcode: str) -> Path:
    short = _short_name(name)
    lines = {
        "name": name,
        "short_name": short,
        "adcode": adcode,
        "bureau": f"{name}人力资源和社会保障局",
        "title": f"{short}就业与社会保障看板",
    }
    path = directory / "district.toml"
    text = "".join(f"{key} = {json.dumps(said, ensure_ascii=False)}\n" for key, said in lines.items())
    path.write_text(text + "behind_threshold_pp = 5.0\n", encoding="utf-8")
    return path


def _write_areas(directory: Path, name: str, adcode: str) -> Path:
    province, city = f"{adcode[:2]}0000", f"{adcode[:4]}00"
    city_name = name.removesuffix(_short_name(name)) or PROVINCES[adcode[:2]]
    rows = [
        ["000000", "全国", "", "nation", "", "", "", ""],
        [province, PROVINCES[adcode[:2]], "", "province", "000000", "", "", ""],
        [city, city_name, "", "city", province, "", "", ""],
        [adcode, _short_name(name), name, "district", city, "", "", ""],
        [f"{adcode}999", "未分配", "", "unassigned", adcode, "", "", ""],
    ]
    path = directory / "reference" / "areas.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([AREA_HEADER, *rows])
    return path


def _write_national_targets(template: Path, path: Path) -> Path:
    """The nation's targets hold everywhere; a district's own are its own."""
    with template.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    header, area = rows[0], rows[0].index("area_code")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *(row for row in rows[1:] if row and row[area] == "000000")])
    return path
