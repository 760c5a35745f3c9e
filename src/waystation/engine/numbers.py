"""Parameters to tables of numbers by month and class, each parameter once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

import numpy as np

from waystation.engine.tables import Array
from waystation.parameters import frailty
from waystation.parameters.draw import Values
from waystation.world.world import World

Key = TypeVar("Key", bound=Hashable)


@dataclass
class Rows(Generic[Key]):
    """A growing list of distinct things, each with its row number."""

    keys: dict[Key, int] = field(default_factory=dict)

    def row(self, key: Key) -> int:
        """The row of a thing, a new one if it is new."""
        return self.keys.setdefault(key, len(self.keys))


class Numbers:
    """The numbers that a process asks for, as they are asked for; then all of them as tables."""

    def __init__(self, world: World, values: Values) -> None:
        self.book, self.calendar, self.values = world.book, world.calendar, values
        others = (name for name, axis in world.book.axes.items() if not axis.edges and name != world.group)
        self.axes = (world.group, *others)
        self.rates, self.quantiles = Rows[str](), Rows[str]()
        self.hazards, self.frailties = Rows[tuple[str, str | None]](), Rows[tuple[str, str]]()

    def tables(self) -> dict[str, Array]:
        """Every number asked for, by month and class."""
        rates, hazards = self.rates.keys, self.hazards.keys
        return {
            "rates": _stack([self.by_month(name) for name in rates], rank=3),
            "rate_axis": np.array([self._axis(name) for name in rates], np.int32),
            "hazards": _stack([self._hazard(name, share) for name, share in hazards], rank=4),
            "hazard_axis": np.array([self._axis(name) for name, _ in hazards], np.int32),
            "hazard_edges": _stack([self._edges(name) for name, _ in hazards], rank=2, fill=np.inf),
            "frailties": _stack([self._frailty(name, share) for name, share in self.frailties.keys], rank=4),
            "quantiles": _stack([self.values.quantiles(name) for name in self.quantiles.keys], rank=2),
        }

    def by_month(self, name: str) -> Array:
        """A parameter by month, then by its own axes (at least one); worked out once for each spell of equal values."""
        dates = {*self.book[name].dates, *(change.since for change in self.book.changes_of(name))}
        held: dict[Hashable, Array] = {}

        def at(month: date) -> Array:
            spell = sum(1 for start in dates if start is not None and start <= month)
            if spell not in held:
                held[spell] = np.atleast_1d(self.values.table(name, month))
            return held[spell]

        return np.stack([at(month) for month in self.calendar.months])

    def product(self, names: Iterable[str]) -> Array:
        """The product of some single numbers, by month."""
        return np.asarray(np.prod([self.by_month(name)[:, 0] for name in names], axis=0))

    def _axis(self, name: str) -> int:
        by = [axis for axis in self.book[name].by if not self.book.axes[axis].edges]
        return self.axes.index(by[0]) if by else -1

    def _edges(self, name: str) -> Array:
        axes = [self.book.axes[axis] for axis in self.book[name].by]
        return np.array(next((axis.edges for axis in axes if axis.edges), (0.0,)))

    def _rows(self, name: str) -> Array:
        """A hazard by month, class and band."""
        table = self.by_month(name)
        if len(self._edges(name)) == 1:
            return table[:, :, None]
        return table if self._axis(name) >= 0 else table[:, None, :]

    def _hazard(self, name: str, share: str | None) -> Array:
        return self._rows(name) if share is None else self._split(name, share, frailty.baseline)

    def _frailty(self, name: str, share: str) -> Array:
        def frailties(hazards: Array, edges: Array, spread: float) -> Array:
            return frailty.multipliers(spread)

        return self._split(name, share, frailties)

    def _split(self, name: str, share: str, make: Callable[[Array, Array, float], Array]) -> Array:
        """For each month and class, what `make` says of its hazards and their frailty variance."""
        rows, edges, shares = self._rows(name), self._edges(name), self.by_month(share)
        by_class = self._axis(share) >= 0
        held: dict[Hashable, Array] = {}

        def one(month: int, group: int) -> Array:
            part = float(shares[month, group if by_class else 0])
            key = (rows[month, group].tobytes(), part)
            if key not in held:
                held[key] = make(rows[month, group], edges, frailty.variance(rows[month, group], edges, part))
            return held[key]

        return np.stack([np.stack([one(m, g) for g in range(rows.shape[1])]) for m in range(rows.shape[0])])


def _stack(tables: Sequence[Array], *, rank: int, fill: float = 0.0) -> Array:
    """Tables as one array of the given rank, smaller ones padded."""
    if not tables:
        return np.zeros((0,) * rank)
    shape = tuple(max(table.shape[axis] for table in tables) for axis in range(tables[0].ndim))
    found = np.full((len(tables), *shape), fill)
    for row, table in enumerate(tables):
        place: tuple[int | slice, ...] = (row, *(slice(size) for size in table.shape))
        found[place] = table
    return found
