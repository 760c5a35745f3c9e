"""The scorecard as a drawing: series by quarters ahead, green where the model is better than every simple forecaster;
and how often its intervals held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import polars as pl

from waystation.charts.theme import GRID, INK, LOOKS, QUIET, ZERO, themed

# fill and text of each verdict; the mark says the same without colour
FILLS: Mapping[str, tuple[str, str, str]] = {
    "better": ("#1B7A4B", "#ffffff", "●"),
    "ahead": ("#CDE8D8", INK, "○"),
    "mixed": ("#F3F2F1", INK, ""),
    "loses": ("#F9D3BF", INK, "▼"),
}
ROW, COLUMN, NAMES = 30, 58, 250
LEVELS = ((0.9, LOOKS[0]), (0.5, LOOKS[1]))


def card(cells: pl.DataFrame, titles: Sequence[str]) -> alt.LayerChart:
    """A square for each series (column title) and horizon: its CRPS over that of the best simple forecaster (ratio).

    `verdict` sets the colour and the mark. `titles` are the rows from the top.
    """
    looks = cells.with_columns(
        fill=pl.col("verdict").replace_strict({name: held[0] for name, held in FILLS.items()}),
        ink=pl.col("verdict").replace_strict({name: held[1] for name, held in FILLS.items()}),
        label=pl.col("ratio").round(2).map_elements("{:.2f} ".format, return_dtype=pl.String)
        + pl.col("verdict").replace_strict({name: held[2] for name, held in FILLS.items()}),
    )
    numbers = sorted(set(cells["horizon"].to_list()))
    axis = alt.Axis(title="quarters ahead", orient="top", labelAngle=0, domain=False, ticks=False, titleColor=QUIET)
    names = alt.Axis(title=None, domain=False, ticks=False, labelLimit=NAMES, labelColor=INK, labelExpr="datum.value")
    base = alt.Chart(looks).encode(
        x=alt.X("horizon:O", sort=numbers, axis=axis), y=alt.Y("title:N", sort=list(titles), axis=names)
    )
    squares = base.mark_rect(stroke="white", strokeWidth=2).encode(color=alt.Color("fill:N", scale=None))
    written = base.mark_text(fontSize=13).encode(text="label:N", color=alt.Color("ink:N", scale=None))
    shows = "Scorecard: CRPS of the model over that of the best simple forecaster, by series and quarters ahead."
    return themed([squares, written], shows=shows, width=COLUMN * len(numbers), height=ROW * len(titles))


def coverage(shares: pl.DataFrame) -> alt.LayerChart:
    """Shares of figures inside the 90% and 50% intervals (columns level, horizon, share), and what they should be."""
    layers = []
    axis = alt.Axis(title="quarters ahead", labelAngle=0, grid=False, titleColor=QUIET)
    up = alt.Axis(title=None, format=".0%", domain=False, ticks=False, tickCount=5, gridColor=GRID)
    scale = alt.Scale(domain=[0, 1])
    for level, look in LEVELS:
        rule = alt.Chart(pl.DataFrame({"share": [level]})).mark_rule(color=ZERO, strokeDash=[3, 3])
        layers.append(rule.encode(y=alt.Y("share:Q", scale=scale, axis=up)))
        held = alt.Chart(shares.filter(pl.col("level") == level)).encode(
            x=alt.X("horizon:O", axis=axis), y=alt.Y("share:Q", scale=scale, axis=up)
        )
        layers += [
            held.mark_line(color=look.line, strokeWidth=2),
            held.mark_point(color=look.line, filled=True, size=70),
        ]
    return themed(layers, shows="Shares of published figures inside the 90% and the 50% interval, by quarters ahead.")
