"""What asks for a parameter: stages, routes, resources, the recipe of cases, agreements, levers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from waystation.cases.recipe import parameters_used
from waystation.process.process import route_id
from waystation.study.model import Model


def uses(model: Model) -> dict[str, tuple[str, ...]]:
    """For each parameter, what asks for it, in words; hubs expand into the process through their agreements."""
    found: dict[str, list[str]] = {name: [] for name in model.book.parameters}
    for what, value in _declared(model):
        for name in _names(value):
            if name in found and what not in found[name]:
                found[name].append(what)
    for name in parameters_used(model.recipe):
        found[name].append("the recipe of cases")
    for name in model.levers:
        found[name].append("a lever")
    return {name: tuple(held) for name, held in found.items()}


def _declared(model: Model) -> Iterator[tuple[str, object]]:
    for stage in model.process.stages:
        yield f"stage {stage.id}", (stage.takes, stage.queue)
        for route in stage.routes:
            yield f"route {route_id(stage, route)}", (route.share, route.after, route.bond, route.in_force)
    for resource in model.process.resources:
        yield (
            f"resource {resource.id}",
            (resource.capacity, resource.times, resource.newest_first, resource.close, resource.ramp, resource.first),
        )
    for measure in model.measures:
        yield f"measure {measure.id}", measure.parameters
    for response in model.process.responses:
        yield f"response {response.id}", response
    yield "hubs", model.joins
    for name, agreement in {**model.agreements, **model.arrangements}.items():
        yield f"agreement {name}", agreement
    for safeguard in model.safeguards.values():
        yield f"safeguard {safeguard.id}", safeguard


def _names(value: object) -> Iterator[str]:
    """Every text inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _names(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for place in fields(value):
            yield from _names(getattr(value, place.name))
