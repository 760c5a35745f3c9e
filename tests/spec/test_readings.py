"""Everything declared appears in each of the five readings: tables, checks, diagram, documentation, explanation."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree

import pytest

from tests.theory.small import FLOWS
from waystation import uk
from waystation.cases.synthesise import synthesise
from waystation.engine.compile import compile_tables
from waystation.explain.describe import describe
from waystation.explain.diagram import diagram
from waystation.explain.draw_svg import draw_svg
from waystation.explain.needed import Person
from waystation.explain.ways import Setting, Ways, ways
from waystation.parameters.book import Change
from waystation.parameters.draw import Draw, Values
from waystation.process.checks import check, conjuncts
from waystation.process.process import Process, route_id
from waystation.process.words import Resource, Route, Stage
from waystation.rules.expr import Condition, Is
from waystation.rules.holds import Value
from waystation.world.world import World

Item = tuple[str, ...]  # ("stage", id), ("route", stage.route), ("condition", stage.route, id), ("resource", id)
TINY = 0.0005
SVG = "{http://www.w3.org/2000/svg}"
MODEL = uk.load().set(tuple(Change(name, TINY, times=True) for name in FLOWS))
WORLDS = {name: MODEL.world(name) for name in MODEL.scenarios}
HUBS = sorted({hub for name in MODEL.scenarios for hub in MODEL.scenario(name).agreements})
KINDS = ("stage", "route", "condition", "resource")


def items(process: Process) -> set[Item]:
    """Everything a process declares."""
    found: set[Item] = {("stage", stage.id) for stage in process.stages}
    found |= {("resource", resource.id) for resource in process.resources}
    for stage, route in process.routes():
        found.add(("route", route_id(stage, route)))
        found |= {("condition", route_id(stage, route), condition.id) for condition in route.when}
    return found


# --- the five readings: what is seen of what is declared, by one that reads `world` -------------------------------


def tables(world: World, declared: Process) -> set[Item]:
    """What the kernel gets: the names of its integers, and for each route as many tests as its conditions need."""
    values = Values(world.book, Draw(()))
    cases = synthesise(MODEL.recipe, values, MODEL.calendar, 1, world.process.traits)
    made, codes = compile_tables(world, values, cases)
    found: set[Item] = {("stage", name) for name in codes.stages} | {("resource", name) for name in codes.resources}
    found |= {("route", name) for name in codes.routes}
    tests = dict(zip(codes.routes, (made.routes["condition_to"] - made.routes["condition_from"]).tolist(), strict=True))
    for stage, route in declared.routes():
        name = route_id(stage, route)
        if tests.get(name) == sum(len(conjuncts(condition.rule)) for condition in route.when):
            found |= {("condition", name, condition.id) for condition in route.when}
    return found


def checks(world: World, declared: Process) -> set[Item]:
    """What is complained of when it is broken, all of a kind at a time."""
    process = world.process
    lost = tuple(replace(stage, takes="nowhere") for stage in process.stages)
    astray = _each_route(process, lambda route: replace(route, to="nowhere", label=route.name))
    unruly = _each_route(process, lambda route: replace(route, when=tuple(map(_unruly, route.when))))
    empty = tuple(replace(resource, capacity="nowhere") for resource in process.resources)
    told = _told(world, replace(process, resources=empty)) | _told(world, replace(process, stages=lost))
    found: set[Item] = {item for item in items(process) if " ".join(item) in told and item[0] in ("stage", "resource")}
    for kind, broken in (("route", astray), ("condition", unruly)):
        told = _told(world, replace(process, stages=broken))
        for stage, route in process.routes():
            if f"stage {stage.id}, route {route.name}" in told:
                asked = route.when if kind == "condition" else ()
                found |= {("condition", route_id(stage, route), each.id) for each in asked}
                found |= {("route", route_id(stage, route))} if kind == "route" else set()
    return found


def _told(world: World, broken: Process) -> set[str]:
    return {problem.where for problem in check(broken, world.book, world.facts) if "nowhere" in problem.what}


def _each_route(process: Process, change: Callable[[Route], Route]) -> tuple[Stage, ...]:
    return tuple(replace(stage, routes=tuple(map(change, stage.routes))) for stage in process.stages)


def _unruly(condition: Condition) -> Condition:
    return replace(condition, rule=Is("nowhere"))


def drawing(world: World, declared: Process) -> set[Item]:
    """What the sheets hold: boxes by their titles, lines and conditions in what lines say, limits in summaries."""
    drawn = diagram(world.process, MODEL.sheets(world.process))
    trees = [ElementTree.fromstring(draw_svg(drawn.sheet(n))) for n, _ in enumerate(drawn.sheets, start=1)]
    groups = [group.findtext(f"{SVG}title") or "" for tree in trees for group in tree.iter(f"{SVG}g")]
    said = [text for title in groups for text in title.split("\n")]
    summary = " ".join(tree.findtext(f"{SVG}desc") or "" for tree in trees)
    found: set[Item] = {("stage", stage.id) for stage in declared.stages if stage.title in said}
    found |= {("resource", each.id) for each in declared.resources if each.title in summary}
    for stage, route in declared.routes():
        start = f"{stage.title} → {declared[route.to].title}: "
        lines = [text for text in said if text.startswith(start) and route.says in text]
        found |= {("route", route_id(stage, route))} if lines else set()
        told = [each for each in route.when if any(each.says in line for line in lines)]
        found |= {("condition", route_id(stage, route), each.id) for each in told}
    return found


def documentation(world: World, declared: Process) -> set[Item]:
    """What the process in words holds: a paragraph for each stage, with its routes and conditions."""
    text = describe(world.process, world.book, world.facts)
    parts = {part.split("\n")[0]: " ".join(part.split()) for part in text.split("\n\n")}
    ends, tail = (" ".join(text.partition(f"\n{title}\n")[2].split()) for title in ("Ends", "Resources"))
    found: set[Item] = {("resource", each.id) for each in declared.resources if f"{each.title} ({each.id})," in tail}
    for stage in declared.stages:
        told = parts.get(f"{stage.title} ({stage.id})", "")
        found |= {("stage", stage.id)} if told or f"{stage.title} ({stage.id}), {stage.actor}" in ends else set()
        for route in stage.routes:
            label = f" [{route.label}]" if route.label else ""
            says = f": {route.says}" if route.says else ""
            _, seen, rest = told.partition(f"→ {declared[route.to].title} ({route.to}){label}{says}")
            here = re.split("→", rest)[0]
            found |= {("route", route_id(stage, route))} if seen else set()
            found |= {
                ("condition", route_id(stage, route), each.id) for each in route.when if f"if {each.says}: " in here
            }
    return found


def explanation(world: World, declared: Process) -> set[Item]:
    """What `why` says of somebody at each stage."""
    setting = Setting(world, Values(world.book, Draw(())), MODEL.register)
    told = [ways(stage, _somebody(world), setting) for stage in world.process.stages]
    found: set[Item] = {("stage", each.stage) for each in told}
    found |= {("resource", each.id) for each in declared.resources if any(_waits(each, view) for view in told)}
    for view in told:
        for way in view.ways:
            found |= {("route", way.id)} | {("condition", way.id, reason.id) for reason in way.reasons}
    return found


def _waits(resource: Resource, view: Ways) -> bool:
    said = [*view.waits_for, *(text for way in view.ways for text in way.decides)]
    return any(f"{resource.title} ({resource.id})" in text for text in said)


def _somebody(world: World) -> Person:
    case: dict[str, Value] = {
        name: fact.classes[0] if fact.kind == "category" else 30.0 if fact.kind == "number" else False
        for name, fact in world.facts.items()
    }
    journey = {f"{of}({stage.id})": 1.0 for of in ("since", "visits") for stage in world.process.stages}
    return Person(world.facts, case | journey, MODEL.calendar.start)


READINGS = {
    "tables": tables,
    "checks": checks,
    "diagram": drawing,
    "documentation": documentation,
    "explanation": explanation,
}
every_reading = pytest.mark.parametrize("reading", READINGS)


@cache
def seen(reading: str, scenario: str) -> frozenset[Item]:
    """What a reading shows of a scenario's world."""
    return frozenset(READINGS[reading](WORLDS[scenario], WORLDS[scenario].process))


