"""Ranges through time: the middle of the draws as a line, from low to high as a band, labelled at the line's end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import polars as pl

from waystation.base.english import join
from waystation.charts.points import apart, label_heights, placed, quarter_ends, wrapped
from waystation.charts.theme import PLOT_HEIGHT, ZERO, Look, colour, dashes, looks, number_axis, themed, year_axis


def fan(table: pl.DataFrame, *, unit: str, names: Mapping[str, str]) -> alt.LayerChart:
    """Bands and middle lines of scenarios (columns scenario, month, low, mid, high), at quarter-ends, from zero."""
    series = quarter_ends(table).rename({"scenario": "series"})
    return through_time(series, unit=unit, names=names, what="Lines with ranges")


def difference(table: pl.DataFrame, *, unit: str, names: Mapping[str, str]) -> alt.LayerChart:
    """Differences from the scenario compared with, draw by draw (columns as for `fan`), around a line of no change."""
    series = quarter_ends(table).rename({"scenario": "series"})
    no_change = alt.Chart(pl.DataFrame({"zero": [0.0]})).mark_rule(color=ZERO, strokeWidth=1.5).encode(y="zero:Q")
    return through_time(series, unit=unit, names=names, what="Differences with ranges", beneath=[no_change])


def through_time(
    series: pl.DataFrame, *, unit: str, names: Mapping[str, str], what: str, beneath: Sequence[alt.Chart] = ()
) -> alt.LayerChart:
    """Bands and lines of series (columns series, month, low, mid, high) with their names at the right-hand end."""
    found = set(series["series"])
    data = placed(series)
    chosen = {name: look for name, look in looks(list(names)).items() if name in found}
    first, last = _least(data["year"]), _most(data["year"])
    bottom, top = min(0.0, _least(data["low"])), max(0.0, _most(data["high"]))
    x = alt.X("year:Q", scale=alt.Scale(domain=[int(first), last], nice=False), axis=year_axis(first, last))
    y = alt.Y(
        "mid:Q", scale=alt.Scale(domain=[bottom, top if top > bottom else 1.0], nice=5), axis=number_axis(unit, top=top)
    )
    ends = _end_labels(data, names, chosen, x=x, low=bottom, high=top)
    shows = f"{what}, {unit}, {int(first)} to {int(last)}: {join([names[name] for name in chosen])}."
    return themed([*beneath, *_bands(data, chosen, x=x, y=y), ends], shows=shows)


def _bands(data: pl.DataFrame, chosen: Mapping[str, Look], *, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    base = alt.Chart(data).encode(x=x, color=colour(chosen))
    band = base.mark_area(opacity=0.16).encode(y=alt.Y("low:Q"), y2="high:Q")
    edges = [
        base.mark_line(strokeWidth=1, opacity=0.7).encode(y=f"{edge}:Q", strokeDash=dashes(chosen))
        for edge in ("low", "high")
    ]
    middle = base.mark_line(strokeWidth=3).encode(y=y, strokeDash=dashes(chosen))
    return [band, *edges, middle]


def _end_labels(
    data: pl.DataFrame, names: Mapping[str, str], chosen: Mapping[str, Look], *, x: alt.X, low: float, high: float
) -> alt.Chart:
    ends = data.sort("year").group_by("series", maintain_order=True).last()
    texts = [wrapped(names[series]) for series in ends["series"]]
    pixel = (high - low) / PLOT_HEIGHT or 1 / PLOT_HEIGHT
    sizes = [height * pixel for height in label_heights(texts)]
    labels = ends.select("series", "year").with_columns(
        label=pl.Series(texts),
        tint=pl.Series([chosen[series].text for series in ends["series"]]),
        place=pl.Series(apart(ends["mid"].to_list(), sizes, low, high)),
    )
    written = alt.Chart(labels).mark_text(align="left", baseline="middle", dx=7, lineBreak="\n", fontWeight="bold")
    labelled: alt.Chart = written.encode(x=x, y="place:Q", text="label:N", color=alt.Color("tint:N", scale=None))
    return labelled


def _least(values: pl.Series) -> float:
    return min(float(value) for value in values)


def _most(values: pl.Series) -> float:
    return max(float(value) for value in values)
