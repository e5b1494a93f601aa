"""A `NativeChart` as XML, the way office programs store a chart; bars and lines share one plot area.

The library has no call for that. Each value is named by its cell in the workbook (`chart_workbook`), so that its data
can be edited.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import ceil
from xml.sax.saxutils import escape, quoteattr

from dashboard.briefing.office.chart_workbook import block_top, reference, workbook
from dashboard.briefing.office.measuring import width
from dashboard.briefing.office.native_chart import Axis, Label, NativeChart, Series
from dashboard.format import number, percent
from dashboard.theme import COLOURS

FONT = "Microsoft YaHei"
NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
ACROSS, UP = 1001, 1002  # ids of the two axes
EMU = 12700  # in a point
NO_LEADERS = (  # some programs draw a line from a label that stands aside to its point, unless told
    '<c:extLst><c:ext uri="{CE6537A1-D6FC-4f65-9D91-7224C49458BB}" '
    'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"><c15:showLeaderLines val="0"/></c:ext>'
    "</c:extLst>"
)


@dataclass(frozen=True)
class ChartFile:
    """What `pptx` asks of chart data: the XML and the workbook, for a frame of a size in points."""

    chart: NativeChart
    wide: float
    high: float
    size: float  # of the letters
    made: datetime

    def xml_bytes(self, _chart_type: object = None) -> bytes:
        """The chart part."""
        return _chart_space(self).encode()

    @property
    def xlsx_blob(self) -> bytes:
        """The workbook; the same bytes for the same chart and build."""
        return workbook(self.chart, self.made)


def _chart_space(file: ChartFile) -> str:
    chart = file.chart
    if chart.across is None:
        groups = _category_groups(file) + _category_axis(file) + _value_axis(file, chart.value, UP, ACROSS)
    else:
        groups = _point_group(file) + _value_axis(file, chart.across, ACROSS, UP)
        groups += _value_axis(file, chart.value, UP, ACROSS)
    return f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<c:chartSpace {NAMESPACES}><c:date1904 val="0"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>
<c:plotArea>{_plot_layout(file)}{groups}</c:plotArea>{_legend(file)}
<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>
<c:txPr><a:bodyPr/><a:p><a:pPr>{_letters(file.size, COLOURS["ink"])}</a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>
</c:chartSpace>"""


def _plot_layout(file: ChartFile) -> str:
    """The plot's place in the frame, as the format has it."""
    x, y, w, h = _plot(file)
    return (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{x:.4f}"/><c:y val="{y:.4f}"/><c:w val="{w:.4f}"/><c:h val="{h:.4f}"/></c:manualLayout></c:layout>'
    )


def _plot(file: ChartFile) -> tuple[float, float, float, float]:
    """Left, top, width and height as shares of the frame, with the room that labels need: no program keeps it free."""
    chart, size = file.chart, file.size
    edge = max(
        (
            width(_edge_text(chart, one, at, label)) * size + 18
            for one in chart.series
            for at, label in one.labels.items()
            if label.side == "r" and not chart.across
        ),
        default=size * 1.5,
    )
    left = _longest_category(chart) * size + 14 if chart.horizontal else size * 4.6
    top = size * 2.2 if chart.value.title else size * 0.9
    below = size * (2.2 + 1.7 * _legend_rows(file) + (1.4 if chart.across and chart.across.title else 0))
    across, up = 1 - (left + edge) / file.wide, 1 - (top + below) / file.high
    return left / file.wide, top / file.high, across, up


def _longest_category(chart: NativeChart) -> float:
    return min(max(map(width, chart.categories), default=0.0), 14.0)


def _edge_text(chart: NativeChart, one: Series, at: int, label: Label) -> str:
    """About what a label at the right edge will say."""
    value = Decimal(repr(one.values[at] or 0.0))
    shown = percent(value) if "%" in chart.value.number_format else number(value)
    return f"{one.name} {shown}" if label.with_name else shown


