"""The pipeline with an event list of the standard library's `heapq` and lines of `deque`: what one writes first."""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush

from benchmarks import pipeline as p
from benchmarks.peers.lives import DESKS, EARLY, Ledger, Life, lives
from benchmarks.pipeline import Outcome, Workload

ARRIVE, DESK, CLOCK, WORK = range(4)
NEXT = {p.DETENTION: p.TRANSFER, p.TRANSFER: p.HUB, p.HUB: p.RETURNED}


class Case:
    """A case: its luck, where it is, where its clock leads and whether it holds a place."""

    __slots__ = ("clock", "fires", "holds", "life", "stage")

    def __init__(self, life: Life) -> None:
        self.life, self.stage, self.clock, self.fires, self.holds = life, -1, -1, 0, False


class Simulator:
    """The event list, the lines and the places."""

    def __init__(self, workload: Workload, seed: int) -> None:
        self.heap: list[tuple[float, int, int, int, Case | None]] = []
        self.ledger, self.number = Ledger(), 0
        self.lines: dict[int, deque[Case]] = {row: deque() for row in (p.DECISION, p.APPEAL, p.DETENTION, p.HUB)}
        self.slots = {p.DECISION: workload.slots(p.DECISIONS), p.APPEAL: workload.slots(p.HEARINGS)}
        self.free = {p.DETENTION: workload.places(p.BEDS), p.HUB: workload.places(p.PLACES)}
        self.coming = lives(workload, seed)

    def push(self, moment: float, kind: int, stage: int, case: Case | None) -> None:
        """Put an event on the list."""
        self.number += 1
        heappush(self.heap, (moment, self.number, kind, stage, case))

    def run(self, days: int) -> Outcome:
        """Take events in turn until the horizon."""
        self.arrival()
        for stage, moment in zip((p.DECISION, p.APPEAL), DESKS, strict=True):
            self.push(moment, DESK, stage, None)
        while self.heap and self.heap[0][0] < days - EARLY:
            moment, _, kind, stage, case = heappop(self.heap)
            today = int(moment + 0.3)
            if case is None:
                self.desk(stage, today, moment)
            elif kind == ARRIVE:
                self.enter(case, p.DECISION, today)
                self.arrival()
            elif case.stage == stage:
                self.move(case, case.clock if kind == CLOCK else NEXT[stage], today)
        return self.ledger.outcome(days)

    def arrival(self) -> None:
        """Foresee the next arrival."""
        found = next(self.coming, None)
        if found is not None:
            self.push(found[0], ARRIVE, -1, Case(found[1]))

    def desk(self, stage: int, today: int, moment: float) -> None:
        """A day's decisions or hearings."""
        line, left = self.lines[stage], self.slots[stage][today]
        while left and line:
            case = line.popleft()
            if case.stage == stage:
                left -= 1
                yes = case.life.granted if stage == p.DECISION else case.life.allowed
                self.move(case, p.GRANTED if yes else stage + 1, today)
        if today + 1 < len(self.slots[stage]):
            self.push(moment + 1, DESK, stage, None)

    def move(self, case: Case, to: int, today: int) -> None:
        """Leave a stage, and its place, for another."""
        stage = case.stage
        self.ledger.leave(stage, today)
        case.stage = -1
        if case.holds:
            case.holds = False
            self.ledger.free(stage == p.HUB, today)
            self.free[stage] += 1
            self.serve(stage, today)
        self.enter(case, to, today)

    def enter(self, case: Case, stage: int, today: int) -> None:
        """Enter a stage: start its clock, stand in its line or begin its work."""
        self.ledger.enter(stage, today)
        case.stage, life = stage, case.life
        if stage == p.TRANSFER:
            self.push(today + life.flight, WORK, stage, case)
        elif stage <= p.HUB:
            days, case.clock = foreseen(life, stage)
            case.fires = today + days
            self.push(case.fires - EARLY, CLOCK, stage, case)
            self.lines[stage].append(case)
            if stage in self.free:
                self.serve(stage, today)

    def serve(self, stage: int, today: int) -> None:
        """Give free places to those first in line."""
        line = self.lines[stage]
        while self.free[stage] and line:
            case = line.popleft()
            if case.stage != stage:
                continue
            self.free[stage] -= 1
            self.ledger.hold(stage == p.HUB, today)
            case.holds = True
            done = today + (case.life.stay if stage == p.DETENTION else case.life.hub_stay)
            if done < case.fires:
                self.push(done, WORK, stage, case)


def foreseen(life: Life, stage: int) -> tuple[int, int]:
    """Days until the first clock of a stage, and where it leads."""
    if stage == p.DECISION:
        return life.withdraw, p.WITHDRAWN
    if stage == p.APPEAL:
        return life.lost, p.LOST
    if stage == p.DETENTION:
        return (life.bail, p.RELEASED) if life.bail <= life.leave else (life.leave, p.LEFT)
    return (life.leave_hub, p.LEFT) if life.leave_hub <= life.lost_hub else (life.lost_hub, p.LOST)


def run(workload: Workload, seed: int) -> Outcome:
    """Simulate the workload."""
    return Simulator(workload, seed).run(workload.days)