DECLARED = sorted({(*item, name) for name in WORLDS for item in items(WORLDS[name].process)} - {
    (*item, name) for name in WORLDS if name != "baseline" for item in items(WORLDS["baseline"].process)
})  # fmt: skip


@pytest.mark.parametrize("item", DECLARED, ids=" ".join)
@every_reading
def test_what_is_declared_appears(item: Item, reading: str) -> None:
    *declared, scenario = item
    assert tuple(declared) in seen(reading, scenario), f"{' '.join(declared)} is not told by the {reading}"


@pytest.mark.parametrize("hub", HUBS)
@every_reading
def test_all_that_an_agreement_brings_appears(hub: str, reading: str) -> None:
    scenario = next(name for name in MODEL.scenarios if hub in MODEL.scenario(name).agreements)
    without = MODEL.world(scenario, frozenset(MODEL.scenario(scenario).agreements) - {hub}).process
    brought = items(WORLDS[scenario].process) - items(without)
    asked = {item[-1] for item in brought if item[0] == "condition"}
    assert {condition.id for condition in MODEL.agreements[hub].who} <= asked
    assert brought <= seen(reading, scenario)


# --- and the test would notice ------------------------------------------------------------------------------------


def without(process: Process, item: Item) -> Process:
    """The process as one sees it who leaves out one thing."""
    kind, name = item[:2]
    stages = [stage for stage in process.stages if item != ("stage", stage.id)]
    resources = tuple(resource for resource in process.resources if item != ("resource", resource.id))
    resources = tuple(
        replace(each, only_while=None) if item == ("resource", each.only_while) else each for each in resources
    )

    def routes(stage: Stage) -> tuple[Route, ...]:
        kept = [route for route in stage.routes if item not in (("route", route_id(stage, route)), ("stage", route.to))]
        return tuple(pruned(stage, route) for route in kept)

    def pruned(stage: Stage, route: Route) -> Route:
        when = tuple(c for c in route.when if item != ("condition", route_id(stage, route), c.id))
        offered = tuple(name for name in route.offered if item != ("resource", name))
        through = None if item == ("resource", route.through) else route.through
        return replace(route, when=when, through=through, offered=offered)

    def used(stage: Stage) -> Stage:
        holds = tuple(held for held in stage.holds if item != ("resource", held))
        queue = None if item == ("resource", stage.queue) else stage.queue
        return replace(stage, routes=routes(stage), queue=queue, holds=holds)

    assert kind in KINDS and name
    return replace(process, stages=tuple(map(used, stages)), resources=resources)


@pytest.mark.parametrize("kind", KINDS)
@every_reading
def test_what_a_reading_leaves_out_is_noticed(reading: str, kind: str) -> None:
    scenario = next(name for name in MODEL.scenarios if MODEL.scenario(name).agreements)
    world = WORLDS[scenario]
    kept = {MODEL.process.start, *MODEL.process.marks, *MODEL.recipe.entries}
    everything = sorted(items(world.process))
    of_kind = [item for item in everything if item[0] == kind and item[1] not in kept]
    for item in of_kind[:: max(1, len(of_kind) // 4)]:
        blind = replace(world, process=without(world.process, item))
        told = READINGS[reading](blind, world.process)
        assert item not in told, f"{' '.join(item)} is left out and nobody notices"
        assert told & set(everything)
