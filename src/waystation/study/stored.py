"""A directory of results read back as what was counted, so that it can be costed again without a simulation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl

from waystation.base.problems import ResultsError
from waystation.parameters.draw import Draw
from waystation.results import store
from waystation.study.appraise import Counted
from waystation.study.gather import open_name
from waystation.study.model import Model
from waystation.study.movers import CHANCE
from waystation.study.runner import Plan, states

AGAIN = "run the scenarios again with this version"


def counted(model: Model, plan: Plan, tables: Mapping[str, pl.DataFrame]) -> Counted:
    """What was counted, from the tables of a run by name: draws and quantities.

    Raises ResultsError if the draws are not of this model.
    """
    draws = tables["draws"].sort("draw", maintain_order=True)
    names = draws.filter(pl.col("draw") == 0)["coordinate"].to_list()
    values = draws["value"].to_numpy().reshape(plan.draws, -1)
    everywhere = [f"{CHANCE}{open_name(state) or 'none open'}" for state in states(model, plan)]
    if names != [*model.book.coordinates, *everywhere]:
        raise ResultsError(f"the draws are of other uncertain numbers than this model has: {AGAIN}")
    size = len(model.book.coordinates)
    points = [Draw(tuple(row)) for row in values[:, :size].tolist()]
    return Counted(model, plan, np.asarray(values[:, size:]), points, tables["quantities"])


def read(model: Model, plan: Plan, directory: Path) -> Counted:
    """What was counted in a directory of results. Raises ResultsError if it cannot be read or is not of this model."""
    return counted(model, plan, {name: store.read(directory, name) for name in ("draws", "quantities")})
