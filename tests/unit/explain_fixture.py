"""A process as large as a real one, in made-up numbers: thirty stages, every construct of the vocabulary."""

from __future__ import annotations

from datetime import date

import numpy as np

from waystation.base.units import DIMENSIONS
from waystation.parameters.axis import Axis
from waystation.parameters.book import ParameterBook, make_book
from waystation.parameters.parameter import Parameter
from waystation.parameters.spread import Spread
from waystation.process.process import Process
from waystation.process.words import Bond, Clock, Frailty, Priority, Resource, Response, Route, Stage, Window
from waystation.rules.expr import Condition, Fact
from waystation.rules.parse import parse

START = date(2026, 1, 1)
FACTS = {
    fact.name: fact
    for fact in (
        Fact("age", "age", "number"),
        Fact("nationality", "nationality", "category", ("Iraq", "Iran", "Sri Lanka", "Albania")),
        Fact("vulnerable", "is vulnerable", "truth", unless="is not vulnerable"),
        Fact("children", "has children in the case", "truth"),
        Fact("sent_before", "was sent to a hub before", "flag", unless="was never sent to a hub"),
        Fact("grown_up", "has turned 18", "own_day"),
    )
}
AXES = {
    "nationality": Axis("nationality", "Nationality", FACTS["nationality"].classes),
    "years_since": Axis("years_since", "Years since", ("0–1", "1 or more"), (0.0, 1.0)),
}


def condition(name: str, says: str, rule: str, *cites: str) -> Condition:
    return Condition(name, says, parse(rule, FACTS), cites)


ADULT = condition("adult", "is an adult", "age >= 18", "Treaty art 3")
LISTED = condition("listed", "is of a listed nationality", "nationality in [Iraq, Iran]", "annex A")
FIT = condition("fit", "may be moved", "not vulnerable and not children", "Treaty art 5")
NEW = condition("new", "was never sent", "not sent_before")
HUB = (ADULT, LISTED, FIT, NEW)
ALBANIAN = condition("albanian", "is Albanian", "nationality == Albania")
HUB_OPEN = Window(date(2027, 1, 1), "hubs.delay", date(2036, 3, 31))

LEFT = Route("departed_unrecorded", after=Clock("contact.unrecorded_hazard"), says="leaves unseen")
LOST = Route("out_of_contact", after=Clock("contact.lost_hazard"), says="loses contact")
HOME = Route("voluntary_departure", after=Clock("returns.voluntary_hazard", since="exhausted"), says="wants to go home")
AGAIN = Route("further_submissions", after=Clock("submissions.hazard"), says="makes further submissions")


def _caseload() -> tuple[Stage, ...]:
    return (
        Stage(
            "awaiting_decision",
            "Waiting for an initial decision",
            "Home Office: asylum",
            takes="decisions.preparation",
            queue="caseworkers",
            routes=(
                Route("closed", share="decisions.administrative_share", says="closed administratively"),
                Route("granted", share="decisions.grant_share", bond=Bond("strength", "decisions.merit_share")),
                Route("refused"),
                Route("withdrawn", after=Clock("decisions.withdrawal_hazard"), says="gives up, or is treated as such"),
            ),
            law=("Immigration Rules part 11",),
        ),
        Stage(
            "refused",
            "Refused",
            "Home Office: asylum",
            routes=(
                Route("appeal", share="appeals.lodged_share", says="appeals"),
                Route("exhausted", share="contact.kept_share", says="in contact"),
                Route("out_of_contact"),
            ),
        ),
        Stage(
            "withdrawn",
            "Claim withdrawn",
            "Home Office: asylum",
            routes=(
                Route("awaiting_decision", after=Clock("submissions.reclaim_hazard"), says="reopens the claim"),
                HOME,
                Route("detained", after=Clock("returns.enforced_hazard"), says="found for return"),
                LEFT,
            ),
        ),
        Stage(
            "appeal",
            "Waiting for an appeal hearing",
            "Tribunal",
            takes="appeals.preparation",
            queue="tribunal",
            routes=(
                Route("appeal_withdrawn", share="appeals.withdrawn_share", says="withdrawn or closed"),
                Route("granted", share="appeals.allowed_share", bond=Bond("strength", "decisions.merit_share")),
                Route("exhausted", share="contact.kept_share", says="dismissed, in contact"),
                Route("out_of_contact", says="dismissed, not in contact"),
                HOME,
            ),
        ),
        Stage(
            "appeal_withdrawn",
            "Appeal withdrawn or closed",
            "Tribunal",
            routes=(
                Route("granted_other", share="appeals.concession_share", says="the Home Office concedes"),
                Route("exhausted"),
            ),
        ),
        Stage(
            "other_appeal",
            "Other asylum appeal",
            "Tribunal",
            takes="appeals.preparation",
            queue="tribunal",
            routes=(Route("appeal_closed"),),
        ),
    )


