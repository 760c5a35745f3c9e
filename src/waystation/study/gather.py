"""Draw results to an ensemble of measures and to tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import polars as pl
from numpy.lib.format import open_memmap

from waystation.parameters.draw import Draw
from waystation.results.ensemble import Ensemble
from waystation.results.quantity import Tally
from waystation.results.run import Run, years
from waystation.study.model import Model
from waystation.study.runner import DrawResult, Plan, states

PIECE = 16  # draws in memory at a time


@dataclass(frozen=True)
class Gathered:
    """The measures as an ensemble, and every table; what is larger than memory may be stays on disk until asked for."""

    ensemble: Ensemble
    tables: Mapping[str, pl.LazyFrame]


def gather(model: Model, plan: Plan, results: Iterable[DrawResult], folder: Path) -> Gathered:
    """The results of every draw in order, read a few at a time; `folder` takes what is made of them."""
    folder.mkdir(parents=True, exist_ok=True)
    ensemble, rows, pieces = _empty(model, plan, folder), iter(results), dict[str, list[Path]]()
    for piece in iter(lambda: list(islice(rows, PIECE)), []):
        for result in piece:
            ensemble.chance[result.number] = result.chance
            for (name, place), run in result.runs.items():
                ensemble.values[name][place, result.number] = run.monthly + result.paired[name, place]
        for name, make in TABLES.items():
            path = folder / f"{name}-{piece[0].number:08}.parquet"
            make(model, plan, piece).write_parquet(path, compression="lz4", statistics=False)
            pieces.setdefault(name, []).append(path)
    return Gathered(ensemble, {name: pl.scan_parquet(paths) for name, paths in pieces.items()})


def _empty(model: Model, plan: Plan, folder: Path) -> Ensemble:
    """An ensemble without values, its arrays laid in files, so that the system need not keep them in memory."""
    everywhere = states(model, plan)
    months = tuple(month.isoformat()[:7] for month in model.calendar.months)
    shape = (len(everywhere), plan.draws, len(model.measures), len(months))
    values = {name: np.asarray(open_memmap(folder / f"{name}.npy", "w+", np.float64, shape)) for name in plan.all}
    for held in values.values():
        held[:] = np.nan
    return Ensemble(
        plan.all, plan.against, everywhere, {name: model.scenario(name).agreements for name in plan.all},
        np.zeros((plan.draws, len(everywhere))), model.measures, months, values,
    )  # fmt: skip


def open_name(open_: frozenset[str]) -> str:
    """How a state is written in a table: the open agreements, joined by a plus; nothing if none is."""
    return "+".join(sorted(open_))


def measures_table(model: Model, plan: Plan, results: Sequence[DrawResult]) -> pl.DataFrame:
    """One row a scenario, state, draw, measure and month."""
    names = [measure.id for measure in model.measures]
    months = [month.isoformat()[:7] for month in model.calendar.months]
    everywhere, parts = states(model, plan), []
    for result in results:
        for (name, place), run in sorted(result.runs.items()):
            value = (run.monthly + result.paired[name, place]).ravel()
            columns = {"measure": np.repeat(names, len(months)), "month": months * len(names), "value": value}
            label = _label(name, everywhere[place], result.number)
            parts.append(_labelled(pl.DataFrame(columns), label).select("scenario", "open", "draw", *columns))
    return pl.concat(parts)


def draws_table(model: Model, ensemble: Ensemble, points: Sequence[Draw]) -> pl.LazyFrame:
    """One row a draw and coordinate: the point of the unit cube; and the chance of each state."""
    names = [*model.book.coordinates, *(f"chance of {open_name(state) or 'none open'}" for state in ensemble.states)]
    coordinates = np.array([point.point for point in points]).reshape(ensemble.draws, -1)
    rows = np.concatenate([coordinates, ensemble.chance], axis=1)
    return pl.LazyFrame(
        {
            "draw": np.repeat(np.arange(ensemble.draws, dtype=np.int32), len(names)),
            "coordinate": names * ensemble.draws,
            "value": rows.ravel(),
        }
    )


def _runs(model: Model, plan: Plan, results: Sequence[DrawResult]) -> Iterator[tuple[dict[str, object], Run]]:
    everywhere = states(model, plan)
    for result in results:
        for (name, place), run in result.runs.items():
            yield _label(name, everywhere[place], result.number), run


def _label(scenario: str, open_: frozenset[str], draw: int) -> dict[str, object]:
    return {"scenario": scenario, "open": open_name(open_), "draw": draw}


def _labelled(table: pl.DataFrame, label: dict[str, object]) -> pl.DataFrame:
    return table.with_columns(**{key: pl.lit(value) for key, value in label.items()})


def counts_table(model: Model, plan: Plan, results: Sequence[DrawResult]) -> pl.DataFrame:
    """Stock at each year's end and entries in the year, by stage and class, in cases and people; no empty rows."""
    groups = np.array(model.book.axes[model.recipe.group].classes)
    span = np.array(years(model.calendar))
    parts = []
    for label, run in _runs(model, plan, results):
        stacked = np.concatenate([run.stock, run.inflow], axis=3)
        year, stage, group = np.nonzero(stacked.any(axis=3))
        held = stacked[year, stage, group]
        names = ("stock_cases", "stock_people", "entries_cases", "entries_people")
        columns = {name: held[:, place] for place, name in enumerate(names)}
        stages = np.array(run.stages)[stage]
        table = pl.DataFrame({"year": span[year], "stage": stages, "group": groups[group], **columns})
        parts.append(_labelled(table, label))
    return pl.concat(parts)


