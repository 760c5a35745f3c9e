"""Points for a forecast from a past day: what the latest calibration before it learned, and priors for the rest."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from waystation.study.design import sobol
from waystation.study.model import Model
from waystation.study.wander import Floats

FOLDER = Path(__file__).parents[1] / "posteriors"


def latest(origin: date, folder: Path = FOLDER) -> Path | None:
    """The file of the latest calibration that used nothing after a day; None if there is none."""
    days = {date.fromisoformat(path.stem): path for path in folder.glob("????-??-??.csv")}
    before = [day for day in days if day <= origin]
    return days[max(before)] if before else None


def points(model: Model, origin: date, *, draws: int, seed: int, folder: Path = FOLDER) -> Floats:
    """Points of the unit cube (draws, coordinates of the book): Sobol, but for the coordinates that were calibrated."""
    found = np.array([each.point for each in sobol(model.book, draws, seed)])
    path = latest(origin, folder)
    if path is None:
        return found
    table = pl.read_csv(path, comment_prefix="#")
    names = [name for name in table.columns if name in model.book.coordinates]
    rows = table.select(names).to_numpy()
    # spread over the whole file, so that few draws stand for all of it
    chosen = np.linspace(0, len(rows), draws, endpoint=False).astype(int)
    found[:, [model.book.coordinates.index(name) for name in names]] = rows[chosen]
    return found
