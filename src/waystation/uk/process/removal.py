"""Leaving: voluntary departure, detention, escort, flight."""

from waystation.process.words import Clock, Route, Stage
from waystation.rules.expr import Compare, Condition, Tally
from waystation.uk.process.decision import HOME_OFFICE

REFUSED = Condition(
    "rights_are_exhausted", "has exhausted appeal rights", Compare(Tally("since", "rights_exhausted"), ">=", 0)
)
NOT_REFUSED = Condition("rights_not_exhausted", "has not exhausted appeal rights",
                        Compare(Tally("since", "rights_exhausted"), "<", 0))  # fmt: skip
RELEASE = (
    Route("exhausted", when=(REFUSED,), after=Clock("removals.release_hazard"), label="released",
          says="is released on bail"),
    Route("withdrawn", when=(NOT_REFUSED,), after=Clock("removals.release_hazard"), label="released_withdrawn",
          says="is released on bail, the claim being withdrawn"),
)  # fmt: skip

STAGES = (
    Stage(
        "voluntary_departure", "Preparing to leave voluntarily", "Applicant", takes="removals.voluntary_days",
        routes=(Route("returned_voluntary", says="returns voluntarily"),),
    ),
    Stage(
        "detained", "Detained for removal", HOME_OFFICE, takes="removals.detention_stay", holds=("detention",),
        law=("Immigration Act 1971 schedules 2 and 3",),
        routes=(*RELEASE, Route("removal", says="removal directions are set")),
    ),
    Stage(
        "removal", "Waiting for an escort", HOME_OFFICE, queue="escorts", holds=("detention",),
        routes=(*RELEASE, Route("flight")),
    ),
    Stage(
        "flight", "Waiting for a seat", HOME_OFFICE, queue="return_seats", holds=("detention",),
        routes=(*RELEASE, Route("returned_enforced", says="is removed")),
    ),
)  # fmt: skip
