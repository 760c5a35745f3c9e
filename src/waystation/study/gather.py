"""Draw results to an ensemble of measures and to tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from waystation.results.ensemble import Ensemble
from waystation.results.quantity import Tally
from waystation.results.run import Run, years
from waystation.study.model import Model
from waystation.study.runner import DrawResult, Plan, states


def gather(model: Model, plan: Plan, results: Sequence[DrawResult]) -> Ensemble:
    """The measures of every scenario, state and draw."""
    everywhere = states(model, plan)
    months = tuple(month.isoformat()[:7] for month in model.calendar.months)
    shape = (len(everywhere), len(results), len(model.measures), len(months))
    values = {name: np.full(shape, np.nan) for name in plan.all}
    for row, result in enumerate(results):
        for (name, place), run in result.runs.items():
            values[name][place, row] = run.monthly + result.paired[name, place]
    return Ensemble(
        plan.all, plan.against, everywhere, {name: model.scenario(name).agreements for name in plan.all},
        np.array([result.chance for result in results]), model.measures, months, values,
    )  # fmt: skip


def open_name(open_: frozenset[str]) -> str:
    """How a state is written in a table: the open agreements, joined by a plus; nothing if none is."""
    return "+".join(sorted(open_))


def measures_table(ensemble: Ensemble) -> pl.DataFrame:
    """One row a scenario, state, draw, month and measure."""
    parts = []
    for name in ensemble.scenarios:
        for place, open_ in enumerate(ensemble.states):
            table = ensemble.values[name][place]
            draws, measures, months = table.shape
            parts.append(
                pl.DataFrame(
                    {
                        "scenario": [name] * table.size,
                        "open": [open_name(open_)] * table.size,
                        "draw": np.repeat(np.arange(draws, dtype=np.int32), measures * months),
                        "measure": np.tile(np.repeat([m.id for m in ensemble.measures], months), draws),
                        "month": np.tile(list(ensemble.months), draws * measures),
                        "value": table.ravel(),
                    }
                ).filter(pl.col("value").is_not_nan())
            )
    return pl.concat(parts)


def draws_table(model: Model, ensemble: Ensemble, points: Sequence[Sequence[float]]) -> pl.DataFrame:
    """One row a draw and coordinate: the point of the unit cube; and the chance of each state."""
    names = [*model.book.coordinates, *(f"chance of {open_name(state) or 'none open'}" for state in ensemble.states)]
    rows = np.concatenate([np.array(points).reshape(ensemble.draws, -1), ensemble.chance], axis=1)
    return pl.DataFrame(
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
            yield {"scenario": name, "open": open_name(everywhere[place]), "draw": result.number}, run


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
        parts.append(table.with_columns(**{key: pl.lit(value) for key, value in label.items()}))
    return pl.concat(parts)


def cohort_table(model: Model, plan: Plan, results: Sequence[DrawResult]) -> pl.DataFrame:
    """People first refused in the cohort year by the stage they stand in at the end."""
    parts = []
    for label, run in _runs(model, plan, results):
        table = pl.DataFrame({"stage": run.stages, "people": run.cohort})
        parts.append(table.with_columns(**{key: pl.lit(value) for key, value in label.items()}))
    return pl.concat(parts)


def resources_table(model: Model, plan: Plan, results: Sequence[DrawResult]) -> pl.DataFrame:
    """Use, offer and queue of each resource by year (places: place-days)."""
    span = years(model.calendar)
    parts = []
    for label, run in _runs(model, plan, results):
        names = run.resources
        columns = {name: getattr(run, name).ravel() for name in ("used", "offered", "queued")}
        frame = pl.DataFrame({"year": np.repeat(span, len(names)), "resource": list(names) * len(span), **columns})
        parts.append(frame.with_columns(**{key: pl.lit(value) for key, value in label.items()}))
    return pl.concat(parts)


def returned_table(model: Model, plan: Plan, results: Sequence[DrawResult]) -> pl.DataFrame:
    """Claims of the cohort year and those of them returned within the span compared, by nationality, in cases."""
    groups = list(model.book.axes[model.recipe.group].classes)
    parts = []
    for label, run in _runs(model, plan, results):
        held = run.returned
        table = pl.DataFrame({"group": groups, "claims": held[:, 0], "returned": held[:, 1]})
        parts.append(table.with_columns(**{key: pl.lit(value) for key, value in label.items()}))
    return pl.concat(parts)


def quantities_table(model: Model, plan: Plan, results: Sequence[DrawResult]) -> pl.DataFrame:
    """What costs money, by financial year (2026 is 2026-27) and part of the cases (empty: all); no rows of 0."""
    everywhere, parts = states(model, plan), []
    for result in results:
        tallies = [(one, run.tally) for one, run in result.runs.items()]
        for (name, place), tally in (*tallies, *result.lives.items()):
            label = {"scenario": name, "open": open_name(everywhere[place]), "draw": result.number}
            parts.append(_tallied(tally).with_columns(**{key: pl.lit(value) for key, value in label.items()}))
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
