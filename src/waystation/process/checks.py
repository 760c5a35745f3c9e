"""Structural checks: no dead end, no orphan, a way out for everyone, names that exist, dimensions that fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from waystation.base.problems import Problem, Problems, did_you_mean
from waystation.parameters.book import ParameterBook
from waystation.process.order import can_end, reachable, timeless_loops
from waystation.process.process import Process, matching, route_id
from waystation.process.words import Clock, Resource, Response, Route, Shock, Stage, Window
from waystation.rules.expr import All, Condition, Expr, Facts, Not, facts_used, is_moving, tallies

Found = Iterator[tuple[str, str]]


def check(process: Process, book: ParameterBook, facts: Facts, entries: Iterable[str] = ()) -> list[Problem]:
    """Every structural problem of a process; `entries` are the stages where cases may stand at the start."""
    problems = Problems()
    for what, remedy in _shape(process, set(entries)):
        problems.add("process", what, remedy)
    for stage in process.stages:
        for what, remedy in (*_stage(stage, process, book), *_ways_out(stage)):
            problems.add(f"stage {stage.id}", what, remedy)
        for route in stage.routes:
            found = (
                *_route(stage, route, process, book),
                *_conditions(route.when, process, facts),
                *_since(route, process, facts),
            )
            for what, remedy in found:
                problems.add(f"stage {stage.id}, route {route.name}", what, remedy)
    for resource in process.resources:
        for what, remedy in (*_resource(resource, process, book), *_priorities(resource, process, book, facts)):
            problems.add(f"resource {resource.id}", what, remedy)
    for response in process.responses:
        for what, remedy in _response(response, process, book):
            problems.add(f"response {response.id}", what, remedy)
    return problems.found


def _shape(process: Process, entries: set[str]) -> Found:
    ids = [stage.id for stage in process.stages]
    for twice in {name for name in ids if ids.count(name) > 1}:
        yield f"has two stages called {twice!r}", "give each stage its own id"
    for unknown in ({process.start} | entries | set(process.marks)) - set(ids):
        yield f"names a stage {unknown!r} that does not exist", did_you_mean(unknown, ids)
    for orphan in sorted(set(ids) - reachable(process, {process.start} | entries)):
        yield f"has an orphan: nothing leads to {orphan!r}", "give it a route, or take it out"
    for stuck in sorted(set(ids) - can_end(process)):
        yield f"has a dead end: no end can be reached from {stuck!r}", "give it a way out"
    for loop in timeless_loops(process):
        yield f"can go round without time passing: {' → '.join(loop)}", "let one of these stages take time"


def _stage(stage: Stage, process: Process, book: ParameterBook) -> Found:
    if stage.takes is not None:
        yield from dimension_faults(stage.takes, ("days",), book, spread=True)
    for name, kind in [(stage.queue, "throughput"), *((held, "places") for held in stage.holds)]:
        if name is not None and name not in process.resource:
            yield f"uses a resource {name!r} that does not exist", did_you_mean(name, process.resource)
        elif name is not None and process.resource[name].kind != kind:
            yield f"uses {name!r} as {kind}", f"it is {process.resource[name].kind}"
    names = [route.name for route in stage.routes]
    for twice in {name for name in names if names.count(name) > 1}:
        yield f"has two routes called {twice!r}", "give one of them a label"


def _ways_out(stage: Stage) -> Found:
    if stage.is_end:
        if stage.takes or stage.queue or stage.holds:
            yield "has work or places but no way out", "give it a route"
    elif stage.exits:
        if not stage.exits[-1].always:
            yield "does not let everyone out", "end with a route that has no condition, share or dates"
        if stage.clocks and not (stage.takes or stage.queue or stage.holds):
            yield "has clocks, but cases leave it at once", "give it work, a queue or places, or each route a clock"
    elif stage.takes or stage.queue:
        yield "has work but no route for when it is done", "add a route without a clock"
    elif not any(route.always for route in stage.clocks):
        yield "does not let everyone out", "give one of its clocks no condition and no dates"


def _through(stage: Stage, route: Route, process: Process) -> Found:
    for name in route.offered:
        if name not in process.resource:
            yield f"is open while {name!r} offers something, which does not exist", did_you_mean(name, process.resource)
    if route.offered and route.after is not None:
        yield "has a clock, and asks what is offered", "only a route without a clock can ask that"
    if route.through is None:
        return
    if route.through not in process.resource:
        yield f"goes through {route.through!r}, which does not exist", did_you_mean(route.through, process.resource)
    elif process.resource[route.through].kind != "throughput":
        yield f"goes through {route.through!r}, which is places", "name a resource of so many a day"
    if route.after is None or stage.takes or stage.queue or stage.holds:
        yield (
            "goes through a resource from a stage that does more than wait",
            "give the route a clock and the stage nothing else",
        )


def _route(stage: Stage, route: Route, process: Process, book: ParameterBook) -> Found:
    if route.to not in process.by_id:
        yield f"leads to {route.to!r}, which does not exist", did_you_mean(route.to, process.by_id)
    if route.share is not None:
        yield from dimension_faults(route.share, ("share",), book)
        yield from _varies(route.share, book.axes, book)
    if route.share is not None and route.after is not None:
        yield "has both a share and a clock", "choose one"
    if route.bond is not None:
        yield from _trait(route.bond.trait, process)
        yield from dimension_faults(route.bond.weight, ("share",), book)
        yield from _varies(route.bond.weight, book.axes, book)
        if route.share is None:
            yield "has a bond but no share", "give it the share that the trait helps decide"
    yield from _window(route.in_force, book)
    yield from _through(stage, route, process)
    if route.after is not None:
        yield from _clock(route.after, process, book)


def _clock(clock: Clock, process: Process, book: ParameterBook) -> Found:
    yield from dimension_faults(clock.of, ("per_year", "days"), book)
    yield from _varies(clock.of, book.axes, book, bands=True)
    hazard = clock.of in book and book[clock.of].dimension.name == "per_year"
    if not hazard and clock.of in book and book[clock.of].spread is None and book[clock.of].by:
        yield f"runs for {clock.of!r}, which has no single value", "use a spread or a number of days"
    if (clock.times or clock.frailty) and not hazard:
        yield "multiplies a duration", "only a hazard can be multiplied"
    for ratio in clock.times:
        yield from dimension_faults(ratio, ("ratio", "share"), book)
        yield from _varies(ratio, book.axes, book)
    if clock.frailty is not None:
        yield from _trait(clock.frailty.trait, process)
        yield from dimension_faults(clock.frailty.share, ("share",), book)
        yield from _varies(clock.frailty.share, book[clock.of].by if clock.of in book else (), book)


def _since(route: Route, process: Process, facts: Facts) -> Found:
    since = route.after.since if route.after else None
    own = {name for name, fact in facts.items() if fact.kind == "own_day"}
    if since is not None and since not in process.by_id and since not in own:
        yield f"counts since {since!r}, which does not exist", did_you_mean(since, (*process.by_id, *own))


def _conditions(when: Iterable[Condition], process: Process, facts: Facts) -> Found:
    for condition in when:
        for unknown in sorted(facts_used(condition.rule) - set(facts)):
            yield f"asks for a fact {unknown!r} that does not exist", did_you_mean(unknown, facts)
        for tally in tallies(condition.rule):
            if tally.stage not in process.by_id:
                yield f"asks for {tally.of}({tally.stage})", did_you_mean(tally.stage, process.by_id)
        if facts_used(condition.rule) <= set(facts):
            for part in conjuncts(condition.rule):
                if is_moving(part, facts) and not _simple(part):
                    yield f"mixes what moves with what is fixed in {condition.id!r}", "join them with 'and' only"


def conjuncts(expr: Expr) -> tuple[Expr, ...]:
    """The parts of an expression that are joined by 'and' at the top."""
    return tuple(inner for part in expr.parts for inner in conjuncts(part)) if isinstance(expr, All) else (expr,)


def _simple(expr: Expr) -> bool:
    inner = expr.inner if isinstance(expr, Not) else expr
    return not hasattr(inner, "parts") and not isinstance(inner, Not)


def _resource(resource: Resource, process: Process, book: ParameterBook) -> Found:
    guard = resource.only_while
    if guard is not None and (guard not in process.resource or process.resource[guard].kind != "places"):
        yield f"serves only while {guard!r} has room, which is no places", "name places"
    yield from dimension_faults(resource.capacity, ("per_day",) if resource.kind == "throughput" else ("count",), book)
    for name in (resource.capacity, *resource.times, *((resource.newest_first,) if resource.newest_first else ())):
        yield from _varies(name, (), book)
    for ratio in resource.times:
        yield from dimension_faults(ratio, ("ratio", "share"), book)
    if resource.newest_first is not None:
        yield from dimension_faults(resource.newest_first, ("share",), book)
    yield from _window(resource.in_force, book)
    for shock in resource.close:
        yield from _shock(shock, book)
    if resource.ramp is not None:
        yield from _number(resource.ramp.share, "share", book)
        yield from _number(resource.ramp.days, "days", book)


def _priorities(resource: Resource, process: Process, book: ParameterBook, facts: Facts) -> Found:
    for priority in resource.first:
        yield from _conditions(priority.when, process, facts)
        if priority.share is not None:
            yield from dimension_faults(priority.share, ("share",), book)
        elif not priority.when:
            yield f"serves everyone first: {priority.says!r}", "give the priority a condition or a share"


def _response(response: Response, process: Process, book: ParameterBook) -> Found:
    yield from dimension_faults(response.strength, ("share",), book)
    if response.axis not in book.axes or book.axes[response.axis].edges:
        yield f"answers by {response.axis!r}, which is no axis of classes", did_you_mean(response.axis, book.axes)
    elif response.strength in book and book[response.strength].by != (response.axis,):
        yield f"has a strength {response.strength!r} that is not by {response.axis!r}", f"give it by: [{response.axis}]"
    single: list[tuple[str, tuple[str, ...]]] = [(name, ("share", "ratio")) for name in response.times]
    single += [(response.displaced, ("share",))] if response.displaced else []
    for name, wanted in (*single, (response.lag, ("months",)), (response.window, ("months",))):
        yield from dimension_faults(name, wanted, book)
        if name in book and (book[name].by or book[name].spread):
            yield f"uses {name!r}, which is not one number", "give it no axes and no spread"
    routes, stages = [route_id(*each) for each in process.routes()], list(process.by_id)
    for pattern in response.signal:
        if "*" not in pattern and pattern not in routes:
            yield f"watches a route {pattern!r} that does not exist", did_you_mean(pattern, routes)
    for pattern in response.per:
        if not matching(stages, (pattern,)):
            yield f"counts entries to {pattern!r}, which does not exist", did_you_mean(pattern, stages)


def _window(window: Window, book: ParameterBook) -> Found:
    if window.delay is not None:
        yield from dimension_faults(window.delay, ("days",), book)
        yield from _varies(window.delay, (), book)
    if window.start and window.end and window.end < window.start:
        yield f"ends on {window.end} before it starts on {window.start}", "put the dates in order"
    if window.upon is not None:
        yield from _shock(window.upon, book)


def _shock(shock: Shock, book: ParameterBook) -> Found:
    yield from _number(shock.rate, "per_year", book)
    yield from _number(shock.luck, "share", book)
    if shock.lasts is not None:
        yield from _number(shock.lasts, "days", book)


def _number(name: str, wanted: str, book: ParameterBook) -> Found:
    yield from dimension_faults(name, (wanted,), book)
    if name in book and (book[name].by or book[name].spread is not None):
        yield f"uses {name!r} as one number, but it has several", "take out its 'by' or its 'spread'"


def _trait(name: str, process: Process) -> Found:
    if name not in process.traits:
        yield f"uses a trait {name!r} that does not exist", did_you_mean(name, process.traits)


def dimension_faults(name: str, wanted: tuple[str, ...], book: ParameterBook, *, spread: bool = False) -> Found:
    """What is wrong with a parameter's name, dimension or (for work) spread where it is used."""
    if name not in book:
        yield f"uses a parameter {name!r} that does not exist", did_you_mean(name, book.parameters)
        return
    parameter = book[name]
    if parameter.dimension.name not in wanted:
        yield f"uses {name!r} as {' or '.join(wanted)}", f"it is in {parameter.dimension.name}"
    if spread and parameter.spread is None:
        yield f"uses {name!r} as work, but it has no spread", "give it a spread over cases"


def _varies(name: str, by: Iterable[str], book: ParameterBook, *, bands: bool = False) -> Found:
    """A number may vary by one class of a case at most: that of one of these axes; and by bands of time if asked."""
    own = book[name].by if name in book else ()
    classes = [axis for axis in own if not book.axes[axis].edges]
    if not set(classes) <= set(by) or len(classes) > 1 or (len(classes) < len(own) and not bands):
        yield f"uses {name!r}, which varies by {' and '.join(own)}", "let it vary by less"
