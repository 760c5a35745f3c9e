"""Published tables in the forms that several derivations read."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from waystation.parameters.derive import Evidence, Vector

OUTCOMES = ("granted", "refused", "withdrawn", "administrative")


def in_quarter(evidence: Evidence, period_end: str) -> dict[str, float]:
    """The national row of one quarter."""
    return over_quarters(evidence, [period_end])


def over_quarters(evidence: Evidence, ends: Iterable[str]) -> dict[str, float]:
    """The national columns summed over some quarters."""
    chosen = evidence.series("national").filter(pl.col("period_end").is_in(list(ends)))
    return {name: float(chosen[name].sum()) for name in chosen.columns if name != "period_end"}


def nationals(evidence: Evidence, name: str) -> dict[str, float]:
    """A working that is a number for each of some names."""
    value = evidence.other(name)
    assert isinstance(value, dict)
    return {key: number for key, number in value.items() if isinstance(number, int | float)}


def first_instance(evidence: Evidence, *, before: bool = False) -> Vector:
    """Grants, refusals and closures by nationality, of the year or of the year before."""
    rows: Vector = evidence.rows("first_instance").T
    half = len(rows) // 2
    return rows[half:] if before else rows[:half]


def with_rest(evidence: Evidence, name: str, column: str) -> Vector:
    """A column by nationality in which those that the table does not name stand with the whole of the rest."""
    counts = evidence.vector(name, column)
    return np.where(evidence.unnamed(name), counts[-1], counts)
