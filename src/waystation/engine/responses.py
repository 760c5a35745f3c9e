"""Responses to tables: by how much each moves arrivals, month by month and class by class, and what it watches."""

from __future__ import annotations

import numpy as np

from waystation.cases.schema import Cases
from waystation.engine.levels import central_people, weights
from waystation.engine.numbers import Numbers
from waystation.engine.tables import Array
from waystation.parameters.draw import Values
from waystation.process.process import matching, route_id
from waystation.process.words import Response
from waystation.world.world import World


def responses(world: World, values: Values, cases: Cases, numbers: Numbers) -> dict[str, Array]:
    """What the kernel knows of responses; those whose strength is nil throughout are left out."""
    process = world.process
    strengths = [(response, _strength(response, numbers)) for response in process.responses]
    live = [(response, strength) for response, strength in strengths if strength.any()]
    level = np.zeros(len(cases)) if cases.level is None else cases.level
    routes, stages = [route_id(*each) for each in process.routes()], list(process.by_id)
    size = max((strength.shape[1] for _, strength in live), default=0)
    moves = np.zeros((len(live), len(world.calendar.months), size))
    watched = np.zeros((len(live), len(routes)), np.bool_)
    counted = np.zeros((len(live), len(stages)), np.bool_)
    for row, (response, strength) in enumerate(live):
        people = central_people(cases.people, level, cases.axes[response.axis], strength.shape[1])
        displaced = _displaced(response, numbers)
        for month, held in enumerate(strength):
            moves[row, month, : len(held)] = weights(held, displaced[month], people)
        watched[row, matching(routes, response.signal)] = True
        counted[row, matching(stages, response.per)] = True
    return {
        "central": np.array([cases.central]),
        "level": level if live else np.zeros(0),
        "headroom": np.array([cases.headroom]),
        "moves": moves,
        "answering": np.array([numbers.axes.index(response.axis) for response, _ in live], np.int32),
        "watched": watched,
        "counted": counted,
        "spans": np.array([_spans(response, numbers) for response, _ in live], np.int64).reshape(*moves.shape[:2], 2),
    }


def _strength(response: Response, numbers: Numbers) -> Array:
    """By month and class, at most all."""
    strength = numbers.by_month(response.strength)
    for name in response.times:
        strength = strength * numbers.by_month(name)
    return np.minimum(strength, 1.0)


def _displaced(response: Response, numbers: Numbers) -> Array:
    nobody = np.zeros(len(numbers.calendar.months))
    return numbers.by_month(response.displaced)[:, 0] if response.displaced else nobody


def _spans(response: Response, numbers: Numbers) -> Array:
    """The lag and the window (at least one month) by month, in whole months; shape (M, 2)."""
    lag, window = (np.floor(numbers.by_month(name)[:, 0] + 0.5) for name in (response.lag, response.window))
    return np.stack([lag, np.maximum(window, 1)], axis=1)


def can_rise(world: World, values: Values) -> bool:
    """Whether arrivals of some class can rise above the central level."""
    numbers = Numbers(world, values)
    return any(
        bool((_strength(response, numbers).any(axis=1) & (_displaced(response, numbers) > 0)).any())
        for response in world.process.responses
    )
