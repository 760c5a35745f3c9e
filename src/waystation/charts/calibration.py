"""Pictures of a calibration: ranks of known numbers, and how implausible each part of a range is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import altair as alt
import polars as pl

from waystation.base.english import join
from waystation.charts.theme import INK, LOOKS, QUIET, themed

Side = Literal["left", "right"]
COLUMN, GROUP_GAP, PLOT = 14, 3, 130
LEFT, CELL_WIDTH, CELL_HEIGHT, BELOW = 310, 40, 26, 26
RULED_OUT = 3.0
SHADES = ("#12436D", "#5D87AE", "#B5CBE0", "#F2F3F4")  # from what fits best to what is ruled out
EDGES = (1.0, 2.0, RULED_OUT)


def ranks(table: pl.DataFrame) -> alt.LayerChart:
    """Histograms of ranks side by side (columns name, bin, count, low, high), each on the band of a uniform rank."""
    names = table["name"].unique(maintain_order=True).to_list()
    bins = table["bin"].n_unique()
    first = {name: place * (bins + GROUP_GAP) for place, name in enumerate(names)}
    data = table.with_columns(
        left=pl.Series([first[str(name)] + int(number) for name, number in table.select("name", "bin").rows()]) + 0.08,
        end=pl.Series([first[str(name)] + int(number) for name, number in table.select("name", "bin").rows()]) + 0.92,
    )
    bands = pl.DataFrame(
        [
            {"left": first[name], "end": first[name] + bins, "low": part["low"][0], "high": part["high"][0]}
            | {"middle": (part["low"][0] + part["high"][0]) / 2, "name": name}
            for name in names
            for part in [table.filter(pl.col("name") == name)]
        ]
    )
    top = max(float(value) for value in (*data["count"], *data["high"]))
    x = alt.X("left:Q", scale=alt.Scale(domain=[0, first[names[-1]] + bins], nice=False), axis=None)
    up = alt.Scale(domain=[0, top * 1.2], nice=False)
    bars = alt.Chart(data.with_columns(zero=pl.lit(0.0))).mark_rect(color=LOOKS[0].line)
    band = alt.Chart(bands).mark_rect(color=SHADES[2], opacity=0.6)
    title = alt.Chart(bands.with_columns(top=pl.lit(top * 1.12))).mark_text(align="left", fontWeight="bold", color=INK)
    layers = [
        band.encode(x=x, x2="end:Q", y=alt.Y("low:Q", scale=up, axis=None), y2="high:Q"),
        bars.encode(x=x, x2="end:Q", y=alt.Y("zero:Q", scale=up, axis=None), y2="count:Q"),
        title.encode(x=x, y=alt.Y("top:Q", scale=up, axis=None), text="name:N"),
    ]
    shows = f"Histograms of ranks with the band that uniform ranks keep to: {join(names)}."
    return themed(layers, shows=shows, width=COLUMN * (len(names) * (bins + GROUP_GAP)), height=PLOT)


def implausible(table: pl.DataFrame, *, titles: Mapping[str, str]) -> alt.LayerChart:
    """The least implausibility (columns id, part, parts, least) in equal parts of the range of each number, as cells.

    `titles` names the numbers, in the order in which they are drawn.
    """
    parts = int(table["parts"][0])
    width, height = LEFT + parts * CELL_WIDTH, len(titles) * CELL_HEIGHT + BELOW
    across, down = alt.Scale(domain=[0, width], nice=False), alt.Scale(domain=[height, 0], nice=False)
    x, y = alt.X("left:Q", scale=across, axis=None), alt.Y("top:Q", scale=down, axis=None)
    middle, centre = alt.X("middle:Q", scale=across, axis=None), alt.Y("centre:Q", scale=down, axis=None)
    cells = alt.Chart(_cells(table, titles))
    layers = [
        cells.mark_rect().encode(x=x, x2="end:Q", y=y, y2="foot:Q", color=alt.Color("shade:N", scale=None)),
        cells.mark_text(fontSize=12).encode(x=middle, y=centre, text="label:N", color=alt.Color("ink:N", scale=None)),
        *(
            alt.Chart(words).mark_text(align=side, color=tint).encode(x=x, y=y, text="label:N")
            for words, side, tint in _words(titles, float(width), height - BELOW / 2)
        ),
    ]
    shows = f"Cells: the least implausibility in {parts} equal parts of the prior of {join(list(titles.values()))}."
    return themed(layers, shows=shows, width=width, height=height)


def _cells(table: pl.DataFrame, titles: Mapping[str, str]) -> pl.DataFrame:
    """The table with the place, the shade and the label of each cell."""
    order = {name: place for place, name in enumerate(titles)}
    least = [float(value) for value in table["least"]]
    return table.with_columns(
        left=LEFT + pl.col("part") * CELL_WIDTH,
        end=LEFT + (pl.col("part") + 1) * CELL_WIDTH - 2,
        top=pl.Series([order[str(name)] * CELL_HEIGHT for name in table["id"]]),
        label=pl.Series([f"{value:.1f}" for value in least]),
        shade=pl.Series([shade(value) for value in least]),
        ink=pl.Series(["#FFFFFF" if value < EDGES[1] else INK for value in least]),
    ).with_columns(
        foot=pl.col("top") + CELL_HEIGHT - 2,
        middle=(pl.col("left") + pl.col("end")) / 2,
        centre=pl.col("top") + CELL_HEIGHT / 2,
    )


def _words(titles: Mapping[str, str], right: float, foot: float) -> list[tuple[pl.DataFrame, Side, str]]:
    """What is written around the cells: how it is aligned, and its colour."""
    tops = [(row + 1 / 2) * CELL_HEIGHT for row in range(len(titles))]
    names = pl.DataFrame({"label": list(titles.values()), "left": [0.0] * len(titles), "top": tops})
    low = pl.DataFrame({"label": ["low end of the prior"], "left": [float(LEFT)], "top": [foot]})
    high = pl.DataFrame({"label": ["high end"], "left": [right], "top": [foot]})
    return [(names, "left", INK), (low, "left", QUIET), (high, "right", QUIET)]


def shade(least: float) -> str:
    """The colour of a cell: the darker, the better something there fits; nearly white if all is ruled out."""
    return next((colour for colour, edge in zip(SHADES, EDGES, strict=False) if least <= edge), SHADES[-1])
