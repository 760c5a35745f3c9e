"""The UK model made small through its settings, and one draw of it through the study room."""

from __future__ import annotations

from functools import cache

import numpy as np

from tests.theory.small import CAPACITIES, FLOWS
from waystation import uk
from waystation.parameters.book import Change
from waystation.parameters.draw import Draw
from waystation.results.run import Run
from waystation.study.design import sobol
from waystation.study.model import Model
from waystation.study.runner import DrawResult, Plan, run_draw

FACTOR = 0.05
ARRAYS = ("monthly", "stock", "inflow", "cohort", "returned", "used", "offered", "queued")


@cache
def small() -> Model:
    """The model with a twentieth of the caseload and of what serves it; hubs keep their size."""
    return made_small(uk.load())


def made_small(model: Model) -> Model:
    """A model with a twentieth of its caseload and of what serves it."""
    return model.set(tuple(Change(name, FACTOR, times=True) for name in (*FLOWS, *CAPACITIES)))


def drawn(model: Model, *scenarios: str, number: int = 0, seed: int = 7) -> DrawResult:
    """One draw of some scenarios beside the baseline."""
    return run_draw(model, Plan(scenarios, "baseline", number + 1, seed), number, point(model, number, seed))


def point(model: Model, number: int = 0, seed: int = 7) -> Draw:
    """A point of the design."""
    return sobol(model.book, number + 1, seed)[number]


def same(here: Run, there: Run) -> bool:
    """Whether two runs are the same to the last bit."""
    return here.stages == there.stages and all(
        np.array_equal(getattr(here, name), getattr(there, name)) for name in ARRAYS
    )
