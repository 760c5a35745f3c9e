"""One draw of a past model: flows, point and luck in; counts and what is read off them out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from waystation.cases.synthesise import synthesise
from waystation.engine.compile import compile_tables
from waystation.engine.counts import CASES, PEOPLE, Counts
from waystation.engine.fates import Fates
from waystation.engine.simulate import simulate
from waystation.parameters.draw import Draw, Values
from waystation.process.process import matching
from waystation.study.quarters import at_end, summed
from waystation.study.wander import Floats
from waystation.uk.history.appealing import with_others
from waystation.uk.history.flows import Flows
from waystation.uk.history.setting import Past
from waystation.uk.measures import WAITING


@dataclass(frozen=True)
class Seen:
    """The counts of one run, read by quarter; `age` (n,) days since each case came, on the last day."""

    counts: Counts
    fates: Fates
    age: Floats

    def flow(self, *routes: str, of: int = PEOPLE) -> Floats:
        """People (or cases) who took any of some routes, by quarter; (Q,)."""
        rows = matching(self.counts.codes.routes, routes)
        return summed(self.counts.flow[..., of][:, rows].sum(axis=(1, 2)))

    def flow_by_nationality(self, *routes: str, of: int = CASES) -> Floats:
        """The same by nationality; (Q, G)."""
        rows = matching(self.counts.codes.routes, routes)
        return summed(self.counts.flow[..., of][:, rows].sum(axis=1))

    def came(self, *stages: str, of: int = PEOPLE) -> Floats:
        """People (or cases) who entered any of some stages, by quarter; (Q,)."""
        rows = matching(self.counts.codes.stages, stages)
        return summed(self.counts.inflow[..., of][:, rows].sum(axis=(1, 2)))

    def came_by_nationality(self, *stages: str, of: int = PEOPLE) -> Floats:
        """The same by nationality; (Q, G)."""
        rows = matching(self.counts.codes.stages, stages)
        return summed(self.counts.inflow[..., of][:, rows].sum(axis=1))

    def stock(self, *stages: str, of: int = PEOPLE) -> Floats:
        """People (or cases) in any of some stages at the end of each quarter; (Q,)."""
        rows = matching(self.counts.codes.stages, stages)
        return at_end(self.counts.month_end[..., of][:, rows].sum(axis=(1, 2)))

    def opening(self, *stages: str, of: int = PEOPLE) -> float:
        """People (or cases) in any of some stages before the first day."""
        return float(self.counts.opening[matching(self.counts.codes.stages, stages)][..., of].sum())

    def waited(self) -> Floats:
        """Days since the claim of each case that waits for a first decision on the last day."""
        waits = np.isin(self.fates.stage, matching(self.counts.codes.stages, WAITING))
        return self.age[waits]


def run(past: Past, flows: Flows, point: tuple[float, ...], seed: int) -> Seen:
    """Simulate under some flows at a point of the unit cube (no coordinates: every number at its centre)."""
    book = past.at.book(with_others(past, flows, point))
    world = replace(past.world("baseline"), book=book)
    values = Values(book, Draw(point))
    cases = synthesise(past.recipe, values, past.calendar, seed, past.process.traits)
    found = simulate(*compile_tables(world, values, cases), seed)
    return Seen(found.counts, found.fates, past.calendar.days - cases.entered.astype(np.float64))