def _legend_rows(file: ChartFile) -> int:
    """Rows of the legend, whose columns are as wide as its longest name with a sign and a gap."""
    if not _has_legend(file.chart):
        return 0
    names = [width(one.name) + 4.5 for one in file.chart.series if one.is_in_legend]
    return ceil(len(names) / max(file.wide * 0.9 // (max(names) * file.size), 1))


def _has_legend(chart: NativeChart) -> bool:
    return sum(one.is_in_legend for one in chart.series) > 1


def _legend(file: ChartFile) -> str:
    if not _has_legend(file.chart):
        return ""
    hidden = "".join(
        f'<c:legendEntry><c:idx val="{position}"/><c:delete val="1"/></c:legendEntry>'
        for position, one in enumerate(file.chart.series)
        if not one.is_in_legend
    )
    return f'<c:legend><c:legendPos val="b"/>{hidden}<c:overlay val="0"/></c:legend>'


# ---- series ----


def _category_groups(file: ChartFile) -> str:
    """Bars, then lines above them, on the same axes."""
    chart = file.chart
    bars = [position for position, one in enumerate(chart.series) if one.mark == "bar"]
    lines = [position for position, one in enumerate(chart.series) if one.mark != "bar"]
    ids = f'<c:axId val="{ACROSS}"/><c:axId val="{UP}"/>'
    groups = ""
    if bars:
        direction, grouping = ("bar" if chart.horizontal else "col"), ("stacked" if chart.stacked else "clustered")
        overlap = 100 if chart.stacked else 0
        groups += (
            f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>'
            f"{''.join(_category_series(file, position) for position in bars)}"
            f'<c:gapWidth val="60"/><c:overlap val="{overlap}"/>{ids}</c:barChart>'
        )
    if lines:
        groups += (
            '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
            f'{"".join(_category_series(file, position) for position in lines)}<c:marker val="1"/>{ids}</c:lineChart>'
        )
    return groups


def _category_series(file: ChartFile, position: int) -> str:
    chart, one = file.chart, file.chart.series[position]
    last, column = len(chart.categories), position + 1
    names = "".join(f'<c:pt idx="{at}"><c:v>{escape(name)}</c:v></c:pt>' for at, name in enumerate(chart.categories))
    look, end = (_bar_look(one), "") if one.mark == "bar" else (_line_look(one), '<c:smooth val="0"/>')
    return (
        f"<c:ser>{_head(position, one, reference(0, column))}{look}{_labels(file, one)}"
        f"<c:cat><c:strRef><c:f>{reference(1, 0, last)}</c:f><c:strCache>"
        f'<c:ptCount val="{last}"/>{names}</c:strCache></c:strRef></c:cat>'
        f"<c:val>{_numbers(reference(1, column, last), one.values, chart.value.number_format)}</c:val>"
        f"{end}</c:ser>"
    )


def _point_group(file: ChartFile) -> str:
    chart = file.chart
    across_format = chart.across.number_format if chart.across else "General"
    all_series = ""
    for position, one in enumerate(chart.series):
        top = block_top(chart, position)
        first, last = top + 1, top + len(one.values)
        all_series += (
            f"<c:ser>{_head(position, one, reference(top, 1))}{_line_look(one)}{_labels(file, one)}"
            f"<c:xVal>{_numbers(reference(first, 0, last), one.across, across_format)}</c:xVal>"
            f"<c:yVal>{_numbers(reference(first, 1, last), one.values, chart.value.number_format)}</c:yVal>"
            '<c:smooth val="0"/></c:ser>'
        )
    return (
        f'<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{all_series}'
        f'<c:axId val="{ACROSS}"/><c:axId val="{UP}"/></c:scatterChart>'
    )


def _head(position: int, one: Series, name_cell: str) -> str:
    return (
        f'<c:idx val="{position}"/><c:order val="{position}"/><c:tx><c:strRef><c:f>{name_cell}</c:f><c:strCache>'
        f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(one.name)}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
    )


def _numbers(cell_range: str, values: Sequence[float | None], number_format: str) -> str:
    points = "".join(f'<c:pt idx="{at}"><c:v>{v!r}</c:v></c:pt>' for at, v in enumerate(values) if v is not None)
    return (
        f"<c:numRef><c:f>{cell_range}</c:f><c:numCache><c:formatCode>{escape(number_format)}</c:formatCode>"
        f'<c:ptCount val="{len(values)}"/>{points}</c:numCache></c:numRef>'
    )


def _bar_look(one: Series) -> str:
    return f'<c:spPr>{_fill(one.colour)}<a:ln><a:noFill/></a:ln></c:spPr><c:invertIfNegative val="0"/>'


def _line_look(one: Series) -> str:
    line = "<a:ln><a:noFill/></a:ln>"
    if one.mark == "line":
        dash = "" if one.dash == "solid" else f'<a:prstDash val="{one.dash}"/>'
        line = f'<a:ln w="{round(one.width * EMU)}" cap="rnd">{_fill(one.colour)}{dash}<a:round/></a:ln>'
    marker = '<c:marker><c:symbol val="none"/></c:marker>'
    symbol = one.symbol if one.mark == "line" or one.symbol != "none" else "circle"
    if symbol != "none":
        size = {"diamond": 10, "dash": 12}.get(symbol, 5 if one.mark == "line" else 8)
        shape = f'<c:spPr>{_fill(one.colour)}<a:ln w="{EMU}">{_fill(COLOURS["paper"])}</a:ln></c:spPr>'
        marker = f'<c:marker><c:symbol val="{symbol}"/><c:size val="{size}"/>{shape}</c:marker>'
    return f"<c:spPr>{line}</c:spPr>{marker}"


def _fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour.lstrip("#")}"/></a:solidFill>'


