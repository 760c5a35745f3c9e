"""A draw: one point of the unit cube, and the one value that it gives to each parameter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from waystation.parameters.book import Change, ParameterBook
from waystation.parameters.parameter import Parameter, Table
from waystation.parameters.prior import Prior

CENTRE = 0.5


@dataclass(frozen=True)
class Draw:
    """A point of the unit cube, one coordinate for each uncertain parameter of the book."""

    point: tuple[float, ...]


@dataclass(frozen=True)
class Values:
    """Every parameter's value in one draw: priors applied first, then what the scenario changes."""

    book: ParameterBook
    draw: Draw
    _moved: dict[tuple[str, date], Table] = field(default_factory=dict, compare=False, repr=False)

    def table(self, name: str, when: date) -> Table:
        """The table in force on a day, shaped by the parameter's axes."""
        parameter = self.book[name]
        key = (name, when)
        if key not in self._moved:
            table = self._clip(parameter, self._prior(parameter, parameter.at(when)))
            for change in self.book.changes_of(name):
                table = self._change(parameter, table, change, when)
            self._moved[key] = self._clip(parameter, table)
        return self._moved[key]

    def number(self, name: str, when: date) -> float:
        """The value of a parameter that has no axes."""
        return float(self.table(name, when))

    def by_month(self, name: str, months: Sequence[date]) -> NDArray[np.float64]:
        """The value of a parameter that has no axes on the first day of each month; shape (M,)."""
        return np.array([self.number(name, month) for month in months])

    def quantiles(self, name: str) -> NDArray[np.float64]:
        """The quantile table of a parameter that differs between cases (days stay days, years stay years)."""
        parameter = self.book[name]
        if parameter.spread is None:
            raise TypeError(f"{name} has no spread")
        table = parameter.spread.quantiles()
        if parameter.prior:
            table = table * parameter.prior.ppf(self._coordinate(parameter.prior, name))
        for change in self.book.changes_of(name):
            table = table * change.value if change.times else np.full_like(table, change.value)
        return table

    def _coordinate(self, prior: Prior, name: str) -> float:
        if not self.draw.point:
            return CENTRE
        point = self.draw.point[self.book.coordinates.index(prior.against or name)]
        return 1 - point if prior.against else point

    def _prior(self, parameter: Parameter, table: Table) -> Table:
        if parameter.prior is None:
            return table
        moved = parameter.prior.ppf(self._coordinate(parameter.prior, parameter.id))
        match parameter.prior.moves:
            case "value":
                return np.full_like(table, moved)
            case "factor":
                return table * moved
            case "strength":
                return 1 + moved * (table - 1)
            case _:
                inside = np.clip(table, 1e-9, 1 - 1e-9)
                odds = np.log(inside / (1 - inside)) + moved
                return np.where((table <= 0) | (table >= 1), table, 1 / (1 + np.exp(-odds)))

    def _change(self, parameter: Parameter, table: Table, change: Change, when: date) -> Table:
        if change.since is not None and when < change.since:
            return table
        moved = table * change.value if change.times else np.full_like(table, change.value)
        if change.only is None:
            return moved
        row = self.book.axes[parameter.by[0]].classes.index(change.only)
        kept = table.copy()
        kept[row] = moved[row]
        return kept

    @staticmethod
    def _clip(parameter: Parameter, table: Table) -> Table:
        low, high = parameter.dimension.low, parameter.dimension.high
        return table if low is None and high is None else np.clip(table, low, high)
