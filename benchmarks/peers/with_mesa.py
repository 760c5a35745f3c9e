"""The pipeline in Mesa: an agent for each case, moved by the events of Mesa's event-driven scheduler.

(A step for every agent on every day, Mesa's usual way, would be slower by far.)
"""

from __future__ import annotations

from collections import deque

import mesa
from mesa.experimental.devs import DEVSimulator

from benchmarks import pipeline as p
from benchmarks.peers.lives import DESKS, EARLY, Ledger, Life, day, lives
from benchmarks.peers.plain_heap import NEXT, foreseen
from benchmarks.pipeline import Outcome, Workload


class Office(mesa.Model):
    """The scheduler, the ledger, the lines and the places."""

    def __init__(self, workload: Workload, seed: int, simulator: DEVSimulator) -> None:
        super().__init__(seed=seed)
        simulator.setup(self)
        self.scheduler, self.ledger, self.coming = simulator, Ledger(), lives(workload, seed)
        self.lines: dict[int, deque[Case]] = {stage: deque() for stage in (p.DECISION, p.APPEAL, p.DETENTION, p.HUB)}
        self.slots = {p.DECISION: workload.slots(p.DECISIONS), p.APPEAL: workload.slots(p.HEARINGS)}
        self.free = {p.DETENTION: workload.places(p.BEDS), p.HUB: workload.places(p.PLACES)}
        self.foresee()
        for stage, moment in zip(self.slots, DESKS, strict=True):
            self.at(moment, self.desk, stage)

    def at(self, moment: float, what: object, *arguments: object) -> None:
        """Schedule something."""
        self.scheduler.schedule_event_absolute(what, moment, function_args=list(arguments))

    @property
    def today(self) -> int:
        """The day it is."""
        return day(self.scheduler.time)

    def foresee(self) -> None:
        """Schedule the next arrival."""
        found = next(self.coming, None)
        if found is not None:
            self.at(found[0], self.arrive, found[1])

    def arrive(self, life: Life) -> None:
        """A case comes."""
        Case(self, life).enter(p.DECISION)
        self.foresee()

    def desk(self, stage: int) -> None:
        """A day's decisions or hearings."""
        line, left = self.lines[stage], self.slots[stage][self.today]
        while left and line:
            case = line.popleft()
            if case.stage == stage:
                left -= 1
                yes = case.life.granted if stage == p.DECISION else case.life.allowed
                case.move(p.GRANTED if yes else stage + 1)
        if self.today + 1 < len(self.slots[stage]):
            self.at(self.scheduler.time + 1, self.desk, stage)

    def serve(self, stage: int) -> None:
        """Give free places to those first in line."""
        line = self.lines[stage]
        while self.free[stage] and line:
            case = line.popleft()
            if case.stage == stage:
                self.free[stage] -= 1
                case.begin()


class Case(mesa.Agent):
    """A case: its luck, where it is, when its clock fires and whether it holds a place."""

    def __init__(self, model: Office, life: Life) -> None:
        super().__init__(model)
        self.life, self.stage, self.fires, self.way, self.holds = life, -1, 0, -1, False

    def enter(self, stage: int) -> None:
        """Enter a stage: start its clock, stand in its line or begin its work; an end removes the agent."""
        office, today = self.model, self.model.today
        office.ledger.enter(stage, today)
        self.stage = stage
        if stage == p.TRANSFER:
            office.at(today + self.life.flight, self.due, stage, p.HUB)
        elif stage > p.HUB:
            self.remove()
        else:
            days, way = foreseen(self.life, stage)
            self.fires = today + days
            office.at(self.fires - EARLY, self.due, stage, way)
            office.lines[stage].append(self)
            if stage in office.free:
                office.serve(stage)

    def begin(self) -> None:
        """Take a place and begin the stay."""
        office, today = self.model, self.model.today
        office.ledger.hold(self.stage == p.HUB, today)
        self.holds = True
        done = today + (self.life.stay if self.stage == p.DETENTION else self.life.hub_stay)
        if done < self.fires:
            office.at(done, self.due, self.stage, NEXT[self.stage])

    def due(self, stage: int, to: int) -> None:
        """A clock fires or the work is done, unless the case has left."""
        if self.stage == stage:
            self.move(to)

    def move(self, to: int) -> None:
        """Leave the stage, and its place, for another."""
        office, stage, today = self.model, self.stage, self.model.today
        office.ledger.leave(stage, today)
        self.stage = -1
        if self.holds:
            self.holds = False
            office.ledger.free(stage == p.HUB, today)
            office.free[stage] += 1
            office.serve(stage)
        self.enter(to)


def run(workload: Workload, seed: int) -> Outcome:
    """Simulate the workload."""
    simulator = DEVSimulator()
    office = Office(workload, seed, simulator)
    simulator.run_until(workload.days - EARLY)
    return office.ledger.outcome(workload.days)
