"""The table of scores: a row for each forecast of a figure, with its quantiles and its score; and its file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

QUANTILES = ("q05", "q25", "q50", "q75", "q95")
KEYS = ("by", "series", "origin", "horizon")
SCORES: Mapping[str, pl.DataType] = {
    "by": pl.String(),
    "series": pl.String(),
    "origin": pl.Date(),
    "horizon": pl.Int64(),
    "observed": pl.Float64(),
    **dict.fromkeys(QUANTILES, pl.Float64()),
    "crps": pl.Float64(),
}
DIGITS = 5


def with_inside(table: pl.DataFrame) -> pl.DataFrame:
    """A table of scores with the column `inside`: 2 for figures within the 50% interval, 1 the 90% one only, 0 none."""
    pairs = (("q05", "q95"), ("q25", "q75"))
    return table.with_columns(inside=sum(pl.col("observed").is_between(*pair).cast(pl.Int64) for pair in pairs))


def write(table: pl.DataFrame, path: Path) -> None:
    """A table of scores as CSV, to five figures; a file half written is never left behind."""
    rounded = table.with_columns(pl.col(pl.Float64).round_sig_figs(DIGITS))
    whole = path.with_suffix(".part")
    rounded.write_csv(whole)
    whole.replace(path)


def read(path: Path) -> pl.DataFrame:
    """A table of scores from its file."""
    return pl.read_csv(path, schema=SCORES)
