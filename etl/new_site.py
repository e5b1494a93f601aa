"""A directory for another district: its own district.toml and areas, the shared lists and KPI definitions, no targets.

Nothing of the first district goes with it but what holds in every district.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

from etl.site import read_reference

TEMPLATE = Path(__file__).parent.parent / "data"
AREA_HEADER = [
    *("code", "name", "aliases", "level", "parent", "successor", "valid_from", "valid_to"),
    *("residents", "residents_on", "residents_source"),
]


def make_site(directory: Path, name: str, adcode: str) -> list[Path]:
    """Write the directory; the files written. Raises ValueError (Chinese) for a wrong code or a directory in use."""
    provinces = {entry.code: entry.name for entry in read_reference(TEMPLATE / "reference" / "provinces.csv")}
    province = provinces.get(f"{adcode[:2]}0000")
    if not re.fullmatch(r"\d{6}", adcode) or province is None:
        raise ValueError(f"行政区划代码“{adcode}”应为6位数字,如 610102(GB/T 2260)。")
    if not name.strip() or re.search(r"[\x00-\x1f]", name):
        raise ValueError("区县名称不能为空,也不能有控制字符。")
    if directory.exists() and any(directory.iterdir()):
        raise ValueError(f"{directory} 已存在且不为空;请换一个目录。")
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "inbox").mkdir(mode=0o700)  # what clerks send names people
    for folder in ("targets", "public", "reference", "kpis"):
        (directory / folder).mkdir()
    copied = [
        *sorted((TEMPLATE / "kpis").glob("*.toml")),
        *(p for p in sorted((TEMPLATE / "reference").glob("*.csv")) if p.name != "areas.csv"),
        TEMPLATE / "public" / "mohrss_monthly.csv",
    ]
    return [
        _write_district(directory, name, adcode),
        _write_areas(directory, name, adcode, province),
        *(Path(shutil.copyfile(path, directory / path.relative_to(TEMPLATE))) for path in copied),
        *(_write_national_targets(p, directory / "targets" / p.name) for p in (TEMPLATE / "targets").glob("*.csv")),
    ]


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


def _write_areas(directory: Path, name: str, adcode: str, province: str) -> Path:
    city = f"{adcode[:4]}00"
    city_name = name.removesuffix(_short_name(name)) or province
    rows = [
        ["000000", "全国", "", "nation", "", "", "", ""],
        [f"{adcode[:2]}0000", province, "", "province", "000000", "", "", ""],
        [city, city_name, "", "city", f"{adcode[:2]}0000", "", "", ""],
        [adcode, _short_name(name), name, "district", city, "", "", ""],
        [f"{adcode}999", "未分配", "", "unassigned", adcode, "", "", ""],
    ]
    path = directory / "reference" / "areas.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([AREA_HEADER, *([*row, "", "", ""] for row in rows)])
    return path


def _write_national_targets(template: Path, path: Path) -> Path:
    """The nation's targets hold everywhere; a district's own are its own."""
    with template.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    header, area = rows[0], rows[0].index("area_code")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *(row for row in rows[1:] if row and row[area] == "000000")])
    return path
