"""Charts of money against one quantity: cost by number of people, cost by share deterred, and a share on its axis."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import polars as pl

from waystation.charts.theme import INK, LOOKS, ZERO, themed

WIDTH, HEIGHT, STRIP = 320, 250, 86
SHORT = (
    "replace(datum.value >= 1e9 || datum.value <= -1e9 ? '£' + format(datum.value / 1e9, ',~r') + 'bn' : "
    "datum.value >= 1e6 || datum.value <= -1e6 ? '£' + format(datum.value / 1e6, ',~r') + 'm' : "
    "datum.value >= 1e3 || datum.value <= -1e3 ? '£' + format(datum.value / 1e3, ',~r') + 'k' : "
    "'£' + format(datum.value, ',~r'), '£−', '−£')"
)
WHOLE, PART, MARK = LOOKS[0], LOOKS[1], LOOKS[3]
NEAR, FAR = -14, -29  # of a letter over its mark: neighbours stand at different heights
PER_CENT = "format(datum.value, '.0%')"


def cost_curve(table: pl.DataFrame, *, names: dict[str, str]) -> alt.LayerChart:
    """Cost a person by number of people (columns series, people, low, mid, high), both on scales of powers of ten."""
    low, high = float(str(table["low"].min())), float(str(table["high"].max()))
    people = [int(value) for value in table["people"].unique().sort()]
    x = alt.X(
        "people:Q", scale=alt.Scale(type="log", domain=[people[0], people[-1]], nice=False),
        axis=_axis("format(datum.value, ',')", [value for value in people if str(value).startswith("1")], grid=False),
    )  # fmt: skip
    powers = [10.0**power for power in range(3, 10) if low <= 10.0**power <= high]
    scale = alt.Scale(type="log", domain=[low, high], nice=False)
    y = alt.Y("mid:Q", scale=scale, axis=_axis(SHORT, powers))
    layers: list[alt.Chart] = []
    for look, name in zip((WHOLE, PART), names, strict=True):
        held = table.filter(pl.col("series") == name)
        layers += _band(held, x, y, look.line, look.dash)
        end = held.sort("people").row(0 if look is PART else 1, named=True)
        label = pl.DataFrame({"people": [end["people"]], "mid": [end["mid"]], "label": [names[name]]})
        layers.append(
            alt.Chart(label).mark_text(align="left", dx=8, dy=-10, fontWeight="bold", color=look.text).encode(
                x=x, y=y, text="label:N"
            )
        )  # fmt: skip
    shows = f"Lines with ranges: cost a person from {people[0]:,} to {people[-1]:,} people."
    return themed(layers, shows=shows, width=WIDTH, height=HEIGHT)


def break_even(
    table: pl.DataFrame, own: tuple[float, float, float], marks: Sequence[tuple[str, float]]
) -> alt.LayerChart:
    """Cost by share deterred (columns share, low, mid, high) about a line of nil, with marks on the axis of shares.

    `own` is the range of the share at which it is nil, drawn on that line.
    """
    x = alt.X("share:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=_axis(PER_CENT, [0, 0.25, 0.5, 0.75, 1.0]))
    low, high = min(0.0, float(str(table["low"].min()))), max(0.0, float(str(table["high"].max())))
    y = alt.Y("mid:Q", scale=alt.Scale(domain=[low, high], nice=5), axis=_axis(SHORT, None))
    nil = alt.Chart(pl.DataFrame({"mid": [0.0]})).mark_rule(color=ZERO, strokeWidth=1.5).encode(y="mid:Q")
    ends = [min(1.0, max(0.0, value)) for value in own]
    range_ = pl.DataFrame({"share": [ends[0]], "mid": [0.0], "to": [ends[2]], "at": [ends[1]]})
    bar = alt.Chart(range_).mark_bar(size=9, color=PART.line, orient="horizontal").encode(x=x, x2="to:Q", y="mid:Q")
    tick = alt.Chart(range_).mark_tick(size=18, thickness=3, color=INK, orient="vertical").encode(x="at:Q", y="mid:Q")
    band = _band(table, x, y, WHOLE.line, WHOLE.dash)
    layers = [nil, *band, bar, tick, *_marks(marks, x, HEIGHT - 6)]
    shows = f"Line with range: cost by share of arrivals deterred, and {len(marks)} published shares."
    return themed(layers, shows=shows, width=WIDTH, height=HEIGHT)


def strip(
    own: tuple[float, float, float], marks: Sequence[tuple[str, float]], *, log: bool, unit: str
) -> alt.LayerChart:
    """The range of one figure of ours on its axis, with published figures on the same denominator marked."""
    values = [value for value in (*own, *(share for _, share in marks)) if value > 0]
    if log:
        first, last = min(values, default=0.1) / 2, max(values, default=10.0) * 2
        powers = [10.0**power for power in range(-3, 6) if first <= 10.0**power <= last]
        scale = alt.Scale(type="log", domain=[first, last], nice=False)
        axis = _axis("format(datum.value, ',~r')", powers, grid=False)
    else:
        first, scale = 0.0, alt.Scale(domain=[0, 1], nice=False)
        axis = _axis(PER_CENT, [0, 0.25, 0.5, 0.75, 1.0], grid=False)
    x = alt.X("share:Q", scale=scale, axis=axis)
    low, mid, high = (max(first, value) if log else min(1.0, max(0.0, value)) for value in own)
    data = pl.DataFrame({"share": [low], "high": [high], "mid": [mid]})
    y = alt.value(STRIP - 14)
    bar = alt.Chart(data).mark_bar(size=14, color=WHOLE.line, opacity=0.35, orient="horizontal")
    tick = alt.Chart(data).mark_tick(size=20, thickness=3, color=WHOLE.line)
    layers = [
        bar.encode(x=x, x2="high:Q", y=y),
        tick.encode(x=alt.X("mid:Q", scale=scale), y=y),
        *_marks(marks, x, 36),
    ]
    shows = f"The range of the break-even on an axis of {unit}, and {len(marks)} published figures."
    return themed(layers, shows=shows, width=WIDTH, height=STRIP)


def _band(data: pl.DataFrame, x: alt.X, y: alt.Y, tint: str, dash: tuple[int, ...]) -> list[alt.Chart]:
    base = alt.Chart(data).encode(x=x)
    return [
        base.mark_area(opacity=0.16, color=tint).encode(y="low:Q", y2="high:Q"),
        base.mark_line(strokeWidth=3, color=tint, strokeDash=list(dash)).encode(y=y),
    ]


def _marks(marks: Sequence[tuple[str, float]], x: alt.X, height: int) -> list[alt.Chart]:
    """A triangle for each published share, with its letter."""
    if not marks:
        return []
    data = pl.DataFrame({"share": [share for _, share in marks], "label": [letter for letter, _ in marks]})
    base = alt.Chart(data).encode(x=x, y=alt.value(height))
    letters = [
        alt.Chart(data[row : row + 1])
        .mark_text(dy=(NEAR, FAR)[row % 2], fontWeight="bold", color=MARK.text)
        .encode(x=x, y=alt.value(height), text="label:N")
        for row in range(data.height)
    ]
    return [base.mark_point(shape="triangle-down", filled=True, size=110, color=MARK.line, opacity=1), *letters]


def _axis(label: str, values: Sequence[float] | None, *, grid: bool = True) -> alt.Axis:
    shown = alt.Undefined if values is None else list(values)
    return alt.Axis(title=None, labelExpr=label, grid=grid, ticks=False, domain=not grid, labelPadding=6, values=shown)
