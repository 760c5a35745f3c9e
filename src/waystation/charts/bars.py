"""Bars from one amount to another under titles of their own: the steps of a waterfall, and the swings of a tornado."""

from __future__ import annotations

import altair as alt
import polars as pl

from waystation.charts.theme import INK, LOOKS, QUIET, themed

WIDTH, BAR, TITLE, GAP = 300, 18, 22, 10
MORE, LESS, WHOLE = LOOKS[1].line, LOOKS[2].line, LOOKS[0].line
ROOM = 0.28  # of the width, for the label after a bar


def waterfall(table: pl.DataFrame) -> alt.LayerChart:
    """Steps from top to bottom (columns title, start, end, label): a step up is a cost more, a step down one less.

    The last row stands for the whole and starts at nil.
    """
    tints = [MORE if row["end"] >= row["start"] else LESS for row in table.iter_rows(named=True)]
    data = table.with_columns(tint=pl.Series([*tints[:-1], WHOLE]))
    shows = f"Bars that add up: {table.height - 1} steps and their sum."
    return _bars(data, shows=shows, rule=0.0)


def tornado(table: pl.DataFrame, *, middle: float) -> alt.LayerChart:
    """A bar for each number (columns title, start, end, label), about the middle result."""
    data = table.with_columns(tint=pl.lit(WHOLE))
    shows = f"Bars about the middle: how far each of {table.height} numbers moves the result."
    return _bars(data, shows=shows, rule=middle)


def _bars(table: pl.DataFrame, *, shows: str, rule: float) -> alt.LayerChart:
    group = TITLE + BAR + GAP
    height = group * table.height - GAP
    data = table.with_row_index("row").with_columns(
        y=pl.col("row") * group + TITLE + BAR / 2,
        top=pl.col("row") * group + TITLE / 2,
        right=pl.max_horizontal("start", "end", pl.lit(rule)),
        rule=pl.lit(rule),
    )
    ends = [rule, *(float(value) for edge in ("start", "end") for value in table[edge])]
    low, high = min(ends), max(ends)
    span = (high - low) or 1.0
    scale = alt.Scale(domain=[low, high + ROOM * span], nice=False)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[height, 0], nice=False), axis=None)
    base = alt.Chart(data).encode(y=y)
    titles = alt.Chart(data).mark_text(align="left", baseline="middle", color=INK)
    labels = base.mark_text(align="left", baseline="middle", dx=6, color=QUIET)
    line = base.mark_tick(color=INK, thickness=1.5, size=BAR + 6)
    layers = [
        base.mark_bar(size=BAR, orient="horizontal").encode(
            x=alt.X("start:Q", scale=scale, axis=None), x2="end:Q", color=alt.Color("tint:N", scale=None)
        ),
        line.encode(x=alt.X("rule:Q", scale=scale)),
        labels.encode(x=alt.X("right:Q", scale=scale), text="label:N"),
        titles.encode(x=alt.value(0), y=alt.Y("top:Q", scale=alt.Scale(domain=[height, 0], nice=False), axis=None),
                      text="title:N"),
    ]  # fmt: skip
    return themed(layers, shows=shows, width=WIDTH, height=height)
