"""Tables for the report's charts, from an ensemble."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waystation.engine.when import When
from waystation.parameters.draw import Draw, Values
from waystation.process.process import matching
from waystation.process.words import Resource
from waystation.results.ensemble import Ensemble
from waystation.results.measure import Measure
from waystation.study.gather import open_name
from waystation.study.model import Model

Floats = NDArray[np.float64]
Labels = Sequence[tuple[str, str, Floats]]
EDGES = ("low", "mid", "high")


def interval_row(ensemble: Ensemble, values: Floats) -> tuple[float, float, float]:
    """Low, middle and high of one value a draw, each draw weighing the same."""
    return ensemble.interval(values, np.ones(len(values)))


def _month(name: str) -> date:
    return date.fromisoformat(f"{name}-01")


def series_table(ensemble: Ensemble, labels: Labels, measure: Measure, against: str | None = None) -> pl.DataFrame:
    """A measure month by month for each label: level, or paired difference from another scenario."""
    rows = []
    for label, name, weights in labels:
        if name == against:
            continue
        values = ensemble.monthly(name, measure.id)
        if against is not None:
            values = values - ensemble.monthly(against, measure.id)
        for place, month in enumerate(ensemble.months):
            rows.append((label, _month(month), *ensemble.interval(values[:, :, place], weights)))
    return pl.DataFrame(rows, schema=["scenario", "month", *EDGES], orient="row")


def occupancy_table(
    model: Model, ensemble: Ensemble, scenario: str, weights: Floats, points: Sequence[Draw]
) -> pl.DataFrame:
    """People in the hubs of a scenario, and places in force, month by month."""
    values = ensemble.monthly(scenario, model.story.occupancy)
    places = np.stack([_places(model, scenario, point) for point in points])
    rows = []
    for place, month in enumerate(ensemble.months):
        offered = ensemble.interval(np.broadcast_to(places[:, place], weights.shape), weights)
        rows.append((_month(month), *ensemble.interval(values[:, :, place], weights), *offered))
    return pl.DataFrame(rows, schema=["month", *EDGES, *(f"places_{edge}" for edge in EDGES)], orient="row")


def _places(model: Model, scenario: str, point: Draw) -> Floats:
    """Places in force at each month's end in one draw."""
    values, total = Values(model.book_of(scenario), point), np.zeros(len(model.calendar.months))
    for name in model.scenario(scenario).agreements:
        agreement, calendar = model.agreements[name], model.calendar
        when = When(values, calendar)
        places = Resource("", "", "places", agreement.places, in_force=agreement.in_force, close=agreement.close)
        ends = [calendar.first_day(row) + calendar.length(row) - 1 for row in range(len(calendar.months))]
        offered = np.array([values.number(agreement.places, month) for month in calendar.months])
        total += np.where([when.is_closed(places, day) for day in ends], 0.0, offered)
    return total


def ends_table(model: Model, ensemble: Ensemble, labels: Labels, cohort: pl.DataFrame) -> pl.DataFrame:
    """Shares of the cohort by where it ends, for each label."""
    rows = []
    for label, name, _ in labels:
        open_ = open_name(frozenset(ensemble.agreements[name]) if label != name else frozenset())
        held = cohort.filter((pl.col("scenario") == name) & (pl.col("open") == open_))
        stages = held["stage"].unique(maintain_order=True).to_list()
        people = held["people"].to_numpy().reshape(-1, len(stages))
        shares = people / np.maximum(people.sum(axis=1, keepdims=True), 1)
        for order, (title, patterns) in enumerate(model.story.ends):
            part = shares[:, matching(stages, patterns)].sum(axis=1)
            rows.append((label, title, order, *interval_row(ensemble, part)))
    return pl.DataFrame(rows, schema=["scenario", "end", "order", *EDGES], orient="row")
