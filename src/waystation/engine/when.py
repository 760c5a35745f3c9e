"""On which days things are in force in one draw: windows, and the shocks that open or close them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from waystation.base.days import Calendar
from waystation.engine import draws
from waystation.parameters.draw import Values
from waystation.process.words import Resource, Shock, Window

NEVER = 2**31 - 1


@dataclass(frozen=True)
class When:
    """The days of one draw of the numbers, counted from the first day of a calendar."""

    values: Values
    calendar: Calendar

    def number(self, name: str) -> float:
        """A single number as the run begins."""
        return self.values.number(name, self.calendar.months[0])

    def dates(self, window: Window) -> tuple[int, int]:
        """The first and last day of a window."""
        first = self.calendar.day(window.start) if window.start else -NEVER
        if window.delay is not None:
            first += int(self.number(window.delay) + 0.5)
        if window.upon is not None:
            first = self.comes(window.upon, first)
        return first, self.calendar.day(window.end) if window.end else NEVER

    def in_force(self, window: Window, today: int) -> bool:
        """Whether a window is open on a day."""
        first, last = self.dates(window)
        return first <= today <= last

    def comes(self, shock: Shock, first: int) -> int:
        """The day on which a shock comes to what begins on day `first` (or on day 0, if later); NEVER if none does."""
        rate, begins = np.array([self.number(shock.rate)]), max(first, 0)
        wait = draws.hazard_days(rate, np.array([0.0]), 0.0, 1.0, self.number(shock.luck))
        return begins + math.ceil(wait) if wait < NEVER - begins else NEVER

    def is_closed(self, resource: Resource, today: int) -> bool:
        """Whether a resource is outside its dates, or a shock that closes it lasts."""
        first, _ = self.dates(resource.in_force)
        return not self.in_force(resource.in_force, today) or any(
            0 <= today - self.comes(shock, first) < (self.number(shock.lasts) if shock.lasts else NEVER)
            for shock in resource.close
        )

    def ramp(self, resource: Resource, today: int) -> float:
        """What part of its capacity a resource offers so soon after its first day."""
        first = max(self.dates(resource.in_force)[0], 0)
        young = resource.ramp is not None and today - first < self.number(resource.ramp.days)
        return self.number(resource.ramp.share) if resource.ramp and young else 1.0
