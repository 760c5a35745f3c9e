"""World, values and cases to tables: the only bridge from names to integers."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from waystation.cases.schema import UNMARKED, Cases
from waystation.engine import tables as code
from waystation.engine.draws import address
from waystation.engine.tables import Array, Codes, Tables
from waystation.parameters import frailty
from waystation.parameters.draw import Values
from waystation.process.checks import conjuncts
from waystation.process.order import revisitable
from waystation.process.process import Process, route_id
from waystation.process.words import Route, Window
from waystation.rules.expr import Compare, Expr, Is, Not, Tally, is_moving, tallies
from waystation.rules.holds import column
from waystation.world.world import World

NEVER = 2**31 - 1
WORD = 64


@dataclass
class Rows:
    """A growing list of distinct things, each with its row number."""

    keys: dict[Hashable, int] = field(default_factory=dict)

    def row(self, key: Hashable) -> int:
        """The row of a thing, a new one if it is new."""
        return self.keys.setdefault(key, len(self.keys))


class Compiler:
    """Numbers everything in a process for one draw."""

    def __init__(self, world: World, values: Values) -> None:
        self.world, self.values, self.process = world, values, world.process
        self.stage = {stage.id: index for index, stage in enumerate(self.process.stages)}
        self.resource = {resource.id: index for index, resource in enumerate(self.process.resources)}
        self.flag = {name: index for index, name in enumerate(self.process.flags)}
        self.trait = {name: index for index, name in enumerate(self.process.traits)}
        self.axes = (world.group, *(name for name, axis in world.book.axes.items() if self._cases_have(name)))
        self.rates, self.hazards, self.frailties, self.quantiles = Rows(), Rows(), Rows(), Rows()
        self.fixed = Rows()
        self.routes = [route for _, route in self.process.routes()]
        asked = {tally for condition in self.process.conditions for tally in tallies(condition.rule)}
        since = {route.after.since for route in self.routes if route.after and route.after.since}
        self.marks = sorted({*self.process.marks, *since, *(tally.stage for tally in asked if tally.of == "since")})
        counted = revisitable(self.process) | {tally.stage for tally in asked if tally.of == "visits"}
        self.visits = [stage.id for stage in self.process.stages if stage.id in counted]

    def _cases_have(self, name: str) -> bool:
        return not self.world.book.axes[name].edges and name != self.world.group

    # lists --------------------------------------------------------------------------------------------------------

    def stage_columns(self) -> dict[str, Array]:
        """What the kernel knows of stages."""
        stages = self.process.stages
        number = {id(route): index for index, route in enumerate(self.routes)}
        clocks = _slices([[number[id(route)] for route in stage.clocks] for stage in stages])
        exits = _slices([[number[id(route)] for route in stage.exits] for stage in stages])
        return {
            "stage_key": np.array([address(stage.id) for stage in stages], np.uint32),
            "takes": _ints(self.quantiles.row(stage.takes) if stage.takes else -1 for stage in stages),
            "queue": _ints(self.resource[stage.queue] if stage.queue else -1 for stage in stages),
            "holds": _mask([[self.resource[name] for name in stage.holds] for stage in stages], np.uint64),
            "visit_slot": _ints(_index(self.visits, stage.id) for stage in stages),
            "mark_slot": _ints(_index(self.marks, stage.id) for stage in stages),
            **dict(zip(("clock_from", "clock_to", "clock_list"), clocks, strict=True)),
            **dict(zip(("exit_from", "exit_to", "exit_list"), exits, strict=True)),
        }

    def route_columns(self) -> dict[str, Array]:
        """What the kernel knows of routes and their clocks."""
        routes = self.routes
        windows = [self._dates(route.in_force) for route in routes]
        clocks = [self._clock(route) for route in routes]
        times = _slices([[self.rates.row(name) for name in route.after.times] if route.after else [] for route in routes])
        bonds = [route.bond for route in routes]
        return {
            "to": _ints(self.stage[route.to] for route in routes),
            "route_key": np.array([address(route.name) for route in routes], np.uint32),
            "opens": _ints(first for first, _ in windows),
            "closes": _ints(last for _, last in windows),
            "share": _ints(self.rates.row(route.share) if route.share else -1 for route in routes),
            "bond_trait": _ints(self.trait[bond.trait] if bond else -1 for bond in bonds),
            "bond_weight": _ints(self.rates.row(bond.weight) if bond else -1 for bond in bonds),
            "sets": _mask([[self.flag[name] for name in route.sets] for route in routes], np.uint32),
            "through": _ints(self.resource[route.through] if route.through else -1 for route in routes),
            "clock_kind": _ints(kind for kind, _ in clocks),
            "clock_table": _ints(row for _, row in clocks),
            "clock_since": _ints(
                self.marks.index(route.after.since) if route.after and route.after.since else -1 for route in routes
            ),
            "frail": _ints(row for row, _ in map(self._frail, routes)),
            "frail_trait": _ints(trait for _, trait in map(self._frail, routes)),
            **dict(zip(("times_from", "times_to", "times_list"), times, strict=True)),
        }

    def _clock(self, route: Route) -> tuple[int, int]:
        if route.after is None:
            return code.NO_CLOCK, -1
        parameter = self.world.book[route.after.of]
        if parameter.dimension.name != "days":
            share = route.after.frailty.share if route.after.frailty else None
            return code.HAZARD, self.hazards.row((route.after.of, share))
        if parameter.spread is not None:
            return code.SPREAD, self.quantiles.row(route.after.of)
        return code.FIXED, self.rates.row(route.after.of)

    def _frail(self, route: Route) -> tuple[int, int]:
        if route.after is None or route.after.frailty is None:
            return -1, -1
        frail = route.after.frailty
        return self.frailties.row((route.after.of, frail.share)), self.trait[frail.trait]

    def _dates(self, window: Window) -> tuple[int, int]:
        first = self.world.calendar.day(window.start) if window.start else -NEVER
        if window.delay is not None:
            first += int(self.values.number(window.delay, self.world.calendar.months[0]) + 0.5)
        return first, self.world.calendar.day(window.end) if window.end else NEVER

    # conditions ---------------------------------------------------------------------------------------------------

    def condition_columns(self) -> tuple[dict[str, Array], tuple[Expr, ...]]:
        """What the kernel knows of conditions, and the fixed ones, each of which is a bit of a case."""
        fixed: list[list[tuple[int, int, int, float, bool]]] = []
        for route in self.routes:
            parts = [part for condition in route.when for part in conjuncts(condition.rule)]
            fixed.append([self._condition(part) for part in parts])
        start, stop, flat = _slices(fixed)
        names = ("condition_kind", "condition_item", "condition_operator", "condition_value", "condition_negated")
        kinds = (np.int16, np.int16, np.int16, np.float64, np.bool_)
        rows = list(flat)
        columns = {
            name: np.array([row[place] for row in rows], kind)
            for place, (name, kind) in enumerate(zip(names, kinds, strict=True))
        }
        return {"condition_from": start, "condition_to": stop, **columns}, tuple(self.fixed.keys)  # type: ignore[arg-type]

    def _condition(self, part: Expr) -> tuple[int, int, int, float, bool]:
        if not is_moving(part, self.world.facts):
            return code.FIXED_FACT, self.fixed.row(part), 0, 0.0, False
        inner, negated = (part.inner, True) if isinstance(part, Not) else (part, False)
        match inner:
            case Compare(Tally(of, stage), operator, value):
                kind = code.SINCE if of == "since" else code.VISITS
                item = (self.marks if of == "since" else self.visits).index(stage)
                return kind, item, code.OPERATORS.index(operator), value, negated
            case Is(name) if self.world.facts[name].kind == "flag":
                return (code.FLAG, self.flag[name], 0, 0.0, negated) if name in self.flag else self._never(negated)
            case _:
                return code.OWN_DAY, 0, 0, 0.0, negated

    @staticmethod
    def _never(negated: bool) -> tuple[int, int, int, float, bool]:
        """A flag that no route sets: never up."""
        return code.FLAG, 31, 0, 0.0, negated

    # numbers ------------------------------------------------------------------------------------------------------

    def number_tables(self) -> dict[str, Array]:
        """Every number by month and class."""
        rates = [self._by_month(str(name)) for name in self.rates.keys]
        pairs = [self._hazard(*key) for key in self.hazards.keys]  # type: ignore[misc]
        frail = [self._frailty(*key) for key in self.frailties.keys]  # type: ignore[misc]
        edges = [self._edges(str(key[0])) for key in self.hazards.keys]  # type: ignore[index]
        return {
            "rates": _stack(rates, rank=3),
            "rate_axis": _ints(self._axis(str(name)) for name in self.rates.keys),
            "hazards": _stack(pairs, rank=4),
            "hazard_axis": _ints(self._axis(str(key[0])) for key in self.hazards.keys),  # type: ignore[index]
            "hazard_edges": _stack(edges, rank=2, fill=np.inf),
            "frailties": _stack(frail, rank=4),
            "quantiles": _stack([self.values.quantiles(str(name)) for name in self.quantiles.keys], rank=2),
        }

    def _axis(self, name: str) -> int:
        by = [axis for axis in self.world.book[name].by if not self.world.book.axes[axis].edges]
        return self.axes.index(by[0]) if by else -1

    def _edges(self, name: str) -> Array:
        axis = [self.world.book.axes[axis] for axis in self.world.book[name].by if self.world.book.axes[axis].edges]
        return np.array(axis[0].edges if axis else (0.0,))

    def _by_month(self, name: str) -> Array:
        """A parameter by month, then by its own axes (at least one); computed once for each spell of equal values."""
        dates = {*self.world.book[name].dates, *(change.since for change in self.world.book.changes_of(name))}
        held: dict[Hashable, Array] = {}

        def at(month: date) -> Array:
            spell = sum(1 for start in dates if start is not None and start <= month)
            if spell not in held:
                held[spell] = np.atleast_1d(self.values.table(name, month))
            return held[spell]

        return np.stack([at(month) for month in self.world.calendar.months])

    def _hazard_rows(self, name: str) -> Array:
        table = self._by_month(name)
        banded = len(self._edges(name)) > 1
        classes = self._axis(name) >= 0
        if banded:
            return table if classes else table[:, None, :]
        return table[:, :, None]

    def _hazard(self, name: str, share: str | None) -> Array:
        rows = self._hazard_rows(name)
        return rows if share is None else self._with_frailty(name, share, rows, frailty.baseline)

    def _frailty(self, name: str, share: str) -> Array:
        def frailties(hazards: Array, edges: Array, spread: float) -> Array:
            return frailty.multipliers(spread)

        return self._with_frailty(name, share, self._hazard_rows(name), frailties)

    def _with_frailty(
        self, name: str, share: str, rows: Array, make: Callable[[Array, Array, float], Array]
    ) -> Array:
        edges, shares = self._edges(name), self._by_month(share)
        by_class = self._axis(share) >= 0
        held: dict[Hashable, Array] = {}

        def one(month: int, group: int) -> Array:
            part = float(shares[month, group if by_class else 0])
            key = (rows[month, group].tobytes(), part)
            if key not in held:
                held[key] = make(rows[month, group], edges, frailty.variance(rows[month, group], edges, part))
            return held[key]

        return np.stack([np.stack([one(m, g) for g in range(rows.shape[1])]) for m in range(rows.shape[0])])

    def resource_columns(self) -> dict[str, Array]:
        """What each resource offers, day by day."""
        calendar, resources = self.world.calendar, self.process.resources
        month = np.array(calendar.month_of_day)
        capacity = np.zeros((len(resources), calendar.days))
        newest = np.zeros((len(resources), len(calendar.months)), np.bool_)
        for row, resource in enumerate(resources):
            by_month = np.ones(len(calendar.months))
            for name in (resource.capacity, *resource.times):
                by_month = by_month * self._by_month(name)[:, 0]
            first, last = self._dates(resource.in_force)
            day = np.arange(calendar.days)
            capacity[row] = np.where((day >= first) & (day <= last), by_month[month], 0.0)
            if resource.newest_first is not None:
                newest[row] = self._by_month(resource.newest_first)[:, 0] >= 0.5
        return {
            "resource_kind": _ints(code.PLACES if r.kind == "places" else code.THROUGHPUT for r in resources),
            "per_people": np.array([r.per == "people" for r in resources], np.bool_),
            "capacity": capacity,
            "newest": newest,
            "guard": _ints(self.resource[r.only_while] if r.only_while else -1 for r in resources),
            "month": month.astype(np.int32),
        }

    def case_columns(self, cases: Cases, fixed: Sequence[Expr]) -> dict[str, Array]:
        """The cases, with a bit for each fixed condition."""
        number = np.array([self.stage[name] for name in cases.stages], np.int16)
        bits = np.zeros((len(cases), max(1, -(-len(fixed) // WORD))), np.uint64)
        for place, rule in enumerate(fixed):
            yes = column(rule, cases.facts, self.world.facts).astype(np.uint64)
            bits[:, place // WORD] |= yes << np.uint64(place % WORD)
        unmarked = np.full(len(cases), UNMARKED, np.int32)
        classes = [cases.axes.get(name, np.zeros(len(cases), np.int16)) for name in self.axes]
        return {
            "entered": cases.entered.astype(np.int32),
            "start": number[cases.stage],
            "people": cases.people.astype(np.int16),
            "classes": np.stack(classes).astype(np.int16),
            "bits": bits,
            "traits": _columns([cases.traits[name] for name in self.process.traits], len(cases), np.float64),
            "own_day": cases.own_day.astype(np.int32),
            "marks": _columns([cases.marks.get(name, unmarked) for name in self.marks], len(cases), np.int32),
        }


def compile_tables(world: World, values: Values, cases: Cases) -> tuple[Tables, Codes]:
    """The arrays that the kernel needs, and the names of the integers in them."""
    compiler = Compiler(world, values)
    conditions, fixed = compiler.condition_columns()
    columns = {
        **compiler.stage_columns(),
        **compiler.route_columns(),
        **conditions,
        **compiler.resource_columns(),
        **compiler.case_columns(cases, fixed),
    }
    columns |= compiler.number_tables()
    return Tables(**columns), codes(world, compiler.marks, len(compiler.visits))


def codes(world: World, marks: Iterable[str], visits: int) -> Codes:
    """The names of the integers."""
    process: Process = world.process
    return Codes(
        stages=tuple(stage.id for stage in process.stages),
        routes=tuple(route_id(stage, route) for stage, route in process.routes()),
        resources=tuple(resource.id for resource in process.resources),
        groups=world.book.axes[world.group].classes,
        marks=tuple(marks),
        visits=visits,
        months=tuple(month.isoformat()[:7] for month in world.calendar.months),
    )


def _ints(numbers: Iterable[int]) -> Array:
    return np.array(list(numbers), np.int32)


def _index(names: Sequence[str], name: str) -> int:
    return names.index(name) if name in names else -1


def _mask(members: Sequence[Sequence[int]], kind: type[np.unsignedinteger]) -> Array:  # type: ignore[type-arg]
    return np.array([sum(1 << bit for bit in bits) for bits in members], kind)


def _slices(lists: Sequence[Sequence[object]]) -> tuple[Array, Array, list[object] | Array]:
    stops = np.cumsum([len(part) for part in lists]).astype(np.int32)
    starts = np.concatenate([[0], stops[:-1]]).astype(np.int32) if len(stops) else stops
    flat = [item for part in lists for item in part]
    return starts, stops, np.array(flat, np.int32) if all(isinstance(item, int) for item in flat) else flat


def _columns(columns: Sequence[Array], count: int, kind: type[np.generic]) -> Array:
    return np.stack(columns, axis=1).astype(kind) if columns else np.zeros((count, 0), kind)


def _stack(tables: Sequence[Array], *, rank: int, fill: float = 0.0) -> Array:
    """Tables as one array of the given rank, smaller ones padded."""
    if not tables:
        return np.zeros((0,) * rank)
    shape = tuple(max(table.shape[axis] for table in tables) for axis in range(tables[0].ndim))
    found = np.full((len(tables), *shape), fill)
    for row, table in enumerate(tables):
        found[(row, *(slice(size) for size in table.shape))] = table
    return found
