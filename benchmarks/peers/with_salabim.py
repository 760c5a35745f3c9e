"""The pipeline in salabim: a component for each case, resources whose requests fail at a moment, a daily desk."""

from __future__ import annotations

from collections.abc import Iterator

import salabim as sim

from benchmarks import pipeline as p
from benchmarks.peers.lives import DESKS, EARLY, Ledger, Life, day, lives
from benchmarks.pipeline import Outcome, Workload


class Office(sim.Environment):
    """The environment, the ledger, the lines of both desks and both kinds of place."""

    def begin(self, workload: Workload, seed: int) -> None:
        """Set everything up."""
        self.ledger, self.coming = Ledger(), lives(workload, seed)
        self.lines = {stage: sim.Queue(env=self, monitor=False) for stage in (p.DECISION, p.APPEAL)}
        sizes = (workload.places(multiple) for multiple in (p.BEDS, p.PLACES))
        self.places = [sim.Resource(capacity=size, monitor=False, env=self) for size in sizes]
        Door(env=self)
        for stage, multiple, moment in ((p.DECISION, p.DECISIONS, DESKS[0]), (p.APPEAL, p.HEARINGS, DESKS[1])):
            Desk(env=self, stage=stage, slots=workload.slots(multiple), moment=moment)


class Door(sim.Component):
    """Cases as they come."""

    def process(self) -> Iterator[object]:
        """One case after another."""
        for arrives, life in self.env.coming:
            if arrives > self.env.now():
                yield self.hold(till=arrives)
            Case(env=self.env, life=life)


class Desk(sim.Component):
    """So many a day, first come first served."""

    def setup(self, stage: int, slots: list[int], moment: float) -> None:
        """Which desk it is."""
        self.stage, self.slots, self.moment = stage, slots, moment

    def process(self) -> Iterator[object]:
        """One day after another."""
        line = self.env.lines[self.stage]
        for today, left in enumerate(self.slots):
            yield self.hold(till=today + self.moment)
            for _ in range(min(left, len(line))):
                case = line.pop()
                case.served = True
                case.activate()


class Case(sim.Component):
    """A case."""

    def setup(self, life: Life) -> None:
        """Its luck."""
        self.life, self.served = life, False

    def process(self) -> Iterator[object]:
        """From its arrival to its end."""
        life = self.life
        for stage, patience, way, yes in (
            (p.DECISION, life.withdraw, p.WITHDRAWN, life.granted), (p.APPEAL, life.lost, p.LOST, life.allowed),
        ):  # fmt: skip
            yield from self.turn(stage, patience)
            if not self.served or yes:
                return self.end(p.GRANTED if self.served else way)
        yield from self.stay(p.DETENTION, 0, min(life.bail, life.leave), life.stay)
        if not self.served:
            return self.end(p.RELEASED if life.bail <= life.leave else p.LEFT)
        today = day(self.env.now())
        self.env.ledger.enter(p.TRANSFER, today)
        yield self.hold(till=today + life.flight)
        self.env.ledger.leave(p.TRANSFER, today + life.flight)
        yield from self.stay(p.HUB, 1, min(life.leave_hub, life.lost_hub), life.hub_stay)
        self.end(p.RETURNED if self.served else p.LEFT if life.leave_hub <= life.lost_hub else p.LOST)

    def end(self, stage: int) -> None:
        """The case is at an end."""
        self.env.ledger.enter(stage, day(self.env.now()))

    def turn(self, stage: int, patience: int) -> Iterator[object]:
        """Wait for a desk, until the clock fires; `served` says which."""
        env, today = self.env, day(self.env.now())
        env.ledger.enter(stage, today)
        self.served = False
        self.enter(env.lines[stage])
        yield self.hold(till=today + patience - EARLY)
        if not self.served:
            self.leave(env.lines[stage])
        env.ledger.leave(stage, day(env.now()))

    def stay(self, stage: int, place: int, days: int, work: int) -> Iterator[object]:
        """Wait for a place and stay there, until the clock fires; `served` says whether the work was done."""
        env, today = self.env, day(self.env.now())
        env.ledger.enter(stage, today)
        self.served, fires = False, today + days - EARLY
        yield self.request(env.places[place], fail_at=fires)
        if not self.failed():
            begins = day(env.now())
            env.ledger.hold(place, begins)
            self.served = begins + work < fires
            yield self.hold(till=max(env.now(), min(begins + work, fires)))
            env.ledger.free(place, day(env.now()))
            self.release()
        env.ledger.leave(stage, day(env.now()))


def run(workload: Workload, seed: int) -> Outcome:
    """Simulate the workload."""
    office = Office(trace=False, yieldless=False)
    office.begin(workload, seed)
    office.run(till=workload.days - EARLY)
    return office.ledger.outcome(workload.days)