def cohort_table(model: Model, plan: Plan, results: Sequence[DrawResult]) -> pl.DataFrame:
    """People first refused in the cohort year by the stage they stand in at the end."""
    parts = []
    for label, run in _runs(model, plan, results):
        table = pl.DataFrame({"stage": run.stages, "people": run.cohort})
        parts.append(_labelled(table, label))
    return pl.concat(parts)


def resources_table(model: Model, plan: Plan, results: Sequence[DrawResult]) -> pl.DataFrame:
    """Use, offer and queue of each resource by year (places: place-days)."""
    span = years(model.calendar)
    parts = []
    for label, run in _runs(model, plan, results):
        names = run.resources
        columns = {name: getattr(run, name).ravel() for name in ("used", "offered", "queued")}
        frame = pl.DataFrame({"year": np.repeat(span, len(names)), "resource": list(names) * len(span), **columns})
        parts.append(_labelled(frame, label))
    return pl.concat(parts)


def returned_table(model: Model, plan: Plan, results: Sequence[DrawResult]) -> pl.DataFrame:
    """Claims of the cohort year and those of them returned within the span compared, by nationality, in cases."""
    groups = list(model.book.axes[model.recipe.group].classes)
    parts = []
    for label, run in _runs(model, plan, results):
        held = run.returned
        table = pl.DataFrame({"group": groups, "claims": held[:, 0], "returned": held[:, 1]})
        parts.append(_labelled(table, label))
    return pl.concat(parts)


def quantities_table(model: Model, plan: Plan, results: Sequence[DrawResult]) -> pl.DataFrame:
    """What costs money, by financial year (2026 is 2026-27) and part of the cases (empty: all); no rows of 0."""
    everywhere, parts = states(model, plan), []
    for result in results:
        tallies = [(one, run.tally) for one, run in result.runs.items()]
        for (name, place), tally in (*tallies, *result.lives.items()):
            parts.append(_labelled(_tallied(tally), _label(name, everywhere[place], result.number)))
    return pl.concat(parts)


def _tallied(tally: Tally) -> pl.DataFrame:
    keys, held = list(tally.of), np.stack(list(tally.of.values()))
    row, year = np.nonzero(held)
    return pl.DataFrame(
        {
            "quantity": pl.Series([keys[place][0] for place in row], dtype=pl.String),
            "part": pl.Series([keys[place][1] for place in row], dtype=pl.String),
            "year": np.array(tally.years, np.int32)[year],
            "value": held[row, year],
        }
    )


TABLES: Mapping[str, Callable[[Model, Plan, Sequence[DrawResult]], pl.DataFrame]] = {
    "measures": measures_table,
    "counts": counts_table,
    "cohort": cohort_table,
    "resources": resources_table,
    "returned": returned_table,
    "quantities": quantities_table,
}
