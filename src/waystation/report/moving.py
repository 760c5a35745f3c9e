"""Which assumptions move each measure most over the draws of a run, and which are used where it is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from waystation.cases.recipe import parameters_used
from waystation.parameters.draw import Draw
from waystation.process.process import matching, route_id
from waystation.process.words import Route, Stage
from waystation.report.content import MeasureNote, MoverList, MoverNote
from waystation.results.ensemble import OPENS, Ensemble
from waystation.results.measure import Measure
from waystation.study.model import Model
from waystation.study.movers import Floats, in_turn
from waystation.study.uses import uses

MOST = 5
WEAK = 20  # with fewer draws a ranking is weak
BY_CHANCE = 20  # one number in so many passes the bar by chance alone


@dataclass(frozen=True)
class World:
    """A scenario in one state of its agreements, and how a reader is told of it."""

    name: str
    state: int
    title: str


def measure_notes(
    model: Model, ensemble: Ensemble, points: Sequence[Draw], asked: Sequence[str]
) -> tuple[MeasureNote, ...]:
    """Every measure with the assumptions that move it most in each world, and those used where it is counted."""
    worlds, period = _worlds(model, ensemble, asked), model.story.periods[-1]
    whole = replace(model, process=model.world(worlds[-1].name).process)
    used = uses(whole)
    notes = []
    for measure in ensemble.measures:
        lists = _lists([(world.title, _movers(model, ensemble, points, measure, world)) for world in worlds], period)
        feeds = tuple((name, model.book[name].title) for name in _feeds(whole, used, measure))
        notes.append(MeasureNote(measure.id, measure.title, measure.definition, measure.unit, lists, feeds))
    return tuple(notes)


def _lists(found: Sequence[tuple[str, tuple[MoverNote, ...]]], period: str) -> tuple[MoverList, ...]:
    """One list a world, or one for all where they name the same numbers as strongly."""
    shown = {tuple((row.id, f"{row.strength:.2f}") for row in rows) for _, rows in found}
    if len(shown) == 1 and len(found) > 1:
        return (MoverList(f"{'; '.join(title for title, _ in found)}; {period}", found[0][1]),)
    return tuple(MoverList(f"{title}; {period}", rows) for title, rows in found)


def strongest(notes: Sequence[MeasureNote]) -> dict[str, tuple[float, MeasureNote, str]]:
    """For each assumption, the measure that it moves most: how strongly, which, and where."""
    found: dict[str, tuple[float, MeasureNote, str]] = {}
    for note in notes:
        for held in note.movers:
            for row in held.rows:
                if row.id not in found or row.strength > found[row.id][0]:
                    found[row.id] = (row.strength, note, held.where)
    return found


def caution(model: Model, draws: int) -> str:
    """How far the rankings may be trusted."""
    numbers = len(model.book.coordinates)
    chance = round(numbers / BY_CHANCE)
    said = (
        f"The strength is the rank correlation of a number with the measure over {draws} draws (Spearman’s, without "
        "its sign), from the second on by what it adds to those above it. A number is listed if chance would give "
        f"less nineteen times in twenty; of {numbers} uncertain numbers about {chance} would pass that bar by chance."
    )
    if draws < WEAK:
        return f"{said} With fewer than {WEAK} draws the ranking is weak: do not rely on it."
    rough = " There are fewer draws than uncertain numbers, so the ranking is rough after the first."
    return said + (rough if draws < numbers else "")


def _worlds(model: Model, ensemble: Ensemble, asked: Sequence[str]) -> list[World]:
    """The scenario compared with, and the first asked for, if its hubs open."""
    names = [ensemble.against, *asked[:1]]
    found = []
    for name in names:
        opened = frozenset(ensemble.agreements[name])
        state = next((place for place, held in enumerate(ensemble.states) if opened <= held), 0)
        tail = f", {OPENS}" if opened else ""
        found.append(World(name, state, model.scenario(name).title + tail))
    return found


def _movers(
    model: Model, ensemble: Ensemble, points: Sequence[Draw], measure: Measure, world: World
) -> tuple[MoverNote, ...]:
    values = ensemble.period(world.name, measure, model.story.periods[-1])[world.state]
    held = np.isfinite(values)
    found = in_turn(_coordinates(model, points, held), values[held], most=MOST)
    return tuple(MoverNote(name, model.book[name].title, strength) for name, strength in found)


def _coordinates(model: Model, points: Sequence[Draw], held: np.ndarray) -> dict[str, Floats]:
    names = model.book.coordinates
    table = np.array([point.point for point in points], np.float64).reshape(len(points), -1)[held]
    return {name: table[:, place] for place, name in enumerate(names)} if table.shape[1] else {}


def _feeds(model: Model, used: Mapping[str, Sequence[str]], measure: Measure) -> list[str]:
    """The numbers used at the stages or routes that a measure counts, on the way in, or for the cases that start there.

    An entry is counted on the way in only. `used` and the process are those of the model given.
    """
    process = model.process
    stages = set(_matching([stage.id for stage in process.stages], measure.of))
    ways = [(stage, route) for stage in process.stages for route in stage.routes]
    if measure.kind == "routes":
        chosen = set(_matching([route_id(*way) for way in ways], measure.of))
        near = {place for way in ways if route_id(*way) in chosen for place in (*_at(way[0]), *_on(*way))}
        return sorted(name for name, places in used.items() if near & set(places))
    near = {place for stage in process.stages if stage.id in stages for place in _at(stage)}
    near |= {place for way in ways if way[0].id in stages for place in _on(*way)}
    begun = _begun(model, stages, measure)
    if measure.kind == "entries":
        near = _way_in(ways, stages, {place for places in used.values() for place in places}, bool(begun))
    return sorted(name for name, places in used.items() if name in begun or near & set(places))


def _at(stage: Stage) -> set[str]:
    """A stage, and what limits it, as `uses` names them."""
    return {f"stage {stage.id}", *(f"resource {name}" for name in (stage.queue, *stage.holds) if name)}


def _on(stage: Stage, route: Route) -> set[str]:
    """A route, and what limits it, as `uses` names them."""
    return {f"route {route_id(stage, route)}", *([f"resource {route.through}"] if route.through else [])}


def _way_in(ways: Sequence[tuple[Stage, Route]], stages: set[str], asking: set[str], begun: bool) -> set[str]:
    """The routes into some stages, as far back as it takes to meet one that asks for a number."""
    seen = set(stages)
    while True:
        into = [way for way in ways if way[1].to in seen]
        near = {place for way in into for place in _on(*way)}
        near |= {place for stage, _ in into if stage.id in seen - stages for place in _at(stage)}
        before = {stage.id for stage, _ in into} - seen
        if begun or near & asking or not before:
            return near
        seen |= before


def _begun(model: Model, stages: set[str], measure: Measure) -> set[str]:
    """The numbers of the cases that come into some stages from outside, or stand there at the start."""
    recipe = model.recipe
    streams = tuple(stream for stream in recipe.streams if stream.into in stages)
    opening = tuple(part for part in recipe.opening if part.into in stages and measure.kind != "entries")
    if not streams and not opening:
        return set()
    return parameters_used(replace(recipe, streams=streams, opening=opening, truths={}, numbers={}))


def _matching(names: Sequence[str], patterns: Sequence[str]) -> list[str]:
    return [names[place] for place in matching(names, patterns)]
