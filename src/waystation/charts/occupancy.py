"""How full the hub is: the people in it against the places in force."""

from __future__ import annotations

import altair as alt
import polars as pl

from waystation.charts.fan import through_time
from waystation.charts.points import quarter_ends

NAMES = {"people": "People in the hub", "places": "Places in force"}


def occupancy(table: pl.DataFrame) -> alt.LayerChart:
    """People and places (columns month, low, mid, high, places_low, places_mid, places_high) at quarter-ends."""
    return through_time(as_series(quarter_ends(table)), unit="people", names=NAMES, what="Lines with ranges")


def as_series(table: pl.DataFrame) -> pl.DataFrame:
    """The two series one below the other, in the columns series, month, low, mid, high."""
    edges = ("low", "mid", "high")
    people = table.select(pl.lit("people").alias("series"), "month", *edges)
    places = table.select(
        pl.lit("places").alias("series"), "month", *(pl.col(f"places_{edge}").alias(edge) for edge in edges)
    )
    return pl.concat([people, places], how="vertical_relaxed")
