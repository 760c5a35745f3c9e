"""The pipeline by day, each step on arrays: no case is an object; those in a line or at rest are columns, in order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks import pipeline as p
from benchmarks.peers.lives import clock, stay
from benchmarks.pipeline import HAZARDS, Outcome, Workload

Whole = NDArray[np.int64]
NEVER = 2**40
FIRES, WAY, DONE = 0, 1, 2  # the rows: the day a case's first clock fires, which that is, the day its work is done
NOBODY: Whole = np.zeros((3, 0), np.int64)
CLOCKS = {
    p.DECISION: {"withdraw": p.WITHDRAWN}, p.APPEAL: {"lost": p.LOST},
    p.DETENTION: {"bail": p.RELEASED, "leave": p.LEFT}, p.TRANSFER: {},
    p.HUB: {"leave_hub": p.LEFT, "lost_hub": p.LOST},
}  # fmt: skip
WORK = {p.DETENTION: p.STAY, p.TRANSFER: p.FLIGHT, p.HUB: p.HUB_STAY}
NEXT = {p.DETENTION: p.TRANSFER, p.TRANSFER: p.HUB, p.HUB: p.RETURNED}
SHARES = {p.DECISION: p.GRANTED_SHARE, p.APPEAL: p.ALLOWED_SHARE}


class Days:
    """Every stage's cases: those in line, and those at rest until their work is done."""

    def __init__(self, workload: Workload, seed: int) -> None:
        self.random, self.today = np.random.default_rng([seed, 3]), 0
        self.lines, self.stays = dict.fromkeys(CLOCKS, NOBODY), dict.fromkeys(WORK, NOBODY)
        self.slots = {p.DECISION: workload.slots(p.DECISIONS), p.APPEAL: workload.slots(p.HEARINGS)}
        self.places = {p.DETENTION: workload.places(p.BEDS), p.HUB: workload.places(p.PLACES)}
        self.entries, self.days, self.busy = [0] * 11, [0] * len(CLOCKS), [0, 0]

    def run(self, workload: Workload) -> Outcome:
        """Every day in turn: arrivals, whoever is due, desks, places."""
        for self.today, coming in enumerate(np.bincount(workload.arrivals, minlength=workload.days).tolist()):
            self.enter(p.DECISION, coming)
            for stage in CLOCKS:
                self.due(stage)
            for stage, share in SHARES.items():
                self.desk(stage, share)
            for stage, places in self.places.items():
                self.begin(stage, places - self.stays[stage].shape[1])
            self.count()
        return Outcome(tuple(self.entries), tuple(self.days), (self.busy[0], self.busy[1]))

    def enter(self, stage: int, count: int) -> None:
        """So many cases enter a stage today."""
        self.entries[stage] += count
        if stage not in CLOCKS or not count:
            return
        cases = np.full((3, count), NEVER)
        for name, way in CLOCKS[stage].items():
            fires = self.today + clock(self.random, HAZARDS[name], count)
            sooner = fires < cases[FIRES]
            cases[FIRES, sooner], cases[WAY, sooner] = fires[sooner], way
        self.lines[stage] = np.concatenate([self.lines[stage], cases], axis=1)
        if stage == p.TRANSFER:
            self.begin(stage, count)

    def due(self, stage: int) -> None:
        """Clocks that fire today, then work that is done."""
        self.lines[stage] = self.fired(stage, self.lines[stage])
        if stage in self.stays:
            left = self.fired(stage, self.stays[stage])
            done = left[DONE] <= self.today
            finished = int(np.count_nonzero(done))
            self.stays[stage] = left[:, ~done] if finished else left
            self.enter(NEXT[stage], finished)

    def fired(self, stage: int, cases: Whole) -> Whole:
        """Whoever stays when those have left whose clock fires today."""
        gone = cases[FIRES] <= self.today
        if not gone.any():
            return cases
        ways = cases[WAY, gone]
        for way in CLOCKS[stage].values():
            self.enter(way, int(np.count_nonzero(ways == way)))
        return cases[:, ~gone]

    def desk(self, stage: int, share: float) -> None:
        """A day's decisions or hearings."""
        line = self.lines[stage]
        served = min(self.slots[stage][self.today], line.shape[1])
        self.lines[stage] = line[:, served:]
        yes = int(self.random.binomial(served, share))
        self.enter(p.GRANTED, yes)
        self.enter(stage + 1, served - yes)

    def begin(self, stage: int, free: int) -> None:
        """The first in line begin their work."""
        line = self.lines[stage]
        count = min(free, line.shape[1])
        if count > 0:
            begun = line[:, :count].copy()
            begun[DONE] = self.today + stay(self.random, WORK[stage], count)
            self.lines[stage], self.stays[stage] = line[:, count:], np.concatenate([self.stays[stage], begun], axis=1)

    def count(self) -> None:
        """Who is where at the end of the day."""
        for stage, line in self.lines.items():
            self.days[stage] += line.shape[1]
        for stage, cases in self.stays.items():
            self.days[stage] += cases.shape[1]
        for row, stage in enumerate(self.places):
            self.busy[row] += self.stays[stage].shape[1]


def run(workload: Workload, seed: int) -> Outcome:
    """Simulate the workload."""
    return Days(workload, seed).run(workload)
