"""Random worlds that use every construct of the vocabulary: processes, numbers, cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from hypothesis import strategies as st

from waystation.base.days import Calendar
from waystation.base.units import DIMENSIONS
from waystation.cases.schema import NEVER, UNMARKED, Cases
from waystation.parameters.axis import Axis
from waystation.parameters.book import Change, ParameterBook, make_book
from waystation.parameters.draw import Draw, Values
from waystation.parameters.parameter import Parameter
from waystation.parameters.prior import Prior
from waystation.parameters.spread import Spread
from waystation.process.process import Process
from waystation.process.words import (
    ALWAYS,
    Bond,
    Clock,
    Frailty,
    Priority,
    Ramp,
    Resource,
    Response,
    Route,
    Shock,
    Stage,
    Window,
)  # fmt: skip
from waystation.rules.expr import Condition, Expr, Fact
from waystation.rules.parse import parse
from waystation.world.world import World

START = date(2026, 1, 1)
AXES = {
    "group": Axis("group", "Group", ("x", "y", "z")),
    "kind": Axis("kind", "Kind", ("k", "l")),
    "band": Axis("band", "Years since", ("0–0.05", "0.05–0.2", "0.2 or more"), (0.0, 0.05, 0.2)),
}
FACTS = {
    fact.name: fact
    for fact in (
        Fact("size", "the size", "number"),
        Fact("colour", "the colour", "category", ("red", "green")),
        Fact("tall", "is tall", "truth"),
        Fact("marked", "is marked", "flag"),
        Fact("warned", "is warned", "flag"),
        Fact("grown", "is grown", "own_day"),
    )
}
TRAITS = ("will", "luck")
RESOURCES = ("line0", "line1", "beds", "seats")
RULES = (
    "size >= 3",
    "colour == red and size < 5",
    "tall or not (colour in [green])",
    "marked",
    "not marked",
    "not warned",
    "grown",
    "not grown and tall",
    "since(s0) >= 4",
    "since(s1) < 9 and not marked",
    "visits(s0) < 2",
    "visits(s1) != 1",
)


@dataclass
class Build:
    """Parameters made so far, and the means to draw more."""

    draw: st.DrawFn
    parameters: dict[str, Parameter] = field(default_factory=dict)

    def pick(self, *options: object) -> object:
        """One of some options."""
        return self.draw(st.sampled_from(options))

    def chance(self, percent: int) -> bool:
        """True in about this share of draws."""
        return self.draw(st.integers(0, 99)) < percent

    def number(self, low: float, high: float) -> float:
        """A float with few digits, so that examples read well."""
        return round(self.draw(st.floats(low, high, allow_nan=False)), 3)

    def add(self, dimension: str, low: float, high: float, *, by: tuple[str, ...] = (), dated: bool = False) -> str:
        """A new parameter with random values."""
        name = f"p.{len(self.parameters)}"
        shape = tuple(AXES[axis].size for axis in by)
        starts = [START, START + timedelta(days=31)] if dated else [START]
        tables = tuple(
            (start, np.array([self.number(low, high) for _ in range(int(np.prod(shape)))]).reshape(shape))
            for start in starts
        )
        prior = Prior("uniform", "factor", (("low", 0.8), ("high", 1.2))) if self.chance(15) else None
        self.parameters[name] = Parameter(
            name, name, "", DIMENSIONS[dimension], "assumed", "", by, tables, prior=prior, prior_reason="test"
        )
        return name

    def spread(self) -> str:
        """A new duration that differs between cases."""
        name = f"p.{len(self.parameters)}"
        spread = self.pick(
            Spread("fixed", (("days", (float(self.draw(st.integers(0, 12))),)),)),
            Spread("lognormal", (("median", (self.number(0.5, 15),)), ("gsd", (self.number(1, 3),)))),
            Spread("histogram", (("edges", (0.0, 3.0, 3.0, 20.0)), ("shares", (0.5, 0.2, 0.3)))),
        )
        self.parameters[name] = Parameter(name, name, "", DIMENSIONS["days"], "assumed", "", spread=spread)
        return name

    def by_case(self) -> tuple[str, ...]:
        """No axis, or one of those that cases carry."""
        return self.pick((), ("group",), ("kind",))


def shock(build: Build) -> Shock:
    """Something that may come, soon or never, for some days or for good."""
    lasts = build.add("days", 0, 30) if build.chance(60) else None
    return Shock(build.add("per_year", 0, 40), build.add("share", 0, 1), lasts)


def window(build: Build) -> Window:
    """Mostly always; else some dates, perhaps delayed, or upon a shock."""
    if build.chance(75):
        return ALWAYS
    if build.chance(30):
        return Window(build.pick(None, START + timedelta(days=9)), upon=shock(build))
    first = START + timedelta(days=build.draw(st.integers(-5, 45)))
    last = first + timedelta(days=build.draw(st.integers(0, 40)))
    delay = build.add("days", 0, 9) if build.chance(40) else None
    return (
        Window(build.pick(None, first), delay, build.pick(None, last)) if delay is None else Window(first, delay, None)
    )


def conditions(build: Build, percent: int) -> tuple[Condition, ...]:
    """Perhaps a condition or two."""
    if not build.chance(percent):
        return ()
    texts = build.draw(st.lists(st.sampled_from(RULES), min_size=1, max_size=2, unique=True))
    return tuple(Condition(text, text, rule(text)) for text in texts)


def rule(text: str) -> Expr:
    """A rule over the facts of these worlds."""
    return parse(text, FACTS)


def clock(build: Build, stages: int) -> Clock:
    """A hazard in some shape, a spread, or a fixed number of days."""
    since = build.pick(None, None, "grown", f"s{build.draw(st.integers(0, stages - 1))}")
    kind = build.draw(st.integers(0, 3))
    if kind == 0:
        return Clock(build.spread(), since)
    if kind == 1:
        return Clock(build.add("days", 0, 30, dated=True), since)
    own = build.by_case()
    by = (*own, *(("band",) if build.chance(60) else ()))
    times = tuple(build.add("ratio", 0, 3, by=build.by_case()) for _ in range(build.draw(st.integers(0, 2))))
    share = build.add("share", 0, 1, by=build.pick((), own))
    frailty = Frailty(build.pick(*TRAITS), share) if build.chance(60) else None
    return Clock(build.add("per_year", 0, 20, by=by, dated=build.chance(30)), since, times, frailty)


def exits(build: Build, stage: int, total: int, *, gateway: bool) -> list[Route]:
    """The ways out when work is done: some with conditions, shares and dates, the last one open to all."""
    lowest = stage + 1 if gateway else 0
    found = []
    for place in range(build.draw(st.integers(1, 3))):
        to, last = f"s{build.draw(st.integers(lowest, total - 1))}", place == 0
        sets = (build.pick("marked", "warned"),) if build.chance(25) else ()
        if last:
            found.append(Route(to, sets=sets, label="else"))
            continue
        share = build.add("share", 0, 1, by=build.by_case(), dated=True) if build.chance(70) else None
        weight = build.add("share", 0, 1, by=build.by_case())
        bond = Bond(build.pick(*TRAITS), weight) if share and build.chance(50) else None
        when = conditions(build, 40)
        needs = build.draw(st.lists(st.sampled_from(RESOURCES), max_size=2, unique=True)) if build.chance(25) else ()
        route = Route(to, when, share, None, bond, sets, window(build), offered=tuple(needs), label=f"exit{place}")
        found.append(route)
    return found[::-1]


def stage(build: Build, index: int, total: int, places: list[str], lines: list[str]) -> Stage:
    """A stage of any shape: work, queue, both, neither, places, places only, clocks."""
    name = f"s{index}"
    if index >= total - 1:
        return Stage(name, name, "nobody")
    shape = build.pick("gateway", "door", "work", "queue", "both", "clocks")
    takes = build.spread() if shape in ("work", "both") else None
    queue = build.pick(*lines) if shape in ("queue", "both") else None
    held = st.lists(st.sampled_from(places), min_size=1, max_size=2, unique=True)
    holds = tuple(build.draw(held)) if shape == "door" or (shape != "gateway" and build.chance(40)) else ()
    routes = [] if shape == "clocks" else exits(build, index, total, gateway=shape in ("gateway", "door"))
    for place in range(0 if shape == "gateway" else build.draw(st.integers(0, 2))):
        to = f"s{build.draw(st.integers(0, total - 1))}"
        sets = (build.pick("marked", "warned"),) if build.chance(25) else ()
        idle = shape == "clocks" and not holds and build.chance(40)
        through = build.pick(*lines) if idle else None
        timer = clock(build, total)
        route = Route(to, conditions(build, 30), None, timer, None, sets, window(build), through, label=f"clock{place}")
        routes.insert(build.draw(st.integers(0, len(routes))), route)
    if shape == "clocks":
        routes.append(Route(f"s{total - 1}", after=clock(build, total), label="anyway"))
    return Stage(name, name, "somebody", takes, queue, holds, tuple(routes))


def resource(build: Build, name: str, kind: str) -> Resource:
    """So many a day, or so many places."""
    most = 400 if build.chance(4) else 4  # now and then enough for a case to come back hundreds of times
    capacity = (
        build.add("per_day", 0, most, dated=True) if kind == "throughput" else build.add("count", 0, 9, dated=True)
    )
    times = (build.add("ratio", 0.5, 1.5),) if build.chance(30) else ()
    newest = build.add("share", 0, 1, dated=True) if build.chance(30) else None
    per = build.pick("case", "people") if kind == "throughput" else "people"
    guard = build.pick("beds", "seats") if kind == "throughput" and build.chance(30) else None
    close = tuple(shock(build) for _ in range(build.draw(st.integers(0, 2)))) if build.chance(30) else ()
    ramp = Ramp(build.add("share", 0, 1), build.add("days", 0, 30)) if build.chance(25) else None
    first = tuple(priority(build, f"{name} {rank}") for rank in range(build.draw(st.integers(0, 2))))
    return Resource(name, name, kind, capacity, times, per, newest, guard, window(build), close, ramp, first)


def priority(build: Build, says: str) -> Priority:
    """Some cases before the rest: by conditions, by a share, or by both."""
    share = build.add("share", 0, 1, by=build.by_case(), dated=True) if build.chance(60) else None
    return Priority(says, conditions(build, 60 if share else 100), share)


def response(build: Build, name: str) -> Response:
    """Arrivals that answer to what could be seen; some classes may have no strength, and take the displaced."""
    axis = build.pick("group", "kind")
    strength = build.add("share", 0.2, 1, by=(axis,), dated=True)
    for _, table in build.parameters[strength].values:
        table[[build.chance(40) for _ in table]] = 0.0
    return Response(
        name, name, axis, strength,
        signal=(build.pick("s0.*", "*.else", "*"),), per=(build.pick("s0", "s?"),),
        lag=build.add("months", 0, 1), window=build.add("months", 0, 3),
        displaced=build.add("share", 0.2, 1) if build.chance(80) else None,
        times=(build.add("ratio", 0.5, 2),) if build.chance(30) else (),
    )  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> tuple[World, Values, Cases]:
    """A world, one draw of its numbers, and its cases."""
    build = Build(draw)
    total = draw(st.integers(3, 7))
    kinds = {"line0": "throughput", "line1": "throughput", "beds": "places", "seats": "places"}
    resources = tuple(resource(build, name, kind) for name, kind in draw(st.permutations(list(kinds.items()))))
    stages = tuple(stage(build, index, total, ["beds", "seats"], ["line0", "line1"]) for index in range(total))
    answers = tuple(response(build, f"answer{row}") for row in range(draw(st.integers(0, 2))))
    process = Process("s0", stages, resources, TRAITS, (f"s{draw(st.integers(0, total - 1))}",), answers)
    calendar = Calendar(START, START + timedelta(days=draw(st.integers(5, 90))))
    book = changed(build, make_book(build.parameters, AXES))
    values = Values(book, Draw(tuple(build.number(0.01, 0.99) for _ in book.coordinates)))
    return World(process, book, FACTS, calendar, "group"), values, cases(build, process, calendar)


def changed(build: Build, book: ParameterBook) -> ParameterBook:
    """Perhaps a scenario's change to one number."""
    scalars = [name for name, held in book.parameters.items() if held.dimension.name == "share" and not held.spread]
    if not scalars or build.chance(70):
        return book
    since = build.pick(None, START + timedelta(days=31))
    return book.changed((Change(build.pick(*scalars), 0.5, times=build.chance(50), since=since),))


