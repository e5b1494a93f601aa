"""简报: makes the briefing of the month and area in the address, and hands out those that are finished.

What changes while it is open (progress, files) is asked for by assets/50_briefing.js; the page itself is of one build.
"""

from __future__ import annotations

import dash

from dashboard.address.view import View
from dashboard.briefing.content import EDITIONS
from dashboard.briefing.items import ITEMS
from dashboard.components.markup import data, label
from dashboard.components.panel import panel
from dashboard.components.state_sentence import Part, summary
from dashboard.elements import html
from dashboard.format import month_key, month_name

IN_BRIEFING = False  # it shows no figures
CONTENTS = (
    "各主题一段文字,逐项说明累计、目标、序时进度、同比",
    "全部指标一张表:本月、累计、目标、完成率、序时进度、差距、同比",
    "落后的指标,以及此后每月需完成多少",
    "数据截止、退回待补正、口径说明",
    "各页图表,与看板所见相同",
)


def layout(view: View) -> html.Div:
    """The page for one month and area."""
    return html.Div(
        [
            summary(
                [Part(f"生成{view.area.short_name}{month_name(view.month)}工作简报,所有数字取自版次{view.build.id}。")]
            ),
            html.Div([_make(view), _contents()], className="pair"),
            panel(
                "briefings", "已生成的简报", html.Div(id="briefing-list", className="briefings"), sub="文件只在本机保存"
            ),
        ],
        className="briefing",
        id="briefing",
    )


def _make(view: View) -> html.Section:
    area = "" if view.is_district else view.area.area_code
    asked = data(month=month_key(view.month), area=area)
    buttons = [
        html.Button(f"生成简报({name}版)", className="make", **asked, **data(edition=edition))
        for edition, name in EDITIONS.items()
    ]
    progress = html.Div(id="briefing-progress", className="progress", role="status", **label("生成进度"))
    return panel(
        "make-briefing",
        f"{view.area.short_name} {month_name(view.month)}",
        [html.Div(buttons, className="buttons"), progress],
        sub="月份和地区在页面上方选择;生成期间可以离开本页",
    )


def _contents() -> html.Section:
    items = [html.Li(words) for words in CONTENTS]
    names = "、".join(f"{item.name}{'(仅内部版)' if item.is_internal else ''}" for item in ITEMS)
    files = html.P(f"文件:{names}、清单(manifest.json)", className="sub")
    return panel("briefing-contents", "简报包含什么", [html.Ul(items, className="plain"), files])


dash.register_page(  # type: ignore[no-untyped-call]
    __name__, path="/briefing", name="简报", title="简报", order=120, layout=layout
)
