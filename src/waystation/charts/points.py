"""Which points are plotted and where: quarter-ends on a scale of years, and labels that do not run into one another."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import pairwise

import polars as pl

from waystation.charts.theme import LINE_HEIGHT

LABEL_GAP = 12


def quarter_ends(table: pl.DataFrame) -> pl.DataFrame:
    """The months that end a quarter: the points that are plotted, and listed below each chart."""
    return table.filter(pl.col("month").dt.month() % 3 == 0)


def placed(table: pl.DataFrame) -> pl.DataFrame:
    """The table with `year`, the end of each month on the scale of years (2026.25 is the end of March 2026)."""
    return table.with_columns(
        year=(pl.col("month").dt.year() + pl.col("month").dt.month() / 12).cast(pl.Float64),
        month=pl.col("month").cast(pl.String),
    )


def wrapped(text: str, width: int = 14) -> str:
    """A label in short lines."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=False)) or text


def apart(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Centres near those wanted, moved so that labels of these sizes do not overlap and stay within low and high."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    centres = [max(wanted[index], low + sizes[index] / 2) for index in order]
    gaps = [(sizes[one] + sizes[two]) / 2 for one, two in pairwise(order)]
    for index, gap in enumerate(gaps):
        centres[index + 1] = max(centres[index + 1], centres[index] + gap)
    if centres:
        centres[-1] = min(centres[-1], high - sizes[order[-1]] / 2)
    for index in reversed(range(len(gaps))):
        centres[index] = min(centres[index], centres[index + 1] - gaps[index])
    return [centre for _, centre in sorted(zip(order, centres, strict=True))]


def label_heights(labels: Sequence[str]) -> list[float]:
    """How tall each label stands, in pixels."""
    return [LINE_HEIGHT * (1 + label.count("\n")) + LABEL_GAP for label in labels]
