"""Many draws of a past model, each one coherent: one point, one path of flows, one luck."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from scipy.stats import norm

from waystation.parameters.draw import CENTRE
from waystation.study.design import sobol
from waystation.study.runner import SEED_BITS
from waystation.study.wander import Floats
from waystation.uk.history.appealing import LODGED, coordinate
from waystation.uk.history.coordinates import coordinates
from waystation.uk.history.flows import GIVEN, Flows
from waystation.uk.history.run import run
from waystation.uk.history.series import series
from waystation.uk.history.setting import Past

THREADS = 2


def simulate(past: Past, points: Floats, seed: int) -> Mapping[str, Floats]:
    """The target series of each draw by id, (n, Q); nan where a series is not published.

    `points` (n, d) lie in the unit cube: d is the number of coordinates of the model's book, or of `coordinates`, whose
    fellows then stand at their centre. Each draw has a path of flows of its own, but for those that are given.
    """
    with ThreadPoolExecutor(THREADS) as pool:
        drawn = list(pool.map(lambda row: one(past, points[row], seed, row), range(len(points))))
    names = dict.fromkeys(name for each in drawn for name in each)
    return {name: np.array([each[name] for each in drawn]) for name in names}


def one(past: Past, point: Floats, seed: int, number: int) -> Mapping[str, Floats]:
    """The target series of one draw, (Q,) each."""
    flows = flows_of(past, seed, number)
    seen = run(past, flows, _whole(past, point), (seed << SEED_BITS) | number)
    return series(past, seen, flows)


def flows_of(past: Past, seed: int, number: int) -> Flows:
    """The flows of a draw: a path of its own; those that are given are the published ones."""
    setting = past.at
    path = setting.outlook.path(seed, number)
    if setting.mode == "given":
        return {**path, **{name: setting.flows[name] for name in GIVEN}}
    return setting.limited(path)


def _whole(past: Past, point: Floats) -> tuple[float, ...]:
    """A point with every coordinate of the book."""
    names = past.book.coordinates
    if len(point) == len(names):
        return tuple(point.tolist())
    wanted = coordinates(past.at.origin)
    if len(point) != len(wanted):
        raise ValueError(f"a point has {len(names)} coordinates, or {len(wanted)}, and not {len(point)}")
    given = dict(zip(wanted, point.tolist(), strict=True))
    return tuple(given.get(name, CENTRE) for name in names)


def points_of(past: Past, draws: int, seed: int, calibrated: Floats | None) -> Floats:
    """Points for some draws: Sobol, the calibrated coordinates from the rows of a posterior in turn (all, or those).

    Without a posterior, the share of refused cases that appeals is as receipts up to the day show it.
    """
    found = np.array([each.point for each in sobol(past.book, draws, seed)])
    if calibrated is None:
        place = past.book.coordinates.index(LODGED)
        found[:, place] = [coordinate(past, float(score)) for score in norm.ppf(found[:, place])]
        return found
    rows = calibrated[np.arange(draws) % len(calibrated)]
    if rows.shape[1] == found.shape[1]:
        return rows
    places = [past.book.coordinates.index(name) for name in coordinates(past.at.origin)]
    found[:, places] = rows
    return found
