"""How every chart looks: the Analysis Function's colours on white, dashes as well as colour, type a phone can show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

import altair as alt

FONT = "Helvetica Neue, Arial, sans-serif"
TEXT_SIZE = 15  # drawn about 450 wide, so still 11 px and more in a column of 350 px
LINE_HEIGHT = 18
PADDING = {"left": 2, "right": 12, "top": 4, "bottom": 2}  # room for bold labels a little wider than measured
PLOT_WIDTH, PLOT_HEIGHT = 280, 270
INK, QUIET, GRID, ZERO = "#0b0c0c", "#505a5f", "#dfe3e6", "#0b0c0c"


@dataclass(frozen=True)
class Look:
    """The line of one series: its colour, the same colour dark enough for text, and its dashes."""

    line: str
    text: str
    dash: tuple[int, ...]


LOOKS = (
    Look("#12436D", "#12436D", (1, 0)),  # dark blue
    Look("#F46A25", "#C2410C", (8, 4)),  # orange
    Look("#28A197", "#1B7A72", (2, 3)),  # turquoise
    Look("#801650", "#801650", (12, 3, 2, 3)),  # dark pink
    Look("#3D3D3D", "#3D3D3D", (4, 4)),  # dark grey
    Look("#A285D1", "#6B4FA3", (14, 4)),  # light purple
)


def looks(series: Sequence[str]) -> dict[str, Look]:
    """A look for each series, always in the same order."""
    return dict(zip(series, islice(cycle(LOOKS), len(series)), strict=True))


def colour(chosen: Mapping[str, Look]) -> alt.Color:
    """The colour of each series, without a legend: series are labelled where they are drawn."""
    tints = [look.line for look in chosen.values()]
    return alt.Color("series:N", scale=alt.Scale(domain=list(chosen), range=tints), legend=None)


def dashes(chosen: Mapping[str, Look]) -> alt.StrokeDash:
    """The dashes of each series."""
    styles = [list(look.dash) for look in chosen.values()]
    return alt.StrokeDash("series:N", scale=alt.Scale(domain=list(chosen), range=styles), legend=None)


def number_axis(unit: str, *, top: float) -> alt.Axis:
    """An axis for amounts: horizontal lines only, per cent for shares, millions for large numbers."""
    pounds = "'£' + " if unit.startswith("£") else ""
    if unit in {"share", "%"}:
        label = "format(datum.value, '.0%')"
    elif top >= 2_000_000:
        label = f"{pounds}format(datum.value / 1000000, ',~r') + 'm'"
    else:
        label = f"{pounds}format(datum.value, ',~r')"
    return alt.Axis(
        title=None, tickCount=5, labelExpr=f"replace({label}, '-', '−')", domain=False, ticks=False, labelPadding=6
    )


def year_axis(first: float, last: float) -> alt.Axis:
    """An axis of calendar years: a tick at each 1 January."""
    years = range(int(first), int(last) + 1)
    step = max(1, -(-len(years) // 6))
    return alt.Axis(
        title=None,
        values=[float(year) for year in years],
        grid=False,
        labelFlush=False,
        labelExpr=f"(datum.value - {int(first)}) % {step} ? '' : datum.label",
    )


def themed(
    layers: Sequence[alt.Chart], *, shows: str, width: int = PLOT_WIDTH, height: int = PLOT_HEIGHT
) -> alt.LayerChart:
    """The layers as one chart in the house style; `shows` says in words what it is."""
    chart = alt.LayerChart(
        layer=list(layers), description=shows, width=width, height=height, padding=PADDING, background="white"
    )
    axis = alt.AxisConfig(
        labelFontSize=TEXT_SIZE, labelColor=QUIET, gridColor=GRID, domainColor=QUIET, tickColor=QUIET, format="d"
    )
    written = alt.MarkConfig(fontSize=TEXT_SIZE, font=FONT)
    chart.config = alt.Config(font=FONT, aria=False, axis=axis, text=written, view=alt.ViewConfig(stroke=None))
    return chart
