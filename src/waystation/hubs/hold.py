"""What unmet soft safeguards add to a hub: before clearance, a share of transfers is held up, and some are stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from waystation.hubs.safeguard import Hold
from waystation.process.process import Process
from waystation.process.words import Route, Stage


@dataclass(frozen=True)
class Way:
    """Where the holds stand: the prefix of the hub's stages, the stage they come before, and what surrounds them.

    `meanwhile` are the clocks that run on, `stopped` is the way of a transfer that does not go ahead.
    """

    prefix: str
    before: str
    actor: str
    meanwhile: tuple[Route, ...]
    stopped: Route


def hold(process: Process, holds: Sequence[Hold], way: Way) -> Process:
    """The process in which every way to clearance leads past the holds; a transfer is held at most once each time."""
    if not holds:
        return process
    gate = f"{way.prefix}held"
    turned = (_turned(stage, way.before, gate) for stage in process.stages if stage.id.startswith(way.prefix))
    ways = tuple(Route(_id(way, one), share=one.share, says=f"is held up: {one.title.lower()}") for one in holds)
    passed = Route(way.before, says="is not held up")
    first = Stage(gate, "Before clearance for transfer", way.actor, routes=(*ways, passed))
    return process.with_stages(*turned, first, *(_held(one, way) for one in holds))


def _id(way: Way, one: Hold) -> str:
    return f"{way.prefix}held_{one.id.lower()}"


def _turned(stage: Stage, before: str, gate: str) -> Stage:
    """The stage, its routes to clearance leading to the gate under the name they had."""
    routes = (replace(r, to=gate, label=r.name) if r.to == before else r for r in stage.routes)
    return replace(stage, routes=tuple(routes))


def _held(one: Hold, way: Way) -> Stage:
    stopped = (replace(way.stopped, share=one.stops),) if one.stops else ()
    freed = Route(way.before, says="is no longer held up")
    return Stage(_id(way, one), one.title, way.actor, takes=one.takes, routes=(*way.meanwhile, *stopped, freed))
