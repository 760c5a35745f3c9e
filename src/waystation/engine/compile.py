"""World, values and cases to tables: the only bridge from names to integers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from waystation.cases.schema import Cases
from waystation.engine import tables as code
from waystation.engine.draws import address, hazard_days
from waystation.engine.limits import check_cases, check_numbers, check_process
from waystation.engine.numbers import Numbers, Rows
from waystation.engine.responses import responses
from waystation.engine.tables import Array, Codes, Tables
from waystation.parameters.draw import Values
from waystation.parameters.frailty import CLASSES
from waystation.process.checks import conjuncts
from waystation.process.order import revisitable
from waystation.process.process import route_id
from waystation.process.words import Resource, Route, Shock, Window
from waystation.rules.expr import Compare, Condition, Expr, Is, Not, Tally, is_moving, tallies
from waystation.rules.holds import column
from waystation.world.world import World

NEVER = 2**31 - 1
WORD = 64
Test = tuple[float, int, int, int, bool]
Item = TypeVar("Item")


class Compiler:
    """Numbers everything in a process for one draw."""

    def __init__(self, world: World, values: Values, known: Iterable[str]) -> None:
        self.world, self.values, self.process = world, values, world.process
        self.numbers, self.fixed = Numbers(world, values), Rows[Expr]()
        self.stage = {stage.id: index for index, stage in enumerate(self.process.stages)}
        self.resource = {resource.id: index for index, resource in enumerate(self.process.resources)}
        self.flag = {name: index for index, name in enumerate(self.process.flags)}
        self.routes = [route for _, route in self.process.routes()]
        clocks = [route.after for route in self.routes if route.after]
        self.bonded = sorted({route.bond.trait for route in self.routes if route.bond})
        self.frail = sorted({clock.frailty.trait for clock in clocks if clock.frailty})
        self.priorities = [(queue.id, rank, each) for queue in self.process.resources
                           for rank, each in enumerate(queue.first)]  # fmt: skip
        asked = {tally for condition in self.process.conditions for tally in tallies(condition.rule)}
        since = {route.after.since for route in self.routes if route.after and route.after.since}
        since = {*(since & set(self.stage)), *(tally.stage for tally in asked if tally.of == "since")}
        self.marks = sorted({*self.process.marks, *since}, key=lambda name: (name not in known, name))
        self.known = [name for name in self.marks if name in known]
        counted = revisitable(self.process) | {tally.stage for tally in asked if tally.of == "visits"}
        self.visits = [stage.id for stage in self.process.stages if stage.id in counted]

    def stages(self) -> dict[str, Array]:
        """What the kernel knows of stages, and the lists of their routes."""
        stages, quantiles = self.process.stages, self.numbers.quantiles
        clocks, exits = self._route_lists()
        clock_from, clock_to, clock_list = _slices(clocks)
        exit_from, exit_to, exit_list = _slices(exits)
        columns: dict[str, Sequence[object]] = {
            "key": [address(stage.id) for stage in stages],
            **self._luck_columns(clocks, exits),
            "takes": [quantiles.row(stage.takes) if stage.takes else -1 for stage in stages],
            "queue": [self.resource[stage.queue] if stage.queue else -1 for stage in stages],
            "holds": [_mask(self.resource[name] for name in stage.holds) for stage in stages],
            "visit_slot": [_index(self.visits, stage.id) for stage in stages],
            "mark_slot": [_index(self.marks, stage.id) for stage in stages],
            "clock_from": clock_from, "clock_to": clock_to, "exit_from": exit_from, "exit_to": exit_to,
        }  # fmt: skip
        return {"stages": _records(code.STAGE, columns), "clock_list": _list(clock_list), "exit_list": _list(exit_list)}

    def _luck_columns(self, clocks: list[list[int]], exits: list[list[int]]) -> dict[str, Sequence[object]]:
        """The addresses of the luck that a visit to each stage needs most often."""
        by_chance = [[number for number in numbers if self.routes[number].share] for numbers in exits]
        asked = {"clock_key": (clocks, 0), "other_key": (clocks, 1), "exit_key": (by_chance, 0)}
        columns: dict[str, Sequence[object]] = {
            name: [address(self.routes[of[place]].name) if place < len(of) else 0 for of in lists]
            for name, (lists, place) in asked.items()
        }
        draws = [bool(stage.takes or timed or tossed)
                 for stage, timed, tossed in zip(self.process.stages, clocks, by_chance, strict=True)]  # fmt: skip
        return {**columns, "draws": draws}

    def _route_lists(self) -> tuple[list[list[int]], list[list[int]]]:
        clocks, exits, first = [], [], 0
        for stage in self.process.stages:
            numbered = list(enumerate(stage.routes, first))
            clocks.append([number for number, route in numbered if route.after is not None])
            exits.append([number for number, route in numbered if route.after is None])
            first += len(stage.routes)
        return clocks, exits

    def route_tables(self) -> dict[str, Array]:
        """What the kernel knows of routes, their conditions and their clocks."""
        rates = self.numbers.rates
        times = [[rates.row(name) for name in route.after.times] if route.after else [] for route in self.routes]
        asked = [priority.when for _, _, priority in self.priorities]
        lists = [*(route.when for route in self.routes), *asked]
        condition_from, condition_to, tests = _slices([self._tests(when) for when in lists])
        count = len(self.routes)
        times_from, times_to, times_list = _slices(times)
        columns: dict[str, Sequence[object]] = {
            **self._plain_columns(),
            **self._clock_columns(),
            "condition_from": condition_from[:count], "condition_to": condition_to[:count],
            "times_from": times_from, "times_to": times_to,
        }  # fmt: skip
        names = ("value", "kind", "item", "operator", "negated")
        conditions = {name: [test[place] for test in tests] for place, name in enumerate(names)}
        return {
            "routes": _records(code.ROUTE, columns),
            "conditions": _records(code.CONDITION, conditions),
            "priorities": self._priorities(condition_from[count:], condition_to[count:]),
            "times_list": _list(times_list),
        }

    def _tests(self, when: Iterable[Condition]) -> list[Test]:
        return [self._test(part) for condition in when for part in conjuncts(condition.rule)]

    def _priorities(self, condition_from: list[int], condition_to: list[int]) -> Array:
        shares = [priority.share for _, _, priority in self.priorities]
        columns: dict[str, Sequence[object]] = {
            "key": [address(f"{name}/{rank}") for name, rank, _ in self.priorities],
            "share": [self.numbers.rates.row(share) if share else -1 for share in shares],
            "condition_from": condition_from, "condition_to": condition_to,
        }  # fmt: skip
        return _records(code.PRIORITY, columns)

    def _plain_columns(self) -> dict[str, Sequence[object]]:
        routes, rates = self.routes, self.numbers.rates
        windows = [self._dates(route.in_force) for route in routes]
        return {
            "key": [address(route.name) for route in routes],
            "to": [self.stage[route.to] for route in routes],
            "sets": [_mask(self.flag[name] for name in route.sets) for route in routes],
            "opens": [first for first, _ in windows],
            "closes": [last for _, last in windows],
            "share": [rates.row(route.share) if route.share else -1 for route in routes],
            "bond_trait": [self.bonded.index(route.bond.trait) if route.bond else -1 for route in routes],
            "bond_weight": [rates.row(route.bond.weight) if route.bond else -1 for route in routes],
            "needs": [_mask(self.resource[name] for name in route.offered) for route in routes],
            "through": [self.resource[route.through] if route.through else -1 for route in routes],
        }

    def _clock_columns(self) -> dict[str, Sequence[object]]:
        clocks = [self._clock(route) for route in self.routes]
        frail = [self._frail(route) for route in self.routes]
        since = [route.after.since if route.after else None for route in self.routes]
        return {
            "clock_kind": [kind for kind, _ in clocks],
            "clock_table": [row for _, row in clocks],
            "clock_since": [self._since(name) for name in since],
            "frail": [row for row, _ in frail],
            "frail_trait": [trait for _, trait in frail],
        }

    def _since(self, name: str | None) -> int:
        if name is None:
            return -1
        return self.marks.index(name) if name in self.stage else code.OWN

    def _clock(self, route: Route) -> tuple[int, int]:
        if route.after is None:
            return code.NO_CLOCK, -1
        parameter = self.world.book[route.after.of]
        if parameter.dimension.name != "days":
            share = route.after.frailty.share if route.after.frailty else None
            return code.HAZARD, self.numbers.hazards.row((route.after.of, share))
        if parameter.spread is not None:
            return code.SPREAD, self.numbers.quantiles.row(route.after.of)
        return code.FIXED, self.numbers.rates.row(route.after.of)

    def _frail(self, route: Route) -> tuple[int, int]:
        if route.after is None or route.after.frailty is None:
            return -1, -1
        frail = route.after.frailty
        return self.numbers.frailties.row((route.after.of, frail.share)), self.frail.index(frail.trait)

    def _dates(self, window: Window) -> tuple[int, int]:
        first = self.world.calendar.day(window.start) if window.start else -NEVER
        if window.delay is not None:
            first += int(self._number(window.delay) + 0.5)
        if window.upon is not None:
            first = self._comes(window.upon, first)
        return first, self.world.calendar.day(window.end) if window.end else NEVER

    def _number(self, name: str) -> float:
        return self.values.number(name, self.world.calendar.months[0])

    def _comes(self, shock: Shock, first: int) -> int:
        """The day on which a shock comes to what begins on day `first`."""
        rate, luck = np.array([self._number(shock.rate)]), self._number(shock.luck)
        wait = hazard_days(rate, np.zeros(1), 0.0, 1.0, luck)
        return int(min(max(first, 0) + np.ceil(wait), NEVER))

    def _open(self, resource: Resource) -> Array:
        """What part of its capacity a resource offers, day by day, by its dates, shocks and ramp."""
        day = np.arange(self.world.calendar.days)
        first, last = self._dates(resource.in_force)
        part = np.where((day >= first) & (day <= last), 1.0, 0.0)
        for shock in resource.close:
            begins = self._comes(shock, first)
            ends = begins + self._number(shock.lasts) if shock.lasts else np.inf
            part[(day >= begins) & (day < ends)] = 0.0
        if resource.ramp is not None:
            part[day - max(first, 0) < self._number(resource.ramp.days)] *= self._number(resource.ramp.share)
        return part

    def _test(self, part: Expr) -> Test:
        """One condition as (value, kind, item, operator, negated)."""
        if not is_moving(part, self.world.facts):
            return 0.0, code.FIXED_FACT, self.fixed.row(part), 0, False
        inner, negated = (part.inner, True) if isinstance(part, Not) else (part, False)
        match inner:
            case Compare(Tally(of, stage), operator, value):
                kind = code.SINCE if of == "since" else code.VISITS
                item = (self.marks if of == "since" else self.visits).index(stage)
                return value, kind, item, code.OPERATORS.index(operator), negated
            case Is(name) if self.world.facts[name].kind == "flag":
                return 0.0, code.FLAG, self.flag.get(name, code.UNUSED_FLAG), 0, negated
            case _:
                return 0.0, code.OWN_DAY, 0, 0, negated

    def resources(self) -> dict[str, Array]:
        """What each resource offers, day by day."""
        calendar, resources = self.world.calendar, self.process.resources
        month = np.array(calendar.month_of_day)
        capacity = np.zeros((len(resources), calendar.days))
        newest = np.zeros((len(resources), len(calendar.months)), np.bool_)
        for row, resource in enumerate(resources):
            by_month = self.numbers.product((resource.capacity, *resource.times))
            capacity[row] = by_month[month] * self._open(resource)
            if resource.newest_first is not None:
                newest[row] = self.numbers.product((resource.newest_first,)) >= 0.5
        columns: dict[str, Sequence[object]] = {
            "kind": [code.PLACES if resource.kind == "places" else code.THROUGHPUT for resource in resources],
            "guard": [self.resource[resource.only_while] if resource.only_while else -1 for resource in resources],
            "per_people": [resource.per == "people" for resource in resources],
            **_lines([len(resource.first) for resource in resources]),
        }
        held, owners = _records(code.RESOURCE, columns), [self.resource[q.id] for q in resources for _ in (q, *q.first)]
        bits = np.uint64(1) << np.arange(len(resources), dtype=np.uint64)
        return {
            "resources": held, "owners": _list(owners), "capacity": capacity, "newest": newest,
            "month": month.astype(np.int32),
            "offered": ((capacity > 0) * bits[:, None]).sum(axis=0, dtype=np.uint64),
        }  # fmt: skip

    def cases(self, cases: Cases) -> dict[str, Array]:
        """The cases, with a bit for each fixed condition."""
        number = np.array([self.stage[name] for name in cases.stages], np.int16)
        bits = np.zeros((len(cases), max(1, -(-len(self.fixed.keys) // WORD))), np.uint64)
        for place, rule in enumerate(self.fixed.keys):
            yes = column(rule, cases.facts, self.world.facts).astype(np.uint64)
            bits[:, place // WORD] |= yes << np.uint64(place % WORD)
        none = np.zeros(len(cases), np.int16)
        return {
            "entered": cases.entered.astype(np.int32),
            "start": number[cases.stage],
            "people": cases.people.astype(np.int16),
            "classes": _columns([cases.axes.get(name, none) for name in self.numbers.axes], len(cases), self._width()),
            "bits": bits,
            "traits": _columns([cases.traits[name] for name in self.bonded], len(cases), np.float64),
            "ranks": _columns([cases.traits[name] * CLASSES for name in self.frail], len(cases), np.uint8),
            "own_day": cases.own_day.astype(np.int32),
            "marks": _columns([cases.marks[name] for name in self.known], len(cases), np.int32),
            **responses(self.world, self.values, cases, self.numbers),
        }

    def _width(self) -> type[np.generic]:
        """The narrowest integers that hold every class."""
        most = max(len(axis.classes) for axis in self.world.book.axes.values())
        return np.int8 if most <= np.iinfo(np.int8).max else np.int16


def compile_tables(world: World, values: Values, cases: Cases) -> tuple[Tables, Codes]:
    """The arrays that the kernel needs, and the names of the integers in them.

    Raises CheckError for what the arrays cannot hold.
    """
    check_process(world.process)
    check_cases(world, cases)
    compiler = Compiler(world, values, cases.marks)
    columns = {**compiler.stages(), **compiler.route_tables(), **compiler.resources(), **compiler.cases(cases)}
    numbers = compiler.numbers.tables()
    check_numbers(compiler.numbers, numbers)
    return Tables(**columns, **numbers), codes(world, compiler)


def codes(world: World, compiler: Compiler) -> Codes:
    """The names of the integers."""
    return Codes(
        stages=tuple(compiler.stage),
        routes=tuple(route_id(stage, route) for stage, route in world.process.routes()),
        resources=tuple(compiler.resource),
        groups=world.book.axes[world.group].classes,
        marks=tuple(compiler.marks),
        visits=len(compiler.visits),
        months=tuple(month.isoformat()[:7] for month in world.calendar.months),
    )


def _records(kind: np.dtype[np.void], columns: Mapping[str, Sequence[object]]) -> Array:
    found = np.zeros(len(next(iter(columns.values()))), kind)
    for name, values in columns.items():
        found[name] = values
    return found


def _lines(priorities: Sequence[int]) -> dict[str, Sequence[object]]:
    """Where the lines and the priorities of each resource stand: one line more than it has priorities."""
    line_from, line_to, _ = _slices([[0] * (count + 1) for count in priorities])
    first_from, _, _ = _slices([[0] * count for count in priorities])
    return {"line_from": line_from, "line_to": line_to, "first_from": first_from}


def _index(names: Sequence[str], name: str) -> int:
    return names.index(name) if name in names else -1


def _mask(bits: Iterable[int]) -> int:
    return sum(1 << bit for bit in bits)


def _list(numbers: Sequence[object]) -> Array:
    return np.array(numbers, np.int32)


def _slices(lists: Sequence[Sequence[Item]]) -> tuple[list[int], list[int], list[Item]]:
    """Where each list starts and stops in all of them laid end to end."""
    stops = np.cumsum([len(part) for part in lists], dtype=np.int64).tolist()
    return [0, *stops[:-1]][: len(stops)], stops, [item for part in lists for item in part]


def _columns(columns: Sequence[Array], count: int, kind: type[np.generic]) -> Array:
    return np.stack(columns, axis=1).astype(kind) if columns else np.zeros((count, 0), kind)