# ---- labels and axes ----


def _labels(file: ChartFile, one: Series) -> str:
    if not one.labels:
        return ""
    shifts = _edge_shifts(file)
    each = "".join(_label(file, one, at, label, shifts.get(one.name, 0.0)) for at, label in sorted(one.labels.items()))
    return f"<c:dLbls>{each}{_shows(value=False, name=False)}{NO_LEADERS}</c:dLbls>"


def _label(file: ChartFile, one: Series, at: int, label: Label, shift: float) -> str:
    moved = ""
    x = _aside(file, one, at, label)
    if x:
        moved = f'<c:layout><c:manualLayout><c:x val="{x:.4f}"/><c:y val="{-shift:.4f}"/></c:manualLayout></c:layout>'
    if label.text is not None:
        letters = run_letters(file.size, COLOURS["ink"], "a:rPr")
        said = f"<a:r>{letters}<a:t>{escape(label.text)}</a:t></a:r>"
        text = f"<c:tx><c:rich><a:bodyPr/><a:p>{said}</a:p></c:rich></c:tx>"
        form = ""
    else:
        text = ""
        letters = _letters(file.size, _label_colour(one))
        number_format = escape(_label_format(file.chart), {'"': "&quot;"})
        form = (
            f'<c:numFmt formatCode="{number_format}" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr><c:txPr>'
            f'<a:bodyPr wrap="none"/><a:p><a:pPr>{letters}</a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
        )
    return (
        f'<c:dLbl><c:idx val="{at}"/>{moved}{text}{form}<c:dLblPos val="{label.side}"/>'
        f"{_shows(value=True, name=label.with_name)}</c:dLbl>"
    )


def _aside(file: ChartFile, one: Series, at: int, label: Label) -> float:
    """How far right a label goes, as a share of the frame's width: off its point's sign, or off the upright axis."""
    across = file.chart.across
    if across is None:
        return 6 / file.wide if label.side == "r" else 0.0
    is_on_axis = label.text is None and one.across[at] == across.low
    return file.size * 1.2 / file.wide if is_on_axis else 0.0


def _shows(*, value: bool, name: bool) -> str:
    separator = "<c:separator> </c:separator>" if name else ""
    return (
        f'<c:showLegendKey val="0"/><c:showVal val="{int(value)}"/><c:showCatName val="0"/>'
        f'<c:showSerName val="{int(name)}"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>{separator}'
    )


def _label_colour(one: Series) -> str:
    """That of the series, dark enough for letters."""
    if one.mark == "bar":
        return COLOURS["ink"]
    return COLOURS["context-text"] if one.colour == COLOURS["context"] else one.colour


def _label_format(chart: NativeChart) -> str:
    """Values in full beside their points, rates with one decimal."""
    form = chart.value.number_format
    if "%" in form:
        return "0.0%;−0.0%"
    return form if "亿" in form else "#,##0.##;−#,##0.##" if ".0" in form and "万" not in form else "#,##0;−#,##0"


def _edge_shifts(file: ChartFile) -> dict[str, float]:
    """How far up labels at the right edge go so that none lies on another, as shares of the frame's height."""
    chart, value = file.chart, file.chart.value
    if chart.across or value.low is None or value.high is None:
        return {}
    ends = [
        (shown, one.name)
        for one in chart.series
        for at, label in one.labels.items()
        if label.side == "r" and (shown := one.values[at]) is not None
    ]
    plot = file.high * _plot(file)[3]
    least = (value.high - value.low) * file.size * 1.5 / plot
    shifts, lowest = {}, float("-inf")
    for shown, name in sorted(ends):
        place = max(shown, lowest + least)
        shifts[name], lowest = (place - shown) / (value.high - value.low) * plot / file.high, place
    return shifts


