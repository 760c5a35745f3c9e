"""The engine to read: it walks the process, the cases and the values directly, one case and one day at a time.

This is the meaning of a process. Each day: new cases enter; then whoever's work is done or whose clock fires moves on,
in the order in which that was foreseen; then each resource, in order, serves whoever waits for it.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Iterable
from datetime import date
from itertools import chain

import numpy as np

from waystation.cases.schema import Cases
from waystation.engine import draws
from waystation.engine.case import Case, make_case
from waystation.engine.log import OPEN, Visit
from waystation.engine.responding import Responding
from waystation.engine.when import NEVER, When
from waystation.parameters import frailty
from waystation.parameters.draw import Values
from waystation.process.process import route_id
from waystation.process.words import Clock, Resource, Route, Stage
from waystation.rules.expr import Condition, Tally
from waystation.rules.holds import holds
from waystation.world.world import World

EPSILON = 1e-9
WAITING = ("place", "queue")


class Reference:
    """One simulation. `run()` gives the visits in the order in which they ended, open ones last by case."""

    def __init__(self, world: World, values: Values, cases: Cases, seed: int) -> None:
        self.world, self.values, self.seed = world, values, np.uint64(seed)
        self.process, self.calendar, self.when = world.process, world.calendar, When(values, world.calendar)
        self.cases = [make_case(cases, number, world.facts) for number in range(len(cases))]
        self.opening, self.central = cases.opening, cases.central
        self.responding = Responding(world, values, cases)
        self.bucket: dict[int, dict[int, Case]] = defaultdict(dict)
        self.aside: dict[int, dict[int, Case]] = defaultdict(dict)
        # the lines of a resource, one a rank, the first served first
        self.queue: dict[str, list[dict[int, Case]]] = {
            resource.id: [{} for _ in range(len(resource.first) + 1)] for resource in self.process.resources
        }
        self.credit: dict[str, float] = defaultdict(float)
        self.taken: dict[str, int] = defaultdict(int)
        self.queued: dict[int, list[int]] = {}
        self.used: dict[tuple[int, str], float] = defaultdict(float)
        self.log: list[Visit] = []

    def run(self) -> list[Visit]:
        """Simulate every day of the calendar."""
        for case in self.cases[: self.opening]:
            self.enter(case, self.process[case.into], -1, case.comes)
        central, spare = deque(self.cases[self.opening : self.central]), deque(self.cases[self.central :])
        for today in range(self.calendar.days):
            self.arrive(central, today)
            self.arrive(spare, today)
            for case in self.aside.pop(today, {}).values():
                self.stand(case, today)
            while self.bucket[today]:
                self.fire(next(iter(self.bucket[today].values())), today)
            for resource in self.process.resources:
                self.serve(resource, today)
            self.note_day(self.calendar.month_of_day[today])
        for case in self.cases:
            if case.stage:
                waiting = self.calendar.days - case.since if case.phase in WAITING else 0
                self.log.append(Visit(case.number, case.stage, case.entered, OPEN, "", case.waited + waiting))
        return self.log

    def note_day(self, month: int) -> None:
        """At the end of a day: who waits for what, and which places are held."""
        self.queued[month] = [sum(map(len, lines)) for lines in self.queue.values()]
        for resource in self.process.resources:
            if resource.kind == "places":
                self.used[month, resource.id] += self.taken[resource.id]

    # moving -----------------------------------------------------------------------------------------------------

    def arrive(self, coming: deque[Case], today: int) -> None:
        """Let in whose day has come, but those who stay away."""
        while coming and coming[0].comes == today:
            case = coming.popleft()
            if self.responding.comes(case, self.calendar.month_of_day[today]):
                self.enter(case, self.process[case.into], today, today)

    def enter(self, case: Case, stage: Stage | None, today: int, entered: int) -> None:
        """Put a case into a stage, and through gateways until it rests."""
        while stage is not None:
            case.stage, case.entered, case.waited, case.through = stage.id, entered, 0, None
            case.visit = case.visits[stage.id]
            case.visits[stage.id] += 1
            case.first.setdefault(stage.id, entered)
            if today >= 0:
                self.responding.entered[self.calendar.month_of_day[today], stage.id] += case.people
            self.set_clocks(case, stage, today)
            if stage.is_end:
                self.release(case, stage)
                self.rest(case, "end", today)
                return
            stage = self.secure(case, stage, today)
            entered = today

    def leave(self, case: Case, route: Route, today: int) -> Stage:
        """Take a route: log the visit, set its flags, and name the next stage."""
        here = self.process[case.stage]
        self.log.append(Visit(case.number, here.id, case.entered, today, route_id(here, route), case.waited))
        if today >= 0:
            self.responding.taken[self.calendar.month_of_day[today], route_id(here, route)] += case.people
        for flag in route.sets:
            case.facts[flag] = True
        return self.process[route.to]

    def secure(self, case: Case, stage: Stage, today: int) -> Stage | None:
        """Take the places a stage holds, in the order of the resources; wait if one is full. Then begin."""
        for resource in self.process.resources:
            if resource.id not in stage.holds or resource.id in case.held:
                continue
            if any(self.queue[resource.id]) or not self.fits(case, resource, today):
                self.join(case, resource.id, "place", today)
                return None
            self.take(case, resource)
        self.release(case, stage)
        return self.begin(case, stage, today)

    def begin(self, case: Case, stage: Stage, today: int) -> Stage | None:
        """Start the stage's work; without work go on to its queue; without either, wait for clocks or pass through."""
        if stage.takes is not None:
            share, _ = draws.luck(self.seed, case.number, draws.address(stage.id), case.visit, draws.WORK)
            days = max(1, int(draws.at_quantile(self.values.quantiles(stage.takes), share) + 0.5))
            done = (case.entered if today < 0 else today) + days
            if done > today:
                self.rest(case, "work", today, done)
                return None
        return self.line_up(case, stage, today)

    def line_up(self, case: Case, stage: Stage, today: int) -> Stage | None:
        """The work is done: join the queue, wait for a clock, or leave."""
        if stage.queue is not None:
            self.join(case, stage.queue, "queue", today)
            return None
        if not stage.exits:
            self.rest(case, "idle", today)
            return None
        return self.leave(case, self.choose(case, stage, today), today)

    def join(self, case: Case, resource: str, phase: str, today: int) -> None:
        """Stand at the end of a queue."""
        self.queue[resource][self.rank(case, resource, today)][case.number] = case
        self.rest(case, phase, today)

    def rest(self, case: Case, phase: str, today: int, done: int = NEVER) -> None:
        """Wait in a phase until the work is done or the clock fires, whichever is first."""
        case.phase, case.since, case.due = phase, today, min(done, case.clock)
        if case.due < self.calendar.days:
            self.bucket[case.due][case.number] = case

    def unrest(self, case: Case, today: int) -> None:
        """Take a case out of its bucket and its queue."""
        self.bucket[case.due].pop(case.number, None)
        self.aside[case.aside].pop(case.number, None)
        if case.phase in WAITING:
            case.waited += today - case.since
            for line in chain.from_iterable(self.queue.values()):
                line.pop(case.number, None)

    def stand(self, case: Case, today: int) -> None:
        """Begin to wait one's turn for a route that goes through a resource; the other clocks run on untouched."""
        case.through, case.phase, case.since = case.aside_route, "queue", today
        assert case.through is not None and case.through.through is not None
        resource = case.through.through
        self.queue[resource][self.rank(case, resource, today)][case.number] = case

    def fire(self, case: Case, today: int) -> None:
        """A clock fires, or work is done."""
        stage = self.process[case.stage]
        self.unrest(case, today)
        route = case.clock_route
        if case.clock <= today and route is not None:
            self.enter(case, self.leave(case, route, today), today, today)
        else:
            self.enter(case, self.line_up(case, stage, today), today, today)

    # resources --------------------------------------------------------------------------------------------------

    def serve(self, resource: Resource, today: int) -> None:
        """Give a resource to those who wait for it, the first rank first, none overtaking."""
        throughput = resource.kind == "throughput"
        if throughput:
            self.credit[resource.id] += self.capacity(resource, today)
        newest = resource.newest_first is not None and self.ratio(resource.newest_first, today) >= 0.5
        while (line := self.first_line(resource)) and not self.is_blocked(resource, today):
            case = line[next(reversed(line) if newest else iter(line))]
            need = case.people if resource.per == "people" else 1
            if throughput and need > self.credit[resource.id] + EPSILON:
                return
            if not throughput and not self.fits(case, resource, today):
                return
            stage = self.process[case.stage]
            self.unrest(case, today)
            if throughput:
                self.credit[resource.id] -= need
                self.used[self.calendar.month_of_day[today], resource.id] += need
                route = case.through or self.choose(case, stage, today)
                self.enter(case, self.leave(case, route, today), today, today)
            else:
                self.take(case, resource)
                self.enter(case, self.secure(case, stage, today), today, today)
        if throughput:
            self.credit[resource.id] -= math.floor(self.credit[resource.id] + EPSILON)

    def first_line(self, resource: Resource) -> dict[int, Case]:
        """Those of the first rank in which anybody waits."""
        return next(filter(None, self.queue[resource.id]), {})

    def rank(self, case: Case, resource: str, today: int) -> int:
        """The rank at which a case stands in line: that of the first priority that lets it through, else the last."""
        day = max(today, 0)
        for rank, priority in enumerate(self.process.resource[resource].first):
            slot = draws.address(f"{resource}/{rank}")
            fresh, _ = draws.luck(self.seed, case.number, draws.address(case.stage), case.visit, slot)
            if self.meets(case, priority.when, day) and (
                priority.share is None or fresh < self.ratio(priority.share, day, case)
            ):
                return rank
        return len(self.process.resource[resource].first)

    def fits(self, case: Case, resource: Resource, today: int) -> bool:
        """Whether enough places are free."""
        return self.taken[resource.id] + case.people <= self.capacity(resource, max(today, 0)) + EPSILON

    def is_blocked(self, resource: Resource, today: int) -> bool:
        """Whether the places without which a resource serves nobody are full, or became so a moment ago."""
        return resource.only_while is not None and self.is_full(self.process.resource[resource.only_while], today)

    def is_full(self, resource: Resource, today: int) -> bool:
        """Whether no place is free, or somebody waits for one."""
        return any(self.queue[resource.id]) or self.taken[resource.id] + 1 > self.capacity(resource, today) + EPSILON

    def take(self, case: Case, resource: Resource) -> None:
        """Occupy places."""
        self.taken[resource.id] += case.people
        case.held.add(resource.id)

    def release(self, case: Case, stage: Stage) -> None:
        """Give up the places that a stage does not hold."""
        for name in [name for name in case.held if name not in stage.holds]:
            self.taken[name] -= case.people
            case.held.discard(name)

    def capacity(self, resource: Resource, today: int) -> float:
        """What a resource offers on a day."""
        if self.when.is_closed(resource, today):
            return 0.0
        offered = self.ratio(resource.capacity, today)
        for name in resource.times:
            offered *= self.ratio(name, today)
        return offered * self.when.ramp(resource, today)

    def offers(self, name: str, today: int) -> bool:
        """Whether a resource offers anything on a day."""
        return self.capacity(self.process.resource[name], max(today, 0)) > 0

    # chance -----------------------------------------------------------------------------------------------------

    def choose(self, case: Case, stage: Stage, today: int) -> Route:
        """The first way out whose dates, conditions and share let the case through."""
        for route in stage.exits:
            offered = all(self.offers(name, today) for name in route.offered)
            if not (offered and self.when.in_force(route.in_force, today) and self.meets(case, route.when, today)):
                continue
            if route.share is None or self.happens(case, stage, route, today):
                return route
        raise AssertionError(f"no way out of {stage.id}")

    def happens(self, case: Case, stage: Stage, route: Route, today: int) -> bool:
        """Whether a route's share lets the case through."""
        assert route.share is not None
        share = self.ratio(route.share, today, case)
        slot = draws.address(route.name)
        fresh, pick = draws.luck(self.seed, case.number, draws.address(stage.id), case.visit, slot)
        if route.bond is None:
            return fresh < share
        weight = self.ratio(route.bond.weight, today, case)
        yes, rank = draws.happens(share, case.traits[route.bond.trait], weight, fresh, pick)
        case.traits[route.bond.trait] = rank
        return bool(yes)

    def meets(self, case: Case, when: Iterable[Condition], today: int) -> bool:
        """Whether every condition of a route or a priority holds today."""
        own = {name: today >= case.own_day for name, fact in self.world.facts.items() if fact.kind == "own_day"}

        def tally(asked: Tally) -> float:
            if asked.of == "visits":
                return case.visits[asked.stage]
            return today - case.first[asked.stage] if asked.stage in case.first else -1.0

        return all(holds(condition.rule, case.facts | own, tally) for condition in when)

    def set_clocks(self, case: Case, stage: Stage, today: int) -> None:
        """Start every clock that may run, and remember the first to fire (the earlier route at a tie).

        Routes that go through a resource are remembered aside: when theirs fires, nothing else changes its turn.
        """
        case.clock, case.clock_route, case.aside, case.aside_route = NEVER, None, NEVER, None
        for route in stage.clocks:
            if self.meets(case, route.when, max(today, 0)):
                fires = self.clock_day(case, stage, route, today)
                if route.through is None and fires < case.clock:
                    case.clock, case.clock_route = fires, route
                elif route.through is not None and fires < case.aside:
                    case.aside, case.aside_route = fires, route
        if case.aside < self.calendar.days:
            self.aside[case.aside][case.number] = case

    def clock_day(self, case: Case, stage: Stage, route: Route, today: int) -> int:
        """The day on which a route's clock fires, NEVER if it does not within its dates."""
        clock = route.after
        assert clock is not None
        opens, closes = self.when.dates(route.in_force)
        begins = max(today, opens)
        origin = case.own_day if clock.since in self.world.facts else case.first.get(clock.since or "", case.entered)
        share, _ = draws.luck(self.seed, case.number, draws.address(stage.id), case.visit, draws.address(route.name))
        days = self.clock_days(case, clock, max(0, begins - origin), share, begins)
        if days == draws.FOREVER or origin + days >= NEVER:
            return NEVER
        fires = max(origin + math.ceil(days), begins + 1 if begins == today else begins)
        return fires if fires <= closes else NEVER

    def clock_days(self, case: Case, clock: Clock, waited: int, share: float, today: int) -> float:
        """Days from the clock's origin until it fires, given the days waited."""
        parameter = self.world.book[clock.of]
        if parameter.dimension.name == "days":
            if parameter.spread is None:
                return float(max(waited, self.ratio(clock.of, today)))
            return float(draws.duration(self.values.quantiles(clock.of), float(waited), share))
        axis = next((axis for axis in map(self.world.book.axes.__getitem__, parameter.by) if axis.edges), None)
        edges = np.array(axis.edges if axis else (0.0,))
        hazards = np.atleast_1d(self.row(clock.of, today, case))
        multiplier = 1.0
        for name in clock.times:
            multiplier *= self.ratio(name, today, case)
        if clock.frailty is not None:
            spread = frailty.variance(hazards, edges, self.ratio(clock.frailty.share, today, case))
            hazards = frailty.baseline(hazards, edges, spread)
            rank = int(case.born_with[clock.frailty.trait] * frailty.CLASSES)
            multiplier *= float(frailty.multipliers(spread)[rank])
        return float(draws.hazard_days(hazards, edges, float(waited), multiplier, share))

    # numbers ----------------------------------------------------------------------------------------------------

    def row(self, name: str, today: int, case: Case | None = None) -> np.ndarray:
        """A parameter's value for a case in the month of a day: a scalar, or a row over bands."""
        table = self.values.table(name, self.month(today))
        by = [axis for axis in self.world.book[name].by if not self.world.book.axes[axis].edges]
        return np.asarray(table[case.classes[by[0]]] if by and case is not None else table)

    def ratio(self, name: str, today: int, case: Case | None = None) -> float:
        """A single number for a case in the month of a day."""
        return float(self.row(name, today, case))

    def month(self, today: int) -> date:
        """The first day of the month of a day (days before the start count as the first)."""
        return self.calendar.months[self.calendar.month_of_day[min(max(today, 0), self.calendar.days - 1)]]
