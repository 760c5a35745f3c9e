"""An agreement becomes stages, routes and places of the one process."""

from __future__ import annotations

from dataclasses import dataclass, replace

from waystation.hubs.agreement import Agreement
from waystation.hubs.hold import Way, hold
from waystation.process.process import Process
from waystation.process.words import Clock, Frailty, Resource, Route, Stage
from waystation.rules.expr import Condition, Is, Not


@dataclass(frozen=True)
class Joins:
    """Where a hub joins the process of a country: stages, resources and numbers it shares with everything else.

    `pool` is the stage of those who may be picked; `waiting` names those of its clocks that run on while a transfer is
    pending; `barred` is the flag of those who may not be picked again.
    """

    pool: str
    waiting: tuple[str, ...]
    leaves: str
    disappears: str
    since: str
    court: str
    escorts: str
    seats: str
    return_hazard: str
    return_share: str
    voluntary_hazard: str
    frailty: Frailty
    barred: str
    actor: str
    court_actor: str


def stage_id(agreement: Agreement, part: str) -> str:
    """The id of a hub's stage."""
    return f"hub_{agreement.id}_{part}"


def expand(process: Process, agreement: Agreement, joins: Joins) -> Process:
    """The process with a hub: a way out of the pool, the stages of a transfer, the stay and its ends."""
    places, intake = stage_id(agreement, "places"), stage_id(agreement, "intake")
    opened = agreement.in_force
    resources = (
        Resource(
            intake, f"Host's intake, {agreement.partner}", "throughput", agreement.intake,
            per="people", only_while=places, in_force=opened,
        ),
        Resource(places, f"Places in the hub, {agreement.partner}", "places", agreement.places, in_force=opened),
    )  # fmt: skip
    pool = process[joins.pool]
    picked = Route(
        stage_id(agreement, "notice"),
        when=(*agreement.who, _not_barred(joins)),
        after=Clock(agreement.selection),
        in_force=opened,
        through=intake,
        says=f"is picked for the hub in {agreement.partner} and accepted by the host",
    )
    stages = (*_pending(process, agreement, joins), *_there(agreement, joins), *_ends(process))
    grown = process.with_stages(replace(pool, routes=(*pool.routes, picked)), *stages)
    marks = (*process.marks, stage_id(agreement, "stay"))
    way = Way(
        stage_id(agreement, ""), stage_id(agreement, "cleared"), joins.actor, _running_on(process, joins), _kept(joins)
    )
    grown = hold(grown, agreement.holds, way)
    return replace(grown, resources=(*grown.resources, *resources), marks=marks)


def _not_barred(joins: Joins) -> Condition:
    return Condition("not_barred", "has not been kept or brought back from a hub before", Not(Is(joins.barred)))


def _kept(joins: Joins) -> Route:
    return Route(joins.pool, sets=(joins.barred,), label="kept", says="may not be transferred")


def _running_on(process: Process, joins: Joins) -> tuple[Route, ...]:
    """The clocks of the pool that go on while a transfer is pending."""
    return tuple(route for route in process[joins.pool].clocks if route.name in joins.waiting)


def _pending(process: Process, agreement: Agreement, joins: Joins) -> tuple[Stage, ...]:
    """From notice to departure."""
    notice, partner = agreement.notice, agreement.partner
    meanwhile = _running_on(process, joins)
    cleared = Route(stage_id(agreement, "cleared"), says="may be transferred")
    kept = _kept(joins)
    return (
        Stage(
            stage_id(agreement, "notice"), f"Notice of transfer to {partner}", joins.actor, takes=notice.takes,
            routes=(
                *meanwhile,
                Route(joins.leaves, share=notice.leaves, label="leaves", says="leaves voluntarily on notice"),
                Route(joins.disappears, share=notice.disappears, label="disappears", says="loses contact on notice"),
                Route(stage_id(agreement, "challenge"), share=notice.claims, says="makes a claim against the transfer"),
                cleared,
            ),
        ),
        Stage(
            stage_id(agreement, "challenge"), f"Claim against transfer to {partner}", joins.actor,
            routes=(
                Route(stage_id(agreement, "review"), share=notice.certified, says="certified: judicial review only"),
                Route(stage_id(agreement, "claim"), says="appeals to the tribunal"),
            ),
        ),
        Stage(
            stage_id(agreement, "claim"), f"Appeal against transfer to {partner}", joins.court_actor,
            queue=joins.court, routes=(*meanwhile, replace(kept, share=notice.claim_succeeds), cleared),
        ),
        Stage(
            stage_id(agreement, "review"), f"Judicial review of transfer to {partner}", joins.court_actor,
            takes=notice.review_takes, routes=(*meanwhile, replace(kept, share=notice.review_succeeds), cleared),
        ),
        Stage(
            stage_id(agreement, "cleared"), f"Cleared for transfer to {partner}, waiting for an escort", joins.actor,
            queue=joins.escorts, routes=(*meanwhile, Route(stage_id(agreement, "flight"))),
        ),
        Stage(
            stage_id(agreement, "flight"), f"Waiting for a place and a seat to {partner}", joins.actor,
            queue=joins.seats, holds=(stage_id(agreement, "places"),),
            routes=(*meanwhile, Route(stage_id(agreement, "stay"), says="is transferred")),
        ),
    )  # fmt: skip


def _there(agreement: Agreement, joins: Joins) -> tuple[Stage, ...]:
    """In the hub, and the way home from it."""
    stay, partner, held = agreement.stay, agreement.partner, (stage_id(agreement, "places"),)
    back = Route(joins.pool, sets=(joins.barred,), label="brought_back", says="is brought back to the UK")
    left = Route("leave_in_host", label="leave_to_stay", says="gets leave to stay in the host country")
    home = stage_id(agreement, "return")
    hazard = (joins.return_share, stay.return_multiplier)
    failing = {"brought_back": back, "leave_in_host": left}[agreement.failure.then]
    routes = (
        Route(home, after=Clock(joins.return_hazard, joins.since, hazard, joins.frailty), label="return_home",
              says="can be returned home from the hub"),
        Route(home, after=Clock(joins.voluntary_hazard, joins.since, (stay.voluntary_multiplier,), joins.frailty),
              label="voluntary_return", says="chooses to return home from the hub"),
        Route("onward_from_hub", after=Clock(stay.onward), says="leaves the hub for another place, without a record"),
        replace(left, after=Clock(stay.leave_to_stay)),
        replace(back, after=Clock(stay.brought_back)),
        replace(failing, after=Clock(agreement.failure.after), label=f"failure_{agreement.failure.then}",
                says="has reached the longest stay"),
    )  # fmt: skip
    return (
        Stage(stage_id(agreement, "stay"), f"In the hub in {partner}", partner, holds=held, routes=routes),
        Stage(
            home, f"Waiting in {partner} for documents and a flight home", partner, takes=stay.return_takes,
            holds=held, routes=(Route("returned_from_hub", says="is returned home from the hub"),),
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
