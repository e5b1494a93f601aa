"""就业: how many found work in town this year, where, who they are, in which trade and form, and who hires them."""

from __future__ import annotations

from collections.abc import Sequence

import dash

from dashboard.address.view import View
from dashboard.components.change_words import month_on_month
from dashboard.components.filed import filed
from dashboard.components.kpi.cards import cards_of, kpi_cards
from dashboard.components.kpi.source_note import source_note
from dashboard.components.kpi.trend_panel import finding, kpi_trend
from dashboard.components.markup import Children
from dashboard.components.published.strip import published_strip
from dashboard.components.split_panel import Split, largest_change, members, split_panel
from dashboard.components.state_sentence import Part, summary
from dashboard.elements import html
from dashboard.format import number
from dashboard.readings.figures import Figures, most_telling, read
from dashboard.window import shift
from etl.store import Kpi

LEDGER = "hiring"
THEME = "employment"
FILTERS = ("person_group", "industry", "employment_form")
OF_REEMPLOYMENT = "reemployment_month"  # its KPIs have a page of their own
ROWS = "hiring.hired"
MART, MEASURE, COUNTED = "employment_month", "hired", "新增就业"


def belongs(kpi: Kpi) -> bool:
    """KPIs of employment that are not on the page of re-employment."""
    return kpi.theme == THEME and kpi.mart != OF_REEMPLOYMENT


def layout(view: View) -> html.Div:
    """The page for one month and area; its splits hold to the chosen filters."""
    figures = read(view, belongs)
    main = next((kpi for kpi in figures.kpis if kpi.mart == MART), None)
    chosen = view.kpi if view.kpi and belongs(view.kpi) else main or most_telling(view, figures)
    source = f"来源:{source_note(view.build, main, view.month)}" if main else ""
    trend = [kpi_trend(view, chosen)] if chosen else []

    def panels(held: View) -> Children:
        return [
            html.Div([*trend, _streets(held, source)], className="pair"),
            html.Div([_stack(held, column, source) for column in COLUMNS], className="pair"),
            html.Div(_employers(held, source), className="single"),
        ]

    cards = kpi_cards(view, cards_of(view, figures))
    ledger = filed(view, LEDGER)
    elsewhere = {kpi.kpi for kpi in view.build.kpis if kpi.mart == OF_REEMPLOYMENT}
    strip = published_strip(view, THEME, only=lambda figure: figure.figure not in elsewhere)
    return html.Div(
        [
            summary(_sentence(view, main, figures, ledger.view)),
            cards,
            *ledger.panels(panels, trend),
            *([html.Div(strip, className="single")] if strip else []),
        ]
    )


COLUMNS = (  # side by side, about as long as each other
    (("industry", "行业"), ("employment_form", "就业形式")),
    (("person_group", "人员类别"), ("education", "学历")),
)


def _stack(view: View, parts: Sequence[tuple[str, str]], source: str) -> html.Div:
    return html.Div([_split(view, *part, source) for part in parts], className="stack")


def _sentence(view: View, main: Kpi | None, figures: Figures, held: View | None) -> list[Part]:
    """Where the year stands, how last month went, and which trade grew or shrank most in heads."""
    now = figures.of(main, view.month) if main else None
    if main is None or now is None:
        return [Part(f"{view.area.name}{view.month.year}年{view.month.month}月没有新增就业数据。")]
    parts = [Part(finding(view, main, now), now.status if now.status != "no_target" else None)]
    if now.value is not None:
        said = f";{view.month.month}月新增{number(now.value)}人"
        before = figures.of(main, shift(view.month, -1))
        against = month_on_month(main, now, before, view.build.meta.small_base)
        parts.append(Part(f"{said},{against}" if against else said))
    trades = members(held, Split("", "行业", MART, MEASURE, "industry", COUNTED)) if held else []
    changed = largest_change(trades, "人")
    return [*parts, *([Part(f";行业中{changed}")] if changed else []), Part("。")]


def _split(view: View, dimension: str, title: str, source: str) -> html.Section:
    others = view.where(*(key for key in FILTERS if key != dimension))
    split = Split(dimension, title, MART, MEASURE, dimension, COUNTED, where=others)
    if dimension not in FILTERS:
        return split_panel(view, split, source, link=lambda code: _rows(view, dimension, code))
    return split_panel(view, split, source, link=lambda code: view.link(**{dimension: code}))


def _streets(view: View, source: str) -> html.Section:
    """All streets, on the page of a street too."""
    names = {area.area_code: area.short_name for area in view.build.areas}
    where = view.where(*FILTERS)
    split = Split("streets", "街道", MART, MEASURE, "area_code", COUNTED, most=30, where=where, whole_district=True)
    return split_panel(view, split, source, link=lambda code: view.link(area=code), name=names)


def _employers(view: View, source: str) -> html.Section:
    where, only = view.where(*FILTERS), "填写用人单位的"
    split = Split("employers", "用人单位", "employer_month", MEASURE, "employer", COUNTED, where=where, only=only)
    return split_panel(view, split, source, link=lambda code: _rows(view, "employer", code))


def _rows(view: View, column: str, member: str) -> str:
    """The way to the rows behind a bar that is no filter, where the build knows them."""
    known = ROWS in view.build.row_sets
    return view.rows_link(ROWS, whole_year=True, kpi=None, **{column: member}) if known else ""


dash.register_page(__name__, path="/employment", name="就业", title="就业", order=10, layout=layout)  # type: ignore[no-untyped-call]
