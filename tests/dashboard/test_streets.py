"""The page of streets on an invented build whose streets get targets, states and residents."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from dash import dcc

from dashboard.address.view import resolve
from dashboard.app import Changfeng, create_app
from dashboard.components.streets.stability import moves_of
from dashboard.readings.comparison import compare
from dashboard.readings.figures import read
from etl.store import open_current
from tests.dashboard import fixture_build
from tests.dashboard.test_overview import NOT_A_NUMBER
from tests.dashboard.trees import nodes, text, texts

POZIJIE, CHENGNANLU, YUNANJIE = "430103002", "430103003", "430103004"
Change = Callable[..., Changfeng]

BEHIND = f"""
    update kpi_value set target = 100, completion = 0.4, pace = 0.523, gap_pp = -12.3, status = 'slow',
           needed_per_month = 22.4, ytd = 40
    where kpi = 'reemployed' and area_code = '{CHENGNANLU}' and month = date '2023-06-01'"""
A_LITTLE_BEHIND = f"""
    update kpi_value set target = 1000, completion = 0.5, pace = 0.523, gap_pp = -2.3, status = 'behind', ytd = 500
    where kpi in ('reemployed', 'new_urban_jobs') and area_code = '{POZIJIE}' and month = date '2023-06-01'"""


@pytest.fixture
def changed(site: Path, tmp_path: Path) -> Change:
    """The invented build with some statements run over it."""

    def change(*statements: str) -> Changfeng:
        own = shutil.copytree(site, tmp_path / "site")
        with duckdb.connect(own / "builds" / fixture_build.BUILD_ID / "marts.duckdb") as con:
            for statement in statements:
                con.execute(statement)
        return create_app(own)

    return change


def part(app: Changfeng, element_id: str, page: str = "/streets", **query: str) -> str:
    tree = app.shell.draw(page, {key: [value] for key, value in query.items()}).tree
    return text(next(node for node in nodes(tree) if getattr(node, "id", None) == element_id))


def links(app: Changfeng, **query: str) -> dict[str, str]:
    tree = app.shell.draw("/streets", {key: [value] for key, value in query.items()}).tree
    main = next(node for node in nodes(tree) if getattr(node, "id", None) == "main")
    return {text(node.children): node.href for node in nodes(main) if isinstance(node, dcc.Link)}


def test_the_sentence_names_the_street_furthest_behind_and_what_each_month_must_bring(changed: Change) -> None:
    app = changed(BEHIND, A_LITTLE_BEHIND)
    said = part(app, "state")
    assert said.startswith("截至2023年6月,5个街道中2个有落后的指标,涉及2项:差距最大的是城南路的失业人员再就业,")
    assert "落后序时进度12.3个百分点,后6个月月均需完成23人,近3个月月均" in said  # 22.4 is rounded up
    assert "偏小" not in said


def test_what_rests_on_few_cases_does_not_lead_the_sentence(changed: Change) -> None:
    few = BEHIND.replace("ytd = 40", "ytd = 16")
    app = changed(few, A_LITTLE_BEHIND)
    said = part(app, "state")
    assert "涉及2项(基数偏小的不比):差距最大的是坡子街的" in said
    assert "落后序时进度2.3个百分点" in said
    assert "12.3" not in said
    assert part(app, "ranking").startswith(said.split("坡子街的")[1].split(",")[0])


def test_where_all_bases_are_small_no_street_is_named(changed: Change) -> None:
    said = part(changed(BEHIND.replace("ytd = 40", "ytd = 16")), "state")
    assert said == "截至2023年6月,5个街道中1个有落后的指标,涉及1项(基数均偏小,不比差距)。"


def test_the_sentence_of_a_chosen_kpi_speaks_of_it_alone(changed: Change) -> None:
    app = changed(BEHIND, A_LITTLE_BEHIND)
    said = part(app, "state", kpi="new_urban_jobs")
    assert "城镇新增就业5个街道中1个落后:差距最大的是坡子街,落后序时进度2.3个百分点" in said
    assert part(app, "state", kpi="subsidy") == "截至2023年6月,5个街道的人才补贴发放没有年度目标,只列实绩。"


def test_no_street_behind_is_said_so(changed: Change) -> None:
    app = changed(BEHIND.replace("'slow'", "'on_pace'"))
    assert part(app, "state") == "截至2023年6月,5个街道的各项指标都没有落后。"


def test_the_bands_say_which_streets_differ(changed: Change) -> None:
    counts = {POZIJIE: 800, CHENGNANLU: 520, YUNANJIE: 300}
    app = changed(
        *(
            f"update kpi_value set target = 1000, completion = {n / 1000}, ytd = {n} "
            f"where kpi = 'reemployed' and area_code = '{code}' and month = date '2023-06-01'"
            for code, n in counts.items()
        ),
        "update kpi_value set completion = 0.54 where kpi = 'reemployed' and area_code = '430103' "
        "and month = date '2023-06-01'",
    )
    said = part(app, "ranking", kpi="reemployed")
    assert "失业人员再就业:1个街道明显低于全区,1个街道明显高于全区,1个无明显差异" in said
    assert said.index("明显高于全区(1)") < said.index("与全区无明显差异(1)") < said.index("明显低于全区(1)")
    assert (
        "80.0%74.6~85.7 · 800人" in said
    )  # scipy: chi2.ppf(.025, 1600) / 2000 = 0.7455, chi2.ppf(.975, 1602) / 2000 = 0.8574
    assert "未列入:南托、<b>桂花坪</b>(没有目标或没有数据)" in said
    assert "拜尔法" in said


def test_per_thousand_residents_where_they_are_filled_in(changed: Change) -> None:
    app = changed(
        "update area set residents = 40000, residents_on = date '2020-11-01', residents_source = '虚构' "
        "where level = 'street'"
    )
    said = part(app, "ranking", kpi="subsidy")
    assert "件/千人" not in said  # money is no count
    said = part(app, "ranking", kpi="first_month_only", month="2022-01")
    assert "按每千常住人口人数;常住人口虚构(2020-11-01)" in said
    assert "未填常住人口" not in said


def test_without_residents_the_page_says_so(site: Path) -> None:
    said = part(create_app(site), "ranking", kpi="new_urban_jobs")
    assert "未填常住人口,按绝对数排列" in said
    assert "明显" not in said


def test_a_small_base_is_marked(changed: Change) -> None:
    few = f"update kpi_value set ytd = 12 where kpi = 'new_urban_jobs' and area_code = '{POZIJIE}'"
    assert part(changed(few), "ranking", kpi="new_urban_jobs").count("城镇新增就业少于30基数小") == 1


def test_no_street_is_named_by_the_change_of_a_handful(changed: Change) -> None:
    few = (
        "update kpi_value set ytd = 9, yoy_base = 10, yoy = -0.1 where kpi = 'tiny_target'",
        f"update kpi_value set ytd = 10, yoy = 0 where kpi = 'tiny_target' and area_code = '{POZIJIE}'",
    )
    said = part(changed(*few), "quadrants", kpi="tiny_target")
    assert said.startswith("微市场建设:水平与变化不作比较各街道上年同期都少于30个,百分比只是几个之差,只列表")
    assert "坡子街街道10个持平" in said
    assert "城南路街道9个上年同期10个" in said


def test_ranking_can_be_switched_off(changed: Change) -> None:
    app = changed(BEHIND, A_LITTLE_BEHIND, "update meta set rank_streets = false")
    assert part(app, "state") == "截至2023年6月,5个街道中2个有落后的指标,涉及2项。"
    said = part(app, "ranking", kpi="new_urban_jobs")
    assert "不排名次" in said
    assert all(word not in said for word in ("明显", "最高", "最低", "换过档", "区间"))
    assert said.index("坡子街") < said.index("城南路") < said.index("裕南街")
    assert "明显" not in part(app, "standing", area=POZIJIE)
    for path in ("/", "/employment"):
        assert "个街道中列第" not in text(app.shell.draw(path, {"area": [POZIJIE]}).tree)
    streets = part(app, "streets", page="/employment")
    assert "街道中" not in streets
    listed = [name for name in ("坡子街", "城南路", "裕南街", "金盆岭", "未分配") if name in streets]
    assert len(listed) >= 2
    assert listed == sorted(listed, key=streets.index)
    assert "其中城南路" not in part(app, "coverage", page="/insurance")


@pytest.mark.parametrize(
    ("is_ranked", "named"), [("true", "裕南街、城南路、坡子街"), ("false", "坡子街、城南路、裕南街")]
)
def test_slow_streets_stand_in_their_own_order_where_none_is_ranked(
    changed: Change, is_ranked: str, named: str
) -> None:
    slow = [
        f"update kpi_value set target = 100, gap_pp = {gap}, status = 'slow' "
        f"where kpi = 'reemployed' and area_code = '{code}' and month = date '2023-06-01'"
        for code, gap in ((POZIJIE, -6), (CHENGNANLU, -9), (YUNANJIE, -20))
    ]
    tree = changed(*slow, f"update meta set rank_streets = {is_ranked}").shell.draw("/", {}).tree
    attention = next(node for node in nodes(tree) if getattr(node, "className", None) == "panel attention")
    assert named in text(attention)


def test_links_choose_a_kpi_on_this_page_and_lead_to_a_streets_own(changed: Change) -> None:
    found = links(changed(BEHIND), month="2023-06")
    assert found["失业人员再就业"] == found["缓慢▼40.0"] == "/streets?month=2023-06&kpi=reemployed#ranking"
    assert found["城南路"] == f"/streets?month=2023-06&area={CHENGNANLU}"


def test_a_streets_page_leads_to_its_neighbours(site: Path) -> None:
    app = create_app(site)
    found = links(app, area=CHENGNANLU)
    assert found["← 坡子街"] == f"/streets?area={POZIJIE}"
    assert found["裕南街 →"] == f"/streets?area={YUNANJIE}"
    assert found["全部街道"] == "/streets"
    assert not any(name.startswith("←") for name in links(app, area=POZIJIE))
    assert next(iter(links(app, area="430103999"))) == "全部街道"


def test_a_streets_page_says_where_it_stands(changed: Change) -> None:
    app = changed(
        f"update kpi_value set ytd_numerator = 900, ytd_denominator = 1000, ytd = 0.9 "
        f"where kpi = 'hotline_satisfaction_rate' and area_code = '{POZIJIE}'"
    )
    said = part(app, "standing", area=POZIJIE)
    assert "12345满意率" in said
    assert "90.0%" in said
    assert "明显低于全区" in said


def test_moves_between_thirds_are_counted_over_twelve_months(changed: Change) -> None:
    """Three streets keep their order but in one month, in which first and last change places: two moves each."""
    order = {POZIJIE: 300, CHENGNANLU: 200, YUNANJIE: 100}
    statements = [
        "delete from kpi_value where kpi = 'reemployed' and area_code not in "
        f"('430103', {', '.join(repr(code) for code in order)})"
    ]
    statements += [
        f"update kpi_value set ytd = case when month = date '2023-02-01' then {400 - n} else {n} end "
        f"where kpi = 'reemployed' and area_code = '{code}'"
        for code, n in order.items()
    ]
    app = changed(*statements)
    assert "3个街道中2个换过档,共4次,最多的是坡子街、裕南街(2次)。位次多变" in part(app, "ranking", kpi="reemployed")


def test_one_month_has_no_moves(site: Path) -> None:
    view = resolve(open_current(site), "/streets", {"month": "2022-01"})
    figures = read(view, lambda kpi: True)
    kpi = next(kpi for kpi in figures.kpis if kpi.kpi == "reemployed")
    assert moves_of(view, compare(kpi, view.district, view.streets, figures.cells)) == {}


@pytest.mark.parametrize("kpi", [kpi for kpi, *_ in fixture_build.KPIS])
def test_every_kind_of_kpi_is_compared_without_a_broken_number(site: Path, kpi: str) -> None:
    app = create_app(site)
    for month in ("2022-01", "2023-06"):
        for said in texts(app.shell.draw("/streets", {"kpi": [kpi], "month": [month]}).tree):
            assert not NOT_A_NUMBER.search(said), (month, said)


def test_a_district_without_streets_says_so(changed: Change) -> None:
    assert part(changed("delete from area where level = 'street'"), "state") == (
        "街道名录(reference/areas.csv)中还没有街道。"
    )
