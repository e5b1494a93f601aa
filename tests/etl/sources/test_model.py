"""What a source.toml may say: mistakes are told with the file and the key, before any row is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.site import SiteError
from etl.sources.model import Source, discover

GOOD = """
name = "工单"
on_reload = "upsert"
key = ["order_id"]
month = "accepted_at"
[columns.order_id]
title = "工单编号"
type = "text"
required = true
[columns.accepted_at]
title = "受理时间"
type = "date"
required = true
aliases = ["派单时间", { name = "交办时间", valid_from = 2023-01-01 }]
"""


def read(folder: Path, text: str, name: str = "orders") -> Source:
    (folder / name).mkdir(parents=True)
    (folder / name / "source.toml").write_text(text, encoding="utf-8")
    (source,) = discover((folder,))
    return source


def test_a_source_is_named_by_its_folder(tmp_path: Path) -> None:
    source = read(tmp_path, GOOD)
    assert (source.id, source.folder) == ("orders", tmp_path / "orders")
    assert source.columns["accepted_at"].names() == ("受理时间", "派单时间", "交办时间")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('key = ["order_id"]', 'key = ["id"]', "没有这些列:id"),
        ('month = "accepted_at"', 'month = "order_id"', "不是日期"),
        ('type = "date"', 'type = "day"', "type"),
        ('type = "text"', 'type = "code"', "缺少 list"),
        ("required = true", "requird = true", "requird"),
        ('type = "text"', "type = \"text\"\ncapture = '('", "不是正确的正则表达式"),
        ('type = "text"', 'type = "text"\nelse_from = "called_at"', "没有这些列:called_at"),
        ('name = "工单"', 'name = "工单', "不是正确的TOML文件"),
        ("[columns.order_id]", "[columns.order]\ntitle = '序'\ntype = 'text'\n[columns.order_id]", "列名 order 不能用"),
        (
            "[columns.order_id]",
            "[columns.row_no]\ntitle = '序'\ntype = 'text'\n[columns.order_id]",
            "列名 row_no 不能用",
        ),
        (
            "[columns.order_id]",
            "[columns.month]\ntitle = '月'\ntype = 'month'\n[columns.order_id]",
            "列名 month 不能用",
        ),
        ("[columns.order_id]", "[columns.'a b']\ntitle = '序'\ntype = 'text'\n[columns.order_id]", "列名 a b 不能用"),
    ],
)
def test_a_mistake_is_told_with_its_file(old: str, new: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=told) as error:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert "source.toml" in str(error.value)


def test_a_site_s_own_source_takes_the_place_of_a_built_in_one(tmp_path: Path) -> None:
    read(tmp_path / "built_in", GOOD)
    read(tmp_path / "own", GOOD.replace("工单", "本区工单"))
    (source,) = discover((tmp_path / "built_in", tmp_path / "own"))
    assert source.name == "本区工单"


@pytest.mark.parametrize("name", ["12345-Orders", "工单", "order"])
def test_folder_names_are_plain_words(name: str, tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="应为小写英文、数字与下划线"):
        read(tmp_path, GOOD, name)