def _category_axis(file: ChartFile) -> str:
    chart = file.chart
    order, side = ("maxMin", "l") if chart.horizontal else ("minMax", "b")
    slot = file.wide * _plot(file)[2] / len(chart.categories)
    needed = (max(map(width, chart.categories)) + 0.3) * file.size
    every = chart.every if chart.horizontal else max(chart.every, ceil(needed / slot))
    skip = f'<c:tickLblSkip val="{every}"/>' if every > 1 else ""
    turn = 'rot="1"' if every > 1 else ""  # a hair's breadth: LibreOffice breaks level labels letter by letter
    return (
        f'<c:catAx><c:axId val="{ACROSS}"/><c:scaling><c:orientation val="{order}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{side}"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{_axis_line()}{_axis_letters(file, turn)}'
        f'<c:crossAx val="{UP}"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
        f'<c:lblOffset val="60"/>{skip}<c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _value_axis(file: ChartFile, axis: Axis, axis_id: int, crossing: int) -> str:
    lies_down = (axis_id == ACROSS) != file.chart.horizontal
    high = "" if axis.high is None else f'<c:max val="{axis.high!r}"/>'
    low = "" if axis.low is None else f'<c:min val="{axis.low!r}"/>'
    step = "" if axis.step is None else f'<c:majorUnit val="{axis.step!r}"/>'
    has_lines = axis_id == UP
    lines = f'<c:majorGridlines><c:spPr><a:ln w="6350">{_fill(COLOURS["line"])}</a:ln></c:spPr></c:majorGridlines>'
    crosses = "min" if file.chart.across else "autoZero"
    form = escape(axis.number_format, {'"': "&quot;"})
    between = "midCat" if file.chart.across else "between"
    return (
        f'<c:valAx><c:axId val="{axis_id}"/><c:scaling><c:orientation val="minMax"/>{high}{low}</c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{"b" if lies_down else "l"}"/>{lines if has_lines else ""}'
        f"{_axis_title(file, axis, lies_down)}"
        f'<c:numFmt formatCode="{form}" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="low"/>{_axis_line() if lies_down else "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"}'
        f'{_axis_letters(file)}<c:crossAx val="{crossing}"/><c:crosses val="{crosses}"/>'
        f'<c:crossBetween val="{between}"/>{step}</c:valAx>'
    )


def _axis_title(file: ChartFile, axis: Axis, lies_down: bool) -> str:
    """The unit: above an upright axis, lying, as on the pages; below one that lies down."""
    if not axis.title:
        return ""
    layout = "<c:layout/>"
    if not lies_down:
        layout = (
            '<c:layout><c:manualLayout><c:xMode val="edge"/><c:yMode val="edge"/>'
            '<c:x val="0.005"/><c:y val="0.005"/></c:manualLayout></c:layout>'
        )
    run = f"<a:r>{run_letters(file.size, COLOURS['soft'], 'a:rPr')}<a:t>{escape(axis.title)}</a:t></a:r>"
    return (
        f'<c:title><c:tx><c:rich><a:bodyPr rot="0" vert="horz"/><a:p>{run}</a:p></c:rich></c:tx>{layout}'
        '<c:overlay val="0"/></c:title>'
    )


def _axis_line() -> str:
    return f'<c:spPr><a:ln w="9525">{_fill(COLOURS["context"])}</a:ln></c:spPr>'


def _axis_letters(file: ChartFile, turn: str = "") -> str:
    letters = _letters(file.size, COLOURS["soft"])
    return f'<c:txPr><a:bodyPr {turn}/><a:p><a:pPr>{letters}</a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'


def _letters(size: float, colour: str) -> str:
    return run_letters(size, colour, "a:defRPr")


def run_letters(size: float, colour: str, tag: str, *, bold: bool = False) -> str:
    """The look of letters, with the font for Latin and for Chinese ones."""
    language = ' lang="zh-CN"' if tag == "a:rPr" else ""
    font = quoteattr(FONT)
    return (
        f'<{tag}{language} sz="{round(size * 100)}" b="{int(bold)}">{_fill(colour)}'
        f"<a:latin typeface={font}/><a:ea typeface={font}/></{tag}>"
    )
