"""Which uncertain parameters move a measure: rank correlation of coordinates with results over the draws of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import scipy
from numpy.typing import NDArray

from waystation.results import store

Floats = NDArray[np.float64]
CHANCE = "chance of "
MOST_EACH = 5
TINY = 1e-6


@dataclass(frozen=True)
class Mover:
    """A parameter and the measure it moves: |Spearman's rho| of its coordinate with the measure over the draws."""

    parameter: str
    measure: str
    scenario: str
    strength: float


def in_turn(coordinates: Mapping[str, Floats], values: Floats, *, most: int) -> list[tuple[str, float]]:
    """The parameters that move some values most, each by what it adds to those before it.

    The first has the largest |Spearman's rho|; from the ranks of the others what goes along with it is taken out, and
    so on (part correlations). In a short Sobol design coordinates go along with one another, so that plain rank
    correlations would name the companions of a strong parameter too. Those below the bar of chance are left out.
    `coordinates` holds an array (draws,) for each parameter; `values` (draws,).
    """
    if len(values) < 4 or np.ptp(values) == 0 or not coordinates:
        return []
    names, bar = list(coordinates), 2 / np.sqrt(len(values))
    found: list[tuple[str, float]] = []
    wanted = _unit(scipy.stats.rankdata(values))
    columns = np.stack([_unit(scipy.stats.rankdata(coordinates[name])) for name in names])
    while len(found) < min(most, len(names)):
        strengths = np.abs(columns @ wanted)
        best = int(np.argmax(strengths))
        if strengths[best] <= bar:
            break
        found.append((names[best], float(strengths[best])))
        axis = columns[best].copy()
        columns = np.stack([_unit(column - (column @ axis) * axis) for column in columns])
    return found


def _unit(column: Floats) -> Floats:
    """A column about its mean, of length one; noughts if nothing of it is left."""
    centred: Floats = np.asarray(column, np.float64) - np.mean(column)
    size = float(np.sqrt(centred @ centred))
    return centred / size if size > TINY else np.zeros_like(centred)


def movers(directory: Path, *, most: int = 20) -> list[Mover]:
    """The strongest movers of every scenario's measures in the last full year of a directory of results."""
    draws, measures = store.read(directory, "draws"), store.read(directory, "measures")
    held = {
        str(name): table.sort("draw")["value"].to_numpy()
        for (name,), table in draws.filter(~pl.col("coordinate").str.starts_with(CHANCE)).group_by("coordinate")
    }
    months = measures["month"].unique().sort().to_list()
    year = max(month[:4] for month in months if f"{month[:4]}-12" in months)
    yearly = (
        measures.filter(pl.col("month").str.starts_with(year))
        .group_by("scenario", "open", "measure", "draw")
        .agg(pl.col("value").mean())
    )
    best: dict[str, Mover] = {}
    for (scenario, open_, measure), table in yearly.group_by("scenario", "open", "measure"):
        label = f"{scenario}{' with ' + str(open_) if open_ else ''}"
        for name, rho in in_turn(held, table.sort("draw")["value"].to_numpy(), most=MOST_EACH):
            if name not in best or rho > best[name].strength:
                best[name] = Mover(name, str(measure), label, rho)
    return sorted(best.values(), key=lambda row: (-row.strength, row.parameter))[:most]