def _after_refusal() -> tuple[Stage, ...]:
    return (
        Stage(
            "exhausted",
            "Appeal rights exhausted, in contact",
            "Home Office: returns",
            routes=(
                HOME,
                Route(
                    "detained",
                    after=Clock(
                        "returns.enforced_hazard",
                        since="exhausted",
                        times=("returns.multiplier",),
                        frailty=Frailty("returnable", "returns.frailty_share"),
                    ),
                    says="found for return",
                ),
                Route(
                    "hub_accepted", when=HUB, after=Clock("hubs.selection_hazard"), in_force=HUB_OPEN, through="intake"
                ),
                AGAIN,
                LOST,
                LEFT,
            ),
        ),
        Stage(
            "out_of_contact",
            "Out of contact",
            "Home Office: returns",
            routes=(
                Route("exhausted", after=Clock("contact.found_hazard"), says="found"),
                HOME,
                AGAIN,
                LEFT,
            ),
        ),
        Stage(
            "further_submissions",
            "Further submissions lodged",
            "Home Office: asylum",
            takes="submissions.consideration",
            routes=(
                Route("fresh_claim", share="submissions.accepted_share", says="accepted as a fresh claim"),
                Route("exhausted"),
            ),
        ),
        Stage(
            "fresh_claim",
            "Fresh claim: waiting for a decision",
            "Home Office: asylum",
            queue="caseworkers",
            routes=(
                Route("granted", share="submissions.grant_share"),
                Route("appeal", share="appeals.lodged_share", says="appeals"),
                Route("exhausted"),
                LOST,
            ),
        ),
        Stage(
            "voluntary_departure",
            "Preparing a voluntary return",
            "Home Office: returns",
            takes="removals.voluntary_days",
            routes=(Route("returned_voluntary"),),
        ),
        Stage(
            "detained",
            "Detained for return",
            "Detention and escorts",
            takes="removals.detention_stay",
            holds=("beds",),
            routes=(
                Route("removal", when=(ALBANIAN,), says="documents at hand"),
                Route("removal", share="removals.documents_share", label="removal_later", says="documents come"),
                Route("exhausted"),
                Route("exhausted", after=Clock("removals.release_hazard"), label="bail", says="released on bail"),
                AGAIN,
                HOME,
            ),
        ),
        Stage(
            "removal",
            "Waiting for a seat home",
            "Detention and escorts",
            queue="seats",
            holds=("beds",),
            routes=(Route("returned_enforced"), AGAIN),
        ),
    )


def _hub() -> tuple[Stage, ...]:
    back = Route("exhausted", after=Clock("hubs.back_hazard"), says="brought back by order of a court")
    return (
        Stage(
            "hub_accepted",
            "Proposed to the host",
            "Host",
            takes="hubs.notice_days",
            holds=("hub_places",),
            routes=(Route("hub_notice"), Route("exhausted", after=Clock("hubs.offer_days"), says="the offer lapses")),
        ),
        Stage(
            "hub_notice",
            "Notice of transfer",
            "Home Office: returns",
            takes="hubs.notice_days",
            holds=("hub_places",),
            routes=(
                Route("voluntary_departure", share="hubs.voluntary_share", says="leaves rather than go"),
                Route("out_of_contact", share="hubs.lost_share", says="disappears"),
                Route("hub_review", share="hubs.certified_share", says="claims, certified"),
                Route("hub_claim", share="hubs.claim_share", says="claims, with an appeal"),
                Route("hub_flight"),
            ),
        ),
        Stage(
            "hub_claim",
            "Claim against transfer",
            "Tribunal",
            queue="tribunal",
            holds=("hub_places",),
            routes=(Route("granted_other", share="hubs.claim_success_share", says="upheld"), Route("hub_flight"), LOST),
        ),
        Stage(
            "hub_review",
            "Judicial review",
            "Higher courts",
            takes="hubs.review_days",
            holds=("hub_places",),
            routes=(Route("exhausted", share="hubs.review_success_share", says="upheld"), Route("hub_flight"), LOST),
        ),
        Stage(
            "hub_flight",
            "Waiting for escorts and a flight",
            "Detention and escorts",
            queue="escorts",
            holds=("hub_places", "beds"),
            routes=(Route("hub_stay", sets=("sent_before",)), LOST),
        ),
        Stage(
            "hub_stay",
            "In the hub",
            "Host",
            holds=("hub_places",),
            routes=(
                Route(
                    "hub_return", after=Clock("returns.enforced_hazard", times=("hubs.multiplier",)), says="returnable"
                ),
                Route("returned_from_hub", after=Clock("returns.voluntary_hazard", times=("hubs.multiplier",))),
                Route("onward", after=Clock("hubs.onward_hazard"), says="travels on"),
                Route("leave_in_host", after=Clock("hubs.leave_hazard"), says="is allowed to stay"),
                back,
                Route("exhausted", after=Clock("hubs.limit_days"), label="limit", says="the longest stay is over"),
            ),
        ),
        Stage(
            "hub_return",
            "Return from the hub in preparation",
            "Host",
            takes="hubs.return_days",
            holds=("hub_places",),
            routes=(Route("returned_from_hub"), back),
        ),
    )


