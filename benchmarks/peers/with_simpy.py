"""The pipeline in SimPy: a process for each case, a Resource for beds and places, a daily process for each desk."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator

import simpy

from benchmarks import pipeline as p
from benchmarks.peers.lives import DESKS, EARLY, Ledger, Life, day, lives
from benchmarks.pipeline import Outcome, Workload

Steps = Generator[simpy.Event, object, None]


class Office:
    """The environment, the ledger, the lines of both desks and both kinds of place."""

    def __init__(self, workload: Workload, seed: int) -> None:
        self.env, self.ledger = simpy.Environment(), Ledger()
        self.lines: dict[int, deque[simpy.Event]] = {p.DECISION: deque(), p.APPEAL: deque()}
        self.places = [simpy.Resource(self.env, workload.places(multiple)) for multiple in (p.BEDS, p.PLACES)]
        self.env.process(self.arrivals(workload, seed))
        for stage, multiple, moment in ((p.DECISION, p.DECISIONS, DESKS[0]), (p.APPEAL, p.HEARINGS, DESKS[1])):
            self.env.process(self.desk(self.lines[stage], workload.slots(multiple), moment))

    def arrivals(self, workload: Workload, seed: int) -> Steps:
        """Cases as they come."""
        for arrives, life in lives(workload, seed):
            if arrives > self.env.now:
                yield self.env.timeout(arrives - self.env.now)
            self.env.process(self.case(life))

    def desk(self, line: deque[simpy.Event], slots: list[int], moment: float) -> Steps:
        """So many a day, whoever still waits, first come first served."""
        yield self.env.timeout(moment)
        for slot in slots:
            left = slot
            while left and line:
                turn = line.popleft()
                if not turn.triggered:
                    turn.succeed(value=True)
                    left -= 1
            yield self.env.timeout(1)

    def case(self, life: Life) -> Steps:
        """One case from its arrival to its end."""
        if not (yield from self.turn(p.DECISION, life.withdraw, p.WITHDRAWN)):
            return
        if life.granted:
            return self.end(p.GRANTED)
        if not (yield from self.turn(p.APPEAL, life.lost, p.LOST)):
            return
        if life.allowed:
            return self.end(p.GRANTED)
        first = min((life.bail, p.RELEASED), (life.leave, p.LEFT))
        if not (yield from self.stay(p.DETENTION, 0, first, life.stay)):
            return
        today = day(self.env.now)
        self.ledger.enter(p.TRANSFER, today)
        yield self.env.timeout(today + life.flight - self.env.now)
        self.ledger.leave(p.TRANSFER, today + life.flight)
        first = (life.leave_hub, p.LEFT) if life.leave_hub <= life.lost_hub else (life.lost_hub, p.LOST)
        if (yield from self.stay(p.HUB, 1, first, life.hub_stay)):
            self.end(p.RETURNED)

    def end(self, stage: int) -> None:
        """The case is at an end."""
        self.ledger.enter(stage, day(self.env.now))

    def turn(self, stage: int, patience: int, way: int) -> Generator[simpy.Event, object, bool]:
        """Wait for a desk; whether it came before the clock."""
        today = day(self.env.now)
        self.ledger.enter(stage, today)
        turn = self.env.event()
        self.lines[stage].append(turn)
        yield turn | self.env.timeout(today + patience - EARLY - self.env.now)
        served = turn.triggered
        self.ledger.leave(stage, day(self.env.now))
        if not served:
            turn.succeed(value=False)
            self.end(way)
        return served

    def stay(self, stage: int, place: int, first: tuple[int, int], work: int) -> Generator[simpy.Event, object, bool]:
        """Wait for a place and stay there; whether the work was done before the clock."""
        days, way = first
        today = day(self.env.now)
        self.ledger.enter(stage, today)
        fires = today + days - EARLY
        done = False
        with self.places[place].request() as turn:
            yield turn | self.env.timeout(fires - self.env.now)
            if turn.triggered:
                begins = day(self.env.now)
                self.ledger.hold(place, begins)
                done = begins + work < fires
                yield self.env.timeout(max(0.0, min(begins + work, fires) - self.env.now))
                self.ledger.free(place, day(self.env.now))
        self.ledger.leave(stage, day(self.env.now))
        if not done:
            self.end(way)
        return done


def run(workload: Workload, seed: int) -> Outcome:
    """Simulate the workload."""
    office = Office(workload, seed)
    office.env.run(until=workload.days - EARLY)
    return office.ledger.outcome(workload.days)
