"""The published tables that back-casts rest on, cut at a day: no row that ends later is seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waystation.base.moment import parse_moment
from waystation.parameters.derive import by_class

FOLDER = Path(__file__).parents[1] / "evidence" / "series"
PERIODS = ("period_end", "edition", "year")
Tables = Mapping[str, pl.DataFrame]
Floats = NDArray[np.float64]
NAMES = (
    "history_quarters", "history_tribunal", "history_boats", "history_age_quarters", "history_age_years",
    "history_asylum_returns", "history_work_in_progress", "history_nationality", "history_applicants",
    "history_appeals_by_nationality", "history_boats_by_nationality", "history_albania", "history_inadmissibility",
    "history_returns_by_nationality", "cohort_returns",
)  # fmt: skip


@cache
def published() -> Tables:
    """Every table, whole; their hashes are checked when the model is loaded."""
    return {name: pl.read_csv(FOLDER / f"{name}.csv") for name in NAMES}


def until(tables: Tables, day: date) -> Tables:
    """The tables without the rows whose period ends after a day."""
    return {name: _cut(frame, day) for name, frame in tables.items()}


def _cut(frame: pl.DataFrame, day: date) -> pl.DataFrame:
    column = next(name for name in PERIODS if name in frame.columns)
    kept = [parse_moment(str(text)).last <= day for text in frame[column].to_list()]
    return frame.filter(pl.Series(kept, dtype=pl.Boolean)).sort(column, maintain_order=True)


def column(frame: pl.DataFrame, name: str) -> Floats:
    """A column as numbers, nan where nothing is published."""
    return frame[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def known(frame: pl.DataFrame, name: str) -> Floats:
    """A column from the first row that has it; a gap later takes the value halfway between its neighbours."""
    held = frame[name].cast(pl.Float64).interpolate().drop_nulls()
    return held.to_numpy()


def quarters(tables: Tables) -> pl.DataFrame:
    """All quarterly national series side by side, in order; small boats summed, nothing where not published."""
    boats = (
        tables["history_boats"]
        .with_columns(pl.col("period_end").str.to_date().dt.truncate("1q").dt.offset_by("3mo").dt.offset_by("-1d"))
        .group_by("period_end")
        .agg(pl.col("arrivals").sum().alias("boats"))
        .with_columns(pl.col("period_end").dt.to_string("%Y-%m-%d"))
    )
    joined = tables["history_quarters"].join(tables["history_tribunal"], on="period_end", how="left")
    return joined.join(boats, on="period_end", how="left").sort("period_end")


def by_nationality(
    frame: pl.DataFrame, name: str, classes: tuple[str, ...], *, last: int, period: str = "period_end"
) -> Floats:
    """The sum of a column over the last periods, by nationality; (nationalities,)."""
    periods = frame[period].unique().sort().tail(last)
    return by_class(frame.filter(pl.col(period).is_in(periods.implode())), name, classes, key="nationality")


def latest(frame: pl.DataFrame, name: str) -> float:
    """The last value published in a column."""
    return float(frame[name].cast(pl.Float64).drop_nulls().to_list()[-1])