def cases(build: Build, process: Process, calendar: Calendar) -> Cases:
    """Up to forty cases, some of them there before day 0, and up to as many spare ones."""
    resting = [stage.id for stage in process.stages if not stage.is_end and not stage.is_gateway]
    central = build.draw(st.integers(0, 40)) if resting else 0
    spare = build.draw(st.integers(1, 40)) if resting and process.responses and build.chance(80) else 0
    headroom, count = build.number(1.01, 1.5) if spare else 1.0, central + spare
    random = np.random.default_rng(build.draw(st.integers(0, 2**16)))
    days = (random.integers(-20, calendar.days, central), random.integers(0, calendar.days, spare))
    entered = np.concatenate([np.sort(part) for part in days]).astype(np.int32)
    answers = (entered >= 0) & (random.random(count) < 0.8)
    level = np.where(answers, 1 - random.random(count), 0.0)
    level[central:] = headroom - (headroom - 1) * random.random(spare)
    names = tuple(resting or [process.start])
    marks = np.where(random.random(count) < 0.3, entered - random.integers(0, 60, count), UNMARKED)
    return Cases(
        names,
        entered,
        random.integers(0, len(names), count).astype(np.int16),
        random.integers(1, 5, count).astype(np.int16),
        {"group": random.integers(0, 3, count).astype(np.int16), "kind": random.integers(0, 2, count).astype(np.int16)},
        {
            "size": random.integers(0, 8, count),
            "colour": random.integers(0, 2, count).astype(np.int16),
            "tall": random.random(count) < 0.5,
        },
        {name: random.random(count) for name in TRAITS},
        np.where(random.random(count) < 0.5, random.integers(-5, 60, count), NEVER).astype(np.int32),
        {process.marks[0]: marks.astype(np.int32)},
        level,
        headroom,
    )
