"""Forecasts from past days over what happened: bands of each forecast, its median, and the published figures."""

from __future__ import annotations

import altair as alt
import polars as pl

from waystation.charts.theme import INK, LOOKS, PLOT_HEIGHT, number_axis, themed, year_axis

WIDTH = 420
FAN = LOOKS[1]


def backcast(forecasts: pl.DataFrame, seen: pl.DataFrame, *, unit: str, title: str) -> alt.LayerChart:
    """Fans (columns origin, end, q05, q25, q50, q75, q95) and published figures (columns end, value), from zero.

    Ends are dates; a fan is drawn from the published figure on its origin.
    """
    fans = _years(_joined_to_origin(forecasts, seen).with_columns(origin=pl.col("origin").cast(pl.String)))
    line = _years(seen)
    first, last = float(line["year"].min()), float(line["year"].max())  # type: ignore[arg-type]
    top = max(_most(fans["q95"]), _most(line["value"]))
    x = alt.X("year:Q", scale=alt.Scale(domain=[int(first), last + 0.1], nice=False), axis=year_axis(first, last))
    scale = alt.Scale(domain=[0, top], nice=5)
    base = alt.Chart(fans).encode(x=x, detail="origin:N")
    bands = [
        base.mark_area(color=FAN.line, opacity=shade).encode(y=alt.Y(f"{low}:Q", scale=scale), y2=f"{high}:Q")
        for low, high, shade in (("q05", "q95", 0.2), ("q25", "q75", 0.3))
    ]
    y = alt.Y("q50:Q", scale=scale, axis=number_axis(unit, top=top))
    middle = base.mark_line(color=FAN.text, strokeWidth=2, strokeDash=[6, 3]).encode(y=y)
    published = alt.Chart(line).mark_line(color=INK, strokeWidth=2.5).encode(x=x, y=alt.Y("value:Q", scale=scale))
    shows = f"{title}, {unit}: forecasts from {fans['origin'].n_unique()} past days over the published figures."
    return themed([*bands, middle, published], shows=shows, width=WIDTH, height=PLOT_HEIGHT)


def _joined_to_origin(forecasts: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
    """The fans with their first point, the figure known on the origin."""
    start = forecasts.select("origin").unique().join(seen, left_on="origin", right_on="end")
    names = ("q05", "q25", "q50", "q75", "q95")
    points = start.select("origin", pl.col("origin").alias("end"), *(pl.col("value").alias(name) for name in names))
    return pl.concat([points, forecasts.select("origin", "end", *names)]).sort("origin", "end")


def _years(table: pl.DataFrame) -> pl.DataFrame:
    """With `year`, the end of a quarter on the scale of years; dates as text."""
    year = (pl.col("end").dt.year() + pl.col("end").dt.month() / 12).cast(pl.Float64)
    return table.with_columns(year=year, end=pl.col("end").cast(pl.String))


def _most(values: pl.Series) -> float:
    return max(float(value) for value in values)
