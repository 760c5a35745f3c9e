"""Properties of the process with a hub that safeguards ask for: each is a sentence why it fails, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from waystation.hubs.agreement import Agreement
from waystation.hubs.expand import expand
from waystation.hubs.joins import Hub, Joins
from waystation.parameters.book import ParameterBook
from waystation.parameters.draw import Draw, Values
from waystation.process.order import reachable
from waystation.process.process import Process
from waystation.process.words import Route, Stage
from waystation.rules.expr import Facts, Tally
from waystation.rules.possible import somebody


@dataclass(frozen=True)
class Ground:
    """What an agreement is set against: the process it joins, the facts, and the numbers at their centres."""

    process: Process
    joins: Joins
    facts: Facts
    book: ParameterBook
    start: date

    @cached_property
    def values(self) -> Values:
        """Every number at the centre of its range."""
        return Values(self.book, Draw(()))

    def largest(self, parameter: str) -> float:
        """The largest value that a parameter gives anybody, at the centre of its range."""
        if self.book[parameter].spread is not None:
            return float(np.max(self.values.quantiles(parameter)))
        return float(np.max(self.values.table(parameter, self.start)))


@dataclass(frozen=True)
class Scene:
    """One agreement and the process that it makes."""

    agreement: Agreement
    ground: Ground

    @cached_property
    def expanded(self) -> Process:
        """The process with this hub."""
        return expand(self.ground.process, self.agreement, self.ground.joins)

    def id(self, part: str) -> str:
        """The id of a stage of the hub."""
        return Hub(self.ground.process, self.agreement, self.ground.joins).id(part)

    def stage(self, part: str) -> Stage:
        """A stage of the hub."""
        return self.expanded[self.id(part)]

    def owns(self, stage: str) -> bool:
        """Whether a stage is one of this hub's."""
        return stage.startswith(self.id(""))


def after_exhaustion(scene: Scene, of: str) -> str:
    """Only those who have exhausted their rights may be sent: the pool is reached no other way, or a rule says so."""
    joins, facts = scene.ground.joins, scene.ground.facts
    never = {Tally("since", joins.since): -1.0}
    who = [condition.rule for condition in scene.agreement.who]
    before = _without(scene.ground.process, joins.since, lambda route: _can(route, facts, never))
    if joins.pool in reachable(before, [before.start]) and somebody(who, facts, never) is not None:
        title = scene.ground.process[joins.since].title
        return f"people can be picked at {joins.pool!r} without having come through {title!r}"
    return ""


def _without(process: Process, stage: str, possible: Callable[[Route], bool]) -> Process:
    """The process without the ways into a stage, and without those that cannot be taken."""
    kept = (
        replace(one, routes=tuple(route for route in one.routes if route.to != stage and possible(route)))
        for one in process.stages
    )
    return replace(process, stages=tuple(kept))


def _can(route: Route, facts: Facts, given: Mapping[Tally, float]) -> bool:
    return somebody([condition.rule for condition in route.when], facts, given) is not None


def only_from_the_pool(scene: Scene, of: str) -> str:
    """Nobody comes into the hub's part of the process but from the pool."""
    pool, stay = scene.ground.joins.pool, scene.id("stay")
    past = _without(scene.expanded, pool, lambda route: True)
    entries = ((stage, route.to) for stage, route in scene.expanded.routes() if stage.id != pool)
    for stage, entry in entries:
        if scene.owns(entry) and not scene.owns(stage.id) and stay in reachable(past, [entry]):
            return f"{stage.title!r} leads to {entry!r}, past {pool!r}"
    return ""


def longest_stay(scene: Scene, of: str) -> str:
    """The longest stay is no longer than the ceiling `of`, both in days."""
    days, ceiling = scene.ground.largest(scene.agreement.failure.after), scene.ground.largest(of)
    return f"the longest stay is {days:,.0f} days; the ceiling {of!r} is {ceiling:,.0f}" if days > ceiling else ""


def way_out(scene: Scene, of: str) -> str:
    """Somebody may leave the hub before the longest stay other than by return: brought back, or with leave to stay."""
    stay = scene.agreement.stay
    rates = {name: scene.ground.largest(name) for name in (stay.leave_to_stay, stay.brought_back)}
    return "" if max(rates.values()) > 0 else f"nobody is ever released: {' and '.join(rates)} are nil"


def challenge(scene: Scene, of: str) -> str:
    """A transfer can be challenged before it, and a court can stop it."""
    joins, claims = scene.ground.joins, scene.agreement.notice.claims
    notice = _without(scene.expanded, scene.id("stay"), lambda route: True)
    there = reachable(notice, [scene.id("notice")])
    courts = [name for name in there if scene.owns(name) and notice[name].actor == joins.court_actor]
    ends = [route for name in courts for route in notice[name].exits]
    stops = any(route.to == joins.pool and joins.barred in route.sets for route in ends)
    if not stops:
        return "no court can stop a transfer"
    return "" if scene.ground.largest(claims) > 0 else f"nobody ever challenges a transfer: {claims!r} is nil"


def failure_path(scene: Scene, of: str) -> str:
    """Whoever cannot be returned leaves the hub after a time that is set."""
    after = scene.agreement.failure.after
    clocks = [route for route in scene.stage("stay").clocks if route.after and route.after.of == after]
    return "" if any(not scene.owns(route.to) for route in clocks) else "the longest stay leads nowhere"


def sender_pays(scene: Scene, of: str) -> str:
    """The sender `of` pays under some term."""
    return "" if any(term.payer == of for term in scene.agreement.terms) else f"no term is paid by {of}"


@dataclass(frozen=True)
class Property:
    """What holds, in words, and how it is looked for: the sentence why it fails, or nothing."""

    says: str
    fault: Callable[[Scene, str], str]


PROPERTIES: Mapping[str, Property] = {
    "after_exhaustion": Property("only people who have exhausted their rights can be picked", after_exhaustion),
    "only_from_the_pool": Property(
        "nobody comes to the hub but from the pool, with nothing pending", only_from_the_pool
    ),
    "longest_stay": Property("the longest stay is not above the ceiling", longest_stay),
    "way_out": Property("there is a way out before the longest stay", way_out),
    "challenge": Property("a transfer can be challenged before it, and a court can stop it", challenge),
    "failure_path": Property("whoever cannot be returned leaves the hub after a time that is set", failure_path),
    "sender_pays": Property("the sender pays under the terms", sender_pays),
}
