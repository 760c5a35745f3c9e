"""Published series that the model is held against: what each counts, how far it may be off, its figures by period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import ConfigDict

from waystation.base.problems import Problems, did_you_mean

Floats: TypeAlias = NDArray[np.float64]
Every = Literal["month", "quarter", "year"]
STRICT = ConfigDict(extra="forbid")


class Observed(NamedTuple):
    """The last days of the periods (Q,) and the figures for them (Q,), in order of time."""

    quarters: tuple[date, ...]
    values: Floats

    def until(self, day: date) -> Observed:
        """The periods that end by a day."""
        kept = sum(end <= day for end in self.quarters)
        return Observed(self.quarters[:kept], self.values[:kept])


@dataclass(frozen=True)
class Error:
    """How far a figure may lie from what is later found true: one standard deviation, relative and absolute.

    `upward` is by how much later editions are expected to raise it (0.05: by five per cent). It holds for periods that
    end from `first` to `last`, both included.
    """

    __pydantic_config__ = STRICT
    reason: str
    status: Literal["measured", "derived", "elicited", "assumed"]
    relative: float = 0.0
    absolute: float = 0.0
    upward: float = 0.0
    first: date = date.min
    last: date = date.max
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """A published series: columns of a table added up, divided by those of `over` if there are any.

    `only` keeps the rows with these values; `by` names the column whose classes may be told apart. `measures` are the
    measures of the model held against it; `outside` says that the model does not simulate it. Figures for periods that
    end from `first` to `last` may be used. `known` is the day that the table describes, where that is not the end of
    the period (claims of a year and what had become of them). `counted` series enter the score.
    """

    __pydantic_config__ = STRICT
    id: str
    title: str
    table: str
    columns: tuple[str, ...]
    unit: str
    kind: Literal["flow", "stock", "rate"]
    basis: Literal["people", "cases", "events"]
    errors: tuple[Error, ...]
    first: date
    last: date
    every: Every = "quarter"
    measures: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    only: Mapping[str, str] | None = None
    by: str = ""
    known: date | None = None
    outside: bool = False
    counted: bool = False
    note: str = ""

    def sd(self, observed: Observed) -> Floats:
        """The standard deviation of the error of each figure (Q,), in the unit of the series."""
        parts = [
            (in_force(error, observed.quarters), error.relative * np.abs(observed.values), error.absolute)
            for error in self.errors
        ]
        return np.sqrt(sum((on * (own**2 + fixed**2) for on, own, fixed in parts), np.zeros(len(observed.values))))

    def expected(self, observed: Observed) -> Floats:
        """The figures (Q,) as later editions are expected to give them."""
        raised = [1 + in_force(error, observed.quarters) * error.upward for error in self.errors]
        return np.asarray(observed.values * np.prod([np.ones(len(observed.values)), *raised], axis=0))


def in_force(error: Error, ends: Iterable[date]) -> Floats:
    """1 for periods in which an error holds, 0 for the others."""
    return np.array([float(error.first <= end <= error.last) for end in ends])


def observed(target: Target, table: pl.DataFrame) -> Observed:
    """The figures of a series over every period it may be used for; periods without a figure are left out."""
    return _by_period(target, _rows(target, table))


def observed_by(target: Target, table: pl.DataFrame) -> dict[str, Observed]:
    """The same for each class of the column that the target names in `by`."""
    rows = _rows(target, table)
    return {str(name): _by_period(target, part) for (name,), part in rows.group_by(target.by, maintain_order=True)}


def _rows(target: Target, table: pl.DataFrame) -> pl.DataFrame:
    for column, value in (target.only or {}).items():
        table = table.filter(pl.col(column).cast(pl.String) == value)
    return table.with_columns(_end=last_day(table)).sort("_end")


def last_day(table: pl.DataFrame) -> pl.Series:
    """The last day of the period of each row, from the column period_end, year or claim_year."""
    if "period_end" in table.columns:
        return table["period_end"].str.to_date()
    year = table["year" if "year" in table.columns else "claim_year"]
    return pl.Series([date(int(value), 12, 31) for value in year], dtype=pl.Date)


def _by_period(target: Target, rows: pl.DataFrame) -> Observed:
    """Rows added up by period; one without all its months, or without a figure, is left out."""
    if target.kind == "flow" and target.every == "quarter":
        rows = rows.with_columns(_period=pl.col("_end").dt.truncate("1q").dt.offset_by("1q").dt.offset_by("-1d"))
    else:
        rows = rows.with_columns(_period=pl.col("_end"))
    names = tuple(dict.fromkeys((*target.columns, *target.over)))
    whole = [pl.col(name).is_not_null().all().alias(f"{name} whole") for name in names]
    sums = [pl.col(name).sum() for name in names]
    found = rows.group_by("_period").agg(*sums, *whole, ends=pl.col("_end").n_unique()).sort("_period")
    found = found.filter(pl.all_horizontal(f"{name} whole" for name in names), pl.col("ends") == pl.col("ends").max())
    found = found.filter(pl.col("_period").is_between(target.first, target.last))
    values = found.select(pl.sum_horizontal(target.columns)).to_series().to_numpy().astype(np.float64)
    if target.over:
        values = values / found.select(pl.sum_horizontal(target.over)).to_series().to_numpy()
    return Observed(tuple(found["_period"].to_list()), values)


def check_targets(
    targets: Iterable[Target], tables: Mapping[str, pl.DataFrame], *, measures: Iterable[str], problems: Problems
) -> None:
    """Note ids used twice, and every table, column, measure or value that a target names and that there is not."""
    seen: set[str] = set()
    for target in targets:
        where = f"targets.yaml: series {target.id!r}"
        if target.id in seen:
            problems.add(where, "stands there twice", "keep one of them")
        seen.add(target.id)
        for measure in sorted(set(target.measures) - set(measures)):
            problems.add(where, f"names no measure we know: {measure!r}", did_you_mean(measure, measures))
        if target.table not in tables:
            problems.add(where, f"names no table we know: {target.table!r}", did_you_mean(target.table, tables))
            continue
        columns = tables[target.table].columns
        named = {*target.columns, *target.over, *(target.only or {}), *([target.by] if target.by else [])}
        for column in sorted(named - set(columns)):
            problems.add(where, f"names no column of {target.table}: {column!r}", did_you_mean(column, columns))
        if not named - set(columns) and not observed(target, tables[target.table]).quarters:
            problems.add(where, "has no figure", "see `only`, `first` and `last`")
