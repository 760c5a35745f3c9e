"""An agreement becomes stages, routes and places of the one process."""

from __future__ import annotations

from dataclasses import replace

from waystation.hubs.agreement import Agreement
from waystation.hubs.hold import hold
from waystation.hubs.joins import Hub, Joins
from waystation.hubs.pending import pending, pursued
from waystation.hubs.there import there
from waystation.process.process import Process
from waystation.process.words import Clock, Resource, Route, Stage


def expand(process: Process, agreement: Agreement, joins: Joins) -> Process:
    """The process with a hub: a way out of the pool, the stages of a transfer, the stay and its ends."""
    hub = Hub(process, agreement, joins)
    pool = process[joins.pool]
    picked = Route(
        hub.id("notice"), when=(*agreement.who, hub.not_barred), after=Clock(agreement.selection),
        in_force=agreement.in_force, through=hub.id("intake"),
        says=f"is picked for the hub in {agreement.partner} and accepted by the host",
    )  # fmt: skip
    stages = (*pursued(hub), *pending(hub), *there(hub), *_ends(process))
    grown = process.with_stages(replace(pool, routes=(*pool.routes, picked)), *stages)
    grown = hold(grown, hub)
    marks = (*process.marks, hub.id("stay"))
    return replace(grown, resources=(*grown.resources, *_resources(hub)), marks=marks)


def _resources(hub: Hub) -> tuple[Resource, Resource]:
    """What the host offers: an intake, smaller at first, and places; an injunction or a termination closes both."""
    agreement, (intake, places) = hub.agreement, hub.offered
    return (
        Resource(
            intake, f"Host's intake, {agreement.partner}", "throughput", agreement.intake, per="people",
            only_while=places, in_force=agreement.in_force, close=agreement.close, ramp=agreement.start,
        ),
        Resource(
            places, f"Places in the hub, {agreement.partner}", "places", agreement.places,
            in_force=agreement.in_force, close=agreement.close,
        ),
    )  # fmt: skip


def _ends(process: Process) -> tuple[Stage, ...]:
    """The ends that only hubs lead to, added once."""
    ends = (
        Stage("returned_from_hub", "Returned home from a hub", "Home country"),
        Stage("onward_from_hub", "Moved on from a hub, whereabouts unknown", "Nobody"),
        Stage("leave_in_host", "Leave to stay in the host country", "Host country"),
    )
    return tuple(stage for stage in ends if stage.id not in process.by_id)
