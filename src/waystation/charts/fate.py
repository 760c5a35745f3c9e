"""Where people stand in the end: for each ending a bar a scenario, with its range and its value beside it."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import polars as pl

from waystation.base.english import join, rounded
from waystation.charts.theme import INK, colour, looks, themed

NARROW, WIDE, BAR, TITLE, GAP = 150, 260, 22, 24, 14
ROOM, LETTER = 428, 7  # for a bar and the label after it, so that the whole fits a telephone; about a letter of a label


def fate(table: pl.DataFrame, *, names: Mapping[str, str] | None = None) -> alt.LayerChart:
    """Shares by ending (columns scenario, end, order, low, mid, high); `names` gives scenarios titles and an order."""
    titles = (
        dict(names) if names else {scenario: scenario for scenario in table["scenario"].unique(maintain_order=True)}
    )
    chosen = looks(list(titles))
    data, height = _rows(table, titles)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[height, 0], nice=False), axis=None)
    top = max(0.01, *(float(high) for high in data["high"]))
    x = alt.X("mid:Q", scale=alt.Scale(domain=[0, top], nice=False), axis=None)
    bars = alt.Chart(data).encode(y=y)
    label = bars.mark_text(align="left", baseline="middle", dx=8)
    layers = [
        bars.mark_bar(size=BAR - 5, orient="horizontal").encode(x=x, color=colour(chosen)),
        bars.mark_rule(color="white", strokeWidth=5).encode(x="low:Q", x2="mid:Q"),
        bars.mark_rule(color=INK, strokeWidth=2).encode(x="low:Q", x2="high:Q"),
        *(bars.mark_tick(color=INK, thickness=2, size=9).encode(x=f"{edge}:Q") for edge in ("low", "high")),
        label.encode(x="high:Q", text="label:N", color=alt.Color("tint:N", scale=None)),
        _headings(data, y),
    ]
    ends = table["end"].n_unique()
    shows = f"Bars with ranges: share of people in each of {ends} positions, for {join(list(titles.values()))}."
    return themed(layers, shows=shows, width=_width(data), height=height)


def _width(data: pl.DataFrame) -> int:
    """What the longest label leaves of the room to the bars."""
    longest = max(len(label) for label in data["label"])
    return min(WIDE, max(NARROW, ROOM - LETTER * longest))


def _rows(table: pl.DataFrame, titles: Mapping[str, str]) -> tuple[pl.DataFrame, int]:
    """The bars from top to bottom with the place of each, and the height of all."""
    group = TITLE + BAR * len(titles) + GAP
    ends = {end: group * index for index, end in enumerate(table.sort("order")["end"].unique(maintain_order=True))}
    below = {scenario: TITLE + BAR * (index + 0.5) for index, scenario in enumerate(titles)}
    tints = looks(list(titles))
    rows = [
        row
        | {
            "series": row["scenario"],
            "top": ends[row["end"]],
            "y": ends[row["end"]] + below[row["scenario"]],
            "tint": tints[row["scenario"]].text,
            "label": f"{rounded(100 * row['mid'], 100 * (row['high'] - row['low']))}% {titles[row['scenario']]}",
        }
        for row in table.iter_rows(named=True)
        if row["scenario"] in titles
    ]
    return pl.DataFrame(rows), group * len(ends) - GAP


def _headings(data: pl.DataFrame, y: alt.Y) -> alt.Chart:
    heads = data.select("end", "top").unique(maintain_order=True).with_columns(y=pl.col("top") + TITLE / 2)
    written = alt.Chart(heads).mark_text(align="left", baseline="middle", fontWeight="bold", color=INK)
    titled: alt.Chart = written.encode(x=alt.value(0), y=y, text="end:N")
    return titled
