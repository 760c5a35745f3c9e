"""Forecasts of the published series from a day."""

from __future__ import annotations

from datetime import date

from waystation.study.forecasts import Forecast
from waystation.study.wander import Floats
from waystation.uk.history.past import past
from waystation.uk.history.setting import Mode
from waystation.uk.history.simulate import points_of, simulate
from waystation.uk.history.tables import Tables


def forecast(
    origin: date,
    quarters: int,
    mode: Mode,
    draws: int,
    seed: int,
    points: Floats | None = None,
    tables: Tables | None = None,
) -> tuple[Forecast, ...]:
    """Every series from a day on, as samples that belong together: row i of each series is one draw.

    `points` (n, d) are posterior draws, over all coordinates of the book or over `coordinates`; without them, priors.
    """  # fmt: skip
    model = past(origin, quarters=quarters, mode=mode, tables=tables)
    found = simulate(model, points_of(model, draws, seed, points), seed)
    return tuple(Forecast(name, origin, samples) for name, samples in sorted(found.items()))
