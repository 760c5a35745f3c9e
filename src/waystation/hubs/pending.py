"""A transfer that is pending: notice, what people do on it, the claims against it, and the flight."""

from __future__ import annotations

from dataclasses import replace

from waystation.hubs.joins import Hub
from waystation.process.words import Route, Stage


def pending(hub: Hub) -> tuple[Stage, ...]:
    """The stages from notice to arrival. Clocks of the pool run on; all go back to it if the agreement ends."""
    return (*_notice(hub), *_claims(hub), *_transfer(hub))


def meanwhile(hub: Hub) -> tuple[Route, ...]:
    """The clocks that run in every stage of a pending transfer."""
    joins = hub.joins
    called_off = Route(joins.pool, label="called_off", says="is not transferred: the agreement has ended")
    return (*hub.pool_clocks((*joins.waiting, *joins.grounds)), *hub.once_over(called_off))


def kept(hub: Hub) -> Route:
    """The way back of a transfer that a court has stopped."""
    return Route(hub.joins.pool, sets=(hub.joins.barred,), label="kept", says="may not be transferred")


def _notice(hub: Hub) -> tuple[Stage, ...]:
    notice, joins = hub.agreement.notice, hub.joins
    return (
        Stage(
            hub.id("notice"), f"Notice of transfer to {hub.agreement.partner}", joins.actor, takes=notice.takes,
            routes=(
                *meanwhile(hub),
                Route(joins.leaves, share=notice.leaves, label="leaves", says="leaves voluntarily on notice"),
                Route(joins.disappears, share=notice.disappears, label="disappears", says="loses contact on notice"),
                Route(hub.id("challenge"), share=notice.claims, says="makes a claim against the transfer"),
                _cleared(hub),
            ),
        ),
        Stage(
            hub.id("challenge"), f"Claim against transfer to {hub.agreement.partner}", joins.actor,
            routes=(
                Route(hub.id("unsuspended"), share=notice.unsuspended, says="the claim does not hold up the transfer"),
                Route(hub.id("review"), share=notice.certified, says="certified: judicial review only"),
                Route(hub.id("claim"), says="appeals to the tribunal"),
            ),
        ),
        Stage(
            hub.id("unsuspended"), f"To be heard from {hub.agreement.partner}", joins.actor, routes=(_cleared(hub),)
        ),
    )  # fmt: skip


def _claims(hub: Hub) -> tuple[Stage, ...]:
    notice, joins, partner = hub.agreement.notice, hub.joins, hub.agreement.partner
    return (
        Stage(
            hub.id("claim"), f"Appeal against transfer to {partner}", joins.court_actor, queue=joins.court,
            routes=(*meanwhile(hub), replace(kept(hub), share=notice.claim_succeeds), _cleared(hub)),
        ),
        Stage(
            hub.id("review"), f"Judicial review of transfer to {partner}", joins.court_actor, takes=notice.review_takes,
            routes=(*meanwhile(hub), replace(kept(hub), share=notice.review_succeeds), _cleared(hub)),
        ),
    )  # fmt: skip


def _cleared(hub: Hub) -> Route:
    return Route(hub.id("cleared"), says="may be transferred")


def _transfer(hub: Hub) -> tuple[Stage, ...]:
    joins, partner, (_, places) = hub.joins, hub.agreement.partner, hub.offered
    boards = Route(hub.id("stay"), offered=(places,), says="is transferred")
    stopped = Route(hub.id("cleared"), label="stopped", says="is stopped: the hub takes nobody that day")
    return (
        Stage(
            hub.id("cleared"), f"Cleared for transfer to {partner}, waiting for an escort", joins.actor,
            queue=joins.escorts, routes=(*meanwhile(hub), Route(hub.id("flight"))),
        ),
        Stage(
            hub.id("flight"), f"Waiting for a place and a seat to {partner}", joins.actor, queue=joins.seats,
            holds=(places,), routes=(*meanwhile(hub), boards, stopped),
        ),
    )  # fmt: skip


def pursued(hub: Hub) -> tuple[Stage, ...]:
    """While a hub takes people, some who would have given up their appeal pursue it: the two stages that change."""
    joins, notice = hub.joins, hub.agreement.notice
    withdrawn = hub.process[joins.withdrawn]
    pursues = Route(
        hub.id("pursued"), when=(*hub.agreement.who, hub.not_barred), share=notice.pursues, offered=hub.offered,
        says=f"pursues the appeal, as a hub in {hub.agreement.partner} is open",
    )  # fmt: skip
    place = [route.name for route in withdrawn.routes].index(joins.gives_up)
    routes = (*withdrawn.routes[:place], pursues, *withdrawn.routes[place:])
    outcomes = tuple(route for route in hub.process[joins.appeal].exits if route.to != joins.withdrawn)
    title = f"Appeal pursued as a hub in {hub.agreement.partner} is open"
    return replace(withdrawn, routes=routes), Stage(hub.id("pursued"), title, joins.court_actor, routes=outcomes)
