"""What unmet soft safeguards add to a hub: before clearance, a share of transfers is held up, and some are stopped."""

from __future__ import annotations

from dataclasses import replace

from waystation.hubs.joins import Hub
from waystation.hubs.pending import kept, meanwhile
from waystation.hubs.safeguard import Hold
from waystation.process.process import Process
from waystation.process.words import Route, Stage


def hold(process: Process, hub: Hub) -> Process:
    """The process in which every way to clearance leads past the holds.

    Each transfer passes them once: whoever is stopped on the day of the flight is still cleared.
    """
    holds, clearance = hub.agreement.holds, hub.id("cleared")
    if not holds:
        return process
    uncleared = (stage for stage in process.stages if stage.id.startswith(hub.id("")) and stage.id != hub.id("flight"))
    turned = (_turned(stage, clearance, hub.id("held")) for stage in uncleared)
    ways = tuple(Route(_id(hub, one), share=one.share, says=f"is held up: {one.title.lower()}") for one in holds)
    passed = Route(clearance, says="is not held up")
    first = Stage(hub.id("held"), "Before clearance for transfer", hub.joins.actor, routes=(*ways, passed))
    return process.with_stages(*turned, first, *(_held(one, hub) for one in holds))


def _id(hub: Hub, one: Hold) -> str:
    return hub.id(f"held_{one.id.lower()}")


def _turned(stage: Stage, before: str, gate: str) -> Stage:
    """The stage, its routes to clearance leading to the gate under the name they had."""
    routes = (replace(r, to=gate, label=r.name) if r.to == before else r for r in stage.routes)
    return replace(stage, routes=tuple(routes))


def _held(one: Hold, hub: Hub) -> Stage:
    stopped = (replace(kept(hub), share=one.stops),) if one.stops else ()
    freed = Route(hub.id("cleared"), says="is no longer held up")
    return Stage(_id(hub, one), one.title, hub.joins.actor, takes=one.takes, routes=(*meanwhile(hub), *stopped, freed))