def _ends() -> tuple[Stage, ...]:
    return (
        Stage("granted", "Granted protection", "Home Office: asylum"),
        Stage("granted_other", "Granted other leave", "Home Office: asylum"),
        Stage("closed", "Closed administratively", "Home Office: asylum"),
        Stage("appeal_closed", "Other appeal closed", "Tribunal"),
        Stage("returned_voluntary", "Returned voluntarily", "Home Office: returns"),
        Stage("returned_enforced", "Returned by enforcement", "Detention and escorts"),
        Stage("departed_unrecorded", "Left without a record", "Home Office: returns"),
        Stage("onward", "Travelled on from the hub", "Host"),
        Stage("leave_in_host", "Allowed to stay in the host", "Host"),
        Stage("returned_from_hub", "Returned from the hub", "Host"),
    )


PROCESS = Process(
    start="awaiting_decision",
    stages=(*_caseload(), *_after_refusal(), *_hub(), *_ends()),
    resources=(
        Resource(
            "caseworkers",
            "Asylum decision makers",
            "throughput",
            "decisions.a_day",
            first=(Priority("the unfit", (FIT,)), Priority("a pilot", share="decisions.pilot_share")),
        ),
        Resource("tribunal", "Tribunal sittings", "throughput", "appeals.a_day", times=("appeals.growth",)),
        Resource("beds", "Detention beds", "places", "removals.places", per="people"),
        Resource("seats", "Seats on flights home", "throughput", "removals.seats_a_day", per="people"),
        Resource(
            "escorts", "Escort teams", "throughput", "removals.escorts_a_day", newest_first="removals.newest_share"
        ),
        Resource(
            "intake",
            "Intake of the hub",
            "throughput",
            "hubs.intake_a_day",
            per="people",
            only_while="hub_places",
            in_force=HUB_OPEN,
        ),
        Resource("hub_places", "Places in the hub", "places", "hubs.places", per="people", in_force=HUB_OPEN),
    ),
    traits=("strength", "returnable"),
    marks=("exhausted", "refused", "granted", "granted_other", "hub_stay"),
    responses=(
        Response(
            "deterrence", "fewer come when more are sent to the hub", "nationality", "responses.strength",
            signal=("hub_flight.hub_*",), per=("awaiting_decision",), lag="responses.lag", window="responses.window",
            displaced="responses.displaced", times=("responses.belief",),
        ),
    ),
)  # fmt: skip

HAZARDS = ("returns.enforced_hazard", "returns.voluntary_hazard")
SPREADS = [
    "decisions.preparation",
    "appeals.preparation",
    "submissions.consideration",
    "removals.voluntary_days",
    "removals.detention_stay",
    "hubs.notice_days",
    "hubs.review_days",
    "hubs.return_days",
]


def _used() -> set[str]:
    used = {resource.capacity for resource in PROCESS.resources}
    used |= {ratio for resource in PROCESS.resources for ratio in resource.times}
    used |= {resource.newest_first for resource in PROCESS.resources if resource.newest_first}
    used |= {"hubs.delay", "decisions.merit_share", "returns.frailty_share", "returns.multiplier", "hubs.multiplier"}
    used |= {each.share for resource in PROCESS.resources for each in resource.first if each.share}
    for answer in PROCESS.responses:
        used |= {answer.strength, answer.lag, answer.window, *answer.times, str(answer.displaced)}
    used |= {stage.takes for stage in PROCESS.stages if stage.takes}
    used |= {route.share for _, route in PROCESS.routes() if route.share}
    return used | {route.after.of for _, route in PROCESS.routes() if route.after}


def _dimension(name: str) -> str:
    endings = {"_share": "share", "hazard": "per_year", "a_day": "per_day", "places": "count"}
    endings |= {"multiplier": "ratio", "growth": "ratio", "strength": "share", "belief": "share", "displaced": "share"}
    endings |= {"lag": "months", "window": "months"}
    return next((dimension for ending, dimension in endings.items() if name.endswith(ending)), "days")


def _parameter(name: str) -> Parameter:
    title = f"Title of {name.replace('.', ' ').replace('_', ' ')}"
    by = ("nationality", "years_since") if name in HAZARDS else ()
    table = np.array([[0.1, 0.02], [0.2, 0.04], [0.05, 0.01], [0.4, 0.3]]) if by else np.asarray(0.25)
    by, table = (("nationality",), np.array([0.0, 0.5, 0.0, 0.0])) if name.endswith("strength") else (by, table)
    spread = Spread("lognormal", (("median", (90.0,)), ("gsd", (1.6,)))) if name in SPREADS else None
    values = () if spread else ((START, table),)
    return Parameter(name, title, "", DIMENSIONS[_dimension(name)], "assumed", "", by, values, spread)


BOOK: ParameterBook = make_book({name: _parameter(name) for name in sorted(_used())}, AXES)
