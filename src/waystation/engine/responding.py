"""How arrivals respond, for the engine to read: what people could have seen, and who comes all the same."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import numpy as np
from numpy.typing import NDArray

from waystation.cases.schema import Cases
from waystation.engine.case import Case
from waystation.engine.levels import central_people, weights
from waystation.parameters.draw import Values
from waystation.process.process import matching, route_id
from waystation.process.words import Response
from waystation.world.world import World


class Responding:
    """Keeps count of people by month; says at which level arrivals of a case's classes stand in a month."""

    def __init__(self, world: World, values: Values, cases: Cases) -> None:
        self.world, self.values, self.cases = world, values, cases
        self.entered: dict[tuple[int, str], int] = defaultdict(int)
        self.taken: dict[tuple[int, str], int] = defaultdict(int)
        self.shifts: dict[tuple[int, str], NDArray[np.float64]] = {}

    def comes(self, case: Case, month: int) -> bool:
        """Whether a case whose day has come enters: the level of its classes is as high as its own, or higher."""
        level = 1.0
        for response in self.world.process.responses:
            if (month, response.id) not in self.shifts:
                self.shifts[month, response.id] = self.weights(response, month) * self.exposure(response, month)
            level += float(self.shifts[month, response.id][case.classes[response.axis]])
        return case.level <= min(max(level, 0.0), self.cases.headroom)

    def exposure(self, response: Response, month: int) -> float:
        """People through the signal over people entering, in the months that could have been seen; at most 1."""
        process, when = self.world.process, self.world.calendar.months[month]
        routes, stages = [route_id(*each) for each in process.routes()], list(process.by_id)
        last = month - self.months(response.lag, when)
        seen = range(max(last - max(1, self.months(response.window, when)), 0), max(last, 0))
        through = sum(self.taken[m, routes[row]] for m in seen for row in matching(routes, response.signal))
        came = sum(self.entered[m, stages[row]] for m in seen for row in matching(stages, response.per))
        return min(1.0, through / came) if came else 0.0

    def weights(self, response: Response, month: int) -> NDArray[np.float64]:
        """By how much each class moves at full exposure."""
        when, cases = self.world.calendar.months[month], self.cases
        strength = self.values.table(response.strength, when)
        for name in response.times:
            strength = strength * self.values.number(name, when)
        level = np.zeros(len(cases)) if cases.level is None else cases.level
        people = central_people(cases.people, level, cases.axes[response.axis], len(strength))
        displaced = self.values.number(response.displaced, when) if response.displaced else 0.0
        return weights(np.minimum(strength, 1.0), displaced, people)

    def months(self, name: str, when: date) -> int:
        """A parameter as a whole number of months."""
        return int(self.values.number(name, when) + 0.5)
