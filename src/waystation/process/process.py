"""The process: one value that the simulator, the checks, the diagram, the documentation and the explanation read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property

from waystation.base.files import canonical_json, sha256
from waystation.base.problems import UsageError, did_you_mean
from waystation.process.words import Resource, Response, Route, Stage
from waystation.rules.expr import Condition


@dataclass(frozen=True)
class Process:
    """Stages and resources in order, where new cases start, the traits drawn once, the entries worth remembering, and
    how arrivals respond.
    """

    start: str
    stages: tuple[Stage, ...]
    resources: tuple[Resource, ...] = ()
    traits: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    responses: tuple[Response, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Stage]:
        """Stages by id."""
        return {stage.id: stage for stage in self.stages}

    @cached_property
    def resource(self) -> dict[str, Resource]:
        """Resources by id."""
        return {resource.id: resource for resource in self.resources}

    def __getitem__(self, stage: str) -> Stage:
        if stage not in self.by_id:
            remedy = did_you_mean(stage, self.by_id) or "'waystation show process' names them all"
            raise UsageError(f"no stage called {stage!r}: {remedy}")
        return self.by_id[stage]

    def routes(self) -> Iterator[tuple[Stage, Route]]:
        """Every route with its stage, in order."""
        for stage in self.stages:
            for route in stage.routes:
                yield stage, route

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition on a route or a priority, once, in order of first use."""
        asked = [*(route.when for _, route in self.routes()), *(each.when for q in self.resources for each in q.first)]
        return tuple(dict.fromkeys(condition for when in asked for condition in when))

    @cached_property
    def flags(self) -> tuple[str, ...]:
        """The flags that routes set, in order."""
        return tuple(dict.fromkeys(flag for _, route in self.routes() for flag in route.sets))

    def with_stages(self, *new: Stage) -> Process:
        """The process with stages replaced (same id) or added at the end."""
        fresh = {stage.id: stage for stage in new}
        kept = [fresh.pop(stage.id, stage) for stage in self.stages]
        return replace(self, stages=(*kept, *fresh.values()))

    @cached_property
    def fingerprint(self) -> str:
        """A hash of the whole declaration."""
        return sha256(canonical_json(_plain(asdict(self))))


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def route_id(stage: Stage, route: Route) -> str:
    """The name of a route in the whole process: `stage.route`."""
    return f"{stage.id}.{route.name}"


def matching(names: Sequence[str], patterns: Sequence[str]) -> list[int]:
    """The places of the names that match any pattern."""
    return [place for place, name in enumerate(names) if any(fnmatchcase(name, pattern) for pattern in patterns)]
