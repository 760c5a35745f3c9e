"""A measure: title, definition, dimension, and what it counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from waystation.base.days import DAYS_A_YEAR
from waystation.cases.schema import UNMARKED
from waystation.engine.counts import CASES, PEOPLE, Counts
from waystation.engine.fates import Fates
from waystation.process.process import matching

Kind = Literal["stock", "entries", "routes", "person_years", "paired"]
NOT = "not "
Floats = NDArray[np.float64]
Monthly = Callable[[str], Floats]  # a parameter's number month by month, shape (M,)


@dataclass(frozen=True)
class Measure:
    """What a word such as "backlog" means.

    `of` names stages (stock, entries, person_years, paired) or routes; patterns with * stand for all that match.
    A stock is read at the end of a period, everything else is summed over it. A paired measure counts cases that
    enter a stage of `of` in this world and, in the paired world, later enter a stage of `paired`. With `shares`, what
    is counted in a stage counts in these shares: each pattern of stages has parameters whose product weighs it (`not x`
    is one less a share). What is `aside` is no headline: it stands in the report and in tables.
    """

    id: str
    title: str
    definition: str
    kind: Kind
    of: tuple[str, ...]
    unit: Literal["people", "cases", "person-years"] = "people"
    paired: tuple[str, ...] = ()
    shares: tuple[tuple[str, tuple[str, ...]], ...] = ()
    aside: bool = False

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that weigh what is counted."""
        return tuple(dict.fromkeys(name.removeprefix(NOT) for _, names in self.shares for name in names))

    @property
    def is_stock(self) -> bool:
        """Whether it is read at the end of a period."""
        return self.kind == "stock"

    def monthly(self, counts: Counts, number: Monthly) -> Floats:
        """The measure month by month, shape (M,); zeros for a paired measure, which needs two worlds."""
        if self.kind == "paired":
            return np.zeros(len(counts.codes.months))
        if not self.shares:
            return self._counted(counts, self.of)
        parts = [
            np.prod([_share(name, number) for name in names], axis=0) * self._counted(counts, (pattern,))
            for pattern, names in self.shares
        ]
        return np.asarray(np.sum(parts, axis=0), np.float64)

    def _counted(self, counts: Counts, of: Sequence[str]) -> Floats:
        names = counts.codes.routes if self.kind == "routes" else counts.codes.stages
        rows = matching(names, of)
        table = {
            "stock": counts.month_end,
            "entries": counts.inflow,
            "routes": counts.flow,
            "person_years": counts.person_days,
        }[self.kind]
        weight = CASES if self.unit == "cases" else PEOPLE
        monthly = np.asarray(table[..., weight][:, rows].sum(axis=(1, 2)), np.float64)
        return monthly / DAYS_A_YEAR if self.kind == "person_years" else monthly

    def monthly_paired(self, here: Fates, there: Fates, month_of_day: NDArray[np.int32]) -> Floats:
        """People who enter `of` here and later `paired` in the other world, by month of entry here; shape (M,)."""
        entered = first_entry(here, self.of)
        granted = first_entry(there, self.paired)
        chosen = (entered >= 0) & (granted >= entered)
        months = month_of_day[entered[chosen]]
        weights = here.people[chosen] if self.unit == "people" else None
        return np.bincount(months, weights=weights, minlength=int(month_of_day[-1]) + 1).astype(np.float64)


def _share(name: str, number: Monthly) -> Floats:
    return 1 - number(name.removeprefix(NOT)) if name.startswith(NOT) else number(name)


def first_entry(fates: Fates, patterns: Sequence[str]) -> NDArray[np.int32]:
    """The first day each case entered any remembered stage that matches; UNMARKED if none did; shape (n,)."""
    found = np.full(len(fates.stage), np.iinfo(np.int32).max, np.int32)
    for place in matching(fates.codes.marks, patterns):
        first = fates.first(fates.codes.marks[place])
        found = np.where(first == UNMARKED, found, np.minimum(found, first))
    return np.where(found == np.iinfo(np.int32).max, np.int32(UNMARKED), found)
