"""In the hub: the stay, what is heard there, and every way it ends."""

from __future__ import annotations

from dataclasses import replace

from waystation.hubs.joins import Hub
from waystation.process.words import Clock, Route, Stage
from waystation.rules.expr import All, Compare, Condition, Tally


def there(hub: Hub) -> tuple[Stage, ...]:
    """The stages in the hub, which all keep the place, and the way on from it."""
    return (_stay(hub), _heard(hub), _evidence(hub), *_home(hub), _onward(hub))


def _back(hub: Hub) -> Route:
    joins = hub.joins
    return Route(joins.pool, sets=(joins.barred,), label="brought_back", says="is brought back to the UK")


def _leaving(hub: Hub) -> tuple[Route, ...]:
    """The clocks that run in every stage of the hub: the ways to leave it other than home."""
    stay, failure, since = hub.agreement.stay, hub.agreement.failure, hub.id("stay")
    back = _back(hub)
    left = Route("leave_in_host", label="leave_to_stay", says="gets leave to stay in the host country")
    failing = {"brought_back": back, "leave_in_host": left}[failure.then]
    ended = replace(back, says="is brought back to the UK: the agreement has ended")
    return (
        Route(hub.id("onward_journey"), after=Clock(stay.onward), label="onward",
              says="leaves the hub for another place, without a record"),
        replace(left, after=Clock(stay.leave_to_stay)),
        replace(back, after=Clock(stay.brought_back)),
        replace(failing, after=Clock(failure.after, since), label=f"failure_{failure.then}",
                says="has reached the longest stay"),
        *(hub.once_over(ended) if hub.agreement.ended.then == "brought_back" else ()),
    )  # fmt: skip


def _voluntary(hub: Hub) -> Route:
    joins, times = hub.joins, (hub.agreement.stay.voluntary_multiplier,)
    clock = Clock(joins.voluntary_hazard, joins.since, times, joins.frailty)
    says = "chooses to return home from the hub"
    return Route(hub.id("documents"), after=clock, label="voluntary_return", says=says)


def _stay(hub: Hub) -> Stage:
    stay, joins = hub.agreement.stay, hub.joins
    hazard = Clock(joins.return_hazard, joins.since, (joins.return_share, stay.return_multiplier), joins.frailty)
    evidence = Clock(joins.evidence_hazard, times=(stay.evidence_multiplier,))
    routes = (
        Route(hub.id("documents"), after=hazard, label="return_home", says="can be returned home from the hub"),
        _voluntary(hub),
        *_leaving(hub),
        Route(hub.id("evidence"), after=evidence, label="fresh_evidence", says="sends in fresh evidence from the hub"),
        *_grounds(hub),
        Route(hub.id("heard"), when=(_claim_open(hub),), after=Clock(stay.claim_ready, hub.id("stay")),
              says="the claim against the transfer is ready to be heard"),
    )  # fmt: skip
    title = f"In the hub in {hub.agreement.partner}"
    return Stage(hub.id("stay"), title, hub.agreement.partner, holds=_held(hub), routes=routes)


def _held(hub: Hub) -> tuple[str, ...]:
    return (hub.id("places"),)


def _grounds(hub: Hub) -> tuple[Route, ...]:
    """The grounds that accrue with time run on in the hub, multiplied; what comes of them is heard from there."""
    more = (hub.agreement.stay.grounds_multiplier,)
    return tuple(
        replace(route, to=hub.id("evidence"), label=route.name, after=replace(clock, times=(*clock.times, *more)))
        for route in hub.pool_clocks(hub.joins.grounds)
        if (clock := route.after)
    )


def _claim_open(hub: Hub) -> Condition:
    made = Compare(Tally("visits", hub.id("unsuspended")), ">=", 1)
    unheard = Compare(Tally("visits", hub.id("heard")), "<", 1)
    return Condition("claim_open", "has a claim against the transfer that has not been heard", All((made, unheard)))


def _heard(hub: Hub) -> Stage:
    """A claim that did not hold up the transfer, heard while the person is in the hub."""
    joins, succeeds = hub.joins, hub.agreement.notice.claim_succeeds
    back = replace(_back(hub), share=succeeds, label="claim_brought_back", says="wins the claim and is brought back")
    return Stage(
        hub.id("heard"), f"In the hub in {hub.agreement.partner}, claim in the tribunal", joins.court_actor,
        queue=joins.court, holds=_held(hub),
        routes=(
            _voluntary(hub), *_leaving(hub), back, Route(hub.id("stay"), label="dismissed", says="loses the claim"),
        ),
    )  # fmt: skip


def _evidence(hub: Hub) -> Stage:
    joins = hub.joins
    back = Route(joins.fresh_claim, share=joins.evidence_accepted, sets=(joins.barred,), label="evidence_brought_back",
                 says="is brought back, the evidence being accepted as a fresh claim")  # fmt: skip
    rejected = Route(hub.id("stay"), label="rejected", says="the evidence is rejected")
    return Stage(
        hub.id("evidence"), f"In the hub in {hub.agreement.partner}, fresh evidence considered", joins.actor,
        takes=joins.evidence_takes, holds=_held(hub), routes=(_voluntary(hub), *_leaving(hub), back, rejected),
    )  # fmt: skip


def _home(hub: Hub) -> tuple[Stage, ...]:
    stay, partner = hub.agreement.stay, hub.agreement.partner
    return (
        Stage(
            hub.id("documents"), f"In the hub in {partner}, waiting for travel documents", partner,
            takes=stay.documents_take, queue=hub.joins.documents, holds=_held(hub),
            routes=(*_leaving(hub), Route(hub.id("return"), says="has travel documents")),
        ),
        Stage(
            hub.id("return"), f"In the hub in {partner}, waiting for a flight home", partner, takes=stay.return_takes,
            holds=_held(hub), routes=(Route("returned_from_hub", says="is returned home from the hub"),),
        ),
    )  # fmt: skip


def _onward(hub: Hub) -> Stage:
    stay, joins = hub.agreement.stay, hub.joins
    comes = Route(joins.reentry, share=stay.onward_returns, sets=(joins.barred,), label="comes_back",
                  says="comes back to the UK and claims anew")  # fmt: skip
    title = f"Moved on from the hub in {hub.agreement.partner}, on the way"
    routes = (comes, Route("onward_from_hub", says="stays away"))
    return Stage(hub.id("onward_journey"), title, "Nobody", takes=stay.onward_takes, routes=routes)
