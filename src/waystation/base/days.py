"""A day is a whole number counted from a start; this room turns dates into days and days into months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

DAYS_A_YEAR = 365.25


def month_start(day: date) -> date:
    """The first day of the month in which `day` lies."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first day of the month after the one in which `day` lies."""
    return (month_start(day) + timedelta(days=32)).replace(day=1)


@dataclass(frozen=True)
class Calendar:
    """The days of a simulation: day 0 is `start`, the last day is `end` (both are simulated)."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"the end {self.end} lies before the start {self.start}")

    @cached_property
    def days(self) -> int:
        """How many days are simulated."""
        return (self.end - self.start).days + 1

    @cached_property
    def months(self) -> tuple[date, ...]:
        """The first day of each calendar month that the simulation touches."""
        found = [month_start(self.start)]
        while next_month(found[-1]) <= self.end:
            found.append(next_month(found[-1]))
        return tuple(found)

    @cached_property
    def month_of_day(self) -> tuple[int, ...]:
        """For each day, the index of its month."""
        first = self.months[0]
        return tuple(
            12 * (day.year - first.year) + day.month - first.month
            for day in (self.start + timedelta(days=index) for index in range(self.days))
        )

    def day(self, when: date) -> int:
        """The whole number of a date; negative before the start."""
        return (when - self.start).days

    def date(self, day: int) -> date:
        """The date of a day."""
        return self.start + timedelta(days=day)

    def first_day(self, month: int) -> int:
        """The first simulated day of a month."""
        return max(0, self.day(self.months[month]))

    def length(self, month: int) -> int:
        """How many days of a month are simulated."""
        last = min(self.days, self.day(next_month(self.months[month])))
        return last - self.first_day(month)
